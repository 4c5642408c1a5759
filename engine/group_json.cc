#include "engine/group_json.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/forecast.h"
#include "engine/profile_file.h"

namespace groundswell {
namespace {

constexpr size_t kTitleBytesMax = 120;
constexpr std::string_view kStatusKey = "status";

// Scores are told to four places: what lies beyond is noise to a reader.
double Rounded(double value) { return std::round(value * 1e4) / 1e4; }

std::string_view Title(const Group& group) {
  if (group.quotes.empty()) return {};
  std::string_view text = group.quotes.front().text;
  if (text.size() <= kTitleBytesMax) return text;
  size_t end = kTitleBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

// Where the JSON string ends whose content begins at `at`: its closing quote.
size_t EndOfString(std::string_view json, size_t at) {
  while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
  return std::min(at, json.size());
}

// What AppendJsonString wrote, without its quotes, as it was.
std::string Unescaped(std::string_view text) {
  constexpr std::string_view kEscapes = "nrt", kMeant = "\n\r\t";
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out.push_back(text[i]);
      continue;
    }
    const char escaped = text[++i];
    unsigned code = 0;
    if (escaped == 'u' && i + 4 < text.size()) {
      std::from_chars(text.data() + i + 1, text.data() + i + 5, code, 16);
      out.push_back(static_cast<char>(code));
      i += 4;
      continue;
    }
    const size_t known = kEscapes.find(escaped);
    out.push_back(known == std::string_view::npos ? escaped : kMeant[known]);
  }
  return out;
}

// Keywords are cut from quoted posts, and nobody knows from which: they all go.
void EmptyKeywords(std::string* json) {
  constexpr std::string_view kKeywords = "\"keywords\":[";
  const size_t found = json->find(kKeywords);
  if (found == std::string::npos) return;
  const size_t begin = found + kKeywords.size();
  size_t end = begin;
  while (end < json->size() && (*json)[end] != ']')
    end = (*json)[end] == '"' ? EndOfString(*json, end + 1) + 1 : end + 1;
  json->erase(begin, std::min(end, json->size()) - begin);
}

void WriteCounts(std::string_view key, const std::vector<NamedCount>& counts, JsonWriter* json) {
  json->Key(key).BeginObject();
  for (const NamedCount& count : counts) json->Key(count.name).Integer(count.posts);
  json->EndObject();
}

// Every quote in the rows and alerts begins so: BlankMarked finds them all by it.
void WriteQuoteOf(const Quote& quote, std::string_view text, JsonWriter* json) {
  json->BeginObject();
  json->Key("id").Text(quote.id).Key("channel").Text(quote.channel).Key("text").Text(text);
  json->EndObject();
}

void WriteQuotes(const std::vector<Quote>& quotes, JsonWriter* json) {
  json->Key("representatives").BeginArray();
  for (const Quote& quote : quotes) WriteQuoteOf(quote, quote.text, json);
  json->EndArray();
}

void WriteCause(const Group& group, JsonWriter* json) {
  const CauseCount* main = MainCause(group);
  if (main == nullptr) return;
  json->Key("cause").BeginObject().Key("class").Text(CauseClassName(main->cause));
  if (!main->tag.empty()) json->Key("tag").Text(main->tag);
  json->Key("posts").Integer(main->posts).Key("evidence").BeginArray();
  for (const Quote& quote : group.quotes)
    if (quote.cause_tag == main->tag && !quote.cause_evidence.empty()) WriteQuoteOf(quote, quote.cause_evidence, json);
  json->EndArray().EndObject();
}

void WriteDemands(const Group& group, JsonWriter* json) {
  if (std::all_of(group.demands.begin(), group.demands.end(), [](int64_t count) { return count <= 0; })) return;
  json->Key("demands").BeginObject();
  for (size_t i = 0; i < group.demands.size(); ++i)
    if (group.demands[i] > 0) json->Key(kDemandNames[i]).Integer(group.demands[i]);
  json->EndObject();
}

// How many more people the next threshold of the profile needs, and what that gives; none beyond `major`.
struct NextThreshold {
  Level level = Level::kNone;
  uint32_t complainants = 0;
};

NextThreshold ThresholdAfter(const Group& group, const GroupContext& context) {
  const Profile profile = ScaledBy(context.settings.profile, ScaleOf(context));
  const uint64_t count = group.complainants.count();
  if (count < profile.watch || group.over) return {};
  // A burst may have made it so before, and a doubtful group rises at `major` alone.
  const bool is_sure = group.certainty.mean() >= context.settings.certainty_min;
  const bool rises_at_emerging = group.level < Level::kEmerging && is_sure;
  if (count < profile.emerging && rises_at_emerging) return {Level::kEmerging, profile.emerging};
  if (count < profile.major) return {Level::kMajor, profile.major};
  return {};
}

// Its pace, by event time, beside what is expected of it and what is to come, by arrival.
struct Growth {
  double rate_per_hour = 0, baseline_per_hour = 0, surprise = 0;
  NextThreshold next;
  Forecast forecast;  // of that
};

Growth GrowthOf(const Group& group, const GroupContext& context) {
  const BurstSettings& burst = context.settings.burst;
  // Where it is known by days alone when people came, no finer pace is claimed.
  const bool by_days = group.precision() == Precision::kDays;
  const int64_t panes = by_days ? PanesOfADay(context.settings) : int64_t{burst.window_panes};
  const double window_hours = static_cast<double>(panes) * (burst.pane_secs / 3600.0);
  const Baseline baseline = group.BaselineNow(context);
  const ArrivalWindow window =
      by_days ? baseline.Hours(kHoursKept) : baseline.Panes(static_cast<int>(burst.window_panes), burst);
  const int64_t to_ms = baseline.pane_end_ms(burst), from_ms = to_ms - panes * burst.pane_secs * kSecondMs;
  const double expected = baseline.WeekWithout(window, context.time).rate() * context.time.HoursBetween(from_ms, to_ms);
  Growth growth{.rate_per_hour = group.panes.Within(context.now, panes, context.settings) / window_hours,
                .baseline_per_hour = expected / window_hours,
                .surprise = TestBurst(baseline, context.time, group.precision()).surprise,
                .next = ThresholdAfter(group, context),
                .forecast = {}};
  if (growth.next.level == Level::kNone) return growth;
  const uint64_t people = growth.next.complainants - group.complainants.count();
  growth.forecast = ForecastPassing(baseline, context.now, people, context.time);
  return growth;
}

// The end of the day it lies in, by the clock that people go by.
EventTime EndOfDay(EventTime time, const BurstSettings& settings) {
  const int64_t zone_ms = int64_t{settings.zone_minutes} * 60 * kSecondMs;
  return {((time.ms + zone_ms) / kDayMs + 1) * kDayMs - zone_ms};
}

void WriteForecast(const Growth& growth, Precision precision, const GroupContext& context, JsonWriter* json) {
  if (growth.next.level == Level::kNone) return;
  json->Key("forecast").BeginObject().Key("to").Text(LevelName(growth.next.level));
  json->Key("complainants").Integer(growth.next.complainants);
  json->Key("probability").Number(Rounded(growth.forecast.pass_probability));
  json->Key("horizon_days").Integer(context.settings.burst.forecast_horizon_days);
  const auto time = [&](std::string_view key, EventTime at) {
    if (at.is_none()) return;
    json->Key(key).Time(precision == Precision::kDays ? EndOfDay(at, context.settings.burst) : at);
  };
  time("at", growth.forecast.median);
  time("early", growth.forecast.early);
  time("late", growth.forecast.late);
  json->EndObject();
}

void WriteGrowth(const Growth& growth, Precision precision, const GroupContext& context, JsonWriter* json) {
  json->Key("rate_per_hour").Number(Rounded(growth.rate_per_hour));
  json->Key("baseline_per_hour").Number(Rounded(growth.baseline_per_hour));
  json->Key("surprise").Number(Rounded(growth.surprise));
  WriteForecast(growth, precision, context, json);
}

template <typename Score>
void WriteParts(std::string_view name, std::string_view parts, const Score& score, JsonWriter* json) {
  json->Key(name).Number(Rounded(score.score)).Key(parts).BeginObject();
  for (const ScorePart& part : score.parts)
    if (part.points > 0) json->Key(part.name).Number(Rounded(part.points));
  json->EndObject();
}

void WriteWeight(const Group& group, const Growth& growth, const GroupContext& context, JsonWriter* json) {
  SeverityFigures figures;
  figures.harm = group.harm;
  figures.joiners = group.over ? 0 : static_cast<int64_t>(group.complainants.joiners());
  figures.complainants = group.over ? 0 : static_cast<int64_t>(group.complainants.count()) - figures.joiners;
  figures.audience = group.audience;
  figures.channels = static_cast<int64_t>(group.channels.size());
  figures.negative_share = static_cast<double>(group.negative) / static_cast<double>(std::max<int64_t>(group.posts, 1));
  figures.signs = group.signs;
  figures.rate_per_hour = growth.rate_per_hour;
  figures.baseline_per_hour = growth.baseline_per_hour;
  figures.surprise = growth.surprise;
  if (!growth.forecast.median.is_none())
    figures.hours_to_next_level = static_cast<double>(growth.forecast.median.ms - context.now.ms) / kHourMs;
  WriteParts("severity", "severity_parts", SeverityOf(figures), json);
  WriteParts("urgency", "urgency_parts", UrgencyOf(figures), json);
}

// The lower of two shares: of posts that are no copies, and of people who wrote no template.
void WriteAuthorship(const Group& group, const AgentAdverts::Match& agents, JsonWriter* json) {
  const AuthorshipTally tally = group.authorship.Tally();
  const double posts = static_cast<double>(std::max<int64_t>(group.posts, 1));
  const double own_posts = static_cast<double>(group.posts - group.copies) / posts;
  json->Key("organic_share").Number(Rounded(std::min(own_posts, tally.organic_share())));
  json->Key("authorship").BeginObject().Key("verdict").Text(AuthorshipVerdictName(tally.verdict()));
  json->Key("organic").Integer(tally.organic).Key("copied").Integer(tally.copied);
  json->Key("coordinated").Integer(tally.coordinated).Key("templates").Integer(tally.templates);
  json->Key("signs").BeginArray();
  for (size_t i = 0; i < std::size(kCoordinationNames); ++i)
    if ((tally.signs >> i & 1) != 0) json->Text(kCoordinationNames[i]);
  json->EndArray();
  if (agents.tie != AgentTie::kNone) {
    json->Key("agents").BeginObject().Key("tie").Text(AgentTieName(agents.tie));
    json->Key("channel").Text(agents.channel).Key("post").Text(agents.id).Key("at").Time(agents.time).EndObject();
  }
  json->EndObject();
}

void WriteFormal(const FormalComplaints& formal, JsonWriter* json) {
  if (formal.posts() == 0) return;
  json->Key("formal").BeginObject().Key("posts").Integer(formal.posts());
  json->Key("people").Integer(static_cast<int64_t>(formal.people()));
  json->Key("first_at").Time(formal.first_at()).EndObject();
}

// What deadlines run from, for readers that fold anew, and what they come to now.
void WriteDeadlines(const Group& group, const GroupContext& context, JsonWriter* json) {
  const ClockBook& book = context.settings.clocks;
  const ClockFacts facts{group.receipts.ByDay(book.days.zone), group.starts};
  WriteClockReceipts(facts.receipts, json);
  WriteClockStarts(facts.starts, json);
  const std::vector<ClockState> clocks = FoldClocks(book, facts, group.standing.acts, context.now);
  if (clocks.empty()) return;
  json->Key("clocks");
  WriteClocks(clocks, EventTime::None(), json);
}

void WriteLineage(const Group& group, JsonWriter* json) {
  constexpr std::string_view kEvents[] = {"merged", "split_off", "split_from"};
  if (group.lineage.empty()) return;
  json->Key("lineage").BeginArray();
  for (const Lineage& past : group.lineage) {
    json->BeginObject().Key("event").Text(kEvents[static_cast<size_t>(past.event)]);
    json->Key("group").Text(FormatGroupId(past.group)).Key("at").Time(past.at).Key("posts").Integer(past.posts);
    json->Key("why").Text(past.by_rule ? "rule" : "alike");
    if (!past.by.empty()) json->Key("by").Text(past.by);
    if (!past.reason.empty()) json->Key("reason").Text(past.reason);
    json->EndObject();
  }
  json->EndArray();
}

void WriteRule(const Alert& alert, const Profile& profile, JsonWriter* json) {
  json->Key("rule").BeginObject();
  json->Key("name").Text(RuleName(alert.rule)).Key("profile").Text(profile.name);
  json->Key("complainants").Integer(alert.figures.complainants);
  switch (alert.rule) {
    case Rule::kDefinition:
      json->Key("threshold").Integer(profile.watch);
      break;
    case Rule::kGroupThreshold:
      json->Key("threshold").Integer(ScaledPeople(profile.emerging, alert.figures.scale));
      break;
    case Rule::kMajorThreshold:
      json->Key("threshold").Integer(ScaledPeople(profile.major, alert.figures.scale));
      break;
    case Rule::kBurst:
    case Rule::kSurge:
    case Rule::kOrganisationSurge:
      json->Key("window").Text(BurstWindowName(alert.figures.burst.window));
      json->Key("window_complainants").Integer(static_cast<int64_t>(alert.figures.burst.people));
      json->Key("expected").Number(Rounded(alert.figures.burst.expected));
      json->Key("surprise").Number(Rounded(alert.figures.burst.surprise));
      break;
    case Rule::kSpreading:
      json->Key("window_complainants").Integer(alert.figures.crisis_complainants);
      json->Key("window_hours").Integer(profile.crisis_window_hours);
      break;
    case Rule::kCriticalPost:
      json->Key("signs").BeginArray();
      for (size_t i = 0; i < std::size(kSignNames); ++i)
        if ((alert.critical.signs >> i & 1) != 0) json->Text(kSignNames[i]);
      if ((alert.critical.signs & kVoiceSign) != 0) json->Text(kVoiceName);
      json->EndArray().Key("channel").Text(alert.critical.channel).Key("post").Text(alert.critical.id);
      break;
    case Rule::kWithdrawn:
      json->Key("withdrawn").Integer(alert.figures.withdrawn);
      break;
    case Rule::kBelow:
    case Rule::kIdle:
    case Rule::kLimit:
    case Rule::kRecurred:
      break;
  }
  json->EndObject();
}

}  // namespace

