#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "eval/curve.h"
#include "pipeline/cli/eval/clip_values.h"

namespace vidcam {

// One method's maps of one item: the mean of its clips. A figure is the mean over the clips that
// have it.
struct MethodResult {
  int64_t flat = 0;
  int64_t non_finite = 0;
  double explained = 0;
  Figures figures;
  Curves curves;
};

// What is known of an item that was measured.
struct ItemResult {
  std::string id;
  std::string path;
  std::string label;  // the true one, as given
  int width = 0;      // as shown
  int height = 0;
  int64_t clips = 0;
  std::string predicted;  // of most clips, of equals the first
  double confidence = 0;  // Y
  std::vector<MethodResult> methods;
  std::vector<std::string> warnings;
};

// Adds up curves of one kind: all have the shares of the last one.
class CurveTally {
 public:
  void add(const Curve& curve);
  [[nodiscard]] Curve mean() const { return {share_, real_.mean(), value_.mean()}; }

 private:
  std::vector<double> share_;
  MeanCurve real_;
  MeanCurve value_;
};

// Adds up the clips of an item. Of a clip only its line of the record is kept.
class ItemTally {
 public:
  explicit ItemTally(std::vector<std::string> methods) : methods_(std::move(methods)) {}

  // Clips come in order.
  void add(const ClipValues& clip);
  [[nodiscard]] int64_t clips() const { return clips_; }
  // Fills in what clips say: everything but id, path, label, size and warnings.
  void finish(ItemResult& result) const;
  // The clips as a JSON array.
  [[nodiscard]] std::string clips_json() const { return "[" + lines_ + "]"; }

 private:
  struct Sums {
    int64_t flat = 0, non_finite = 0;
    double explained = 0;
    std::map<std::string, std::pair<double, int64_t>> figures;
    std::map<std::string, CurveTally> curves;
  };
  void add_map(const MapValues& map, Sums& sums) const;

  std::vector<std::string> methods_;
  std::string lines_;
  int64_t clips_ = 0;
  double confidence_ = 0;
  std::vector<std::pair<std::string, int64_t>> predicted_;  // label, clips
  std::vector<Sums> sums_;
};

// One line of JSON, the item's clips (a JSON array) last.
[[nodiscard]] std::string to_record(const ItemResult& result,
                                    const std::vector<std::string>& methods,
                                    const std::string& clips_json);

// The other way round; the clips are passed over. Throws Error (Unusable) for another text.
[[nodiscard]] ItemResult from_record(const std::string& record,
                                     const std::vector<std::string>& methods);

}  // namespace vidcam
