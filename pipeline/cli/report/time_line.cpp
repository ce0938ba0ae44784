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

constexpr char kBetween[] = "Between the windows nothing was looked at.";
constexpr char kOneAfterTheOther[] =
    "The windows that were explained are shown one after the other.";

// Where each clip's first frame is in what was written, and how many frames that holds.
struct Places {
  std::vector<int64_t> first;
  std::vector<int64_t> last_seen;  // of the source: one behind the last frame seen with this clip
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
    out.last_seen.push_back(end);
  }
  return out;
}

double rate_from(const std::vector<ClipMoment>& moments, double frame_rate) {
  if (frame_rate > 0) return frame_rate;
  const ClipMoment& last = moments.back();
  return last.start_seconds > 0 ? static_cast<double>(last.first_frame) / last.start_seconds : 0;
}

// Where clips begin and end in seconds: of the source, or of what was written.
class Axis {
 public:
  Axis(const std::vector<ClipMoment>& moments, double rate, bool of_source)
      : moments_(moments), places_(places_of(moments)), rate_(rate), of_source_(of_source) {}

  [[nodiscard]] double begin(size_t i) const {
    if (of_source_) return moments_[i].start_seconds;
    return moments_[0].start_seconds + static_cast<double>(places_.first[i]) / rate_;
  }
  [[nodiscard]] double end(size_t i) const {
    return begin(i) + static_cast<double>(moments_[i].frames) / rate_;
  }
  // The next clip begins behind all that was seen so far.
  [[nodiscard]] bool stops_behind(size_t i) const {
    return i + 1 < moments_.size() && moments_[i + 1].first_frame > places_.last_seen[i];
  }
  // Of every n-th clip: [its place among them, the end of the first clip from it on that stops].
  [[nodiscard]] Json stops(size_t every) const {
    Json all = Json::array();
    for (size_t i = 0; i < moments_.size(); ++i) {
      const size_t k = i / every;
      const bool said = !all.empty() && all.back()[0] == k;
      if (stops_behind(i) && !said) all.push_back({k, short_number(end(i))});
    }
    return all;
  }

 private:
  const std::vector<ClipMoment>& moments_;
  Places places_;
  double rate_;
  bool of_source_;
};

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

Json time_line(const std::vector<ClipMoment>& moments, double frame_rate, TimeOf time) {
  if (moments.empty()) return {};
  const double rate = rate_from(moments, frame_rate);
  if (rate <= 0) return {};
  const bool gapless = is_gapless(moments);
  const Axis axis(moments, rate, gapless || time == TimeOf::Source);
  const size_t every = (moments.size() + kMostMoments - 1) / kMostMoments;
  Json t = Json::array();
  for (size_t i = 0; i < moments.size(); i += every) t.push_back(short_number(axis.begin(i)));
  Json classes = Json::array();
  for (const std::string& name : main_classes(moments))
    classes.push_back({{"name", name}, {"p", values_of(moments, name, every)}});
  const char* const note = gapless ? "" : time == TimeOf::Source ? kBetween : kOneAfterTheOther;
  return {{"t", t},
          {"start", short_number(axis.begin(0))},
          {"end", short_number(axis.end(moments.size() - 1))},
          {"classes", classes},
          {"every", every},
          {"stops", axis.stops(every)},
          {"note", note}};
}

}  // namespace vidcam
