#include "pipeline/run/record_log.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;
using Records = std::vector<std::string>;
using testing::expect_error;

class RecordLogTest : public ::testing::Test {
 protected:
  [[nodiscard]] Records records(const Json& settings = {{"steps", 20}}) const {
    const RecordLog log(path_, settings);
    Records all;
    for (size_t i = 0; i < log.size(); ++i) all.push_back(log.record(i));
    return all;
  }
  void append(const Records& group) const {
    RecordLog log(path_, {{"steps", 20}});
    log.append(group);
  }
  [[nodiscard]] std::string bytes() const {
    std::ostringstream text;
    text << std::ifstream(path_, std::ios::binary).rdbuf();
    return text.str();
  }
  void overwrite(const std::string& text) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << text;
  }
  testing::TempDir dir_;
  std::string path_ = dir_ / "finished.log";
};

TEST_F(RecordLogTest, GivesBackWhatWasAppended) {
  append({"{\"id\":\"a\"}", "{\"id\":\"b\"}"});
  append({"{\"id\":\"c\"}"});
  EXPECT_EQ(records(), (Records{"{\"id\":\"a\"}", "{\"id\":\"b\"}", "{\"id\":\"c\"}"}));
}

TEST_F(RecordLogTest, RecordsCanBeReadWhileItIsOpen) {
  RecordLog log(path_, {{"steps", 20}});
  log.append(Records{"first", "second"});
  log.append(Records{"third"});
  EXPECT_EQ(log.record(0), "first");
  EXPECT_EQ(log.record(1), "second");
  EXPECT_EQ(log.record(2), "third");
}

// Killed at any byte: what was appended before is there, the torn group is not, and the log goes
// on.
TEST_F(RecordLogTest, ATornGroupIsGoneAsAWhole) {
  append({"one"});
  const size_t whole = bytes().size();
  append({"two", "three"});
  const std::string all = bytes();
  for (size_t cut = whole; cut < all.size(); ++cut) {
    overwrite(all.substr(0, cut));
    EXPECT_EQ(records(), Records{"one"}) << cut;
    EXPECT_EQ(bytes().size(), whole) << cut;
    append({"two", "three"});
    EXPECT_EQ(bytes(), all) << cut;
  }
}

TEST_F(RecordLogTest, ATornFirstLineIsAnEmptyLog) {
  append({"one"});
  overwrite(bytes().substr(0, 10));
  EXPECT_TRUE(records().empty());
  append({"one"});
  EXPECT_EQ(records(), Records{"one"});
}

TEST_F(RecordLogTest, ADamagedLineEndsIt) {
  append({"one"});
  append({"two"});
  std::string text = bytes();
  text[text.size() - 3] ^= 1;
  overwrite(text);
  EXPECT_EQ(records(), Records{"one"});
}

TEST_F(RecordLogTest, OtherSettingsAreRefusedByName) {
  append({"one"});
  const auto open = [&](const Json& settings) { static_cast<void>(records(settings)); };
  expect_error(
      ExitCode::OtherSettings,
      [&] {
        open({{"steps", 10}});
      },
      "steps was 20, now it is 10");
  expect_error(
      ExitCode::OtherSettings,
      [&] {
        open({{"steps", 20}, {"drop", "x"}});
      },
      "drop was nothing, now it is \"x\"");
  expect_error(
      ExitCode::OtherSettings, [&] { open(Json::object()); }, "steps was 20, now it is nothing");
  EXPECT_EQ(records(), Records{"one"});
}

TEST_F(RecordLogTest, OneRunAtATimeHasIt) {
  const RecordLog log(path_, {{"steps", 20}});
  expect_error(
      ExitCode::Io, [&] { static_cast<void>(records()); }, "another run is working");
}

}  // namespace
}  // namespace vidcam
