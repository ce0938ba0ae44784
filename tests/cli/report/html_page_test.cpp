#include "pipeline/cli/report/html_page.h"

#include <gtest/gtest.h>

namespace vidcam {
namespace {

using Json = nlohmann::ordered_json;

TEST(HtmlPageTest, DataCannotEndItsBlock) {
  const Json data{{"a", "</script><script>alert(1)</script><!--"}, {"b", "\u2028\u2029&"}};
  const std::string text = script_json(data);
  EXPECT_EQ(text.find_first_of("<>&"), std::string::npos) << text;
  EXPECT_EQ(text.find('\xE2'), std::string::npos) << text;
  EXPECT_EQ(Json::parse(text), data);
}

TEST(HtmlPageTest, BytesThatAreNotUtf8DoNotStopIt) {
  EXPECT_EQ(Json::parse(script_json({{"a", "x\xFFy"}}))["a"], "x\uFFFDy");
}

TEST(HtmlPageTest, TheTitleIsText) {
  EXPECT_EQ(html_text("</title><b>&\""), "&lt;/title&gt;&lt;b&gt;&amp;\"");
}

// Digests of the empty text and of "abc" as OpenSSL says them:
// printf abc | openssl dgst -sha256 -binary | base64
TEST(HtmlPageTest, ThePolicyNamesScriptAndStyleByTheirDigest) {
  const std::string page = html_page({"<p>x</p>", "", "abc"}, "t", {{"a", 1}});
  EXPECT_NE(page.find("style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"),
            std::string::npos)
      << page;
  EXPECT_NE(page.find("script-src 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='"),
            std::string::npos);
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(page.find("<script>abc</script>"), std::string::npos);
  EXPECT_NE(page.find("<style></style>"), std::string::npos);
}

TEST(HtmlPageTest, TheProgramHoldsThePage) {
  const PageText page = report_page_text();
  EXPECT_NE(page.html.find("<dialog id=\"player\""), std::string::npos);
  EXPECT_NE(page.css.find("data-theme=\"dark\""), std::string::npos);
  EXPECT_EQ(page.js.find("innerHTML"), std::string::npos) << "names of files are no markup";
  EXPECT_EQ(page.js.find("http://"), page.js.find("http://www.w3.org/2000/svg"))
      << "nothing is loaded from elsewhere";
  EXPECT_EQ(page.js.find("https://"), std::string::npos);
}

}  // namespace
}  // namespace vidcam
