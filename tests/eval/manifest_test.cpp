#include "eval/manifest.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A folder with a.mp4, b.mp4, m.png and a.xml, and the manifest beside them.
class ManifestTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"a.mp4", "b.mp4", "m.png"}) std::ofstream(dir_ / name) << "x";
    std::ofstream(dir_ / "a.xml")
        << "<annotation><size><width>9</width><height>8</height></size><object><bndbox><xmin>1"
           "</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></object></annotation>";
  }
  Manifest read(const std::string& text) const { return parse_manifest(text, dir_ / "list"); }
  // The only row of a manifest without faults.
  TruthItem one(const std::string& text) {
    const Manifest manifest = read(text);
    for (const auto& fault : manifest.faults) ADD_FAILURE() << fault.message;
    EXPECT_EQ(manifest.items.size(), 1U);
    return manifest.items.empty() ? TruthItem{} : manifest.items[0];
  }
  // The only fault of a manifest.
  std::string fault(const std::string& text) {
    const Manifest manifest = read(text);
    EXPECT_EQ(manifest.faults.size(), 1U);
    return manifest.faults.empty() ? "" : manifest.faults[0].message;
  }
  static std::vector<Box> boxes(const TruthItem& item, int64_t frame) {
    const auto found = item.boxes_of(frame);
    return {found.begin(), found.end()};
  }
  TempDir dir_;
};

TEST_F(ManifestTest, ReadsTabSeparatedColumnsInAnyOrder) {
  const TruthItem item =
      one("label\tnotes\tpath\tboxes\tmask\tid\twidth\theight\n"
          "walk\thm\ta.mp4\t0,1,2.5,3;4,4,5,5\tm.png\tfirst\t320\t240\n");
  EXPECT_EQ(item.id, "first");
  EXPECT_EQ(item.path, dir_ / "a.mp4");
  EXPECT_EQ(item.label, "walk");
  EXPECT_EQ(item.mask, dir_ / "m.png");
  EXPECT_EQ(item.width, 320);
  EXPECT_EQ(item.height, 240);
  EXPECT_EQ(item.line, 2);
  EXPECT_THAT(boxes(item, 0), ElementsAre(Box{0, 1, 2.5, 3}, Box{4, 4, 5, 5}));
}

TEST_F(ManifestTest, ReadsJsonLines) {
  const TruthItem item =
      one(R"({"path": "a.mp4", "label": 7, "boxes": [[0, 1, 2.5, 3], [4, 4, 5, 5]], "extra": {}})");
  EXPECT_EQ(item.id, "a.mp4");
  EXPECT_EQ(item.label, "7");
  EXPECT_THAT(boxes(item, 0), ElementsAre(Box{0, 1, 2.5, 3}, Box{4, 4, 5, 5}));
}

TEST_F(ManifestTest, BoxesOfThePictureHoldForEveryFrame) {
  for (const char* text :
       {"path\tboxes\na.mp4\t0,0,1,1\n", "{\"path\": \"a.mp4\", \"boxes\": [[0, 0, 1, 1]]}\n"}) {
    const TruthItem item = one(text);
    EXPECT_FALSE(item.per_frame);
    EXPECT_THAT(boxes(item, 0), ElementsAre(Box{0, 0, 1, 1}));
    EXPECT_THAT(boxes(item, 99), ElementsAre(Box{0, 0, 1, 1}));
  }
}

TEST_F(ManifestTest, BoxesOfFramesHoldForTheirFrame) {
  for (const char* text :
       {"path\tboxes\na.mp4\t|0,0,1,1;2,2,3,3| |4,4,5,5\n",
        "{\"path\": \"a.mp4\", \"boxes\": [[], [[0,0,1,1],[2,2,3,3]], null, [[4,4,5,5]]]}"}) {
    const TruthItem item = one(text);
    EXPECT_TRUE(item.per_frame);
    EXPECT_THAT(boxes(item, 0), ElementsAre());
    EXPECT_THAT(boxes(item, 1), ElementsAre(Box{0, 0, 1, 1}, Box{2, 2, 3, 3}));
    EXPECT_THAT(boxes(item, 2), ElementsAre());
    EXPECT_THAT(boxes(item, 3), ElementsAre(Box{4, 4, 5, 5}));
    EXPECT_THAT(boxes(item, 4), ElementsAre());
  }
}

