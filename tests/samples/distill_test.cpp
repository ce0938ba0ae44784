#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "pipeline/base/text_file.h"
#include "samples/distill/distill_table.h"
#include "samples/distill/distill_training.h"
#include "samples/distill/examination.h"
#include "samples/training/schedule.h"
#include "tests/support/temp_dir.h"

namespace vidcam::samples {
namespace {

using ::testing::HasSubstr;

DistillOptions short_training(int steps) {
  DistillOptions options;
  options.steps = steps;
  options.batch = 16;
  return options;
}

// A teacher that has learnt a little, and what it says of a few pictures.
struct School {
  torch::jit::Module teacher = train_teacher(short_training(25));
  Lesson lesson = draw_lesson(first_lesson_seed(1), 32);
  Answers answers = answers_of(teacher, lesson, taught_methods());

  [[nodiscard]] torch::jit::Module student(const std::string& recipe, double alpha) const {
    const Recipe of = recipes_named(recipe)[0];
    Taught taught{lesson.pictures, lesson.classes, answers.logits, {}};
    if (of.method >= 0) taught.maps = answers.maps.at(static_cast<size_t>(of.method));
    StudentLoss loss = of.loss();
    loss.alpha = alpha;
    return train_student(loss, taught, short_training(40));
  }
};

const School& school() {
  static const School one;
  return one;
}

at::Tensor logits_of(const torch::jit::Module& net) {
  return answers_of(net, school().lesson, {}).logits;
}

TEST(SceneNetTest, TheFileGivesTheTrainedNetworksScoresAndMaps) {
  const SceneNet net({{4, 6, 5}, 7, 3}, 2);
  const Lesson lesson = draw_lesson(1, 6);
  // With a momentum of 1 the running statistics are those of this batch (but for n / (n - 1) of
  // the variance).
  const SceneNet::Output trained = net.forward_training(lesson.pictures, 1);
  torch::jit::Module module = net.export_module();
  const auto apart = [](const at::Tensor& a, const at::Tensor& b) {
    return ((a - b).abs().max() / b.abs().max()).item<double>();
  };
  EXPECT_LT(apart(module.attr("trunk").toModule().forward({lesson.pictures}).toTensor(), trained.A),
            2e-3);
  EXPECT_LT(apart(module.forward({lesson.pictures}).toTensor(), trained.logits), 2e-3);
  EXPECT_EQ(trained.A.sizes(), (std::vector<int64_t>{6, 5, 12, 12}));
}

TEST(LessonsTest, TheClassIsTheColoursOfTheLargerAndTheSmallerThing) {
  const Lesson lesson = draw_lesson(40, 5);
  for (size_t i = 0; i < 5; ++i) {
    const auto& [larger, smaller] = lesson.scenes[i].things();
    EXPECT_EQ(scene_classes().at(
                  static_cast<size_t>(lesson.classes[static_cast<int64_t>(i)].item<int64_t>())),
              std::string(kColorNames.at(static_cast<size_t>(larger.color))) + " over " +
                  kColorNames.at(static_cast<size_t>(smaller.color)));
  }
}

// alpha = 0: the maps are made, differentiated, and weigh nothing.
TEST(TrainStudentTest, WeightsAndBatchesDoNotDependOnTheLoss) {
  EXPECT_TRUE(
      logits_of(school().student("ce", 0)).equal(logits_of(school().student("gradcam", 0))));
}

TEST(TrainStudentTest, MapsInTheLossBringTheMapsOfUnseenPicturesTogether) {
  const Examination exam(school().teacher, 1, 60);
  const Marks alone = exam.marks(school().student("ce", 0));
  const Marks by_gradcam = exam.marks(school().student("gradcam", 20));
  const Marks by_gradcam_pp = exam.marks(school().student("gradcam++", 1));
  EXPECT_GT(by_gradcam.correlation[0], alone.correlation[0] + 0.02);
  EXPECT_GT(by_gradcam_pp.correlation[1], alone.correlation[1] + 0.02);
}

TEST(TrainStudentTest, HintonsTermBringsTheScoresTogether) {
  const auto apart = [](const std::string& recipe) {
    return hinton_loss(logits_of(school().student(recipe, 0)), school().answers.logits)
        .item<double>();
  };
  EXPECT_LT(apart("kd"), 0.9 * apart("ce"));
}

// With each of its maps the correlation is 1; a flat one counts as 0.
TEST(ExaminationTest, TheTeacherAgreesWithItself) {
  const Answers answers = answers_of(school().teacher, draw_lesson(1, 60), taught_methods());
  const Marks marks = Examination(school().teacher, 1, 60).marks(school().teacher);
  for (size_t m = 0; m < 2; ++m) {
    const at::Tensor alive = answers.maps[m].amax({1, 2}).gt(answers.maps[m].amin({1, 2}));
    EXPECT_NEAR(marks.correlation[m], alive.to(at::kDouble).mean().item<double>(), 1e-6);
    EXPECT_GT(marks.in_box[m], 0);
    EXPECT_LT(marks.in_box[m], 1);
  }
}

TEST(ExaminationTest, RefusesPicturesThatAreTrainedOn) {
  EXPECT_THROW((void)Examination(school().teacher, kFirstTrainingSeed - 1, 2),
               std::invalid_argument);
}

// Errors 20 and 30 %, then 10 and 24 %: 25 -+ 12.7062 * 5, 17 -+ 12.7062 * 7; apart -10 and -6:
// -8 -+ 12.7062 * 2.
TEST(DistillTableTest, HasMeansIntervalsAndDifferencesSeedBySeed) {
  const std::vector<TableRow> rows{
      {recipes()[0], {{0.2, {0.5, 0.25}, {0.4, 0.3}}, {0.3, {0.7, 0.75}, {0.6, 0.3}}}},
      {recipes()[3], {{0.1, {}, {}}, {0.24, {}, {}}}}};
  const std::string table = table_of(rows, {0.02, {1, 1}, {0.5, 0.45}});
  EXPECT_THAT(table, HasSubstr("\n| cross entropy | 25.0 [-38.5, 88.5] |  | +8.0 [-17.4, +33.4] | "
                               "0.600 | 0.500 | 50.0 | 30.0 |\n"));
  EXPECT_THAT(table, HasSubstr("\n| cross entropy + KD | 17.0 [-71.9, 105.9] | -8.0 [-33.4, +17.4] "
                               "|  | 0.000 |"));
  EXPECT_THAT(table, HasSubstr("\n| (the teacher) | 2.0 | | | 1.000 | 1.000 | 50.0 | 45.0 |\n"));
  EXPECT_THAT(csv_of(rows, 7), HasSubstr("\nkd,8,0.24,0,0,0,0\n"));
}

TEST(DistillTableTest, OneSeedHasNoInterval) {
  EXPECT_THAT(table_of({{recipes()[0], {{0.25, {}, {}}}}}, {}),
              HasSubstr("| cross entropy | 25.0 |  |  |"));
}

int run(const std::string& words) {
  const std::string command =
      "\"" + std::string(VIDCAM_BINARY_DIR) + "/distill\" " + words + " >/dev/null 2>&1";
  return WEXITSTATUS(std::system(command.c_str()));
}

TEST(DistillProgramTest, WritesTheTableTheStudentsAndTheTeacher) {
  const auto dir = vidcam::testing::temp_dir();
  const std::string tiny = " --steps 2 --pictures 8 --test 20 --loss ce,kd-gradcam++";
  ASSERT_EQ(run((dir / "out") + tiny + " --seeds 2 --teacher-steps 2"), 0);
  for (const char* file : {"teacher.pt", "teacher.json", "ce.pt", "kd-gradcam++.json"})
    EXPECT_TRUE(std::filesystem::exists(dir / (std::string("out/") + file))) << file;
  const std::string students = read_text_file(dir / "out/students.csv", "result");
  EXPECT_THAT(read_text_file(dir / "out/table.md", "result"),
              HasSubstr("| cross entropy + KD + Grad-CAM++ maps |"));
  // The second seed by itself, of the same teacher, comes to the same.
  ASSERT_EQ(run((dir / "part") + tiny + " --first-seed 2 --seeds 1 --teacher " +
                (dir / "out/teacher.pt")),
            0);
  const std::string part = read_text_file(dir / "part/students.csv", "result");
  for (const char* row : {"\nce,2,", "\nkd-gradcam++,2,"}) {
    const auto line = [&](const std::string& csv) {
      const size_t at = csv.find(row);
      return at == std::string::npos ? std::string(row) + "is missing"
                                     : csv.substr(at, csv.find('\n', at + 1) - at);
    };
    EXPECT_EQ(line(part), line(students));
  }
}

TEST(DistillProgramTest, WrongWordsAreAUsageError) {
  const auto dir = vidcam::testing::temp_dir();
  for (const char* words : {" --loss maps", " --seeds 0", " --test 0", " --seeds x", " --beta 2"})
    EXPECT_EQ(run((dir / "out") + words), 2) << words;
  EXPECT_EQ(run((dir / "out") + " --teacher " + std::string(VIDCAM_SOURCE_DIR) +
                "/samples/models/actions_c3d.pt"),
            2);
}

}  // namespace
}  // namespace vidcam::samples
