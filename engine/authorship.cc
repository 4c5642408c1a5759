#include "engine/authorship.h"

#include <algorithm>

namespace groundswell {
namespace {

// Independent texts on one cause that are longer than this were never seen half alike; shorter ones must be more so.
// docs/decisions/0015 has the figures.
constexpr uint16_t kLongShingles = 96;
constexpr double kShortLikeness = 0.6, kLongLikeness = kNearCopyLikeness;

}  // namespace

double TemplateLikeness(uint16_t shingles) {
  if (shingles < kTemplateShinglesMin) return 2;
  if (shingles >= kLongShingles) return kLongLikeness;
  constexpr double kFall = (kShortLikeness - kLongLikeness) / (kLongShingles - kTemplateShinglesMin);
  return kShortLikeness - kFall * (shingles - kTemplateShinglesMin);
}

bool AreOneTemplate(const NearCopySignature& a, const NearCopySignature& b) {
  const auto [fewer, more] = std::minmax(a.shingles, b.shingles);
  const double wanted = TemplateLikeness(fewer);
  // The likeness of two sets is at most the ratio of their sizes, less the error of an estimate.
  if (fewer < (wanted - 0.2) * more) return false;
  return Likeness(a, b) >= wanted;
}

void Authorship::Reset() {
  slots_.clear();
  authors_.Clear();
  next_serial_ = 1;
  posts_ = arrivals_ = 0;
  organic_ = organic_empty_ = organic_late_ = unnamed_ = unnamed_late_ = 0;
  is_estimate_ = false;
}

// Of several the most alike, of equals the oldest.
size_t Authorship::FindText(const NearCopySignature& signature) const {
  size_t best = slots_.size();
  double best_likeness = 0;
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (!AreOneTemplate(slots_[i].signature, signature)) continue;
    const double likeness = Likeness(slots_[i].signature, signature);
    if (likeness < best_likeness) continue;
    if (likeness == best_likeness && slots_[best].serial < slots_[i].serial) continue;
    best = i;
    best_likeness = likeness;
  }
  return best;
}

size_t Authorship::FindSerial(uint32_t serial) const {
  size_t i = 0;
  while (i < slots_.size() && slots_[i].serial != serial) ++i;
  return i;
}

bool Authorship::IsTemplate(uint32_t serial) const {
  if (serial == kUnnamed) return true;
  const size_t i = FindSerial(serial);
  return i < slots_.size() && slots_[i].is_template;
}

bool Authorship::IsCopied(const Author& author) const {
  if (author.own > 0) return false;
  bool files = false;
  for (const uint32_t serial : author.serials) {
    if (serial == kNoText) continue;
    if (!IsTemplate(serial)) return false;
    files = true;
  }
  return files;
}

// Adds the person to the tallies as he stands (sign 1), or takes him out of them (-1). Every change of an Author, or of
// what a text is, stands between the two.
void Authorship::Count(const Author& author, int sign) {
  if (!IsCopied(author)) {
    organic_ += sign;
    organic_empty_ += author.is_empty_account != 0 ? sign : 0;
    return;
  }
  const uint32_t serial = author.serials[0] != kNoText ? author.serials[0] : author.serials[1];
  const size_t place = FindSerial(serial);
  if (place == slots_.size()) {
    unnamed_ += sign;
    return;
  }
  slots_[place].copied += sign;
  slots_[place].empty += author.is_empty_account != 0 ? sign : 0;
  if (author.serials[0] == kNoText || author.serials[1] == kNoText) return;
  for (const uint32_t each : author.serials) {
    if (const size_t i = FindSerial(each); i < slots_.size()) slots_[i].several += sign;
  }
}

void Authorship::Add(const Filing& filing) {
  if (!filing.person.known() || !filing.has_own_words) return;
  ++posts_;
  const uint64_t person = filing.person.value;
  Slot* slot = nullptr;
  if (filing.signature.shingles >= kTemplateShinglesMin) {
    size_t place = FindText(filing.signature);
    if (place == slots_.size()) place = OpenText(filing);
    slot = &slots_[place];
    slot->touched = posts_;
  }
  const bool was_template = slot != nullptr && slot->is_template;
  Author* author = authors_.Find(person);
  if (author == nullptr && authors_.size() >= kAuthorsMax) {
    FileLate(person, slot, filing.time);
  } else {
    if (author != nullptr) {
      Count(*author, -1);
    } else {
      bool inserted;
      author = &authors_.FindOrInsert(person, &inserted);
      author->is_empty_account = filing.files_nothing_else ? 1 : 0;
      ++arrivals_;
    }
    if (slot != nullptr) {
      File(author, person, slot, filing.time);
    } else {
      ++author->own;
    }
    Count(*author, 1);
  }
  if (slot != nullptr && slot->is_template && !was_template) CapTemplates();
}

