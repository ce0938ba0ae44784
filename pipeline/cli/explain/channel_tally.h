#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/base/explanation.h"

namespace vidcam {

// What the channels (neurons) of the layer mattered to each target: the mean over an input's clips.
class ChannelTally {
 public:
  struct Row {
    std::string target;  // title_of: "walk", "against walk"
    int index = 0;       // of its class
    std::string method;
    int64_t clips = 0;
    std::vector<double> sums;  // of MethodMap::channels
  };

  // Maps without channels are passed over.
  void add(const ClipExplanation& explanation);
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

 private:
  Row& row(const TargetExplanation& target, const MethodMap& map);
  std::vector<Row> rows_;
};

// Indices of a row's channels, the one that weighs most first; equal ones in their order.
[[nodiscard]] std::vector<size_t> by_weight(const ChannelTally::Row& row);

// The channels of each row from the one that weighs most to the one that weighs least, as CSV (one
// line a channel) and as JSON. names: of the channels, in their order; may be empty. layer: its
// name, for the JSON.
[[nodiscard]] std::string channels_csv(const ChannelTally& tally,
                                       const std::vector<std::string>& names);
[[nodiscard]] std::string channels_json(const ChannelTally& tally,
                                        const std::vector<std::string>& names,
                                        const std::string& layer);

}  // namespace vidcam
