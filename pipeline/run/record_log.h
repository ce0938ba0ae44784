#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace vidcam {

// What a run has finished, in a file that is only appended to: a run that was killed, at any point,
// goes on behind the last records that are whole. Records that are appended together
// are there together or not at all. One run at a time has the file.
//
// A line is a check sum of what follows it, how many more lines belong to it, and a text without
// line breaks (JSON). The first one holds the settings.
class RecordLog {
 public:
  // Opens or makes the file. settings: an object; whose results are these? Throws Error:
  // OtherSettings where the file has another one, naming the first difference; Io where another run
  // has it, or it cannot be written.
  RecordLog(std::string path, const nlohmann::ordered_json& settings);
  ~RecordLog();
  RecordLog(const RecordLog&) = delete;
  RecordLog& operator=(const RecordLog&) = delete;

  [[nodiscard]] size_t size() const { return records_.size(); }
  // Record i, in the order of appending. Throws Error (Io).
  [[nodiscard]] std::string record(size_t i) const;

  // Durable when it returns; afterwards these are the last records. Throws Error (Io).
  void append(std::span<const std::string> records);

 private:
  struct Place {
    int64_t at = 0;
    int64_t bytes = 0;
  };
  void lock() const;
  void load(const nlohmann::ordered_json& settings);
  void write(const std::string& bytes);
  [[nodiscard]] std::string read(int64_t at, int64_t bytes) const;

  std::string path_;
  int fd_ = -1;
  int64_t end_ = 0;  // behind the last whole group
  std::vector<Place> records_;
};

// The line of a record behind which `more` records of its group come, with its end.
[[nodiscard]] std::string record_line(const std::string& text, size_t more);

}  // namespace vidcam
