#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "pipeline/base/error.h"
#include "pipeline/cli/eval/clip_line.h"
#include "pipeline/cli/eval/clip_scorer.h"
#include "pipeline/cli/eval/eval_items.h"
#include "pipeline/cli/eval/item_result.h"
#include "pipeline/cli/eval/mask_readings.h"
#include "pipeline/cli/eval/tensor_clips.h"
#include "pipeline/run/media_feed.h"
#include "pipeline/run/progress.h"

namespace vidcam {

// What became of one item.
struct ItemOutcome {
  std::string record;    // to_record(); empty: it failed
  bool damaged = false;  // the record has warnings
  std::string failure;   // where there is no record: why, one line
  ExitCode code = ExitCode::Ok;
};

// An item that is over, by its number.
struct ItemOver {
  size_t item = 0;
  ItemOutcome outcome;
};

// Told of items that share batches, once all of them are over; who writes them down does it
// together or not at all. What it throws ends the run.
using GroupOver = std::function<void(std::span<const ItemOver> group)>;

// Measures items: a few readings at a time, their clips in batches that depend on the items alone
// (clip_line.h), scored. Items share batches in groups: as many pictures as a batch takes, or one
// video; counted from the first place of each part, so that a group is the same whatever else is
// done in the run.
class EvalRun {
 public:
  // todo: numbers of items, ascending.
  EvalRun(const EvalSettings& settings, ClipExplainer& explainer,
          const std::vector<EvalItem>& items, const std::vector<size_t>& todo,
          GroupOver group_over);
  ~EvalRun();

  // Throws Error for what ends the whole run.
  void run();

 private:
  struct Group {
    ClipLine line;
    size_t open = 0;  // items that are not over
    std::vector<ItemOver> over;
  };
  // An item being worked on.
  struct Work {
    int group = 0;
    int reading = 0;
    ItemOutcome outcome = {};
    bool failed = false;
    bool all_out = false;  // all its clips have come
    ItemTally tally;
    ItemResult result;
    std::vector<uint8_t> mask;  // as shown; empty: none, or not yet read
    bool waits = false;         // for its mask: its clips stay out of the line
    std::vector<Clip> held;
    std::optional<TensorClips> tensor{};  // what it is, where it is model input already
  };

  void make_group();
  [[nodiscard]] bool may_start() const;
  void start_next();
  [[nodiscard]] MediaJob job_of(const EvalItem& item) const;
  void handle(FeedEvent event);
  void opened(size_t item, const StreamInfo& stream);
  // How large its picture is, and how many frames a clip spans: what is known to be true must fit.
  void sized(size_t item, int width, int height, int span);
  // Of model input no process is asked: it is read here, and scored as soon as its mask is there.
  void open_tensor(size_t item);
  void score_tensor(size_t item);
  void score_part(size_t item, int64_t first);
  void mask_read(MaskRead read);
  void all_out(size_t item);
  void reading_over(size_t item, const ReadingOver& over);
  void item_over(size_t item);
  [[nodiscard]] Group* due_group();
  void run_batch(Group& group);
  [[nodiscard]] ClipToScore to_score(size_t item, const Clip& clip, const ClipSpec& spec) const;
  [[nodiscard]] std::vector<ClipValues> scored(const ScoredBatch& batch);
  void keep(size_t item, const Clip& clip, const ClipValues& values);
  void give_up(size_t item, ExitCode code, const std::string& message);
  void stepped(const std::string& name, int64_t done, int64_t total);
  void say_estimate(int64_t masks);

  const EvalSettings& settings_;
  ClipExplainer& explainer_;
  const std::vector<EvalItem>& items_;
  GroupOver group_over_;
  ClipScorer scorer_;
  ClipSpec clip_;  // the card's, with --frame-step
  int batch_;
  int jobs_;
  int together_;
  size_t count_;  // of the items to do
  std::deque<size_t> todo_;
  std::map<int, Group> groups_;    // those that are not over, in their order
  int made_ = 0;                   // the last one's number
  size_t to_start_ = 0;            // items of it that are not started
  std::map<size_t, Work> works_;   // by item
  std::map<int, size_t> item_of_;  // by reading
  bool model_ran_ = false;
  MediaFeed feed_;
  MaskReadings masks_;
  std::unique_ptr<Progress> progress_;
  bool estimated_ = false;
};

// How many items share a group: as many as fill a batch, where it is known how many clips an item
// gives; else one.
[[nodiscard]] size_t items_together(const EvalSettings& settings, bool video_model, int batch);

}  // namespace vidcam
