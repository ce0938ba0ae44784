#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "pipeline/base/error.h"
#include "pipeline/cli/eval/clip_line.h"
#include "pipeline/cli/eval/clip_scorer.h"
#include "pipeline/cli/eval/eval_items.h"
#include "pipeline/cli/eval/eval_log.h"
#include "pipeline/cli/eval/item_result.h"
#include "pipeline/cli/eval/mask_readings.h"
#include "pipeline/run/media_feed.h"
#include "pipeline/run/progress.h"

namespace vidcam {

// What became of one item.
struct ItemOutcome {
  std::optional<ItemResult> result;
  size_t record = 0;    // of the log, where there is a result
  std::string failure;  // where there is none: why, one line
  ExitCode code = ExitCode::Ok;
};

// All items of one `vidcam eval` that the log does not have yet: a few readings at a time, their
// clips in batches that depend on the items alone (clip_line.h), scored, put into the log. Items
// share batches, and are logged together, in groups: as many pictures as a batch takes, or one
// video.
class EvalRun {
 public:
  EvalRun(const EvalSettings& settings, ClipExplainer& explainer,
          const std::vector<EvalItem>& items, EvalLog& log);
  ~EvalRun();

  // One outcome an item. Throws Error for what ends the whole run.
  [[nodiscard]] std::vector<ItemOutcome> run();

 private:
  struct Group {
    std::vector<size_t> items;  // not finished when the run began
    ClipLine line;
    size_t open = 0;  // items that are not over
    std::vector<std::string> records;
    std::vector<size_t> recorded;  // the items that these are of
  };
  // An item being worked on.
  struct Work {
    size_t group = 0;
    int reading = 0;
    bool failed = false;
    bool all_out = false;  // all its clips have come
    ItemTally tally;
    ItemResult result;
    std::vector<uint8_t> mask;  // as shown; empty: none, or not yet read
    bool waits = false;         // for its mask: its clips stay out of the line
    std::vector<Clip> held;
  };

  void take_from_log();
  void make_groups();
  [[nodiscard]] bool may_start() const;
  void start_next();
  [[nodiscard]] MediaJob job_of(const EvalItem& item) const;
  void handle(FeedEvent event);
  void opened(size_t item, const StreamInfo& stream);
  void mask_read(MaskRead read);
  void all_out(size_t item);
  void reading_over(size_t item, const ReadingOver& over);
  void item_over(size_t item);
  [[nodiscard]] Group* due_group();
  void run_batch(Group& group);
  [[nodiscard]] ClipToScore to_score(const ClipLine::Place& place) const;
  void keep(size_t item, const Clip& clip, const ClipValues& values);
  void give_up(size_t item, ExitCode code, const std::string& message);
  void stepped(const std::string& name, int64_t done, int64_t total);
  void say_estimate(int64_t masks);

  const EvalSettings& settings_;
  ClipExplainer& explainer_;
  const std::vector<EvalItem>& items_;
  EvalLog& log_;
  ClipScorer scorer_;
  ClipSpec clip_;  // the card's, with --frame-step
  int batch_;
  int jobs_;
  int together_;
  std::vector<ItemOutcome> outcomes_;
  std::vector<Group> groups_;
  std::map<size_t, size_t> group_of_;  // by item
  std::deque<size_t> todo_;
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
