#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "explain3d/alpha_form.h"
#include "explain3d/fuse.h"
#include "explain3d/heat_form.h"
#include "explain3d/mask_space.h"
#include "explain3d/occlusion_options.h"
#include "explain3d/pool.h"
#include "explain3d/smoothing_options.h"
#include "model3d/model_card.h"
#include "pipeline/base/clip.h"
#include "pipeline/base/explanation.h"
#include "pipeline/base/npy.h"

namespace vidcam {

// One class of a clip.
struct ClassChoice {
  enum class Kind { Rank, Class };
  Kind kind = Kind::Rank;
  int value = 0;  // Rank: 0 is the likeliest class of the clip; Class: its index
  bool operator==(const ClassChoice&) const = default;
};

// What is explained of a clip: the score of a class.
struct TargetSpec : ClassChoice {
  std::optional<ClassChoice> versus{};  // the difference to this class's score instead
  bool against = false;                 // what speaks against it: the score's negative
  bool operator==(const TargetSpec&) const = default;
};

enum class ScoreKind { Logit, Probability, LogProbability };  // what is differentiated

// What the layers before the tapped one run in; the head, the maps and their sums are float32 in
// any case. Auto: bfloat16 where it is measured to be faster and gives the same maps
// (trunk_precision.h). Int8: the convolutions in 8-bit integers (model3d/int8_conv.h).
enum class PrecisionRequest { Auto, Float32, BFloat16, Int8 };

struct ExplainOptions {
  std::string model_path;
  std::string card;   // path or built-in name; "": beside or inside the model
  std::string layer;  // "": the card's, else the last convolution that leads to the output; NAME,
                      // NAME#k, NAME:element
  std::vector<std::string> further_layers{};  // tapped in the same pass; their maps are fused
  Fuse fuse = Fuse::Mean;
  // The layer is called several times in a pass: it is explained at every call (steps.h), in one
  // pass and with one gradient per target. MethodMap::steps tells of each.
  bool steps = false;
  bool rectified = true;  // --tap: take the output of the one ReLU that is all that reads the layer
  // What the card's extra_inputs get: name -> text, or the path of an .npy file.
  std::vector<std::pair<std::string, std::string>> further;
  std::vector<std::string> methods{"gradcam", "gradcam++"};
  ScoreKind score = ScoreKind::Logit;
  Pool pool = Pool::Volume;
  double softmax_bound = 1e-6;  // gradcam++-softmax leaves out classes that have together at most
                                // this share of the probability of all but the one explained
  OcclusionOptions occlusion;   // of the method of that name
  SmoothingOptions smoothing;
  AlphaForm alpha = AlphaForm::Equation19;  // of gradcam++
  bool channels = false;        // what each channel of the layer weighs, too (MethodMap::channels)
  bool rms_gradient = false;    // g over its root mean square + 1e-5, each clip's own
  HeatForm form;                // of class activation maps
  std::string device = "auto";  // auto, cpu, cuda, cuda:N; several (cuda:0,1): each has the model
                                // and takes a part of every batch
  PrecisionRequest precision = PrecisionRequest::Auto;
  int batch = 0;    // clips a pass where a method asks the model again; 0: what suits the device
  int threads = 0;  // of LibTorch on the CPU; 0: its default
};

// What was really used, for the record (clip.json).
struct ModelFacts {
  std::string path;
  std::string sha256;
  std::string layer;  // as the model names it; several: "conv4b,conv5b"
  std::string tap;    // "rectified" (the ReLU behind the layer) or "raw"
  std::vector<int64_t>
      layer_shape;  // of one clip: [C, T, H, W] or [C, H, W]; empty before the first clip
  std::vector<std::vector<int64_t>> further_shapes;  // of the other layers, where there are several
  int steps = 0;  // ExplainOptions::steps: calls of the layer; 0 before the first clip and without
  std::string device;            // "cpu", "cuda:0"; several: "cuda:0,cuda:1"
  std::string precision;         // of the layers before the tapped one: "fp32", "bf16", "int8"
  std::string precision_reason;  // how `auto` chose it; "" before the first clip and where there
                                 // was nothing to choose
  int batch = 0;                 // clips a pass and device: options.batch, or what suits it
  int classes = 0;               // 0 before the first clip
  bool piecewise_linear =
      true;  // behind the tap; false: eq 19 is a convention there, not a derivative ratio
  // What each method chose where its paper leaves a choice: method -> {what, choice}.
  std::vector<std::pair<std::string, std::vector<std::pair<std::string, std::string>>>> conventions;
  std::vector<std::pair<std::string, std::string>> further;  // as in ExplainOptions
  std::vector<std::string> warnings;
};

struct Caption {
  std::string text;
  double log_probability = 0;
};

// How far a method is that asks the model again, within one batch and one target.
struct MethodProgress {
  std::string method;
  int64_t done = 0;   // clips that the model, or the part of it behind the layer, was asked again
  int64_t total = 0;  // that it will have been
};
using MethodProgressCallback = std::function<void(const MethodProgress&)>;

// Explains clips: one forward pass for a batch, one gradient per target, all methods from the same
// pass. This header is free of LibTorch. The model is loaded once a device; not thread-safe (one
// explainer a thread). Several devices run at the same time; what the first of them found faster,
// and as good, is what the others compute in, too.
class ClipExplainer {
 public:
  // Throws Error: Missing, Unusable (not a usable TorchScript model, no such layer ...), Device,
  // Usage (unknown method). options.threads is set for the whole process.
  explicit ClipExplainer(const ExplainOptions& options);
  ~ClipExplainer();
  ClipExplainer(ClipExplainer&&) noexcept;
  ClipExplainer& operator=(ClipExplainer&&) noexcept;

