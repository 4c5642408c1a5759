// Scenarios as text: a feed in, the alerts it must give out.
//
// A line of a feed is   TIME [xCOUNT/STEP] channel/id @author org kind "text" [edited|repost]   or   TIME channel/id
// deleted TIME is [DAYSd]HOURS:MINUTES after the start; STEP is minutes. `-` is no author or no organisation. kind is
// complaint, talk or praise. With xCOUNT the line is repeated, {n} standing for 1..COUNT and {w} for words of the n-th
// person's own. A line of the transcript is   TIME event level rule people/high posts   of one alert.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/engine/posts.h"

namespace groundswell {
namespace {

std::string OwnWordsOf(int n) {
  const char* const kWho[] = {"我", "我妈", "公司同事", "邻居", "朋友", "家里老人", "店里", "孩子"};
  const char* const kWhen[] = {"今天上午", "刚才", "昨晚", "排队两小时", "试了三次"};
  return std::string(kWho[n % 8]) + kWhen[n / 8 % 5];
}

std::string Replace(std::string text, const std::string& what, const std::string& with) {
  for (size_t at; (at = text.find(what)) != std::string::npos;) text.replace(at, what.size(), with);
  return text;
}

int64_t ReadTime(std::string text) {
  int64_t ms = 0;
  if (const size_t days = text.find('d'); days != std::string::npos) {
    ms = std::stoll(text) * kDayMs;
    text = text.substr(days + 1);
  }
  return ms + std::stoll(text) * kHourMs + std::stoll(text.substr(text.find(':') + 1)) * 60 * kSecondMs;
}

std::string WriteTime(const std::string& rfc3339) {
  const auto time = ParseEventTime(rfc3339, nullptr);
  const int64_t minutes = (time->ms - kTestStart.ms) / (60 * kSecondMs);
  std::ostringstream out;
  if (minutes >= 1440) out << minutes / 1440 << "d";
  out << minutes / 60 % 24 << ":" << (minutes % 60 < 10 ? "0" : "") << minutes % 60;
  return out.str();
}

PostSpec ReadPost(std::istringstream& words) {
  PostSpec spec;
  std::string kind, rest;
  words >> spec.id >> spec.author;
  spec.channel = spec.id.substr(0, spec.id.find('/'));
  spec.id = spec.id.substr(spec.id.find('/') + 1);
  if (spec.author == "deleted") {
    spec.deleted = true;
    return spec;
  }
  words >> spec.org >> kind;
  spec.author = spec.author == "-" ? "" : spec.author.substr(1);
  if (spec.org == "-") spec.org.clear();
  if (kind != "complaint") spec.complaint = 0.1f;
  spec.sentiment = kind == "complaint" ? Sentiment::kNegative
                   : kind == "praise"  ? Sentiment::kPositive
                                       : Sentiment::kNeutral;
  std::getline(words, rest);
  const size_t begin = rest.find('"'), end = rest.rfind('"');
  spec.text = rest.substr(begin + 1, end - begin - 1);
  if (rest.find("repost", end) != std::string::npos) spec.kind = PostKind::kRepost;
  if (rest.find("edited", end) != std::string::npos) spec.edited_at = kTestStart;
  return spec;
}

void FeedLine(const std::string& line, Feed* feed) {
  std::istringstream words(line);
  std::string time, word;
  words >> time;
  int count = 1, step_minutes = 0;
  const std::streampos at = words.tellg();
  if (words >> word; word[0] == 'x') {
    count = std::stoi(word.substr(1));
    step_minutes = std::stoi(word.substr(word.find('/') + 1));
  } else {
    words.seekg(at);
  }
  const std::streampos begin = words.tellg();
  for (int n = 1; n <= count; ++n) {
    words.clear();
    words.seekg(begin);
    PostSpec spec = ReadPost(words);
    for (std::string* text : {&spec.id, &spec.author, &spec.text})
      *text = Replace(Replace(*text, "{n}", std::to_string(n)), "{w}", OwnWordsOf(n));
    spec.time.ms = kTestStart.ms + ReadTime(time) + (n - 1) * step_minutes * 60 * kSecondMs;
    if (!spec.edited_at.is_none()) spec.edited_at = spec.time;
    feed->Add(spec);
  }
}

// The lines of a text without the space around them.
std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const size_t begin = line.find_first_not_of(" ");
    if (begin != std::string::npos) lines.push_back(line.substr(begin));
  }
  return lines;
}

