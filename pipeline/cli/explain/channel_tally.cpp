#include "pipeline/cli/explain/channel_tally.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>
#include <sstream>

#include "pipeline/base/csv.h"
#include "pipeline/run/json_text.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

struct Channel {
  size_t index = 0;
  double weight = 0, part = 0;
};

// By falling weight; equal ones in their order.
std::vector<Channel> ranked(const ChannelTally::Row& row) {
  std::vector<Channel> channels(row.sums.size() / 2);
  const auto clips = static_cast<double>(row.clips);
  for (size_t k = 0; k < channels.size(); ++k)
    channels[k] = {k, row.sums[2 * k] / clips, row.sums[2 * k + 1] / clips};
  std::stable_sort(channels.begin(), channels.end(),
                   [](const Channel& a, const Channel& b) { return a.weight > b.weight; });
  return channels;
}

std::string name_of(const std::vector<std::string>& names, size_t channel) {
  return channel < names.size() ? names[channel] : "";
}

}  // namespace

ChannelTally::Row& ChannelTally::row(const TargetExplanation& target, const MethodMap& map) {
  const std::string title = title_of(target);
  const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const Row& r) {
    return r.target == title && r.index == target.target.index && r.method == map.method;
  });
  if (found != rows_.end()) return *found;
  rows_.push_back(
      {title, target.target.index, map.method, 0, std::vector<double>(map.channels.size(), 0.0)});
  return rows_.back();
}

void ChannelTally::add(const ClipExplanation& explanation) {
  for (const TargetExplanation& target : explanation.targets) {
    for (const MethodMap& map : target.maps) {
      if (map.channels.empty()) continue;
      Row& of = row(target, map);
      ++of.clips;
      std::transform(of.sums.begin(), of.sums.end(), map.channels.begin(), of.sums.begin(),
                     std::plus<>());
    }
  }
}

std::vector<size_t> by_weight(const ChannelTally::Row& row) {
  std::vector<size_t> indices;
  for (const Channel& channel : ranked(row)) indices.push_back(channel.index);
  return indices;
}

std::string channels_csv(const ChannelTally& tally, const std::vector<std::string>& names) {
  std::ostringstream csv;
  csv.precision(9);
  csv << "target,class,method,clips,rank,channel,name,weight,contribution\n";
  for (const ChannelTally::Row& row : tally.rows()) {
    int rank = 0;
    for (const Channel& c : ranked(row))
      csv << csv_cell(row.target) << ',' << row.index << ',' << row.method << ',' << row.clips
          << ',' << ++rank << ',' << c.index << ',' << csv_cell(name_of(names, c.index)) << ','
          << c.weight << ',' << c.part << '\n';
  }
  return csv.str();
}

std::string channels_json(const ChannelTally& tally, const std::vector<std::string>& names,
                          const std::string& layer) {
  Json all{{"vidcam", VIDCAM_VERSION}, {"layer", layer}, {"targets", Json::array()}};
  for (const ChannelTally::Row& row : tally.rows()) {
    Json channels = Json::array();
    for (const Channel& c : ranked(row)) {
      Json one{{"channel", c.index}};
      if (c.index < names.size()) one["name"] = names[c.index];
      one["weight"] = c.weight;
      one["contribution"] = c.part;
      channels.push_back(std::move(one));
    }
    all["targets"].push_back({{"target", row.target},
                              {"class", row.index},
                              {"method", row.method},
                              {"clips", row.clips},
                              {"channels", std::move(channels)}});
  }
  return json_file(all);
}

}  // namespace vidcam
