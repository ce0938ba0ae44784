#include "model3d/processor.h"

#include <ATen/cpu/Utils.h>

#include <algorithm>

namespace vidcam {

bool processor_has_any(std::initializer_list<std::string_view> features) {
  const auto known = at::cpu::get_cpu_capabilities();
  return std::any_of(features.begin(), features.end(), [&](std::string_view feature) {
    const auto found = known.find(std::string(feature));
    return found != known.end() && found->second.toBool();
  });
}

}  // namespace vidcam