class Scenario : public ::testing::Test {
 protected:
  void Play(const std::string& text) {
    for (const std::string& line : Lines(text)) FeedLine(line, &feed_);
  }
  std::vector<std::string> Transcript() const {
    std::vector<std::string> lines;
    for (const std::string& alert : feed_.told().alerts) {
      const std::string rule = JsonField(alert, "rule"), people = JsonField(alert, "complainants");
      lines.push_back(WriteTime(JsonField(alert, "at")) + " " + JsonField(alert, "event") + " " +
                      JsonField(alert, "level") + " " + JsonField(rule, "name") + " " + JsonField(people, "count") +
                      "/" + JsonField(people, "high") + " " + JsonField(alert, "posts"));
    }
    return lines;
  }
  void Want(const std::string& transcript) const { EXPECT_EQ(Transcript(), Lines(transcript)); }
  // The one group that has reached `watch`.
  std::string OnlyGroup() {
    const auto groups = feed_.Groups();
    EXPECT_EQ(groups.size(), 1u);
    return groups.empty() ? "" : groups.begin()->second;
  }
  Feed feed_{TestSettings()};
};

TEST_F(Scenario, OneAuthorWithFortyPostsMakesNoGroup) {
  Play(R"(0:00 x40/10 weibo/a{n} @ann 海桥银行 complaint "海桥银行转账失败 {w}")");
  Want("");
  EXPECT_TRUE(feed_.Groups().empty());
}

TEST_F(Scenario, ATextRepeatedByFortyAuthorsIsOneComplainant) {
  Play(R"(
    0:00 x40/10 weibo/a{n} @author{n} 海桥银行 complaint "海桥银行手机转账一直失败"
    7:00 weibo/b @bob 海桥银行 complaint "海桥银行手机转账失败,钱还没退"
  )");
  Want("7:00 opened watch definition 2/2 41");
  EXPECT_EQ(JsonField(OnlyGroup(), "organic_share"), "0.0488");
}

TEST_F(Scenario, RepostsWithoutWordsOfTheirOwnAreCopies) {
  Play(R"(
    0:00 weibo/a @ann 海桥银行 complaint "海桥银行手机转账一直失败"
    1:00 x30/10 weibo/r{n} @author{n} 海桥银行 complaint "转发微博 //@小王:海桥银行手机转账一直失败" repost
  )");
  Want("");
}

TEST_F(Scenario, FortyAuthorsInTheirOwnWordsAreForty) {
  Play(R"(0:00 x40/200 weibo/a{n} @author{n} 海桥银行 complaint "{w}海桥银行手机转账一直失败")");
  Want(R"(
    3:20 opened watch definition 2/2 2
    13:20 escalated emerging group_threshold 5/5 5
    2d15:20 escalated major major_threshold 20/20 20
  )");
  EXPECT_EQ(JsonField(JsonField(OnlyGroup(), "complainants"), "count"), "40");
  EXPECT_EQ(JsonField(OnlyGroup(), "organic_share"), "1");
}

TEST_F(Scenario, FortyOwnersWithNearlyTheSameWordsAreForty) {
  Play(R"(0:00 x40/200 forum/a{n} @owner{n} 远风汽车 complaint "远风S{n}方向盘异响刹车抖动厂家不管")");
  EXPECT_EQ(JsonField(JsonField(OnlyGroup(), "complainants"), "count"), "40");
}

