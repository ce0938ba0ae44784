#include "tests/support/script_models.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <fstream>
#include <numeric>
#include <sstream>

#include "tests/support/temp_dir.h"

namespace vidcam::testing {
namespace {

using torch::jit::Module;

// One for the process.
const TempDir& folder() {
  static const TempDir kInstance;
  return kInstance;
}

Module new_module(const std::shared_ptr<torch::jit::CompilationUnit>& unit,
                  const std::string& type) {
  return {c10::QualifiedName("__torch__." + type), unit, /*shouldMangle=*/true};
}

}  // namespace

ScriptNet::ScriptNet(uint64_t seed, c10::ScalarType type, const std::string& name)
    : unit_(std::make_shared<torch::jit::CompilationUnit>()),
      module_(new_module(unit_, name)),
      random_(at::make_generator<at::CPUGeneratorImpl>(seed)),
      type_(type) {}

Module ScriptNet::submodule(const std::string& type) const { return new_module(unit_, type); }

at::Tensor ScriptNet::random(std::vector<int64_t> shape) {
  const auto inputs =
      std::accumulate(shape.begin() + 1, shape.end(), int64_t{1}, std::multiplies<>());
  return (at::randn(shape, random_, at::kDouble) * std::sqrt(2.0 / static_cast<double>(inputs)))
      .to(type_);
}

ScriptNet& ScriptNet::weighted(const std::string& name, const std::string& type,
                               std::vector<int64_t> shape, const std::string& call) {
  Module layer = submodule(type);
  layer.register_parameter("weight", random(shape), false);
  layer.register_parameter("bias", (random({shape[0], 1}) * 0.1).squeeze(1), false);
  layer.define("def forward(self, x):\n  return " + call + "\n");
  module_.register_module(name, layer);
  return *this;
}

ScriptNet& ScriptNet::conv3d(const std::string& name, int64_t in, int64_t out) {
  return weighted(name, "Conv3d", {out, in, 3, 3, 3},
                  "torch.conv3d(x, self.weight, self.bias, [1, 1, 1], [1, 1, 1])");
}

ScriptNet& ScriptNet::conv2d(const std::string& name, int64_t in, int64_t out) {
  return weighted(name, "Conv2d", {out, in, 3, 3},
                  "torch.conv2d(x, self.weight, self.bias, [1, 1], [1, 1])");
}

ScriptNet& ScriptNet::linear(const std::string& name, int64_t in, int64_t out) {
  return weighted(name, "Linear", {out, in}, "torch.linear(x, self.weight, self.bias)");
}

ScriptNet& ScriptNet::batch_norm(const std::string& name, int64_t channels) {
  Module layer = submodule("BatchNorm");
  const auto vector = [&] { return random({channels, 8}).mean(1); };
  layer.register_parameter("weight", vector() + 1, false);
  layer.register_parameter("bias", vector(), false);
  layer.register_attribute("training", c10::BoolType::get(), true);
  layer.register_buffer("running_mean", vector());
  layer.register_buffer("running_var", vector().abs() + 0.5);
  layer.define(
      "def forward(self, x):\n"
      "  return torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var, "
      "self.training, 0.1, "
      "1e-5, False)\n");
  module_.register_module(name, layer);
  return *this;
}

ScriptNet& ScriptNet::relu(const std::string& name, bool in_place) {
  return layer(name, "ReLU",
               std::string("def forward(self, x):\n  return torch.") +
                   (in_place ? "relu_(x)\n" : "relu(x)\n"));
}

ScriptNet& ScriptNet::layer(const std::string& name, const std::string& type,
                            const std::string& forward) {
  Module layer = submodule(type);
  layer.define(forward);
  module_.register_module(name, layer);
  return *this;
}

ScriptNet& ScriptNet::layer(const std::string& name, const ScriptNet& net) {
  module_.register_module(name, net.module_);
  return *this;
}

ScriptNet& ScriptNet::parameter(const std::string& name, const at::Tensor& value) {
  module_.register_parameter(name, value.to(type_), false);
  return *this;
}

ScriptNet& ScriptNet::define(const std::string& source) {
  std::string text = source;
  for (const auto& child : module_.named_children()) {
    const std::string call = "self." + child.name + "(",
                      written = "self." + child.name + ".forward(";
    for (size_t at = 0; (at = text.find(call, at)) != std::string::npos; at += written.size()) {
      text.replace(at, call.size(), written);
    }
  }
  module_.define(text);
  return *this;
}

at::Tensor ScriptNet::weight(const std::string& path) const {
  c10::IValue value = module_._ivalue();
  std::stringstream parts(path);
  for (std::string part; std::getline(parts, part, '.');) value = value.toObject()->getAttr(part);
  return value.toTensor();
}

ScriptNet make_c3d_like(uint64_t seed, c10::ScalarType type) {
  ScriptNet net(seed, type, "C3dLike");
  net.conv3d("conv1", 3, 6)
      .relu("relu1")
      .layer("pool1", "MaxPool3d",
             "def forward(self, x):\n  return torch.max_pool3d(x, [1, 2, 2], [1, 2, 2])\n");
  net.conv3d("conv2", 6, 8)
      .relu("relu2")
      .layer("pool2", "MaxPool3d",
             "def forward(self, x):\n  return torch.max_pool3d(x, [2, 2, 2], [2, 2, 2])\n");
  net.conv3d("conv3a", 8, 10).relu("relu3a").conv3d("conv3b", 10, 12);
  net.linear("fc6", 12, 16).relu("relu6").linear("fc7", 16, 5);
  net.define(R"(
def forward(self, x):
  x = self.pool1(self.relu1(self.conv1(x)))
  x = self.pool2(self.relu2(self.conv2(x)))
  x = self.conv3b(self.relu3a(self.conv3a(x)))
  x = torch.relu(x).mean([2, 3, 4])
  return self.fc7(self.relu6(self.fc6(x)))
)");
  return net;
}

ModelCard c3d_like_card() {
  ModelCard card;
  card.clip = {8, 1, 16, 16, ClipSpec::Resize::Stretch, 16, 16, ClipSpec::Crop::None};
  card.source = "card.json";
  return card;
}

ScriptNet make_2d_net(uint64_t seed, c10::ScalarType type) {
  ScriptNet net(seed, type, "Net2d");
  net.conv2d("conv1", 3, 6)
      .relu("relu1")
      .layer("pool", "MaxPool2d",
             "def forward(self, x):\n  return torch.max_pool2d(x, [2, 2], [2, 2])\n");
  net.conv2d("conv2", 6, 8).linear("fc", 8, 4);
  net.define(R"(
def forward(self, x):
  x = self.conv2(self.pool(self.relu1(self.conv1(x))))
  return self.fc(torch.relu(x).mean([2, 3]))
)");
  return net;
}

ModelCard net_2d_card() {
  ModelCard card = c3d_like_card();
  card.video = false;
  card.clip.frames = 1;
  return card;
}

Module frozen(const Module& module) {
  Module copy = module.clone();
  copy.eval();
  return torch::jit::freeze(copy);
}

std::string save_model(const Module& module, const std::string& name) {
  std::string path = folder() / name;
  module.save(path);
  return path;
}

std::string save_model(const Module& module, const std::string& name, const std::string& card) {
  std::string path = folder() / name;
  module.save(path, {{"vidcam.json", card}});
  return path;
}

std::string save_text(const std::string& name, const std::string& text) {
  std::string path = folder() / name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

}  // namespace vidcam::testing
