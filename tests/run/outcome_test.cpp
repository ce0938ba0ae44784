#include "pipeline/run/outcome.h"

#include <gtest/gtest.h>

#include <vector>

namespace vidcam {
namespace {

ExitCode outcome(size_t inputs, const std::vector<ExitCode>& failures) {
  return outcome_of(inputs, failures);
}

TEST(OutcomeTest, IsOkWhereNothingFailed) { EXPECT_EQ(outcome(3, {}), ExitCode::Ok); }

TEST(OutcomeTest, SaysThatSomeFailed) {
  EXPECT_EQ(outcome(3, {ExitCode::Missing, ExitCode::Missing}), ExitCode::SomeFailed);
}

TEST(OutcomeTest, IsTheCodeThatAllFailuresShare) {
  EXPECT_EQ(outcome(2, {ExitCode::Missing, ExitCode::Missing}), ExitCode::Missing);
  EXPECT_EQ(outcome(2, {ExitCode::Missing, ExitCode::Io}), ExitCode::Unusable);
}

}  // namespace
}  // namespace vidcam
