#include "explain3d/model_probe.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>

#include <algorithm>
#include <utility>

#include "explain3d/class_scores.h"
#include "explain3d/evidence.h"
#include "model3d/gradients.h"
#include "model3d/score_gradients.h"

namespace vidcam {
namespace {

// Gradients of other classes that are kept for the targets to come, in all.
constexpr size_t kGradientBytes = size_t{256} << 20;

// Clips whose gradient is taken back to the input at once: such a pass keeps every layer's
// activations, some hundred MB a clip.
constexpr int64_t kInputGradientClips = 2;

// Rows of a layer's output that are run at once, at most, where they need no input.
constexpr int64_t kMostRows = 64;
constexpr int64_t kRowBytes = int64_t{32} << 20;

int64_t rows_for(int64_t count, int64_t most) {
  return std::max<int64_t>(2, std::min(most, count));
}

// The last row again, until there are `size` of them.
at::Tensor padded_to(const at::Tensor& rows, int64_t size) {
  const int64_t missing = size - rows.size(0);
  if (missing <= 0) return rows;
  std::vector<int64_t> shape = rows.sizes().vec();
  shape[0] = missing;
  return at::cat({rows, rows.narrow(0, rows.size(0) - 1, 1).expand(shape)});
}

// The logit of a class of each row of a pass.
at::Tensor logits_of(const TappedForward& pass, const std::vector<int64_t>& rows) {
  const at::AutoGradMode tape_on(true);
  return selected_scores(pass.logits, {rows}, ScoreKind::Logit);
}

}  // namespace

ModelProbe::ModelProbe(Setup setup)
    : setup_(std::move(setup)),
      input_(setup_.input.to(setup_.forward.logits.device())),
      logits_(setup_.forward.logits.detach()) {}

void ModelProbe::aim(ScoreAim target, const at::Tensor& scores) {
  target_ = std::move(target);
  input_gradients_.clear();
  scores_ = scores;
}

at::Tensor ModelProbe::kept(const std::vector<int64_t>& classes, const at::Tensor& maps) const {
  if ((gradients_.size() + 1) * maps.nbytes() <= kGradientBytes / setup_.probes)
    gradients_.emplace(classes, maps);
  return maps;
}

void ModelProbe::each_logit_gradient(std::span<const std::vector<int64_t>> classes,
                                     const UseGradient& use) const {
  std::vector<at::Tensor> known, missing;  // gradients by place, undefined where there is none yet
  for (const auto& one : classes) {
    const auto place = gradients_.find(one);
    known.push_back(place == gradients_.end() ? at::Tensor() : place->second);
    if (place == gradients_.end()) missing.push_back(logits_of(setup_.forward, one));
  }
  ScoreGradients found({&setup_.forward, 1}, std::move(missing), /*keep=*/true);
  for (size_t k = 0; k < classes.size(); ++k) {
    if (setup_.asked) setup_.asked(clips());
    use(k, known[k].defined() ? known[k] : kept(classes[k], as_maps(found.next()[0])));
  }
}

const TappedForward& ModelProbe::excited(bool negated) const {
  const auto kept = excited_.find(negated);
  if (kept != excited_.end()) return kept->second;
  auto passes = setup_.model.forward_excited(setup_.input, negated);
  const auto own = std::find_if(passes.begin(), passes.end(), [this](const TappedForward& pass) {
    return pass.layer == setup_.forward.layer && pass.call == setup_.forward.call;
  });
  return excited_.emplace(negated, std::move(*own)).first->second;
}

at::Tensor ModelProbe::winning_probability(std::span<const int64_t> classes, bool negated) const {
  const TappedForward& pass = excited(negated);
  const at::Tensor S = logits_of(pass, {classes.begin(), classes.end()});
  at::Tensor P = as_maps(gradient(pass, S, /*keep=*/true));
  if (setup_.asked) setup_.asked(clips());
  return P;
}

at::Tensor ModelProbe::gradient_of_rows(int64_t from, int64_t to, ReluRule rule) const {
  const bool alone = clips() == 1 && input_.dim() == 4;  // a picture: no slow path to avoid
  const at::Tensor rows =
      padded_to(input_.narrow(0, from, to - from), alone ? 1 : kInputGradientClips);
  const ScoreAim aim = target_.of(static_cast<size_t>(from), static_cast<size_t>(to),
                                  static_cast<size_t>(rows.size(0)));
  const at::AutoGradMode tape_on(true);
  const TappedForward forward = setup_.model.forward_from_input(rows, rule);
  const at::Tensor S = selected_scores(forward.logits, aim, setup_.score);
  return gradient(forward, S, /*keep=*/false).narrow(0, 0, to - from);
}

at::Tensor ModelProbe::input_gradient(ReluRule rule) const {
  at::Tensor& kept = input_gradients_[rule];
  if (kept.defined()) {
    if (setup_.asked) setup_.asked(clips());
    return kept;
  }
  std::vector<at::Tensor> parts;
  for (int64_t from = 0; from < clips(); from += kInputGradientClips) {
    const int64_t to = std::min(from + kInputGradientClips, clips());
    parts.push_back(gradient_of_rows(from, to, rule));
    if (setup_.asked) setup_.asked(to - from);
  }
  const at::Tensor g = at::cat(parts);
  return kept = g.to(g.scalar_type() == at::kDouble ? at::kDouble : at::kFloat);
}

// One shape for all batches, and never a single row: fp32 conv3d at batch 1 takes a slow path.
at::Tensor ModelProbe::ask(const Question& question, const Rows& rows, const Run& run) const {
  const at::NoGradGuard tape_off;
  const auto& [clip, count, batch] = question;
  std::vector<at::Tensor> parts;
  for (int64_t from = 0; from < count; from += batch) {
    const int64_t to = std::min(from + batch, count);
    const at::Tensor logits = run(padded_to(rows(from, to), batch)).narrow(0, 0, to - from);
    const auto own = static_cast<size_t>(clip);
    const ScoreAim aim = target_.of(own, own + 1, static_cast<size_t>(to - from));
    parts.push_back(selected_scores(logits, aim, setup_.score));
    if (setup_.asked) setup_.asked(to - from);
  }
  return parts.empty() ? scores_.new_empty({0}) : at::cat(parts);
}

at::Tensor ModelProbe::scores_of_inputs(int64_t clip, int64_t count, const Rows& rows) const {
  return ask({clip, count, rows_for(count, setup_.batch)}, rows,
             [&](const at::Tensor& x) { return setup_.model.logits(x, setup_.precision); });
}

// Where all passes the layer's maps, only what follows it runs: more rows than of the model fit in
// memory.
int64_t ModelProbe::rows_of_layer() const {
  if (setup_.forward.layout.skipped > 0 || !setup_.model.all_passes_the_layer())
    return setup_.batch;
  const auto one = static_cast<int64_t>(setup_.forward.activations[0].nbytes());
  return std::max(setup_.batch, std::min(kMostRows, kRowBytes / one));
}

at::Tensor ModelProbe::scores_of_activations(int64_t clip, int64_t count, const Rows& rows) const {
  const at::Tensor& A = setup_.forward.activations;
  const int64_t batch = rows_for(count, rows_of_layer());
  const LayerHead head =
      setup_.model.head(padded_to(input_.narrow(0, clip, 1), batch), setup_.forward);
  return ask({clip, count, batch}, rows, [&](const at::Tensor& x) {
    return head.logits((A.dim() == 4 ? x.squeeze(2) : x).to(A.scalar_type()));
  });
}

}  // namespace vidcam
