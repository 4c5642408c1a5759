// MaskedNames: names with a part masked, as people write who fear to be sued or blocked: 马*达, 某自达, 招xx行.
//
// Names are Chinese, three to eight characters long. One to three characters in a row may be masked, as long as at
// least two stay, and half of those that are neither a kind of firm (银行, 汽车) nor where it is from (中国), so that
// 某银行 is nobody's. A form that
// fits names of two organisations fits none. Contract: names and texts are folded (models/text_cleaner.h); every
// answer is a function of both. Forms are known by a hash of 64 bits. Threads: immutable once filled. No allocation in
// the steady state.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/flat_map.h"

namespace groundswell {

struct MaskedMatch {
  uint32_t begin = 0, end = 0;  // bytes of the text
  uint32_t entry = 0;
};

class MaskedNames {
 public:
  // Every masked form of the name then stands for `entry`, which belongs to `org`. Names that have none are passed
  // over. `*` in the name is a masked character; no others are masked then.
  void Add(std::string_view name, uint32_t entry, uint32_t org);

  bool empty() const { return forms_.empty(); }

  // Replaces *matches with those of the text in the order of their masked part, overlapping ones too.
  void Find(std::string_view text, std::vector<MaskedMatch>* matches) const;

  // Masked parts that are looked at in one text; no post has as many, and hostile text takes no longer for them.
  static constexpr uint32_t kMasksMax = 512;

 private:
  struct Meaning {
    uint32_t entry = 0, org = 0;
    bool is_ambiguous = false;
  };

  void AddForm(std::string_view before, size_t masked, std::string_view after, uint32_t entry, uint32_t org);
  void FindAround(std::string_view text, size_t begin, size_t end, size_t masked,
                  std::vector<MaskedMatch>* matches) const;

  FlatMap<Meaning> forms_;
};

}  // namespace groundswell