TEST_F(ManifestTest, ABarBetweenBoxesIsANewFrame) {
  const TruthItem item = one("path\tboxes\na.mp4\t0,0,1,1|\n");
  EXPECT_EQ(boxes(item, 0).size(), 1U);
  EXPECT_EQ(boxes(item, 1).size(), 0U);
}

TEST_F(ManifestTest, BoxesMayStandInAVocAnnotation) {
  for (const char* text :
       {"path\tboxes\na.mp4\ta.xml\n", "{\"path\": \"a.mp4\", \"boxes\": \"a.xml\"}"}) {
    const TruthItem item = one(text);
    EXPECT_THAT(boxes(item, 5), ElementsAre(Box{0, 1, 3, 4}));
    EXPECT_EQ(item.width, 9);
    EXPECT_EQ(item.height, 8);
  }
}

TEST_F(ManifestTest, WhatIsNotGivenIsEmpty) {
  for (const char* text :
       {"path\tboxes\tlabel\na.mp4\n", "{\"path\": \"a.mp4\", \"mask\": null}"}) {
    const TruthItem item = one(text);
    EXPECT_TRUE(item.boxes.empty());
    EXPECT_TRUE(item.boxes_of(0).empty());
    EXPECT_EQ(item.label + item.mask, "");
    EXPECT_EQ(item.width, 0);
  }
}

TEST_F(ManifestTest, TakesLinesAsWindowsWritesThem) {
  EXPECT_EQ(one("\xEF\xBB\xBFpath\tlabel\r\n\r\na.mp4\twalk\r\n").label, "walk");
}

TEST_F(ManifestTest, GoodRowsStayBesideBadOnesNamedByLine) {
  const Manifest manifest =
      read("path\tboxes\na.mp4\t\nno.mp4\t\n\nb.mp4\t1,2,3\nb.mp4\t1,2,3,4\n");
  ASSERT_EQ(manifest.items.size(), 2U);
  EXPECT_EQ(manifest.items[1].line, 6);
  ASSERT_EQ(manifest.faults.size(), 2U);
  EXPECT_EQ(manifest.faults[0].line, 3);
  EXPECT_EQ(manifest.faults[0].message, (dir_ / "list") + ":3: no such file: " + (dir_ / "no.mp4"));
  EXPECT_THAT(manifest.faults[1].message, HasSubstr(":5: box \"1,2,3\": expected four numbers"));
}

TEST_F(ManifestTest, AnIdMayStandThereOnce) {
  EXPECT_THAT(fault("path\na.mp4\nb.mp4\na.mp4\n"),
              HasSubstr(":4: id \"a.mp4\" is that of line 2 already"));
  EXPECT_EQ(read("path\tid\na.mp4\t1\na.mp4\t2\n").items.size(), 2U);
}

TEST_F(ManifestTest, NamesWhatIsWrongWithARow) {
  EXPECT_THAT(fault("path\tid\n\tx\n"), HasSubstr(":2: names no path"));
  EXPECT_THAT(fault("path\na.mp4\tx\n"), HasSubstr("has 2 cells; the first line names 1 columns"));
  EXPECT_THAT(fault("path\tmask\na.mp4\tno.png\n"), HasSubstr("no such file"));
  EXPECT_THAT(fault("path\tboxes\na.mp4\tno.xml\n"), HasSubstr("no such file"));
  EXPECT_THAT(fault("path\tboxes\na.mp4\tm.png.xml\n"), HasSubstr("no such file"));
  EXPECT_THAT(fault("path\tboxes\na.mp4\t1,2,x,4\n"), HasSubstr("\"x\" is no number"));
  EXPECT_THAT(fault("path\tboxes\na.mp4\t1,2,1,4\n"), HasSubstr("a box is empty"));
  EXPECT_THAT(fault("path\tboxes\na.mp4\t1,2,inf,4\n"), HasSubstr("not finite"));
  EXPECT_THAT(fault("path\tboxes\na.mp4\t1,2,3,4;\n"), HasSubstr("expected four numbers"));
  EXPECT_THAT(fault("path\twidth\na.mp4\t-3\n"), HasSubstr("width is negative"));
}

