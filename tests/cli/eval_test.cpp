#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

#include "eval/drop.h"
#include "tests/cli/results_table.h"
#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using testing::eval_arguments;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ProgramRun;
using testing::read_json;
using testing::read_table;
using testing::row_of;
using testing::run_vidcam;
using testing::sample_manifest;
using testing::shared_data;
using testing::TempDir;

double number(const testing::TableRow& row, const std::string& column) {
  return std::stod(row.at(column));
}

class EvalTest : public ::testing::Test {
 protected:
  // The sample videos, by the sample model.
  [[nodiscard]] ProgramRun eval(const std::vector<std::string>& more = {}) const {
    return run_vidcam(eval_arguments({sample_manifest()}, dir_ / "out", more));
  }
  [[nodiscard]] std::vector<testing::TableRow> table() const {
    return read_table(dir_ / "out/results.csv");
  }
  TempDir dir_;
};

TEST_F(EvalTest, EveryItemAndMethodHasARowWithAllFigures) {
  const ProgramRun run = eval();
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto rows = table();
  ASSERT_EQ(rows.size(), 6U);
  for (const auto& row : rows) {
    EXPECT_EQ(row.at("status"), "ok");
    EXPECT_EQ(row.at("clips"), "4");
    EXPECT_EQ(row.at("predicted"), row.at("label"));
    for (const char* name : {"drop", "increase", "loc_0", "loc_0.25", "loc_0.5", "pointing",
                             "energy", "inside_outside", "localisation_error_top1"})
      EXPECT_TRUE(std::isfinite(number(row, name))) << name;
    // The sample model looks at the shape: several times as much heat as an even map has there.
    EXPECT_GT(number(row, "energy"), 3 * number(row, "object_area"));
  }
  EXPECT_EQ(run.paths().size(), 7U);
  EXPECT_THAT(run.err, HasSubstr("| Average Drop % (lower) | 3 |"));
}

// The item is the mean of its clips, and drop, increase and win are what Y and O of them say.
TEST_F(EvalTest, FiguresOfAnItemAreThoseOfItsClips) {
  ASSERT_EQ(eval({"--metrics", "drop,increase,win"}).exit_code, 0);
  const auto rows = table();
  std::ifstream file(dir_ / "out/results.jsonl");
  for (std::string line; std::getline(file, line);) {
    const auto item = nlohmann::json::parse(line);
    double drop = 0, increase = 0, win = 0;
    for (const auto& clip : item["clips"]) {
      const double Y = clip["target"]["probability"];
      const double a = clip["methods"]["gradcam"]["explained"];
      const double b = clip["methods"]["gradcam++"]["explained"];
      drop += 100 * std::max(0.0, Y - a) / Y / 4;
      increase += (a > Y ? 100.0 : 0.0) / 4;
      win += (a > b ? 100.0 : a < b ? 0.0 : 50.0) / 4;
    }
    const auto& row = row_of(rows, item["id"], "gradcam");
    EXPECT_NEAR(number(row, "drop"), drop, 1e-6);
    EXPECT_NEAR(number(row, "increase"), increase, 1e-6);
    EXPECT_NEAR(number(row, "win_over_gradcam++"), win, 1e-6);
    EXPECT_NEAR(number(row_of(rows, item["id"], "gradcam++"), "win_over_gradcam"), 100 - win, 1e-6);
  }
}

