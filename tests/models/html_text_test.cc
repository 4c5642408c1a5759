// Entities and tags: what is HTML and what only looks like it.
#include "models/html_text.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

std::string Undo(std::string text) {
  std::string scratch;
  const std::string before = text;
  const bool changed = UndoMarkup(&text, &scratch);
  EXPECT_EQ(changed, text != before);
  return text;
}

TEST(HtmlText, named_entities) { EXPECT_EQ(Undo("&lt;&gt;&quot;&apos;&copy;&eacute;&hellip;"), "<>\"'©é…"); }
TEST(HtmlText, decimal_entities) { EXPECT_EQ(Undo("&#25237;&#35785;"), "投诉"); }
TEST(HtmlText, hexadecimal_entities) { EXPECT_EQ(Undo("&#x6295;&#X8BC9;"), "投诉"); }
TEST(HtmlText, numeric_entities_without_semicolon) { EXPECT_EQ(Undo("&#65 b"), "A b"); }
TEST(HtmlText, common_entities_without_semicolon) { EXPECT_EQ(Undo("A&nbspB &lt x"), "A&nbspB < x"); }
TEST(HtmlText, parameters_of_a_url_are_no_entities) { EXPECT_EQ(Undo("?a=1&lt=2&copy=3"), "?a=1&lt=2&copy=3"); }
TEST(HtmlText, unknown_entities_stay) { EXPECT_EQ(Undo("AT&T; &foo; &; &#; &#x;"), "AT&T; &foo; &; &#; &#x;"); }
TEST(HtmlText, layers_of_escaping_go_at_once) { EXPECT_EQ(Undo("&amp;amp;amp;"), "&"); }
TEST(HtmlText, impossible_numbers_are_damage) { EXPECT_EQ(Undo("&#0;&#xd800;&#99999999999;"), "\ufffd\ufffd\ufffd"); }
TEST(HtmlText, numbers_of_windows_1252) { EXPECT_EQ(Undo("&#146;"), "\u2019"); }

TEST(HtmlText, inline_tags_leave_nothing) { EXPECT_EQ(Undo("投<b>诉</b>"), "投诉"); }
TEST(HtmlText, block_tags_leave_a_space) { EXPECT_EQ(Undo("a<br>b<BR/>c<br />d"), "a b c d"); }
TEST(HtmlText, attributes_go) { EXPECT_EQ(Undo("<a href=\"http://x/?a>b\" target=_blank>x</a>"), "x"); }
TEST(HtmlText, unbalanced_quotes_end_at_the_bracket) { EXPECT_EQ(Undo("<a href=\"x>y"), "y"); }
TEST(HtmlText, comments_and_declarations_go) { EXPECT_EQ(Undo("<!DOCTYPE html><!-- x > y -->a<?xml v?>"), "a"); }
TEST(HtmlText, scripts_go_with_content) { EXPECT_EQ(Undo("a<script>alert(1)</script>b<style>p{}</style>"), "a b "); }
TEST(HtmlText, images_leave_their_text) {
  EXPECT_EQ(Undo("好<span class=\"url-icon\"><img alt=[怒] src=\"//h5/x.png\" style=\"width:1em;\" /></span>"),
            "好[怒]");
}
TEST(HtmlText, quoted_image_text) { EXPECT_EQ(Undo("<img src='x' alt=\"a b\">"), "a b"); }
TEST(HtmlText, images_without_text_go) { EXPECT_EQ(Undo("<img src=x>"), ""); }
TEST(HtmlText, comparisons_stay) { EXPECT_EQ(Undo("a < b, a<b and c>d, x<3"), "a < b, a<b and c>d, x<3"); }
TEST(HtmlText, hearts_and_arrows_stay) { EXPECT_EQ(Undo("I <3 u <- ->"), "I <3 u <- ->"); }
TEST(HtmlText, names_in_brackets_stay) { EXPECT_EQ(Undo("<张三><user><me@x.com>"), "<张三><user><me@x.com>"); }
TEST(HtmlText, a_tag_that_never_ends_stays) { EXPECT_EQ(Undo("x <a href=y"), "x <a href=y"); }

}  // namespace
}  // namespace groundswell
