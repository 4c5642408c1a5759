// AgentAdverts: advertisements of complaint agents in one scope, and which of them a group's templates may come from.
//
// Agents recruit before the wave: "全额退保,十天到账,加微信", then the same letter arrives from many. An advertisement
// is tied to a group when a template of the group began after it, within kAdvertDays, and one of these holds: its
// author filed the template; the template is a near copy of what it quotes; both name the same cause; they share enough
// of their own words. Contract: a function of the calls alone; of several advertisements that fit the strongest reason
// wins, then the newest. Units: event time; distinct content terms. Memory: kAdvertsMax advertisements, 500 bytes each,
// the oldest giving way. No allocation once strings have grown to the ids of the scope. Threads: one. Errors: Load
// returns false for bytes that are not its own.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"
#include "models/near_copy.h"
#include "models/scored_post.h"

namespace groundswell {

constexpr size_t kAdvertsMax = 32;
constexpr size_t kAdvertTermsMax = 48;
// Recruiting runs for weeks before the letters arrive: terms of a month are advertised.
constexpr int64_t kAdvertDays = 30;

// The weakest first. None: not tied.
enum class AgentTie : uint8_t { kNone, kOrganisation, kWords, kCause, kQuotedText, kAuthor };
std::string_view AgentTieName(AgentTie tie);  // "", "organisation", "words", "cause", …

// What of a post is compared.
struct AdvertPost {
  std::string_view channel, id;
  PersonHash author = {};
  EventTime time = {};
  bool names_organisation = false;  // the one that the scope belongs to
  uint64_t cause = 0;               // a hash of the taxonomy's tag; 0 for none
  NearCopySignature quoted = {};    // of QuotedText
  std::span<const Term> terms = {};
};

// A group's template, as it stands.
struct AgentSuspect {
  bool is_mostly_templates = false;  // AuthorshipTally::verdict() is not organic
  EventTime began_at;                // of the oldest template; none: there is none
  uint64_t cause = 0;                // of the group
  NearCopySignature signature = {};  // of the template
  std::span<const Term> terms = {};  // of a post of it
};

// The longest stretch of folded text between quotation marks, which is what an advertisement offers to be copied; empty
// where it quotes nothing.
std::string_view QuotedText(std::string_view folded);

class AgentAdverts {
 public:
  struct Match {
    AgentTie tie = AgentTie::kNone;
    std::string_view channel, id;  // of the advertisement; views the table until the next Add
    EventTime time;
  };

  void Add(const AdvertPost& post);
  // A deleted or edited advertisement proves nothing any more.
  void Withdraw(std::string_view channel, std::string_view id);

  // `filed(person)` says whether the person filed the template (Authorship::FiledTemplate).
  template <typename Filed>
  Match Tie(const AgentSuspect& suspect, Filed&& filed) const {
    Match best;
    for (size_t i = 0; i < adverts_.size(); ++i) {
      const AgentTie tie = TieOf(adverts_[i], suspect, filed(PersonHash{adverts_[i].author}));
      if (tie == AgentTie::kNone || tie < best.tie) continue;
      if (tie == best.tie && adverts_[i].at_ms < best.time.ms) continue;
      best = {tie, adverts_[i].channel, adverts_[i].id, EventTime{adverts_[i].at_ms}};
    }
    return best;
  }

  size_t size() const { return adverts_.size(); }
  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  struct Advert {
    std::string channel, id;
    uint64_t author = 0, cause = 0;
    int64_t at_ms = 0;
    NearCopySignature quoted;
    std::array<uint32_t, kAdvertTermsMax> terms{};  // ascending, without function words
    uint32_t terms_count = 0;
    bool names_organisation = false;
  };
  static AgentTie TieOf(const Advert& advert, const AgentSuspect& suspect, bool advertiser_filed_it);
  static uint32_t TakeTerms(std::span<const Term> from, std::array<uint32_t, kAdvertTermsMax>* to);

  std::vector<Advert> adverts_;  // the oldest first
};

}  // namespace groundswell
