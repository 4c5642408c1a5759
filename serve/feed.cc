#include "serve/feed.h"

#include <algorithm>
#include <string_view>

#include "base/hash.h"
#include "base/json_writer.h"
#include "serve/xml_text.h"

namespace groundswell {
namespace {

void AppendElement(std::string_view name, std::string_view text, std::string* out) {
  out->append("<").append(name).append(">");
  AppendXml(text, out);
  out->append("</").append(name.substr(0, name.find(' '))).append(">\n");
}

void AppendLink(std::string_view relation, std::string_view type, std::string_view address, std::string* out) {
  if (address.empty()) return;
  out->append("<link rel=\"").append(relation).append("\" type=\"").append(type).append("\" href=\"");
  AppendXml(address, out);
  out->append("\"/>\n");
}

void AppendEntry(const FeedEntry& entry, std::string* out) {
  out->append("<entry>\n");
  AppendElement("id", entry.id, out);
  AppendElement("title", entry.title, out);
  AppendElement("published", FormatEventTime(entry.published), out);
  AppendElement("updated", FormatEventTime(entry.updated), out);
  AppendLink("alternate", "text/html", entry.link, out);
  for (const std::string& tag : entry.tags) {
    out->append("<category term=\"");
    AppendXml(tag, out);
    out->append("\"/>\n");
  }
  AppendElement("content type=\"text\"", entry.text, out);
  out->append("</entry>\n");
}

}  // namespace

std::string UrnOf(std::string_view name) {
  constexpr char kHex[] = "0123456789abcdef";
  uint64_t high = Hash64(name, 1), low = Hash64(name, 2);
  high = (high & ~uint64_t{0xf000}) | 0x8000;                  // version 8: made in a way of our own
  low = (low & (~uint64_t{0} >> 2)) | (uint64_t{0b10} << 62);  // the variant of RFC 9562
  std::string urn = "urn:uuid:";
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) urn += '-';
    urn += kHex[(digit < 16 ? high >> (60 - 4 * digit) : low >> (124 - 4 * digit)) & 15];
  }
  return urn;
}

std::string AtomOf(const Feed& feed) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"";
  out.append(feed.language).append("\">\n");
  AppendElement("id", feed.id, &out);
  AppendElement("title", feed.title, &out);
  EventTime updated = feed.entries.empty() ? feed.asked : EventTime{0};
  for (const FeedEntry& entry : feed.entries) updated = std::max(updated, entry.updated);
  AppendElement("updated", FormatEventTime(updated), &out);
  out.append("<author><name>Groundswell</name></author>\n");
  AppendLink("self", "application/atom+xml", feed.self, &out);
  AppendLink("alternate", "text/html", feed.home, &out);
  for (const FeedEntry& entry : feed.entries) AppendEntry(entry, &out);
  return out.append("</feed>\n");
}

std::string JsonFeedOf(const Feed& feed) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject().Key("version").Text("https://jsonfeed.org/version/1.1").Key("title").Text(feed.title);
  if (!feed.home.empty()) json.Key("home_page_url").Text(feed.home);
  if (!feed.self.empty()) json.Key("feed_url").Text(feed.self);
  json.Key("language").Text(feed.language).Key("items").BeginArray();
  for (const FeedEntry& entry : feed.entries) {
    json.BeginObject().Key("id").Text(entry.id);
    if (!entry.link.empty()) json.Key("url").Text(entry.link);
    json.Key("title").Text(entry.title).Key("content_text").Text(entry.text);
    json.Key("date_published").Time(entry.published).Key("date_modified").Time(entry.updated);
    json.Key("tags").BeginArray();
    for (const std::string& tag : entry.tags) json.Text(tag);
    json.EndArray().EndObject();
  }
  json.EndArray().EndObject();
  return out;
}

}  // namespace groundswell
