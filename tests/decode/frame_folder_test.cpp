#include "decode/frame_folder.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/decode/reading.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {
namespace {

void write_picture(const std::string& path, Rgb color, int width = 20, int height = 10) {
  VideoSpec spec;
  spec.path = path;
  spec.codec = path.ends_with(".png") ? "png" : "mjpeg";
  spec.pix_fmt = path.ends_with(".png") ? "rgb24" : "yuvj420p";
  spec.color.full_range = true;
  spec.frames = 1;
  spec.width = width;
  spec.height = height;
  spec.painting = [color](int, int, int) { return color; };
  write_video(spec);
}

TEST(FrameFolderTest, ReadsPicturesInNaturalOrderAtTwentyFiveASecond) {
  const auto dir = temp_dir();
  write_picture(dir / "f10.png", {255, 255, 255});
  write_picture(dir / "f2.png", {0, 255, 0});
  write_picture(dir / "f1.jpg", {255, 0, 0});
  std::ofstream(dir / "notes.txt") << "not a picture";
  const auto source = open_source(dir.path().string());
  EXPECT_FALSE(source->info().is_image);
  EXPECT_EQ(source->info().time_base, (Rational{1, 25}));
  EXPECT_EQ(source->info().frame_rate, (Rational{25, 1}));
  EXPECT_EQ(source->info().declared_frames, 3);
  EXPECT_EQ(source->info().path, dir.path().string());
  const auto frames = all_frames(*source);
  ASSERT_EQ(frames.size(), 3U);
  EXPECT_EQ(times(frames), (std::vector<int64_t>{0, 1, 2}));
  const std::vector<Rgb> expected{{255, 0, 0}, {0, 255, 0}, {255, 255, 255}};
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(frames[i].chroma_shift, 1);
    EXPECT_LE(distance(middle(source->info(), frames[i]), expected[i]), 2) << i;
  }
}

TEST(FrameFolderTest, NamesThePictureOfAnotherSize) {
  const auto dir = temp_dir();
  write_picture(dir / "1.png", {255, 0, 0});
  write_picture(dir / "2.png", {255, 0, 0}, 22, 10);
  const auto source = open_source(dir.path().string());
  expect_error(
      ExitCode::Unusable, [&] { return all_frames(*source).size(); }, dir / "2.png", "22x10",
      "20x10");
}

TEST(FrameFolderTest, LeavesOutAPictureThatCannotBeDecodedAndSaysSo) {
  const auto dir = temp_dir();
  write_picture(dir / "1.png", {255, 0, 0});
  std::ofstream(dir / "2.png") << "torn";
  write_picture(dir / "3.png", {0, 0, 255});
  const auto source = open_source(dir.path().string());
  EXPECT_EQ(times(all_frames(*source)), (std::vector<int64_t>{0, 2}));
  ASSERT_EQ(source->damage().size(), 1U);
  EXPECT_THAT(source->damage()[0], ::testing::HasSubstr(dir / "2.png"));
}

TEST(FrameFolderTest, SumsUpManyPicturesThatCannotBeDecoded) {
  const auto dir = temp_dir();
  write_picture(dir / "0.png", {255, 0, 0});
  for (int i = 1; i <= 13; ++i) std::ofstream(dir / (std::to_string(i) + ".png")) << "torn";
  const auto source = open_source(dir.path().string());
  EXPECT_EQ(times(all_frames(*source)), (std::vector<int64_t>{0}));
  const auto damage = source->damage();
  ASSERT_EQ(damage.size(), 11U);
  EXPECT_THAT(damage[9], ::testing::HasSubstr(dir / "10.png"));
  EXPECT_THAT(damage[10], ::testing::HasSubstr("3 more pictures of " + dir.path().string()));
  EXPECT_THAT(damage[10], ::testing::HasSubstr(dir / "13.png"));
}

TEST(FrameFolderTest, RefusesAFolderOfTornPictures) {
  const auto dir = temp_dir();
  std::ofstream(dir / "2.png") << "torn";
  expect_error(
      ExitCode::Unusable, [&] { return open_source(dir.path().string()); },
      "none of its pictures could be decoded", dir / "2.png");
}

TEST(FrameFolderTest, SeeksByNumber) {
  const auto dir = temp_dir();
  for (int i = 0; i < 4; ++i) {
    write_picture(dir / (std::to_string(i) + ".png"), frame_color(i));
  }
  const auto source = open_source(dir.path().string());
  ASSERT_TRUE(source->seek(2 / 25.0));
  EXPECT_EQ(times(all_frames(*source)), (std::vector<int64_t>{2, 3}));
  ASSERT_TRUE(source->seek(0));
  EXPECT_EQ(times(all_frames(*source)), (std::vector<int64_t>{0, 1, 2, 3}));
  ASSERT_TRUE(source->seek(100));
  EXPECT_TRUE(all_frames(*source).empty());
}

}  // namespace
}  // namespace vidcam::testing
