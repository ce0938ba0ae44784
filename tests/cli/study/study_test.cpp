#include "pipeline/cli/study/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/cli/report/results.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using testing::expect_error;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class StudyTest : public ::testing::Test {
 protected:
  // Explanations secret_0 ... whose files say what they are.
  void explain(int count) const {
    for (int i = 0; i < count; ++i) {
      const std::string stem = "secret_" + std::to_string(i);
      testing::make_explanation(dir_ / "ex", stem, "concealed/in_" + std::to_string(i) + ".mp4",
                                {{}}, false);
      for (const char* what : {"gradcam", "gradcam++", "source"})
        std::ofstream(dir_ / ("ex/" + stem + "_" + what + ".mp4")) << what << " of " << i;
    }
  }
  [[nodiscard]] StudyOptions options(const std::string& out = "study") const {
    StudyOptions o;
    o.folders = {dir_ / "ex"};
    o.method_a = "gradcam";
    o.method_b = "gradcam++";
    o.out = dir_ / out;
    o.seed = 7;
    return o;
  }
  [[nodiscard]] Json items_of(const std::string& out = "study") const { return key(out)["items"]; }
  [[nodiscard]] Json key(const std::string& out = "study") const {
    return Json::parse(text_of(dir_ / (out + "/key.json")));
  }
  // The order and the sides of a study.
  [[nodiscard]] std::string arrangement(const std::string& out) const {
    std::string all;
    const Json items = items_of(out);
    for (const Json& item : items)
      all += item["input"].get<std::string>() + item["left"].get<std::string>() + ";";
    return all;
  }
  void change_record(const std::string& name, const std::function<void(Json&)>& change) const {
    Json record = Json::parse(text_of(dir_ / ("ex/" + name)));
    change(record);
    std::ofstream(dir_ / ("ex/" + name)) << record;
  }
  testing::TempDir dir_;
};

TEST_F(StudyTest, TheKeySaysWhatLiesWhere) {
  explain(9);
  const auto paths = make_study(options());
  EXPECT_EQ(paths,
            (std::vector<std::string>{dir_ / "study/judges/study.html", dir_ / "study/key.json"}));
  const Json items = items_of();
  ASSERT_EQ(items.size(), 9U);
  int a_left = 0;
  for (const Json& item : items) {
    const std::string input = item["input"];
    const std::string i = input.substr(13, 1);
    const std::string name = dir_ / ("study/judges/media/000" + item["item"].dump());
    EXPECT_EQ(text_of(name + "s.mp4"), "source of " + i);
    for (const char* side : {"left", "right"}) {
      const std::string text = text_of(name + side[0] + ".mp4");
      const std::string whole = item[side].get<std::string>() + " of " + i;
      EXPECT_EQ(text.substr(0, whole.size()), whole);
      // A box up to the size that both have, by its first four bytes.
      EXPECT_EQ(text.size(), std::string("gradcam++ of 0").size() + 8);
      EXPECT_EQ(static_cast<size_t>(text[whole.size() + 3]), text.size() - whole.size());
      EXPECT_EQ(text.substr(whole.size() + 4, 4), "free");
    }
    EXPECT_NE(item["left"], item["right"]);
    a_left += item["left"] == "gradcam" ? 1 : 0;
  }
  EXPECT_EQ(a_left, 5) << "half of them, the odd one too";
}

// Names, times and the page itself: nothing that judges get tells the methods or inputs apart.
TEST_F(StudyTest, WhatJudgesGetIsBlind) {
  explain(8);
  make_study(options());
  std::set<fs::file_time_type> dates;
  for (const auto& entry : fs::recursive_directory_iterator(dir_ / "study/judges")) {
    const std::string name = entry.path().filename().string();
    EXPECT_THAT(name, Not(HasSubstr("gradcam")));
    EXPECT_THAT(name, Not(HasSubstr("secret")));
    if (entry.path().extension() == ".mp4") dates.insert(entry.last_write_time());
  }
  EXPECT_EQ(dates.size(), 1U);
  const std::string page = text_of(dir_ / "study/judges/study.html");
  for (const char* hint : {"gradcam", "secret", "concealed", "key.json", "seed\""})
    EXPECT_THAT(page, Not(HasSubstr(hint)));
  EXPECT_FALSE(fs::exists(dir_ / "study/judges/key.json"));
}

TEST_F(StudyTest, SidesAndOrderFollowTheSeed) {
  explain(12);
  for (const char* out : {"a", "b", "c"}) {
    StudyOptions o = options(out);
    if (o.out.ends_with("c")) o.seed = 8;
    make_study(o);
  }
  EXPECT_EQ(arrangement("a"), arrangement("b"));
  EXPECT_NE(arrangement("a"), arrangement("c"));
  EXPECT_EQ(key("a")["study"], key("b")["study"]);
  EXPECT_NE(key("a")["study"], key("c")["study"]);
  EXPECT_FALSE(arrangement("a").starts_with("concealed/in_0")) << "not the order of the folder";
}

TEST_F(StudyTest, TakesASampleOfTheItems) {
  explain(12);
  StudyOptions o = options();
  o.items = 5;
  make_study(o);
  std::set<std::string> inputs;
  const Json items = items_of();
  for (const Json& item : items) inputs.insert(item["input"]);
  EXPECT_EQ(inputs.size(), 5U);
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_ / "study/judges/media"), {}), 15);
}

TEST_F(StudyTest, RefusesWhatIsNotBlindOrNotComparable) {
  explain(2);
  const auto make = [&] { return make_study(options()); };
  change_record("secret_1.json", [](Json& r) { r["conventions"]["text"] = true; });
  expect_error(ExitCode::Usage, make, "secret_1.json", "--no-text");
  change_record("secret_1.json", [](Json& r) { r["conventions"].erase("text"); });
  expect_error(ExitCode::Usage, make, "--no-text");
  change_record("secret_1.json", [](Json& r) {
    r["conventions"]["text"] = false;
    r["clips"][0]["targets"][0]["label"] = "right";
  });
  expect_error(ExitCode::Usage, make, "explains right where the model says left");
  change_record("secret_1.json", [](Json& r) {
    r["clips"][0]["targets"][0]["label"] = "left";
    r["outputs"] = {"secret_1_gradcam.mp4"};
  });
  expect_error(ExitCode::Usage, make, "is not explained by gradcam++");
  change_record("secret_1.json", [](Json& r) {
    r["outputs"] = {"secret_1_gradcam_top1_overlay.mp4", "secret_1_gradcam_top1_masked.mp4"};
  });
  expect_error(ExitCode::Usage, make, "--view", "overlay, masked");
  change_record("secret_1.json", [](Json& r) {
    r["outputs"] = {"secret_1_gradcam.mp4", "secret_1_gradcam++.mp4"};
  });
  fs::remove(dir_ / "ex/secret_1_gradcam.mp4");
  expect_error(ExitCode::Missing, make, "secret_1_gradcam.mp4", "no such file any more");
  EXPECT_FALSE(fs::exists(dir_ / "study/key.json"));
}

TEST_F(StudyTest, DoesNotTouchAStudyThatIsThere) {
  explain(2);
  make_study(options());
  expect_error(
      ExitCode::OtherSettings, [&] { return make_study(options()); }, "holds a study");
}

}  // namespace
}  // namespace vidcam
