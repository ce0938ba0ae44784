// Teaches small networks by what a larger one says and by where it looks, and writes the table.
#include <torch/csrc/jit/serialization/import.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "pipeline/base/freed_memory.h"
#include "samples/arguments.h"
#include "samples/distill/distill_table.h"
#include "samples/distill/distill_training.h"
#include "samples/program.h"
#include "samples/training/trained_card.h"

namespace vidcam::samples {
namespace {

constexpr const char* kUsage =
    "distill OUT                                       teaches, measures, writes OUT/table.md\n"
    "distill OUT --teacher OUT/teacher.pt --loss ce,gradcam --seeds 2\n"
    "                                                  a part of it, with the teacher of before\n"
    "  --loss all          or some of ce, gradcam, gradcam++, kd, kd-gradcam, kd-gradcam++\n"
    "  --seeds 8           students of each loss; --first-seed 1: of the first\n"
    "  --pictures 150      that a student learns from; --steps 800: how long\n"
    "  --alpha A           weight of the maps in the loss, in place of what stands in the table\n"
    "  --test 1000         pictures that errors are counted on; --test-seed 1: of the first\n"
    "  --teacher FILE      is not trained again; --teacher-steps 600: how long if it is\n";

struct Plan {
  std::filesystem::path out;
  std::vector<Recipe> recipes;
  uint64_t first_seed = 1;
  int seeds = 0, pictures = 0, steps = 0, test = 0;
};

Plan plan_from(const Arguments& arguments) {
  Plan plan{arguments.plain()[0],
            recipes_named(arguments.text("--loss", "all")),
            static_cast<uint64_t>(arguments.integer("--first-seed", 1)),
            arguments.integer("--seeds", 8),
            arguments.integer("--pictures", 150),
            arguments.integer("--steps", 800),
            arguments.integer("--test", 1000)};
  for (Recipe& each : plan.recipes)
    if (each.method >= 0) each.alpha = arguments.number("--alpha", each.alpha);
  if (plan.seeds < 1 || plan.pictures < 1 || plan.test < 1)
    throw std::invalid_argument("--seeds, --pictures and --test want 1 at least");
  return plan;
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

// Module and card, for `vidcam explain` and `vidcam compare`.
void save(const torch::jit::Module& net, const std::filesystem::path& path, const Marks& marks) {
  net.save(path.string());
  write_card(
      path.string(),
      {{"about", "names the colours of a scene's larger and smaller thing; by samples/distill; " +
                     percent(marks.error) + " of the pictures of unseen seeds wrong"},
       {"input", input_card({0, 1, SceneNet::kSide, SceneNet::kSide, SceneNet::kMean,
                             SceneNet::kDeviation})},
       {"output", {{"kind", "logits"}, {"index", 0}}},
       {"labels", scene_classes()},
       {"layer", SceneNet::kLastLayer}});
}

void tell(const std::string& who, uint64_t seed, const Marks& marks) {
  std::printf("%-13s seed %d: %s wrong; maps as the teacher's: %.3f, %.3f\n", who.c_str(),
              static_cast<int>(seed), percent(marks.error).c_str(), marks.correlation[0],
              marks.correlation[1]);
  std::fflush(stdout);
}

torch::jit::Module teacher_of(const Arguments& arguments) {
  if (arguments.has("--teacher")) {
    torch::jit::Module teacher = torch::jit::load(arguments.text("--teacher", ""));
    if (!teacher.hasattr("trunk") || !teacher.hasattr("head"))
      throw std::invalid_argument("--teacher wants a teacher.pt that distill wrote");
    return teacher;
  }
  DistillOptions options;
  options.steps = arguments.integer("--teacher-steps", 600);
  return train_teacher(options);
}

// A student of each loss, all with the same first weights, pictures and batches.
void teach(const torch::jit::Module& teacher, const Examination& exam, const Plan& plan,
           uint64_t seed, std::vector<TableRow>& rows) {
  const Lesson lesson = draw_lesson(first_lesson_seed(seed), plan.pictures);
  const Answers answers = answers_of(teacher, lesson, taught_methods());
  DistillOptions options;
  options.steps = plan.steps;
  options.seed = seed;
  for (TableRow& row : rows) {
    Taught taught{lesson.pictures, lesson.classes, answers.logits, {}};
    if (row.recipe.method >= 0)
      taught.maps = answers.maps.at(static_cast<size_t>(row.recipe.method));
    const torch::jit::Module student = train_student(row.recipe.loss(), taught, options);
    row.students.push_back(exam.marks(student));
    tell(row.recipe.name, seed, row.students.back());
    if (seed == plan.first_seed)
      save(student, plan.out / (row.recipe.name + ".pt"), row.students.back());
  }
}

int run(int count, char** words) {
  keep_freed_memory();
  const Arguments arguments(count, words,
                            {"--loss", "--seeds", "--first-seed", "--pictures", "--steps",
                             "--alpha", "--test", "--test-seed", "--teacher", "--teacher-steps"},
                            {"--help"});
  if (const auto code = usage_shown(arguments, kUsage)) return *code;
  const Plan plan = plan_from(arguments);
  std::filesystem::create_directories(plan.out);
  const torch::jit::Module teacher = teacher_of(arguments);
  const Examination exam(teacher, static_cast<uint64_t>(arguments.integer("--test-seed", 1)),
                         plan.test);
  const Marks of_teacher = exam.marks(teacher);
  if (!arguments.has("--teacher")) save(teacher, plan.out / "teacher.pt", of_teacher);
  tell("the teacher", 1, of_teacher);

  std::vector<TableRow> rows;
  rows.reserve(plan.recipes.size());
  for (const Recipe& each : plan.recipes) rows.push_back({each, {}});
  for (int i = 0; i < plan.seeds; ++i)
    teach(teacher, exam, plan, plan.first_seed + static_cast<uint64_t>(i), rows);
  const std::string table = table_of(rows, of_teacher);
  write(plan.out / "students.csv", csv_of(rows, plan.first_seed));
  write(plan.out / "table.md", table);
  std::printf("%sthe things' boxes cover %s of a picture\n", table.c_str(),
              percent(exam.box_area()).c_str());
  return 0;
}

}  // namespace
}  // namespace vidcam::samples

int main(int count, char** words) {
  return vidcam::samples::run_program("distill", vidcam::samples::run, count, words);
}
