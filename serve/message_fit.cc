#include "serve/message_fit.h"

#include <algorithm>

#include "serve/message_escape.h"

namespace groundswell {
namespace {

bool IsLine(const MessagePart* part) { return part->kind == PartKind::kLine; }

// Takes away what weighs least, of equals the last; false when nothing is left.
bool DropLightest(ShownMessage* shown) {
  if (shown->parts.empty()) return false;
  auto lightest = shown->parts.begin();
  for (auto part = shown->parts.begin(); part != shown->parts.end(); ++part)
    if ((*part)->weight <= (*lightest)->weight) lightest = part;
  if (IsLine(*lightest)) --shown->lines;
  shown->parts.erase(lightest);
  return true;
}

}  // namespace

Rendered FitMessage(const AlertMessage& message, size_t bytes_max,
                    const std::function<std::string(const ShownMessage& shown)>& render) {
  ShownMessage shown;
  shown.message = &message;
  shown.headline = message.headline;
  for (const MessagePart& part : message.parts) shown.parts.push_back(&part);
  shown.lines = shown.lines_in_all = static_cast<size_t>(std::count_if(shown.parts.begin(), shown.parts.end(), IsLine));
  while (true) {
    std::string body = render(shown);
    if (body.size() <= bytes_max) return {std::move(body), shown.lines};
    if (DropLightest(&shown)) continue;
    // Escaping may make a byte longer, so a cut may have to be made more than once.
    const size_t over = body.size() - bytes_max;
    if (shown.headline.empty()) return {std::move(body), shown.lines};
    const size_t keep = shown.headline.size() > over ? shown.headline.size() - over : 0;
    shown.headline = CutBytes(shown.headline, std::min(keep, shown.headline.size() - 1));
  }
}

}  // namespace groundswell
