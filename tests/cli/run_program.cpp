#include "tests/cli/run_program.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "tests/support/temp_dir.h"

extern char** environ;

namespace vidcam::testing {
namespace {

std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

// stdout and stderr go to files: no pipe can fill up, and nothing that outlives the program keeps
// us waiting.
pid_t start(const std::string& program, const std::vector<std::string>& arguments,
            const std::string& out, const std::string& err) {
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT, 0600);
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + program);
  return pid;
}

// A number of a process's status by its name there, "VmRSS:", while it runs this program, else 0: a
// process that was just spawned still is its parent, memory and all (which is why rusage would not
// do, either).
long status_of(const std::string& pid, const std::string& program, const std::string& name) {
  std::ifstream status("/proc/" + pid + "/status");
  std::string word;
  if (!(status >> word >> word) || word != program) return 0;
  long value = 0;
  while (status >> word) {
    if (word == name) status >> value;
  }
  return value;
}

ProcessSample sample_of(const std::string& pid) {
  ProcessSample sample{status_of(pid, "vidcam", "VmRSS:")};
  std::error_code gone;
  for (std::filesystem::directory_iterator at("/proc/" + pid + "/fd", gone), end;
       !gone && at != end; at.increment(gone))
    ++sample.descriptors;
  std::ifstream children("/proc/" + pid + "/task/" + pid + "/children");
  for (std::string child; children >> child;) ++sample.children;
  return sample;
}

void watch_memory(pid_t pid, ProgramRun& run) {
  const std::string id = std::to_string(pid);
  run.model_peak_kb = std::max(run.model_peak_kb, status_of(id, "vidcam", "VmHWM:"));
  std::ifstream children("/proc/" + id + "/task/" + id + "/children");
  for (std::string child; children >> child;)
    run.media_peak_kb = std::max(run.media_peak_kb, status_of(child, "vidcam-media", "VmHWM:"));
}

}  // namespace

std::vector<std::string> ProgramRun::paths() const {
  std::vector<std::string> lines;
  std::istringstream stream(out);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

ProgramRun run_vidcam(const std::vector<std::string>& arguments,
                      const std::function<bool()>& kill_when, int signal) {
  const TempDir dir;
  const pid_t pid =
      start(std::string(VIDCAM_BINARY_DIR) + "/vidcam", arguments, dir / "out", dir / "err");
  ProgramRun run;
  int status = 0, rounds = 0;
  while (::waitpid(pid, &status, WNOHANG) == 0) {
    watch_memory(pid, run);
    if (kill_when && kill_when()) ::kill(pid, signal);
    if (++rounds % 20 == 0) run.samples.push_back(sample_of(std::to_string(pid)));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  run.out = contents(dir / "out");
  run.err = contents(dir / "err");
  return run;
}

std::string sample_model() {
  return std::string(VIDCAM_SOURCE_DIR) + "/samples/models/actions_c3d.pt";
}

std::string sample_video() {
  return std::string(VIDCAM_SOURCE_DIR) + "/samples/videos/left_28.mp4";
}

ProgramRun explain(const std::vector<std::string>& inputs, const std::string& out,
                   const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"explain"};
  arguments.insert(arguments.end(), inputs.begin(), inputs.end());
  arguments.insert(arguments.end(), {"-m", sample_model(), "-o", out});
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_vidcam(arguments);
}

nlohmann::json read_json(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("no file " + path);
  return nlohmann::json::parse(file);
}

}  // namespace vidcam::testing
