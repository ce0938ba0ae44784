#include "pipeline/run/shard.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "pipeline/base/error.h"
#include "tests/support/expect_error.h"

namespace vidcam {
namespace {

using testing::expect_error;

using Environment = std::map<std::string, std::string>;

std::optional<int> shard_in(const Environment& variables) {
  return shard_from([&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? nullptr : found->second.c_str();
  });
}

// Batches that were planned must find their items: python3 -c "import hashlib;
// print(int(hashlib.sha256(b'left_28').hexdigest()[:16], 16) % 1000)"
TEST(ShardTest, IsTheHashOfTheIdForEver) {
  EXPECT_EQ(shard_of("left_28", 1000), 581);
  EXPECT_EQ(shard_of("", 1000), 652);
  EXPECT_EQ(shard_of("left_28", 1), 0);
}

TEST(ShardTest, SpreadsIdsEvenly) {
  std::vector<int> counts(16);
  for (int i = 0; i < 16000; ++i)
    ++counts[static_cast<size_t>(shard_of("v" + std::to_string(i), 16))];
  // 1000 expected; six standard deviations are 184.
  for (const int count : counts) EXPECT_NEAR(count, 1000, 184);
}

TEST(ShardTest, ResultsAreCalledByTheirIdsWhereThoseAreNames) {
  EXPECT_EQ(result_stem("left_28"), "86/left_28");
  EXPECT_EQ(default_id("videos/a.mp4"), "fd630f6fddb79f05");
  for (const std::string id : {"../../etc/passwd", ".hidden", "a/b", "", "a b", "ä", "a\nb"})
    EXPECT_EQ(result_stem(id).substr(3), default_id(id)) << id;
  EXPECT_EQ(result_stem(std::string(101, 'a')).substr(3), default_id(std::string(101, 'a')));
}

TEST(ShardTest, ListsAreAsSbatchTakesThem) {
  EXPECT_EQ(shard_list(std::vector<int>{3, 17, 40, 41, 42, 43, 44}), "3,17,40-44");
  EXPECT_EQ(shard_list(std::vector<int>{0, 1}), "0-1");
  EXPECT_EQ(shard_list(std::vector<int>{5}), "5");
  EXPECT_EQ(shard_list({}), "");
}

TEST(ShardTest, TheEnvironmentNamesTheShard) {
  EXPECT_EQ(shard_in({}), std::nullopt);
  EXPECT_EQ(shard_in({{"VIDCAM_SHARD", "17"}}), 17);
  for (const char* variable : {"SLURM_ARRAY_TASK_ID", "JOB_COMPLETION_INDEX", "PBS_ARRAY_INDEX",
                               "PBS_ARRAYID", "LSB_JOBINDEX", "AWS_BATCH_JOB_ARRAY_INDEX"}) {
    EXPECT_EQ(shard_in({{variable, "4"}}), 4) << variable;
    EXPECT_EQ(shard_in({{variable, "4"}, {"VIDCAM_SHARD_OFFSET", "1000"}}), 1004) << variable;
  }
}

TEST(ShardTest, OurOwnVariableWinsAndHasNoOffset) {
  EXPECT_EQ(
      shard_in({{"VIDCAM_SHARD", "2"}, {"SLURM_ARRAY_TASK_ID", "9"}, {"VIDCAM_SHARD_OFFSET", "5"}}),
      2);
  EXPECT_EQ(shard_in({{"SLURM_ARRAY_TASK_ID", "1"}, {"JOB_COMPLETION_INDEX", "2"}}), 1);
}

// LSF counts from 1, and says 0 where there is no array.
TEST(ShardTest, LsfIsUnderstood) {
  EXPECT_EQ(shard_in({{"LSB_JOBINDEX", "0"}}), std::nullopt);
  EXPECT_EQ(shard_in({{"LSB_JOBINDEX", "1"}, {"VIDCAM_SHARD_OFFSET", "-1"}}), 0);
}

// Slurm's count of tasks and first task are those of the submission, not of the batch.
TEST(ShardTest, TheSizeOfTheArrayIsNotAsked) {
  EXPECT_EQ(shard_in({{"SLURM_ARRAY_TASK_ID", "5"},
                      {"SLURM_ARRAY_TASK_COUNT", "2"},
                      {"SLURM_ARRAY_TASK_MIN", "3"}}),
            5);
}

TEST(ShardTest, WhatIsNoNumberIsNamed) {
  expect_error(
      ExitCode::Usage,
      [] {
        return shard_in({{"SLURM_ARRAY_TASK_ID", "3x"}});
      },
      "SLURM_ARRAY_TASK_ID=3x");
  expect_error(
      ExitCode::Usage,
      [] {
        return shard_in({{"SLURM_ARRAY_TASK_ID", "3"}, {"VIDCAM_SHARD_OFFSET", ""}});
      },
      "VIDCAM_SHARD_OFFSET=");
}

}  // namespace
}  // namespace vidcam