const CauseCount* MainCause(const Group& group) {
  const CauseCount* main = nullptr;
  for (const CauseCount& cause : group.causes) {
    const bool more_is_known = main == nullptr || (main->tag.empty() && !cause.tag.empty());
    const bool as_much_is_known = main != nullptr && main->tag.empty() == cause.tag.empty();
    if (more_is_known || (as_much_is_known && cause.posts > main->posts)) main = &cause;
  }
  return main;
}

void WritePeople(const Group& group, JsonWriter* json) {
  static const Complainants kNobody;
  const Complainants& people = group.over ? kNobody : group.complainants;
  const int64_t nameless = group.over ? 0 : group.nameless;
  json->Key("complainants").BeginObject().Key("count").Integer(static_cast<int64_t>(people.count()));
  json->Key("low").Integer(static_cast<int64_t>(people.low()));
  json->Key("high").Integer(static_cast<int64_t>(people.high()) + nameless);
  json->Key("joiners").Integer(static_cast<int64_t>(people.joiners())).EndObject();
}

void WriteGroup(const Group& group, const Keywords& keywords, const AgentAdverts::Match& agents,
                const GroupContext& context, JsonWriter* json) {
  const double posts = static_cast<double>(std::max<int64_t>(group.posts, 1));
  json->BeginObject().Key("id").Text(FormatGroupId(group.id)).Key("org");
  group.org.empty() ? json->Null() : json->Text(group.org);
  json->Key("title").Text(Title(group)).Key("keywords").BeginArray();
  for (const std::string& word : keywords) json->Text(word);
  json->EndArray().Key("level").Text(LevelName(group.level));
  json->Key(kStatusKey).Text(CaseStatusName(group.standing.status)).Key("posts").Integer(group.posts);
  WritePeople(group, json);
  json->Key("first_at").Time(group.first_at).Key("last_at").Time(group.last_at);
  const Growth growth = GrowthOf(group, context);
  WriteGrowth(growth, group.precision(), context, json);
  WriteWeight(group, growth, context, json);
  json->Key("sentiment").BeginObject().Key("mean").Number(Rounded(group.sentiment_sum / posts));
  json->Key("negative_share").Number(Rounded(static_cast<double>(group.negative) / posts)).EndObject();
  WriteCause(group, json);
  WriteDemands(group, json);
  WriteFormal(group.formal, json);
  WriteDeadlines(group, context, json);
  WriteCounts("channels", group.channels, json);
  WriteCounts("regions", group.regions, json);
  json->Key("reach").Integer(group.audience);
  WriteAuthorship(group, agents, json);
  WriteQuotes(group.quotes, json);
  json->Key("merged_from").BeginArray();
  for (const GroupId merged : group.merged_from) json->Text(FormatGroupId(merged));
  json->EndArray();
  WriteLineage(group, json);
  json->EndObject();
}

