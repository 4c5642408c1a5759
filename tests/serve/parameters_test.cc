#include "serve/parameters.h"

#include <gtest/gtest.h>

#include "serve/levels.h"
#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::Answer;
using testing::Get;

// What is wrong with the parameters that `read` asks for, or empty.
template <typename Read>
std::string Wrong(std::string_view target, const Read& read) {
  const HttpRequest request = Get(target);
  Parameters parameters(request, {"limit", "since", "level", "window", "q", "flag", "cursor"});
  read(&parameters);
  if (!parameters.error()) return "";
  const Answer answer(*parameters.error());
  EXPECT_EQ(answer.status(), 400);
  EXPECT_EQ(answer.response().content_type, "application/problem+json");
  return answer.At("/detail");
}

int64_t TimeOf(std::string_view text) {
  const HttpRequest request = Get("/?since=" + std::string(text));
  Parameters parameters(request, {"since"});
  const EventTime time = parameters.Time("since");
  return parameters.error() ? -1 : time.ms;
}

int64_t DurationOf(std::string_view text) {
  const HttpRequest request = Get("/?window=" + std::string(text));
  Parameters parameters(request, {"window"});
  const auto duration = parameters.Duration("window");
  return parameters.error() ? -1 : duration.value_or(0);
}

std::string LevelsOf(std::string_view text) {
  const HttpRequest request = Get("/?level=" + std::string(text));
  Parameters parameters(request, {"level"});
  const NameSet levels = parameters.Set("level", kLevelNames);
  if (parameters.error()) return "wrong";
  std::string held;
  for (int i = 0; i < 5; ++i) held += Holds(levels, i) ? '1' : '0';
  return held;
}

TEST(ParametersTest, UnknownAndRepeatedOnesAreNamed) {
  const auto nothing = [](Parameters*) {};
  EXPECT_EQ(Wrong("/?limit=1", nothing), "");
  EXPECT_EQ(Wrong("/?lmit=1", nothing),
            "parameter lmit: this call has no such parameter; it has limit, since, level, window, q, flag, cursor");
  EXPECT_EQ(Wrong("/?limit=1&limit=2", nothing), "parameter limit: give it once");
  EXPECT_EQ(Wrong("/?\xff\n=1", nothing).substr(0, 13), "parameter ??:");
}

TEST(ParametersTest, LimitsHaveADefaultAndBounds) {
  const auto limit = [](Parameters* p) { p->Limit(); };
  EXPECT_EQ(Wrong("/", [](Parameters* p) { EXPECT_EQ(p->Limit(), 50u); }), "");
  EXPECT_EQ(Wrong("/?limit=500", [](Parameters* p) { EXPECT_EQ(p->Limit(), 500u); }), "");
  for (const auto* wrong : {"/?limit=0", "/?limit=501", "/?limit=-1", "/?limit=", "/?limit=ten", "/?limit=1.5"})
    EXPECT_EQ(Wrong(wrong, limit), "parameter limit: a whole number from 1 to 500 is allowed") << wrong;
}

TEST(ParametersTest, TimesAreReadInEveryPlainForm) {
  EXPECT_EQ(TimeOf("2026-03-01T12:00:00Z"), testing::kNoonMs);
  EXPECT_EQ(TimeOf("2026-03-01T20:00:00+08:00"), testing::kNoonMs);
  EXPECT_EQ(TimeOf("2026-03-01T20:00:00 08:00"), testing::kNoonMs);  // a plus sign that was not encoded
  EXPECT_EQ(TimeOf("2026-03-01"), testing::kNoonMs - 12 * kHourMs);
  EXPECT_EQ(TimeOf("1772366400000"), testing::kNoonMs);
  EXPECT_EQ(TimeOf("0"), 0);
  for (const auto* wrong : {"", "yesterday", "-1", "2026-02-30", "2026-03-01T25:00:00Z", "99999999999999999"})
    EXPECT_EQ(TimeOf(wrong), -1) << wrong;
}

TEST(ParametersTest, DurationsHaveAUnit) {
  EXPECT_EQ(DurationOf("90s"), 90'000);
  EXPECT_EQ(DurationOf("10m"), 600'000);
  EXPECT_EQ(DurationOf("24h"), kDayMs);
  EXPECT_EQ(DurationOf("400d"), 400 * kDayMs);
  for (const auto* wrong : {"", "h", "0h", "24", "-1h", "1w", "401d", "1.5h", "99999999999999999999d", "9601h"})
    EXPECT_EQ(DurationOf(wrong), -1) << wrong;
}

TEST(ParametersTest, LevelsAreAListOfNames) {
  EXPECT_EQ(LevelsOf("watch"), "01000");
  EXPECT_EQ(LevelsOf("major,crisis"), "00011");
  EXPECT_EQ(LevelsOf("none,watch,emerging,major,crisis"), "11111");
  for (const auto* wrong : {"", "loud", "watch,", ",watch", "watch,,major", "Watch", "watch major"})
    EXPECT_EQ(LevelsOf(wrong), "wrong") << wrong;
}

TEST(ParametersTest, FlagsAndTextsAreBounded) {
  const auto flag = [](Parameters* p) { p->Flag("flag"); };
  EXPECT_EQ(Wrong("/?flag=true", flag), "");
  EXPECT_EQ(Wrong("/?flag=1", flag), "parameter flag: one of false, true is allowed");
  const auto text = [](Parameters* p) { p->Text("q"); };
  EXPECT_EQ(Wrong("/?q=" + std::string(256, 'x'), text), "");
  EXPECT_EQ(Wrong("/?q=" + std::string(257, 'x'), text), "parameter q: at most 256 bytes are allowed");
}

TEST(ParametersTest, SearchWordsAreFoldedAsTextsAre) {
  EXPECT_EQ(SearchWords("Refund  LATE"), (std::vector<std::string>{"refund", "late"}));
  EXPECT_EQ(SearchWords("專員"), (std::vector<std::string>{"专员"}));
  EXPECT_EQ(SearchWords("  "), std::vector<std::string>());
  EXPECT_EQ(SearchWords(std::nullopt), std::vector<std::string>());
  EXPECT_TRUE(HasAll("the refund came late", {"late", "refund"}));
  EXPECT_FALSE(HasAll("the refund came late", {"late", "apology"}));
}

}  // namespace
}  // namespace groundswell
