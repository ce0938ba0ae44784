#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "decode/frame_source.h"

namespace vidcam {

// A folder of pictures as a video: natural order of the names, 25 frames a second, time base 1/25,
// 4:2:0 as every video. Files without a picture's suffix and hidden files are passed over.
class FrameFolder : public FrameSource {
 public:
  // Throws Error (Unusable): no pictures, or none that can be decoded; next() throws it where a
  // picture has another size or orientation than the first. A picture that cannot be decoded is
  // left out, with its moment empty, and said in damage(): each of the first ten, the rest in one
  // line.
  explicit FrameFolder(const std::string& path, const DecodeLimits& limits = {});

  [[nodiscard]] const StreamInfo& info() const override { return info_; }
  std::optional<Frame> next() override;
  bool seek(double seconds) override;
  [[nodiscard]] std::vector<std::string> damage() const override;

 private:
  [[nodiscard]] std::optional<Frame> read(size_t index);
  void check_same(const StreamInfo& picture) const;

  DecodeLimits limits_;
  std::filesystem::path folder_;
  std::vector<std::string> names_;  // without the folder: there may be very many
  StreamInfo info_;
  std::optional<Frame> first_;
  size_t at_ = 0;
  std::vector<std::string> damage_;  // the first pictures that could not be decoded
  int64_t more_damage_ = 0;          // pictures after those
  std::string last_damage_;
};

}  // namespace vidcam
