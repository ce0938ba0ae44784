#include "encode/mp4_file.h"

#include <new>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
}

namespace vidcam {

Mp4File::Mp4File(const std::string& path) : output_(path) {
  // "file:" so that no part of a name is taken for a protocol; faststart opens this name again.
  const std::string url = "file:" + output_.temporary();
  AVFormatContext* made = nullptr;
  check(avformat_alloc_output_context2(&made, nullptr, "mp4", url.c_str()));
  muxer_.reset(made);
  muxer_->strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL;  // FLAC and TrueHD in MP4
  check(avio_open(&muxer_->pb, url.c_str(), AVIO_FLAG_WRITE));
}

AVStream* Mp4File::add_stream() {
  AVStream* stream = avformat_new_stream(muxer_.get(), nullptr);
  if (stream == nullptr) throw std::bad_alloc();
  return stream;
}

void Mp4File::begin(int timescale) {
  AVDictionary* options = nullptr;
  av_dict_set(&options, "movflags", "+faststart", 0);
  av_dict_set_int(&options, "video_track_timescale", timescale, 0);
  av_dict_set_int(&options, "movie_timescale", timescale, 0);
  const int status = avformat_write_header(muxer_.get(), &options);
  av_dict_free(&options);
  check(status);
}

void Mp4File::write(AVPacket* packet, const AVStream* stream, AVRational time_base) {
  av_packet_rescale_ts(packet, time_base, stream->time_base);
  packet->stream_index = stream->index;
  if (stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO) count_picture(*packet);
  check(av_interleaved_write_frame(muxer_.get(), packet));
  check(muxer_->pb->error);
}

void Mp4File::count_picture(const AVPacket& packet) {
  if (pictures_.count++ == 0) first_dts_ = packet.dts;
  pictures_.stream = packet.stream_index;
  pictures_.span = packet.dts - first_dts_;
}

void Mp4File::complete() {
  check(av_write_trailer(muxer_.get()));
  check(muxer_->pb->error);
  check(avio_closep(&muxer_->pb));
  muxer_.reset();  // one index at a time
}

void Mp4File::commit() {
  check_read_back(output_.temporary(), path(), pictures_);
  output_.commit();
}

void Mp4File::check(int status) const { check_encoded(status, path(), "be written"); }

}  // namespace vidcam
