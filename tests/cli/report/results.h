#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

// Folders as `vidcam explain` and `vidcam eval` write them, made up: pages are tried on them
// without running a model.
namespace vidcam::testing {

// One clip of a record: probabilities of the class "left", from a frame on (12 frames a second).
struct MadeClip {
  int first_frame = 0;
  int frames = 16;
  double left = 0.9;
  std::string status = "ok";
};

// FOLDER/STEM.json of methods gradcam and gradcam++, and, where with_videos, the files that it
// names: STEM_gradcam.mp4, STEM_gradcam++.mp4, STEM_source.mp4 (the sample video, 5 s).
void make_explanation(const std::string& folder, const std::string& stem, const std::string& input,
                      const std::vector<MadeClip>& clips, bool with_videos);

// One item of an evaluation. values: drop of gradcam and gradcam++.
struct MadeItem {
  std::string id;
  std::string label = {};
  std::string predicted = "left";
  std::vector<double> drops = {};  // empty: the item failed
  std::string error = {};
  int flat = 0;  // of gradcam's two maps
  std::string path = {};
};

// FOLDER with summary.json, results.jsonl, command.txt: the figures drop and increase, all curves.
void make_evaluation(const std::string& folder, const std::vector<MadeItem>& items);

// {"vidcam": ..., "model": ...}: what records and summaries share.
[[nodiscard]] nlohmann::ordered_json made_model();

}  // namespace vidcam::testing
