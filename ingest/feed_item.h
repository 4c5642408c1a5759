// FeedItems: the items of a feed (RSS 2.0 and its forerunners, RSS 1.0, Atom) as records of JSON, from the tags of its
// XML.
//
// A record is {"feed":{"title","link","language"},"id","link","title","content","summary","published","updated",
// "author","author_uri","author_email","categories":[…],"in_reply_to"}, each left out where the item has none. Title,
// content and summary are HTML whatever the feed calls them: what Atom says is plain text is escaped. Times are as
// written. An id longer than a post's may be stands as the 16 digits of its hash. Contract: total over any tags; an
// item is given when it closes, and one of more than kLineBytesMax becomes a refused line. What stands in `feed` is
// what came before the item, and may be as long as a post's title, address or name; what is longer is left out. Known
// by their usual prefixes are content:, dc:, dcterms:, thr: and itunes:; others are passed over. Ownership: appends to
// the string given. Threads: one.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/xml_parser.h"

namespace groundswell {

class FeedItems final : public XmlHandler {
 public:
  explicit FeedItems(std::string* out) : out_(out) {}

  void OnOpen(std::string_view name, const XmlAttributes& attributes) override;
  void OnClose(std::string_view name) override;
  void OnText(std::string_view text) override;

  uint64_t items() const { return items_; }
  // Whether what was told is a feed at all.
  bool is_feed() const { return is_feed_; }

 private:
  // How the text of a field is written: as it is, escaped, or as the markup that it is.
  enum class Form { kNone, kAsIs, kEscaped, kMarkup };
  using Fields = std::vector<std::pair<std::string_view, std::string>>;

  std::string_view Core(std::string_view name) const;
  void OpenField(std::string_view name, const XmlAttributes& attributes);
  void OpenLink(const XmlAttributes& attributes);
  void Begin(std::string_view field, Form form);
  void Keep();
  void Add(std::string_view field, std::string text);
  void SplitAuthor();
  void FindLink();
  void WriteItem();

  std::string* const out_;
  std::string prefix_;  // of the feed's own names, "atom:"
  Fields feed_, item_;
  std::vector<std::string> categories_;
  std::string_view field_;  // that is read now; empty: none
  std::string text_;
  Form form_ = Form::kNone;
  int depth_ = 0, item_depth_ = 0, field_depth_ = 0;
  size_t item_bytes_ = 0;
  bool is_feed_ = false, is_atom_ = false, in_author_ = false, is_permalink_ = false;
  uint64_t items_ = 0;
};

}  // namespace groundswell
