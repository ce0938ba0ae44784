#include "pipeline/run/batch_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "pipeline/base/error.h"
#include "pipeline/run/shard.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using testing::expect_error;
using testing::TempDir;

const Json kSettings{{"vidcam", "1"}, {"options", {{"method", "gradcam"}, {"stride", 8}}}};

std::vector<BatchItem> many(int count) {
  std::vector<BatchItem> items;
  items.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i)
    items.push_back({"v" + std::to_string(i), "/data/\"v\" " + std::to_string(i) + ".mp4",
                     i % 2 == 0 ? "" : "walk", i % 3 == 0 ? Json() : Json{{"class", i}}});
  return items;
}

class BatchPlanTest : public ::testing::Test {
 protected:
  bool write(int shards, const std::vector<BatchItem>& items, const Json& settings = kSettings) {
    return write_plan(out_, "/lists/list.tsv", shards, items, settings);
  }
  void expect_other(int shards, const std::vector<BatchItem>& items, const Json& settings,
                    const std::string& what) {
    expect_error(
        ExitCode::OtherSettings, [&] { return write(shards, items, settings); }, what);
  }
  TempDir dir_;
  std::string out_ = dir_ / "out";
};

TEST_F(BatchPlanTest, EveryItemIsInItsShardOnceInTheOrderOfTheList) {
  const auto items = many(100);
  EXPECT_TRUE(write(7, items));
  const BatchPlan plan = read_plan(out_);
  EXPECT_EQ(plan.shards(), 7);
  EXPECT_EQ(plan.items(), 100);
  size_t seen = 0;
  for (int s = 0; s < 7; ++s) {
    auto expected = items;
    std::erase_if(expected, [&](const BatchItem& item) { return shard_of(item.id, 7) != s; });
    const auto there = read_items(out_, plan, s);
    ASSERT_EQ(there.size(), expected.size());
    for (size_t i = 0; i < there.size(); ++i) {
      EXPECT_EQ(there[i].id, expected[i].id);
      EXPECT_EQ(there[i].path, expected[i].path);
      EXPECT_EQ(there[i].label, expected[i].label);
      EXPECT_EQ(there[i].truth, expected[i].truth);
    }
    seen += there.size();
  }
  EXPECT_EQ(seen, items.size());
}

TEST_F(BatchPlanTest, TheSamePlanAgainIsNoPlan) {
  EXPECT_TRUE(write(3, many(10)));
  EXPECT_FALSE(write(3, many(10)));
}

TEST_F(BatchPlanTest, AnotherPlanIsRefusedAndNamesTheDifference) {
  write(3, many(10));
  expect_other(4, many(10), kSettings, "shards was 3, now it is 4");
  expect_other(3, many(11), kSettings, "items was 10, now it is 11");
  Json other = kSettings;
  other["options"]["stride"] = 4;
  expect_other(3, many(10), other, "options/stride was 8, now it is 4");
  other = kSettings;
  other["options"]["new"] = true;
  expect_other(3, many(10), other, "options/new was nothing, now it is true");
  auto items = many(10);
  items[4].path = "/data/other.mp4";
  expect_other(3, items, kSettings, "items_sha256");
  EXPECT_EQ(std::distance(fs::directory_iterator(out_), fs::directory_iterator()), 2)
      << "nothing of the refused plans is left";
}

TEST_F(BatchPlanTest, OfManyWhoPlanAtOnceOneWins) {
  std::atomic<int> won{0}, refused{0};
  {
    std::vector<std::jthread> planners;
    planners.reserve(8);
    for (int i = 0; i < 8; ++i) {
      planners.emplace_back([&, i] {
        try {
          won += write(3 + i % 2, many(10)) ? 1 : 0;
        } catch (const Error& e) {
          refused += e.code() == ExitCode::OtherSettings ? 1 : 0;
        }
      });
    }
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(refused, 4) << "those with the other number of shards";
  const BatchPlan plan = read_plan(out_);
  for (int s = 0; s < plan.shards(); ++s)
    EXPECT_NO_THROW(static_cast<void>(read_items(out_, plan, s)));
}

TEST_F(BatchPlanTest, WhatIsNoPlanIsNamed) {
  expect_error(
      ExitCode::Missing, [&] { return read_plan(dir_ / "nowhere"); }, "nowhere/run.json",
      "vidcam plan makes it");
  const char* const of_negative_size =
      R"({"format":1,"settings":{},"manifest":"","items_file":"","shards":[[1,-2,3]]})";
  const char* const of_no_number =
      R"({"format":1,"settings":{},"manifest":"","items_file":"","shards":[[1,1e300,3]]})";
  const char* const of_sizes_that_overflow =
      R"({"format":1,"settings":{},"manifest":"","items_file":"","shards":[[1,4611686018427387904,3]]})";
  const char* const of_more_items_than_bytes =
      R"({"format":1,"settings":{},"manifest":"","items_file":"","shards":[[9,0,3]]})";
  for (const char* text : {"", "{}", "[]", R"({"format":2})", of_negative_size, of_no_number,
                           of_sizes_that_overflow, of_more_items_than_bytes}) {
    std::ofstream(dir_ / "run.json") << text;
    expect_error(
        ExitCode::Unusable, [&] { return read_plan(dir_.path().string()); },
        "not as vidcam plan writes it");
  }
}

TEST_F(BatchPlanTest, ItemsOfOtherTypesOrBeyondTheFileAreNamed) {
  write(1, many(2));
  BatchPlan plan = read_plan(out_);
  const auto refused = [&] {
    expect_error(
        ExitCode::Unusable, [&] { return read_items(out_, plan, 0); },
        "is not the file that was planned");
  };
  std::ofstream(fs::path(out_) / plan.items_file) << R"({"id":7,"path":["a"]})" << '\n';
  plan.ranges = {{1, 0, 22}};
  refused();
  plan.ranges = {{1, 0, int64_t{1} << 40}};
  refused();
  plan.items_file = ".";
  expect_error(
      ExitCode::Unusable, [&] { return read_items(out_, plan, 0); }, "should have 1 items");
}

TEST_F(BatchPlanTest, ItemsThatAreGoneOrDamagedAreNamed) {
  write(2, many(10));
  const BatchPlan plan = read_plan(out_);
  const fs::path items = fs::path(out_) / plan.items_file;
  fs::resize_file(items, fs::file_size(items) / 2);
  expect_error(
      ExitCode::Unusable, [&] { return read_items(out_, plan, 1); },
      "is not the file that was planned");
  fs::remove(items);
  expect_error(
      ExitCode::Missing, [&] { return read_items(out_, plan, 1); }, items.string());
}

}  // namespace
}  // namespace vidcam
