#include "tests/encode/sound.h"

#include <cmath>
#include <cstring>
#include <functional>
#include <numbers>

#include "tests/support/av_ptr.h"

namespace vidcam::testing {
namespace {

struct FormatClose {
  void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
};

using OnPacket = std::function<void(const AVStream&, const AVPacket&)>;
using OnStream = std::function<void(const AVStream&)>;

void each_packet(const std::string& path, const OnStream& stream_first, const OnPacket& then) {
  AVFormatContext* raw = nullptr;
  need(avformat_open_input(&raw, path.c_str(), nullptr, nullptr), "opening " + path);
  const std::unique_ptr<AVFormatContext, FormatClose> format(raw);
  need(avformat_find_stream_info(raw, nullptr), "streams of " + path);
  const int a = need(av_find_best_stream(raw, AVMEDIA_TYPE_AUDIO, -1, -1, nullptr, 0), "sound");
  stream_first(*raw->streams[a]);
  const PacketPtr packet(av_packet_alloc());
  while (av_read_frame(raw, packet.get()) >= 0) {
    if (packet->stream_index == a) then(*raw->streams[a], *packet);
    av_packet_unref(packet.get());
  }
}

AudioFormat format_of(const AVStream& stream) {
  const AVCodecParameters& p = *stream.codecpar;
  AudioFormat format;
  format.codec = avcodec_get_name(p.codec_id);
  format.sample_rate = p.sample_rate;
  format.channels = p.ch_layout.nb_channels;
  format.frame_size = p.frame_size;
  format.bit_rate = p.bit_rate;
  format.profile = p.profile;
  format.initial_padding = p.initial_padding;
  if (p.extradata_size > 0) format.extradata.assign(p.extradata, p.extradata + p.extradata_size);
  format.time_base = {stream.time_base.num, stream.time_base.den};
  return format;
}

void append(Wave& wave, const AVFrame& frame, AVRational time_base) {
  const double at = static_cast<double>(frame.pts) * av_q2d(time_base);
  if (wave.samples.empty()) wave.start_seconds = at;
  const auto place =
      static_cast<size_t>(std::max(0.0, std::round((at - wave.start_seconds) * wave.sample_rate)));
  if (place > wave.samples.size()) wave.samples.resize(place, 0.0F);
  const auto* values = reinterpret_cast<const float*>(frame.data[0]);
  wave.samples.insert(wave.samples.end(), values, values + frame.nb_samples);
}

}  // namespace

Sound read_sound(const std::string& path) {
  Sound sound;
  each_packet(
      path, [&](const AVStream& stream) { sound.format = format_of(stream); },
      [&](const AVStream&, const AVPacket& packet) {
        sound.packets.push_back(
            {{packet.data, packet.data + packet.size}, packet.pts, packet.dts, packet.duration});
      });
  return sound;
}

Wave decode_sound(const std::string& path) {
  Wave wave;
  CodecPtr decoder;
  AVRational time_base{};
  const auto open = [&](const AVStream& stream) {
    decoder.reset(avcodec_alloc_context3(avcodec_find_decoder(stream.codecpar->codec_id)));
    need(avcodec_parameters_to_context(decoder.get(), stream.codecpar), "decoder parameters");
    decoder->pkt_timebase = time_base = stream.time_base;
    need(avcodec_open2(decoder.get(), nullptr, nullptr), "decoder");
    wave.sample_rate = stream.codecpar->sample_rate;
    wave.channels = stream.codecpar->ch_layout.nb_channels;
  };
  const auto decode = [&](const AVPacket* packet) {
    need(avcodec_send_packet(decoder.get(), packet), "decoding");
    const FramePtr frame(av_frame_alloc());
    while (avcodec_receive_frame(decoder.get(), frame.get()) >= 0) append(wave, *frame, time_base);
  };
  each_packet(path, open, [&](const AVStream&, const AVPacket& packet) { decode(&packet); });
  decode(nullptr);
  return wave;
}

Sound tone(int sample_rate, int channels, double silent, double seconds, int step) {
  Sound sound;
  sound.format.codec = "pcm_f32le";
  sound.format.sample_rate = sample_rate;
  sound.format.channels = channels;
  sound.format.time_base = {1, sample_rate};
  const auto total = static_cast<int64_t>(seconds * sample_rate);
  for (int64_t start = 0; start < total; start += step) {
    const int64_t count = std::min<int64_t>(step, total - start);
    std::vector<float> values;
    for (int64_t i = start; i < start + count; ++i) {
      const double t = static_cast<double>(i) / sample_rate;
      const double value = t < silent ? 0 : 0.5 * std::sin(2 * std::numbers::pi * 440 * t);
      values.insert(values.end(), static_cast<size_t>(channels), static_cast<float>(value));
    }
    AudioPacket packet;
    packet.bytes.resize(values.size() * sizeof(float));
    std::memcpy(packet.bytes.data(), values.data(), packet.bytes.size());
    packet.pts = packet.dts = start;
    packet.duration = count;
    sound.packets.push_back(std::move(packet));
  }
  return sound;
}

double onset(const Wave& wave) {
  for (size_t i = 0; i < wave.samples.size(); ++i) {
    if (std::abs(wave.samples[i]) > 0.1F)
      return wave.start_seconds + static_cast<double>(i) / wave.sample_rate;
  }
  return -1;
}

}  // namespace vidcam::testing