TEST_F(Scenario, ACrisisFallsAtAPaneEdgeWhenItIsCalm) {
  Play(R"(
    0:00 x24/4 weibo/a{n} @author{n} 海桥银行 complaint "{w}海桥银行手机转账一直失败"
    3d0:05 weibo/z @ann 海桥银行 talk "海桥银行手机转账"
  )");
  // The fourth within the hour is a burst, the twentieth a crisis; it is over at the edge of the pane before which
  // fewer than five joined within a day.
  Want(R"(
    0:04 opened watch definition 2/2 2
    0:12 escalated emerging burst 4/4 4
    1:16 escalated crisis spreading 20/20 20
    1d1:10 deescalated major major_threshold 24/24 24
  )");
}

TEST_F(Scenario, ABurstHoldsUntilNobodyHasJoinedForDays) {
  Play(R"(
    0:00 x4/2 weibo/a{n} @author{n} 海桥银行 complaint "{w}海桥银行手机转账一直失败"
    4d0:00 weibo/z @ann 云帆航空 talk "今天的航班准点"
  )");
  Want(R"(
    0:02 opened watch definition 2/2 2
    0:06 escalated emerging burst 4/4 4
    3d0:00 deescalated watch definition 4/4 4
  )");
}

TEST_F(Scenario, AGroupEndsWhenIdleAndItsNextLifeCountsAnew) {
  Play(R"(
    0:00 x3/60 weibo/a{n} @author{n} 海桥银行 complaint "{w}海桥银行手机转账一直失败"
    91d0:00 weibo/x @zoe 云帆航空 talk "今天的航班准点"
    92d0:00 weibo/b1 @author1 海桥银行 complaint "海桥银行手机转账又一直失败了"
    92d1:00 weibo/b2 @author2 海桥银行 complaint "手机转账一直失败,海桥银行怎么了"
  )");
  Want(R"(
    1:00 opened watch definition 2/2 2
    90d2:10 resolved none idle 3/3 3
    92d1:00 reopened watch definition 2/2 5
  )");
}

TEST_F(Scenario, AYearsGapEndsWhatWasOpenAtItsOwnTime) {
  Play(R"(
    0:00 x20/3 weibo/a{n} @author{n} 海桥银行 complaint "{w}海桥银行手机转账一直失败"
    400d0:00 weibo/z @zoe 云帆航空 talk "今天的航班准点"
  )");
  Want(R"(
    0:03 opened watch definition 2/2 2
    0:09 escalated emerging burst 4/4 4
    0:57 escalated crisis spreading 20/20 20
    1d0:40 deescalated major major_threshold 20/20 20
    90d1:00 resolved none idle 20/20 20
  )");
}

TEST_F(Scenario, AnEditIsCountedOnce) {
  Play(R"(
    0:00 weibo/a @ann 海桥银行 complaint "海桥银行手机转账一直失败"
    1:00 weibo/b @bob 海桥银行 complaint "海桥银行手机转账失败,没人管"
    2:00 weibo/b @bob 海桥银行 complaint "海桥银行手机转账失败,还是没人管" edited
    3:00 weibo/c @cat 海桥银行 complaint "手机转账失败,海桥银行客服打不通"
  )");
  Want("1:00 opened watch definition 2/2 2");
  EXPECT_EQ(JsonField(OnlyGroup(), "posts"), "3");
  EXPECT_EQ(JsonField(JsonField(OnlyGroup(), "complainants"), "count"), "3");
}

TEST_F(Scenario, AnEditThatSaysTheSameChangesNoCount) {
  Play(R"(
    0:00 weibo/a @ann 海桥银行 complaint "海桥银行手机转账一直失败"
    1:00 weibo/b @bob 海桥银行 complaint "海桥银行手机转账失败,没人管"
    1:10 hotline/h - 海桥银行 complaint "手机转账失败,海桥银行没人管"
    2:00 weibo/b @bob 海桥银行 complaint "海桥银行手机转账失败,没人管" edited
    2:10 hotline/h - 海桥银行 complaint "手机转账失败,海桥银行没人管" edited
  )");
  Want("1:00 opened watch definition 2/2 2");
  EXPECT_EQ(JsonField(OnlyGroup(), "complainants"), R"({"count":3,"low":3,"high":3,"joiners":0})");
}

