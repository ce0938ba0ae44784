#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/base/clip.h"
#include "pipeline/base/frame.h"
#include "pipeline/base/heat.h"

// What vidcam (the model half) and vidcam-media (the media half) say to each other. One
// conversation is about one input:
//
//   vidcam -> media   Job
//   media -> vidcam   Opened, then Clip (+ pixels) ... with Stalled where it must wait for heat,
//   End, and at last Finished vidcam -> media   Heat (+ floats), one for each Clip, in any order,
//   until End has been answered in full media -> vidcam   Failed instead of anything, once, as the
//   last word
//
// parse functions throw Error (Io) on anything that is not what is expected: the other side may
// have been taken over by a hostile file.
namespace vidcam {

enum class MediaMessage : uint32_t {
  Job = 1,
  Heat = 2,
  Opened = 16,
  Clip = 17,
  Stalled = 18,
  End = 19,
  Finished = 20,
  Failed = 21
};

// Which windows of the video become clips.
struct ClipSelection {
  int stride = 16;                 // source frames from one window to the next
  int spread = 0;                  // > 0: this many windows spread evenly, instead of all
  std::vector<double> at_seconds;  // not empty: windows that start here, instead of all
};

// One file to write: what is on it.
struct OutputRequest {
  std::string path;          // without suffix: the media half adds .png or .mp4
  std::string view;          // overlay, masked, heat, guided, side-by-side, source, sheet
  int target = 0;            // index into the explanation's targets
  std::vector<int> methods;  // indices into the methods; several only side by side and on a sheet
  int targets = 1;           // a sheet shows this many, from `target` on
};

// What is the same for all contact sheets of a job.
struct SheetRequest {
  int moments = 6;    // of a video, evenly spread over what is shown of it
  std::string title;  // behind the input's name
  std::string above;  // a sheet that is there and goes on top of this one; empty: none. It has the
                      // input's name and the source's row already
};

struct MediaJob {
  std::string input;
  ClipSpec clip;
  ClipSelection selection;
  bool pixels =
      true;  // false: the heat is known already, clips are announced without their pictures
  bool paint = true;  // false: a first pass, nothing is written and no heat is waited for
  std::vector<OutputRequest> outputs;
  SheetRequest sheet;
  std::string colormap = "jet";
  double alpha = 0.5;
  bool text = true;
  bool audio = true;
  std::string codec = "h264";
  std::string x264_preset = "veryfast";
  int crf = 20;
  int codec_threads = 1;                      // of each video's encoder; its bytes depend on it
  int64_t memory_bytes = int64_t{512} << 20;  // of frames that wait for their heat
  int clips_in_flight = 16;
  int64_t max_pixels = int64_t{8192} * 4320;
  double max_duration_seconds = 6 * 3600;
};

// Clip without its pixels, which are the message's body.
struct ClipHead {
  Clip clip;  // rgb empty
};

// The heat of one clip: [target][method], and what is written over the frames.
struct HeatItem {
  std::string method;
  std::string mark;  // why this map is no evidence; empty where it is
  Heat heat;
};
struct TargetHeat {
  std::string label;
  double probability = 0;
  std::vector<HeatItem> methods;
};
struct ClipHeat {
  int64_t clip = 0;
  std::vector<TargetHeat> targets;
};

struct EndOfClips {
  int64_t frames = 0;
  int64_t clips = 0;
  double duration_seconds = 0;      // from the frames' own times
  std::vector<std::string> damage;  // not empty: the result is partial
};

struct WrittenOutput {
  std::string path;
  int64_t frames = 0;
};
struct MediaResult {
  std::vector<WrittenOutput> outputs;
  std::vector<std::string> warnings;
};

struct MediaFailure {
  int code = 0;  // an ExitCode
  std::string message;
};

void to_json(nlohmann::json& j, const MediaJob& job);
void from_json(const nlohmann::json& j, MediaJob& job);
void to_json(nlohmann::json& j, const StreamInfo& info);
void from_json(const nlohmann::json& j, StreamInfo& info);
void to_json(nlohmann::json& j, const ClipHead& head);
void from_json(const nlohmann::json& j, ClipHead& head);
void to_json(nlohmann::json& j, const EndOfClips& end);
void from_json(const nlohmann::json& j, EndOfClips& end);
void to_json(nlohmann::json& j, const MediaResult& result);
void from_json(const nlohmann::json& j, MediaResult& result);
void to_json(nlohmann::json& j, const MediaFailure& failure);
void from_json(const nlohmann::json& j, MediaFailure& failure);

// Heat travels as a head (captions, shapes, ranges) and one body with all maps' floats one after
// the other.
[[nodiscard]] nlohmann::json heat_head(const ClipHeat& heat);
[[nodiscard]] std::vector<float> heat_body(const ClipHeat& heat);
[[nodiscard]] ClipHeat parse_heat(const nlohmann::json& head, const std::vector<uint8_t>& body);

// The clip of a Clip message; checks that the pixels are as many as the head says (or none where
// pixels is false).
[[nodiscard]] Clip parse_clip(const nlohmann::json& head, std::vector<uint8_t> body, bool pixels);

// head as T; Error (Io) instead of nlohmann's exception.
template <class T>
[[nodiscard]] T parse_head(const nlohmann::json& head);

}  // namespace vidcam
