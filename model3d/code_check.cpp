#include "model3d/code_check.h"

#include <regex>
#include <set>

#include "pipeline/base/error.h"

namespace vidcam::detail {
namespace {

using Names = std::set<std::string>;

const Names& file_operators() {
  static const Names kNames{"from_file",  "save", "_save", "read_file",
                            "write_file", "load", "_load", "open_file"};
  return kNames;
}

const Names& namespaces_without_gradient() {
  static const Names kNames{
      "quantized", "quantized_decomposed", "prepacked",      "mkldnn_prepacked",
      "xnnpack",   "_quantized",           "vulkan_prepack", "metal_prepack",
      "sparse"};
  return kNames;
}

const Names& known_namespaces() {
  static const Names kNames{"aten", "prim", "profiler", "onednn", "mkldnn", "prims"};
  return kNames;
}

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw Error(ExitCode::Unusable, path + ": " + reason);
}

// A file operator is refused however it is reached; "save" and "load" are common method names, so
// they count on torch alone.
void check_file_operators(const std::string& code, const std::string& path) {
  static const std::regex kCall(R"((\w+)\.(\w+)\s*\()");
  for (std::sregex_iterator it(code.begin(), code.end(), kCall), end; it != end; ++it) {
    const std::string object = (*it)[1], name = (*it)[2];
    if (!file_operators().contains(name)) continue;
    if (name == "from_file" || object == "torch" || object == "aten" || object == "image") {
      refuse(path, "the model's code calls " + object + "." + name +
                       ", which reads or writes files; a model of yours does not need that, and "
                       "one of others must not");
    }
  }
}

void check_namespaces(const std::string& code, const std::string& path) {
  // "torchvision.ops.misc.Permute" is the name of a class.
  static const std::regex kCall(R"((^|[^.\w])ops\.(\w+)\.(\w+))");
  for (std::sregex_iterator it(code.begin(), code.end(), kCall), end; it != end; ++it) {
    const std::string space = (*it)[2], name = space + "::" + std::string((*it)[3]);
    if (namespaces_without_gradient().contains(space)) {
      refuse(path, "the model uses the quantised or prepacked operator " + name +
                       ", which has no gradient; save the float model before it was quantised or "
                       "optimised for mobile");
    }
    if (!known_namespaces().contains(space)) {
      refuse(path, "the model uses the custom operator " + name +
                       ", which is not part of PyTorch and whose code is not in the file; export a "
                       "model without it");
    }
  }
}

// Renaming torch or ops would hide calls from this reading; no exporter writes that.
void check_aliases(const std::string& code, const std::string& path) {
  static const std::regex kAlias(R"(=\s*(torch|ops|ops\.\w+)\s*(\n|$))");
  std::smatch found;
  if (std::regex_search(code, found, kAlias)) {
    refuse(path, "the model's code renames '" + std::string(found[1]) +
                     "', which hides what it calls; no exporter writes that");
  }
}

}  // namespace

void check_code(const std::string& code, const std::string& path) {
  check_file_operators(code, path);
  check_namespaces(code, path);
  check_aliases(code, path);
}

}  // namespace vidcam::detail