TEST_F(EvalTest, CurvesStartAndEndWhereTheirDefinitionsSay) {
  const ProgramRun run = eval({"--metrics", "drop,occlusion-correlation", "--curves", "--clips",
                               "1", "--curve-steps", "4"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("curves ask the model about 19 more clips for each clip"));
  const auto rows = table();
  std::map<std::string, std::map<std::string, std::vector<double>>> values;
  for (const auto& point : read_table(dir_ / "out/curves.csv")) {
    if (point.at("method") == "gradcam")
      values[point.at("id")][point.at("curve")].push_back(number(point, "value"));
  }
  ASSERT_EQ(values.size(), 3U);
  for (auto& [id, curves] : values) {
    const double Y = number(row_of(rows, id, "gradcam"), "confidence");
    EXPECT_EQ(curves["area-confidence"].size(), 5U);
    EXPECT_DOUBLE_EQ(curves["area-confidence"].front(), 1);
    EXPECT_DOUBLE_EQ(curves["deletion"].front(), Y);
    EXPECT_DOUBLE_EQ(curves["insertion"].back(), Y);
    EXPECT_EQ(curves["deletion"].back(), curves["insertion"].front());
    EXPECT_NEAR(curves["area-confidence"].back(), curves["deletion"].back() / Y, 1e-8);
    const double r = number(row_of(rows, id, "gradcam"), "occlusion_correlation");
    EXPECT_TRUE(r > -1 && r < 1) << r;
  }
}

// A mask that is 1 in a box says the same as the box; jobs 1: it is read while its picture waits.
TEST_F(EvalTest, MasksAreMeasuredLikeBoxes) {
  testing::VideoSpec picture;
  picture.path = dir_ / "a.png";
  picture.width = 160;
  picture.height = 120;
  picture.frames = 1;
  picture.painting = testing::four_corners(160, 120);
  testing::write_video(picture);
  picture.path = dir_ / "mask.png";
  picture.painting = [](int, int x, int y) {
    const bool inside = x >= 20 && x < 60 && y >= 30 && y < 90;
    return inside ? testing::Rgb{255, 255, 255} : testing::Rgb{};
  };
  testing::write_video(picture);
  picture.path = dir_ / "small.png";
  picture.width = 80;
  testing::write_video(picture);
  std::ofstream(dir_ / "list.tsv") << "id\tpath\tboxes\tmask\nbox\ta.png\t20,30,60,90\t\n"
                                      "mask\ta.png\t\tmask.png\nbad\ta.png\t\tsmall.png\n";
  const ProgramRun run = run_vidcam(eval_arguments(
      {dir_ / "list.tsv"}, dir_ / "out", {"--metrics", "loc,energy,pointing", "--jobs", "1"}));
  EXPECT_EQ(run.exit_code, 3) << run.err;
  EXPECT_THAT(run.err, HasSubstr("small.png: the mask is 80x120, its picture is 160x120"));
  const auto rows = table();
  for (const char* method : {"gradcam", "gradcam++"}) {
    for (const char* name : {"loc_0", "loc_0.25", "loc_0.5", "energy", "object_area", "pointing"})
      EXPECT_EQ(row_of(rows, "mask", method).at(name), row_of(rows, "box", method).at(name));
    EXPECT_EQ(row_of(rows, "mask", method).at("object_area"), "0.125");
    EXPECT_EQ(row_of(rows, "bad", method).at("status"), "failed");
  }
}

TEST_F(EvalTest, APresetIsMeasuredAndWhatItMeansIsWrittenDown) {
  const std::vector<std::string> more{"--clips", "1", "--metrics", "drop"};
  ASSERT_EQ(eval(more).exit_code, 0);
  const auto plain = read_json(dir_ / "out/summary.json");
  EXPECT_FALSE(plain["settings"].contains("order")) << "folders of earlier versions go on";
  EXPECT_EQ(plain["conventions"]["range"], "the smallest to the largest value");
  EXPECT_EQ(plain["conventions"]["gradient"], "as it is");
  std::filesystem::remove_all(dir_ / "out");
  const ProgramRun run =
      eval({"--clips", "1", "--metrics", "drop", "--preset", "pytorch-grad-cam"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto summary = read_json(dir_ / "out/summary.json");
  const auto& settings = summary["settings"];
  EXPECT_EQ(settings["tap"], "raw");
  EXPECT_EQ(settings["drop"], "absolute");
  EXPECT_EQ(settings["mask_space"], "normalised");
  EXPECT_EQ(settings["order"], "sum, relu, normalise, upsample, relu, normalise");
  EXPECT_EQ(settings["range_epsilon"], 1e-7);
  EXPECT_EQ(summary["conventions"]["preset"], "pytorch-grad-cam");
  EXPECT_EQ(summary["conventions"]["alpha"], "eq 19, 1e-6 added to its denominator");
  for (const auto& row : table()) {
    const double drop = 100 * std::max(0.0, number(row, "confidence") - number(row, "explained"));
    EXPECT_NEAR(number(row, "drop"), drop, 1e-6);
  }
}

TEST_F(EvalTest, HelpNamesMetricsAndDryRunMeasuresNothing) {
  const ProgramRun help = run_vidcam({"eval", "--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, HasSubstr("area-confidence"));
  EXPECT_THAT(help.out, HasSubstr("--mask-space"));
  const ProgramRun run = eval({"--dry-run"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.paths().size(), 3U);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "out"));
}

// What an oracle independent of vidcam says, in float64, from its own decoder: mean drop and the
// confidences under the maps.
struct OracleCase {
  const char* model;
  const char* reference;
  std::vector<std::string> more;
};

class EvalOracleTest : public ::testing::TestWithParam<OracleCase> {};

TEST_P(EvalOracleTest, ConfidencesUnderTheMapsAreTheOracles) {
  const auto data = shared_data("reference");
  if (!data) GTEST_SKIP() << "no shared data";
  const auto oracle = read_json(*shared_data(std::string("reference/") + GetParam().reference));
  const TempDir dir;
  std::ofstream list(dir / "list.tsv");
  list << "path\tid\n";
  size_t rows = 0;
  for (const auto& row : oracle["rows"]) {
    if (rows++ % 5 != 0) continue;  // every fifth is enough, and quicker
    const std::string file = row["file"];
    list << shared_data(file)->string() << '\t' << file << '\n';
  }
  list.close();
  std::vector<std::string> arguments{
      "eval", dir / "list.tsv", "-m",        shared_data(GetParam().model)->string(),
      "-o",   dir / "out",      "--metrics", "drop"};
  arguments.insert(arguments.end(), GetParam().more.begin(), GetParam().more.end());
  const ProgramRun run = run_vidcam(arguments);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto table = read_table(dir / "out/results.csv");
  std::map<std::string, std::vector<double>> off;
  for (size_t i = 0; i < oracle["rows"].size(); i += 5) {
    const auto& row = oracle["rows"][i];
    for (const auto& [ours, theirs] :
         {std::pair("gradcam", "gradcam"), std::pair("gradcam++", "gradcampp")}) {
      const auto& found = row_of(table, row["file"], ours);
      off["Y"].push_back(std::abs(number(found, "confidence") - row["Y"].get<double>()));
      off[ours].push_back(
          std::abs(number(found, "explained") - row[theirs]["pixel"].get<double>()));
    }
  }
  // Decoders and resizing differ in the last bit, which a few pictures feel.
  for (auto& [name, differences] : off) {
    const auto middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
    std::nth_element(differences.begin(), middle, differences.end());
    EXPECT_LT(*middle, 0.01) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Nets, EvalOracleTest,
    ::testing::Values(OracleCase{"models/weizmann_c3d.pt",
                                 "metrics_weizmann_first_clip.json",
                                 {"--clips", "at:0"}},
                      OracleCase{"models/squeezenet_v1.0_imagenet1000_scripted.pt",
                                 "metrics_imagenet_squeezenet_fire9.json",
                                 {}},
                      OracleCase{"models/mobilenet_v2_imagenet1001_scripted.pt",
                                 "metrics_imagenet_mobilenet_head.json",
                                 {}}),
    [](const auto& net) { return "Net" + std::to_string(net.index); });

TEST(EvalOracleBoxesTest, LocAndEnergyOfTheDogsAreTheOracles) {
  const auto found = shared_data("reference/localisation_dog_voc_head.json");
  if (!found) GTEST_SKIP() << "no shared data";
  const auto oracle = read_json(found->string());
  const TempDir dir;
  std::ofstream list(dir / "list.jsonl");
  for (const auto& row : oracle["rows"]) {
    const std::string file = row["file"];
    nlohmann::json line{{"id", file}, {"path", shared_data(file)->string()}};
    line["boxes"] = row["boxes"];
    list << line.dump() << '\n';
  }
  list.close();
  const auto model = shared_data("models/mobilenet_v2_imagenet1001_scripted.pt")->string();
  const ProgramRun run = run_vidcam({"eval", dir / "list.jsonl", "-m", model, "-o", dir / "out",
                                     "--metrics", "loc,pointing,energy"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto summary = read_json(dir / "out/summary.json");
  for (const auto& [ours, theirs] :
       {std::pair("gradcam", "gradcam"), std::pair("gradcam++", "gradcampp")}) {
    const auto& figures = summary["methods"][ours]["figures"];
    const auto& expected = oracle["results"][theirs];
    for (const char* delta : {"0", "0.25", "0.5"})
      EXPECT_NEAR(figures["loc_" + std::string(delta)]["mean"], expected["mloc"][delta], 0.01);
    EXPECT_NEAR(figures["energy"]["mean"], expected["energy"], 0.01);
    EXPECT_NEAR(figures["pointing"]["mean"], expected["pointing"], 5.01);  // one of 20 may differ
  }
}

}  // namespace
}  // namespace vidcam
