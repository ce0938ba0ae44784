#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace vidcam {

// What one process has finished of a shard, in a file that nobody else writes and that is only
// appended to: FOLDER/j-HOST-PID-START.jsonl. Whoever wants to know all reads all journals of the
// folder. Each line is an object whose first member is the CRC-32 of what follows it:
//   {"crc":"1c291ca3","id":"left_28","status":"ok",...}
// Not thread-safe.
class Journal {
 public:
  // folder: is there. The file is made by the first append().
  explicit Journal(std::string folder) : folder_(std::move(folder)) {}
  ~Journal();
  Journal(Journal&& other) noexcept;
  Journal& operator=(Journal&&) = delete;

  // record: an object with members. Durable when it returns. Throws Error (Io): what is in the
  // file then is what was before.
  void append(const nlohmann::ordered_json& record);

  [[nodiscard]] const std::string& path() const { return path_; }  // "" before the first append

 private:
  void open();

  std::string folder_;
  std::string path_;
  int fd_ = -1;
  int64_t end_ = 0;  // behind the last whole line
};

// The line that append() writes, without its end.
[[nodiscard]] std::string journal_line(const nlohmann::ordered_json& record);

// The record of such a line, without its CRC; null for any other text.
[[nodiscard]] nlohmann::ordered_json parse_journal_line(std::string_view line);

// Lines that are not as append() wrote them: a writer was killed, or the file was damaged.
struct JournalDamage {
  int64_t lines = 0;
  std::string where;  // the first one, "j-....jsonl:7"
};

// "2 damaged lines are passed over, ..."
[[nodiscard]] std::string to_text(const JournalDamage& damage);

// Gives `take` the records of all journals of a folder, in the order of the files' names, then of
// the lines; damaged lines, and records that `take` cannot use (Json::exception), are passed over
// and counted. A folder that is not there holds none. Throws Error (Io) where a journal cannot be
// read.
JournalDamage read_journals(const std::string& folder,
                            const std::function<void(nlohmann::ordered_json)>& take);

}  // namespace vidcam
