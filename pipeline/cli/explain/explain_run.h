#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "pipeline/base/error.h"
#include "pipeline/cli/explain/input_task.h"
#include "pipeline/run/media_feed.h"
#include "pipeline/run/progress.h"

namespace vidcam {

// Who wants to hear of single inputs; each may be empty.
struct ExplainListener {
  // The results are there, with all maps.
  std::function<void(const InputTask&)> written;
  // The input is done with: its results are there, made now or before (nothing), or why not. What
  // it throws for a failure ends the run.
  std::function<void(const Input&, const Error*)> over;
};

// All inputs of one `vidcam explain`: keeps a few readings going, gathers their clips into full
// batches, explains them, and sends the heat back.
class ExplainRun {
 public:
  ExplainRun(const ExplainSettings& settings, ClipExplainer& explainer,
             std::vector<TargetRequest> targets, ExplainListener listener);
  ~ExplainRun();

  // Explains all inputs; prints the paths of results on stdout and one line on stderr for each
  // input that failed. Throws Error for what ends the whole run (the model refuses the input, a
  // class out of range, stopped by a signal).
  [[nodiscard]] ExitCode run(std::vector<Input> inputs);

  // Clips that are run together.
  [[nodiscard]] int batch_size() const { return batch_; }

 private:
  // An input being worked on.
  struct Active {
    std::unique_ptr<InputTask> task;
    bool failed = false;  // given up: its clips are passed over
  };
  struct Pending {
    int reading = 0;
    Clip clip;
  };

  void start_next(Input input);
  void start_pass(std::unique_ptr<InputTask> task);
  void explain_tensor(const Input& input);
  void handle(FeedEvent event);
  void opened(Active& active, StreamInfo stream);
  void take_clip(int id, Active& active, Clip clip);
  void reading_over(int id, ReadingOver over);
  [[nodiscard]] bool batch_is_due() const;
  void run_batch();
  [[nodiscard]] ClipHeat keep(int id, const Clip& clip, const ClipExplanation& explanation);
  void answer(int id, const Clip& clip, const ClipHeat& heat);
  void say_precision();
  void finish(InputTask& task);
  void fail(const Input& input, const Error& error);
  void dump(const Active& active, const Clip& clip);
  [[nodiscard]] bool keep_earlier(Input& input);
  void method_progressed(const MethodProgress& method);

  const ExplainSettings& settings_;
  ClipExplainer& explainer_;
  std::vector<TargetRequest> targets_;
  ExplainListener listener_;
  ClipSpec clip_;  // the card's, with --frame-step
  int batch_ = 4;
  int jobs_ = 1;
  int codec_threads_ = 1;
  std::deque<Input> todo_;
  MediaFeed feed_;
  std::map<int, Active> active_;  // by the number of the reading
  std::deque<Pending> pending_;
  std::unique_ptr<Progress> progress_;
  std::set<std::string> estimated_;  // methods whose time was said
  bool model_ran_ = false;
  bool precision_said_ = false;
  int inputs_ = 0;
  std::vector<ExitCode> failures_;
};

}  // namespace vidcam
