#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "pipeline/cli/report/report.h"
#include "tests/cli/report/results.h"
#include "tests/support/browser.h"

// The list of items of a page, in a real browser.
namespace vidcam {
namespace {

using ::testing::IsEmpty;
using Json = nlohmann::json;
using testing::Browser;
using testing::MadeItem;

class ReportListPageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto chromium = testing::find_chromium();
    if (!chromium) GTEST_SKIP() << "no chromium on the PATH";
    browser_ = std::make_unique<Browser>(*chromium);
  }
  // item_0, item_1 ...: drops of two methods in no order, every 10th failed, some wrong.
  [[nodiscard]] static std::vector<MadeItem> items(int count) {
    std::vector<MadeItem> all;
    all.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
      MadeItem& item = all.emplace_back();
      item.id = "item_" + std::to_string(i);
      if (i % 10 == 9) {
        item.error = "item_" + std::to_string(i) + ": damaged after frame " + std::to_string(i);
        continue;
      }
      item.label = i % 3 == 0 ? "left" : "right";
      item.drops = {static_cast<double>(i * 37 % 100), static_cast<double>(i * 53 % 100)};
      item.flat = i % 20 == 1 ? 1 : 0;
    }
    return all;
  }
  void open(const std::vector<MadeItem>& all, const std::string& fragment = "") {
    testing::make_evaluation(dir_ / "ev", all);
    browser_->open(write_report(dir_ / "ev"), fragment);
  }
  // The ids on the page shown.
  [[nodiscard]] std::vector<std::string> shown() {
    return browser_->evaluate(
        "[...document.querySelectorAll('#list-table tbody tr')].map(r => r.dataset.id)");
  }
  [[nodiscard]] std::string count() {
    return browser_->evaluate("document.getElementById('list-count').textContent");
  }
  void set(const std::string& id, const std::string& value) {
    browser_->evaluate("(e => { e.value = '" + value +
                       "'; e.dispatchEvent(new Event('input', {bubbles: true})); })"
                       "(document.getElementById('" +
                       id + "'))");
  }
  void click(const std::string& selector) {
    browser_->evaluate("document.querySelector('" + selector + "').click()");
  }
  testing::TempDir dir_;
  std::unique_ptr<Browser> browser_;
};

TEST_F(ReportListPageTest, FiltersShowWhatTheySay) {
  open(items(120));
  EXPECT_EQ(count(), "120 of 120 items, page 1 of 3");
  EXPECT_EQ(shown().size(), 50U);
  set("filter-q", "ITEM_11");
  EXPECT_EQ(count(), "11 of 120 items, page 1 of 1") << "11 and 110 to 119";
  set("filter-q", "");
  set("filter-status", "failed");
  EXPECT_EQ(count(), "12 of 120 items, page 1 of 1");
  EXPECT_EQ(shown().front(), "item_9");
  set("filter-status", "maps");
  EXPECT_EQ(count(), "6 of 120 items, page 1 of 1") << "every 20th";
  set("filter-status", "");
  set("filter-answer", "right");
  EXPECT_EQ(count(), "36 of 120 items, page 1 of 1") << "40 by label, 4 of them failed";
  set("filter-label", "right");
  EXPECT_EQ(count(), "0 of 120 items, page 1 of 1") << "predicted is left";
  click("#filters button[type=reset]");
  EXPECT_EQ(count(), "120 of 120 items, page 1 of 3");
  EXPECT_THAT(browser_->complaints(), IsEmpty());
}

TEST_F(ReportListPageTest, ColumnsSortBothWaysAndWhatHasNoValueComesLast) {
  const auto all = items(40);
  open(all);
  const std::string column = "[data-sort=\"method:gradcam++\"]";
  click(column);
  std::vector<MadeItem> order;
  for (const MadeItem& item : all) {
    if (!item.drops.empty()) order.push_back(item);
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.drops[1] < b.drops[1]; });
  auto ids = shown();
  ASSERT_EQ(ids.size(), 40U);
  for (size_t i = 0; i < order.size(); ++i) EXPECT_EQ(ids[i], order[i].id) << i;
  EXPECT_EQ(ids[36], "item_9");
  EXPECT_EQ(browser_->evaluate("document.querySelector('th[aria-sort=ascending]').textContent"),
            "Average Drop %, gradcam++");
  click(column);
  ids = shown();
  EXPECT_EQ(ids.front(), order.back().id);
  EXPECT_EQ(ids[36], "item_9") << "no value: last again";
  click(column);
  EXPECT_EQ(shown().front(), "item_0") << "the third time: as they came";
}

