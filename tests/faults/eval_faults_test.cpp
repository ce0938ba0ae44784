// Every call by which `vidcam eval` changes a file, numbered as the kernel is asked
// (fault_layer.cpp).
#include <gtest/gtest.h>

#include "tests/cli/results_table.h"
#include "tests/faults/fault_walk.h"

namespace vidcam {
namespace {

class EvalFaultsTest : public ::testing::Test {
 protected:
  [[nodiscard]] testing::FaultWalk walk() const {
    constexpr int kEvery = 3;  // seven files are written in the same way
    return {dir_ / "out", arguments_, kEvery};
  }
  testing::TempDir dir_;
  std::vector<std::string> arguments_ =
      testing::eval_arguments({testing::sample_manifest()}, dir_ / "out",
                              {"--metrics=drop,loc", "--methods=gradcam", "--clips=1", "--batch=1",
                               "--jobs=1", "--precision=fp32", "--quiet"});
};

TEST_F(EvalFaultsTest, AnEvaluationThatIsKilledGoesOn) { walk().killed_at_each(); }

TEST_F(EvalFaultsTest, AnEvaluationThatCannotWriteSaysSoAndGoesOn) { walk().failing_at_each(); }

TEST_F(EvalFaultsTest, AnEvaluationThatCannotReadItsLogKeepsIt) {
  ASSERT_EQ(testing::run_vidcam(arguments_).exit_code, 0);
  walk().unreadable_at_each();
}

}  // namespace
}  // namespace vidcam
