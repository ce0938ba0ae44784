#pragma once

#include <sys/types.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace vidcam::testing {

// Where Chromium is installed: $CHROMIUM, else `chromium` on the PATH; nothing: tests of pages
// skip.
[[nodiscard]] std::optional<std::string> find_chromium();

// A headless Chromium with one page, spoken to in the DevTools protocol over two pipes. Its profile
// is a folder of its own that goes with it. Throws std::runtime_error where the browser does not
// answer.
class Browser {
 public:
  explicit Browser(const std::string& chromium);
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  // Opens file://PATH#fragment, and waits until the page says that it is ready
  // (<html data-ready="1">).
  void open(const std::string& path, const std::string& fragment = "");
  // The value of an expression, of a promise what it comes to. Throws what the page throws.
  nlohmann::json evaluate(const std::string& expression);
  // Asks every few milliseconds until the expression is true; false after half a minute.
  bool becomes_true(const std::string& expression);
  // "Enter", "Escape", "Tab", "ArrowLeft", "ArrowRight", "ArrowDown", " " or a letter, pressed and
  // let go.
  void press(const std::string& key);
  void resize(int width, int height);
  void prefer_dark(bool dark);
  // Lets the page's downloads come into a folder.
  void download_into(const std::string& folder);
  // What the console says of errors: exceptions, refused or missing files, console.error.
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

 private:
  nlohmann::json call(const std::string& method, const nlohmann::json& parameters = {});
  nlohmann::json receive();
  void note(const nlohmann::json& event);

  TempDir profile_;
  pid_t pid_ = -1;
  int to_ = -1;
  int from_ = -1;
  int calls_ = 0;
  std::string session_;
  std::string unread_;
  std::vector<std::string> complaints_;
};

}  // namespace vidcam::testing
