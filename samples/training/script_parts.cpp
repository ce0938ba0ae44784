#include "samples/training/script_parts.h"

namespace vidcam::samples {

torch::jit::Module script_module(const std::string& type, const ScriptUnit& unit) {
  return torch::jit::Module(c10::QualifiedName("__torch__." + type), unit, /*shouldMangle=*/true);
}

}  // namespace vidcam::samples
