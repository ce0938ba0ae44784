#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "pipeline/base/error.h"
#include "pipeline/cli/explain/input_task.h"
#include "pipeline/run/media_worker.h"
#include "pipeline/run/progress.h"

namespace vidcam {

// All inputs of one `vidcam explain`: keeps a few media processes busy, gathers their clips into
// full batches, explains them, and sends the heat back. This thread runs the model; each process
// has a thread that reads what it says.
class ExplainRun {
 public:
  ExplainRun(const ExplainSettings& settings, ClipExplainer& explainer,
             std::vector<TargetRequest> targets);
  ~ExplainRun();

  // Explains all inputs; prints the paths of results on stdout and one line on stderr for each
  // input that failed. Throws Error for what ends the whole run (the model refuses the input, a
  // class out of range, stopped by a signal).
  [[nodiscard]] ExitCode run(std::vector<Input> inputs);

  // Clips that are run together.
  [[nodiscard]] int batch_size() const { return batch_; }

 private:
  // An input being worked on, its process, and what that process is doing.
  struct Active {
    std::unique_ptr<InputTask> task;
    std::unique_ptr<MediaWorker> worker;
    bool waiting = false;   // sends nothing more until it gets heat
    bool finished = false;  // said Finished
    int unanswered = 0;     // clips whose heat it has not got
    int64_t frames_counted = 0;
    std::optional<MediaFailure> failure;
    std::chrono::steady_clock::time_point heard = std::chrono::steady_clock::now();
  };
  struct Pending {
    int worker = 0;
    Clip clip;
  };

  void start_next(Input input);
  void start_pass(int id, Active active);
  void explain_tensor(const Input& input);
  void handle(MediaEvent event);
  void take(int id, Active& active, Message message);
  void take_clip(int id, Active& active, Message message);
  void conversation_over(int id, const std::string& error);
  [[nodiscard]] bool batch_is_due() const;
  void run_batch();
  [[nodiscard]] ClipHeat keep(Active& active, const Clip& clip, const ClipExplanation& explanation);
  void answer(int id, const Clip& clip, const ClipHeat& heat);
  void say_precision();
  void watch_for_stalls();
  void finish(InputTask& task);
  void fail(const std::string& path, ExitCode code, const std::string& message);
  void dump(const Active& active, const Clip& clip);
  [[nodiscard]] bool keep_earlier(Input& input);
  void stop_if_asked() const;
  void model_was_busy();
  void method_progressed(const MethodProgress& method);

  const ExplainSettings& settings_;
  ClipExplainer& explainer_;
  std::vector<TargetRequest> targets_;
  ClipSpec clip_;  // the card's, with --frame-step
  int batch_ = 4;
  int jobs_ = 1;
  std::string media_program_;
  std::deque<Input> todo_;
  MediaEvents events_;  // before the workers: their threads push until they are joined
  std::map<int, Active> active_;
  std::deque<Pending> pending_;
  std::unique_ptr<Progress> progress_;
  std::set<std::string> estimated_;  // methods whose time was said
  int next_id_ = 0;
  bool precision_said_ = false;
  int inputs_ = 0;
  std::vector<ExitCode> failures_;
};

}  // namespace vidcam
