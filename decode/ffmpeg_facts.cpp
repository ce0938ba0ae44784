#include "decode/ffmpeg_facts.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

namespace vidcam {
namespace {

std::string text_of(unsigned version) {
  return std::to_string(AV_VERSION_MAJOR(version)) + "." +
         std::to_string(AV_VERSION_MINOR(version)) + "." +
         std::to_string(AV_VERSION_MICRO(version));
}

}  // namespace

FfmpegFacts ffmpeg_facts() {
  FfmpegFacts facts;
  facts.libraries = {{"libavformat", text_of(avformat_version())},
                     {"libavcodec", text_of(avcodec_version())},
                     {"libavutil", text_of(avutil_version())},
                     {"libswscale", text_of(swscale_version())},
                     {"libswresample", text_of(swresample_version())}};
  for (const AVCodecID id : {AV_CODEC_ID_H264, AV_CODEC_ID_HEVC, AV_CODEC_ID_AV1, AV_CODEC_ID_VP8,
                             AV_CODEC_ID_VP9, AV_CODEC_ID_MPEG4, AV_CODEC_ID_MPEG2VIDEO,
                             AV_CODEC_ID_MJPEG, AV_CODEC_ID_PNG, AV_CODEC_ID_WEBP, AV_CODEC_ID_GIF})
    if (avcodec_find_decoder(id) != nullptr) facts.decoders.emplace_back(avcodec_get_name(id));
  for (const char* name : {"libx264", "png", "aac"})
    if (avcodec_find_encoder_by_name(name) != nullptr) facts.encoders.emplace_back(name);
  return facts;
}

}  // namespace vidcam
