// The media half as a library: a video and its heat in, the video with the heat over it out.
//   overlay_frames VIDEO HEAT.npy OUT.mp4 [SPAN]
// HEAT: [t, h, w] of one clip or [clips, t, h, w] of clips that follow one another, SPAN (16)
// source frames each.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

#include "decode/frame_source.h"
#include "encode/painter.h"
#include "encode/writer.h"
#include "pipeline/base/error.h"
#include "pipeline/base/npy.h"

namespace {

std::vector<vidcam::Heat> read_heats(const std::string& path) {
  vidcam::NpyArray array = vidcam::read_npy(path);
  if (array.shape.size() == 3) array.shape.insert(array.shape.begin(), 1);
  if (array.shape.size() != 4 || array.values.empty()) {
    throw vidcam::Error(vidcam::ExitCode::Unusable,
                        path + ": expected heat [t, h, w] or [clips, t, h, w]");
  }
  std::vector<vidcam::Heat> heats;
  const auto size = static_cast<std::ptrdiff_t>(array.values.size()) / array.shape[0];
  for (auto from = array.values.begin(); from != array.values.end(); from += size) {
    const auto [low, high] = std::minmax_element(from, from + size);
    heats.push_back({static_cast<int>(array.shape[1]), static_cast<int>(array.shape[2]),
                     static_cast<int>(array.shape[3]), std::vector<float>(from, from + size), *low,
                     *high});
  }
  return heats;
}

void overlay(const std::string& video, const std::string& heat, const std::string& output,
             int span) {
  const std::vector<vidcam::Heat> heats = read_heats(heat);
  const auto source = vidcam::open_source(video);
  const vidcam::StreamInfo& info = source->info();
  vidcam::PaintOptions paint;
  paint.text = false;
  vidcam::Painter painter(info, vidcam::ClipSpec{}, paint);  // a model that saw the whole frame
  const auto writer = vidcam::open_video_writer(output, info, info.width, info.height, nullptr);
  for (int f = 0; const auto frame = source->next(); ++f) {
    const int clip = std::min(f / span, static_cast<int>(heats.size()) - 1);
    const auto at = vidcam::heat_at(heats[static_cast<size_t>(clip)], f - clip * span, span);
    writer->write(painter.paint(*frame, at, {}));
  }
  writer->close();
}

}  // namespace

int main(int count, char** words) {
  const int span = count == 5 ? std::atoi(words[4]) : 16;
  if (count < 4 || count > 5 || span < 1) {
    std::fputs("overlay_frames VIDEO HEAT.npy OUT.mp4 [SPAN]\n", stderr);
    return static_cast<int>(vidcam::ExitCode::Usage);
  }
  try {
    overlay(words[1], words[2], words[3], span);
    return 0;
  } catch (const vidcam::Error& e) {
    std::fprintf(stderr, "overlay_frames: %s\n", e.what());
    return static_cast<int>(e.code());
  } catch (const std::exception& e) {
    std::fprintf(stderr, "overlay_frames: %s\n", e.what());
    return static_cast<int>(vidcam::ExitCode::Bug);
  }
}
