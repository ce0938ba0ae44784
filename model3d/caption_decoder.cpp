#include "model3d/caption_decoder.h"

#include "model3d/archive.h"
#include "model3d/graph_constants.h"
#include "model3d/graph_gates.h"
#include "model3d/graph_output.h"
#include "model3d/graph_tap.h"
#include "model3d/linearity.h"
#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam::detail {
namespace {

// What the card says of the encoder's input and output is not of the decoder's.
ModelCard decoders_card(const ModelCard& card) {
  ModelCard own;
  own.source = card.source;
  return own;
}

ModelGraph load(const ModelCard& card, c10::Device device) {
  const std::string& path = card.caption->decoder;
  auto module = load_module(path);
  module.to(device);
  ModelGraph model = read_graph(std::move(module), path, {/*further=*/1});
  (void)select_scores(model, decoders_card(card), path);
  place_constants(model, device);
  remove_marks(model);
  const auto lossy =
      operators_without_gradient(model, {model.graph->inputs()[1]}, model.graph->outputs()[0]);
  if (!lossy.empty())
    throw Error(ExitCode::Unusable, path + ": no gradient passes through " + joined(lossy) +
                                        ", which stands between the encoder and the words");
  return model;
}

}  // namespace

CaptionDecoder::CaptionDecoder(const ModelCard& card, c10::Device device)
    : model_(load(card, device)),
      runner_(model_, with_gates(model_), decoders_card(card), card.caption->decoder) {}

at::Tensor CaptionDecoder::scores(const at::Tensor& features, const at::Tensor& tokens,
                                  ReluRule rule) const {
  Tape tape;
  tape.record = false;
  tape.rule = rule;
  return runner_.run({features, {tokens}}, tape);
}

}  // namespace vidcam::detail