std::string QuoteMark(std::string_view channel, std::string_view id) {
  std::string mark = "{\"id\":";
  AppendJsonString(id, &mark);
  mark += ",\"channel\":";
  AppendJsonString(channel, &mark);
  return mark;
}

void ForEachQuoteMark(std::string_view json, const std::function<void(std::string_view mark)>& visit) {
  constexpr std::string_view kList = "\"representatives\":[", kId = "{\"id\":\"", kChannel = ",\"channel\":\"",
                             kText = ",\"text\":\"";
  size_t at = json.find(kList);
  at = at == std::string_view::npos ? json.size() : at + kList.size();
  while (json.substr(at).starts_with(kId)) {
    const size_t channel = EndOfString(json, at + kId.size()) + 1 + kChannel.size();
    const size_t mark_end = EndOfString(json, channel) + 1;
    if (mark_end >= json.size()) return;
    visit(json.substr(at, mark_end - at));
    // Behind the text: the brace that ends the quote, and the comma before the next.
    at = std::min(EndOfString(json, mark_end + kText.size()) + 3, json.size());
  }
}

bool BlankMarked(std::string_view mark, std::string* json) {
  const std::string opening = std::string(mark) + ",\"text\":\"";
  std::string quote;  // the last of them is the whole one: words of evidence stand before
  bool was_quoted = false;
  for (size_t found = json->find(opening); found != std::string::npos; found = json->find(opening, found)) {
    found += opening.size();
    quote = json->substr(found, EndOfString(*json, found) - found);
    json->erase(found, quote.size());
    was_quoted = true;
  }
  if (!was_quoted) return false;
  EmptyKeywords(json);
  constexpr std::string_view kTitle = "\"title\":\"";
  if (const size_t title = json->find(kTitle); title != std::string::npos) {
    const size_t begin = title + kTitle.size(), length = EndOfString(*json, begin) - begin;
    if (std::string_view(quote).starts_with(std::string_view(*json).substr(begin, length))) json->erase(begin, length);
  }
  return true;
}

