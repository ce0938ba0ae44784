#include "pipeline/cli/compare/variants.h"

#include <algorithm>
#include <filesystem>

#include "pipeline/base/error.h"
#include "pipeline/cli/explain/targets.h"

namespace vidcam {
namespace {

using Strings = std::vector<std::string>;

// The i-th of values that each variant has one of, or that all share.
std::string value_for(const char* option, const Strings& values, size_t i, size_t variants) {
  if (values.empty()) return "";
  if (values.size() == 1) return values.front();
  if (values.size() == variants) return values[i];
  throw Error(ExitCode::Usage,
              std::string("--") + option + " is given " + std::to_string(values.size()) +
                  " times for " + std::to_string(variants) +
                  " models: give it once for all, or once for each, in their order");
}

bool is_taken(const std::vector<Variant>& variants, const std::string& name) {
  return std::any_of(variants.begin(), variants.end(),
                     [&](const Variant& v) { return v.name == name; });
}

// "c3d", "c3d_conv5b" where the layer matters; a number behind it where that is taken.
std::string name_of(const Variant& variant, const std::vector<Variant>& others) {
  std::string name = file_name_part(std::filesystem::path(variant.model).stem().string());
  if (!variant.layer.empty()) name += "_" + file_name_part(variant.layer);
  std::string unique = name;
  for (int n = 2; is_taken(others, unique); ++n) unique = name + "-" + std::to_string(n);
  return unique;
}

}  // namespace

std::vector<Variant> list_variants(const Strings& models, const Strings& cards,
                                   const Strings& layers) {
  if (models.empty()) throw Error(ExitCode::Usage, "which models? give each with -m MODEL.pt");
  const size_t count = models.size() == 1 ? std::max<size_t>(1, layers.size()) : models.size();
  std::vector<Variant> variants;
  variants.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    Variant variant{value_for("model", models, i, count), value_for("card", cards, i, count),
                    value_for("layer", layers, i, count), ""};
    variant.name = name_of(variant, variants);
    variants.push_back(variant);
  }
  if (count == 1 && layers.size() < 2)
    throw Error(ExitCode::Usage,
                "nothing to compare: give -m several times, or -l several times for one model "
                "(methods are compared within each)");
  return variants;
}

}  // namespace vidcam
