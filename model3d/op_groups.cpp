#include "model3d/op_groups.h"

#include <set>

namespace vidcam::detail {

using Names = std::set<std::string>;

bool only_moves(const std::string& op) {
  static const Names kNames{"view",
                            "reshape",
                            "flatten",
                            "squeeze",
                            "unsqueeze",
                            "permute",
                            "transpose",
                            "t",
                            "contiguous",
                            "clone",
                            "alias",
                            "expand",
                            "expand_as",
                            "repeat",
                            "narrow",
                            "slice",
                            "select",
                            "chunk",
                            "split",
                            "split_with_sizes",
                            "unbind",
                            "index_select",
                            "cat",
                            "concat",
                            "stack",
                            "pad",
                            "constant_pad_nd",
                            "roll",
                            "flip",
                            "movedim",
                            "unflatten",
                            "view_as",
                            "to",
                            "type_as",
                            "copy",
                            "upsample_nearest2d",
                            "upsample_nearest3d",
                            "channel_shuffle",
                            "pixel_shuffle",
                            "zero",
                            "fill"};
  return kNames.contains(op);
}

bool takes_largest(const std::string& op) {
  static const Names kNames{"max_pool1d",
                            "max_pool2d",
                            "max_pool3d",
                            "max_pool2d_with_indices",
                            "max_pool3d_with_indices",
                            "adaptive_max_pool1d",
                            "adaptive_max_pool2d",
                            "adaptive_max_pool3d",
                            "amax",
                            "max",
                            "maximum"};
  return kNames.contains(op);
}

bool averages(const std::string& op) {
  static const Names kNames{
      "avg_pool1d",          "avg_pool2d",          "avg_pool3d", "adaptive_avg_pool1d",
      "adaptive_avg_pool2d", "adaptive_avg_pool3d", "mean",       "sum",
      "upsample_bilinear2d", "upsample_trilinear3d"};
  return kNames.contains(op);
}

}  // namespace vidcam::detail
