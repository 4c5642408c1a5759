// SeriesNames: which names of one kind (channels, regions, causes) have a series of their own.
//
// Names come from feeds, and a feed may invent one a post; readers sum up all there are. So the first kNamesMax have a
// series, and the posts of all later ones are counted together, under no name. Contract: a function of the names in
// their order. Who is in stays in, and who came too late stays out, so that what is taken back of a post was counted
// under the same name. What Take gives lives as long as this. Memory: some 1 MiB of the longest names. Threads: Take
// from one; what it gave may be read from others.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/bytes.h"

namespace groundswell {

class SeriesNames {
 public:
  // As many as anybody looks through; platforms, the causes of a taxonomy and the world's provinces fit many times
  // over.
  static constexpr size_t kNamesMax = 4096;

  SeriesNames() = default;
  SeriesNames(const SeriesNames&) = delete;  // its names view themselves
  SeriesNames& operator=(const SeriesNames&) = delete;

  // The name that posts of `name` are counted under: its own, or none where there are too many before it.
  std::string_view Take(std::string_view name);

  void Save(ByteWriter* writer) const;
  bool Load(ByteReader* reader);

 private:
  std::deque<std::string> names_;  // in the order in which they came; they stay where they are
  std::unordered_set<std::string_view> known_;
};

}  // namespace groundswell
