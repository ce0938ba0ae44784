#pragma once

#include "decode/plane_scaler.h"
#include "pipeline/base/frame.h"

struct AVCodecContext;

namespace vidcam {

// Decoded frames into 8-bit 4:2:0 Y'CbCr frames, for videos and folders of pictures. What is that
// already keeps its pixels where they are; other depths, subsamplings and sizes are converted once,
// with range and matrix kept. RGB becomes limited range BT.601, from 720 lines on BT.709. Time is
// left for the caller. Not thread-safe.
class ToVideoFrame {
 public:
  // width, height: of the frames to make. picture: whether the stream is one (defaults of colour).
  ToVideoFrame(int width, int height, bool picture)
      : width_(width), height_(height), picture_(picture) {}

  // Throws Error (Unusable), to be completed with the file's name, where the format is none we
  // know.
  [[nodiscard]] Frame operator()(FrameHandle frame, const AVCodecContext& codec);

 private:
  int width_;
  int height_;
  bool picture_;
  PlaneScaler scaler_;
};

}  // namespace vidcam
