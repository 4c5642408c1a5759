#include "serve/message_template.h"

#include <algorithm>

#include "base/json_writer.h"
#include "serve/message_chat.h"
#include "serve/message_escape.h"
#include "serve/xml_text.h"

namespace groundswell {
namespace {

constexpr std::string_view kNames[] = {"id",    "group", "org",    "title", "text",   "short",
                                       "level", "event", "people", "link",  "mention"};
constexpr std::string_view kFilters[] = {"json", "url", "xml", "none"};
constexpr size_t kTextBytesMax = 8'192, kShortTextBytesMax = 280;

std::string Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(' '), end = text.find_last_not_of(' ');
  return begin == std::string_view::npos ? std::string() : std::string(text.substr(begin, end - begin + 1));
}

template <size_t N>
bool Holds(const std::string_view (&names)[N], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::string Filtered(std::string_view value, std::string_view filter) {
  if (filter == "url") return EscapeUrl(value);
  if (filter == "none") return std::string(value);
  std::string quoted;
  if (filter == "xml") {
    AppendXml(value, &quoted);
    return quoted;
  }
  AppendJsonString(value, &quoted);
  return quoted.substr(1, quoted.size() - 2);
}

Rendered TextOf(std::string_view name, const AlertMessage& message, bool is_short) {
  return RenderPlain(message, name == "short" || is_short ? kShortTextBytesMax : kTextBytesMax);
}

std::string ValueOf(std::string_view name, const AlertMessage& message, const AlertFacts* newest) {
  if (name == "id") return message.id;
  if (name == "group") return message.group;
  if (name == "org") return newest == nullptr ? std::string() : HarmlessText(newest->org, "");
  if (name == "title") return HarmlessText(message.headline, "");
  if (name == "level") return std::string(kLevelNames[message.level]);
  if (name == "event") return message.event;
  if (name == "people")
    return newest == nullptr || !newest->complainants ? std::string() : std::to_string(*newest->complainants);
  if (name == "link") return message.link;
  return message.mentions.empty() ? std::string() : message.mentions.front();
}

}  // namespace

Result<MessageTemplate> MessageTemplate::Parse(std::string_view text, std::string_view default_filter) {
  MessageTemplate parsed;
  while (true) {
    const size_t open = text.find("{{");
    if (open == std::string_view::npos) break;
    const size_t close = text.find("}}", open);
    if (close == std::string_view::npos) return Invalid("a place {{ has no end }}");
    const std::string_view place = text.substr(open + 2, close - open - 2);
    const size_t bar = place.find('|');
    Piece piece{std::string(text.substr(0, open)), Trimmed(place.substr(0, bar)),
                bar == std::string_view::npos ? std::string(default_filter) : Trimmed(place.substr(bar + 1))};
    if (!Holds(kNames, piece.name))
      return Invalid("{{" + piece.name +
                     "}} is no place; there are id, group, org, title, text, short, level, event, "
                     "people, link and mention");
    if (!Holds(kFilters, piece.filter))
      return Invalid("{{" + piece.name + "|" + piece.filter + "}}: the filters are json, url, xml and none");
    parsed.pieces_.push_back(std::move(piece));
    text.remove_prefix(close + 2);
  }
  parsed.pieces_.push_back({std::string(text), {}, {}});
  return parsed;
}

Rendered MessageTemplate::Fill(const AlertMessage& message, const AlertFacts* newest, bool is_short) const {
  Rendered filled;
  for (const Piece& piece : pieces_) {
    filled.body += piece.before;
    if (piece.name == "text" || piece.name == "short") {
      const Rendered text = TextOf(piece.name, message, is_short);
      filled.body += Filtered(text.body, piece.filter);
      filled.lines = std::max(filled.lines, text.lines);
    } else if (!piece.name.empty()) {
      filled.body += Filtered(ValueOf(piece.name, message, newest), piece.filter);
    }
  }
  return filled;
}

}  // namespace groundswell
