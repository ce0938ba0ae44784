#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "eval/manifest.h"
#include "explain3d/clip_explainer.h"
#include "pipeline/cli/eval/eval_settings.h"

namespace vidcam {

// One input of an evaluation.
struct EvalItem {
  TruthItem truth;
  int true_class = -1;  // its label as a class of the model; -1: not given
  // Which items share a batch depends on these alone (eval_run.h).
  int part = 0;      // of a batch of many machines: its shard
  size_t place = 0;  // within the part

  // It is known where the object is.
  [[nodiscard]] bool placed() const { return !truth.boxes.empty() || !truth.mask.empty(); }
  // It is model input already (.npy).
  [[nodiscard]] bool is_tensor() const;
};

struct EvalItems {
  std::vector<EvalItem> items;      // in the order of the manifest or the command line
  std::vector<std::string> faults;  // rows that cannot be used, one line each: "list.tsv:7: ..."
};

// The one argument that is a manifest (.tsv, .jsonl), read, or the inputs that the arguments name
// ("-": paths on `in`). Faults: those of manifest.h; a label that the model does not know; no label
// where --target true needs one. Throws Error: as read_manifest and
// list_inputs do; Usage for a manifest among other inputs.
[[nodiscard]] EvalItems read_items(const EvalSettings& settings, ClipExplainer& explainer,
                                   std::istream& in);

// The same of a manifest alone, whatever the settings' inputs are.
[[nodiscard]] EvalItems read_list(const std::string& path, const EvalSettings& settings,
                                  ClipExplainer& explainer, NamedFiles files = NamedFiles::Exist);

}  // namespace vidcam
