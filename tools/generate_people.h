// People: the authors of a synthetic feed, each with a name of its own, a region, habits of writing and an audience.
//
// Contract: no two people of one People have the same name. The same seed gives the same people in the same order.
// Threads: one.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "tools/generate_grammar.h"
#include "tools/generate_style.h"

namespace groundswell {

struct FeedPerson {
  std::string name, region;
  Language language = Language::kChinese;
  Style style;
  int64_t followers = 0;
};

class People {
 public:
  People(uint64_t seed, const Grammar* grammar) : random_(seed, "people"), writer_(grammar) {}

  FeedPerson Meet(Language language);

 private:
  Random random_;
  Writer writer_;
  std::set<std::string, std::less<>> taken_;
};

// A count with a long tail, as likes and followers have: mostly none or a few, seldom up to `most`.
int64_t LongTail(int64_t most, Random* random);

}  // namespace groundswell
