#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/base/explanation.h"
#include "pipeline/base/frame.h"
#include "pipeline/cli/explain/inputs.h"
#include "pipeline/cli/explain/settings.h"
#include "pipeline/run/media_protocol.h"

namespace vidcam {

// One reading of an input. Most inputs need one; `--target video-top1` needs the scores of all
// clips first, and `--normalize video` the range of all maps.
enum class Pass { Scores, Maps, MapsAndPaint, Paint };

// What is known about one clip when the input is done.
struct ClipRecord {
  Clip clip;  // without pixels
  ClipExplanation explanation;
};

// The state of one input on its way through the run, and what its record will say. Knows nothing of
// processes.
class InputTask {
 public:
  InputTask(Input input, const ExplainSettings& settings, const std::vector<TargetRequest>& targets,
            const ClipSpec& clip);

  [[nodiscard]] const Input& input() const { return input_; }
  [[nodiscard]] Pass pass() const { return passes_.front(); }
  // The pass is over; true where another one follows.
  bool next_pass();

  // What the media half is asked for in this pass.
  [[nodiscard]] MediaJob job() const;

  // The targets of a clip in this pass: video-top1 has become a class.
  [[nodiscard]] std::vector<TargetSpec> targets() const;

  void add_probabilities(const std::vector<double>& probabilities);
  void add(ClipRecord record);
  // The explanation that was computed in an earlier pass, with the range of the whole video.
  [[nodiscard]] const ClipExplanation* stored(int64_t clip) const;

  // What the media half needs to paint a clip.
  [[nodiscard]] ClipHeat heat_for(int64_t clip, const ClipExplanation& explanation) const;

  std::optional<StreamInfo> stream;
  std::optional<EndOfClips> end;
  MediaResult result;
  std::vector<std::string> warnings;

  [[nodiscard]] const std::vector<ClipRecord>& records() const { return records_; }
  [[nodiscard]] const std::vector<TargetRequest>& target_requests() const { return targets_; }

 private:
  void choose_video_class();
  void spread_range_over_video();
  void apply_range(ClipExplanation& explanation) const;

  Input input_;
  const ExplainSettings& settings_;
  std::vector<TargetRequest> targets_;
  ClipSpec clip_;
  std::vector<Pass> passes_;
  std::vector<double> probability_sum_;
  std::vector<ClipRecord> records_;
};

}  // namespace vidcam
