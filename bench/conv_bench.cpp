// One clip through each convolution of C3D, in float32: oneDNN's own beside Winograd's filtering,
// and how far both are off float64.
//   conv_bench [Google Benchmark's options]
#include <ATen/ATen.h>
#include <benchmark/benchmark.h>

#include "model3d/trunk_conv.h"
#include "model3d/winograd_conv.h"
#include "pipeline/base/freed_memory.h"

namespace vidcam::detail {
namespace {

struct Layer {
  int64_t in, out, frames, side;
};

constexpr Layer kLayers[] = {{3, 64, 16, 112},  {64, 128, 16, 56}, {128, 256, 8, 28},
                             {256, 256, 8, 28}, {256, 512, 4, 14}, {512, 512, 4, 14},
                             {512, 512, 2, 7}};
constexpr const char* kNames[] = {"conv1a", "conv2a", "conv3a", "conv3b",
                                  "conv4a", "conv4b", "conv5"};

ConstantConv conv_of(const Layer& layer) {
  at::manual_seed(7);
  return {at::randn({layer.out, layer.in, 3, 3, 3}) * 0.02,
          at::randn({layer.out}),
          {1, 1, 1},
          {1, 1, 1},
          {1, 1, 1},
          1};
}

// What a ReLU leaves of noise.
at::Tensor clip_of(const Layer& layer) {
  return at::randn({1, layer.in, layer.frames, layer.side, layer.side})
      .relu()
      .contiguous(at::MemoryFormat::ChannelsLast3d);
}

double error(const ConstantConv& conv, const at::Tensor& x, const at::Tensor& y) {
  const at::Tensor wanted = at::conv3d(x.to(at::kDouble), conv.weight.to(at::kDouble),
                                       conv.bias.to(at::kDouble), 1, conv.padding);
  return ((y - wanted).abs().max() / wanted.abs().max()).item<double>();
}

template <class Conv>
void clip(benchmark::State& state) {
  const Layer& layer = kLayers[state.range(0)];
  const ConstantConv conv = conv_of(layer);
  const auto made = c10::make_intrusive<Conv>(conv);
  const at::Tensor x = clip_of(layer);
  const at::Tensor first = made->run(x);  // prepares the weights
  for (auto _ : state) benchmark::DoNotOptimize(made->run(x));
  state.SetLabel(kNames[state.range(0)]);
  state.counters["error"] = error(conv, x, first);
}

BENCHMARK(clip<PackedConv>)
    ->DenseRange(0, 6)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime();
BENCHMARK(clip<WinogradConv>)
    ->DenseRange(1, 6)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime();

}  // namespace
}  // namespace vidcam::detail

int main(int argc, char** argv) {
  vidcam::keep_freed_memory();  // as the program does
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
