// Silences: what is not to be told for a while, because somebody said so.
//
// A silence names what it is of; an empty field takes everything. Contract: `ActiveSilences` gives those that hold at
// the moment it is called, as a snapshot; it may be called from several threads at once. Threads: values.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "serve/message_facts.h"

namespace groundswell {

struct Silence {
  std::string id = {};
  std::string org = {}, group = {}, cause = {}, receiver = {};  // a cause is a class or a tag
  int64_t until_ms = 0;                                         // of the wall; not beyond
  std::string author = {}, reason = {};

  bool Takes(const AlertFacts& alert, std::string_view of_receiver, int64_t now_ms) const {
    const auto fits = [](const std::string& wanted, std::string_view given) {
      return wanted.empty() || wanted == given;
    };
    return now_ms < until_ms && fits(org, alert.org) && fits(group, alert.group) && fits(receiver, of_receiver) &&
           (cause.empty() || cause == alert.cause_class || cause == alert.cause_tag);
  }
};

using SilenceList = std::vector<Silence>;
using ActiveSilences = std::function<std::shared_ptr<const SilenceList>()>;

}  // namespace groundswell
