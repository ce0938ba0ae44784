#include "explain3d/methods.h"

#include <array>
#include <charconv>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "explain3d/ablationcam.h"
#include "explain3d/cam.h"
#include "explain3d/channel.h"
#include "explain3d/cmwp.h"
#include "explain3d/deconvnet.h"
#include "explain3d/eigencam.h"
#include "explain3d/excitation_backprop.h"
#include "explain3d/gradcam.h"
#include "explain3d/gradcam_pp.h"
#include "explain3d/gradcam_pp_signed.h"
#include "explain3d/gradcam_pp_softmax.h"
#include "explain3d/guided_backprop.h"
#include "explain3d/guided_gradcam.h"
#include "explain3d/guided_gradcam_pp.h"
#include "explain3d/hirescam.h"
#include "explain3d/layercam.h"
#include "explain3d/occlusion.h"
#include "explain3d/saliency.h"
#include "explain3d/scorecam.h"
#include "explain3d/xgradcam.h"
#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam {
namespace {

template <class Method>
const Explainer* one() {
  static const Method kMethod;
  return &kMethod;
}

// The K of "channelK".
std::optional<int64_t> channel_of(const std::string& name) {
  const std::string kind = "channel";
  int64_t index = -1;
  if (name.rfind(kind, 0) != 0) return std::nullopt;
  const char* const end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + kind.size(), end, index);
  if (error != std::errc() || stop != end || index < 0) return std::nullopt;
  return index;
}

const Explainer& channel_method(int64_t index) {
  static std::mutex mutex;
  static std::map<int64_t, std::unique_ptr<Channel>> channels;
  const std::lock_guard lock(mutex);
  auto& method = channels[index];
  if (!method) method = std::make_unique<Channel>(index);
  return *method;
}

}  // namespace

std::span<const Explainer* const> methods() {
  static const std::array kMethods = {
      one<GradCam>(),
      one<GradCamPlusPlus>(),
      one<GradCamPlusPlusSigned>(),
      one<GradCamPlusPlusSoftmax>(),
      one<Cam>(),
      one<HiResCam>(),
      one<LayerCam>(),
      one<XGradCam>(),
      one<EigenCam>(),
      one<ScoreCam>(),
      one<AblationCam>(),
      one<ExcitationBackprop>(),
      one<ContrastiveMwp>(),
      one<Saliency>(),
      one<GuidedBackprop>(),
      one<Deconvnet>(),
      one<GuidedGradCam>(),
      one<GuidedGradCamPlusPlus>(),
      one<Occlusion>(),
  };
  return kMethods;
}

const Explainer& find_method(const std::string& name) {
  if (const auto channel = channel_of(name)) return channel_method(*channel);
  std::vector<std::string> names;
  for (const Explainer* method : methods()) {
    names.push_back(method->info().name);
    if (names.back() == name) return *method;
  }
  throw Error(ExitCode::Usage, "no method '" + name + "'; did you mean " +
                                   joined(nearest(name, names)) +
                                   "? `vidcam methods` lists them all");
}

std::vector<MethodInfo> list_methods() {
  std::vector<MethodInfo> list;
  for (const Explainer* method : methods()) list.push_back(method->info());
  return list;
}

}  // namespace vidcam
