// Real people who complain of the same thing write alike, and are never folded: shown on real complaints.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "base/hash.h"
#include "engine/authorship.h"
#include "models/own_words.h"
#include "models/text_cleaner.h"

namespace groundswell {
namespace {

// The file of the data set, or "" where it is not at hand.
std::string DataFile(const std::string& name) {
  const char* data = std::getenv("GROUNDSWELL_DATA");
  const char* source = std::getenv("GROUNDSWELL_SOURCE_DIR");
  for (const std::string& folder :
       {std::string(data == nullptr ? "" : data), std::string(source == nullptr ? "" : source) + "/../shared/data"}) {
    if (std::filesystem::exists(folder + "/" + name)) return folder + "/" + name;
  }
  return "";
}

// All posts of one organisation taken for one group, which is more alike than any group of one cause is by chance.
std::map<std::string, Authorship> OneGroupAnOrganisation(const std::string& path, bool complaints_alone) {
  std::map<std::string, Authorship> groups;
  simdjson::dom::parser parser;
  std::ifstream lines(path);
  std::string stored, folded;
  int64_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    simdjson::dom::element post;
    std::string_view text, org, author, sentiment;
    if (parser.parse(line).get(post) != simdjson::SUCCESS) continue;
    if (post["text"].get(text) != simdjson::SUCCESS || post["author"].get(author) != simdjson::SUCCESS) continue;
    if (post["org"].get(org) != simdjson::SUCCESS) org = "";
    if (post["sentiment"].get(sentiment) != simdjson::SUCCESS) sentiment = "";
    if (complaints_alone && sentiment != "negative") continue;
    CleanText(text, &stored);
    FoldText(OwnWords(stored), &folded);
    ++number;
    groups[std::string(org)].Add(
        {PersonHash{Hash64(author)}, SignNearCopy(folded), EventTime{number * 60'000}, HasOwnWords(stored), false});
  }
  return groups;
}

TEST(AuthorshipOfRealComplaints, CarOwnersWithTheSameFaultWriteInOwnWords) {
  const std::string path = DataFile("complaints/car-2020-06.jsonl");
  if (path.empty()) GTEST_SKIP() << "complaints/car-2020-06.jsonl is not at hand";
  for (const auto& [org, group] : OneGroupAnOrganisation(path, false)) {
    EXPECT_EQ(group.Tally().copied + group.Tally().coordinated, 0) << org;
  }
}

TEST(AuthorshipOfRealComplaints, SoDoPassengersOfOneAirline) {
  const std::string path = DataFile("complaints/airline-2015-02-17-to-21.jsonl");
  if (path.empty()) GTEST_SKIP() << "complaints/airline-2015-02-17-to-21.jsonl is not at hand";
  for (const auto& [org, group] : OneGroupAnOrganisation(path, true)) {
    EXPECT_EQ(group.Tally().copied + group.Tally().coordinated, 0) << org << " of " << group.Tally().all();
  }
}

}  // namespace
}  // namespace groundswell
