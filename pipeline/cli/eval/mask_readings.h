#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/run/media_feed.h"

namespace vidcam {

// What came of an item's mask: its bytes, 1 where the object is, or why there are none.
struct MaskRead {
  size_t item = 0;
  std::vector<uint8_t> mask;  // height x width of the item's picture
  std::optional<MediaFailure> failure;
};

// Reads pictures of masks by media processes of their own, in the feed that also reads the items.
class MaskReadings {
 public:
  // job: what is the same for all readings.
  MaskReadings(MediaFeed& feed, MediaJob job) : feed_(feed), job_(std::move(job)) {}

  // width, height: of the item's picture, which the mask must have. Throws Error (Io).
  void start(size_t item, const std::string& path, int width, int height);

  [[nodiscard]] bool owns(int reading) const { return wanted_.contains(reading); }
  // An event of a reading that it owns; an answer once for each mask.
  [[nodiscard]] std::optional<MaskRead> take(const FeedEvent& event);

 private:
  struct Wanted {
    size_t item = 0;
    std::string path;
    int width = 0;
    int height = 0;
    bool answered = false;
    bool refused = false;
  };
  void check_size(int reading, Wanted& wanted, const StreamInfo& stream);
  [[nodiscard]] std::optional<MaskRead> take_picture(int reading, Wanted& wanted,
                                                     const Clip& picture);

  MediaFeed& feed_;
  MediaJob job_;
  std::map<int, Wanted> wanted_;  // by reading
};

}  // namespace vidcam
