#include "pipeline/cli/eval/mask_readings.h"

#include <utility>

#include "pipeline/base/error.h"
#include "pipeline/cli/reading.h"

namespace vidcam {
namespace {

std::vector<uint8_t> mask_of(const std::vector<uint8_t>& rgb) {
  std::vector<uint8_t> mask;
  for (size_t i = 0; i < rgb.size(); i += 3)
    mask.push_back(rgb[i] != 0 || rgb[i + 1] != 0 || rgb[i + 2] != 0 ? 1 : 0);
  return mask;
}

}  // namespace

void MaskReadings::start(size_t item, const std::string& path, int width, int height) {
  MediaJob job = job_;
  job.input = path;
  // Sampled at its own size, a picture keeps its pixels as they are.
  job.clip = {1, 1, height, width, ClipSpec::Resize::Stretch, height, width, ClipSpec::Crop::None};
  job.selection = {};
  job.paint = false;
  wanted_[feed_.start(job)] = {item, path, width, height, false, false};
}

// Ends the reading of a mask that does not fit.
void MaskReadings::check_size(int reading, Wanted& wanted, const StreamInfo& stream) {
  const int w = stream.display_width(), h = stream.display_height();
  if (w == wanted.width && h == wanted.height) return;
  wanted.refused = true;
  feed_.give_up(reading, {static_cast<int>(ExitCode::Unusable),
                          wanted.path + ": the mask is " + size_text(w, h) + ", its picture is " +
                              size_text(wanted.width, wanted.height)});
}

std::optional<MaskRead> MaskReadings::take_picture(int reading, Wanted& wanted,
                                                   const Clip& picture) {
  if (wanted.refused) return std::nullopt;
  feed_.answer(reading, {picture.index, {}});
  // A mask that moves: its first picture counts.
  if (std::exchange(wanted.answered, true)) return std::nullopt;
  return MaskRead{wanted.item, mask_of(picture.rgb), {}};
}

std::optional<MaskRead> MaskReadings::take(const FeedEvent& event) {
  Wanted& wanted = wanted_.at(event.reading);
  if (const auto* stream = std::get_if<StreamInfo>(&event.what))
    check_size(event.reading, wanted, *stream);
  if (const auto* picture = std::get_if<Clip>(&event.what))
    return take_picture(event.reading, wanted, *picture);
  const auto* over = std::get_if<ReadingOver>(&event.what);
  if (over == nullptr) return std::nullopt;
  const bool failed = over->failure && !wanted.answered;
  MaskRead read{wanted.item, {}, over->failure};
  wanted_.erase(event.reading);
  return failed ? std::optional(std::move(read)) : std::nullopt;
}

}  // namespace vidcam
