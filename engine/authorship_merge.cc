// Authorship of groups that become one, and the tallies made anew from what is known of each person.
#include <algorithm>
#include <functional>
#include <utility>

#include "engine/authorship.h"

namespace groundswell {

void Authorship::Merge(const Authorship& other) {
  posts_ += other.posts_;
  arrivals_ += other.arrivals_;
  std::array<Renamed, kSlotsMax> renamed;
  size_t count = 0;
  // Templates first: where there is no room for all texts, they are what must not be lost.
  for (const bool templates : {true, false}) {
    for (const Slot& slot : other.slots_)
      if (slot.is_template == templates) renamed[count++] = {slot.serial, TakeSlot(slot)};
  }
  other.authors_.ForEach([&](uint64_t person, const Author& author) {
    TakeAuthor(person, author, {renamed.data(), count});
  });
  organic_late_ += other.organic_late_;
  unnamed_late_ += other.unnamed_late_;
  is_estimate_ = is_estimate_ || other.is_estimate_;
  Recount();
  CapTemplates();
}

// The serial under which the other group's text goes on here; kNoText where it is own words from now on.
uint32_t Authorship::TakeSlot(const Slot& slot) {
  if (const size_t place = FindText(slot.signature); place < slots_.size()) {
    Slot& ours = slots_[place];
    ours.began_ms = std::min(ours.began_ms, slot.began_ms);
    ours.touched = std::max(ours.touched, slot.touched);
    ours.arrivals += slot.arrivals;
    ours.late += slot.late;
    ours.is_template = ours.is_template || slot.is_template;
    ours.is_tight = ours.is_tight || slot.is_tight;
    if (slot.gaps > ours.gaps) {
      ours.gaps = slot.gaps;
      ours.gap_sum_secs = slot.gap_sum_secs;
      ours.gap_square_sum = slot.gap_square_sum;
    }
    // In which order the people of both came is not known: what was found of it stays, what is under way begins anew.
    ours.latest_count = 0;
    return ours.serial;
  }
  if (slots_.size() == kSlotsMax) {
    if (!slot.is_template) return kNoText;
    size_t weakest = kSlotsMax;
    for (size_t i = 0; i < kSlotsMax; ++i) {
      if (slots_[i].is_template) continue;
      if (weakest == kSlotsMax || slots_[i].touched < slots_[weakest].touched) weakest = i;
    }
    if (weakest == kSlotsMax) {
      unnamed_late_ += slot.late;
      return kUnnamed;
    }
    Forget(weakest);
  }
  Slot& taken = slots_.emplace_back(slot);
  taken.serial = next_serial_++;
  taken.latest_count = 0;
  return taken.serial;
}

// The tallies of those who are known one by one are wrong until Recount.
void Authorship::TakeAuthor(uint64_t person, const Author& author, std::span<const Renamed> renamed) {
  Author* ours = authors_.Find(person);
  const bool is_late = ours == nullptr && authors_.size() >= kAuthorsMax;
  Author taken;
  taken.is_empty_account = author.is_empty_account;
  if (ours != nullptr) {
    taken = *ours;
    taken.is_empty_account &= author.is_empty_account;
  }
  taken.own += author.own;
  for (size_t i = 0; i < kTextsOfAuthor; ++i) {
    const uint32_t from = author.serials[i];
    if (from == kNoText) continue;
    const auto found =
        std::find_if(renamed.begin(), renamed.end(), [from](const Renamed& text) { return text.from == from; });
    const uint32_t to = from == kUnnamed ? kUnnamed : found == renamed.end() ? kNoText : found->to;
    TakeText(&taken, to, author.posts[i]);
  }
  if (!is_late) {
    bool inserted;
    authors_.FindOrInsert(person, &inserted) = taken;
    return;
  }
  is_estimate_ = true;
  const uint32_t serial = taken.serials[0] != kNoText ? taken.serials[0] : taken.serials[1];
  const size_t place = FindSerial(serial);
  if (!IsCopied(taken)) {
    ++organic_late_;
  } else if (place < slots_.size()) {
    ++slots_[place].late;
  } else {
    ++unnamed_late_;
  }
}

// `posts` more of the text `serial` for the person, by the rule of File.
void Authorship::TakeText(Author* author, uint32_t serial, uint16_t posts) const {
  const auto add = [posts](uint16_t* to) { *to = static_cast<uint16_t>(std::min<uint32_t>(UINT16_MAX, *to + posts)); };
  if (serial == kNoText) {
    author->own += posts;
    return;
  }
  for (size_t i = 0; i < kTextsOfAuthor; ++i)
    if (author->serials[i] == serial) return add(&author->posts[i]);
  for (size_t i = 0; i < kTextsOfAuthor; ++i) {
    if (author->serials[i] != kNoText && IsTemplate(author->serials[i])) continue;
    if (author->serials[i] != kNoText) author->own += author->posts[i];
    author->serials[i] = serial;
    author->posts[i] = posts;
    return;
  }
  add(&author->posts.back());
}

// Everything that follows from authors_ and `late`, made anew. A text that enough people filed is a template from here
// on, one that too few are left of is none.
void Authorship::Recount() {
  organic_ = organic_empty_ = unnamed_ = 0;
  for (Slot& slot : slots_) {
    slot.people = 0;
    slot.copied = slot.empty = slot.several = 0;
    slot.first.fill(0);
  }
  authors_.ForEach([&](uint64_t, const Author& author) {
    for (const uint32_t serial : author.serials) {
      const size_t place = serial == kNoText ? slots_.size() : FindSerial(serial);
      if (place < slots_.size()) ++slots_[place].people;
    }
  });
  for (Slot& slot : slots_) {
    slot.is_template = slot.people + slot.late >= kTemplatePeopleMin;
    if (slot.is_template) continue;
    organic_late_ += slot.late;
    slot.late = 0;
  }
  std::erase_if(slots_, [](const Slot& slot) { return slot.people + slot.late == 0; });
  RefillFirst();
  authors_.ForEach([&](uint64_t, const Author& author) { Count(author, 1); });
}

void Authorship::RefillFirst() {
  authors_.ForEach([&](uint64_t person, const Author& author) {
    for (const uint32_t serial : author.serials) {
      const size_t place = serial == kNoText ? slots_.size() : FindSerial(serial);
      if (place == slots_.size() || slots_[place].is_template) continue;
      auto& first = slots_[place].first;
      // Fewer than kTemplatePeopleMin have posts here, so that there is a free place.
      if (const auto free = std::find(first.begin(), first.end(), 0); free != first.end()) *free = person;
    }
  });
  // The order of a hash table is no order of arrival; as a set it is the same however it came about.
  for (Slot& slot : slots_) std::sort(slot.first.begin(), slot.first.end(), std::greater<>());
}

// Texts that nobody is left of go, and what was a template may be none any more.
void Authorship::TidyUp() {
  const bool is_over = std::any_of(slots_.begin(), slots_.end(), [](const Slot& slot) {
    return slot.people + slot.late < (slot.is_template ? kTemplatePeopleMin : 1);
  });
  if (is_over) Recount();
}

// Beyond kTemplatesMax the templates of the fewest people, of equals the newest, lose their names.
void Authorship::CapTemplates() {
  for (;;) {
    size_t templates = 0, weakest = slots_.size();
    for (size_t i = 0; i < slots_.size(); ++i) {
      if (!slots_[i].is_template) continue;
      ++templates;
      const auto rank = [](const Slot& slot) { return std::pair(slot.people + slot.late, ~slot.serial); };
      if (weakest == slots_.size() || rank(slots_[i]) < rank(slots_[weakest])) weakest = i;
    }
    if (templates <= kTemplatesMax) return;
    const uint32_t serial = slots_[weakest].serial;
    unnamed_late_ += slots_[weakest].late;
    slots_.erase(slots_.begin() + static_cast<ptrdiff_t>(weakest));
    authors_.ForEach([&](uint64_t person, const Author&) {
      Author& author = *authors_.Find(person);
      for (size_t i = 0; i < kTextsOfAuthor; ++i) {
        if (author.serials[i] != serial) continue;
        author.serials[i] = kUnnamed;
      }
    });
    Recount();
  }
}

}  // namespace groundswell