QuotedPost PostOfMark(std::string_view mark) {
  constexpr std::string_view kId = "{\"id\":\"", kChannel = ",\"channel\":\"";
  const size_t id_end = EndOfString(mark, kId.size());
  const size_t channel = std::min(id_end + 1 + kChannel.size(), mark.size());
  return {Unescaped(mark.substr(channel, EndOfString(mark, channel) - channel)),
          Unescaped(mark.substr(kId.size(), id_end - kId.size()))};
}

bool BlankReason(std::string_view reason, std::string* json) {
  std::string field = ",\"reason\":";
  AppendJsonString(reason, &field);
  bool was_there = false;
  for (size_t found = json->find(field); found != std::string::npos; found = json->find(field, found)) {
    json->erase(found, field.size());
    was_there = true;
  }
  return was_there;
}

std::string EmptiedOfWords(std::string_view json) {
  std::string emptied(json);
  constexpr std::string_view kReason = ",\"reason\":\"";
  for (size_t found = emptied.find(kReason); found != std::string::npos; found = emptied.find(kReason, found))
    emptied.erase(found, EndOfString(emptied, found + kReason.size()) + 1 - found);
  std::vector<std::string> marks;
  ForEachQuoteMark(json, [&](std::string_view mark) { marks.emplace_back(mark); });
  for (const std::string& mark : marks) BlankMarked(mark, &emptied);
  EmptyKeywords(&emptied);
  constexpr std::string_view kTitle = "\"title\":\"";
  if (const size_t title = emptied.find(kTitle); title != std::string::npos) {
    const size_t begin = title + kTitle.size();
    emptied.erase(begin, EndOfString(emptied, begin) - begin);
  }
  return emptied;
}

