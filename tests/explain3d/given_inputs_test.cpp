#include "explain3d/given_inputs.h"

#include <ATen/ATen.h>

#include <fstream>

#include "pipeline/base/npy.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using testing::expect_error;
using Given = std::vector<std::pair<std::string, std::string>>;

// A card that asks for a question (bag of two words) and a pose [2].
ModelCard card() {
  ModelCard card;
  card.source = "vqa.json";
  FurtherInput question;
  question.name = "question";
  question.kind = FurtherInput::Kind::BagOfWords;
  question.vocabulary = {"red", "blue"};
  FurtherInput pose;
  pose.name = "pose";
  pose.shape = {2};
  card.further = {question, pose};
  return card;
}

TEST(GivenInputsTest, ComeInTheOrderOfTheCard) {
  const testing::TempDir dir;
  std::ofstream(dir / "pose.npy", std::ios::binary)
      << npy_bytes(std::vector<int64_t>{2}, std::vector<float>{0.5F, -1.F});
  std::vector<std::string> warnings;
  const Given given = {{"pose", dir / "pose.npy"}, {"question", "blue, blue or red?"}};
  const auto tensors = encode_given(given, card(), warnings);
  ASSERT_EQ(tensors.size(), 2U);
  EXPECT_TRUE(at::equal(tensors[0], at::tensor({1.F, 2.F}).view({1, 2})));
  EXPECT_TRUE(at::equal(tensors[1], at::tensor({0.5F, -1.F}).view({1, 2})));
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], ::testing::HasSubstr("does not know or, left out"));
}

TEST(GivenInputsTest, MistakesAreNamed) {
  std::vector<std::string> warnings;
  const auto refused = [&](const Given& given, const std::string& what) {
    expect_error(
        ExitCode::Usage, [&] { (void)encode_given(given, card(), warnings); }, what);
  };
  refused({}, "the model also takes 'question'; give it by --input question=TEXT");
  refused({{"question", "red"}}, "also takes 'pose'; give it by --input pose=FILE.npy");
  refused({{"qestion", "red"}}, "no input 'qestion' in vqa.json, which lists question, pose");
  refused({{"question", "red"}, {"question", "blue"}}, "input 'question' is given twice");
  expect_error(
      ExitCode::Missing,
      [&] {
        (void)encode_given(Given{{"question", "red"}, {"pose", "/nowhere.npy"}}, card(), warnings);
      },
      "/nowhere.npy");
}

}  // namespace
}  // namespace vidcam
