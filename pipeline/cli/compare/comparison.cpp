#include "pipeline/cli/compare/comparison.h"

#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "eval/correlation.h"
#include "eval/rank_correlation.h"
#include "eval/top_overlap.h"
#include "pipeline/base/csv.h"

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

constexpr int64_t kFrames = 64;     // that are sampled, about
constexpr double kStrongest = 0.2;  // share of the points
constexpr size_t kPoints = static_cast<size_t>(kSamplesAcross) * kSamplesAcross;

std::vector<Json> records_of(const ClipSpool& clips) {
  std::vector<Json> records;
  records.reserve(static_cast<size_t>(clips.clips()));
  for (int64_t c = 0; c < clips.clips(); ++c) records.push_back(Json::parse(clips.record(c)));
  return records;
}

std::vector<ClipPlace> places_of(const std::vector<Json>& clips) {
  std::vector<ClipPlace> places;
  places.reserve(clips.size());
  for (const Json& clip : clips) places.push_back({clip.at("first_frame"), clip.at("frames")});
  return places;
}

// The class that is the likeliest of most clips, and how likely it is in these.
Json predicted(const std::vector<Json>& clips) {
  std::map<std::string, std::pair<int64_t, double>> votes;
  for (const Json& clip : clips) {
    const Json& top = clip.at("top").at(0);
    auto& [count, sum] = votes[top.at("label").get<std::string>()];
    ++count;
    sum += top.at("probability").get<double>();
  }
  const auto most = std::max_element(votes.begin(), votes.end(), [](const auto& a, const auto& b) {
    return a.second.first < b.second.first;
  });
  return {{"label", most->first},
          {"clips", most->second.first},
          {"probability", most->second.second / static_cast<double>(most->second.first)}};
}

double mean_probability(const std::vector<Json>& clips, size_t target) {
  double sum = 0;
  for (const Json& clip : clips)
    sum += clip.at("targets").at(target).at("probability").get<double>();
  return sum / static_cast<double>(clips.size());
}

struct Agreement {
  std::optional<double> pearson;
  std::optional<double> spearman;
  std::optional<double> overlap;
  size_t points = 0;
};

Agreement agreement(const std::vector<double>& all_a, const std::vector<double>& all_b) {
  std::vector<double> a, b;
  a.reserve(all_a.size());
  b.reserve(all_a.size());
  for (size_t i = 0; i < all_a.size(); ++i) {
    if (!std::isfinite(all_a[i]) || !std::isfinite(all_b[i])) continue;
    a.push_back(all_a[i]);
    b.push_back(all_b[i]);
  }
  if (a.size() < 2) return {{}, {}, {}, a.size()};
  return {correlation(a, b), rank_correlation(a, b), top_overlap(a, b, kStrongest), a.size()};
}

Json or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

std::string cell(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? csv_cell(value.get<std::string>()) : value.dump();
}

}  // namespace

void Comparison::add(const std::string& variant, const Json& facts, const InputTask& task,
                     const ClipSpec& spec) {
  const auto clips = records_of(task.clips());
  const auto places = places_of(clips);
  if (variants_.empty()) frames_ = sampled_frames(places, kFrames);
  Json about{{"name", variant}};
  about.update(facts);
  about["clips"] = clips.size();
  about["predicted"] = predicted(clips);
  variants_.push_back(std::move(about));
  std::vector<Map> maps = maps_of(variant, task);
  for (size_t m = 0; m < maps.size(); ++m)
    maps[m].record["probability"] = mean_probability(clips, m / task.methods().size());
  sample(maps, task, places, spec);
  maps_.insert(maps_.end(), std::make_move_iterator(maps.begin()),
               std::make_move_iterator(maps.end()));
}

std::vector<Comparison::Map> Comparison::maps_of(const std::string& variant,
                                                 const InputTask& task) {
  std::vector<Map> maps;
  const auto& targets = task.target_requests();
  const auto& methods = task.methods();
  for (size_t i = 0; i < targets.size() * methods.size(); ++i) {
    const size_t t = i / methods.size(), m = i % methods.size();
    const std::string name = variant + " " + methods[m] + " " + targets[t].name;
    maps.push_back({name,
                    {{"name", name},
                     {"variant", variant},
                     {"method", methods[m]},
                     {"target", targets[t].name},
                     {"flat", task.tally(t, m).flat},
                     {"nonfinite", task.tally(t, m).non_finite}},
                    {}});
  }
  return maps;
}

void Comparison::sample(std::vector<Map>& maps, const InputTask& task,
                        const std::vector<ClipPlace>& places, const ClipSpec& spec) const {
  const size_t methods = task.methods().size();
  const int width = task.stream->display_width(), height = task.stream->display_height();
  for (const int64_t frame : frames_) {
    const int64_t c = clip_at(places, frame);
    const ClipHeat heat = c >= 0 ? task.clips().heat(c) : ClipHeat{};
    for (size_t m = 0; m < maps.size(); ++m) {
      std::vector<double> values(kPoints, std::numeric_limits<double>::quiet_NaN());
      if (c >= 0)
        values = sample_map(heat.targets[m / methods].methods[m % methods].heat, spec, width,
                            height, frame - places[static_cast<size_t>(c)].first);
      maps[m].values.insert(maps[m].values.end(), values.begin(), values.end());
    }
  }
}

Json Comparison::json() const {
  Json j{{"variants", variants_}, {"maps", Json::array()}, {"agreement", Json::array()}};
  for (const Map& map : maps_) j["maps"].push_back(map.record);
  for (size_t a = 0; a < maps_.size(); ++a) {
    for (size_t b = a + 1; b < maps_.size(); ++b) {
      const Agreement both = agreement(maps_[a].values, maps_[b].values);
      j["agreement"].push_back({{"a", maps_[a].name},
                                {"b", maps_[b].name},
                                {"pearson", or_null(both.pearson)},
                                {"spearman", or_null(both.spearman)},
                                {"top20_iou", or_null(both.overlap)},
                                {"points", both.points}});
    }
  }
  return j;
}

std::string agreement_csv(const Json& comparison) {
  std::string text = "a,b,pearson,spearman,top20_iou,points\n";
  for (const Json& pair : comparison.at("agreement")) {
    std::string line;
    for (const Json& value : pair) line += (line.empty() ? "" : ",") + cell(value);
    text += line + "\n";
  }
  return text;
}

}  // namespace vidcam
