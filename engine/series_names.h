// SeriesNames: which channels, causes and regions have a series of their own.
//
// Names come from feeds, and a feed may invent one a post; readers sum up all there are. So the first kNamesMax of each
// kind have a series, and the posts of all later ones are counted together, under no name. Contract: a function of the
// sequence. Who is in stays in, and who came too late stays out, so that what is taken back of a post was counted under
// the same name. What Take gives lives as long as this. Memory: some 3 MiB of the longest names. Threads: Take from
// one; what it gave may be read from others.
#pragma once

#include <array>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/bytes.h"
#include "storage/store.h"

namespace groundswell {

class SeriesNames {
 public:
  // As many as anybody looks through; platforms, the causes of a taxonomy and the world's provinces fit many times
  // over.
  static constexpr size_t kNamesMax = 4096;

  // The name that posts of `name` are counted under: its own, or none where there are too many before it.
  std::string_view Take(SeriesKind kind, std::string_view name);

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  struct Names {
    std::deque<std::string> texts;  // in the order in which they came; they stay where they are
    std::unordered_set<std::string_view> known;
  };
  std::array<Names, kSeriesKinds> kinds_;
};

}  // namespace groundswell
