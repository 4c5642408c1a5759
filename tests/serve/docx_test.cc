// Documents as Markdown and as Word files.
#include "serve/docx.h"

#include <gtest/gtest.h>
#include <zip.h>

namespace groundswell {
namespace {

Document Example() {
  Document document("zh-CN", "报告 <1>");
  document.AddTitle("报告 <1>");
  document.AddHeading(1, "一、概况");
  document.AddParagraph(
      {{"自 ", false, false, {}}, {"2026-03-01", true, false, {}}, {"【待填：电话】", false, true, {}}});
  document.AddBullet({{"见 ", false, false, {}}, {"公告", false, false, "https://bank.example/a?b=1&c=2"}});
  document.AddBullet({{"不安全", false, false, "javascript:alert(1)"}});
  document.AddQuote(Document::Plain("* <script>\n| \x01 | [x](y)"));
  document.AddTable({{Document::Plain("列"), Document::Plain("数")}, {Document::Plain("微博"), Document::Plain("3")}},
                    true);
  return document;
}

// One part of a package; empty where it has none.
std::string PartOf(const std::string& package, const char* name) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(package.data(), package.size(), 0, &error);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  if (archive == nullptr) return {};
  std::string content;
  zip_stat_t stat;
  if (zip_stat(archive, name, 0, &stat) == 0) {
    content.resize(stat.size);
    zip_file_t* file = zip_fopen(archive, name, 0);
    EXPECT_EQ(zip_fread(file, content.data(), content.size()), static_cast<zip_int64_t>(content.size()));
    zip_fclose(file);
  }
  zip_discard(archive);
  return content;
}

TEST(DocumentMarkdown, WritesEachBlockAndNothingOfATextIsMarkup) {
  EXPECT_EQ(DocumentMarkdown(Example()),
            "# 报告 \\<1\\>\n\n## 一、概况\n\n自 **2026-03-01****【待填：电话】**\n\n"
            "- 见 [公告](<https://bank.example/a?b=1&c=2>)\n- 不安全\n\n"
            "> \\* \\<script\\> \\|   \\| \\[x\\](y)\n\n| 列 | 数 |\n| --- | --- |\n| 微博 | 3 |\n");
}

TEST(DocumentDocx, IsAPackageWithTheParts) {
  const auto package = DocumentDocx(Example());
  ASSERT_TRUE(package.ok()) << package.status().message();
  const std::string body = PartOf(*package, "word/document.xml");
  EXPECT_NE(body.find("<w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:rPr></w:rPr><w:t xml:space=\"preserve\">报告 "
                      "&lt;1&gt;</w:t>"),
            std::string::npos)
      << body;
  EXPECT_NE(body.find("<w:highlight w:val=\"yellow\"/></w:rPr><w:t xml:space=\"preserve\">【待填：电话】"),
            std::string::npos);
  EXPECT_EQ(body.find("script>"), std::string::npos);
  EXPECT_EQ(body.find('\x01'), std::string::npos);
  EXPECT_NE(body.find("<w:tblHeader/>"), std::string::npos);
  const std::string rels = PartOf(*package, "word/_rels/document.xml.rels");
  EXPECT_NE(rels.find("Target=\"https://bank.example/a?b=1&amp;c=2\" TargetMode=\"External\""), std::string::npos);
  EXPECT_EQ(rels.find("javascript"), std::string::npos);
  for (const char* name : {"[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/styles.xml"})
    EXPECT_FALSE(PartOf(*package, name).empty()) << name;
}

TEST(DocumentDocx, CharactersThatXmlForbidsMakeNoFileThatReadersRefuse) {
  const std::string hostile = "微\uFFFE博\uFFFF\x01\r\n&";
  Document document("zh-CN", hostile);
  document.AddParagraph({{hostile, false, false, "https://bank.example/\uFFFF"}});
  document.AddTable({{Document::Plain(hostile)}}, false);
  const auto package = DocumentDocx(document);
  ASSERT_TRUE(package.ok()) << package.status().message();
  for (const char* name : {"docProps/core.xml", "word/document.xml", "word/_rels/document.xml.rels"}) {
    const std::string part = PartOf(*package, name);
    EXPECT_NE(part.find("\uFFFD"), std::string::npos) << name;
    for (const char* forbidden : {"\uFFFE", "\uFFFF", "\x01"})
      EXPECT_EQ(part.find(forbidden), std::string::npos) << name;
  }
  EXPECT_NE(PartOf(*package, "word/document.xml").find("微\uFFFD博\uFFFD\uFFFD  &amp;"), std::string::npos);
}

TEST(DocumentDocx, IsTheSameBytesEachTime) {
  const auto first = DocumentDocx(Example()), second = DocumentDocx(Example());
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(*first, *second);
}

}  // namespace
}  // namespace groundswell
