#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "pipeline/base/npy.h"
#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_dir.h"

// A real model that answers questions about a picture of one coloured shape.
namespace vidcam {
namespace {

using ::testing::HasSubstr;
using testing::read_json;
using testing::run_vidcam;

constexpr int kCircleX = 24, kCircleY = 38, kRadius = 14;

class AskTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!model_) GTEST_SKIP() << "shared data is not here";
    testing::VideoSpec picture;
    picture.path = dir_ / "circle.png";
    picture.codec = "png";
    picture.width = picture.height = 64;
    picture.frames = 1;
    picture.painting = [](int, int x, int y) {
      const int dx = x - kCircleX, dy = y - kCircleY;
      return dx * dx + dy * dy < kRadius * kRadius ? testing::Rgb{220, 30, 30}
                                                   : testing::Rgb{250, 250, 250};
    };
    write_video(picture);
  }

  testing::ProgramRun ask(const std::string& question, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"ask", dir_ / "circle.png", question, "-m", *model_,
                                          "-o",  dir_ / "out"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_vidcam(arguments);
  }
  std::string answer(const std::string& question) {
    const auto run = ask(question, {"--force"});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    const auto record = read_json(run.paths().back());
    EXPECT_EQ(record["model"]["inputs"]["question"], question);
    const std::string label = record["clips"][0]["top"][0]["label"];
    EXPECT_THAT(run.err, HasSubstr("\n" + label + " "));
    return label;
  }

  testing::TempDir dir_;
  std::optional<std::filesystem::path> model_ = testing::shared_data("models/easy_vqa_scripted.pt");
};

TEST_F(AskTest, AnswersEachQuestion) {
  EXPECT_EQ(answer("what color is the circle?"), "red");
  EXPECT_EQ(answer("What shape is in the image?"), "circle");
  EXPECT_EQ(answer("is there a red shape in the image?"), "yes");
  EXPECT_EQ(answer("is there a triangle in the image?"), "no");
}

// How much denser the heat is on the shape than on the whole picture. The net looks at outlines:
// one cell of the layer's 16 x 16 around the shape belongs to it.
double density_on_shape(const NpyArray& map) {
  EXPECT_EQ(map.shape, (std::vector<int64_t>{1, 16, 16}));
  double inside = 0, all = 0, cells = 0;
  for (int i = 0; i < 256; ++i) {
    const int x = i % 16 * 4 + 2, y = i / 16 * 4 + 2;
    const bool on = std::abs(x - kCircleX) <= kRadius + 4 && std::abs(y - kCircleY) <= kRadius + 4;
    const float value = map.values.at(static_cast<size_t>(i));
    all += value;
    inside += on ? value : 0;
    cells += on ? 1 : 0;
  }
  return inside / all / (cells / 256);
}

TEST_F(AskTest, TheHeatOfAnAnswerLiesOnTheShape) {
  for (const std::string question : {"what color is the circle", "is there a red shape"}) {
    const auto run = ask(question);
    ASSERT_EQ(run.exit_code, 0) << run.err;
    for (const std::string& path : run.paths()) {
      if (!path.ends_with(".npy")) continue;
      EXPECT_GT(density_on_shape(read_npy(path)), 1.5) << path;
    }
  }
}

TEST_F(AskTest, EveryAnswerAskedForHasItsOwnMap) {
  const auto run = ask("what color is the circle?",
                       {"--target", "label:red", "--target", "label:blue", "--method", "gradcam"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto record = read_json(run.paths().back());
  const auto& targets = record["clips"][0]["targets"];
  ASSERT_EQ(targets.size(), 2U);
  EXPECT_EQ(targets[1]["label"], "blue");
  const std::string stem = dir_ / "out/circle_what-color-is-the-circle_gradcam_";
  EXPECT_NE(read_npy(stem + "red.npy").values, read_npy(stem + "blue.npy").values);
}

TEST_F(AskTest, TwoQuestionsDoNotOverwriteEachOther) {
  const auto first = ask("what color is the circle?"), second = ask("what shape is it?");
  EXPECT_NE(first.paths().back(), second.paths().back());
  EXPECT_EQ(read_json(second.paths().back())["model"]["inputs"]["question"], "what shape is it?");
}

TEST_F(AskTest, WordsThatTheModelDoesNotKnowAreSaid) {
  EXPECT_THAT(ask("is there a banana?").err, HasSubstr("does not know banana, left out"));
  const auto run = ask("banana");
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("knows none of its words"));
}

TEST_F(AskTest, ExplainTakesTheQuestionByName) {
  const auto run = run_vidcam({"explain", dir_ / "circle.png", "-m", *model_, "-o", dir_ / "out",
                               "--input", "question=what shape is in the image?"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(read_json(run.paths().back())["clips"][0]["top"][0]["label"], "circle");
  const auto without =
      run_vidcam({"explain", dir_ / "circle.png", "-m", *model_, "-o", dir_ / "out"});
  EXPECT_EQ(without.exit_code, 2);
  EXPECT_THAT(without.err, HasSubstr("--input question=TEXT"));
}

TEST_F(AskTest, AModelThatTakesNoQuestionSaysSo) {
  const auto run = run_vidcam({"ask", dir_ / "circle.png", "what?", "-m", testing::sample_model()});
  EXPECT_EQ(run.exit_code, 65);
  EXPECT_THAT(run.err, HasSubstr("takes no question"));
}

}  // namespace
}  // namespace vidcam
