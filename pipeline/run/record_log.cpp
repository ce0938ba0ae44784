#include "pipeline/run/record_log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "pipeline/base/sha256.h"
#include "pipeline/base/system_io.h"
#include "pipeline/run/json_text.h"
#include "pipeline/run/same_settings.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kSumDigits = 16;

struct Parsed {
  size_t more = 0;
  size_t text_at = 0;  // within the line
};

// Nothing for a line that is not as record_line() made it.
std::optional<Parsed> parse(const std::string& line) {
  if (line.size() < kSumDigits + 3 || line[kSumDigits] != ' ') return std::nullopt;
  const std::string body = line.substr(kSumDigits + 1);
  if (sha256(body).compare(0, kSumDigits, line, 0, kSumDigits) != 0) return std::nullopt;
  std::istringstream in(body);
  Parsed parsed;
  if (!(in >> parsed.more)) return std::nullopt;
  parsed.text_at = line.find(' ', kSumDigits + 1) + 1;
  return parsed;
}

}  // namespace

std::string record_line(const std::string& text, size_t more) {
  const std::string body = std::to_string(more) + " " + text;
  return sha256(body).substr(0, kSumDigits) + " " + body + "\n";
}

RecordLog::RecordLog(std::string path, const Json& settings) : path_(std::move(path)) {
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd_ < 0) throw io_error(path_, "be written");
  try {
    lock();
    load(settings);
  } catch (...) {
    ::close(fd_);
    throw;
  }
}

RecordLog::~RecordLog() { ::close(fd_); }

void RecordLog::lock() const {
  if (::flock(fd_, LOCK_EX | LOCK_NB) == 0 || errno == ENOLCK || errno == ENOTSUP) return;
  throw Error(ExitCode::Io, path_ +
                                ": another run is working in this folder; wait for it, or "
                                "choose another one with --out");
}

void RecordLog::load(const Json& settings) {
  std::ifstream file(path_, std::ios::binary);
  if (!file) throw io_error(path_, "be read");
  bool first = true;
  std::vector<Place> group;
  int64_t at = 0;
  for (std::string line; std::getline(file, line) && !file.eof();) {
    const auto parsed = parse(line);
    if (!parsed) break;
    const auto bytes = static_cast<int64_t>(line.size());
    if (first) {
      check_same_settings(path_, Json::parse(line.substr(parsed->text_at), nullptr, false),
                          settings);
    } else {
      const auto text_at = static_cast<int64_t>(parsed->text_at);
      group.push_back({at + text_at, bytes - text_at});
    }
    first = false;
    at += bytes + 1;
    if (parsed->more > 0) continue;
    end_ = at;
    records_.insert(records_.end(), group.begin(), group.end());
    group.clear();
  }
  if (file.bad()) throw io_error(path_, "be read");
  // What a killed run did not finish to write.
  if (::ftruncate(fd_, end_) != 0) throw io_error(path_, "be written");
  if (end_ > 0) return;
  write(record_line(json_line(settings), 0));
  sync_folder(std::filesystem::path(path_).parent_path());
}

void RecordLog::write(const std::string& bytes) {
  if (::lseek(fd_, end_, SEEK_SET) < 0 || !write_all(fd_, bytes)) {
    const Error error = io_error(path_, "be written");
    static_cast<void>(::ftruncate(fd_, end_) != 0);  // the next run would do it
    throw error;
  }
  if (::fdatasync(fd_) != 0 && errno != EINVAL) throw io_error(path_, "be written");
  end_ += static_cast<int64_t>(bytes.size());
}

void RecordLog::append(std::span<const std::string> records) {
  std::string bytes;
  std::vector<Place> places;
  for (size_t i = 0; i < records.size(); ++i) {
    const std::string line = record_line(records[i], records.size() - 1 - i);
    bytes += line;
    const auto text = static_cast<int64_t>(records[i].size());
    places.push_back({end_ + static_cast<int64_t>(bytes.size()) - 1 - text, text});
  }
  write(bytes);
  records_.insert(records_.end(), places.begin(), places.end());
}

std::string RecordLog::record(size_t i) const {
  return read(records_.at(i).at, records_.at(i).bytes);
}

std::string RecordLog::read(int64_t at, int64_t bytes) const {
  std::string text(static_cast<size_t>(bytes), '\0');
  for (size_t done = 0; done < text.size();) {
    const ssize_t count =
        ::pread(fd_, text.data() + done, text.size() - done, at + static_cast<int64_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = EIO;
    if (count <= 0) throw io_error(path_, "be read");
    done += static_cast<size_t>(count);
  }
  return text;
}

}  // namespace vidcam