bool SetStatus(CaseStatus status, std::string* row) {
  std::string opening = ",\"";
  opening.append(kStatusKey).append("\":\"");
  const size_t found = row->find(opening);
  if (found == std::string::npos) return false;
  const size_t begin = found + opening.size();
  row->replace(begin, EndOfString(*row, begin) - begin, CaseStatusName(status));
  return true;
}

std::string_view AlertEventName(AlertEvent event) {
  constexpr std::string_view kNames[] = {"opened",   "escalated", "deescalated",   "resolved",
                                         "reopened", "surged",    "critical_post", "withdrawn"};
  return kNames[static_cast<size_t>(event)];
}

std::string AlertJson(const Alert& alert, const Group& group, const Keywords& keywords,
                      const AgentAdverts::Match& agents, std::string_view config_hash, const GroupContext& context) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("id").Text(alert.id).Key("event").Text(AlertEventName(alert.event));
  json.Key("level").Text(LevelName(alert.level)).Key("previous_level").Text(LevelName(alert.previous_level));
  json.Key("at").Time(alert.at).Key("group");
  WriteGroup(group, keywords, agents, context, &json);
  WriteRule(alert, context.settings.profile, &json);
  json.Key("evidence").BeginArray();
  bool has_critical = alert.critical.id.empty();
  for (const Group::Evidence& post : group.evidence) {
    json.Text(post.id);
    has_critical = has_critical || (post.id == alert.critical.id && post.channel == alert.critical.channel);
  }
  if (!has_critical) json.Text(alert.critical.id);
  json.EndArray().Key("config_hash").Text(config_hash).EndObject();
  return text;
}

}  // namespace groundswell
