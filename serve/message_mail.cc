#include "serve/message_mail.h"

#include <algorithm>
#include <ctime>

#include "serve/message_chat.h"
#include "serve/message_escape.h"

namespace groundswell {
namespace {

// A mailbox for a header: the name before the address is encoded where it is not ASCII.
std::string MailboxHeader(std::string_view mailbox) {
  const size_t open = mailbox.rfind('<');
  if (open == std::string_view::npos || open == 0) return std::string(mailbox);
  std::string_view name = mailbox.substr(0, open);
  while (name.ends_with(' ')) name.remove_suffix(1);
  return EncodeHeader(name) + " " + std::string(mailbox.substr(open));
}

std::string DateHeader(int64_t now_secs) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t time = now_secs;
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[64];
  std::snprintf(text, sizeof(text), "%s, %02d %s %04d %02d:%02d:%02d +0000", kDays[utc.tm_wday], utc.tm_mday,
                kMonths[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
  return text;
}

// What may stand on the left of a message id.
std::string IdText(std::string_view id) {
  std::string text;
  for (const char c : id) {
    const bool is_safe = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    text.push_back(is_safe ? c : '-');
  }
  return text;
}

std::string_view LinkWords(MessageLanguage language) {
  return language == MessageLanguage::kChinese ? "查看详情" : "Open the group";
}

void AppendRow(const MessagePart& part, std::string* html) {
  const std::string label = EscapeHtml(HarmlessText(part.label, "")), text = EscapeHtml(HarmlessText(part.text, ""));
  switch (part.kind) {
    case PartKind::kFact:
      *html += "<p><b>" + label + "</b>&nbsp; " + text + "</p>\n";
      break;
    case PartKind::kQuote:
      *html += "<blockquote>" + text + (label.empty() ? "" : "<br><small>" + label + "</small>") + "</blockquote>\n";
      break;
    case PartKind::kLink:
      *html += "<p><a href=\"" + EscapeHtml(part.text) + "\">" + label + "</a></p>\n";
      break;
    case PartKind::kNote:
    case PartKind::kLine:
      *html += "<p>" + text + "</p>\n";
      break;
  }
}

std::string HtmlText(const ShownMessage& shown) {
  const AlertMessage& message = *shown.message;
  std::string html = "<!DOCTYPE html>\n<html lang=\"";
  html += message.language == MessageLanguage::kChinese ? "zh-CN" : "en";
  html += "\"><body>\n<h2>" + EscapeHtml(HarmlessText(shown.headline, "")) + "</h2>\n";
  for (const MessagePart* part : shown.parts) AppendRow(*part, &html);
  if (shown.further() > 0) html += "<p>" + EscapeHtml(FurtherGroups(shown.further(), message.language)) + "</p>\n";
  if (!message.link.empty())
    html.append("<p><a href=\"")
        .append(EscapeHtml(message.link))
        .append("\">")
        .append(LinkWords(message.language))
        .append("</a></p>\n");
  return html + "</body></html>\n";
}

std::string Part(std::string_view type, std::string_view text) {
  return "Content-Type: " + std::string(type) + "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
         Base64Lines(text);
}

// The name of an attached file as a parameter of its header: in pieces that keep lines short, percent-encoded and
// numbered (RFC 2231).
std::string FileNameParameter(std::string_view name) {
  constexpr size_t kPieceBytesMax = 54;
  const std::string escaped = EscapeUrl(name);
  if (escaped.size() <= kPieceBytesMax) return ";\r\n filename*=UTF-8''" + escaped;
  std::string parameter;
  size_t begin = 0;
  for (int piece = 0; begin < escaped.size(); ++piece) {
    size_t end = std::min(begin + kPieceBytesMax, escaped.size());
    // No piece ends within a "%E8".
    while (end < escaped.size() && (escaped[end - 1] == '%' || escaped[end - 2] == '%')) --end;
    parameter += ";\r\n filename*" + std::to_string(piece) + "*=" + (piece == 0 ? "UTF-8''" : "") +
                 escaped.substr(begin, end - begin);
    begin = end;
  }
  return parameter;
}

std::string FilePart(const MessageFile& file) {
  return "Content-Type: " + file.type + "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment" +
         FileNameParameter(file.name) + "\r\n\r\n" + Base64Lines(*file.bytes);
}

// `text` and the files beside it; `text` alone where there are none.
std::string WithFiles(const AlertMessage& message, std::string text) {
  std::string parts;
  const std::string frontier = "=_groundswell-files-" + IdText(message.id);
  size_t bytes = 0;
  for (const MessageFile& file : message.files) {
    if (bytes + file.bytes->size() > kMailFilesBytesMax) continue;
    bytes += file.bytes->size();
    parts += "--" + frontier + "\r\n" + FilePart(file);
  }
  if (parts.empty()) return text;
  return "Content-Type: multipart/mixed;\r\n boundary=\"" + frontier + "\"\r\n\r\n--" + frontier + "\r\n" +
         std::move(text) + parts + "--" + frontier + "--\r\n";
}

std::string Headers(const AlertMessage& message, const MailOptions& options) {
  const std::string address = MailAddress(options.from);
  const std::string host = address.substr(address.find('@') == std::string::npos ? 0 : address.find('@') + 1);
  const std::string thread = "<group-" + IdText(message.group.empty() ? message.id : message.group) + "@" + host + ">";
  std::string to;
  for (const std::string& mailbox : options.to) to += (to.empty() ? "" : ",\r\n ") + MailboxHeader(mailbox);
  std::string headers = "Date: " + DateHeader(options.now_secs) + "\r\nFrom: " + MailboxHeader(options.from) +
                        "\r\nTo: " + to + "\r\nSubject: " + EncodeHeader(HarmlessText(message.subject, "")) +
                        "\r\nMessage-ID: <alert-" + IdText(message.id) + "@" + host + ">\r\n";
  headers += "In-Reply-To: " + thread + "\r\nReferences: " + thread + "\r\n";
  headers +=
      "Auto-Submitted: auto-generated\r\nX-Groundswell-Level: " + std::string(kLevelNames[message.level]) + "\r\n";
  if (message.level >= 3 || message.is_critical) headers += "X-Priority: 1\r\n";
  return headers + "MIME-Version: 1.0\r\n";
}

}  // namespace

std::string MailAddress(std::string_view mailbox) {
  const size_t open = mailbox.rfind('<'), close = mailbox.rfind('>');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::string(mailbox);
  return std::string(mailbox.substr(open + 1, close - open - 1));
}

Rendered RenderMail(const AlertMessage& message, const MailOptions& options) {
  const std::string headers = Headers(message, options);
  if (options.is_short) return {headers + Part("text/plain", RenderPlain(message, kShortBytesMax).body), 0};
  Rendered text = FitMessage(message, kMailBytesMax - headers.size(), [&](const ShownMessage& shown) {
    // What is shown in HTML is shown in plain lines too.
    AlertMessage same = message;
    same.headline = shown.headline;
    same.parts.clear();
    for (const MessagePart* part : shown.parts) same.parts.push_back(*part);
    const std::string frontier = "=_groundswell-" + IdText(message.id);
    return "Content-Type: multipart/alternative;\r\n boundary=\"" + frontier + "\"\r\n\r\n--" + frontier + "\r\n" +
           Part("text/plain", RenderPlain(same, kMailBytesMax).body + "\n") + "--" + frontier + "\r\n" +
           Part("text/html", HtmlText(shown)) + "--" + frontier + "--\r\n";
  });
  text.body = headers + WithFiles(message, std::move(text.body));
  return text;
}

}  // namespace groundswell
