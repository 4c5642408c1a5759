// Authorship: of one group, who wrote in words of their own, who filed a text that others filed too, and whether such
// filing looks coordinated.
//
// A template is a text that kTemplatePeopleMin different people filed as near copies (models/near_copy.h). Only texts
// long enough that likeness is no chance can make one (TemplateLikeness), and only where one in kTemplateOneIn of the
// group filed it: many owners of one fault write nearly the same dozen words, and each of them counts as writing for
// himself. A person all of whose posts are of templates is `copied`; one post of own words makes him organic. Nobody
// stops being a complainant by this: it is a figure beside the count. Contract: a function of the sequence of calls
// alone. Exact for the first kAuthorsMax people of a group; further ones are counted by posts, and the tally says so
// (which ones these are after a merge follows the values of their hashes, as nothing else does). Templates beyond
// kTemplatesMax are counted together, unnamed. Units: event time, people. Memory: 32 bytes for each of at most 2.7
// times the known people, 248 a long text up to kSlotsMax; none of it until the first Add, and none given back before
// the end. Ownership: copies what it is given. Threads: one. Errors: Load returns false for bytes that are not its own.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/flat_map.h"
#include "base/time.h"
#include "models/near_copy.h"
#include "models/scored_post.h"

namespace groundswell {

// One complaint of the group, as it is counted.
struct Filing {
  PersonHash person;            // unknown: not counted
  NearCopySignature signature;  // of the folded own words
  EventTime time;               // the watermark behind the post, so that it never falls
  bool has_own_words = true;    // a bare repost is reach and says nothing of authorship
  // The account had written nothing else before (engine/authorship_accounts.h).
  bool files_nothing_else = false;
};

enum class AuthorshipVerdict : uint8_t { kOrganic, kCopied, kCoordinated };
std::string_view AuthorshipVerdictName(AuthorshipVerdict verdict);  // "organic", "copied", "coordinated"

// Why a template counts as coordinated; several may hold. docs/decisions/0015 gives the figures and their reasons.
enum CoordinationSign : uint8_t {
  kTightFiling = 1,     // people came within minutes, while hardly anybody wrote in own words
  kRegularFiling = 2,   // they came as by a clock
  kEmptyAccounts = 4,   // their accounts write nothing else, unlike those of the others
  kSeveralLetters = 8,  // the same people filed several templates
  kLettersAlone = 16,   // hardly anybody of the group wrote in own words
};

inline constexpr std::string_view kCoordinationNames[] = {"tight_filing", "regular_filing", "empty_accounts",
                                                          "several_letters", "letters_alone"};

struct AuthorshipTally {
  int64_t organic = 0, copied = 0, coordinated = 0;  // people; `copied` without the coordinated ones
  uint32_t templates = 0;                            // that enough people filed
  uint8_t signs = 0;                                 // CoordinationSign, of all coordinated templates
  bool is_estimate = false;                          // more than kAuthorsMax people
  int64_t all() const { return organic + copied + coordinated; }
  double organic_share() const { return all() == 0 ? 1 : static_cast<double>(organic) / static_cast<double>(all()); }
  // What most of its people are.
  AuthorshipVerdict verdict() const;
};

constexpr uint32_t kTemplatePeopleMin = 3;
constexpr uint32_t kCoordinatedPeopleMin = 5;
constexpr size_t kSlotsMax = 32;      // texts remembered of a group: templates, and those that may become one
constexpr size_t kTemplatesMax = 24;  // so that eight new texts are always being compared
constexpr size_t kAuthorsMax = 4096;
// Below this a text never makes a template: two lines of Chinese, nine English words.
constexpr uint16_t kTemplateShinglesMin = 36;
// The more people there are, the more of them write a sentence alike by chance: of a large group one in so many must
// have filed the text.
constexpr int64_t kTemplateOneIn = 50;

// The likeness that two texts of at least `shingles` must reach; above 1 where they are too short.
double TemplateLikeness(uint16_t shingles);
bool AreOneTemplate(const NearCopySignature& a, const NearCopySignature& b);

class Authorship {
 public:
  void Add(const Filing& filing);
  // Takes one post of the person back; its signature says which, where the person wrote several.
  void Withdraw(PersonHash person, const NearCopySignature& signature);
  // Takes over the people and templates of `other`; a person of both is one.
  void Merge(const Authorship& other);
  void Reset();  // as new, keeping memory

