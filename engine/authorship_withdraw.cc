// What Authorship does when a post is taken back.
#include "engine/authorship.h"

namespace groundswell {

// The person has no post with this text any more.
void Authorship::Leave(uint64_t person, uint32_t serial) {
  const size_t place = FindSerial(serial);
  if (place == slots_.size()) return;
  Slot& slot = slots_[place];
  slot.people -= slot.people > 0 ? 1 : 0;
  for (uint64_t& first : slot.first)
    if (first == person) first = 0;
}

void Authorship::Withdraw(PersonHash person, const NearCopySignature& signature) {
  if (!person.known()) return;
  Author* author = authors_.Find(person.value);
  if (author == nullptr) {
    TakeBackLate(signature);
    return TidyUp();
  }
  Count(*author, -1);
  TakeBack(author, person.value, signature);
  if (author->own == 0 && author->posts == decltype(author->posts){}) {
    authors_.Erase(person.value);
  } else {
    Count(*author, 1);
  }
  TidyUp();
}

// The post was of the text it is like; where it is like none, of own words; where there are none, of any text.
void Authorship::TakeBack(Author* author, uint64_t person, const NearCopySignature& signature) {
  size_t place = kTextsOfAuthor;
  for (size_t i = 0; i < kTextsOfAuthor; ++i) {
    const size_t text = author->serials[i] == kNoText ? slots_.size() : FindSerial(author->serials[i]);
    if (text < slots_.size() && AreOneTemplate(slots_[text].signature, signature)) place = i;
  }
  if (place == kTextsOfAuthor && author->own > 0) {
    --author->own;
    return;
  }
  for (size_t i = 0; i < kTextsOfAuthor && place == kTextsOfAuthor; ++i)
    if (author->serials[i] != kNoText) place = i;
  if (place == kTextsOfAuthor || --author->posts[place] > 0) return;
  Leave(person, author->serials[place]);
  author->serials[place] = kNoText;
}

void Authorship::TakeBackLate(const NearCopySignature& signature) {
  const size_t place = FindText(signature);
  if (place < slots_.size() && slots_[place].late > 0) {
    --slots_[place].late;
  } else if (organic_late_ > 0) {
    --organic_late_;
  }
}

}  // namespace groundswell
