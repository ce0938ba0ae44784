#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "decode/clip_sampler.h"
#include "decode/frame_source.h"
#include "encode/painter.h"
#include "encode/picture_converter.h"
#include "encode/writer.h"
#include "tests/encode/large_allocations.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

extern "C" {
#include <libavutil/frame.h>
}

// What a frame on its way from the file to the MP4 may cost, in counts that are the same on every
// machine. Each is what the work needs; more of it is a copy that nobody asked for.
namespace vidcam {
namespace {

using testing::large_allocations;
using testing::LargeAllocations;
using testing::TempDir;

constexpr int kWidth = 320, kHeight = 180;
constexpr int64_t kFrames = 30;

// Of what has been done since it was made.
class Spent {
 public:
  [[nodiscard]] int64_t count() const { return large_allocations().count - before_.count; }
  [[nodiscard]] int64_t bytes() const { return large_allocations().bytes - before_.bytes; }

 private:
  LargeAllocations before_ = large_allocations();
};

class FrameCostTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::VideoSpec spec;
    spec.path = dir_ / "video.mp4";
    spec.width = kWidth;
    spec.height = kHeight;
    spec.frames = static_cast<int>(kFrames) + 1;
    write_video(spec);
    source_ = open_source(spec.path);
    frames_.push_back(source_->next().value());  // the rest is as it goes on and on
  }
  void decode_rest() {
    while (auto frame = source_->next()) frames_.push_back(std::move(*frame));
  }
  static Painter::FrameHeat heat() { return {7, 7, std::vector<float>(49, 0.5F)}; }

  TempDir dir_;
  std::unique_ptr<FrameSource> source_;
  std::vector<Frame> frames_;
};

TEST_F(FrameCostTest, DecodedPicturesAreNotCopied) {
  frames_.reserve(kFrames + 1);
  const Spent spent;
  decode_rest();
  ASSERT_EQ(frames_.size(), kFrames + 1);
  EXPECT_EQ(spent.count(), 0);
}

TEST_F(FrameCostTest, SamplingTakesTheModelsPixelsAlone) {
  const FrameSampler sampler(source_->info(), {});
  static_cast<void>(sampler.sample(frames_[0]));
  const int64_t pixels = int64_t{3} * sampler.width() * sampler.height();
  const Spent spent;
  static_cast<void>(sampler.sample(frames_[0]));
  EXPECT_EQ(spent.count(), 1);
  EXPECT_EQ(spent.bytes(), pixels);
}

TEST_F(FrameCostTest, PaintingTakesOnePicture) {
  Painter painter(source_->info(), {}, {});
  const Caption caption{"walk", "gradcam", 0.5, "", false};
  static_cast<void>(painter.paint(frames_[0], heat(), caption));
  const Spent spent;
  const Frame painted = painter.paint(frames_[0], heat(), caption);
  EXPECT_EQ(spent.count(), 1);
  EXPECT_LT(spent.bytes(), static_cast<int64_t>(painted.bytes()) * 11 / 10) << "rows are padded";
}

TEST_F(FrameCostTest, PaintedPicturesReachTheEncoderUncopied) {
  Painter painter(source_->info(), {}, {});
  PictureConverter converter(PictureConverter::Format::Yuv420, frames_[0].color, true);
  const Frame painted = painter.paint(frames_[0], heat(), {});
  const auto given = converter.convert(painted);
  for (size_t p = 0; p < 3; ++p) EXPECT_EQ(given->data[p], painted.planes[p].data) << p;
}

TEST_F(FrameCostTest, EncodingTakesNoPicture) {
  decode_rest();
  const auto writer =
      open_video_writer(dir_ / "out.mp4", source_->info(), kWidth, kHeight, nullptr);
  writer->write(frames_[0]);
  const Spent spent;
  for (size_t i = 1; i < frames_.size(); ++i) writer->write(frames_[i]);
  EXPECT_EQ(spent.count(), 0);
  writer->close();
}

}  // namespace
}  // namespace vidcam
