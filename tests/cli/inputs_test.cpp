#include "pipeline/cli/explain/inputs.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

class InputsTest : public ::testing::Test {
 protected:
  std::string touch(const std::string& name) {
    const auto path = dir_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << "x";
    return path.string();
  }
  std::vector<Input> list(const std::vector<std::string>& arguments, bool recursive = false,
                          const std::string& in = "") {
    std::istringstream stream(in);
    return list_inputs(arguments, recursive, stream);
  }
  testing::TempDir dir_;
};

TEST_F(InputsTest, NamesResultsByTheStem) {
  const auto inputs = list({"some/clip.final.mp4", "tensor.npy"});
  ASSERT_EQ(inputs.size(), 2U);
  EXPECT_EQ(inputs[0].stem, "clip.final");
  EXPECT_EQ(inputs[0].kind, InputKind::Media);
  EXPECT_EQ(inputs[1].kind, InputKind::Tensor);
}

TEST_F(InputsTest, TwoInputsWithOneStemGetDifferentNames) {
  const auto inputs = list({"a/clip.mp4", "b/clip.mp4", "c/clip.avi"});
  EXPECT_EQ(inputs[0].stem, "clip");
  EXPECT_EQ(inputs[1].stem.substr(0, 5), "clip-");
  EXPECT_EQ(inputs[1].stem.size(), 13U);
  EXPECT_NE(inputs[1].stem, inputs[2].stem);
  EXPECT_EQ(list({"a/clip.mp4", "b/clip.mp4"})[1].stem, inputs[1].stem)
      << "the name does not depend on the run";
}

TEST_F(InputsTest, TheSameInputCountsOnce) { EXPECT_EQ(list({"a.mp4", "a.mp4"}).size(), 1U); }

TEST_F(InputsTest, RecursiveTakesWhatLooksLikeAVideoOrPicture) {
  touch("v/b.MP4");
  touch("v/deep/a.png");
  touch("v/notes.txt");
  touch("v/c.npy");
  const auto inputs = list({(dir_.path() / "v").string()}, true);
  ASSERT_EQ(inputs.size(), 3U);
  EXPECT_EQ(inputs[0].stem, "b");
  EXPECT_EQ(inputs[1].stem, "c");
  EXPECT_EQ(inputs[2].stem, "a");
}

TEST_F(InputsTest, AFolderWithoutRecursiveIsOneInput) {
  touch("frames/0.png");
  const auto inputs = list({(dir_.path() / "frames").string() + "/"});
  ASSERT_EQ(inputs.size(), 1U);
  EXPECT_EQ(inputs[0].stem, "frames");
}

TEST_F(InputsTest, ReadsPathsFromStdin) {
  const auto inputs = list({"-"}, false, "a.mp4\n\nwith space.mp4\n");
  ASSERT_EQ(inputs.size(), 2U);
  EXPECT_EQ(inputs[1].path, "with space.mp4");
}

TEST_F(InputsTest, NothingToDoIsAUsageError) {
  testing::expect_error(
      ExitCode::Usage, [&] { static_cast<void>(list({})); }, "no input");
  std::filesystem::create_directories(dir_.path() / "empty");
  testing::expect_error(
      ExitCode::Usage, [&] { static_cast<void>(list({(dir_.path() / "empty").string()}, true)); },
      "no input");
}

}  // namespace
}  // namespace vidcam
