// Watchlist: the organisations that are watched, the other names that records give them, and their own accounts.
//
// Contract: names are compared without regard to the case of ASCII letters. A name that is an alias of two
// organisations is that of the one added first. What an account of any listed organisation writes is that
// organisation's own voice. Ownership: NameOf gives a view of the watchlist, or its argument. Threads: immutable once
// filled.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace groundswell {

class Watchlist {
 public:
  // `accounts` are "CHANNEL:AUTHOR" each; the channel is what stands before the first colon.
  void Add(const std::string& name, const std::vector<std::string>& aliases, const std::vector<std::string>& accounts);

  bool empty() const { return names_.empty(); }
  // The organisation's own name for a name or an alias; any other name as it is.
  std::string_view NameOf(std::string_view name) const;
  bool IsOwnAccount(std::string_view channel, std::string_view author) const;

 private:
  std::unordered_map<std::string, std::string> names_;  // folded name or alias -> name
  std::unordered_set<std::string> accounts_;            // as they are given
};

}  // namespace groundswell
