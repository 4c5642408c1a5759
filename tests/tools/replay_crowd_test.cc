// Many posts are not many people: what one loud author, forty copies and forty owners of one fault come to, from the
// posts to the groups written.
#include <gtest/gtest.h>
#include <simdjson.h>

#include "base/json_writer.h"
#include "base/time.h"
#include "tests/tools/replay_testing.h"

namespace groundswell {
namespace {

// One post a minute.
std::string Post(int number, const std::string& author, const std::string& text) {
  std::string line;
  JsonWriter(&line)
      .BeginObject()
      .Key("id")
      .Text(std::to_string(number))
      .Key("time")
      .Text(FormatEventTime(EventTime{1773072000000 + number * 60 * kSecondMs}))
      .Key("channel")
      .Text("forum")
      .Key("org")
      .Text("Lanyi Air")
      .Key("author")
      .Text(author)
      .Key("text")
      .Text(text)
      .EndObject();
  return line + "\n";
}

std::string Fault(int number) {
  const std::vector<std::string> places = {"Oslo", "Lima", "Rome", "Bonn", "Kyiv"};
  const std::vector<std::string> days = {"Monday", "Tuesday", "Wednesday", "Thursday"};
  const std::vector<std::string> ends = {"and nobody answers the phone", "and they refuse to pay"};
  return "Lanyi Air lost my suitcase on the flight to " + places[number % 5] + " on " + days[number / 5 % 4] + " " +
         ends[number / 20 % 2];
}

class ReplayCrowd : public ::testing::Test {
 protected:
  // Of the groups that reached watch; -1 without any.
  int64_t MostComplainants() {
    int64_t most = -1;
    simdjson::dom::parser parser;
    for (const std::string& text : Lines(outputs_.groups)) {
      simdjson::dom::element group;
      int64_t count = 0;
      EXPECT_EQ(parser.parse(text).get(group), simdjson::SUCCESS) << text;
      if (group["complainants"]["count"].get(count) == simdjson::SUCCESS) most = std::max(most, count);
    }
    return most;
  }
  static std::vector<std::string> Lines(const std::string& text) {
    std::vector<std::string> lines;
    for (size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1)
      lines.push_back(text.substr(begin, end - begin));
    return lines;
  }
  void Replay(const std::string& input) {
    ReplayRuns runs(input);
    outputs_ = runs.RunFile();
    EXPECT_EQ(runs.last().exit_status, 0) << runs.last().err;
    EXPECT_EQ(Lines(outputs_.assignments).size(), 40u);
  }
  Outputs outputs_;
};

TEST_F(ReplayCrowd, OneAuthorWithFortyPostsMakesNoGroup) {
  std::string input;
  for (int i = 0; i < 40; ++i) input += Post(i, "loud", Fault(i));
  Replay(input);
  EXPECT_EQ(outputs_.groups, "");
  EXPECT_EQ(outputs_.alerts, "");
}

TEST_F(ReplayCrowd, FortyCopiesOfOnePostMakeNoGroup) {
  std::string input;
  for (int i = 0; i < 40; ++i) input += Post(i, "author" + std::to_string(i), Fault(0));
  Replay(input);
  EXPECT_EQ(outputs_.groups, "");
  EXPECT_EQ(outputs_.alerts, "");
}

TEST_F(ReplayCrowd, FortyPeopleWithOneFaultInNearlyTheSameWordsAreFortyComplainants) {
  std::string input;
  for (int i = 0; i < 40; ++i) input += Post(i, "author" + std::to_string(i), Fault(i));
  Replay(input);
  EXPECT_EQ(MostComplainants(), 40);
  EXPECT_NE(outputs_.alerts.find(R"("previous_level":"watch")"), std::string::npos) << outputs_.alerts;
  EXPECT_NE(outputs_.alerts.find(R"("level":"emerging")"), std::string::npos) << outputs_.alerts;
}

}  // namespace
}  // namespace groundswell
