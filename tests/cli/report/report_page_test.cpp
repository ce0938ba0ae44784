#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "pipeline/cli/report/report.h"
#include "tests/cli/report/results.h"
#include "tests/support/browser.h"

// The page of a results folder in a real browser: its videos, its charts, and what it may do.
namespace vidcam {
namespace {

using testing::Browser;
using ::testing::IsEmpty;

class ReportPageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto chromium = testing::find_chromium();
    if (!chromium) GTEST_SKIP() << "no chromium on the PATH";
    browser_ = std::make_unique<Browser>(*chromium);
  }
  // Explanations of an input, as a page with its first item open.
  void open_explanation(const std::vector<testing::MadeClip>& clips) {
    testing::make_explanation(dir_ / "ex", "a", "in.mp4", clips, true);
    browser_->open(write_report(dir_ / "ex"), "item=a");
    ASSERT_TRUE(browser_->becomes_true(
        "[...document.querySelectorAll('.screens video')].every(v => v.readyState >= 3)"));
  }
  [[nodiscard]] double number(const std::string& expression) {
    return browser_->evaluate(expression).get<double>();
  }
  // Of the videos' places the largest distance, in seconds.
  [[nodiscard]] double drift() {
    return number(
        "(t => Math.max(...t) - Math.min(...t))"
        "([...document.querySelectorAll('.screens video')].map(v => v.currentTime))");
  }
  testing::TempDir dir_;
  std::unique_ptr<Browser> browser_;
};

constexpr char kTime[] = "document.querySelector('.screens video').currentTime";
constexpr char kCursor[] = "+document.querySelector('.cursor').getAttribute('x1')";

TEST_F(ReportPageTest, VideosOfAnItemPlayInStep) {
  open_explanation({{0, 16, 0.9}, {16, 16, 0.5}, {32, 28, 0.7}});
  EXPECT_EQ(number("document.querySelectorAll('.screens video').length"), 3);
  EXPECT_EQ(browser_->evaluate("[...document.querySelectorAll('.screens figcaption')].map(f => "
                               "f.textContent).join()"),
            "source,gradcam,gradcam++");
  const double cursor = number(kCursor);
  browser_->evaluate("document.getElementById('play').click()");
  ASSERT_TRUE(browser_->becomes_true(std::string(kTime) + " > 0.4"));
  double worst = 0;
  int apart = 0;
  for (int i = 0; i < 60; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const double now = drift();
    worst = std::max(worst, now);
    apart += now > 0.05 ? 1 : 0;
  }
  EXPECT_LE(apart, 6) << "less than a frame of 12 a second";
  EXPECT_LT(worst, 0.3) << "further apart it jumps";
  EXPECT_GT(number(kCursor), cursor + 10);
  browser_->evaluate("document.getElementById('play').click()");
  EXPECT_TRUE(browser_->becomes_true("document.getElementById('play').textContent === 'Play'"));
  EXPECT_TRUE(browser_->becomes_true(
      "[...document.querySelectorAll('.screens video')].every(v => v.paused && !v.seeking)"));
  EXPECT_LT(drift(), 1e-6);
  EXPECT_THAT(browser_->complaints(), IsEmpty());
}

// One that is pushed out of step comes back.
TEST_F(ReportPageTest, AVideoThatFallsBehindCatchesUp) {
  open_explanation({{0, 60, 0.9}});
  browser_->evaluate("document.getElementById('play').click()");
  ASSERT_TRUE(browser_->becomes_true(std::string(kTime) + " > 1.2"));
  browser_->evaluate("document.querySelectorAll('.screens video')[2].currentTime = 0");
  // While it plays: at the end all are put on one place.
  EXPECT_TRUE(browser_->becomes_true(
      "(v => !v[0].paused && Math.abs(v[2].currentTime - v[0].currentTime) < 0.1)"
      "(document.querySelectorAll('.screens video'))"));
}

