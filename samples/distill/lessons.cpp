#include "samples/distill/lessons.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

#include "explain3d/taped_map.h"
#include "samples/distill/scene_net.h"
#include "samples/training/roughen.h"

namespace vidcam::samples {
namespace {

constexpr int64_t kBatch = 50;
constexpr auto kColors = static_cast<int64_t>(kColorNames.size());

at::Tensor rows(const at::Tensor& all, int64_t from) {
  return all.slice(0, from, std::min(from + kBatch, all.size(0)));
}

}  // namespace

const std::vector<std::string>& scene_classes() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> names;
    names.reserve(kColorNames.size() * kColorNames.size());
    for (const char* larger : kColorNames)
      for (const char* smaller : kColorNames)
        names.push_back(std::string(larger) + " over " + smaller);
    return names;
  }();
  return all;
}

Lesson draw_lesson(uint64_t first_seed, int count, bool rough) {
  ScenePictures drawn = draw_scenes(first_seed, count, SceneNet::kSide);
  std::vector<int64_t> classes;
  classes.reserve(drawn.scenes.size());
  for (const StillScene& scene : drawn.scenes)
    classes.push_back(scene.things()[0].color * kColors + scene.things()[1].color);
  const at::Tensor pictures =
      rough ? roughen(drawn.pictures.unsqueeze(2)).squeeze(2) : drawn.pictures;
  return {std::move(drawn.scenes), (pictures - SceneNet::kMean) / SceneNet::kDeviation,
          at::tensor(classes)};
}

at::Tensor scores_of(const at::Tensor& logits, const at::Tensor& classes) {
  return logits.gather(1, classes.unsqueeze(1)).squeeze(1);
}

Answers answers_of(const torch::jit::Module& net, const Lesson& lesson,
                   const std::vector<const Explainer*>& methods) {
  torch::jit::Module trunk = net.attr("trunk").toModule(), head = net.attr("head").toModule();
  std::vector<at::Tensor> logits;
  std::vector<std::vector<at::Tensor>> maps(methods.size());
  for (int64_t from = 0; from < lesson.pictures.size(0); from += kBatch) {
    const at::Tensor A =
        trunk.forward({rows(lesson.pictures, from)}).toTensor().detach().requires_grad_(true);
    const at::Tensor said = head.forward({A}).toTensor();
    const at::Tensor scores = scores_of(said, rows(lesson.classes, from));
    for (size_t m = 0; m < methods.size(); ++m)
      maps[m].push_back(taped_map(*methods[m], A, scores).squeeze(1).detach());
    logits.push_back(said.detach());
  }
  Answers all{at::cat(logits), {}};
  all.maps.reserve(maps.size());
  for (const auto& each : maps) all.maps.push_back(at::cat(each));
  return all;
}

}  // namespace vidcam::samples
