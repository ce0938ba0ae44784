#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/base/explanation.h"
#include "pipeline/base/frame.h"
#include "pipeline/cli/explain/channel_tally.h"
#include "pipeline/cli/explain/clip_spool.h"
#include "pipeline/cli/explain/inputs.h"
#include "pipeline/cli/explain/settings.h"
#include "pipeline/run/media_protocol.h"

namespace vidcam {

// One reading of an input. Most inputs need one; `--target video-top1` needs the scores of all
// clips first, and `--normalize video` the range of all maps.
enum class Pass { Scores, Maps, MapsAndPaint, Paint };

// What is known of all maps of one target and method so far.
struct MapTally {
  int64_t flat = 0;
  int64_t non_finite = 0;
  // The range of all finite maps; low > high: there is none.
  float low = std::numeric_limits<float>::infinity();
  float high = -std::numeric_limits<float>::infinity();
};

// The state of one input on its way through the run, and what its record will say. Finished clips
// are put aside on disk, only sums over them are held. Knows nothing of processes.
class InputTask {
 public:
  // Throws Error (Io) where the folder of the results takes no files.
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
  // A clip is explained: puts it aside, and returns what the media half needs to paint it. Throws
  // Error (Io) where the disk is full, Error (Usage) where the layer has not as many channels as
  // --channel-names has names.
  ClipHeat add(const Clip& clip, const ClipExplanation& explanation);
  // The heat of a clip that was added in an earlier pass, with the range of the whole video;
  // nothing where there was no such clip.
  [[nodiscard]] std::optional<ClipHeat> stored(int64_t clip) const;

  std::optional<StreamInfo> stream;
  std::optional<EndOfClips> end;
  MediaResult result;
  std::vector<std::string> warnings;

  [[nodiscard]] const ClipSpool& clips() const { return *clips_; }
  [[nodiscard]] const ChannelTally& channels() const { return channels_; }
  [[nodiscard]] const std::vector<TargetRequest>& target_requests() const { return targets_; }
  [[nodiscard]] const std::vector<std::string>& methods() const { return settings_.model.methods; }
  [[nodiscard]] const MapTally& tally(size_t target, size_t method) const {
    return tallies_.at(target * methods().size() + method);
  }

 private:
  void choose_video_class();
  void count(const ClipExplanation& explanation);
  // Of a channel's map also what it is called.
  [[nodiscard]] std::string shown_name(const std::string& method) const;
  [[nodiscard]] ClipHeat shown(int64_t clip, const ClipExplanation& explanation) const;

  Input input_;
  const ExplainSettings& settings_;
  std::vector<TargetRequest> targets_;
  ClipSpec clip_;
  std::vector<Pass> passes_;
  std::vector<double> probability_sum_;
  std::unique_ptr<ClipSpool> clips_;
  ChannelTally channels_;
  std::vector<MapTally> tallies_;  // [target * methods + method]
};

}  // namespace vidcam
