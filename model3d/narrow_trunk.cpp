#include "model3d/narrow_trunk.h"

#include <utility>

#include "model3d/graph_pack.h"
#include "model3d/graph_precision.h"
#include "model3d/int8_conv.h"

namespace vidcam::detail {
namespace {

using torch::jit::Graph;

// The graph; null, with the refusal set, where it cannot be done.
std::shared_ptr<Graph> in_bf16(const Graph& tapped, c10::Device device, NarrowTrunk& trunk) {
  NarrowedGraph narrowed = narrowed_trunk(tapped);
  trunk.refusal = std::move(narrowed.refusal);
  trunk.weights = narrowed.weights;
  return narrowed.graph ? as_it_runs(narrowed.graph, device) : nullptr;
}

std::shared_ptr<Graph> in_int8(Graph& tapped, c10::Device device, NarrowTrunk& trunk) {
  trunk.refusal = device.is_cpu() ? Int8Conv::refusal() : "it is for the CPU";
  if (!trunk.refusal.empty()) return nullptr;
  auto graph = tapped.copy();
  trunk.weights = pack_trunk(*graph, ConvKind::Int8);
  if (trunk.weights > 0) return graph;
  trunk.refusal = "no convolution of float32 with 16 input channels or more is among them";
  return nullptr;
}

}  // namespace

std::shared_ptr<Graph> as_it_runs(std::shared_ptr<Graph> graph, c10::Device device) {
  if (!device.is_cpu()) return graph;
  auto packed = graph->copy();
  pack_trunk(*packed, ConvKind::Own);
  return packed;
}

NarrowTrunk narrow_trunk(const ModelGraph& model, Precision precision, c10::Device device,
                         const ModelCard& card, const std::string& path) {
  NarrowTrunk trunk;
  trunk.precision = precision;
  if (precision == Precision::Float32) return trunk;
  const auto graph = precision == Precision::Int8 ? in_int8(*model.graph, device, trunk)
                                                  : in_bf16(*model.graph, device, trunk);
  if (graph) trunk.runner.emplace(model, graph, card, path);
  return trunk;
}

const char* long_name(Precision precision) {
  switch (precision) {
    case Precision::BFloat16:
      return "bfloat16";
    case Precision::Int8:
      return "int8";
    default:
      return "float32";
  }
}

}  // namespace vidcam::detail
