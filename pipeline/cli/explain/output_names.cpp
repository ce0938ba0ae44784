#include "pipeline/cli/explain/output_names.h"

#include <filesystem>
#include <numeric>

namespace vidcam {
namespace {

std::string in_folder(const std::string& folder, const std::string& name) {
  return (std::filesystem::path(folder) / name).string();
}

std::vector<int> all_methods(const ExplainSettings& settings) {
  std::vector<int> all(settings.model.methods.size());
  std::iota(all.begin(), all.end(), 0);
  return all;
}

}  // namespace

std::vector<OutputRequest> name_outputs(const std::string& folder, const Input& input,
                                        const ExplainSettings& settings,
                                        const std::vector<TargetRequest>& targets) {
  const std::string& stem = input.stem;
  std::vector<OutputRequest> outputs;
  const bool plain = targets.size() == 1 && settings.views.size() == 1;
  const auto name = [&](const std::string& what, const std::string& target,
                        const std::string& view) {
    return in_folder(folder, stem + "_" + what + (plain ? "" : "_" + target + "_" + view));
  };
  for (const std::string& view : settings.views) {
    if (view == "source") {
      outputs.push_back({in_folder(folder, stem + "_source"), view, 0, {}});
      continue;
    }
    if (view == "sheet") {
      const std::string path =
          input.sheet.empty() ? in_folder(folder, stem + "_sheet") : input.sheet;
      outputs.push_back({path, view, 0, all_methods(settings), static_cast<int>(targets.size())});
      continue;
    }
    for (size_t t = 0; t < targets.size(); ++t) {
      const auto target = static_cast<int>(t);
      if (view == "side-by-side") {
        const std::string who = targets.size() == 1 ? "" : targets[t].name + "_";
        outputs.push_back(
            {in_folder(folder, stem + "_" + who + view), view, target, all_methods(settings)});
        continue;
      }
      for (const int m : all_methods(settings)) {
        const std::string& method = settings.model.methods[static_cast<size_t>(m)];
        outputs.push_back({name(method, targets[t].name, view), view, target, {m}});
      }
    }
  }
  return outputs;
}

std::string name_map(const std::string& folder, const std::string& stem, const std::string& method,
                     const std::string& target, size_t target_count) {
  return in_folder(folder, stem + "_" + method + (target_count > 1 ? "_" + target : "") + ".npy");
}

std::string name_channels(const std::string& folder, const std::string& stem,
                          const std::string& suffix) {
  return in_folder(folder, stem + "_channels" + suffix);
}

std::string name_record(const std::string& folder, const std::string& stem) {
  return in_folder(folder, stem + ".json");
}

}  // namespace vidcam
