// vidcam: the program that users call. One file a command; this one only finds it.
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <iterator>

#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"
#include "pipeline/cli/command.h"
#include "pipeline/cli/sleeping_threads.h"

namespace {

using namespace vidcam;

constexpr Command kCommands[] = {
    {"explain", "videos, pictures or tensors and a model in, explanation videos and maps out",
     run_explain, true},
    {"ask", "a question about a picture or video: the model's answers, and what they rest on",
     run_ask, true},
    {"caption", "what a caption model writes under a picture or video, and what each word rests on",
     run_caption, true},
    {"compare",
     "one input by several models or at several layers: a contact sheet, and how far they agree",
     run_compare, true},
    {"eval", "how faithful and how well placed the explanations are: tables over many inputs",
     run_eval, true},
    {"report", "the results in a folder as one page to look at, with the videos in step",
     run_report},
    {"study", "a blind study: which of two methods' explanations do people trust more?", run_study},
    {"plan", "a batch over many machines: what is explained, and how, in how many shards",
     run_plan},
    {"run", "one shard of a batch, or all of them; again and again until it is done", run_shards,
     true},
    {"status", "how far a batch is, and what failed", run_status},
    {"missing", "which shards of a batch are not done", run_missing},
    {"merge", "the results of a batch in one table, with a page", run_merge},
    {"slurm-script", "a script that runs a batch on a Slurm cluster", run_slurm_script},
    {"layers", "the layers of a model that can be explained", run_layers},
    {"model", "what a model file holds, without running it", run_model},
    {"methods", "the explanation methods, with equation and paper", run_methods},
    {"doctor", "what this machine has for vidcam, what is missing, and a self-test", run_doctor},
};

void print_help(std::ostream& out) {
  out << "vidcam " VIDCAM_VERSION
         ": shows why a video action-recognition model said what it said\n\n"
         "  vidcam explain clip.mp4 -m model.pt          heat over the video, by Grad-CAM and "
         "Grad-CAM++\n"
         "  vidcam eval list.tsv -m model.pt             which method explains it better\n"
         "  vidcam layers model.pt                       which layers can be explained\n\n"
         "Commands (vidcam COMMAND --help says more):\n";
  for (const Command& c : kCommands)
    out << "  " << c.name << std::string(14 - std::string(c.name).size(), ' ') << c.summary << '\n';
  out << '\n' << kExitCodes;
}

bool computes(int argc, char** argv) {
  return argc > 1 && std::any_of(std::begin(kCommands), std::end(kCommands), [&](const Command& c) {
           return c.computes && std::string(argv[1]) == c.name;
         });
}

int dispatch(const Arguments& arguments) {
  if (arguments.empty()) {
    print_help(std::cerr);
    return static_cast<int>(ExitCode::Usage);
  }
  const std::string& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") return print_help(std::cout), 0;
  if (name == "--version") return std::cout << "vidcam " VIDCAM_VERSION << '\n', 0;
  for (const Command& c : kCommands) {
    if (name == c.name) return c.run({arguments.begin() + 1, arguments.end()});
  }
  std::vector<std::string> names;
  for (const Command& c : kCommands) names.emplace_back(c.name);
  throw Error(ExitCode::Usage, "no command '" + name + "'; did you mean " +
                                   nearest(name, names, 1).front() + "? (see vidcam --help)");
}

int run(int argc, char** argv) {
  try {
    if (computes(argc, argv)) let_threads_sleep();
    const int code = dispatch({argv + 1, argv + argc});
    if (!std::cout.flush())
      throw Error(ExitCode::Io, "standard output was closed or is full; not all could be said");
    return code;
  } catch (const Error& e) {
    std::cerr << "error: " << e.what() << '\n';
    return static_cast<int>(e.code());
  } catch (const std::exception& e) {
    std::cerr << "error: unexpected, please report it: " << e.what() << '\n';
    return static_cast<int>(ExitCode::Bug);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int code = run(argc, argv);
#if defined(__SANITIZE_ADDRESS__)
  return code;  // leaks are looked for behind main
#else
  // Otherwise LibTorch would take its tables of operators apart: a fifth of the CPU time of a short
  // command. All has been written, and nothing else of ours waits for the end of the process.
  std::cerr.flush();
  std::_Exit(code);
#endif
}
