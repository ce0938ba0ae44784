#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/ivalue.h>

#include <memory>
#include <string>
#include <vector>

#include "model3d/feature_layout.h"
#include "model3d/model_card.h"
#include "model3d/relu_rule.h"

namespace vidcam {

// What the trunk, everything before the tapped layer, is computed in. The head, A, scores and
// gradients are float32 (or the model's own type) in any case; of Int8 all but the convolutions.
enum class Precision { Float32, BFloat16, Int8 };

struct TapOptions {
  std::string layer;  // as in ExplainOptions; "": default layer
  bool rectified = true;
  std::string device = "cpu";  // resolved: "cpu", "cuda:0"
  // Prepare the trunk in this, too: a copy of its weights, half or a quarter of their memory.
  Precision narrow = Precision::Float32;
  std::vector<std::string> further_layers{};  // layers tapped in the same pass
  bool every_call = false;  // of a layer that runs several times, each execution is tapped
};

// One forward pass with the tape starting at a leaf. Keeps what the backward passes need; on the
// device.
struct TappedForward {
  at::Tensor logits;       // [N, classes] float32; where the model ends in a softmax that the graph
                           // shows, what feeds it
  at::Tensor activations;  // the leaf. forward: A, [N, C, T, H, W] or [N, C, H, W], of the model's
                           // dtype; forward_from_input: the input, likewise
  int64_t call = 0;        // forward: which execution of the layer gave A, counted from 0
  std::string leaf = "the tapped layer";  // for messages
  size_t layer = 0;                       // forward_all: which of the tapped layers, counted from 0
  FeatureLayout layout{};                 // forward: how A lay in what the layer gave
};

class LayerHead;

// A TorchScript model with one layer tapped, or several: layer-tap design. Weights shared, const
// after construction; runs on different threads never meet (the tap's state is thread-local).
class TappedModel {
 public:
  // Throws Error: Missing, Unusable (with advice), Device.
  TappedModel(const std::string& model_path, const ModelCard& card, const TapOptions& options);
  ~TappedModel();
  TappedModel(TappedModel&&) noexcept;
  TappedModel& operator=(TappedModel&&) noexcept;

  // What the further inputs of the card get from now on, in its order: [1, ...], the same for all
  // clips. A model that has such inputs runs only then. Not while another thread runs the model.
  void give(std::vector<at::Tensor> further);
  // Of a caption model: the caption that is asked about from now on, as places in its vocabulary.
  // The scores are those of caption_scores.h then. Likewise.
  void take_caption(const std::vector<int64_t>& words);
  // Of a caption model: what its words are made of for one clip: the encoder's features, or where
  // there is no pair of files the clip itself. No tape.
  [[nodiscard]] at::Tensor encoded(const at::Tensor& input) const;
  // ... and from that the log probability of each word after begun captions. begun: int64 [B, L],
  // start first. float64 [B, V] on the CPU; no tape.
  [[nodiscard]] at::Tensor next_words(const at::Tensor& encoded, const at::Tensor& begun) const;

  // Resolved name, "conv5b" or "block#2"; several: "conv4b,conv5b".
  [[nodiscard]] const std::string& layer() const;
  [[nodiscard]] const std::vector<std::string>& layers() const;  // each by its name
  // "rectified" or "raw": what really was done; one word for each layer where they differ.
  [[nodiscard]] const std::string& tap() const;
  [[nodiscard]] bool piecewise_linear()
      const;  // nothing but piecewise linear operators behind the tap
  [[nodiscard]] bool logits_are_real()
      const;  // false: probabilities whose logits the graph does not show
  [[nodiscard]] const std::vector<std::string>& notes()
      const;  // things the user should know, one line each

  // Why the trunk cannot run in what was to be prepared; "" where it can.
  [[nodiscard]] const std::string& narrow_refusal() const;
  // How many weights of the trunk are narrow then; 0 where none were prepared.
  [[nodiscard]] int64_t narrow_weights() const;

  // input: [N, 3, T, H, W] or [N, 3, H, W] on the model's device. Throws Error (Unusable): what it
  // was given and what the model says.
  [[nodiscard]] TappedForward forward(const at::Tensor& input,
                                      Precision precision = Precision::Float32) const;
  // The same pass as each tapped layer sees it, or each execution of the layer, in their order:
  // they share scores and tape, so that a further gradient of any of them needs the ones before
  // kept. The tape starts at the first of them. Throws Error (Unusable) where every execution is
  // tapped and there is but one.
  [[nodiscard]] std::vector<TappedForward> forward_all(
      const at::Tensor& input, Precision precision = Precision::Float32) const;
  // The same with the tape starting at the input: dS/dx, where each ReLU-like operator hands its
  // gradient back by `rule`. The first such pass with a rule other than Plain makes a second graph,
  // which shares the weights. Keeps every layer's activations: much more memory than forward().
  // Throws Error (Unusable) as forward does, and where an operator of the model has no gradient.
  [[nodiscard]] TappedForward forward_from_input(const at::Tensor& input, ReluRule rule) const;
  // The same pass as forward_all, but of a score as a unit of the network: what its gradient brings
  // to a leaf is the marginal winning probability of each value there, by the rules of
  // graph_excitation.h. negated: of its dual unit, whose weights (of the last layer that has some)
  // are the opposite ones. No logits are made of probabilities. The first such pass makes a second
  // graph. Throws Error (Unusable) also where an operator behind a tapped layer has no rule (naming
  // it), where there is no unit with weights to negate, and of models that write captions.
  [[nodiscard]] std::vector<TappedForward> forward_excited(const at::Tensor& input,
                                                           bool negated) const;
  // What a user should know of this model before a rule other than Plain is used, one line: the
  // activations that are no ReLU and stay as they are. "": nothing.
  [[nodiscard]] std::string rule_note() const;
  // Only the scores; no tape.
  [[nodiscard]] at::Tensor logits(const at::Tensor& input,
                                  Precision precision = Precision::Float32) const;
  // The scores depend on the input through the tapped layer alone (false where there are several).
  [[nodiscard]] bool all_passes_the_layer() const;
  // What follows the tapped layer of a forward pass on this input, of the execution that gave its
  // A. It refers to the model.
  [[nodiscard]] LayerHead head(const at::Tensor& input, const TappedForward& forward) const;

 private:
  friend class LayerHead;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The model behind its tapped layer, for one input: what the scores become where the layer gives
// something else. What is read behind the layer by another way than through it (in a residual net
// the skipping branch) is computed once, from the input.
class LayerHead {
 public:
  // activations: maps as the forward pass gave them, as many rows as the input has (any number
  // where all passes the layer). No tape.
  [[nodiscard]] at::Tensor logits(const at::Tensor& activations) const;
  // false: the graph could not be cut behind the layer (it runs in a loop or several times, say, or
  // is one of several that are tapped), or the layer gives more than maps (a class token), so the
  // whole model runs.
  [[nodiscard]] bool runs_alone() const { return alone_; }

 private:
  friend class TappedModel;
  LayerHead(const TappedModel::Impl& model, at::Tensor input, const TappedForward& forward);

  const TappedModel::Impl& model_;
  at::Tensor input_;
  int64_t call_;
  size_t layer_;
  FeatureLayout layout_;
  bool alone_;
  std::vector<c10::IValue> crossing_;  // what is read by another way
};

}  // namespace vidcam