TEST_F(ReportPageTest, TheTimelineMovesAllVideosAndTheCursor) {
  open_explanation({{0, 16, 0.9}, {16, 16, 0.5}, {32, 28, 0.7}});
  browser_->evaluate(
      "(s => { s.value = 2.5; s.dispatchEvent(new Event('input', {bubbles: true})); })"
      "(document.getElementById('timeline'))");
  EXPECT_TRUE(browser_->becomes_true(
      "[...document.querySelectorAll('.screens video')].every(v => v.currentTime === 2.5)"));
  // The axis runs from 46 to 12 before the right end, over the 5 s of the clips.
  const double width = number("document.querySelector('#probabilities svg').viewBox.baseVal.width");
  EXPECT_NEAR(number(kCursor), 46 + (width - 58) * 2.5 / 5, 0.5);
  // A click into the chart, at a fifth of its axis.
  browser_->evaluate(
      "(s => { const b = s.getBoundingClientRect(), w = s.viewBox.baseVal.width;"
      " s.dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: b.left + b.width * (46 + "
      "(w - 58) / 5) / w, clientY: b.top + 20})); })"
      "(document.querySelector('#probabilities svg'))");
  EXPECT_NEAR(number(kTime), 1, 0.01);
}

TEST_F(ReportPageTest, ProbabilitiesAreStepsOfTheClips) {
  open_explanation({{0, 16, 0.9}, {16, 16, 0.5}, {32, 28, 0.7}});
  const double width = number("document.querySelector('#probabilities svg').viewBox.baseVal.width");
  const auto x = [&](double t) { return 46 + (width - 58) * t / 5; };
  const auto y = [](double p) { return 150 - p * 140; };  // of 190, 10 above and 40 below
  const double seconds[] = {0, 16 / 12.0, 16 / 12.0, 32 / 12.0, 32 / 12.0, 5};
  const double values[] = {0.9, 0.9, 0.5, 0.5, 0.7, 0.7};
  const auto points = browser_->evaluate(
      "document.querySelector('#probabilities path').getAttribute('d').split(/[ML]/).slice(1)"
      ".map(p => p.split(' ').map(Number))");
  ASSERT_EQ(points.size(), 6U);
  for (size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(points[i][0].get<double>(), x(seconds[i]), 0.11) << i;
    EXPECT_NEAR(points[i][1].get<double>(), y(values[i]), 0.11) << i;
  }
}

// Three windows of 12 frames at 0, 1 and 3 s: the first two touch, before the third is a gap.
TEST_F(ReportPageTest, ALineStopsWhereWindowsDoNotTouch) {
  testing::make_evaluation(dir_ / "ev", {{"a", "left", "left", {10, 20}}});
  std::ifstream before(dir_ / "ev/results.jsonl");
  nlohmann::ordered_json line = nlohmann::ordered_json::parse(before);
  nlohmann::ordered_json clip = line["clips"][0];
  line["clips"].clear();
  for (const int second : {0, 1, 3}) {
    clip["first_frame"] = 12 * second;
    clip["start_seconds"] = second;
    clip["frames"] = 12;
    line["clips"].push_back(clip);
  }
  std::ofstream(dir_ / "ev/results.jsonl") << line << '\n';
  browser_->open(write_report(dir_ / "ev"), "item=a");
  const std::string drawn = browser_->evaluate(
      "document.querySelector('#probabilities path').getAttribute('d').replace(/[0-9. -]/g, '')");
  EXPECT_EQ(drawn, "MLLLML");
  const double width = number("document.querySelector('#probabilities svg').viewBox.baseVal.width");
  const auto x = [&](double t) { return 46 + (width - 58) * t / 4; };
  const auto ends = browser_->evaluate(
      "document.querySelector('#probabilities path').getAttribute('d').split(/[ML]/).slice(1)"
      ".map(p => Number(p.split(' ')[0]))");
  EXPECT_NEAR(ends[3].get<double>(), x(2), 0.11);
  EXPECT_NEAR(ends[4].get<double>(), x(3), 0.11);
  EXPECT_THAT(browser_->complaints(), IsEmpty());
}

