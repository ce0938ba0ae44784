#include "decode/audio_source.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include <filesystem>

#include "decode/audio_copy.h"
#include "decode/audio_decode.h"
#include "decode/container.h"

namespace vidcam {
namespace {

bool mp4_holds(AVCodecID codec) {
  const AVOutputFormat* mp4 = av_guess_format("mp4", nullptr, nullptr);
  return mp4 != nullptr && avformat_query_codec(mp4, codec, FF_COMPLIANCE_NORMAL) == 1;
}

}  // namespace

std::unique_ptr<AudioSource> open_audio(const std::string& path, const DecodeLimits& limits) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return nullptr;
  Container container = open_container(path, limits);
  const int stream =
      av_find_best_stream(container.format.get(), AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0);
  if (stream < 0) return nullptr;
  if (mp4_holds(container.format->streams[stream]->codecpar->codec_id)) {
    return std::make_unique<AudioCopy>(std::move(container), stream);
  }
  return std::make_unique<AudioDecode>(std::move(container), stream, limits);
}

}  // namespace vidcam