TEST_F(ReportListPageTest, TheAddressHoldsFiltersOrderAndPage) {
  open(items(120), "q=item_1&sort=id&desc=1&size=25&page=2");
  EXPECT_EQ(count(), "31 of 120 items, page 2 of 2");
  EXPECT_EQ(shown().size(), 6U);
  set("filter-status", "ok");
  EXPECT_EQ(browser_->evaluate("location.hash"), "#q=item_1&status=ok&size=25&sort=id&desc=1");
  browser_->evaluate("location.hash = '#q=item_119&page=99&figure=nonsense'");
  EXPECT_TRUE(
      browser_->becomes_true("document.getElementById('list-count').textContent === '1 of "
                             "120 items, page 1 of 1'"));
}

TEST_F(ReportListPageTest, ExamplesAreTheBestTheWorstAndThoseOfTheSeed) {
  open(items(100));
  const auto group = [&](const std::string& name) {
    return browser_->evaluate("[...document.querySelectorAll('[data-group=" + name +
                              "] .card')].map(c => c.dataset.id).join()");
  };
  // Of gradcam: i * 37 mod 100, of those that did not fail; 0 is the best, 99 the worst.
  EXPECT_EQ(group("Best"), "item_0,item_73,item_46,item_92");
  EXPECT_EQ(group("Worst"), "item_27,item_54,item_81,item_8");
  const Json first = group("Random");
  set("example-seed", "2");
  EXPECT_NE(group("Random"), first);
  set("example-seed", "1");
  EXPECT_EQ(group("Random"), first);
}

TEST_F(ReportListPageTest, FailuresAreGroupedByReason) {
  open(items(120));
  EXPECT_EQ(browser_->evaluate("document.querySelectorAll('#failures tbody tr').length"), 1);
  EXPECT_EQ(browser_->evaluate("document.querySelector('#failures tbody td').textContent"), "12");
  click("#troubles-body button");
  EXPECT_EQ(count(), "12 of 120 items, page 1 of 1");
  EXPECT_EQ(browser_->evaluate("document.querySelector('#maps tbody tr').innerText"),
            "gradcam\t6\t0\t6");
  EXPECT_EQ(browser_->evaluate("document.querySelector('#troubles-body li').textContent"),
            "list.tsv:7: no such file");
}

TEST_F(ReportListPageTest, TenThousandItemsStayUsable) {
  open(items(10000));
  EXPECT_EQ(count(), "10,000 of 10,000 items, page 1 of 200");
  EXPECT_LT(browser_->evaluate("document.querySelectorAll('*').length").get<int>(), 3000);
  const auto milliseconds = [&](const std::string& work) {
    return browser_
        ->evaluate("(() => { const t = performance.now(); " + work +
                   "; return performance.now() - t; })()")
        .get<double>();
  };
  const std::string type =
      "(e => { e.value = 'm_99'; e.dispatchEvent(new Event('input', {bubbles: true})); })"
      "(document.getElementById('filter-q'))";
  EXPECT_LT(milliseconds(type), 500);
  EXPECT_EQ(count(), "111 of 10,000 items, page 1 of 3");
  set("filter-q", "");
  EXPECT_LT(milliseconds("document.querySelector('[data-sort=\"method:gradcam\"]').click()"), 1000);
  EXPECT_LT(milliseconds("document.querySelector('[aria-label=\"Last page\"]').click()"), 1000);
  EXPECT_EQ(count(), "10,000 of 10,000 items, page 200 of 200");
  EXPECT_LT(milliseconds("document.querySelector('td.id button').click()"), 500);
  EXPECT_THAT(browser_->complaints(), IsEmpty());
}

// Only the posters on the screen are loaded.
TEST_F(ReportListPageTest, VideosAreLoadedWhenTheyComeIntoView) {
  for (int i = 0; i < 40; ++i) {
    const std::string stem = "v" + std::to_string(100 + i);
    testing::make_explanation(dir_ / "ex", stem, stem, {{}}, true);
  }
  browser_->open(write_report(dir_ / "ex"));
  const std::string loaded = "document.querySelectorAll('#list-table video[src]').length";
  EXPECT_EQ(browser_->evaluate("document.querySelectorAll('#list-table video').length"), 40);
  EXPECT_LT(browser_->evaluate(loaded).get<int>(), 20);
  browser_->evaluate("document.querySelector('#list-table tbody').lastChild.scrollIntoView()");
  EXPECT_TRUE(
      browser_->becomes_true("document.querySelector('#list-table tbody').lastChild"
                             ".querySelector('video').readyState >= 1"));
  EXPECT_LT(browser_->evaluate(loaded).get<int>(), 40);
  EXPECT_THAT(browser_->complaints(), IsEmpty());
}

}  // namespace
}  // namespace vidcam
