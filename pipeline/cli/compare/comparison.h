#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/cli/compare/map_samples.h"
#include "pipeline/cli/explain/input_task.h"

namespace vidcam {

// The maps of one input by several variants, and how far they agree.
class Comparison {
 public:
  // All maps of a finished explanation. variant: its name; facts: what the record says of it
  // beside its name, its predictions and its maps. The first variant's clips say which frames are
  // sampled.
  void add(const std::string& variant, const nlohmann::ordered_json& facts, const InputTask& task,
           const ClipSpec& spec);

  [[nodiscard]] size_t variants() const { return variants_.size(); }

  // "variants", "maps", and "agreement": of each pair of maps Pearson's and Spearman's correlation
  // and the overlap of the strongest fifths, over the points that both models saw; null where a map
  // is constant.
  [[nodiscard]] nlohmann::ordered_json json() const;

 private:
  struct Map {
    std::string name;  // VARIANT METHOD TARGET
    nlohmann::ordered_json record;
    std::vector<double> values;
  };
  [[nodiscard]] static std::vector<Map> maps_of(const std::string& variant, const InputTask& task);
  void sample(std::vector<Map>& maps, const InputTask& task, const std::vector<ClipPlace>& places,
              const ClipSpec& spec) const;

  std::vector<int64_t> frames_;
  nlohmann::ordered_json variants_ = nlohmann::ordered_json::array();
  std::vector<Map> maps_;
};

// The pairs of such a JSON as CSV, a line each; empty cells for null.
[[nodiscard]] std::string agreement_csv(const nlohmann::ordered_json& comparison);

}  // namespace vidcam
