#include "tests/structure/include_graph.h"

#include <gmock/gmock.h>

namespace vidcam::structure {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Include ours(std::string name) { return {1, std::move(name), true}; }
Include theirs(std::string name) { return {1, std::move(name), false}; }

TEST(IncludeGraphTest, ThisProjectFollowsItsArrows) {
  const SourceTree tree = read_sources(VIDCAM_SOURCE_DIR);
  EXPECT_GT(tree.size(), 20U);
  EXPECT_TRUE(tree.contains("pipeline/base/frame.h"));
  EXPECT_THAT(include_faults(tree), IsEmpty());
}

TEST(IncludeGraphTest, AllowsTheArrowsThatArePartOfTheDesign) {
  EXPECT_THAT(include_faults({{"pipeline/base/a.h", {theirs("vector"), theirs("sys/types.h")}},
                              {"decode/b.h", {ours("pipeline/base/a.h")}},
                              {"decode/b.cpp", {ours("decode/b.h"), theirs("libavutil/frame.h")}},
                              {"model3d/c.h", {ours("pipeline/base/a.h"), theirs("ATen/ATen.h")}},
                              {"pipeline/cli/d.cpp", {ours("model3d/c.h")}},
                              {"pipeline/cli/media/e.cpp", {ours("decode/b.h")}}}),
              IsEmpty());
}

TEST(IncludeGraphTest, NamesAnArrowAgainstTheDesign) {
  EXPECT_THAT(include_faults({{"decode/a.h", {}}, {"model3d/b.cpp", {ours("decode/a.h")}}}),
              ElementsAre("model3d/b.cpp:1: model3d may not include decode"));
}

TEST(IncludeGraphTest, NamesAThirdPartyThatTheFolderDoesNotSee) {
  EXPECT_THAT(
      include_faults({{"decode/a.cpp", {theirs("torch/torch.h")}},
                      {"pipeline/base/b.h", {theirs("nlohmann/json.hpp")}},
                      {"tests/run/c.cpp", {theirs("libavformat/avformat.h")}}}),
      ElementsAre("decode/a.cpp:1: decode may not see LibTorch (<torch/torch.h>)",
                  "pipeline/base/b.h:1: pipeline/base may not see json (<nlohmann/json.hpp>)",
                  "tests/run/c.cpp:1: tests/run may not see FFmpeg (<libavformat/avformat.h>)"));
}

TEST(IncludeGraphTest, NamesAHeaderThatBringsFfmpegOrOpencvIntoAnotherFolder) {
  const SourceTree tree = {{"encode/deep.h", {theirs("opencv2/core.hpp")}},
                           {"encode/a.h", {ours("encode/deep.h")}},
                           {"encode/a.cpp", {ours("encode/a.h")}},
                           {"tests/encode/a_test.cpp", {ours("encode/a.h")}},
                           {"pipeline/cli/media/main.cpp", {ours("encode/a.h")}}};
  EXPECT_THAT(include_faults(tree),
              ElementsAre("pipeline/cli/media/main.cpp:1: \"encode/a.h\" brings OpenCV into "
                          "pipeline/cli/media"));
}

TEST(IncludeGraphTest, KeepsLibtorchOutOfWhatTheThreadSanitizerBuilds) {
  EXPECT_THAT(include_faults({{"tests/support/models.h", {theirs("ATen/ATen.h")}},
                              {"tests/support/files.h", {theirs("gtest/gtest.h")}},
                              {"tests/run/a_test.cpp",
                               {ours("tests/support/models.h"), ours("tests/support/files.h")}}}),
              ElementsAre("tests/run/a_test.cpp:1: \"tests/support/models.h\" brings LibTorch into "
                          "tests/run"));
}

TEST(IncludeGraphTest, KeepsTheTwoHalvesOfTheCommandLineApart) {
  EXPECT_THAT(
      include_faults({{"decode/a.h", {}},
                      {"model3d/b.h", {}},
                      {"pipeline/cli/c.cpp", {ours("decode/a.h")}},
                      {"pipeline/cli/media/d.cpp", {ours("model3d/b.h")}}}),
      ElementsAre("pipeline/cli/c.cpp:1: pipeline/cli may not include decode",
                  "pipeline/cli/media/d.cpp:1: pipeline/cli/media may not include model3d"));
}

TEST(IncludeGraphTest, NamesACycleOnce) {
  EXPECT_THAT(include_faults({{"eval/a.h", {ours("eval/b.h")}},
                              {"eval/b.h", {ours("eval/c.h")}},
                              {"eval/c.h", {ours("eval/a.h")}}}),
              ElementsAre("cycle: eval/a.h -> eval/b.h -> eval/c.h -> eval/a.h"));
}

TEST(IncludeGraphTest, NamesAnIncludeThatDoesNotStartAtTheRoot) {
  EXPECT_THAT(include_faults({{"eval/a.h", {}}, {"eval/b.h", {ours("a.h")}}}),
              ElementsAre("eval/b.h:1: no \"a.h\" from the root of the repository"));
}

TEST(IncludeGraphTest, NamesFoldersAndHeadersThatNobodyDecidedOn) {
  EXPECT_THAT(include_faults({{"eval/a.h", {theirs("Eigen/Dense")}}, {"utils/b.h", {}}}),
              ElementsAre("eval/a.h:1: whose is <Eigen/Dense>? Say so in include_rules.cpp",
                          "utils/b.h: no rule for this folder in include_rules.cpp"));
}

TEST(SourceTreeTest, ReadsIncludesAndTheirLines) {
  const std::vector<Include> found = includes_of(
      "#pragma once\n#include <vector>  // why\n  #  include \"decode/a.h\"\n// #include <x>\n");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].line, 2);
  EXPECT_EQ(found[0].name, "vector");
  EXPECT_FALSE(found[0].quoted);
  EXPECT_EQ(found[1].name, "decode/a.h");
  EXPECT_TRUE(found[1].quoted);
}

}  // namespace
}  // namespace vidcam::structure
