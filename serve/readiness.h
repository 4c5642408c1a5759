// Readiness: whether the engine takes posts, and if not, why.
//
// Contract: ready while no reason stands against it. A reason has a name, so that what began it can end it, and a
// sentence for people. Threads: any.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace groundswell {

class Readiness {
 public:
  // Puts the sentence in the place of an earlier one of the same name.
  void Add(std::string_view name, std::string_view sentence) {
    std::lock_guard lock(mutex_);
    reasons_.insert_or_assign(std::string(name), std::string(sentence));
  }
  void Remove(std::string_view name) {
    std::lock_guard lock(mutex_);
    if (const auto found = reasons_.find(name); found != reasons_.end()) reasons_.erase(found);
  }
  // "name: sentence", by name. Empty: ready.
  std::vector<std::string> Reasons() const {
    std::lock_guard lock(mutex_);
    std::vector<std::string> reasons;
    for (const auto& [name, sentence] : reasons_) reasons.push_back(name + ": " + sentence);
    return reasons;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> reasons_;
};

}  // namespace groundswell
