#include "tests/faults/folder_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "pipeline/run/journal.h"

namespace vidcam::testing {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Its records without their times; a damaged line as it is.
std::string journal_text(const std::string& lines) {
  std::string text;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) {
    auto record = parse_journal_line(stream.eof() ? "" : line);
    if (!record.is_null()) record.erase("at");
    text += (record.is_null() ? line : record.dump()) + "\n";
  }
  return text;
}

bool is_journal(const std::string& name) { return name.find("/j-") != std::string::npos; }
bool grows(const std::string& name) { return is_journal(name) || name == "/finished.log"; }
bool is_temporary(const std::string& name) { return name.find("/.") != std::string::npos; }

std::string name_without_process(const std::string& name) {
  const std::string plain = std::regex_replace(name, std::regex("part-[^/]*"), "part");
  return std::regex_replace(plain, std::regex("/j-[^/]*"), "/j-");
}

}  // namespace

FolderFiles files_below(const std::string& folder) {
  FolderFiles files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string name =
        name_without_process("/" + entry.path().lexically_relative(folder).string());
    // Several journals of one shard read as one.
    files[name] += is_journal(name) ? journal_text(contents(entry.path())) : contents(entry.path());
  }
  return files;
}

void expect_nothing_half_written(const FolderFiles& files, const FolderFiles& whole) {
  for (const auto& [name, bytes] : files) {
    if (is_temporary(name) || grows(name)) continue;
    ASSERT_EQ(whole.count(name), 1U) << name;
    EXPECT_TRUE(bytes == whole.at(name)) << name << " differs";
  }
}

void expect_tidy(const FolderFiles& files) {
  for (const auto& [name, bytes] : files) EXPECT_FALSE(is_temporary(name)) << name;
}

void expect_journals_behind_files(const std::string& folder) {
  std::error_code none;
  for (const auto& shard : fs::directory_iterator(fs::path(folder) / "shards", none)) {
    read_journals(shard.path().string(), [&](const nlohmann::ordered_json& record) {
      for (const auto& output : record.value("outputs", nlohmann::ordered_json::array())) {
        const fs::path path = fs::path(folder) / output.at("path").get<std::string>();
        ASSERT_TRUE(fs::exists(path)) << path;
        EXPECT_EQ(fs::file_size(path), output.at("bytes").get<uintmax_t>()) << path;
      }
    });
  }
}

void expect_same_files(const FolderFiles& files, const FolderFiles& whole) {
  for (const auto& [name, bytes] : whole)
    EXPECT_TRUE(is_journal(name) || files.count(name) == 1) << name << " is missing";
  expect_nothing_half_written(files, whole);
  const auto log = files.find("/finished.log");
  if (log != files.end()) {
    EXPECT_EQ(log->second, whole.at("/finished.log"));
  }
}

}  // namespace vidcam::testing
