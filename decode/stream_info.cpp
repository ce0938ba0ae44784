#include "decode/stream_info.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include <cmath>
#include <limits>
#include <string_view>

#include "decode/display_matrix.h"
#include "decode/stream_color.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

Rational ours(AVRational r) {
  av_reduce(&r.num, &r.den, r.num, r.den, std::numeric_limits<int>::max());
  return r.num > 0 && r.den > 0 ? Rational{r.num, r.den} : Rational{};
}

bool is_encrypted(const AVStream& stream) {
  return stream.codecpar->codec_tag == MKTAG('e', 'n', 'c', 'v') ||
         av_stream_get_side_data(&stream, AV_PKT_DATA_ENCRYPTION_INIT_INFO, nullptr) != nullptr;
}

bool has_sound(const Container& container) {
  return av_find_best_stream(container.format.get(), AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0) >= 0;
}

Orientation orientation_in(const AVStream& stream, const AVFrame& first, bool picture) {
  constexpr size_t kBytes = 9 * sizeof(int32_t);
  size_t size = 0;
  const uint8_t* data = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  if (data == nullptr && picture) {  // EXIF's orientation of a JPEG comes with the frame
    const auto* side = av_frame_get_side_data(&first, AV_FRAME_DATA_DISPLAYMATRIX);
    if (side != nullptr) {
      data = side->data;
      size = side->size;
    }
  }
  if (data == nullptr || size < kBytes) return {};
  return orientation_of(std::span<const int32_t, 9>(reinterpret_cast<const int32_t*>(data), 9));
}

double seconds_of(const AVFormatContext& format, const AVStream& stream) {
  if (stream.duration != AV_NOPTS_VALUE && stream.duration > 0) {
    return static_cast<double>(stream.duration) * av_q2d(stream.time_base);
  }
  if (format.duration != AV_NOPTS_VALUE && format.duration > 0) {
    return static_cast<double>(format.duration) / AV_TIME_BASE;
  }
  return 0;
}

void declare_frames(const Container& container, const AVStream& stream, StreamInfo& info) {
  const int64_t indexed = count_index(container, stream).frames;
  info.declared_exact = indexed > 0 || info.is_image;
  if (info.is_image) {
    info.declared_frames = 1;
  } else if (indexed > 0) {
    info.declared_frames = indexed;
  } else if (stream.nb_frames > 0) {
    info.declared_frames = stream.nb_frames;
  } else if (info.frame_rate.known()) {
    info.declared_frames = std::llround(info.duration_seconds * info.frame_rate.value());
  }
}

}  // namespace

int choose_video_stream(const Container& container) {
  const int stream =
      av_find_best_stream(container.format.get(), AVMEDIA_TYPE_VIDEO, -1, -1, nullptr, 0);
  const bool cover = stream >= 0 && (container.format->streams[stream]->disposition &
                                     AV_DISPOSITION_ATTACHED_PIC) != 0;
  if (stream < 0 || cover) {
    throw Error(ExitCode::Unusable, "cannot use " + container.path + ": it has no video stream" +
                                        (has_sound(container) ? ", only sound" : ""));
  }
  if (is_encrypted(*container.format->streams[stream])) {
    throw Error(ExitCode::Unusable, "cannot use " + container.path +
                                        ": its video is encrypted (DRM); decrypt it first");
  }
  return stream;
}

IndexCount count_index(const Container& container, const AVStream& stream) {
  IndexCount count;
  const bool mov = std::string_view(container.format->iformat->name).starts_with("mov");
  if (!mov || stream.nb_frames <= 0) return count;  // fragmented: the index grows while reading
  count.packets = avformat_index_get_entries_count(&stream);
  for (int i = 0; i < count.packets; ++i) {
    const auto* entry = avformat_index_get_entry(const_cast<AVStream*>(&stream), i);
    if (entry != nullptr && (entry->flags & AVINDEX_DISCARD_FRAME) == 0) ++count.frames;
  }
  return count;
}

StreamInfo describe(const Container& container, const AVStream& stream, const AVCodecContext& codec,
                    const AVFrame& first) {
  StreamInfo info;
  info.path = container.path;
  info.container = container.format->iformat->name;
  info.codec = avcodec_get_name(codec.codec_id);
  info.is_image = is_picture(container);
  info.width = first.width;
  info.height = first.height;
  info.orientation = orientation_in(stream, first, info.is_image);
  auto* format = container.format.get();
  auto* writable = const_cast<AVStream*>(&stream);  // FFmpeg's getters are not const-correct
  const Rational aspect =
      ours(av_guess_sample_aspect_ratio(format, writable, const_cast<AVFrame*>(&first)));
  if (aspect.known()) info.sample_aspect = aspect;
  info.time_base = ours(stream.time_base);
  info.frame_rate = ours(stream.avg_frame_rate);
  if (!info.frame_rate.known())
    info.frame_rate = ours(av_guess_frame_rate(format, writable, nullptr));
  info.duration_seconds = seconds_of(*format, stream);
  declare_frames(container, stream, info);
  info.has_audio = has_sound(container);
  info.color_primaries = color_primaries_of(first);
  info.color_transfer = color_transfer_of(first);
  return info;
}

}  // namespace vidcam
