#pragma once

#include <string>
#include <vector>

#include "pipeline/base/box.h"

namespace vidcam {

struct VocObject {
  std::string name;  // "dog"
  Box box;           // half-open, 0-based
};

struct VocAnnotation {
  int width = 0;  // of the picture; 0: not said
  int height = 0;
  std::vector<VocObject> objects;
};

// The annotation of one picture as PASCAL VOC and ImageNet write it (XML). Their corners count
// pixels from 1 and belong to the box: xmin 93, xmax 344 becomes [92, 344). Throws Error (Missing,
// Unusable) naming the file and, where the XML says it, the line: no annotation, an object without
// a box, a box that is empty or no numbers.
[[nodiscard]] VocAnnotation read_voc(const std::string& path);

}  // namespace vidcam