TEST_F(ManifestTest, NamesWhatIsWrongWithAJsonRow) {
  const auto with = [&](const std::string& more) {
    return fault("{\"path\": \"a.mp4\", " + more + "}");
  };
  EXPECT_THAT(fault("{\"path\": \"b.mp4\"}\n{\"path\": \n"), HasSubstr(":2: is no JSON object"));
  EXPECT_THAT(fault("{\"path\": [1]}"), HasSubstr("\"path\" is no text"));
  EXPECT_THAT(fault("{\"id\": \"a\"}"), HasSubstr("names no path"));
  EXPECT_THAT(fault("{\"path\": \"no\\nsuch\"}"), HasSubstr("no such file"));
  EXPECT_THAT(with("\"label\": true"), HasSubstr("\"label\" is no text"));
  EXPECT_THAT(with("\"boxes\": 3"), HasSubstr("no list of boxes"));
  EXPECT_THAT(with("\"boxes\": [[1, 2, 3]]"), HasSubstr("box [1,2,3]: expected four numbers"));
  EXPECT_THAT(with("\"boxes\": [[1, 2, 3, \"4\"]]"), HasSubstr("expected four numbers"));
  EXPECT_THAT(with("\"boxes\": [[1, 2, 3, 4], [[1, 2, 3, 4]]]"), HasSubstr("four numbers"));
  EXPECT_THAT(with("\"boxes\": [[[1, 2, 3, 4]], [1, 2, 3, 4]]"), HasSubstr("four numbers"));
  EXPECT_THAT(with("\"boxes\": [[4, 2, 3, 4]]"), HasSubstr("a box is empty"));
  EXPECT_THAT(with("\"width\": -1"), HasSubstr("\"width\" is no number of pixels"));
  EXPECT_EQ(fault("{\"path\": \"no\\nsuch\"}").find('\n'), std::string::npos);
}

TEST_F(ManifestTest, IsReadFromItsFile) {
  std::ofstream(dir_ / "list.tsv") << "path\na.mp4\nno.mp4\n";
  const Manifest manifest = read_manifest(dir_ / "list.tsv");
  EXPECT_EQ(manifest.items.size(), 1U);
  ASSERT_EQ(manifest.faults.size(), 1U);
  EXPECT_THAT(manifest.faults[0].message, HasSubstr((dir_ / "list.tsv") + ":3: "));
}

TEST_F(ManifestTest, RefusesWhatIsNoManifest) {
  expect_error(
      ExitCode::Missing, [&] { return read_manifest(dir_ / "none"); }, "no such manifest");
  expect_error(
      ExitCode::Usage, [&] { return read("a.mp4\nb.mp4\n"); }, ":1: no column \"path\"",
      "path, id, label, boxes");
  expect_error(
      ExitCode::Usage, [&] { return read("path\tid\tid\n"); }, "a column twice");
  expect_error(
      ExitCode::Unusable, [&] { return read("\n \n"); }, "names no items");
  expect_error(
      ExitCode::Unusable, [&] { return read("path\tid\n"); }, "names no items");
}

TEST_F(ManifestTest, ReadsTheTruthOfTheSampleVideos) {
  const Manifest manifest =
      read_manifest(std::string(VIDCAM_SOURCE_DIR) + "/samples/videos/boxes.jsonl");
  EXPECT_TRUE(manifest.faults.empty());
  ASSERT_EQ(manifest.items.size(), 3U);
  EXPECT_EQ(manifest.items[0].label, "left");
  EXPECT_EQ(manifest.items[0].boxes.size(), 60U);
  EXPECT_EQ(boxes(manifest.items[0], 59).size(), 1U);
}

// Nothing but faults and errors may come of it.
TEST_F(ManifestTest, DamagedTextEndsInFaultsOrErrors) {
  const std::string good =
      "{\"path\": \"a.mp4\", \"id\": \"x\", \"boxes\": [[[1,2,3,4]],[[5,6,7,8]]], \"width\": 3}\n"
      "{\"path\": \"b.mp4\", \"boxes\": \"a.xml\"}\n";
  const std::string tsv = "path\tboxes\twidth\na.mp4\t1,2,3,4|5,6,7,8\t3\nb.mp4\ta.xml\t\n";
  unsigned state = 1;
  for (int run = 0; run < 3000; ++run) {
    std::string text = run % 2 == 0 ? good : tsv;
    for (int flip = 0; flip < 3; ++flip) {
      state = state * 1664525 + 1013904223;
      text[(state >> 8) % text.size()] = static_cast<char>(state >> 24);
    }
    try {
      const Manifest manifest = read(text);
      for (const auto& item : manifest.items) EXPECT_FALSE(item.path.empty());
    } catch (const Error& error) {
      EXPECT_STRNE(error.what(), "");
    }
  }
}

}  // namespace
}  // namespace vidcam::testing
