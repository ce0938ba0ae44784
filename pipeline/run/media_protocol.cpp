#include "pipeline/run/media_protocol.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "pipeline/base/error.h"

namespace vidcam {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Rational, num, den)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Orientation, quarter_turns, flip)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ClipSpec, frames, frame_step, height, width, resize,
                                   resize_height, resize_width, crop)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ClipSelection, stride, spread, at_seconds)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(OutputRequest, path, view, target, methods, targets)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SheetRequest, moments, title, above)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WrittenOutput, path, frames)

namespace {

[[noreturn]] void unexpected(const std::string& what) {
  throw Error(ExitCode::Io, "wire between the two programs: unexpected " + what);
}

// Of what comes from the media process. Where a whole number is expected a fraction is cut, but one
// that fits no int is undefined behaviour. Not by recursion: how deep the other side nests is its
// choice.
void check_fractions(const nlohmann::json& head) {
  constexpr double kMost = std::numeric_limits<int>::max();
  std::vector<const nlohmann::json*> todo{&head};
  while (!todo.empty()) {
    const nlohmann::json& value = *todo.back();
    todo.pop_back();
    if (value.is_number_float() && !(std::abs(value.get<double>()) <= kMost))
      unexpected("number: " + value.dump());
    if (value.is_structured())
      for (const auto& part : value) todo.push_back(&part);
  }
}

}  // namespace

template <class T>
T parse_head(const nlohmann::json& head) {
  if constexpr (!std::is_same_v<T, MediaJob>) check_fractions(head);
  try {
    return head.get<T>();
  } catch (const nlohmann::json::exception& e) {
    unexpected(std::string("message: ") + e.what());
  }
}
template MediaJob parse_head(const nlohmann::json&);
template StreamInfo parse_head(const nlohmann::json&);
template EndOfClips parse_head(const nlohmann::json&);
template MediaResult parse_head(const nlohmann::json&);
template MediaFailure parse_head(const nlohmann::json&);

// One list of members serves both directions.
#define VIDCAM_JSON_MEMBERS(Type, ...)                                           \
  void to_json(nlohmann::json& nlohmann_json_j, const Type& nlohmann_json_t) {   \
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_TO, __VA_ARGS__))     \
  }                                                                              \
  void from_json(const nlohmann::json& nlohmann_json_j, Type& nlohmann_json_t) { \
    NLOHMANN_JSON_EXPAND(NLOHMANN_JSON_PASTE(NLOHMANN_JSON_FROM, __VA_ARGS__))   \
  }

VIDCAM_JSON_MEMBERS(MediaJob, input, clip, selection, pixels, paint, outputs, sheet, colormap,
                    alpha, text, audio, codec, x264_preset, crf, codec_threads, memory_bytes,
                    clips_in_flight, max_pixels, max_duration_seconds)
VIDCAM_JSON_MEMBERS(StreamInfo, path, container, codec, is_image, width, height, orientation,
                    sample_aspect, time_base, frame_rate, duration_seconds, declared_frames,
                    declared_exact, has_audio, color_primaries, color_transfer)
VIDCAM_JSON_MEMBERS(EndOfClips, frames, clips, duration_seconds, damage)
VIDCAM_JSON_MEMBERS(MediaResult, outputs, warnings)
VIDCAM_JSON_MEMBERS(MediaFailure, code, message)

void to_json(nlohmann::json& j, const ClipHead& head) {
  const Clip& c = head.clip;
  j = {{"index", c.index},
       {"first_frame", c.first_frame},
       {"real_frames", c.real_frames},
       {"heat_from", c.heat_from},
       {"start_seconds", c.start_seconds},
       {"frames", c.frames},
       {"height", c.height},
       {"width", c.width}};
}

void from_json(const nlohmann::json& j, ClipHead& head) {
  Clip& c = head.clip;
  j.at("index").get_to(c.index);
  j.at("first_frame").get_to(c.first_frame);
  j.at("real_frames").get_to(c.real_frames);
  j.at("heat_from").get_to(c.heat_from);
  j.at("start_seconds").get_to(c.start_seconds);
  j.at("frames").get_to(c.frames);
  j.at("height").get_to(c.height);
  j.at("width").get_to(c.width);
}
template ClipHead parse_head(const nlohmann::json&);

Clip parse_clip(const nlohmann::json& head, std::vector<uint8_t> body, bool pixels) {
  Clip clip = parse_head<ClipHead>(head).clip;
  constexpr int kMaxSide = 1 << 14;
  const bool sane = clip.frames > 0 && clip.height > 0 && clip.width > 0 &&
                    clip.frames < kMaxSide && clip.height < kMaxSide && clip.width < kMaxSide;
  if (!sane) unexpected("clip size");
  const size_t expected = pixels ? static_cast<size_t>(clip.frames) *
                                       static_cast<size_t>(clip.height) *
                                       static_cast<size_t>(clip.width) * 3
                                 : 0;
  if (body.size() != expected) unexpected("number of pixels");
  clip.rgb = std::move(body);
  return clip;
}

namespace {

// JSON has no others; a map of a model that gives no numbers is marked.
double finite(double value) { return std::isfinite(value) ? value : 0; }

}  // namespace

nlohmann::json heat_head(const ClipHeat& heat) {
  nlohmann::json targets = nlohmann::json::array();
  for (const TargetHeat& target : heat.targets) {
    nlohmann::json methods = nlohmann::json::array();
    for (const HeatItem& item : target.methods) {
      methods.push_back({{"method", item.method},
                         {"mark", item.mark},
                         {"t", item.heat.t},
                         {"h", item.heat.h},
                         {"w", item.heat.w},
                         {"low", finite(item.heat.low)},
                         {"high", finite(item.heat.high)},
                         {"signed", item.heat.is_signed}});
    }
    targets.push_back({{"label", target.label},
                       {"probability", finite(target.probability)},
                       {"methods", methods}});
  }
  return {{"clip", heat.clip}, {"targets", targets}};
}

std::vector<float> heat_body(const ClipHeat& heat) {
  std::vector<float> body;
  for (const TargetHeat& target : heat.targets) {
    for (const HeatItem& item : target.methods) {
      body.insert(body.end(), item.heat.values.begin(), item.heat.values.end());
    }
  }
  return body;
}

namespace {

HeatItem parse_item(const nlohmann::json& j, const std::vector<uint8_t>& body, size_t& offset) {
  HeatItem item{j.at("method"),
                j.at("mark"),
                {j.at("t"), j.at("h"), j.at("w"), {}, j.at("low"), j.at("high"), j.at("signed")}};
  const size_t bytes = item.heat.size() * sizeof(float);
  if (bytes > body.size() - offset) unexpected("number of heat values");
  item.heat.values.resize(item.heat.size());
  std::memcpy(item.heat.values.data(), body.data() + offset, bytes);
  offset += bytes;
  return item;
}

}  // namespace

ClipHeat parse_heat(const nlohmann::json& head, const std::vector<uint8_t>& body) try {
  ClipHeat heat{head.at("clip"), {}};
  size_t offset = 0;
  for (const auto& t : head.at("targets")) {
    TargetHeat target{t.at("label"), t.at("probability"), {}};
    for (const auto& m : t.at("methods")) target.methods.push_back(parse_item(m, body, offset));
    heat.targets.push_back(std::move(target));
  }
  return heat;
} catch (const nlohmann::json::exception& e) {
  unexpected(std::string("heat: ") + e.what());
}

}  // namespace vidcam
