#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "pipeline/base/error.h"

namespace vidcam::testing {

// Runs work() and checks that it throws vidcam::Error with this code and with every one of these
// texts in its message; also that the message is one line.
template <class Work, class... Texts>
void expect_error(ExitCode code, Work&& work, const Texts&... texts) {
  static_assert(sizeof...(texts) > 0, "say what the message must hold");
  try {
    static_cast<void>(work());
  } catch (const Error& error) {
    const std::string message = error.what();
    EXPECT_EQ(static_cast<int>(error.code()), static_cast<int>(code)) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    for (const std::string& text : {std::string(texts)...}) {
      EXPECT_THAT(message, ::testing::HasSubstr(text));
    }
    return;
  }
  ADD_FAILURE() << "no vidcam::Error was thrown";
}

}  // namespace vidcam::testing