TEST_F(ReportPageTest, TheKeyboardAloneIsEnough) {
  testing::make_explanation(dir_ / "ex", "a", "in.mp4", {{0, 60, 0.9}}, true);
  browser_->open(write_report(dir_ / "ex"));
  browser_->evaluate("document.querySelector('td.id button').focus()");
  browser_->press("Enter");
  ASSERT_TRUE(browser_->becomes_true("document.getElementById('player').open"));
  ASSERT_TRUE(browser_->becomes_true(
      "[...document.querySelectorAll('.screens video')].every(v => v.readyState >= 3)"));
  browser_->press("k");
  EXPECT_TRUE(browser_->becomes_true(std::string(kTime) + " > 0.2"));
  browser_->press("k");
  EXPECT_TRUE(browser_->becomes_true("document.querySelector('.screens video').paused"));
  browser_->press("Escape");
  EXPECT_TRUE(browser_->becomes_true("!document.getElementById('player').open"));
  EXPECT_TRUE(browser_->becomes_true("document.activeElement.textContent === 'a'"));
  EXPECT_TRUE(browser_->becomes_true("document.querySelectorAll('.screens').length === 0"));
  EXPECT_THAT(browser_->complaints(), IsEmpty());
}

TEST_F(ReportPageTest, ChartsShowTheSummary) {
  testing::make_evaluation(dir_ / "ev", {{"a", "left", "left", {10, 20}},
                                         {"b", "left", "left", {12, 80}},
                                         {"c", "left", "left", {97, 99.5}}});
  browser_->open(write_report(dir_ / "ev"));
  EXPECT_EQ(number("document.querySelectorAll('#curves figure').length"), 3);
  // Deletion of the first method: 0.75, 0.5, 0.25 at 0, 0.5, 1, in a frame of 420 x 270.
  EXPECT_EQ(browser_->evaluate("document.querySelectorAll('#curves figure')[1]"
                               ".querySelector('path').getAttribute('d')"),
            "M46.0 65.0L227.0 120.0L408.0 175.0");
  // Bins of 5 %: 10 and 12 in one, 97 in the last.
  EXPECT_EQ(browser_->evaluate("[...document.querySelectorAll('#histogram rect.m0 title')]"
                               ".map(t => t.textContent).join('; ')"),
            "gradcam: 2 of 3 items from 10 to 15; gradcam: 1 of 3 items from 95 to 100");
  EXPECT_EQ(browser_->evaluate("document.querySelector('#figures tbody tr').innerText"),
            "Average Drop % (lower is better)\t3\t30.00 [29.00, 31.00]\t20.00 [19.00, 21.00]\t");
  EXPECT_EQ(
      browser_->evaluate("document.querySelector('#comparisons tbody tr').innerText"),
      "gradcam\tgradcam++\tAverage Drop %\t3\t10.00 [9.00, 11.00]\t5\t2\t0\t4.0e-4\tWilcoxon");
  EXPECT_THAT(browser_->complaints(), IsEmpty());
}

// Everybody can make a file of any name, and a model can have labels of any text.
TEST_F(ReportPageTest, HostileNamesStayText) {
  const std::string bad = "</script><img src=x onerror=\"window.hacked=1\">\u2028'\"&<b>";
  testing::make_evaluation(dir_ / "ev",
                           {{bad, bad, bad, {10, 20}}, {"f", "", "", {}, "error " + bad}});
  testing::make_explanation(dir_ / "ex", "<b>x%41#y", "in", {{}}, true);
  browser_->open(write_report(dir_ / "ev"), "item=" + std::string("f"));
  const std::string as_json = nlohmann::json(bad).dump();
  EXPECT_EQ(browser_->evaluate("document.querySelector('td.id button').textContent"), bad);
  EXPECT_EQ(number("[...document.querySelectorAll('td')].filter(t => t.textContent === " + as_json +
                   ").length"),
            2)
      << "id and label";
  EXPECT_EQ(number("document.querySelectorAll('img, b').length"), 0);
  EXPECT_EQ(browser_->evaluate("document.getElementById('player-body').textContent.includes(" +
                               as_json + ")"),
            true);
  browser_->open(write_report(dir_ / "ex"), "item=%3Cb%3Ex%2541%23y");
  EXPECT_TRUE(browser_->becomes_true(
      "[...document.querySelectorAll('.screens video')].every(v => v.readyState >= 1)"));
  EXPECT_EQ(number("document.querySelectorAll('.screens video').length"), 3);
  EXPECT_TRUE(browser_->evaluate("window.hacked === undefined").get<bool>());
  EXPECT_THAT(browser_->complaints(), IsEmpty());
}

