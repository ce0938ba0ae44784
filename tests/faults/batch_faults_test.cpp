// Every call by which `vidcam plan`, `run` and `merge` change a file, numbered as the kernel is
// asked (fault_layer.cpp).
#include <gtest/gtest.h>

#include "tests/cli/batch_runs.h"
#include "tests/faults/fault_walk.h"

namespace vidcam {
namespace {

using testing::BatchRuns;
using testing::FaultWalk;
using testing::run_vidcam;

class BatchFaultsTest : public ::testing::Test {
 protected:
  using Arguments = std::vector<std::string>;
  [[nodiscard]] FaultWalk walk(const Arguments& arguments) const {
    return FaultWalk(batch_.out(), arguments);
  }
  void has_run(const Arguments& arguments) const { ASSERT_EQ(run_vidcam(arguments).exit_code, 0); }
  BatchRuns batch_{1};
  Arguments plan_ = batch_.plan_arguments(1, {"--clips=1"});
  Arguments run_{"run", "--out", batch_.out(), "--all", "--jobs=1", "--quiet"};
  Arguments merge_{"merge", "--out", batch_.out()};
};

TEST_F(BatchFaultsTest, APlanThatIsKilledIsMadeAgain) { walk(plan_).killed_at_each(); }

TEST_F(BatchFaultsTest, APlanThatCannotBeWrittenSaysSoAndIsMadeAgain) {
  walk(plan_).failing_at_each();
}

TEST_F(BatchFaultsTest, ARunThatIsKilledGoesOn) {
  has_run(plan_);
  walk(run_).killed_at_each();
}

TEST_F(BatchFaultsTest, ARunThatCannotWriteBlamesNoInputAndGoesOn) {
  has_run(plan_);
  walk(run_).failing_at_each();
}

TEST_F(BatchFaultsTest, ARunThatCannotReadWhatIsDoneSaysSoOrDoesItAgain) {
  has_run(plan_);
  has_run(run_);
  walk(run_).unreadable_at_each();
}

TEST_F(BatchFaultsTest, AMergeThatCannotReadSaysSo) {
  has_run(plan_);
  has_run(run_);
  walk(merge_).unreadable_at_each();
}

TEST_F(BatchFaultsTest, AMergeThatIsKilledIsMadeAgain) {
  has_run(plan_);
  has_run(run_);
  walk(merge_).killed_at_each();
}

TEST_F(BatchFaultsTest, AMergeThatCannotBeWrittenSaysSoAndIsMadeAgain) {
  has_run(plan_);
  has_run(run_);
  walk(merge_).failing_at_each();
}

}  // namespace
}  // namespace vidcam
