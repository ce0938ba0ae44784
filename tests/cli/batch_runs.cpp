#include "tests/cli/batch_runs.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace vidcam::testing {

namespace fs = std::filesystem;

namespace {

std::string contents(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

BatchRuns::BatchRuns(int videos) {
  std::ofstream(manifest()) << "path\tid\n";
  for (int i = 0; i < videos; ++i) {
    const std::string name = "v" + std::to_string(i);
    fs::create_symlink(sample_video(), dir_ / (name + ".mp4"));
    add(name + ".mp4", name);
  }
}

void BatchRuns::add(const std::string& path, const std::string& id) {
  std::ofstream(manifest(), std::ios::app) << path << '\t' << id << '\n';
}

// With --batch 1 the bytes of results do not depend on what runs beside them.
std::vector<std::string> BatchRuns::plan_arguments(int shards,
                                                   const std::vector<std::string>& more) const {
  std::vector<std::string> arguments{"plan",
                                     "--out",
                                     out(),
                                     manifest(),
                                     "-m",
                                     sample_model(),
                                     "--shards",
                                     std::to_string(shards),
                                     "--method=gradcam",
                                     "--batch=1",
                                     "--precision=fp32",
                                     "--preset-x264=ultrafast"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

ProgramRun BatchRuns::plan(int shards, const std::vector<std::string>& more) const {
  return run_vidcam(plan_arguments(shards, more));
}

ProgramRun BatchRuns::command(const std::string& name, const std::vector<std::string>& more,
                              const std::function<bool()>& kill_when, int signal) const {
  std::vector<std::string> arguments{name, "--out", out()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run_vidcam(arguments, kill_when, signal);
}

// The whole lines of all journals: what has no end was cut off.
std::vector<std::string> BatchRuns::journal() const {
  std::vector<std::string> lines;
  std::error_code none;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(out()) / "shards", none)) {
    if (entry.path().extension() != ".jsonl") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line) && !file.eof();) lines.push_back(line);
  }
  return lines;
}

int BatchRuns::journal_lines() const { return static_cast<int>(journal().size()); }

int BatchRuns::recorded_items() const {
  std::set<std::string> ids;
  for (const std::string& line : journal()) {
    const auto record = nlohmann::json::parse(line);
    const auto items = record.contains("group") ? record["group"] : nlohmann::json::array({record});
    for (const auto& item : items) ids.insert(item.at("id"));
  }
  return static_cast<int>(ids.size());
}

std::map<std::string, std::string> BatchRuns::results() const {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(out())) {
    const std::string path = entry.path().lexically_relative(out()).string();
    if (entry.is_regular_file() && !path.starts_with("shards/"))
      files[path] = contents(entry.path());
  }
  return files;
}

void BatchRuns::set_aside(const std::string& name) const { fs::rename(out(), dir_ / name); }

std::vector<nlohmann::json> BatchRuns::merged() const {
  std::vector<nlohmann::json> lines;
  std::ifstream file(fs::path(out()) / "results.jsonl");
  for (std::string line; std::getline(file, line);) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

Variable::Variable(std::string name, const std::string& value) : name_(std::move(name)) {
  ::setenv(name_.c_str(), value.c_str(), 1);
}
Variable::~Variable() { ::unsetenv(name_.c_str()); }

}  // namespace vidcam::testing
