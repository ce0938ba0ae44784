#include "pipeline/cli/eval/eval_items.h"

#include <algorithm>
#include <charconv>

#include "pipeline/base/error.h"
#include "pipeline/cli/explain/inputs.h"

namespace vidcam {
namespace {

bool is_manifest(const std::string& path) {
  return path.ends_with(".tsv") || path.ends_with(".jsonl");
}

int class_count(ClipExplainer& explainer) {
  const ModelCard& card = explainer.card();
  if (!card.labels.empty()) return static_cast<int>(card.labels.size());
  Clip grey;
  grey.frames = card.video ? card.clip.frames : 1;
  grey.height = card.clip.height;
  grey.width = card.clip.width;
  grey.rgb.assign(static_cast<size_t>(grey.frames) * static_cast<size_t>(grey.height) *
                      static_cast<size_t>(grey.width) * 3,
                  128);
  const Clip* const one[] = {&grey};
  return static_cast<int>(explainer.probabilities(one).front().size());
}

// Labels as they stand in a manifest to classes of the model: by name, else by index.
class Classes {
 public:
  explicit Classes(ClipExplainer& explainer) : explainer_(explainer) {}

  // Throws Error (Usage) that says what is wrong with the label.
  int index_of(const std::string& label) {
    const auto& labels = explainer_.card().labels;
    const bool named = std::find(labels.begin(), labels.end(), label) != labels.end();
    int index = -1;
    const auto [end, error] = std::from_chars(label.data(), label.data() + label.size(), index);
    const bool number = error == std::errc() && end == label.data() + label.size();
    if (named || !number) return explainer_.class_index(label);
    if (count_ == 0) count_ = class_count(explainer_);
    if (index >= 0 && index < count_) return index;
    throw Error(ExitCode::Usage, "label " + label + " is out of range: the model has " +
                                     std::to_string(count_) + " classes (0.." +
                                     std::to_string(count_ - 1) + ")");
  }

 private:
  ClipExplainer& explainer_;
  int count_ = 0;
};

// Throws Error (Usage) with what is wrong.
EvalItem checked(TruthItem truth, const EvalSettings& settings, Classes& classes) {
  EvalItem item{std::move(truth)};
  if (!item.truth.label.empty()) item.true_class = classes.index_of(item.truth.label);
  if (settings.target == EvalTarget::True && item.true_class < 0)
    throw Error(ExitCode::Usage, "names no label, which --target true needs");
  return item;
}

EvalItems from_inputs(const EvalSettings& settings, ClipExplainer& explainer, std::istream& in) {
  EvalItems out;
  Classes classes(explainer);
  for (Input& input : list_inputs(settings.inputs, settings.recursive, in)) {
    TruthItem truth;
    truth.id = truth.path = input.path;
    try {
      out.items.push_back(checked(std::move(truth), settings, classes));
      out.items.back().place = out.items.size() - 1;
    } catch (const Error& e) {
      out.faults.push_back(input.path + ": " + e.what());
    }
  }
  return out;
}

}  // namespace

EvalItems read_list(const std::string& path, const EvalSettings& settings, ClipExplainer& explainer,
                    NamedFiles files) {
  EvalItems out;
  Classes classes(explainer);
  Manifest manifest = read_manifest(path, files);
  std::vector<ManifestFault> faults = std::move(manifest.faults);
  for (TruthItem& truth : manifest.items) {
    const int line = truth.line;
    try {
      out.items.push_back(checked(std::move(truth), settings, classes));
      out.items.back().place = out.items.size() - 1;
    } catch (const Error& e) {
      faults.push_back({line, path + ":" + std::to_string(line) + ": " + e.what()});
    }
  }
  std::stable_sort(faults.begin(), faults.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  for (ManifestFault& fault : faults) out.faults.push_back(std::move(fault.message));
  return out;
}

bool EvalItem::is_tensor() const { return input_of(truth.path, "").kind == InputKind::Tensor; }

EvalItems read_items(const EvalSettings& settings, ClipExplainer& explainer, std::istream& in) {
  const auto& inputs = settings.inputs;
  const auto manifest = std::find_if(inputs.begin(), inputs.end(), is_manifest);
  if (manifest == inputs.end()) return from_inputs(settings, explainer, in);
  if (inputs.size() > 1)
    throw Error(ExitCode::Usage,
                *manifest + ": a manifest stands alone; name one, or inputs, but not both");
  return read_list(*manifest, settings, explainer);
}

}  // namespace vidcam