// Room for a text that none is like: a free place, else that of the text longest untouched which is no template.
size_t Authorship::OpenText(const Filing& filing) {
  if (slots_.size() == kSlotsMax) {
    size_t oldest = kSlotsMax;
    for (size_t i = 0; i < kSlotsMax; ++i) {
      if (slots_[i].is_template) continue;
      if (oldest == kSlotsMax || slots_[i].touched < slots_[oldest].touched) oldest = i;
    }
    Forget(oldest);
  }
  Slot& slot = slots_.emplace_back();
  slot.signature = filing.signature;
  slot.serial = next_serial_++;
  slot.began_ms = filing.time.ms;
  return slots_.size() - 1;
}

// The text was nobody's template: those who wrote it wrote in own words.
void Authorship::Forget(size_t place) {
  const Slot slot = slots_[place];
  for (const uint64_t person : slot.first) {
    Author* author = person == 0 ? nullptr : authors_.Find(person);
    if (author == nullptr) continue;
    Count(*author, -1);
    for (size_t i = 0; i < kTextsOfAuthor; ++i) {
      if (author->serials[i] != slot.serial) continue;
      author->own += author->posts[i];
      author->serials[i] = kNoText;
      author->posts[i] = 0;
    }
    Count(*author, 1);
  }
  slots_[place] = slots_.back();
  slots_.pop_back();
}

// One more post of the person, who is out of the tallies, with this text.
void Authorship::File(Author* author, uint64_t person, Slot* slot, EventTime time) {
  size_t place = kTextsOfAuthor;
  for (size_t i = 0; i < kTextsOfAuthor; ++i) {
    if (author->serials[i] == slot->serial) {
      if (author->posts[i] < UINT16_MAX) ++author->posts[i];
      return;
    }
    if (author->serials[i] == kNoText && place == kTextsOfAuthor) place = i;
  }
  for (size_t i = 0; i < kTextsOfAuthor && place == kTextsOfAuthor; ++i) {
    if (IsTemplate(author->serials[i])) continue;
    // Of three texts the one that is no template yet gives way: a person of own words is organic whatever the others.
    author->own += author->posts[i];
    Leave(person, author->serials[i]);
    place = i;
  }
  if (place == kTextsOfAuthor) {
    // Who filed two templates and now a third text is known well enough.
    if (author->posts.back() < UINT16_MAX) ++author->posts.back();
    return;
  }
  author->serials[place] = slot->serial;
  author->posts[place] = 1;
  Arrive(slot, person, time);
}

// A post of somebody beyond those who are known one by one.
void Authorship::FileLate(uint64_t person, Slot* slot, EventTime time) {
  is_estimate_ = true;
  ++arrivals_;
  if (slot == nullptr) {
    ++organic_late_;
  } else if (slot->is_template) {
    ++slot->late;
    ++slot->arrivals;
    NoteTime(slot, time);
  } else {
    ++organic_late_;
    if (std::find(slot->first.begin(), slot->first.end(), person) == slot->first.end()) Arrive(slot, person, time);
    // Of a text that has just become a template by him he is the third.
    if (slot->is_template) --organic_late_, ++slot->late, --slot->people;
  }
}

// A person comes to a text for the first time.
void Authorship::Arrive(Slot* slot, uint64_t person, EventTime time) {
  ++slot->people;
  ++slot->arrivals;
  NoteTime(slot, time);
  if (slot->is_template) return;
  static_assert(kTemplatePeopleMin >= 2);
  for (uint64_t& first : slot->first) {
    if (first != 0) continue;
    first = person;
    return;
  }
  Confirm(slot);
}

// The text has become a template: those who filed it first are judged anew.
void Authorship::Confirm(Slot* slot) {
  for (const uint64_t person : slot->first)
    if (const Author* author = authors_.Find(person)) Count(*author, -1);
  slot->is_template = true;
  for (const uint64_t person : slot->first) {
    if (const Author* author = authors_.Find(person)) {
      Count(*author, 1);
    } else {
      --organic_late_;
      --slot->people;
      ++slot->late;
    }
  }
  slot->first.fill(0);
}

}  // namespace groundswell
