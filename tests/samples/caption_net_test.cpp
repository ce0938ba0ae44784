#include "samples/captions/caption_net.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "samples/captions/caption_evaluation.h"
#include "samples/captions/caption_pictures.h"
#include "samples/scenes/caption_words.h"
#include "samples/training/schedule.h"

namespace vidcam::samples {
namespace {

int words() { return static_cast<int>(caption_vocabulary().size()); }

double largest(const at::Tensor& t) { return t.abs().max().item<double>(); }

at::Tensor logits_of(torch::jit::Module& net, const at::Tensor& pictures,
                     const at::Tensor& tokens) {
  return net.forward({pictures, tokens}).toTensor();
}

TEST(CaptionNetTest, FoldedModuleGivesTheTrainedNetworksScores) {
  const at::NoGradGuard no_tape;
  CaptionNet net(words(), 3);
  const CaptionedPictures drawn = draw_captioned(1, 8);
  const at::Tensor pictures = normalised_pictures(drawn.pictures);
  // With a momentum of 1 the running statistics are those of this batch (but for n / (n - 1) of the
  // variance).
  const CaptionNet::Output trained = net.forward_training(pictures, drawn.tokens, 1);
  torch::jit::Module module = net.export_module();
  const at::Tensor folded = logits_of(module, pictures, drawn.tokens);
  EXPECT_GT(trained.logits.std().item<double>(), 1e-3);
  EXPECT_LT(largest(folded - trained.logits), 2e-3 * largest(trained.logits));
  EXPECT_THAT(trained.features.sizes(), testing::ElementsAre(8, 64, 24, 24));
}

TEST(CaptionNetTest, LayersHaveTheirNames) {
  std::vector<std::string> names;
  for (const auto& child : CaptionNet(words(), 1).export_module().named_children())
    names.push_back(child.name);
  EXPECT_THAT(names, testing::ElementsAre("conv1", "pool1", "conv2", "conv3", "conv4", "decoder"));
}

TEST(CaptionNetTest, ASeedGivesTheSameWeights) {
  const auto all = [](uint64_t seed) {
    std::vector<at::Tensor> flat;
    for (const at::Tensor& each : CaptionNet(words(), seed).parameters())
      flat.push_back(each.detach().flatten());
    return at::cat(flat);
  };
  EXPECT_TRUE(all(4).equal(all(4)));
  EXPECT_FALSE(all(4).equal(all(5)));
}

// The gradient reaches every weight: those of the decoder through its TorchScript.
TEST(CaptionNetTest, EveryWeightIsTrained) {
  CaptionNet net(words(), 2);
  const CaptionedPictures drawn = draw_captioned(1, 2);
  net.forward_training(normalised_pictures(drawn.pictures), drawn.tokens)
      .logits.square()
      .sum()
      .backward();
  for (const at::Tensor& each : net.parameters()) {
    ASSERT_TRUE(each.grad().defined());
    EXPECT_GT(largest(each.grad()), 0);
  }
}

// What comes later says nothing of what was asked before, whatever the number of tokens and of
// pictures.
TEST(CaptionNetTest, TokensMayBeOfAnyLength) {
  const at::NoGradGuard no_tape;
  torch::jit::Module net = CaptionNet(words(), 5).export_module();
  const CaptionedPictures drawn = draw_captioned(1, 3);
  const at::Tensor pictures = normalised_pictures(drawn.pictures);
  const at::Tensor tokens = at::cat({drawn.tokens, drawn.tokens}, 1);
  const at::Tensor all = logits_of(net, pictures, tokens);
  EXPECT_THAT(all.sizes(), testing::ElementsAre(3, 2 * kCaptionTokens, words()));
  for (const int64_t length : {1, 2, 7, 13}) {
    const at::Tensor some = logits_of(net, pictures, tokens.slice(1, 0, length));
    EXPECT_LT(largest(some - all.slice(1, 0, length)), 1e-4) << length;
    const at::Tensor one =
        logits_of(net, pictures.slice(0, 1, 2), tokens.slice(0, 1, 2).slice(1, 0, length));
    EXPECT_LT(largest(one - some.slice(0, 1, 2)), 1e-4) << length;
  }
  EXPECT_GT(largest(all.select(1, 0) - all.select(1, 4)), 1e-2);
}

// caption_decoder.h's formulas, in float64, for one picture, one number at a time.
class DecoderByHand {
 public:
  explicit DecoderByHand(const torch::jit::Module& decoder) {
    for (const auto& each : decoder.named_parameters())
      weights_[each.name] = each.value.detach().to(at::kDouble);
  }

  // A: [C, rows, columns].
  std::vector<std::vector<double>> logits(const at::Tensor& maps,
                                          const std::vector<int64_t>& tokens) {
    const int64_t state = weights_.at("query").size(0);
    std::vector<double> h(static_cast<size_t>(state)), cell = h;
    std::vector<std::vector<double>> places = places_of(maps), all;
    std::vector<double> seen(places.at(0).size());
    for (const int64_t token : tokens) {
      std::vector<double> input = row("words", token);
      input.insert(input.end(), seen.begin(), seen.end());
      step(input, h, cell);
      seen = look(places, h);
      std::vector<double> both = h;
      both.insert(both.end(), seen.begin(), seen.end());
      all.push_back(times("out_weight", both));
      for (size_t i = 0; i < all.back().size(); ++i)
        all.back()[i] += weights_.at("out_bias")[static_cast<int64_t>(i)].item<double>();
    }
    return all;
  }

