#include "serve/document_html.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

std::string Html(const DocumentText& text) {
  Document document("en", "t");
  document.AddParagraph(text);
  const std::string html = DocumentHtml(document);
  const size_t begin = html.find("<p>") + 3;
  return html.substr(begin, html.find("</p>") - begin);
}

TEST(DocumentHtml, TextsAreEscaped) {
  EXPECT_EQ(Html({{"<script>alert('1')</script> & \"x\"\n", false, false, {}}}),
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;x&quot; ");
}

TEST(DocumentHtml, OnlySafeLinksAreLinks) {
  EXPECT_EQ(Html({{"a", false, false, "https://x.example/?a=1&b=\"2"}}),
            "<a rel=\"noreferrer\" href=\"https://x.example/?a=1&amp;b=&quot;2\">a</a>");
  EXPECT_EQ(Html({{"a", true, false, "javascript:alert(1)"}}), "<strong>a</strong>");
}

TEST(DocumentHtml, TitleAndLanguageCannotLeaveTheirPlace) {
  const std::string html = DocumentHtml(Document("en\"><script>", "</title><script>"));
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_NE(html.find("&lt;/title&gt;"), std::string::npos);
}

TEST(DocumentHtml, BulletsStandInOneList) {
  Document document("zh-CN", "t");
  document.AddHeading(1, "h");
  document.AddBullet(Document::Plain("1"));
  document.AddBullet(Document::Plain("2"));
  document.AddTable({{Document::Plain("a")}, {Document::Plain("b")}}, true);
  const std::string html = DocumentHtml(document);
  EXPECT_NE(html.find("<h2>h</h2>\n<ul>\n<li>1</li>\n<li>2</li>\n</ul>\n<div class=\"table\"><table>\n<tr><th>a</th>"),
            std::string::npos)
      << html;
}

TEST(DocumentHtml, ItsPolicyAllowsItsStyleAlone) {
  EXPECT_TRUE(DocumentPolicy().starts_with("default-src 'none'; style-src 'sha256-"));
  EXPECT_EQ(DocumentPolicy().find("unsafe"), std::string::npos);
}

}  // namespace
}  // namespace groundswell
