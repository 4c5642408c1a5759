#include "engine/authorship_agents.h"

#include <algorithm>

#include "engine/authorship.h"

namespace groundswell {
namespace {

// Two posts about one organisation share its words and a few of the trade; a letter and its advertisement share more. A
// third of the shorter one's content words, and no fewer than five.
constexpr size_t kSharedTermsMin = 5, kSharedOneIn = 3;

struct Quotes {
  std::string_view open, close;
};
constexpr Quotes kQuotes[] = {{"“", "”"}, {"「", "」"}, {"『", "』"}, {"\"", "\""}, {"【", "】"}};

}  // namespace

std::string_view AgentTieName(AgentTie tie) {
  constexpr std::string_view kNames[] = {"", "organisation", "words", "cause", "quoted_text", "author"};
  return kNames[static_cast<size_t>(tie)];
}

std::string_view QuotedText(std::string_view folded) {
  std::string_view longest;
  for (const auto& [open, close] : kQuotes) {
    for (size_t at = folded.find(open); at != folded.npos;) {
      const size_t begin = at + open.size(), end = folded.find(close, begin);
      if (end == folded.npos) break;
      if (end - begin > longest.size()) longest = folded.substr(begin, end - begin);
      at = folded.find(open, end + close.size());
    }
  }
  return longest;
}

uint32_t AgentAdverts::TakeTerms(std::span<const Term> from, std::array<uint32_t, kAdvertTermsMax>* to) {
  uint32_t count = 0;
  for (const Term& term : from)
    if (term.is_stop == 0 && count < to->size()) (*to)[count++] = term.hash;
  std::sort(to->begin(), to->begin() + count);
  return count;
}

void AgentAdverts::Add(const AdvertPost& post) {
  if (adverts_.size() < kAdvertsMax) {
    adverts_.emplace_back();
  } else {
    std::rotate(adverts_.begin(), adverts_.begin() + 1, adverts_.end());
  }
  Advert& advert = adverts_.back();
  advert.channel.assign(post.channel);
  advert.id.assign(post.id);
  advert.author = post.author.value;
  advert.cause = post.cause;
  advert.at_ms = post.time.ms;
  advert.names_organisation = post.names_organisation;
  advert.quoted = post.quoted;
  advert.terms.fill(0);
  advert.terms_count = TakeTerms(post.terms, &advert.terms);
}

void AgentAdverts::Withdraw(std::string_view channel, std::string_view id) {
  std::erase_if(adverts_, [&](const Advert& advert) { return advert.channel == channel && advert.id == id; });
}

AgentTie AgentAdverts::TieOf(const Advert& advert, const AgentSuspect& suspect, bool advertiser_filed_it) {
  if (suspect.began_at.is_none()) return AgentTie::kNone;
  const int64_t after_ms = suspect.began_at.ms - advert.at_ms;
  if (after_ms < 0 || after_ms > kAdvertDays * kDayMs) return AgentTie::kNone;
  if (advert.author != 0 && advertiser_filed_it) return AgentTie::kAuthor;
  if (AreOneTemplate(advert.quoted, suspect.signature)) return AgentTie::kQuotedText;
  if (advert.cause != 0 && advert.cause == suspect.cause) return AgentTie::kCause;
  std::array<uint32_t, kAdvertTermsMax> terms;
  const uint32_t count = TakeTerms(suspect.terms, &terms);
  size_t shared = 0;
  for (uint32_t i = 0, j = 0; i < count && j < advert.terms_count;) {
    const uint32_t a = terms[i], b = advert.terms[j];
    shared += a == b;
    i += a <= b;
    j += b <= a;
  }
  const bool is_alike = shared >= kSharedTermsMin && shared * kSharedOneIn >= std::min(count, advert.terms_count);
  if (is_alike) return AgentTie::kWords;
  return advert.names_organisation && suspect.is_mostly_templates ? AgentTie::kOrganisation : AgentTie::kNone;
}

void AgentAdverts::Save(ByteWriter* writer) const {
  writer->Number(static_cast<uint32_t>(adverts_.size()));
  for (const Advert& advert : adverts_) {
    writer->Text(advert.channel);
    writer->Text(advert.id);
    writer->Number(advert.author);
    writer->Number(advert.cause);
    writer->Number(advert.at_ms);
    writer->Number(advert.names_organisation);
    writer->Bytes({reinterpret_cast<const char*>(advert.quoted.rows.data()), advert.quoted.rows.size()});
    writer->Number(advert.quoted.shingles);
    writer->Number(advert.terms_count);
    for (uint32_t i = 0; i < advert.terms_count; ++i) writer->Number(advert.terms[i]);
  }
}

bool AgentAdverts::Load(ByteReader* reader) {
  const uint32_t count = reader->Number<uint32_t>();
  if (count > kAdvertsMax) return false;
  adverts_.assign(count, {});
  for (Advert& advert : adverts_) {
    advert.channel = reader->Text();
    advert.id = reader->Text();
    advert.author = reader->Number<uint64_t>();
    advert.cause = reader->Number<uint64_t>();
    advert.at_ms = reader->Number<int64_t>();
    advert.names_organisation = reader->Number<bool>();
    if (!reader->Value(&advert.quoted.rows)) return false;
    advert.quoted.shingles = reader->Number<uint16_t>();
    advert.terms_count = reader->Number<uint32_t>();
    if (!reader->ok() || advert.terms_count > kAdvertTermsMax) return false;
    for (uint32_t i = 0; i < advert.terms_count; ++i) advert.terms[i] = reader->Number<uint32_t>();
  }
  return reader->ok();
}

}  // namespace groundswell
