#include "explain3d/methods.h"

#include <array>

#include "explain3d/ablationcam.h"
#include "explain3d/cam.h"
#include "explain3d/deconvnet.h"
#include "explain3d/eigencam.h"
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
