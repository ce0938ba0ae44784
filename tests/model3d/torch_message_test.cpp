#include "model3d/torch_message.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace vidcam::detail {
namespace {

std::string message(const std::string& text) { return torch_message(std::runtime_error(text)); }

TEST(TorchMessageTest, TakesTheErrorOutOfATraceback) {
  EXPECT_EQ(message("The following operation failed in the TorchScript interpreter.\nTraceback of "
                    "TorchScript (most recent call last):\n"
                    "  File \"m.py\", line 3, in forward\nRuntimeError: sizes differ: 3 and 4\n"),
            "sizes differ: 3 and 4");
}

TEST(TorchMessageTest, TakesTheFirstLineOfOtherTexts) {
  EXPECT_EQ(message("\n  Unknown builtin op: a::b.\nCould not find any similar ops\n"),
            "Unknown builtin op: a::b.");
  EXPECT_EQ(message("a warning: not an error name"), "a warning: not an error name");
}

TEST(TorchMessageTest, IsNeverEmpty) { EXPECT_EQ(message("\n \n"), "no reason given"); }

}  // namespace
}  // namespace vidcam::detail
