#include "pipeline/run/shard_state.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "pipeline/run/atomic_file.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::TempDir;

class ShardStateTest : public ::testing::Test {
 protected:
  void SetUp() override {
    plan_.ranges = {{4, 0, 0}};
    make_output_folder(folder_);
  }
  [[nodiscard]] ShardCounts count() const { return count_shard(out_, plan_, 0); }

  TempDir dir_;
  std::string out_ = dir_.path().string();
  std::string folder_ = shard_folder(out_, 0);
  BatchPlan plan_;
};

TEST_F(ShardStateTest, CountsWhatJournalsSay) {
  Journal journal(folder_);
  journal.append(done_record("a", false, 1, {{"clips", 3}}));
  journal.append(done_record("b", true, 1, {}));
  journal.append(failed_record("c", 1, ExitCode::Missing, "no such file"));
  const ShardCounts counts = count();
  EXPECT_EQ(counts.ok, 1);
  EXPECT_EQ(counts.partial, 1);
  EXPECT_EQ(counts.failed, 1);
  EXPECT_EQ(counts.missing(), 1);
  EXPECT_EQ(counts.recent, 3);
  EXPECT_EQ(counts.reasons.at("no such file"), 1);
  EXPECT_EQ(read_shard(folder_).items.at("a").record.at("clips"), 3);
}

TEST_F(ShardStateTest, AGroupIsOneLineOfItsRecords) {
  Journal journal(folder_);
  journal.append(group_record({done_record("a", false, 1, {{"result", {{"clips", 3}}}}),
                               failed_record("b", 1, ExitCode::Unusable, "no video")},
                              {{"device", "cpu"}}));
  journal.append(group_record({done_record("c", true, 1, {})}, {}));
  journal.append(group_record({done_record("d", false, 1, {})}, {{"device", "cpu"}}));
  const ShardState state = read_shard(folder_);
  EXPECT_EQ(state.items.size(), 4U);
  EXPECT_EQ(count().failed, 1);
  EXPECT_FALSE(state.items.at("a").record.contains("result")) << "it may be long";
  ASSERT_EQ(state.made_with.size(), 1U);
  EXPECT_EQ(state.made_with[0].at("device"), "cpu");
  const ShardState light = read_shard(folder_, [](auto& record) {
    if (record.contains("result")) record["result"] = record["result"]["clips"];
  });
  EXPECT_EQ(light.items.at("a").record.at("result"), 3);
  // Torn, all of it is gone.
  fs::resize_file(journal.path(), journal_line(group_record({}, {})).size());
  EXPECT_EQ(count().missing(), 4);
}

TEST_F(ShardStateTest, AShardThatNobodyBeganIsMissing) {
  plan_.ranges.push_back({7, 0, 0});
  EXPECT_EQ(count_shard(out_, plan_, 1).missing(), 7);
}

TEST_F(ShardStateTest, TwoWritersOfOneItemCountOnce) {
  Journal one(folder_), two(folder_);
  one.append(done_record("a", false, 1, {{"clips", 3}}));
  two.append(done_record("a", false, 1, {{"clips", 3}}));
  two.append(done_record("b", false, 1, {}));
  EXPECT_EQ(count().ok, 2);
}

TEST_F(ShardStateTest, ResultsCountBeforeAFailureWhicheverCameFirst) {
  Journal one(folder_), two(folder_);
  one.append(failed_record("a", 2, ExitCode::Unusable, "x"));
  two.append(done_record("a", false, 1, {}));
  one.append(done_record("b", false, 1, {}));
  two.append(failed_record("b", 5, ExitCode::Unusable, "x"));
  EXPECT_EQ(count().ok, 2);
  EXPECT_EQ(count().failed, 0);
}

TEST_F(ShardStateTest, OfFailuresTheLaterAttemptCounts) {
  Journal journal(folder_);
  journal.append(failed_record("a", 2, ExitCode::Unusable, "second"));
  journal.append(failed_record("a", 1, ExitCode::Unusable, "first"));
  EXPECT_EQ(read_shard(folder_).items.at("a").record.at("reason"), "second");
  EXPECT_EQ(count().failed, 1);
}

TEST_F(ShardStateTest, ACompleteShardIsReadFromItsSummary) {
  Journal journal(folder_);
  for (const char* id : {"a", "b", "c", "d"}) journal.append(done_record(id, false, 1, {}));
  write_done(folder_, count());
  fs::remove(journal.path());
  EXPECT_EQ(count().ok, 4);
  remove_done(folder_);
  EXPECT_EQ(count().ok, 0);
}

TEST_F(ShardStateTest, ASummaryThatDoesNotFitIsNotBelieved) {
  for (
      const char* text :
      {"", "{}", "7", "{\"items\":4,\"ok\":3,\"partial\":0,\"failed\":0,\"reasons\":{}}",
       "{\"items\":5,\"ok\":5,\"partial\":0,\"failed\":0,\"reasons\":{}}",
       R"({"items":4,"ok":1e300,"partial":-1e300,"failed":0,"reasons":{}})",
       R"({"items":4,"ok":4.0,"partial":0,"failed":0,"reasons":{}})",
       R"({"items":4,"ok":-9223372036854775808,"partial":0,"failed":9223372036854775807,"reasons":{}})",
       R"({"items":4,"ok":4,"partial":0,"failed":0,"reasons":7})",
       "{\"items\":\"4\",\"ok\":4,\"partial\":0,\"failed\":0,\"reasons\":{}}"}) {
    std::ofstream(fs::path(folder_) / "done.json") << text;
    EXPECT_EQ(count().missing(), 4) << text;
  }
}

// As a machine writes whose clock was wrong for a while: none of it says how fast the batch is.
TEST_F(ShardStateTest, WhatWasFinishedInTheFutureOrLongAgoIsNotRecent) {
  Journal journal(folder_);
  const std::vector<int64_t> ages{-7200, -30, 30, 7200};
  for (size_t i = 0; i < ages.size(); ++i) {
    auto record = done_record(std::string(1, static_cast<char>('a' + i)), false, 1, {});
    record["at"] = record["at"].get<int64_t>() - ages[i];
    journal.append(record);
  }
  EXPECT_EQ(count().ok, 4);
  EXPECT_EQ(count().recent, 2);
}

TEST_F(ShardStateTest, RecordsWithOtherTypesThanOursArePassedOver) {
  std::ofstream file(fs::path(folder_) / "j-x.jsonl");
  for (const char* record :
       {R"({"status":"ok"})", R"({"id":7})", R"({"id":"a","attempt":1e300})",
        R"({"id":"a","attempt":1.5})", R"({"id":"a","at":"noon"})", R"({"id":"a","reason":3})",
        R"({"id":"a","status":["ok"]})", R"({"id":"a","outputs":{"path":1}})",
        R"({"id":"a","outputs":[{"path":1,"bytes":1}]})",
        R"({"id":"a","outputs":[{"path":"a","bytes":"1"}]})"})
    file << journal_line(nlohmann::ordered_json::parse(record)) << '\n';
  file.close();
  EXPECT_EQ(count().missing(), 4);
  EXPECT_EQ(count().damage.lines, 10);
}

TEST_F(ShardStateTest, DamageIsCountedAndTheItemIsMissing) {
  Journal journal(folder_);
  journal.append(done_record("a", false, 1, {}));
  journal.append(done_record("b", false, 1, {}));
  fs::resize_file(journal.path(), fs::file_size(journal.path()) - 3);
  EXPECT_EQ(count().ok, 1);
  EXPECT_EQ(count().damage.lines, 1);
}

}  // namespace
}  // namespace vidcam
