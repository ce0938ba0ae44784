#include "decode/frame_folder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "decode/natural_order.h"
#include "decode/video_reader.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 10> kSuffixes{".png",  ".jpg", ".jpeg", ".bmp", ".webp",
                                                     ".tiff", ".tif", ".ppm",  ".pgm", ".pnm"};

constexpr size_t kToldOneByOne = 10;

bool is_picture_name(const fs::path& path) {
  std::string suffix = path.extension().string();
  std::transform(suffix.begin(), suffix.end(), suffix.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return std::find(kSuffixes.begin(), kSuffixes.end(), suffix) != kSuffixes.end() &&
         path.filename().string().front() != '.';
}

std::vector<std::string> pictures_in(const std::string& folder, int64_t max) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (!is_picture_name(it->path())) continue;
    names.push_back(it->path().filename().string());
    if (static_cast<int64_t>(names.size()) > max) {
      throw Error(ExitCode::Unusable, "cannot use folder " + folder + ": more than " +
                                          std::to_string(max) + " pictures");
    }
  }
  if (error) {
    throw Error(ExitCode::Unusable, "cannot read folder " + folder + ": " + error.message());
  }
  if (names.empty()) {
    throw Error(ExitCode::Unusable, "cannot use folder " + folder +
                                        ": it holds no pictures (.png .jpg .bmp .webp .tiff ...)");
  }
  std::sort(names.begin(), names.end(), natural_less);
  return names;
}

std::string size_of(const StreamInfo& info) {
  return std::to_string(info.width) + "x" + std::to_string(info.height);
}

}  // namespace

FrameFolder::FrameFolder(const std::string& path, const DecodeLimits& limits)
    : limits_(limits), folder_(path), names_(pictures_in(path, limits.max_frames)) {
  while (at_ < names_.size() && !first_) first_ = read(at_++);
  if (!first_) {
    throw Error(ExitCode::Unusable,
                "cannot use folder " + path +
                    ": none of its pictures could be decoded; the last: " + last_damage_);
  }
  info_.path = path;
  info_.container = "folder";
  info_.is_image = false;
  info_.time_base = {1, 25};
  info_.frame_rate = {25, 1};
  info_.declared_frames = static_cast<int64_t>(names_.size());
  info_.declared_exact = true;
  info_.duration_seconds = static_cast<double>(names_.size()) / 25;
}

std::optional<Frame> FrameFolder::read(size_t index) {
  std::optional<Frame> frame;
  StreamInfo picture;
  try {
    VideoReader reader((folder_ / names_[index]).string(), limits_, true);
    picture = reader.info();
    frame = reader.next();
  } catch (const Error& error) {
    last_damage_ = error.what();
    damage_.size() < kToldOneByOne ? damage_.push_back(last_damage_)
                                   : static_cast<void>(++more_damage_);
    return std::nullopt;
  }
  if (info_.width == 0) info_ = picture;
  check_same(picture);
  frame->pts = static_cast<int64_t>(index);
  frame->duration = 1;
  return frame;
}

void FrameFolder::check_same(const StreamInfo& picture) const {
  if (picture.width == info_.width && picture.height == info_.height &&
      picture.orientation == info_.orientation) {
    return;
  }
  throw Error(ExitCode::Unusable, "cannot use " + picture.path + ": it is " + size_of(picture) +
                                      ", the pictures before it are " + size_of(info_) +
                                      "; all pictures of a folder must have one size and "
                                      "orientation");
}

std::optional<Frame> FrameFolder::next() {
  if (first_) return std::exchange(first_, std::nullopt);
  while (at_ < names_.size()) {
    if (auto frame = read(at_++)) return frame;
  }
  return std::nullopt;
}

std::vector<std::string> FrameFolder::damage() const {
  std::vector<std::string> lines = damage_;
  if (more_damage_ > 0) {
    lines.push_back(std::to_string(more_damage_) + " more pictures of " + folder_.string() +
                    " could not be decoded; the last: " + last_damage_);
  }
  return lines;
}

bool FrameFolder::seek(double seconds) {
  const double index = std::ceil(std::max(0.0, seconds) * 25 - 1e-3);
  at_ = static_cast<size_t>(std::min(index, static_cast<double>(names_.size())));
  first_.reset();
  return true;
}

}  // namespace vidcam