TEST_F(ReportPageTest, ItsPolicyLetsNothingElseRunOrLoad) {
  testing::make_evaluation(dir_ / "ev", {{"a", "left", "left", {10, 20}}});
  browser_->open(write_report(dir_ / "ev"));
  EXPECT_EQ(number("performance.getEntriesByType('resource').length"), 0);
  browser_->evaluate(
      "(() => { const s = document.createElement('script'); s.textContent = 'window.hacked = 1';"
      " document.body.append(s); const i = new Image(); i.src = 'http://127.0.0.1:9/x.png';"
      " document.body.append(i); })()");
  EXPECT_TRUE(browser_->evaluate("window.hacked === undefined").get<bool>());
  for (int i = 0; i < 250 && browser_->complaints().size() < 2; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    browser_->evaluate("1");
  }
  std::string all;
  for (const std::string& complaint : browser_->complaints()) all += complaint + "\n";
  EXPECT_THAT(all, ::testing::HasSubstr("script-src"));
  EXPECT_THAT(all, ::testing::HasSubstr("img-src"));
}

TEST_F(ReportPageTest, ColoursFollowTheSystemUntilTheyAreChosen) {
  testing::make_evaluation(dir_ / "ev", {{"a", "left", "left", {10, 20}}});
  browser_->prefer_dark(true);
  browser_->open(write_report(dir_ / "ev"));
  const std::string theme = "document.documentElement.dataset.theme";
  EXPECT_EQ(browser_->evaluate(theme), "dark");
  EXPECT_EQ(browser_->evaluate("getComputedStyle(document.body).backgroundColor"),
            "rgb(18, 21, 25)");
  browser_->prefer_dark(false);
  EXPECT_TRUE(browser_->becomes_true(theme + " === 'light'"));
  browser_->evaluate("document.getElementById('theme').click()");
  EXPECT_EQ(browser_->evaluate(theme), "dark");
}

TEST_F(ReportPageTest, EverythingHasANameForThoseWhoDoNotSeeIt) {
  testing::make_evaluation(dir_ / "ev", {{"a", "left", "left", {10, 20}}});
  testing::make_explanation(dir_ / "ex", "a", "a", {{0, 16, 0.9}, {16, 44, 0.5}}, true);
  browser_->open(write_report(dir_ / "ev", {dir_ / "ex"}), "item=a");
  const char* nameless =
      "[...document.querySelectorAll('button, input, select, video, img, svg, nav')].filter(e => "
      "!(e.getAttribute('aria-label') || e.alt || e.textContent.trim() || "
      "(e.labels && e.labels.length > 0 && e.labels[0].textContent.trim()) || "
      "e.getAttribute('aria-hidden') === 'true' || e.closest('[aria-hidden=true]')))"
      ".map(e => e.outerHTML)";
  EXPECT_EQ(browser_->evaluate(nameless).dump(), "[]");
  // Ids and headings: sections point at titles that are there.
  EXPECT_EQ(
      browser_->evaluate("[...document.querySelectorAll('[aria-labelledby]')].filter(e => "
                         "!document.getElementById(e.getAttribute('aria-labelledby'))).length"),
      0);
}

TEST_F(ReportPageTest, AVideoThatIsGoneIsNamed) {
  testing::make_explanation(dir_ / "ex", "a", "in.mp4", {{0, 60, 0.9}}, true);
  const std::string page = write_report(dir_ / "ex");
  std::filesystem::remove(dir_ / "ex/a_gradcam++.mp4");
  browser_->open(page, "item=a");
  EXPECT_TRUE(browser_->becomes_true(
      "document.querySelector('.screens').innerText.includes('a_gradcam++.mp4: this browser')"));
}

}  // namespace
}  // namespace vidcam