TEST_F(Scenario, AnEditThatTakesTheComplaintBackLowersTheLevel) {
  Play(R"(
    0:00 weibo/a @ann 海桥银行 complaint "海桥银行手机转账一直失败"
    1:00 weibo/b @bob 海桥银行 complaint "海桥银行手机转账失败,没人管"
    2:00 weibo/b @bob 海桥银行 praise "海桥银行手机转账失败,已经解决" edited
  )");
  Want(R"(
    1:00 opened watch definition 2/2 2
    2:00 resolved none below_threshold 1/1 1
  )");
}

TEST_F(Scenario, ADeletionLeavesEveryCount) {
  Play(R"(
    0:00 weibo/a @ann 海桥银行 complaint "海桥银行手机转账一直失败"
    1:00 weibo/b @bob 海桥银行 complaint "海桥银行手机转账失败,没人管"
    2:00 weibo/b deleted
    3:00 weibo/c @cat 海桥银行 complaint "手机转账失败,海桥银行客服打不通"
  )");
  Want(R"(
    1:00 opened watch definition 2/2 2
  )");
  EXPECT_EQ(OnlyGroup().find("没人管"), std::string::npos);
}

TEST_F(Scenario, TheNextWriterOfADeletedTextIsNoCopy) {
  Play(R"(
    0:00 weibo/a @ann 海桥银行 complaint "海桥银行手机转账一直失败"
    1:00 weibo/a deleted
    2:00 weibo/b @bob 海桥银行 complaint "海桥银行手机转账一直失败"
    3:00 weibo/c @cat 海桥银行 complaint "手机转账失败,海桥银行客服打不通"
  )");
  Want("3:00 opened watch definition 2/2 2");
}

TEST_F(Scenario, ANamelessPostEditedToTheSameWordsStillCountsInHigh) {
  Play(R"(
    0:00 weibo/a @ann 海桥银行 complaint "海桥银行手机转账一直失败"
    1:00 weibo/b - 海桥银行 complaint "海桥银行手机转账失败,没人管"
    2:00 weibo/b - 海桥银行 complaint "海桥银行手机转账失败,没人管" edited
    3:00 weibo/c @cat 海桥银行 complaint "手机转账失败,海桥银行客服打不通"
  )");
  Want("3:00 opened watch definition 2/3 3");
}

TEST_F(Scenario, WhileACopyStandsADeletedOriginalStillHasItsWords) {
  Play(R"(
    0:00 weibo/a @ann 海桥银行 complaint "海桥银行手机转账一直失败"
    0:30 weibo/b @bob 海桥银行 complaint "海桥银行手机转账一直失败"
    1:00 weibo/a deleted
    2:00 weibo/c @cat 海桥银行 complaint "海桥银行手机转账一直失败"
    3:00 weibo/d @dan 海桥银行 complaint "手机转账失败,海桥银行客服打不通"
  )");
  Want("");
}

TEST_F(Scenario, PeopleWhoComeTooLateForOneLifeStillMakeAGroup) {
  Play(R"(
    100d0:00 weibo/z @zoe 云帆航空 talk "今天的航班准点"
    0:00 x5/1440 weibo/a{n} @author{n} 海桥银行 complaint "海桥银行转账失败 {w}"
  )");
  Want(R"(
    100d0:00 opened watch definition 2/2 2
    100d0:00 escalated emerging burst 4/4 4
  )");
}

TEST_F(Scenario, AComplaintAfterIdleDaysBeginsANewLifeBelowWatchToo) {
  Play(R"(
    0:00 weibo/a @ann 海桥银行 complaint "海桥银行手机转账一直失败"
    95d0:00 weibo/b @bob 海桥银行 complaint "海桥银行手机转账失败,没人管"
    96d0:00 weibo/c @cat 海桥银行 complaint "手机转账失败,海桥银行客服打不通"
  )");
  Want("96d0:00 opened watch definition 2/2 3");
}

