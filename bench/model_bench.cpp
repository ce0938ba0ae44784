// The model half alone: one batch of clips through the model, with and without maps.
//   model_bench MODEL [Google Benchmark's options]      the argument of each line is the batch
//   size; items are clips
#include <benchmark/benchmark.h>

#include <cstdio>
#include <string>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "pipeline/base/freed_memory.h"

namespace vidcam {
namespace {

std::string model;

// Clips that differ from one another and from frame to frame.
std::vector<Clip> some_clips(const ClipSpec& spec, int count) {
  std::vector<Clip> clips(static_cast<size_t>(count));
  uint32_t noise = 1;
  for (Clip& clip : clips) {
    clip.frames = spec.frames;
    clip.height = spec.height;
    clip.width = spec.width;
    clip.real_frames = spec.span();
    clip.rgb.resize(static_cast<size_t>(spec.frames) * static_cast<size_t>(spec.height) *
                    static_cast<size_t>(spec.width) * 3);
    for (uint8_t& value : clip.rgb)
      value = static_cast<uint8_t>((noise = noise * 1664525U + 1013904223U) >> 24);
  }
  return clips;
}

std::vector<const Clip*> pointers(const std::vector<Clip>& clips) {
  std::vector<const Clip*> all;
  for (const Clip& clip : clips) all.push_back(&clip);
  return all;
}

// With its precision chosen, as after a first batch of a run.
ClipExplainer warm_explainer() {
  ExplainOptions options;
  options.model_path = model;
  ClipExplainer loaded(options);
  const auto clips = some_clips(loaded.card().clip, loaded.batch());
  const std::vector<std::vector<TargetSpec>> targets(clips.size(), {TargetSpec{}});
  keep_freed_memory();  // as the program does
  static_cast<void>(loaded.explain(pointers(clips), targets));
  return loaded;
}

ClipExplainer& explainer() {
  static ClipExplainer loaded = warm_explainer();
  return loaded;
}

void scores(benchmark::State& state) {
  const auto clips = some_clips(explainer().card().clip, static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(explainer().probabilities(pointers(clips)));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void both_maps(benchmark::State& state) {
  const auto clips = some_clips(explainer().card().clip, static_cast<int>(state.range(0)));
  const std::vector<std::vector<TargetSpec>> targets(clips.size(), {TargetSpec{}});
  for (auto _ : state) benchmark::DoNotOptimize(explainer().explain(pointers(clips), targets));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

BENCHMARK(scores)
    ->Arg(1)
    ->Arg(4)
    ->Arg(8)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();
BENCHMARK(both_maps)
    ->Arg(1)
    ->Arg(4)
    ->Arg(8)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime()
    ->MeasureProcessCPUTime();

}  // namespace
}  // namespace vidcam

int main(int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') {
    std::fputs("model_bench MODEL [--benchmark_filter=...]\n", stderr);
    return 2;
  }
  vidcam::model = argv[1];
  argv[1] = argv[0];
  int left = argc - 1;
  benchmark::Initialize(&left, argv + 1);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
