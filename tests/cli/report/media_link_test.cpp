#include "pipeline/cli/report/media_link.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;

TEST(MediaLinkTest, EveryByteWithAMeaningIsEncoded) {
  EXPECT_EQ(url_of("a b/c#d?e%f.mp4"), "a%20b/c%23d%3Fe%25f.mp4");
  EXPECT_EQ(url_of("javascript:alert(1).mp4"), "javascript%3Aalert%281%29.mp4");
  EXPECT_EQ(url_of("\"><b>'.mp4"), "%22%3E%3Cb%3E%27.mp4");
  EXPECT_EQ(url_of("\xC3\xA4.mp4"), "%C3%A4.mp4");
  EXPECT_EQ(url_of("../x_gradcam++.mp4"), "../x_gradcam%2B%2B.mp4");
}

TEST(MediaLinkTest, LinksWhatIsThereAndWhatBrowsersShow) {
  const testing::TempDir dir;
  fs::create_directories(dir / "page");
  for (const char* name : {"a.MP4", "b.png", "c.avi", "page/d.webm"})
    std::ofstream(dir / name) << "x";
  const auto link = [&](const char* name) { return media_link(dir / name, dir / "page"); };
  EXPECT_EQ(link("a.MP4").dump(), R"({"kind":"video","url":"../a.MP4"})");
  EXPECT_EQ(link("b.png").dump(), R"({"kind":"image","url":"../b.png"})");
  EXPECT_EQ(link("page/d.webm").dump(), R"({"kind":"video","url":"d.webm"})");
  EXPECT_TRUE(link("c.avi").is_null()) << "no browser plays it";
  EXPECT_TRUE(link("gone.mp4").is_null());
  EXPECT_TRUE(link("page").is_null());
}

}  // namespace
}  // namespace vidcam
