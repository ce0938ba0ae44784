#include "encode/painter.h"

#include <stdexcept>

#include "encode/canvas.h"
#include "encode/caption_layer.h"
#include "encode/heat_layer.h"

namespace vidcam {

struct Painter::Impl {
  Impl(const StreamInfo& stream, const ClipSpec& spec, const PaintOptions& wanted)
      : info(stream),
        options(wanted),
        heat_layer(stream, spec, options),
        caption_layer(stream, options) {}

  StreamInfo info;
  PaintOptions options;
  HeatLayer heat_layer;
  CaptionLayer caption_layer;
};

namespace {

void check_options(const PaintOptions& options) {
  if (!(options.alpha >= 0 && options.alpha <= 1))
    throw std::invalid_argument("alpha must be from 0 to 1");
}

void check_frame(const Frame& frame, const StreamInfo& info) {
  if (frame.width != info.width || frame.height != info.height)
    throw std::invalid_argument("the frame is not of the size of its stream");
  if (frame.chroma_shift != 0 && frame.chroma_shift != 1)
    throw std::invalid_argument("chroma_shift must be 0 or 1");
}

void check_heat(const Painter::FrameHeat& heat) {
  const bool filled =
      heat.h > 0 && heat.w > 0 &&
      heat.values.size() == static_cast<size_t>(heat.h) * static_cast<size_t>(heat.w);
  if (!filled) throw std::invalid_argument("the heat's values do not fill h x w");
}

}  // namespace

Painter::Painter(const StreamInfo& info, const ClipSpec& spec, const PaintOptions& options) {
  check_options(options);
  PaintOptions used = options;
  if (options.view == View::Guided) used.colormap = Colormap::Gray;
  impl_ = std::make_unique<Impl>(info, spec, used);
}

Painter::~Painter() = default;
Painter::Painter(Painter&&) noexcept = default;
Painter& Painter::operator=(Painter&&) noexcept = default;

Frame Painter::paint(const Frame& frame, const FrameHeat& heat, const Caption& caption) {
  check_frame(frame, impl_->info);
  const Canvas canvas = new_canvas(frame, frame.width, frame.height);
  if (impl_->options.view == View::Source) {
    paste(frame, canvas, 0, 0);
  } else {
    check_heat(heat);
    impl_->heat_layer.paint(frame, heat, canvas);
  }
  impl_->caption_layer.paint(caption, canvas);
  return canvas.frame;
}

}  // namespace vidcam
