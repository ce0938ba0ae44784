#include "model3d/device.h"

#include <ATen/Context.h>
#include <dlfcn.h>

#include <charconv>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

// "" once the CUDA half is in the process, else why not. Tried once.
const std::string& cuda_load_error() {
  static const std::string kReason = []() -> std::string {
    if (dlopen("libcuda.so.1", RTLD_NOW | RTLD_GLOBAL) == nullptr)
      return "no NVIDIA driver here (libcuda.so.1 is not found)";
    if (dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL) != nullptr) return "";
    const char* error = dlerror();
    return std::string("LibTorch's CUDA half cannot be loaded: ") +
           (error != nullptr ? error : "unknown reason");
  }();
  return kReason;
}

// Why CUDA device `index` cannot be used; "" where it can.
std::string cuda_problem(int index) {
  if (!cuda_load_error().empty()) return cuda_load_error();
  if (!at::hasCUDA()) return "LibTorch finds no CUDA device";
  const auto count = at::globalContext().getAcceleratorHooksInterface(at::kCUDA).deviceCount();
  if (index < count) return "";
  return "this machine has " + std::to_string(count) + " CUDA device(s), counted from 0";
}

int cuda_index(const std::string& wanted) {
  if (wanted == "cuda") return 0;
  int index = -1;
  const char* end = wanted.data() + wanted.size();
  if (wanted.starts_with("cuda:")) {
    const auto [last, error] = std::from_chars(wanted.data() + 5, end, index);
    if (error == std::errc() && last == end && index >= 0) return index;
  }
  throw Error(ExitCode::Usage, "device '" + wanted +
                                   "' is not one of auto, cpu, cuda, cuda:N, or several: cuda:0,1");
}

// The same clips give the same bytes in every run, so cuDNN takes kernels by rule, not those that
// are faster when it tries (cudnn.benchmark); and what is called fp32 is no TF32.
void compute_exactly() {
  at::globalContext().setDeterministicCuDNN(true);
  at::globalContext().setBenchmarkCuDNN(false);
  at::globalContext().setAllowTF32CuDNN(false);
}

}  // namespace

std::string resolve_device(const std::string& wanted) {
  if (wanted == "cpu") return "cpu";
  if (wanted == "auto") return cuda_problem(0).empty() ? resolve_device("cuda:0") : "cpu";
  const int index = cuda_index(wanted);
  const std::string problem = cuda_problem(index);
  if (!problem.empty())
    throw Error(ExitCode::Device, "device '" + wanted + "' cannot be used: " + problem);
  compute_exactly();
  return "cuda:" + std::to_string(index);
}

std::vector<std::string> resolve_devices(const std::string& wanted) {
  std::vector<std::string> devices;
  for (size_t from = 0, end = 0; end != std::string::npos; from = end + 1) {
    end = wanted.find(',', from);
    std::string one = wanted.substr(from, end == std::string::npos ? end : end - from);
    const bool bare = !one.empty() && one.find_first_not_of("0123456789") == std::string::npos;
    if (bare && !devices.empty()) one.insert(0, "cuda:");
    devices.push_back(resolve_device(one));
  }
  return devices;
}

}  // namespace vidcam
