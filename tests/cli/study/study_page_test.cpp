#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <stdexcept>
#include <thread>

#include "pipeline/cli/study/study.h"
#include "pipeline/cli/study/study_answers.h"
#include "tests/cli/report/results.h"
#include "tests/support/browser.h"

// A judge's way through a study, in a real browser.
namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::Browser;
using ::testing::IsEmpty;

class StudyPageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto chromium = testing::find_chromium();
    if (!chromium) GTEST_SKIP() << "no chromium on the PATH";
    for (int i = 0; i < 4; ++i) {
      const std::string stem = "v" + std::to_string(i);
      testing::make_explanation(dir_ / "ex", stem, "in", {{}}, true);
      fs::copy_file(std::string(VIDCAM_SOURCE_DIR) + "/samples/videos/up_30.mp4",
                    dir_ / ("ex/" + stem + "_gradcam++.mp4"), fs::copy_options::overwrite_existing);
    }
    StudyOptions options;
    options.folders = {dir_ / "ex"};
    options.method_a = "gradcam";
    options.method_b = "gradcam++";
    options.out = dir_ / "study";
    page_ = make_study(options).front();
    browser_ = std::make_unique<Browser>(*chromium);
    browser_->open(page_);
  }
  void begin(const std::string& judge) {
    browser_->evaluate("document.getElementById('judge').value = '" + judge +
                       "'; document.querySelector('#start-form button').click()");
    ASSERT_TRUE(browser_->becomes_true("!document.getElementById('item').hidden"));
  }
  [[nodiscard]] std::string text(const std::string& id) {
    return browser_->evaluate("document.getElementById('" + id + "').innerText");
  }
  // The number of the item shown, by its media.
  [[nodiscard]] int shown() {
    const std::string url =
        browser_->evaluate("document.querySelector('#screens video').getAttribute('src')");
    return std::stoi(url.substr(6, 4));
  }
  // What is in a file as soon as it is there and whole.
  [[nodiscard]] static nlohmann::json when_whole(const std::string& path) {
    for (int i = 0; i < 500; ++i) {
      std::ifstream file(path);
      const auto json = nlohmann::json::parse(file, nullptr, false);
      if (!json.is_discarded()) return json;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    throw std::runtime_error("no file " + path);
  }
  testing::TempDir dir_;
  std::string page_;
  std::unique_ptr<Browser> browser_;
};

TEST_F(StudyPageTest, AnswersComeOutAsTheyWereGiven) {
  browser_->download_into(dir_.path().string());
  begin("Judge 1");
  std::map<int, std::string> given;
  const char* keys[] = {"ArrowLeft", "ArrowDown", "ArrowRight"};
  const char* choices[] = {"left", "same", "right"};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(text("item-title"), std::to_string(i + 1) + " of 4");
    given[shown()] = choices[i];
    browser_->press(keys[i]);
  }
  given[shown()] = "right";
  browser_->evaluate("document.querySelector('[data-choice=right]').click()");
  EXPECT_EQ(text("end-title"), "That was the last one. Thank you!");
  browser_->evaluate("document.getElementById('save').click()");
  const std::string saved = dir_ / "answers-Judge_1.json";
  const auto file = when_whole(saved);
  EXPECT_EQ(file["judge"], "Judge 1");
  ASSERT_EQ(file["answers"].size(), 4U);
  for (const auto& answer : file["answers"])
    EXPECT_EQ(answer["choice"], given.at(answer["item"].get<int>()));
  const StudyKey key = read_study_key(dir_ / "study/key.json");
  const StudyResult result = count_answers(key, {read_answers(saved, key)}, {});
  EXPECT_EQ(result.votes.same, 1);
  EXPECT_EQ(result.votes.total(), 4);
  EXPECT_THAT(browser_->complaints(), IsEmpty());
}

TEST_F(StudyPageTest, AllThreePlayInStep) {
  begin("p");
  ASSERT_TRUE(
      browser_->becomes_true("(v => v.length === 3 && v.every(v => v.readyState >= 3))"
                             "([...document.querySelectorAll('#screens video')])"));
  browser_->press(" ");
  EXPECT_TRUE(browser_->becomes_true(
      "(t => t.every(t => t > 0.4) && Math.max(...t) - Math.min(...t) < 0.1)"
      "([...document.querySelectorAll('#screens video')].map(v => v.currentTime))"));
  EXPECT_EQ(text("says"), "The model says: left (90 %)");
  EXPECT_THAT(browser_->complaints(), IsEmpty());
}

TEST_F(StudyPageTest, AnAnswerCanBeTakenBackAndAStopGoneOnFrom) {
  begin("p");
  const int first = shown();
  browser_->press("ArrowLeft");
  browser_->evaluate("document.getElementById('back').click()");
  EXPECT_EQ(shown(), first);
  EXPECT_EQ(browser_->evaluate("document.querySelector('[aria-pressed=true]').dataset.choice"),
            "left");
  browser_->press("ArrowDown");
  browser_->evaluate("document.getElementById('stop').click()");
  EXPECT_EQ(text("end-title"), "1 of 4 answered");
  browser_->evaluate("document.getElementById('go-on').click()");
  EXPECT_EQ(text("item-title"), "2 of 4");
  // The page is closed and opened again: the same judge goes on.
  browser_->open(page_);
  begin("p");
  EXPECT_EQ(text("item-title"), "2 of 4");
  EXPECT_EQ(text("progress-text"), "1 answered");
}

TEST_F(StudyPageTest, JudgesHaveOrdersOfTheirOwn) {
  std::set<std::string> orders;
  for (const char* judge : {"a", "b", "c", "d", "e"}) {
    browser_->open(page_);
    begin(judge);
    std::string order;
    for (int i = 0; i < 4; ++i) {
      order += std::to_string(shown());
      browser_->press("ArrowDown");
    }
    orders.insert(order);
    EXPECT_EQ(std::set<char>(order.begin(), order.end()).size(), 4U) << order;
  }
  EXPECT_GT(orders.size(), 1U);
}

}  // namespace
}  // namespace vidcam