  [[nodiscard]] const ModelCard& card() const;
  [[nodiscard]] const ModelFacts& facts() const;
  // Clips that are best given at once: facts().batch for each device.
  [[nodiscard]] int batch() const;

  // Called within explain(), on its thread: as such a method starts (done = 0), and whenever the
  // model has run for it. It may throw, which ends explain().
  void on_progress(MethodProgressCallback callback);

  // Index of a label of the card. Throws Error (Usage): no such label (with the nearest), or two
  // classes of that name.
  [[nodiscard]] int class_index(const std::string& label) const;

  // One batch. clips: all of the card's T and of one H x W; targets[i] are those of clips[i], as
  // many for each clip (std::invalid_argument where not). Throws Error: Unusable where the model
  // refuses the input (what it was given, what it says) or the layer has no feature maps; Usage
  // where the model has no such class.
  [[nodiscard]] std::vector<ClipExplanation> explain(
      std::span<const Clip* const> clips, std::span<const std::vector<TargetSpec>> targets);

  // Softmax probabilities of every class, one row a clip; no gradient, no map.
  [[nodiscard]] std::vector<std::vector<double>> probabilities(std::span<const Clip* const> clips);

  // Softmax probability of each masked clip's class, in the order of `masked`; at most
  // facts().batch of them run at once. clips: as for explain(); a mask is given the size of its
  // clip. Throws Error (Usage) where the model has no such class.
  [[nodiscard]] std::vector<double> confidences(std::span<const Clip* const> clips,
                                                std::span<const MaskedClip> masked,
                                                MaskSpace space);

  // Of a model that writes captions (card().caption): those it finds likeliest for this clip, by
  // beam search with so many beams (1: greedy), likeliest first.
  [[nodiscard]] std::vector<Caption> captions(const Clip& clip, int beams);
  // ... and the caption that explain() explains from now on: class 0 is all of it, class i its i-th
  // word after the ones before it, their scores log probabilities (natural). Throws Error (Usage):
  // no caption model, or words that it does not know.
  void explain_caption(const std::string& text);

  // What the model gets for this clip: float32 [C, T, H, W] (pictures [C, H, W]), normalised;
  // explain() takes it back.
  [[nodiscard]] NpyArray model_input(const Clip& clip) const;

  // The same on tensors that already are model input: [N, 3, T, H, W] (a model of pictures:
  // [N, 3, H, W]), or one item without N; in batches of at most 8. Throws Error (Unusable) for
  // another shape.
  [[nodiscard]] std::vector<ClipExplanation> explain(const NpyArray& input,
                                                     std::span<const TargetSpec> targets);
  [[nodiscard]] std::vector<std::vector<double>> probabilities(const NpyArray& input);
  [[nodiscard]] std::vector<double> confidences(const NpyArray& input,
                                                std::span<const MaskedClip> masked,
                                                MaskSpace space);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace vidcam
