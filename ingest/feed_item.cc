#include "ingest/feed_item.h"

#include <algorithm>
#include <span>

#include "base/hash.h"
#include "base/json_writer.h"
#include "ingest/limits.h"
#include "ingest/mapping_source.h"
#include "ingest/mapping_value.h"

namespace groundswell {
namespace {

constexpr size_t kCategoriesMax = 64;

// What an element of an item is called in its record. Of several elements of one name, those further up count first.
struct Known {
  std::string_view element, field;
};
constexpr Known kKnown[] = {{"guid", "id"},
                            {"id", "id"},
                            {"link", "link"},
                            {"title", "title"},
                            {"content:encoded", "content"},
                            {"content", "content"},
                            {"xhtml:body", "content"},
                            {"description", "summary"},
                            {"summary", "summary"},
                            {"itunes:summary", "summary"},
                            {"pubDate", "published"},
                            {"published", "published"},
                            {"issued", "published"},
                            {"dc:date", "published"},
                            {"dcterms:created", "published"},
                            {"updated", "updated"},
                            {"modified", "updated"},
                            {"dcterms:modified", "updated"},
                            {"dc:creator", "author"},
                            {"author", "author"},
                            {"itunes:author", "author"},
                            {"category", "category"},
                            {"dc:subject", "category"},
                            {"thr:in-reply-to", "in_reply_to"}};
constexpr Known kKnownOfFeed[] = {
    {"title", "title"}, {"link", "link"}, {"language", "language"}, {"dc:language", "language"}};

std::string_view FieldOf(std::string_view element, std::span<const Known> known) {
  for (const Known& each : known)
    if (each.element == element) return each.field;
  return {};
}

void AppendEscaped(std::string_view text, std::string* out) {
  for (const char c : text) {
    if (c == '<')
      *out += "&lt;";
    else if (c == '>')
      *out += "&gt;";
    else if (c == '&')
      *out += "&amp;";
    else
      *out += c;
  }
}

std::string HexDigits(uint64_t value) {
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4) digits += "0123456789abcdef"[value >> shift & 15];
  return digits;
}

// What a feed says of itself is repeated in each of its items: what no post may have is left out.
size_t FeedFieldBytesMax(std::string_view field) {
  return field == "title" ? kTitleBytesMax : field == "link" ? kUrlBytesMax : kNameBytesMax;
}

bool IsMarkupField(std::string_view field) { return field == "title" || field == "content" || field == "summary"; }

}  // namespace

// The name without the prefix that the whole feed has.
std::string_view FeedItems::Core(std::string_view name) const {
  return !prefix_.empty() && name.starts_with(prefix_) ? name.substr(prefix_.size()) : name;
}

void FeedItems::OnOpen(std::string_view name, const XmlAttributes& attributes) {
  if (++depth_ == 1) {
    const std::string_view root = XmlLocalName(name);
    if (root != "RDF") prefix_ = name.substr(0, name.size() - root.size());
    is_atom_ = root == "feed";
    is_feed_ = is_atom_ || root == "rss" || root == "RDF";
    if (is_atom_) Add("language", std::string(attributes.Get("xml:lang")));
    return;
  }
  name = Core(name);
  if (form_ != Form::kNone) {
    if (form_ == Form::kMarkup) text_.append("<").append(XmlLocalName(name)).append(">");
    return;
  }
  if (item_depth_ == 0 && (name == "item" || name == "entry") && depth_ <= 3) {
    item_depth_ = depth_;
    item_.clear();
    categories_.clear();
    item_bytes_ = 0;
    if (!attributes.Get("rdf:about").empty()) Add("id", std::string(attributes.Get("rdf:about")));
    return;
  }
  OpenField(name, attributes);
}

void FeedItems::OpenField(std::string_view name, const XmlAttributes& attributes) {
  // Of the feed itself: in <feed>, or in the <channel> of the others.
  if (item_depth_ == 0 && depth_ <= 3 && name != "channel") {
    const std::string_view field = FieldOf(name, kKnownOfFeed);
    if (field == "link" && !attributes.Get("href").empty()) return OpenLink(attributes);
    return Begin(field, Form::kAsIs);
  }
  if (in_author_ && depth_ == item_depth_ + 2)
    return Begin(name == "name"    ? "author"
                 : name == "uri"   ? "author_uri"
                 : name == "email" ? "author_email"
                                   : "",
                 Form::kAsIs);
  if (item_depth_ == 0 || depth_ != item_depth_ + 1) return;
  const std::string_view field = FieldOf(name, kKnown);
  const std::string_view type = attributes.Get("type");
  if (name == "link" && !attributes.Get("href").empty()) return OpenLink(attributes);
  if (name == "guid") is_permalink_ = attributes.Get("isPermaLink") != "false";
  if (field == "in_reply_to") return Add(field, std::string(attributes.Get("ref")));
  if (field == "category" && !attributes.Get("term").empty()) {
    const std::string_view label = attributes.Get("label");
    return Add(field, std::string(label.empty() ? attributes.Get("term") : label));
  }
  // Atom nests the author's name, the others write it.
  in_author_ = is_atom_ && name == "author";
  if (in_author_) return;
  if (type == "xhtml" || name == "xhtml:body") return Begin(field, Form::kMarkup);
  if (field == "content" && !type.empty() && type != "html" && !type.starts_with("text")) return;  // a picture
  // Atom alone tells plain text from HTML, and plain is what it does not name.
  const bool is_plain = is_atom_ && IsMarkupField(field) && type != "html" && type != "text/html";
  Begin(field, is_plain ? Form::kEscaped : Form::kAsIs);
}

