#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "encode/colormap.h"
#include "pipeline/base/clip.h"
#include "pipeline/base/frame.h"
#include "pipeline/base/heat.h"

namespace vidcam {

enum class View {
  Overlay,  // colours blended over the frame by alpha
  Masked,   // E = L o I: the frame times the heat in pixel space, black where there is none
            // (Grad-CAM++ paper, sec. 4)
  Heat,     // the colours alone
  Guided,   // the map as a grey picture, black to white; of a signed map 0 is mid-grey
  Source,   // the frame untouched
};

struct PaintOptions {
  View view = View::Overlay;
  Colormap colormap = Colormap::Jet;  // Guided takes Gray
  double alpha = 0.5;                 // share of the heat's colour in the blend, 0..1
  bool text = true;                   // label, probability, method and a colour bar
};

// What is written onto frames of one clip.
struct Caption {
  std::string label;       // UTF-8; what cannot be drawn is replaced
  std::string method;      // "gradcam++"
  double probability = 0;  // 0..1
  std::string mark;  // not empty: the map is no evidence ("flat map", "non-finite gradient"); drawn
                     // so nobody misses it
  bool is_signed = false;  // of the map: the colour bar of Guided runs from -1 to 1
  bool operator==(const Caption&) const = default;
};

// Lays heat over frames of one stream. Heat is given at layer resolution in display orientation; it
// is upsampled trilinearly (half-pixel) to where the model looked, see [Note: Geometry]; outside
// the model's crop the frame is left as it is (Overlay), black (Masked, Heat), or the grey of 0
// (Guided). Of a signed map all views but Guided show the size of the values. Works on the planes
// in the frame's own colour model; no RGB frame is made. Not thread-safe (it keeps the last
// caption's pixels); one painter a stream and output.
class Painter {
 public:
  Painter(const StreamInfo& info, const ClipSpec& spec, const PaintOptions& options);
  ~Painter();
  Painter(Painter&&) noexcept;
  Painter& operator=(Painter&&) noexcept;

  // The heat of one frame: h x w in [0, 1] at the map's resolution (already interpolated in time
  // and normalised). is_signed: 0.5 is the map's 0.
  struct FrameHeat {
    int h = 0;
    int w = 0;
    std::vector<float> values;
    bool is_signed = false;
  };

  // A new frame with the same size, pts and colour model. Not touched: the input. View::Source does
  // not look at the heat. An empty label and method: no text; a mark is drawn even where text is
  // off (not over View::Source). Throws std::invalid_argument where the frame is not of the
  // stream's size or the heat's values do not fill h x w.
  [[nodiscard]] Frame paint(const Frame& frame, const FrameHeat& heat, const Caption& caption);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Heat of the clip at frame position f (0-based among the clip's span source frames, see time_tap),
// normalised to [0, 1] by (v - low) / (high - low). What has no range (high == low) or is no number
// is shown as the map's 0: 0, or 0.5 where the map is signed.
[[nodiscard]] Painter::FrameHeat heat_at(const Heat& heat, double f, int span);

// Frames of one moment side by side as shown (left to right in display orientation); all of one
// size and colour model (else std::invalid_argument). Exactly as wide (or, for a stream turned
// sideways, as high) as the frames together.
[[nodiscard]] Frame side_by_side(const std::vector<Frame>& frames, Orientation orientation);

}  // namespace vidcam
