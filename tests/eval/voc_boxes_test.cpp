#include "eval/voc_boxes.h"

#include <fstream>

#include "tests/eval/reference_json.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {
namespace {

const std::string kDog =
    "<object><name>dog</name><bndbox><xmin>93</xmin><ymin>140</ymin><xmax>344</xmax>"
    "<ymax>551</ymax></bndbox></object>";

class VocBoxesTest : public ::testing::Test {
 protected:
  std::string write(const std::string& text) {
    std::ofstream(dir_ / "a.xml") << text;
    return dir_ / "a.xml";
  }
  std::string annotated(const std::string& inside) {
    return write("<annotation>\n" + inside + "</annotation>\n");
  }
  TempDir dir_;
};

TEST_F(VocBoxesTest, CornersCountFromOneAndBelongToTheBox) {
  const auto voc = read_voc(
      annotated("<size><width>500</width><height>679</height></size>" + kDog +
                "<object><name>cat</name><part><name>head</name><bndbox><xmin>1</xmin></bndbox>"
                "</part><bndbox><xmax>1</xmax><xmin>1</xmin><ymin>2.5</ymin><ymax>4</ymax>"
                "</bndbox></object>"));
  EXPECT_EQ(voc.width, 500);
  EXPECT_EQ(voc.height, 679);
  ASSERT_EQ(voc.objects.size(), 2U);
  EXPECT_EQ(voc.objects[0].name, "dog");
  EXPECT_EQ(voc.objects[0].box, (Box{92, 139, 344, 551}));
  EXPECT_EQ(voc.objects[1].box, (Box{0, 1.5, 1, 4}));
}

TEST_F(VocBoxesTest, APictureMayHaveNoObjects) {
  EXPECT_TRUE(read_voc(annotated("")).objects.empty());
}

TEST_F(VocBoxesTest, NamesFileAndLineOfWhatIsNoXml) {
  const auto path = write("<annotation>\n<object x=>\n</object>\n</annotation>\n");
  expect_error(
      ExitCode::Unusable, [&] { return read_voc(path); }, path + ":2: is no XML");
  expect_error(
      ExitCode::Missing, [&] { return read_voc(dir_ / "b.xml"); }, "b.xml");
}

TEST_F(VocBoxesTest, NamesTheObjectThatIsWrong) {
  const auto refused = [&](const std::string& inside, const std::string& text) {
    const auto path = annotated(inside);
    expect_error(
        ExitCode::Unusable, [&] { return read_voc(path); }, path, text);
  };
  refused(kDog + "<object><name>x</name></object>", "object 2 has no <bndbox>");
  refused("<object><bndbox><xmin>1</xmin></bndbox></object>", "object 1: <ymin> is no number");
  refused("<object><bndbox><xmin>a</xmin></bndbox></object>", "object 1: <xmin> is no number");
  refused(
      "<object><bndbox><xmin>9</xmin><ymin>1</ymin><xmax>8</xmax><ymax>2</ymax></bndbox>"
      "</object>",
      "object 1: the box is empty");
  const auto other = write("<svg/>");
  expect_error(
      ExitCode::Unusable, [&] { return read_voc(other); }, "has no <annotation>");
}

// The parser calls itself for every level: this would end the program.
TEST_F(VocBoxesTest, RefusesEndlessNesting) {
  std::string deep;
  for (int i = 0; i < 1000000; ++i) deep += "<a>";
  const auto path = write(deep);
  expect_error(
      ExitCode::Unusable, [&] { return read_voc(path); }, path, "nested too deeply");
}

TEST_F(VocBoxesTest, ReadsTheBoxesThatTheOracleRead) {
  const auto reference = reference_json("localisation_dog_voc_head.json");
  if (!reference) GTEST_SKIP() << "no shared data";
  for (const auto& row : reference->at("rows")) {
    const std::filesystem::path picture = row.at("file").get<std::string>();
    const auto xml =
        *shared_data("images/dog_voc/Annotations") / (picture.stem().string() + ".xml");
    const auto voc = read_voc(xml.string());
    EXPECT_EQ(voc.width, row.at("size").at(0)) << xml;
    EXPECT_EQ(voc.height, row.at("size").at(1)) << xml;
    ASSERT_EQ(voc.objects.size(), row.at("boxes").size()) << xml;
    for (size_t i = 0; i < voc.objects.size(); ++i) {
      const auto& b = row.at("boxes").at(i);
      EXPECT_EQ(voc.objects[i].box, (Box{b.at(0), b.at(1), b.at(2), b.at(3)})) << xml;
    }
  }
}

}  // namespace
}  // namespace vidcam::testing
