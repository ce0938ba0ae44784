#include "pipeline/run/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <vector>

#include "pipeline/base/system_io.h"
#include "pipeline/run/crc32.h"
#include "pipeline/run/json_text.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::string_view kHead = R"({"crc":")";
constexpr size_t kDigits = 8;
constexpr size_t kBody = kHead.size() + kDigits + 2;  // behind `",`

std::string hex(uint32_t value) {
  std::array<char, kDigits + 1> text{};
  std::snprintf(text.data(), text.size(), "%08x", value);
  return text.data();
}

// False where it is not as `take` expects it.
bool taken(const std::function<void(Json)>& take, Json record) {
  if (record.is_null()) return false;
  try {
    take(std::move(record));
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

void read_journal(const fs::path& path, const std::function<void(Json)>& take,
                  JournalDamage& damage) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw io_error(path.string(), "be read");
  int64_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    // A line without its end was cut off, whatever it says.
    if (taken(take, file.eof() ? Json() : parse_journal_line(line))) continue;
    if (++damage.lines == 1) damage.where = path.filename().string() + ":" + std::to_string(number);
  }
  if (file.bad()) throw io_error(path.string(), "be read");
}

}  // namespace

std::string journal_line(const Json& record) {
  const std::string body = json_line(record).substr(1);
  return std::string(kHead) + hex(crc32(body)) + "\"," + body;
}

Json parse_journal_line(std::string_view line) {
  if (line.size() <= kBody || !line.starts_with(kHead)) return {};
  const std::string_view body = line.substr(kBody);
  if (line.substr(0, kBody) != std::string(kHead) + hex(crc32(body)) + "\",") return {};
  Json record = Json::parse("{" + std::string(body), nullptr, false);
  return record.is_object() ? record : Json();
}

Journal::~Journal() {
  if (fd_ >= 0) ::close(fd_);
}

Journal::Journal(Journal&& other) noexcept
    : folder_(std::move(other.folder_)),
      path_(std::move(other.path_)),
      fd_(std::exchange(other.fd_, -1)),
      end_(other.end_) {}

void Journal::open() {
  const auto start = std::chrono::system_clock::now().time_since_epoch();
  const std::string name = "j-" + host_name() + "-" + std::to_string(::getpid()) + "-" +
                           std::to_string(start / std::chrono::nanoseconds(1)) + ".jsonl";
  path_ = (fs::path(folder_) / name).string();
  fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (fd_ < 0) throw io_error(path_, "be written");
  sync_folder(folder_);
}

void Journal::append(const Json& record) {
  if (fd_ < 0) open();
  const std::string line = journal_line(record) + "\n";
  // EINVAL: a file system that knows no fdatasync.
  if (!write_all(fd_, line) || (::fdatasync(fd_) != 0 && errno != EINVAL)) {
    const Error error = io_error(path_, "be written");
    // A torn line must not stand before the next one.
    if (::ftruncate(fd_, end_) == 0) ::lseek(fd_, end_, SEEK_SET);
    throw error;
  }
  end_ += static_cast<int64_t>(line.size());
}

std::string to_text(const JournalDamage& damage) {
  return std::to_string(damage.lines) +
         (damage.lines == 1 ? " damaged line is" : " damaged lines are") + " passed over (" +
         damage.where + "): a process was killed while it wrote, what it did is done again";
}

JournalDamage read_journals(const std::string& folder, const std::function<void(Json)>& take) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("j-") && name.ends_with(".jsonl")) files.push_back(entry.path());
  }
  if (error && error != std::errc::no_such_file_or_directory)
    throw Error(ExitCode::Io, folder + ": cannot be listed: " + error.message());
  std::sort(files.begin(), files.end());
  JournalDamage damage;
  for (const fs::path& file : files) read_journal(file, take, damage);
  return damage;
}

}  // namespace vidcam
