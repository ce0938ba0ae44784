#pragma once

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/ir/ir.h>

#include <memory>
#include <string>
#include <vector>

namespace vidcam::detail {

// A call of the layer `path` in the graph.
struct Site {
  std::string path;     // "layer4.1.conv2"; an operator's: "@conv[4]"
  std::string type;     // class "Conv3d"; an operator's: "conv3d"
  std::string element;  // of a tuple output: "0", "1.0"; "" where the output is a tensor
};

// A model's forward as one flat graph: every call of a submodule is inlined and leaves a
// vidcam::mark behind it whose second input is an index into `sites`; parameters are constants;
// nothing in it is in training mode or without gradient.
struct ModelGraph {
  torch::jit::Module module;
  std::shared_ptr<torch::jit::Graph> graph;
  std::vector<Site> sites;
  std::vector<std::string> opaque;  // "path -> type" of layers whose output is not made of tensors
  std::vector<std::string> notes;   // things to tell the user
  size_t clip_inputs = 1;           // graph inputs behind `self` that are made of the clip
};

// How many inputs forward is given.
struct InputCount {
  size_t further = 0;   // beside the clip: what the card names
  size_t pathways = 1;  // made of the clip; a list of them is one input
};

// The graph of module.forward. The module is put into evaluation mode. Throws Error (Unusable;
// `path` names the model): no forward, or one that needs another number of inputs.
[[nodiscard]] ModelGraph read_graph(torch::jit::Module module, const std::string& path,
                                    const InputCount& inputs = {});

// forward takes its pathways as one list or tuple of tensors.
[[nodiscard]] bool takes_list(const c10::FunctionSchema& forward);

// Adds a mark behind `after` that watches value.
torch::jit::Node* add_mark(ModelGraph& model, torch::jit::Node* after, torch::jit::Value* value,
                           Site site);

// Marks every operator with a tensor output as "@conv[4]", counted per name: the only names that a
// frozen model still has.
void mark_operators(ModelGraph& model);

// The site that a mark node stands for.
[[nodiscard]] const Site& site_of(const ModelGraph& model, const torch::jit::Node* mark);

}  // namespace vidcam::detail
