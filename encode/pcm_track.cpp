#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "encode/audio_track.h"
#include "pipeline/base/error.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/audio_fifo.h>
#include <libavutil/mathematics.h>
#include <libswresample/swresample.h>
}

namespace vidcam {
namespace {

constexpr int64_t kBitRateOfChannel = 80'000;

// Interleaved float PCM through swresample (planar; a rate and layout that AAC knows) and a queue
// that cuts it into AAC's frames. A gap in the sound stays a gap in time.
class PcmTrack : public AudioTrack {
 public:
  PcmTrack(Mp4File& file, const AudioFormat& format);
  void write(const AudioPacket& packet, int64_t pts) override;
  void finish() override;

 private:
  void open_encoder();
  void open_resampler();
  [[nodiscard]] int try_encoder(const AVChannelLayout& layout);
  [[nodiscard]] int64_t skipped_by(int64_t at, int64_t samples);
  [[nodiscard]] std::vector<uint8_t> placed_channels(const std::vector<uint8_t>& bytes) const;
  void resample(const uint8_t* samples, int count);
  void end_run();
  void encode_full_frames();
  void encode(int samples);
  void drain();

  Mp4File& file_;
  AudioFormat format_;
  const AVCodec* codec_;
  AVChannelLayout input_layout_{};  // of what goes into the resampler; a native one, owns nothing
  EncodeOwned<AVCodecContext> encoder_;
  EncodeOwned<SwrContext> resampler_;
  EncodeOwned<AVAudioFifo> queue_;
  EncodeOwned<AVPacket> packet_ = new_av_packet();
  AVStream* stream_ = nullptr;
  std::optional<int64_t> expected_;  // where the next packet goes on, in samples of the source
  int64_t next_pts_ = 0;             // of the queue's first sample, in samples of the encoder
};

int nearest_rate(const AVCodec* codec, int rate) {
  for (const int* known = codec->supported_samplerates; known != nullptr && *known != 0; ++known) {
    if (*known == rate) return rate;
  }
  return 48000;
}

// The source's layout, else the usual one for as many channels. False: neither is known.
bool source_layout(const AudioFormat& format, AVChannelLayout* out) {
  const bool stated = format.channel_layout != 0 &&
                      av_channel_layout_from_mask(out, format.channel_layout) == 0 &&
                      out->nb_channels == format.channels;
  if (!stated) av_channel_layout_default(out, format.channels);
  return out->order == AV_CHANNEL_ORDER_NATIVE;
}

PcmTrack::PcmTrack(Mp4File& file, const AudioFormat& format)
    : file_(file), format_(format), codec_(avcodec_find_encoder_by_name("aac")) {
  if (codec_ == nullptr)
    throw Error(ExitCode::Io, file.path() + ": cannot be written: this FFmpeg has no AAC encoder");
  if (format.sample_rate <= 0 || format.channels <= 0 || !format.time_base.known())
    throw std::invalid_argument("PCM sound without rate, channels or time base");
  open_encoder();
  open_resampler();
  stream_ = file.add_stream();
  check_encoded(avcodec_parameters_from_context(stream_->codecpar, encoder_.get()), file.path(),
                "be written");
  stream_->time_base = encoder_->time_base;
}

// With the source's layout, or, where the encoder knows it not, in stereo.
void PcmTrack::open_encoder() {
  // Of channels that nobody can place, the first two are taken.
  if (!source_layout(format_, &input_layout_))
    av_channel_layout_default(&input_layout_, std::min(2, format_.channels));
  AVChannelLayout stereo{};
  av_channel_layout_default(&stereo, 2);
  int status = try_encoder(input_layout_);
  if (status < 0) status = try_encoder(stereo);
  check_encoded(status, file_.path(), "encode its sound");
}

int PcmTrack::try_encoder(const AVChannelLayout& layout) {
  encoder_.reset(avcodec_alloc_context3(codec_));
  if (!encoder_ || av_channel_layout_copy(&encoder_->ch_layout, &layout) < 0)
    throw std::bad_alloc();
  encoder_->sample_rate = nearest_rate(codec_, format_.sample_rate);
  encoder_->sample_fmt = AV_SAMPLE_FMT_FLTP;
  encoder_->time_base = {1, encoder_->sample_rate};
  encoder_->bit_rate = kBitRateOfChannel * layout.nb_channels;
  encoder_->thread_count = 1;
  encoder_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  encoder_->log_level_offset = AV_LOG_INFO - AV_LOG_ERROR;  // its reports are not for our users
  return avcodec_open2(encoder_.get(), codec_, nullptr);
}

void PcmTrack::open_resampler() {
  SwrContext* made = nullptr;
  int status =
      swr_alloc_set_opts2(&made, &encoder_->ch_layout, AV_SAMPLE_FMT_FLTP, encoder_->sample_rate,
                          &input_layout_, AV_SAMPLE_FMT_FLT, format_.sample_rate, 0, nullptr);
  resampler_.reset(made);
  if (status >= 0) status = swr_init(made);
  check_encoded(status, file_.path(), "encode its sound");
  queue_.reset(av_audio_fifo_alloc(AV_SAMPLE_FMT_FLTP, encoder_->ch_layout.nb_channels,
                                   2 * encoder_->frame_size));
  if (!queue_) throw std::bad_alloc();
}

// Starts a new run of samples at `at` after a gap; says how many samples of a packet that overlaps
// what was there before are to be left out. Small differences are rounding of coarse time bases.
int64_t PcmTrack::skipped_by(int64_t at, int64_t samples) {
  const int64_t tolerance = format_.sample_rate / 10;
  if (expected_ && at < *expected_ - tolerance) return std::min(samples, *expected_ - at);
  if (!expected_ || at > *expected_ + tolerance) {
    if (expected_) end_run();
    const int64_t start = av_rescale(at, encoder_->sample_rate, format_.sample_rate);
    next_pts_ = expected_ ? std::max(next_pts_, start) : start;
    expected_ = at;
  }
  return 0;
}

// The packet's samples with only the channels of input_layout_.
std::vector<uint8_t> PcmTrack::placed_channels(const std::vector<uint8_t>& bytes) const {
  const size_t all = sizeof(float) * static_cast<size_t>(format_.channels);
  const size_t used = sizeof(float) * static_cast<size_t>(input_layout_.nb_channels);
  if (used == all) return bytes;
  std::vector<uint8_t> out;
  for (auto sample = bytes.begin(); bytes.end() - sample >= static_cast<ptrdiff_t>(all);
       sample += static_cast<ptrdiff_t>(all))
    out.insert(out.end(), sample, sample + static_cast<ptrdiff_t>(used));
  return out;
}

void PcmTrack::write(const AudioPacket& packet, int64_t pts) {
  const auto bytes_a_sample = static_cast<int64_t>(sizeof(float)) * format_.channels;
  const auto samples = static_cast<int64_t>(packet.bytes.size()) / bytes_a_sample;
  const int64_t at = rescale(pts, format_.time_base, {1, format_.sample_rate});
  const int64_t skipped = skipped_by(at, samples);
  if (samples > std::numeric_limits<int>::max())
    throw std::invalid_argument("PCM packet too large");
  expected_ = *expected_ + samples - skipped;
  const std::vector<uint8_t> placed = placed_channels(packet.bytes);
  const int64_t from = skipped * static_cast<int64_t>(sizeof(float)) * input_layout_.nb_channels;
  resample(placed.data() + from, static_cast<int>(samples - skipped));
  encode_full_frames();
}

// samples: nullptr to get out what the resampler still holds.
void PcmTrack::resample(const uint8_t* samples, int count) {
  const int room = swr_get_out_samples(resampler_.get(), count);
  if (room <= 0) return;
  const EncodeOwned<AVFrame> out = new_av_frame();
  out->nb_samples = room;
  out->format = AV_SAMPLE_FMT_FLTP;
  out->sample_rate = encoder_->sample_rate;
  if (av_channel_layout_copy(&out->ch_layout, &encoder_->ch_layout) < 0 ||
      av_frame_get_buffer(out.get(), 0) < 0)
    throw std::bad_alloc();
  std::array<const uint8_t*, 1> in{samples};
  const int got = swr_convert(resampler_.get(), out->extended_data, room,
                              samples == nullptr ? nullptr : in.data(), count);
  check_encoded(got, file_.path(), "encode its sound");
  if (av_audio_fifo_write(queue_.get(), reinterpret_cast<void**>(out->extended_data), got) < got)
    throw std::bad_alloc();
}

void PcmTrack::encode_full_frames() {
  while (av_audio_fifo_size(queue_.get()) >= encoder_->frame_size) encode(encoder_->frame_size);
}

// The rest is filled up with silence to a whole frame: only the very last one may be short.
void PcmTrack::end_run() {
  resample(nullptr, 0);
  encode_full_frames();
  if (av_audio_fifo_size(queue_.get()) > 0) encode(av_audio_fifo_size(queue_.get()));
  check_encoded(swr_init(resampler_.get()), file_.path(), "encode its sound");
}

void PcmTrack::encode(int samples) {
  const EncodeOwned<AVFrame> frame = new_av_frame();
  frame->nb_samples = encoder_->frame_size;
  frame->format = AV_SAMPLE_FMT_FLTP;
  frame->sample_rate = encoder_->sample_rate;
  if (av_channel_layout_copy(&frame->ch_layout, &encoder_->ch_layout) < 0 ||
      av_frame_get_buffer(frame.get(), 0) < 0)
    throw std::bad_alloc();
  av_audio_fifo_read(queue_.get(), reinterpret_cast<void**>(frame->extended_data), samples);
  av_samples_set_silence(frame->extended_data, samples, encoder_->frame_size - samples,
                         encoder_->ch_layout.nb_channels, AV_SAMPLE_FMT_FLTP);
  frame->pts = next_pts_;
  next_pts_ += encoder_->frame_size;
  check_encoded(avcodec_send_frame(encoder_.get(), frame.get()), file_.path(), "encode its sound");
  drain();
}

void PcmTrack::drain() {
  while (true) {
    const int status = avcodec_receive_packet(encoder_.get(), packet_.get());
    if (status == AVERROR(EAGAIN) || status == AVERROR_EOF) return;
    check_encoded(status, file_.path(), "encode its sound");
    file_.write(packet_.get(), stream_, encoder_->time_base);
  }
}

void PcmTrack::finish() {
  if (expected_) end_run();
  check_encoded(avcodec_send_frame(encoder_.get(), nullptr), file_.path(), "encode its sound");
  drain();
}

}  // namespace

std::unique_ptr<AudioTrack> open_pcm_track(Mp4File& file, const AudioFormat& format) {
  return std::make_unique<PcmTrack>(file, format);
}

}  // namespace vidcam
