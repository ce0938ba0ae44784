#pragma once

#include <nlohmann/json.hpp>
#include <string>

// What the training programs write beside a model.
namespace vidcam::samples {

// "46.4 %"
[[nodiscard]] std::string percent(double share);

// What goes into a network, for its card. frames: 0 for pictures.
struct NetInput {
  int frames = 0, frame_step = 1;
  int height = 0, width = 0;
  double mean = 0, deviation = 1;
};
[[nodiscard]] nlohmann::json input_card(const NetInput& input);

// MODEL.json beside MODEL.pt. Throws std::runtime_error where it cannot be written.
void write_card(const std::string& model_path, const nlohmann::json& card);

}  // namespace vidcam::samples