  AuthorshipTally Tally() const;
  // When the oldest template of which people are left began; none where there is no template. With its signature.
  struct FirstTemplate {
    EventTime began_at;
    const NearCopySignature* signature = nullptr;
  };
  FirstTemplate OldestTemplate() const;
  // Whether this person filed one of the templates.
  bool FiledTemplate(PersonHash person) const;

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  static constexpr uint32_t kNoText = 0, kUnnamed = 0xffffffff;  // serials: of no slot; of the templates beyond the cap
  static constexpr size_t kTextsOfAuthor = 2;

  // Where the people of a text came, the newest of distinct times last: what kTightFiling is judged from.
  struct Arrival {
    int64_t at_ms = 0;
    uint32_t of_text = 0, of_group = 0;  // people that had come before it
  };
  struct Slot {
    NearCopySignature signature;  // of the first post: later ones are compared with it alone, so that none drifts
    uint32_t serial = 0;
    uint32_t touched = 0;                        // arrival number of its newest post; the least gives way
    uint32_t people = 0;                         // known people that have posts here
    uint32_t late = 0;                           // posts of people beyond kAuthorsMax
    uint32_t arrivals = 0;                       // people that ever came
    int64_t copied = 0, empty = 0, several = 0;  // of `copied` people: all, empty accounts, filers of several templates
    int64_t began_ms = 0;
    uint32_t gaps = 0;
    double gap_sum_secs = 0, gap_square_sum = 0;
    std::array<uint64_t, kTemplatePeopleMin - 1> first{};  // until it is a template: who has posts here
    std::array<Arrival, kCoordinatedPeopleMin> latest{};
    uint32_t latest_count = 0;
    bool is_template = false, is_tight = false;
  };
  // What a person filed. No padding, for it is saved as it lies.
  struct Author {
    uint32_t own = 0;  // posts in own words
    std::array<uint32_t, kTextsOfAuthor> serials{};
    std::array<uint16_t, kTextsOfAuthor> posts{};
    uint32_t is_empty_account = 0;
  };
  static_assert(sizeof(Author) == 20 && sizeof(Slot) <= 248);

  size_t FindText(const NearCopySignature& signature) const;  // its place, or slots_.size()
  size_t FindSerial(uint32_t serial) const;
  bool IsTemplate(uint32_t serial) const;
  bool IsCopied(const Author& author) const;
  void Count(const Author& author, int sign);
  size_t OpenText(const Filing& filing);
  void Forget(size_t place);
  void File(Author* author, uint64_t person, Slot* slot, EventTime time);
  void FileLate(uint64_t person, Slot* slot, EventTime time);
  void Arrive(Slot* slot, uint64_t person, EventTime time);
  void Confirm(Slot* slot);
  void NoteTime(Slot* slot, EventTime time) const;
  void TakeBack(Author* author, uint64_t person, const NearCopySignature& signature);
  void TakeBackLate(const NearCopySignature& signature);
  void Leave(uint64_t person, uint32_t serial);
  uint8_t SignsOf(const Slot& slot, int64_t people) const;
  int64_t People() const;
  static bool Counts(const Slot& slot, int64_t people);

  // authorship_merge.cc
  struct Renamed {  // of a text of the other group
    uint32_t from = 0, to = 0;
  };
  uint32_t TakeSlot(const Slot& slot);
  void TakeAuthor(uint64_t person, const Author& author, std::span<const Renamed> renamed);
  void TakeText(Author* author, uint32_t serial, uint16_t posts) const;
  void Recount();
  void TidyUp();
  void RefillFirst();
  void CapTemplates();

  std::vector<Slot> slots_;
  FlatMap<Author> authors_;
  uint32_t next_serial_ = 1;
  uint32_t posts_ = 0;     // filed so far: the clock of `touched`
  uint32_t arrivals_ = 0;  // people that ever came
  int64_t organic_ = 0, organic_empty_ = 0, organic_late_ = 0;
  int64_t unnamed_ = 0, unnamed_late_ = 0;  // people of templates beyond the cap
  bool is_estimate_ = false;
};

}  // namespace groundswell
