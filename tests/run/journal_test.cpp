#include "pipeline/run/journal.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "pipeline/base/error.h"
#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using testing::expect_error;
using testing::FileSizeLimit;
using testing::TempDir;

std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

struct ReadBack {
  std::vector<std::string> ids;
  JournalDamage damage;
};

ReadBack read(const TempDir& dir) {
  ReadBack back;
  back.damage = read_journals(dir.path().string(),
                              [&](const Json& record) { back.ids.push_back(record.at("id")); });
  return back;
}

using Ids = std::vector<std::string>;

class JournalTest : public ::testing::Test {
 protected:
  std::string write(const Ids& ids) {
    Journal journal(dir_.path().string());
    for (const std::string& id : ids) journal.append({{"id", id}, {"status", "ok"}});
    return journal.path();
  }
  void put(const std::string& path, const std::string& text) const {
    std::ofstream(path, std::ios::binary) << text;
  }
  TempDir dir_;
};

TEST_F(JournalTest, SaysWhatWasAppended) {
  write({"a", "b"});
  const ReadBack back = read(dir_);
  EXPECT_EQ(back.ids, (Ids{"a", "b"}));
  EXPECT_EQ(back.damage.lines, 0);
}

// Anything that reads JSON lines reads it, and checks it with zlib:
//   zlib.crc32(b'"id":"a","status":"ok"}') == 0x7b4e007c
TEST_F(JournalTest, HasLinesOfJsonWithTheCrcOfWhatFollowsIt) {
  const std::string path = write({"a"});
  EXPECT_EQ(contents(path), "{\"crc\":\"7b4e007c\",\"id\":\"a\",\"status\":\"ok\"}\n");
}

TEST_F(JournalTest, MakesNoFileForNothing) {
  const Journal journal(dir_.path().string());
  EXPECT_TRUE(fs::is_empty(dir_.path()));
}

TEST_F(JournalTest, HasAFileForEachWriter) {
  Journal one(dir_.path().string()), two(dir_.path().string());
  one.append({{"id", "a"}});
  two.append({{"id", "b"}});
  one.append({{"id", "c"}});
  EXPECT_NE(one.path(), two.path());
  EXPECT_EQ(read(dir_).ids, (Ids{"a", "c", "b"}));
}

TEST_F(JournalTest, PassesOverATornLastLineAtEveryLength) {
  const std::string path = write({"a", "b"});
  const std::string whole = contents(path);
  const size_t first = whole.find('\n') + 1;
  for (size_t length = first + 1; length < whole.size(); ++length) {
    put(path, whole.substr(0, length));
    const ReadBack back = read(dir_);
    EXPECT_EQ(back.ids, Ids{"a"}) << length;
    EXPECT_EQ(back.damage.lines, 1) << length;
    EXPECT_EQ(back.damage.where, fs::path(path).filename().string() + ":2") << length;
  }
}

TEST_F(JournalTest, PassesOverALineWithAnyByteChanged) {
  const std::string path = write({"a", "b", "c"});
  const std::string whole = contents(path);
  const size_t from = whole.find('\n') + 1, to = whole.find('\n', from);
  for (size_t at = from; at < to; ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    put(path, damaged);
    const ReadBack back = read(dir_);
    EXPECT_EQ(back.ids, (Ids{"a", "c"})) << at;
    EXPECT_EQ(back.damage.lines, 1) << at;
  }
}

TEST_F(JournalTest, PassesOverWhatIsNoJournalLine) {
  put(dir_ / "j-x.jsonl", "\n{}\nnull\n{\"crc\":\"00000000\",}\n" + std::string(100, '\0') + "\n" +
                              journal_line({{"id", "good"}}) + "\n");
  const ReadBack back = read(dir_);
  EXPECT_EQ(back.ids, Ids{"good"});
  EXPECT_EQ(back.damage.lines, 5);
}

TEST_F(JournalTest, CountsRecordsThatCannotBeUsed) {
  put(dir_ / "j-x.jsonl", journal_line({{"name", "a"}}) + "\n" + journal_line({{"id", 7}}) + "\n");
  const ReadBack back = read(dir_);
  EXPECT_TRUE(back.ids.empty());
  EXPECT_EQ(back.damage.lines, 2);
}

TEST_F(JournalTest, ReadsNothingButJournals) {
  put(dir_ / "done.json", journal_line({{"id", "a"}}) + "\n");
  put(dir_ / "j-x.jsonl.bak", journal_line({{"id", "a"}}) + "\n");
  EXPECT_TRUE(read(dir_).ids.empty());
  JournalDamage damage = read_journals(dir_ / "nowhere", [](const Json&) { FAIL(); });
  EXPECT_EQ(damage.lines, 0);
}

TEST_F(JournalTest, AFullDiskIsNamedAndLeavesWholeLines) {
  Journal journal(dir_.path().string());
  journal.append({{"id", "a"}});
  {
    const FileSizeLimit limit(60);
    expect_error(
        ExitCode::Io,
        [&] {
          return journal.append({{"id", std::string(100, 'b')}}), 0;
        },
        journal.path() + ": cannot be written: File too large");
  }
  journal.append({{"id", "c"}});
  const ReadBack back = read(dir_);
  EXPECT_EQ(back.ids, (Ids{"a", "c"}));
  EXPECT_EQ(back.damage.lines, 0);
}

TEST_F(JournalTest, AFolderThatIsNotThereIsNamed) {
  Journal journal("/nowhere/at/all");
  expect_error(
      ExitCode::Io,
      [&] {
        return journal.append({{"id", "a"}}), 0;
      },
      "/nowhere/at/all/j-");
}

}  // namespace
}  // namespace vidcam
