#include <gtest/gtest.h>

#include "pipeline/base/npy.h"
#include "tests/cli/run_program.h"
#include "tests/support/temp_dir.h"

// The sample VQA network on a sample picture: a green triangle right of a cyan circle.
namespace vidcam {
namespace {

using testing::ProgramRun;
using testing::read_json;

const std::string kSamples = std::string(VIDCAM_SOURCE_DIR) + "/samples/";

class AskSampleTest : public ::testing::Test {
 protected:
  ProgramRun ask(const std::string& question) {
    return testing::run_vidcam({"ask", kSamples + "pictures/scene_13.png", question, "-m",
                                kSamples + "models/answers_cnn.pt", "-o", dir_ / "out", "--method",
                                "hirescam", "--view", "source"});
  }
  std::string answer(const std::string& question) {
    const ProgramRun run = ask(question);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return read_json(run.paths().back())["clips"][0]["top"][0]["label"];
  }
  // The middle of the heat: 0 at the left end of the picture, 1 at the right one.
  double middle_of_heat(const std::string& question) {
    const ProgramRun run = ask(question);
    for (const std::string& path : run.paths()) {
      if (!path.ends_with(".npy")) continue;
      const NpyArray map = read_npy(path);
      const int64_t columns = map.shape.at(2);
      double sum = 0, moment = 0;
      for (size_t i = 0; i < map.values.size(); ++i) {
        sum += map.values[i];
        moment += map.values[i] * static_cast<double>(static_cast<int64_t>(i) % columns);
      }
      return moment / sum / static_cast<double>(columns - 1);
    }
    ADD_FAILURE() << "no map";
    return 0;
  }
  testing::TempDir dir_;
};

TEST_F(AskSampleTest, AnswersQuestionsAboutColourShapeAndPresence) {
  EXPECT_EQ(answer("What color is the triangle?"), "green");
  EXPECT_EQ(answer("what color is the circle?"), "cyan");
  EXPECT_EQ(answer("what shape is cyan?"), "circle");
  EXPECT_EQ(answer("is there a green triangle?"), "yes");
  EXPECT_EQ(answer("is there a red square?"), "no");
}

// HiResCAM: the network looks by attention, and Grad-CAM, which weighs whole maps, shows the other
// thing too.
TEST_F(AskSampleTest, TheHeatIsOnWhatIsAskedAbout) {
  EXPECT_LT(middle_of_heat("what shape is cyan?"), 0.4);
  EXPECT_GT(middle_of_heat("what shape is green?"), 0.6);
}

}  // namespace
}  // namespace vidcam
