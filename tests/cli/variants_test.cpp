#include "pipeline/cli/compare/variants.h"

#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace vidcam {
namespace {

using Strings = std::vector<std::string>;

TEST(VariantsTest, LayersGoWithModelsInOrder) {
  const auto variants = list_variants({"x/a.pt", "b.pt"}, {}, {"conv4", "layer4.1"});
  ASSERT_EQ(variants.size(), 2U);
  EXPECT_EQ(variants[0].layer, "conv4");
  EXPECT_EQ(variants[1].layer, "layer4.1");
  EXPECT_EQ(variants[1].model, "b.pt");
  EXPECT_EQ(variants[0].name, "a_conv4");
  EXPECT_EQ(variants[1].name, "b_layer4.1");
}

TEST(VariantsTest, OneModelIsTakenAtEachLayer) {
  const auto variants = list_variants({"a.pt"}, {"card.json"}, {"conv4", "conv5"});
  ASSERT_EQ(variants.size(), 2U);
  EXPECT_EQ(variants[1].model, "a.pt");
  EXPECT_EQ(variants[1].layer, "conv5");
  EXPECT_EQ(variants[1].card, "card.json");
}

TEST(VariantsTest, OneLayerServesAllModels) {
  const auto variants = list_variants({"a.pt", "b.pt", "c.pt"}, {}, {"conv5"});
  ASSERT_EQ(variants.size(), 3U);
  EXPECT_EQ(variants[2].layer, "conv5");
  EXPECT_EQ(list_variants({"a.pt", "b.pt"}, {}, {})[1].layer, "");
}

TEST(VariantsTest, NamesAreUnique) {
  const auto variants = list_variants({"old/a.pt", "new/a.pt", "a.pt"}, {}, {});
  EXPECT_EQ(variants[0].name, "a");
  EXPECT_EQ(variants[1].name, "a-2");
  EXPECT_EQ(variants[2].name, "a-3");
}

void expect_refused(const Strings& models, const Strings& cards, const Strings& layers,
                    const std::string& text) {
  testing::expect_error(
      ExitCode::Usage, [&] { return list_variants(models, cards, layers); }, text);
}

TEST(VariantsTest, SaysWhatDoesNotFit) {
  expect_refused({}, {}, {}, "which models?");
  expect_refused({"a.pt"}, {}, {"conv4"}, "nothing to compare");
  expect_refused({"a", "b"}, {}, {"1", "2", "3"}, "--layer is given 3 times for 2 models");
  expect_refused({"a"}, {"x", "y"}, {"1", "2", "3"}, "--card is given 2 times");
}

}  // namespace
}  // namespace vidcam
