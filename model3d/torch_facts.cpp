#include "model3d/torch_facts.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/version.h>

#include "model3d/device.h"
#include "pipeline/base/error.h"

namespace vidcam {

TorchFacts torch_facts() {
  TorchFacts facts;
  try {
    facts.cuda = resolve_device("cuda");
    facts.has_cuda = true;
  } catch (const Error& e) {
    facts.cuda = e.what();
  }
  facts.version = TORCH_VERSION;
  facts.instructions = at::get_cpu_capability();
  facts.threads = at::get_num_threads();
  return facts;
}

}  // namespace vidcam