TEST_F(Scenario, ADeletionSettlesNothing) {
  Play(R"(
    0:00 weibo/a @ann 海桥银行 complaint "海桥银行手机转账一直失败"
    1:00 weibo/b @bob 海桥银行 complaint "海桥银行手机转账失败,没人管"
    2:00 weibo/b deleted
    120d0:00 weibo/z @zoe 云帆航空 talk "今天的航班准点"
  )");
  Want(R"(
    1:00 opened watch definition 2/2 2
    90d1:10 resolved none idle 1/1 1
  )");
}

TEST_F(Scenario, PostsWithoutOrganisationFormAScopeOfTheirOwn) {
  Play(R"(
    0:00 weibo/a @ann - complaint "手机转账一直失败,银行没人管"
    1:00 weibo/b @bob - complaint "银行手机转账失败,没人管"
    2:00 weibo/c @cat 海桥银行 complaint "银行手机转账失败,没有人管"
  )");
  Want("1:00 opened watch definition 2/2 2");
  EXPECT_EQ(JsonField(OnlyGroup(), "org"), "null");
}

TEST_F(Scenario, AtAComplaintsDeskEveryPostButPraiseIsAComplaint) {
  Play(R"(
    0:00 desk/a @ann 海桥银行 talk "海桥银行手机转账一直失败"
    1:00 desk/b @bob 海桥银行 praise "海桥银行手机转账失败,很快解决了"
    2:00 desk/c @cat 海桥银行 talk "海桥银行手机转账失败,没人管"
    3:00 weibo/d @dan 海桥银行 talk "海桥银行手机转账失败,没有人管"
  )");
  Want("2:00 opened watch definition 2/2 2");
}

TEST_F(Scenario, WhereEachPostIsAPersonNamesDoNotMatter) {
  Play(R"(
    0:00 hotline/a - 海桥银行 complaint "海桥银行手机转账一直失败"
    1:00 hotline/b @ann 海桥银行 complaint "海桥银行手机转账失败,没人管"
    2:00 hotline/c @ann 海桥银行 complaint "手机转账失败,海桥银行客服打不通"
  )");
  Want("1:00 opened watch definition 2/2 2");
  EXPECT_EQ(JsonField(JsonField(OnlyGroup(), "complainants"), "count"), "3");
}

TEST_F(Scenario, PostsWithoutAuthorCountInHighAlone) {
  Play(R"(
    0:00 x10/60 weibo/n{n} - 海桥银行 complaint "{w}海桥银行手机转账一直失败"
    11:00 weibo/a @ann 海桥银行 complaint "海桥银行手机转账一直失败"
    12:00 weibo/b @bob 海桥银行 complaint "海桥银行手机转账失败,没人管"
  )");
  Want("12:00 opened watch definition 2/12 12");
}

TEST_F(Scenario, LatePostsCountAtOnce) {
  Play(R"(
    3d0:00 weibo/z @zoe 云帆航空 talk "今天的航班准点"
    1d0:00 x5/60 weibo/a{n} @author{n} 海桥银行 complaint "{w}海桥银行手机转账一直失败"
  )");
  Want(R"(
    3d0:00 opened watch definition 2/2 2
    3d0:00 escalated emerging burst 4/4 4
  )");
  EXPECT_EQ(JsonField(OnlyGroup(), "last_at"), "2026-01-06T04:00:00.000Z");
}

TEST_F(Scenario, OrganisationsDoNotMixHoweverAlikeTheWords) {
  Play(R"(
    0:00 weibo/a @ann 海桥银行 complaint "手机转账一直失败,没人管"
    1:00 weibo/b @bob 江城银行 complaint "手机转账一直失败,没人管"
  )");
  Want("");
}

}  // namespace
}  // namespace groundswell
