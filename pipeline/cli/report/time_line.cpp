#include "pipeline/cli/report/time_line.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMostMoments = 400;
constexpr size_t kMostClasses = 3;

// Where each clip's first frame is in what was written, and how many frames that holds.
struct Places {
  std::vector<int64_t> first;
  int64_t frames = 0;
};

Places places_of(const std::vector<ClipMoment>& moments) {
  Places out;
  out.first.reserve(moments.size());
  // Of the source's frames that were seen so far.
  int64_t end = moments.empty() ? 0 : moments.front().first_frame;
  for (const ClipMoment& m : moments) {
    const int64_t known = std::max<int64_t>(0, end - m.first_frame);
    out.first.push_back(out.frames - std::min(known, out.frames));
    out.frames += std::max<int64_t>(0, m.frames - known);
    end = std::max(end, m.first_frame + m.frames);
  }
  return out;
}

double rate_from(const std::vector<ClipMoment>& moments, double frame_rate) {
  if (frame_rate > 0) return frame_rate;
  const ClipMoment& last = moments.back();
  return last.start_seconds > 0 ? static_cast<double>(last.first_frame) / last.start_seconds : 0;
}

std::vector<std::string> main_classes(const std::vector<ClipMoment>& moments) {
  std::map<std::string, double> sums;
  for (const ClipMoment& m : moments) {
    for (const auto& [name, p] : m.probability) sums[name] += p;
  }
  std::vector<std::pair<double, std::string>> order;
  order.reserve(sums.size());
  for (const auto& [name, sum] : sums) order.emplace_back(-sum, name);
  std::sort(order.begin(), order.end());
  order.resize(std::min(order.size(), kMostClasses));
  std::vector<std::string> names;
  names.reserve(order.size());
  for (auto& [sum, name] : order) names.push_back(std::move(name));
  return names;
}

Json values_of(const std::vector<ClipMoment>& moments, const std::string& name, size_t every) {
  Json values = Json::array();
  for (size_t i = 0; i < moments.size(); i += every) {
    const auto found = moments[i].probability.find(name);
    values.push_back(found == moments[i].probability.end() ? Json() : short_number(found->second));
  }
  return values;
}

}  // namespace

Json short_number(double value) {
  if (!std::isfinite(value)) return {};
  char text[32];
  std::snprintf(text, sizeof(text), "%.6g", value);
  return std::strtod(text, nullptr);
}

bool is_gapless(const std::vector<ClipMoment>& moments) {
  const Places places = places_of(moments);
  for (size_t i = 0; i < moments.size(); ++i) {
    if (places.first[i] != moments[i].first_frame - moments[0].first_frame) return false;
  }
  return true;
}

Json time_line(const std::vector<ClipMoment>& moments, double frame_rate) {
  if (moments.empty()) return {};
  const double rate = rate_from(moments, frame_rate);
  const bool gapless = is_gapless(moments);
  const Places places = places_of(moments);
  const size_t every = (moments.size() + kMostMoments - 1) / kMostMoments;
  if (rate <= 0) return {};
  const double start = moments.front().start_seconds;
  const auto written = [&](int64_t frames) { return start + static_cast<double>(frames) / rate; };
  Json t = Json::array();
  for (size_t i = 0; i < moments.size(); i += every)
    t.push_back(short_number(gapless ? moments[i].start_seconds : written(places.first[i])));
  Json classes = Json::array();
  for (const std::string& name : main_classes(moments))
    classes.push_back({{"name", name}, {"p", values_of(moments, name, every)}});
  const ClipMoment& last = moments.back();
  const double end = gapless ? last.start_seconds + static_cast<double>(last.frames) / rate
                             : written(places.frames);
  return {
      {"t", t},
      {"start", short_number(start)},
      {"end", short_number(end)},
      {"classes", classes},
      {"every", every},
      {"note", gapless ? "" : "The windows that were explained are shown one after the other."}};
}

}  // namespace vidcam
