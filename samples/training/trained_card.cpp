#include "samples/training/trained_card.h"

#include <cmath>
#include <fstream>
#include <stdexcept>

namespace vidcam::samples {

std::string percent(double share) {
  return std::to_string(static_cast<double>(std::lround(share * 1000)) / 10).substr(0, 4) + " %";
}

nlohmann::json input_card(const NetInput& input) {
  const auto three = [](double v) { return nlohmann::json{v, v, v}; };
  nlohmann::json card{
      {"layout", input.frames > 0 ? "NCTHW" : "NCHW"},
      {"height", input.height},
      {"width", input.width},
      {"channels", "RGB"},
      {"range", {0, 1}},
      {"mean", three(input.mean)},
      {"std", three(input.deviation)},
      {"resize", {{"mode", "stretch"}, {"height", input.height}, {"width", input.width}}},
      {"crop", "none"}};
  if (input.frames == 0) return card;
  card["frames"] = input.frames;
  card["frame_step"] = input.frame_step;
  return card;
}

void write_card(const std::string& model_path, const nlohmann::json& card) {
  std::ofstream out(model_path.substr(0, model_path.rfind('.')) + ".json");
  out << card.dump(2) << "\n";
  if (!out.flush()) throw std::runtime_error("cannot write the model card beside " + model_path);
}

}  // namespace vidcam::samples
