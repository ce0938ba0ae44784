#include <gmock/gmock.h>

#include "explain3d/clip_explainer.h"
#include "tests/explain3d/captioner.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"

// A captioner exported as encoder and decoder, against the same net in one file.
namespace vidcam::testing {
namespace {

// captioner()'s weights of these names, in another module.
ScriptNet part_of(const ScriptNet& whole, const std::string& forward) {
  ScriptNet part(8);
  part.conv2d("conv1", 3, 4).conv2d("conv2", 4, 6).linear("fc", 6, 5);
  part.parameter("table", at::zeros({5, 6}));
  for (const char* name : {"conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "fc.weight",
                           "fc.bias", "table"})
    part.weight(name).copy_(whole.weight(name));
  part.define(forward);
  return part;
}

ScriptNet encoder() {
  return part_of(captioner(),
                 "def forward(self, x):\n"
                 "  a = torch.relu(self.conv2(torch.relu(self.conv1(x))))\n"
                 "  return a.mean([2, 3])\n");
}

ScriptNet decoder() {
  return part_of(captioner(),
                 "def forward(self, features, tokens):\n"
                 "  h = features.unsqueeze(1) + torch.embedding(self.table, tokens)\n"
                 "  return self.fc(torch.tanh(3.0 * h))\n");
}

std::string pair_card(const std::string& decoder_name) {
  std::string card = kCaptionCard;
  return card.insert(card.find("\"start\""), "\"decoder\": \"" + decoder_name + "\", ");
}

ExplainOptions options_for(const std::string& path) {
  ExplainOptions options;
  options.model_path = path;
  options.device = "cpu";
  options.methods = {"gradcam", "gradcam++", "guided-backprop", "ablationcam"};
  return options;
}

ClipExplainer whole() {
  return ClipExplainer(options_for(save_model(captioner().module(), "whole.pt", kCaptionCard)));
}

ClipExplainer pair() {
  (void)save_model(decoder().module(), "decoder.pt");  // beside the encoder, as the card says
  return ClipExplainer(
      options_for(save_model(encoder().module(), "encoder.pt", pair_card("decoder.pt"))));
}

Clip picture() {
  Clip clip{0, 0, 1, 0, 0, 1, 6, 8, std::vector<uint8_t>(6 * 8 * 3)};
  for (size_t i = 0; i < clip.rgb.size(); ++i) clip.rgb[i] = static_cast<uint8_t>((i * 37) % 251);
  return clip;
}

TEST(CaptionPairTest, FindsTheSameCaptions) {
  for (const int beams : {1, 3}) {
    const auto one = whole().captions(picture(), beams), two = pair().captions(picture(), beams);
    ASSERT_EQ(one.size(), two.size());
    for (size_t i = 0; i < one.size(); ++i) {
      EXPECT_EQ(one[i].text, two[i].text);
      EXPECT_NEAR(one[i].log_probability, two[i].log_probability, 1e-6);
    }
  }
}

TEST(CaptionPairTest, GivesTheSameMapsOfTheCaptionAndItsWords) {
  ClipExplainer one = whole(), two = pair();
  const Clip clip = picture();
  const Clip* const clips[] = {&clip};
  const std::vector<TargetSpec> targets = {{{ClassChoice::Kind::Class, 0}},
                                           {{ClassChoice::Kind::Class, 2}}};
  for (const char* caption : {"red shape", "blue shape red"}) {
    one.explain_caption(caption);
    two.explain_caption(caption);
    const auto expected = one.explain(clips, std::span(&targets, 1)).at(0),
               got = two.explain(clips, std::span(&targets, 1)).at(0);
    for (size_t t = 0; t < targets.size(); ++t) {
      EXPECT_NEAR(got.targets[t].score, expected.targets[t].score, 1e-5);
      for (size_t m = 0; m < 4; ++m) {
        const auto& values = expected.targets[t].maps[m].heat.values;
        expect_map_near(got.targets[t].maps[m].heat.values, {values.begin(), values.end()}, 1e-5);
      }
    }
  }
  EXPECT_THAT(two.facts().further[0].second, ::testing::EndsWith("decoder.pt"));
}

TEST(CaptionPairTest, ADecoderThatIsNotThereOrTakesSomethingElseIsNamed) {
  const auto with = [](const std::string& name) {
    return ClipExplainer(
        options_for(save_model(encoder().module(), "encoder.pt", pair_card(name))));
  };
  expect_error(
      ExitCode::Missing, [&] { (void)with("none.pt"); }, "none.pt: no such model file");
  (void)save_model(encoder().module(), "again.pt");
  expect_error(
      ExitCode::Unusable, [&] { (void)with("again.pt"); },
      "again.pt: the model's forward takes 1 inputs");
}

}  // namespace
}  // namespace vidcam::testing
