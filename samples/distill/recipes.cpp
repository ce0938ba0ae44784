#include "samples/distill/recipes.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "samples/distill/examination.h"

namespace vidcam::samples {
namespace {

// Tried in steps of ten on students and pictures that the table does not count (docs/distill.md).
// As printed, maps have no common size: a teacher's Grad-CAM++ maps are some 50 times its
// Grad-CAM's.
constexpr double kGradCamAlpha = 1, kGradCamPlusPlusAlpha = 1e-4;

}  // namespace

StudentLoss Recipe::loss() const {
  const Explainer* of = method < 0 ? nullptr : taught_methods().at(static_cast<size_t>(method));
  return {of, alpha, hinton};
}

const std::vector<Recipe>& recipes() {
  static const std::vector<Recipe> all{
      {"ce", "cross entropy", -1, 0, false},
      {"gradcam", "cross entropy + Grad-CAM maps", 0, kGradCamAlpha, false},
      {"gradcam++", "cross entropy + Grad-CAM++ maps", 1, kGradCamPlusPlusAlpha, false},
      {"kd", "cross entropy + KD", -1, 0, true},
      {"kd-gradcam", "cross entropy + KD + Grad-CAM maps", 0, kGradCamAlpha, true},
      {"kd-gradcam++", "cross entropy + KD + Grad-CAM++ maps", 1, kGradCamPlusPlusAlpha, true}};
  return all;
}

std::vector<Recipe> recipes_named(const std::string& list) {
  if (list == "all") return recipes();
  std::vector<Recipe> some;
  std::istringstream in(list);
  for (std::string name; std::getline(in, name, ',');) {
    const auto found = std::find_if(recipes().begin(), recipes().end(),
                                    [&](const Recipe& each) { return each.name == name; });
    if (found == recipes().end()) throw std::invalid_argument("no loss is called '" + name + "'");
    some.push_back(*found);
  }
  return some;
}

}  // namespace vidcam::samples