 private:
  static std::vector<std::vector<double>> places_of(const at::Tensor& maps) {
    const int64_t rows = maps.size(1), columns = maps.size(2);
    std::vector<std::vector<double>> places;
    for (int64_t y = 0; y < rows; ++y) {
      for (int64_t x = 0; x < columns; ++x) {
        places.emplace_back();
        for (int64_t c = 0; c < maps.size(0); ++c)
          places.back().push_back(maps[c][y][x].item<double>());
        const auto middle = [](int64_t i, int64_t count) {
          return 2 * (static_cast<double>(i) + 0.5) / static_cast<double>(count) - 1;
        };
        places.back().push_back(middle(x, columns));
        places.back().push_back(middle(y, rows));
      }
    }
    return places;
  }

  std::vector<double> row(const std::string& name, int64_t i) {
    const at::Tensor values = weights_.at(name)[i].contiguous();
    return {values.const_data_ptr<double>(), values.const_data_ptr<double>() + values.numel()};
  }

  // v M, M: [in, out].
  std::vector<double> times(const std::string& name, const std::vector<double>& v) {
    std::vector<double> product;
    for (size_t i = 0; i < v.size(); ++i) {
      const std::vector<double> r = row(name, static_cast<int64_t>(i));
      product.resize(r.size());
      for (size_t j = 0; j < r.size(); ++j) product[j] += v[i] * r[j];
    }
    return product;
  }

  // M v + b, M: [out, in].
  double gate(const std::string& side, const std::vector<double>& v, int64_t i) {
    const std::vector<double> r = row(side + "_weight", i);
    double sum = weights_.at(side + "_bias")[i].item<double>();
    for (size_t j = 0; j < v.size(); ++j) sum += r[j] * v[j];
    return sum;
  }

  // Hochreiter and Schmidhuber's cell with Gers' forgetting: input, forget, candidate, output.
  void step(const std::vector<double>& input, std::vector<double>& h, std::vector<double>& cell) {
    const std::vector<double> before = h;
    const auto count = static_cast<int64_t>(h.size());
    const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
    for (int64_t i = 0; i < count; ++i) {
      const auto sum = [&](int64_t part) {
        return gate("input", input, part * count + i) + gate("state", before, part * count + i);
      };
      double& c = cell[static_cast<size_t>(i)];
      c = sigmoid(sum(1)) * c + sigmoid(sum(0)) * std::tanh(sum(2));
      h[static_cast<size_t>(i)] = sigmoid(sum(3)) * std::tanh(c);
    }
  }

  std::vector<double> look(const std::vector<std::vector<double>>& places,
                           const std::vector<double>& h) {
    const std::vector<double> query = times("query", h);
    std::vector<double> seen(places[0].size());
    double all = 0;
    for (const auto& place : places) {
      const std::vector<double> key = times("key", place);
      double fit = 0;
      for (size_t i = 0; i < key.size(); ++i) fit += key[i] * query[i];
      const double weight = std::exp(fit);
      all += weight;
      for (size_t i = 0; i < seen.size(); ++i) seen[i] += weight * place[i];
    }
    for (double& each : seen) each /= all;
    return seen;
  }

  std::map<std::string, at::Tensor> weights_;
};

TEST(CaptionDecoderTest, FollowsTheFormulasOfItsHeader) {
  at::manual_seed(6);
  const CaptionDecoder decoder({7, 3, 2, 4});
  torch::jit::Module module =
      decoder.module(std::make_shared<torch::jit::CompilationUnit>(), false);
  const at::Tensor maps = at::rand({1, 3, 2, 4});
  const std::vector<int64_t> tokens{1, 4, 4, 0, 6};
  const at::Tensor logits = module.forward({maps, at::tensor(tokens).unsqueeze(0)}).toTensor()[0];
  const auto by_hand = DecoderByHand(module).logits(maps[0], tokens);
  for (size_t t = 0; t < tokens.size(); ++t) {
    const at::Tensor expected = at::tensor(by_hand[t]);
    EXPECT_LT(largest(logits[static_cast<int64_t>(t)] - expected), 1e-5 * largest(expected)) << t;
  }
}

TEST(CaptionEvaluationTest, ACaptionIsJudgedUpToItsEnd) {
  const at::Tensor truth = at::tensor({1, 3, 4, 2, 0, 0}).view({1, -1}).expand({4, -1});
  const at::Tensor said = at::tensor({1, 3, 4, 2, 0, 0,   // right
                                      1, 3, 4, 2, 9, 2,   // right: what follows the end is nothing
                                      1, 3, 5, 2, 0, 0,   // another word
                                      1, 3, 4, 4, 2, 0})  // no end where there should be one
                              .view({4, -1});
  EXPECT_TRUE(captions_right(said, truth).equal(at::tensor({1, 1, 0, 0}).to(at::kBool)));
}

TEST(CaptionEvaluationTest, SeedsThatAreTrainedOnAreRefused) {
  torch::jit::Module module = CaptionNet(words(), 1).export_module();
  EXPECT_THROW((void)evaluate_captions(module, kFirstTrainingSeed - 1, 2), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::samples
