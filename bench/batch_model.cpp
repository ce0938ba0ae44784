// Pretends to have run a batch that vidcam plan made, without a video: writes the journals as
// vidcam run does. What vidcam status, missing and merge then take is what they take at its size.
//   batch_model OUT
#include <cstdio>
#include <exception>
#include <string>

#include "pipeline/run/atomic_file.h"
#include "pipeline/run/batch_plan.h"
#include "pipeline/run/journal.h"
#include "pipeline/run/shard.h"
#include "pipeline/run/shard_state.h"

namespace {

using namespace vidcam;
using Json = nlohmann::ordered_json;

constexpr int64_t kFailsOneIn = 1000;

// About what one clip with two methods takes in a journal.
Json result_of(const std::string& stem) {
  Json result{{"predicted", "walk"},
              {"explained", "walk"},
              {"probability", 0.8712345678901234},
              {"clips", 12},
              {"frames", 192},
              {"duration_seconds", 6.4},
              {"sha256", std::string(64, 'a')},
              {"methods",
               {{"gradcam", {{"flat", 0}, {"nonfinite", 0}}},
                {"gradcam++", {{"flat", 0}, {"nonfinite", 0}}}}},
              {"warnings", Json::array()}};
  for (const char* suffix :
       {"_gradcam.mp4", "_gradcam++.mp4", "_gradcam.npy", "_gradcam++.npy", ".json"})
    result["outputs"].push_back({{"path", "videos/" + stem + suffix}, {"bytes", 123456}});
  return result;
}

// Of an evaluation: one clip, two methods, the figures that need no boxes. Values that differ, as
// the bootstrap sorts them.
Json measured(const BatchItem& item) {
  const double value = static_cast<double>(item.truth.at("n").get<int64_t>() % 9973) / 9973;
  Json methods, of_clip;
  for (const auto& [name, other] :
       {std::pair("gradcam", "gradcam++"), std::pair("gradcam++", "gradcam")}) {
    const Json figures{{"drop", 100 * value},
                       {"increase", value > 0.9 ? 100 : 0},
                       {std::string("win_over_") + other, value > 0.5 ? 100 : 0}};
    methods[name] = {{"flat", 0}, {"nonfinite", 0}, {"explained", value}, {"figures", figures}};
    of_clip[name] = {{"status", "ok"}, {"explained", value}};
    of_clip[name].update(figures);
  }
  const Json top{{"index", 3}, {"label", "walk"}, {"probability", 0.8712345678901234}};
  const Json clip{{"index", 0},           {"first_frame", 0}, {"frames", 16},
                  {"start_seconds", 0.0}, {"predicted", top}, {"target", top},
                  {"methods", of_clip}};
  return {{"result",
           {{"id", item.id},
            {"path", item.path},
            {"label", item.label},
            {"width", 640},
            {"height", 360},
            {"clip_count", 1},
            {"predicted", "walk"},
            {"confidence", 0.8712345678901234},
            {"methods", methods},
            {"warnings", Json::array()},
            {"clips", Json::array({clip})}}}};
}

// A shard's journal. One fsync a shard: the model is of what reads it.
void pretend(const std::string& out, const BatchPlan& plan, int shard, bool complete) {
  const bool eval = plan.settings.value("command", "") == "eval";
  const std::string folder = shard_folder(out, shard);
  make_output_folder(folder);
  std::string lines;
  int64_t count = 0;
  for (const BatchItem& item : read_items(out, plan, shard)) {
    const bool fails = ++count % kFailsOneIn == 0;
    const Json result = eval ? measured(item) : result_of(result_stem(item.id));
    lines += journal_line(fails ? failed_record(item.id, 1, ExitCode::Unusable, "no video")
                                : done_record(item.id, false, 1, result)) +
             "\n";
  }
  write_file_atomically(folder + "/j-model-1-1.jsonl", lines);
  if (complete) write_done(folder, count_shard(out, plan, shard));
}

// Half of the shards are not known to be complete, so that their journals are read.
void model(const std::string& out) {
  const BatchPlan plan = read_plan(out);
  for (int s = 0; s < plan.shards(); ++s) pretend(out, plan, s, s % 2 == 0);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("batch_model OUT\n", stderr), 2;
  try {
    model(argv[1]);
  } catch (const std::exception& e) {
    return std::fprintf(stderr, "error: %s\n", e.what()), 1;
  }
  return 0;
}
