#include "tests/support/browser.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <map>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "pipeline/cli/report/media_link.h"

extern char** environ;

namespace vidcam::testing {
namespace {

using Json = nlohmann::json;

constexpr int kPatienceMs = 60000;

// Both ends above the descriptors that the browser is to have them under.
std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
  for (int& end : ends) {
    const int high = ::fcntl(end, F_DUPFD_CLOEXEC, 20);
    ::close(end);
    end = high;
  }
  return ends;
}

// Descriptor 3 is what the browser reads, 4 what it writes.
pid_t start(const std::string& program, std::vector<std::string> arguments, int reads, int writes) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (auto& a : arguments) argv.push_back(a.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, reads, 3);
  posix_spawn_file_actions_adddup2(&actions, writes, 4);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + program);
  return pid;
}

}  // namespace

std::optional<std::string> find_chromium() {
  if (const char* told = std::getenv("CHROMIUM")) return told;
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string program = folder + "/chromium";
    if (::access(program.c_str(), X_OK) == 0) return program;
  }
  return std::nullopt;
}

Browser::Browser(const std::string& chromium) {
  const auto commands = make_pipe(), answers = make_pipe();
  pid_ = start(
      chromium,
      {chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
       "--disable-background-networking", "--disable-dev-shm-usage", "--remote-debugging-pipe",
       "--user-data-dir=" + profile_.path().string(), "--window-size=1280,900", "about:blank"},
      commands[0], answers[1]);
  ::close(commands[0]);
  ::close(answers[1]);
  to_ = commands[1];
  from_ = answers[0];
  const Json target = call("Target.createTarget", {{"url", "about:blank"}});
  session_ = call("Target.attachToTarget",
                  {{"targetId", target["targetId"]}, {"flatten", true}})["sessionId"];
  for (const char* domain : {"Runtime", "Log", "Page"}) call(std::string(domain) + ".enable");
}

Browser::~Browser() {
  ::close(to_);  // it ends when nobody speaks to it any more
  ::close(from_);
  int status = 0;
  for (int i = 0; i < 250 && ::waitpid(pid_, &status, WNOHANG) == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  if (::waitpid(pid_, &status, WNOHANG) != 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, &status, 0);
}

Json Browser::receive() {
  size_t end = 0;
  while ((end = unread_.find('\0')) == std::string::npos) {
    pollfd ready{from_, POLLIN, 0};
    std::array<char, 65536> buffer;
    const ssize_t got =
        ::poll(&ready, 1, kPatienceMs) > 0 ? ::read(from_, buffer.data(), buffer.size()) : 0;
    if (got <= 0) throw std::runtime_error("the browser does not answer");
    unread_.append(buffer.data(), static_cast<size_t>(got));
  }
  Json message = Json::parse(unread_.substr(0, end));
  unread_.erase(0, end + 1);
  return message;
}

void Browser::note(const Json& event) {
  const std::string method = event.value("method", "");
  const Json& what = event["params"];
  if (method == "Runtime.exceptionThrown") complaints_.push_back(what["exceptionDetails"].dump());
  if (method == "Runtime.consoleAPICalled" && what["type"] == "error")
    complaints_.push_back(what["args"].dump());
  if (method == "Log.entryAdded" && what["entry"]["level"] == "error")
    complaints_.push_back(what["entry"].value("text", "") + " " + what["entry"].value("url", ""));
}

Json Browser::call(const std::string& method, const Json& parameters) {
  Json message{{"id", ++calls_}, {"method", method}};
  if (!parameters.is_null()) message["params"] = parameters;
  if (!session_.empty() && !method.starts_with("Browser.")) message["sessionId"] = session_;
  const std::string text = message.dump();
  for (size_t sent = 0; sent < text.size() + 1;) {
    const ssize_t n = ::write(to_, text.c_str() + sent, text.size() + 1 - sent);
    if (n <= 0) throw std::runtime_error("the browser does not listen");
    sent += static_cast<size_t>(n);
  }
  while (true) {
    Json answer = receive();
    if (answer.contains("method")) note(answer);
    if (answer.value("id", 0) != calls_) continue;
    if (answer.contains("error")) throw std::runtime_error(method + ": " + answer.dump());
    return answer["result"];
  }
}

void Browser::open(const std::string& path, const std::string& fragment) {
  const std::string url = "file://" + url_of(path) + (fragment.empty() ? "" : "#" + fragment);
  call("Page.navigate", {{"url", "about:blank"}});
  call("Page.navigate", {{"url", url}});
  if (!becomes_true("document.documentElement?.dataset.ready === '1'"))
    throw std::runtime_error(url + ": does not become ready: " +
                             (complaints_.empty() ? "no complaint" : complaints_.front()));
}

Json Browser::evaluate(const std::string& expression) {
  const Json answer = call("Runtime.evaluate", {{"expression", expression},
                                                {"awaitPromise", true},
                                                {"returnByValue", true},
                                                {"userGesture", true}});
  if (answer.contains("exceptionDetails"))
    throw std::runtime_error(expression + ": " + answer["exceptionDetails"].dump());
  return answer["result"].contains("value") ? answer["result"]["value"] : Json();
}

bool Browser::becomes_true(const std::string& expression) {
  for (int i = 0; i < 1500; ++i) {
    const Json value = evaluate(expression);
    if (value.is_boolean() && value.get<bool>()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

void Browser::press(const std::string& key) {
  static const std::map<std::string, int> kCodes = {{"Enter", 13},      {"Escape", 27},
                                                    {"Tab", 9},         {"ArrowLeft", 37},
                                                    {"ArrowRight", 39}, {"ArrowDown", 40}};
  const auto found = kCodes.find(key);
  const int code = found == kCodes.end() ? key[0] : found->second;
  Json event{{"type", "keyDown"}, {"key", key}, {"code", key}, {"windowsVirtualKeyCode", code}};
  if (key == "Enter") event["text"] = "\r";
  if (key.size() == 1) event["text"] = key;
  call("Input.dispatchKeyEvent", event);
  event["type"] = "keyUp";
  event.erase("text");
  call("Input.dispatchKeyEvent", event);
}

void Browser::resize(int width, int height) {
  call("Emulation.setDeviceMetricsOverride",
       {{"width", width}, {"height", height}, {"deviceScaleFactor", 1}, {"mobile", false}});
}

void Browser::prefer_dark(bool dark) {
  const Json feature{{"name", "prefers-color-scheme"}, {"value", dark ? "dark" : "light"}};
  call("Emulation.setEmulatedMedia", {{"features", Json::array({feature})}});
}

void Browser::download_into(const std::string& folder) {
  call("Browser.setDownloadBehavior", {{"behavior", "allow"}, {"downloadPath", folder}});
}

}  // namespace vidcam::testing
