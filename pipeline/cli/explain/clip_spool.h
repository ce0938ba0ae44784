#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/run/media_protocol.h"
#include "pipeline/run/spool_file.h"

namespace vidcam {

// The finished clips of one input, on disk: a few bytes a clip are held in memory, however long the
// video is. Clips are numbered in the order in which they are added. Throws Error (Io) where the
// disk is full.
class ClipSpool {
 public:
  // folder: of the results. input: its path, for messages.
  ClipSpool(const std::string& folder, const std::string& input);

  // record: what the input's record will say of the clip. Throws Error (Unusable) where one of its
  // maps has another size than those of the clips before.
  void add(const std::string& record, const ClipHeat& heat);

  [[nodiscard]] int64_t clips() const { return static_cast<int64_t>(clips_.size()); }
  [[nodiscard]] std::string record(int64_t clip) const;
  [[nodiscard]] ClipHeat heat(int64_t clip) const;

  // The values of one map alone; which: target * methods + method.
  [[nodiscard]] std::vector<float> map(int64_t clip, size_t which) const;
  // t, h, w of such maps, the same for all clips; zeros before the first clip.
  [[nodiscard]] std::vector<int64_t> map_shape(size_t which) const;

 private:
  // In the file: all maps' values, then the rest of the heat as JSON, then the record.
  struct Place {
    int64_t at = 0;
    uint32_t maps_bytes = 0;
    uint32_t head_bytes = 0;
    uint32_t record_bytes = 0;
  };
  void check_shape(const ClipHeat& heat);
  [[nodiscard]] const Place& place(int64_t clip) const;

  std::string input_;
  SpoolFile file_;
  std::vector<std::vector<int64_t>> map_shapes_;  // of the first clip's maps
  std::vector<Place> clips_;
};

}  // namespace vidcam
