// The stages of the media half, each alone: decode, sample, paint, encode. One thread, as in the
// program.
//   media_bench VIDEO [Google Benchmark's options]      times are a frame of that video
#include <benchmark/benchmark.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "decode/clip_sampler.h"
#include "decode/frame_source.h"
#include "encode/painter.h"
#include "encode/writer.h"

namespace vidcam {
namespace {

std::string video;

constexpr size_t kFrames = 64;  // held in memory for the stages that do not decode

std::vector<Frame> some_frames(FrameSource& source) {
  std::vector<Frame> frames;
  while (frames.size() < kFrames) {
    auto frame = source.next();
    if (!frame) break;
    frames.push_back(std::move(*frame));
  }
  return frames;
}

// A map with a hot spot, as a layer of 7 x 7 gives it.
Painter::FrameHeat hot_spot() {
  Painter::FrameHeat heat{7, 7, std::vector<float>(49, 0.1F)};
  heat.values[24] = 1;
  return heat;
}

void decode(benchmark::State& state) {
  int64_t frames = 0;
  for (auto _ : state) {
    const auto source = open_source(video);
    while (source->next()) ++frames;
  }
  state.SetItemsProcessed(frames);
}

void sample(benchmark::State& state) {
  const auto source = open_source(video);
  const auto frames = some_frames(*source);
  const FrameSampler sampler(source->info(), {});
  size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(sampler.sample(frames[i++ % frames.size()]));
  state.SetItemsProcessed(state.iterations());
}

void paint(benchmark::State& state, View view, bool text) {
  const auto source = open_source(video);
  const auto frames = some_frames(*source);
  PaintOptions options;
  options.view = view;
  options.text = text;
  Painter painter(source->info(), {}, options);
  const auto heat = hot_spot();
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        painter.paint(frames[i++ % frames.size()], heat, {"walk", "gradcam++", 0.87, ""}));
  }
  state.SetItemsProcessed(state.iterations());
}

void encode(benchmark::State& state, const char* preset) {
  const auto source = open_source(video);
  const auto frames = some_frames(*source);
  const auto path = std::filesystem::temp_directory_path() / "vidcam_media_bench.mp4";
  const StreamInfo& info = source->info();
  for (auto _ : state) {
    const auto writer = open_video_writer(path.string(), info, info.width, info.height, nullptr,
                                          {"h264", preset, 20});
    for (const Frame& frame : frames) writer->write(frame);
    writer->close();
  }
  std::filesystem::remove(path);
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(frames.size()));
}

BENCHMARK(decode)->Unit(benchmark::kMillisecond);
BENCHMARK(sample)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(paint, overlay, View::Overlay, true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(paint, overlay_without_text, View::Overlay, false)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(paint, masked, View::Masked, false)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(encode, veryfast, "veryfast")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode, ultrafast, "ultrafast")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace vidcam

int main(int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') {
    std::fputs("media_bench VIDEO [--benchmark_filter=...]\n", stderr);
    return 2;
  }
  vidcam::video = argv[1];
  argv[1] = argv[0];
  int left = argc - 1;
  benchmark::Initialize(&left, argv + 1);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
