#include "decode/container.h"

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
#include <libavutil/dict.h>
}

#include <cerrno>
#include <string_view>
#include <vector>

#include "decode/av_error.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

// Plain containers only: nothing here opens a second file, runs a script or draws vectors.
constexpr const char* kContainers =
    "mov,matroska,avi,mpegts,mpeg,mpegvideo,m4v,h264,hevc,obu,av1,ivf,mjpeg,flv,ogg,asf,gif,apng,"
    "yuv4mpegpipe,png_pipe,jpeg_pipe,bmp_pipe,webp_pipe,tiff_pipe,ppm_pipe,pgm_pipe";
constexpr const char* kAccepted =
    "MP4, MOV, Matroska, WebM, AVI, MPEG, FLV, Ogg, ASF, GIF, PNG, JPEG, BMP, WebP, TIFF";
constexpr unsigned kProbeBytes = 1 << 20;

// Options for one call of libav; freed whatever the call leaves in it.
class Options {
 public:
  Options() = default;
  ~Options() { av_dict_free(&dict_); }
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  void set(const char* key, const char* value) { av_dict_set(&dict_, key, value, 0); }
  void set(const char* key, int64_t value) { av_dict_set_int(&dict_, key, value, 0); }
  AVDictionary** get() { return &dict_; }

 private:
  AVDictionary* dict_ = nullptr;
};

// By content alone: a name can lie, and with a picture's name libav would take the file for a
// numbered sequence.
const AVInputFormat& probe(const std::string& path, AVIOContext* io) {
  const AVInputFormat* found = nullptr;
  const int score = av_probe_input_buffer2(io, &found, "", nullptr, 0, kProbeBytes);
  if (score < 0 || found == nullptr) {
    throw Error(ExitCode::Unusable,
                "cannot open " + path +
                    ": no video or picture format was recognised; accepted: " + kAccepted);
  }
  if (av_match_list(found->name, kContainers, ',') == 0) {
    throw Error(ExitCode::Unusable,
                "cannot open " + path + ": it holds \"" + found->name + "\" (" + found->long_name +
                    "), which is refused: only plain containers are read, no playlists or scripts "
                    "that lead to other files; accepted: " +
                    kAccepted);
  }
  return *found;
}

int refuse_to_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EACCES);
}

FormatHandle open_format(const std::string& path, AVIOContext* io, const AVInputFormat& kind) {
  AVFormatContext* context = avformat_alloc_context();
  if (context == nullptr) throw std::bad_alloc();
  context->pb = io;
  context->io_open = &refuse_to_open;
  Options options;
  options.set("protocol_whitelist", "file");
  options.set("format_whitelist", kContainers);
  options.set("enable_drefs", int64_t{0});
  options.set("probesize", int64_t{5} << 20);
  // Frees the context where it fails.
  check_av(avformat_open_input(&context, ("file:" + path).c_str(), &kind, options.get()),
           "cannot open " + path + " as " + kind.name);
  return FormatHandle(context);
}

void check_streams(const std::string& path, const AVFormatContext& format,
                   const DecodeLimits& limits) {
  if (format.nb_streams > static_cast<unsigned>(limits.max_streams)) {
    throw Error(ExitCode::Unusable,
                "cannot use " + path + ": it has " + std::to_string(format.nb_streams) +
                    " streams, the limit is " + std::to_string(limits.max_streams));
  }
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    const AVCodecParameters& par = *format.streams[i]->codecpar;
    if (par.codec_type == AVMEDIA_TYPE_VIDEO) {
      check_picture_size(path, par.width, par.height, limits);
    }
  }
}

// PNG and JPEG decoders can be told to read the header and nothing else, so that a size over the
// limit is still known; every other decoder is held to the limit.
void limit_analysis(Options& options, const AVStream& stream, const DecodeLimits& limits,
                    bool picture) {
  const AVCodecID codec = stream.codecpar->codec_id;
  if (picture && (codec == AV_CODEC_ID_PNG || codec == AV_CODEC_ID_MJPEG)) {
    options.set("skip_frame", "all");
  } else {
    options.set("max_pixels", limits.max_pixels);
  }
  options.set("threads", int64_t{1});
}

void analyse(Container& container, const DecodeLimits& limits) {
  AVFormatContext& format = *container.format;
  std::vector<Options> options(format.nb_streams);
  std::vector<AVDictionary*> dicts;
  for (unsigned i = 0; i < format.nb_streams; ++i) {
    limit_analysis(options[i], *format.streams[i], limits, is_picture(container));
    dicts.push_back(*options[i].get());
  }
  const int status = avformat_find_stream_info(&format, dicts.empty() ? nullptr : dicts.data());
  for (size_t i = 0; i < dicts.size(); ++i) *options[i].get() = dicts[i];
  check_av(status, "cannot read the streams of " + container.path);
}

}  // namespace

void check_picture_size(const std::string& path, int width, int height,
                        const DecodeLimits& limits) {
  if (int64_t{width} * height <= limits.max_pixels) return;
  throw Error(ExitCode::Unusable, "cannot use " + path + ": its pictures are " +
                                      std::to_string(width) + "x" + std::to_string(height) +
                                      ", over the limit of " + std::to_string(limits.max_pixels) +
                                      " pixels (--max-pixels raises it)");
}

bool is_picture(const Container& container) {
  return std::string_view(container.format->iformat->name).ends_with("_pipe");
}

Container open_container(const std::string& path, const DecodeLimits& limits) {
  quiet_av_log();
  Container container{path, std::make_unique<FileBytes>(path), nullptr};
  const AVInputFormat& kind = probe(path, container.bytes->io());
  container.format = open_format(path, container.bytes->io(), kind);
  check_streams(path, *container.format, limits);
  analyse(container, limits);
  check_streams(path, *container.format, limits);
  return container;
}

}  // namespace vidcam
