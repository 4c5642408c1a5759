// Training seeds: short sentences of our own, complaints and not, to show the complaint model what no data set here
// holds: plain reports to firms in many fields, and the talk of a day (food, sport, study, pets, weather, matches,
// questions, adverts, news of firms) that is no complaint however bad its mood.
//
// A seed is a pattern with choices: "{a|b} c" reads "a c" or "b c", choices may be nested, and "<ware>" is a choice
// from the list of that name. Of each pattern a fixed sample of readings is taken. One pattern in five is for
// validation with all its readings, so that a pattern is judged that training has not seen; the words of lists are
// shared. The sentences were written for these files; none is quoted from a post. Threads: free functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/scored_post.h"

namespace groundswell {

struct SeedList {
  std::string_view name, choices;
};

struct MoodPattern {
  std::string_view pattern;
  Sentiment sentiment;
};

struct SeedTables {
  std::span<const SeedList> lists;
  std::span<const std::string_view> complaints, others;
  std::span<const MoodPattern> moods = {};
};

SeedTables GeneralSeeds();  // both languages, without lists
SeedTables ChineseSeeds();
SeedTables EnglishSeeds();
SeedTables MoodSeeds();                               // both languages, for the sentiment model alone
SeedTables ChineseFieldSeeds(), EnglishFieldSeeds();  // complaints of many fields
SeedTables ChineseTalkSeeds(), EnglishTalkSeeds();    // the same nouns with nothing wrong

struct SeedText {
  std::string text;
  std::optional<bool> is_complaint;
  std::optional<Sentiment> sentiment;
  bool is_validation = false;
};

// The readings of every seed, in a fixed order, each once.
std::vector<SeedText> ExpandTrainingSeeds();

}  // namespace groundswell