void FeedItems::OpenLink(const XmlAttributes& attributes) {
  const std::string_view rel = attributes.Get("rel");
  if (!rel.empty() && rel != "alternate") return;
  Add("link", std::string(attributes.Get("href")));
}

void FeedItems::Begin(std::string_view field, Form form) {
  if (field.empty()) return;
  field_ = field;
  form_ = form;
  field_depth_ = depth_;
  text_.clear();
}

void FeedItems::OnText(std::string_view text) {
  if (form_ == Form::kNone) return;
  item_bytes_ += text.size();
  if (item_bytes_ > kLineBytesMax) return;  // the item is refused when it closes
  // An element within a field that has none belongs to something else.
  if (form_ == Form::kAsIs && depth_ > field_depth_) return;
  if (form_ == Form::kAsIs)
    text_.append(text);
  else
    AppendEscaped(text, &text_);
}

void FeedItems::OnClose(std::string_view name) {
  if (form_ == Form::kMarkup && depth_ > field_depth_) text_.append("</").append(XmlLocalName(Core(name))).append(">");
  if (form_ != Form::kNone && depth_ == field_depth_) Keep();
  if (item_depth_ > 0 && depth_ == item_depth_ + 1) in_author_ = false;
  if (item_depth_ > 0 && depth_ == item_depth_) {
    WriteItem();
    item_depth_ = 0;
  }
  --depth_;
}

void FeedItems::Keep() {
  form_ = Form::kNone;
  const std::string_view trimmed = TrimmedText(text_);
  if (!trimmed.empty()) Add(field_, std::string(trimmed));
}

void FeedItems::Add(std::string_view field, std::string text) {
  if (text.empty()) return;
  if (field == "category") {
    if (categories_.size() < kCategoriesMax) categories_.push_back(std::move(text));
    return;
  }
  const bool is_of_item = item_depth_ > 0;
  if (!is_of_item && text.size() > FeedFieldBytesMax(field)) return;
  Fields& fields = is_of_item ? item_ : feed_;
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& each) { return each.first == field; });
  if (found == fields.end())
    fields.emplace_back(field, std::move(text));
  else if (field == "content" && text.size() > found->second.size())
    found->second = std::move(text);  // the longest form there is
}

// RSS: "ann@example.org (Ann)".
void FeedItems::SplitAuthor() {
  for (auto& [field, text] : item_) {
    const size_t open = text.find(" (");
    if (field != "author" || open == text.npos || !text.ends_with(')') || text.find('@') > open) continue;
    const std::string email = text.substr(0, open);
    text = text.substr(open + 2, text.size() - open - 3);
    return Add("author_email", email);
  }
}

// RSS: an id that is said to be an address is one.
void FeedItems::FindLink() {
  for (const auto& [field, text] : item_)
    if (field == "id" && is_permalink_ && text.starts_with("http")) return Add("link", std::string(text));
}

void FeedItems::WriteItem() {
  ++items_;
  SplitAuthor();
  FindLink();
  const size_t begin = out_->size();
  JsonWriter json(out_);
  json.BeginObject();
  if (!feed_.empty()) {
    json.Key("feed").BeginObject();
    for (const auto& [field, text] : feed_) json.Key(field).Text(text);
    json.EndObject();
  }
  for (const auto& [field, text] : item_) {
    const bool is_long_id = (field == "id" || field == "in_reply_to") && text.size() > kNameBytesMax;
    json.Key(field).Text(is_long_id ? HexDigits(Hash64(text)) : text);
  }
  if (!categories_.empty()) {
    json.Key("categories").BeginArray();
    for (const std::string& category : categories_) json.Text(category);
    json.EndArray();
  }
  json.EndObject();
  const bool is_too_long = item_bytes_ > kLineBytesMax || out_->size() - begin > kLineBytesMax;
  if (is_too_long) {
    out_->resize(begin);
    return AppendRefusedLine("an item that is too long", out_);
  }
  *out_ += '\n';
}

}  // namespace groundswell
