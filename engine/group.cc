#include "engine/group.h"

#include <algorithm>

#include "engine/profile_file.h"

namespace groundswell {
namespace {

void Count(std::string_view name, int64_t posts, std::vector<NamedCount>* counts) {
  if (name.empty()) return;
  auto known = std::find_if(counts->begin(), counts->end(), [&](const NamedCount& c) { return c.name == name; });
  if (known == counts->end() && counts->size() >= kNamesMax)
    known = std::find_if(counts->begin(), counts->end(), [](const NamedCount& c) { return c.name == "other"; });
  if (known == counts->end()) {
    if (posts <= 0) return;
    counts->push_back({std::string(counts->size() + 1 < kNamesMax ? name : "other"), posts});
    return;
  }
  known->posts += posts;
  if (known->posts <= 0) counts->erase(known);
}

// At most kQuoteBytesMax bytes, cut at a character.
std::string_view CutQuote(std::string_view text) {
  if (text.size() <= kQuoteBytesMax) return text;
  size_t end = kQuoteBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

// The same words as another's, too few to be a template: reach, and nothing of its own.
bool IsShortCopy(const Verdict& verdict, const NearCopySignature& signature) {
  return verdict.copy && signature.shingles < kTemplateShinglesMin;
}

template <typename T>
void SaveAll(const std::vector<T>& items, ByteWriter* writer, auto save) {
  writer->Number(static_cast<uint32_t>(items.size()));
  for (const T& item : items) save(item);
}

// Calls load() for each saved item; false when the bytes end before.
bool LoadAll(ByteReader* reader, auto load) {
  const uint32_t count = reader->Number<uint32_t>();
  for (uint32_t i = 0; i < count && reader->ok(); ++i) load();
  return reader->ok();
}

// The probability that the post is a complaint.
double CertaintyOf(const ScoredPost& post, const EngineSettings& settings) {
  const auto traits = settings.channels.find(post.channel);
  const bool is_desk = traits != settings.channels.end() && traits->second.complaints;
  return is_desk ? 1 : double{post.scores.complaint};
}

// When its author came. A time that is true to the day alone may be any of that day: the last that can be is taken, for
// who has just been heard of is news.
EventTime CameAt(const ScoredPost& post, const Verdict& verdict, EventTime now) {
  if (!verdict.dated) return post.time;
  return {std::max(post.time.ms, std::min(now.ms, post.time.ms + kDayMs - 1))};
}

}  // namespace

void Group::Reset() {
  id = {};
  first_seq = 0;
  org.clear();
  slot = kNoSlot;
  is_talk = false;
  level = Level::kNone;
  rule = Rule::kBelow;
  reached_watch = has_opened = is_changed = over = false;
  life_first_seq = 0;
  standing = {};
  alerts = 0;
  timer = first_at = last_at = life_at = touched_at = told_at = EventTime::None();
  posts = copies = negative = nameless = complaints = dated = 0;
  sentiment_sum = 0;
  complainants = Complainants();  // not kept: the next group is mostly one post
  formal = {};
  receipts = {};
  starts = {};
  panes.Clear();
  baseline = {};
  has_grown = false;
  held_scale = 1;
  withdrawn = withdrawn_told = 0;
  certainty = {};
  critical_told = 0;
  channels.clear();
  regions.clear();
  causes.clear();
  demands.fill(0);
  signs.fill(0);
  audience = 0;
  harm = {};
  authorship = {};
  quotes.clear();
  evidence.clear();
  merged_from.clear();
  merged_ids.clear();
  lineage.clear();
}

void Group::NoteLineage(Lineage event) {
  const auto later = [](const Lineage& a, const Lineage& b) { return a.at < b.at; };
  lineage.insert(std::upper_bound(lineage.begin(), lineage.end(), event, later), std::move(event));
  if (lineage.size() > kLineageMax) lineage.erase(lineage.begin());
}

uint32_t Group::Add(Seq seq, const ScoredPost& post, const Verdict& verdict, float likeness,
                    const GroupContext& context) {
  const EngineSettings& settings = context.settings;
  const EventTime now = context.now;
  ++posts;
  copies += verdict.copy;
  negative += post.scores.sentiment == Sentiment::kNegative;
  sentiment_sum += post.scores.sentiment_score;
  if (first_at.is_none() || post.time < first_at) first_at = post.time;
  last_at = std::max(last_at, post.time);
  const bool is_new = context.came_at.is_none();
  const EventTime came_at = is_new ? now : context.came_at;
  const bool was_idle = !touched_at.is_none() && now.ms - touched_at.ms >= settings.group_idle_days * kDayMs;
  touched_at = std::max(touched_at, came_at);
  if (life_at.is_none()) life_at = came_at;
  audience += AudienceOf(post);
  Count(post.channel, 1, &channels);
  Count(post.region, 1, &regions);
  if (!verdict.complaint) return 0;
  CountCause(post.reading.cause, post.reading.cause_tag, 1);
  CountDemands(post.reading.demands, 1);
  CountSigns(post.reading.signs, 1);
  complaints += !verdict.copy;
  dated += verdict.dated && !verdict.copy;
  if (verdict.formal) {
    formal.Add(seq, post.time, verdict.complainant);
    receipts.Add(IdHash(post.channel, post.id), post.time, post.person, standing.acts.acts);
  }
  harm.Count(post.harm, 1);
  if (!verdict.joins)
    authorship.Add({.person = post.person,
                    .signature = post.near_copy,
                    .time = came_at,
                    .has_own_words = post.has_own_words && !IsShortCopy(verdict, post.near_copy),
                    .files_nothing_else = context.is_new_account});
  if (is_new && !verdict.copy && (over || was_idle)) BeginNewLife(seq, now);
  nameless += verdict.nameless;
  const uint32_t came = verdict.complainant.known() ? Join(seq, CameAt(post, verdict, now), verdict, context) : 0;
  if (!verdict.joins) certainty.Add(CertaintyOf(post, settings), came);
  if (verdict.copy || verdict.joins) return came;
  evidence.push_back({std::string(post.channel), std::string(post.id)});
  if (evidence.size() > settings.evidence_max) evidence.erase(evidence.begin());
  AddQuote(post, likeness);
  return came;
}

uint32_t Group::Join(Seq seq, EventTime at, const Verdict& verdict, const GroupContext& context) {
  const bool is_new = context.came_at.is_none();
  const EventTime came_at = is_new ? context.now : context.came_at;
  const uint32_t came = complainants.Add(verdict.complainant, seq, at, came_at, verdict.joins);
  if (came == 0) return 0;
  // They may be of those whose posts were deleted: who, is not kept.
  if (is_new) withdrawn -= std::min(came, withdrawn - std::min(withdrawn, withdrawn_told));
  panes.Add(at, static_cast<int32_t>(came), context.now, context.settings);
  has_grown = has_grown || is_new;
  const BurstSettings& burst = context.settings.burst;
  if (!baseline.has_begun())
    baseline.Begin(came_at, PriorUnder(context.organisation, burst.group_share, context.time), burst);
  else if (is_new)
    baseline.Add(context.now, came, context.time);
  else
    baseline.Restore(came_at, came, burst);
  return came;
}

void Group::AddQuote(const ScoredPost& post, float likeness) {
  if (quotes.size() == kQuotesMax) {
    // The first complaint stays: it says how the group began. Of the others the most typical stay.
    auto least = std::min_element(quotes.begin() + 1, quotes.end(),
                                  [](const Quote& a, const Quote& b) { return a.likeness < b.likeness; });
    if (least->likeness >= likeness) return;
    quotes.erase(least);
  }
  const std::string_view text = post.text.empty() ? post.title : post.text;
  quotes.push_back({std::string(post.id), std::string(post.channel), std::string(CutQuote(text)), post.person,
                    std::string(post.reading.cause_tag), std::string(post.reading.cause_evidence), likeness});
}

std::optional<Complainants::Change> Group::Withdraw(const Prior& prior, bool is_deleted, const GroupContext& context) {
  --posts;
  copies -= prior.verdict.copy;
  negative -= prior.sentiment == Sentiment::kNegative;
  sentiment_sum -= prior.sentiment_score;
  audience -= prior.audience;
  Count(prior.channel, -1, &channels);
  Count(prior.region, -1, &regions);
  std::optional<Complainants::Change> left;
  if (!prior.verdict.complaint) return left;
  CountCause(prior.cause, prior.cause_tag, -1);
  CountDemands(prior.demands, -1);
  CountSigns(prior.signs, -1);
  complaints -= !prior.verdict.copy;
  dated -= prior.verdict.dated && !prior.verdict.copy;
  if (prior.verdict.formal) {
    formal.Withdraw(prior.seq, prior.time, prior.verdict.complainant);
    receipts.Withdraw(IdHash(prior.channel, prior.id), prior.time);
  }
  harm.Count(prior.harm, -1);
  if (!prior.verdict.joins && prior.has_own_words && !IsShortCopy(prior.verdict, prior.near_copy))
    authorship.Withdraw(prior.person, prior.near_copy);
  nameless -= prior.seq >= life_first_seq && prior.verdict.nameless && nameless > 0;
  if (const auto gone = complainants.Withdraw(prior.verdict.complainant, prior.seq, prior.verdict.joins)) {
    if (is_deleted) withdrawn += gone->people;
    if (!gone->came_joining) certainty.Drop(gone->people);
    // Who deletes posts does not undo that people came: pace, and the levels that live by it, stay.
    if (!is_deleted) {
      panes.Add(gone->at, -static_cast<int32_t>(gone->people), context.now, context.settings);
      baseline.Withdraw(gone->arrived, gone->people, context.settings.burst);
      left = gone;
    }
  }
  std::erase_if(evidence, [&](const Evidence& post) { return post.id == prior.id && post.channel == prior.channel; });
  std::erase_if(quotes, [&](const Quote& quote) { return quote.id == prior.id && quote.channel == prior.channel; });
  return left;
}

void Group::CountCause(CauseClass cause, std::string_view tag, int64_t count) {
  if (cause == CauseClass::kNone) return;
  const auto known =
      std::find_if(causes.begin(), causes.end(), [&](const CauseCount& c) { return c.cause == cause && c.tag == tag; });
  if (known == causes.end()) {
    if (count > 0 && causes.size() < kCausesMax) causes.push_back({cause, std::string(tag), count});
    return;
  }
  known->posts += count;
  if (known->posts <= 0) causes.erase(known);
}

void Group::CountDemands(uint8_t wanted, int64_t count) {
  for (size_t i = 0; i < demands.size(); ++i)
    if ((wanted >> i & 1) != 0) demands[i] += count;
}

void Group::CountSigns(uint8_t shown, int64_t count) {
  for (size_t i = 0; i < signs.size(); ++i)
    if ((shown >> i & 1) != 0) signs[i] += count;
}

void Group::Merge(Group& other, const GroupContext& context) {
  posts += other.posts;
  copies += other.copies;
  complaints += other.complaints;
  dated += other.dated;
  formal.Merge(other.formal);
  receipts.Merge(other.receipts, other.standing.acts, standing.acts.acts);
  // Of what both reached the earlier moment stands: its clock runs out too early rather than too late. What was done
  // of the other is done.
  for (size_t i = 0; i < starts.size(); ++i) {
    const ClockStart& theirs = other.starts[i];
    if (theirs.at.is_none() || IsDone(context.settings.clocks, kClockStarts[i], theirs, other.standing.acts)) continue;
    if (starts[i].at.is_none() || theirs.at < starts[i].at) starts[i] = {theirs.at, standing.acts.acts};
  }
  negative += other.negative;
  sentiment_sum += other.sentiment_sum;
  first_at = std::min(first_at, other.first_at);
  last_at = std::max(last_at, other.last_at);
  touched_at = std::max(touched_at, other.touched_at);
  reached_watch = reached_watch || other.reached_watch;
  has_opened = has_opened || other.has_opened;
  // A group that is over brings its posts, but its people belong to a life that has ended.
  if (over && !other.over) BeginNewLife(other.life_first_seq, other.life_at);
  if (!other.over) TakeComplainants(other, context);
  for (const NamedCount& channel : other.channels) Count(channel.name, channel.posts, &channels);
  for (const NamedCount& region : other.regions) Count(region.name, region.posts, &regions);
  for (const CauseCount& cause : other.causes) CountCause(cause.cause, cause.tag, cause.posts);
  for (size_t i = 0; i < demands.size(); ++i) demands[i] += other.demands[i];
  for (size_t i = 0; i < signs.size(); ++i) signs[i] += other.signs[i];
  audience += other.audience;
  harm.Merge(other.harm);
  authorship.Merge(other.authorship);
  for (Evidence& post : other.evidence) evidence.push_back(std::move(post));
  if (evidence.size() > context.settings.evidence_max)
    evidence.erase(evidence.begin(), evidence.end() - static_cast<ptrdiff_t>(context.settings.evidence_max));
  for (Quote& quote : other.quotes)
    if (quotes.size() < kQuotesMax) quotes.push_back(std::move(quote));
  if (other.reached_watch) merged_from.push_back(other.id);
  merged_from.insert(merged_from.end(), other.merged_from.begin(), other.merged_from.end());
  merged_ids.push_back(other.id);
  merged_ids.insert(merged_ids.end(), other.merged_ids.begin(), other.merged_ids.end());
  for (Lineage& event : other.lineage) NoteLineage(std::move(event));
}

void Group::TakeComplainants(const Group& other, const GroupContext& context) {
  nameless += other.nameless;
  life_first_seq = std::min(life_first_seq, other.life_first_seq);
  life_at = std::min(life_at, other.life_at);
  told_at = std::max(told_at, other.told_at);
  critical_told |= other.critical_told;
  withdrawn += other.withdrawn;
  withdrawn_told += other.withdrawn_told;
  certainty.Merge(other.certainty);
  has_grown = true;
  panes.Merge(other.panes, context.now, context.settings);
  baseline.Merge(other.baseline, context.now, context.time);
  complainants.Merge(other.complainants, [&](const Complainants::Change& later) {
    panes.Add(later.at, -static_cast<int32_t>(later.people), context.now, context.settings);
    baseline.Withdraw(later.arrived, later.people, context.settings.burst);
    if (!later.came_joining) certainty.Drop(later.people);
  });
}

void Group::BeginNewLife(Seq first_seq_of_life, EventTime now) {
  life_first_seq = first_seq_of_life;
  life_at = now;
  over = false;
  complainants.Clear();
  nameless = 0;
  baseline = {};
  told_at = EventTime::None();
  withdrawn = withdrawn_told = 0;
  certainty = {};
  critical_told = 0;
}

uint32_t Group::Counted(const GroupContext& context) {
  const int64_t window_ms = context.settings.profile.window_days * kDayMs;
  return static_cast<uint32_t>(window_ms == 0 ? complainants.count()
                                              : complainants.CountWithin(window_ms, context.now));
}

double ScaleOf(const GroupContext& context) {
  const Profile& profile = context.settings.profile;
  if (profile.usual_daily == 0 || !context.organisation.has_begun()) return 1;
  const ArrivalWindow nothing{0, context.organisation.pane_end_ms(context.settings.burst)};
  return ScaleFor(profile, 24 * context.organisation.WeekWithout(nothing, context.time).rate());
}

LevelFigures Group::Figures(const GroupContext& context) {
  const EngineSettings& settings = context.settings;
  LevelFigures figures;
  // Half of it keeps a level, so that a group does not rise and fall with each post.
  const double share_min = settings.complaint_share_min * (level == Level::kNone ? 1 : 0.5);
  const bool is_topic = static_cast<double>(complaints) < share_min * static_cast<double>(posts - copies);
  const uint32_t counted = Counted(context);
  figures.complainants = over || is_topic ? 0 : counted;
  figures.withdrawn = over ? 0 : withdrawn;
  figures.is_sure = certainty.mean() >= settings.certainty_min;
  if (figures.complainants + figures.withdrawn < settings.profile.watch) return figures;
  const int64_t crisis_panes = int64_t{settings.profile.crisis_window_hours} * 3600 / settings.burst.pane_secs;
  figures.crisis_complainants = panes.Within(context.now, crisis_panes, settings);
  if (!baseline.has_begun()) return figures;
  baseline.AdvanceTo(context.now, context.time);
  figures.is_fresh = baseline.Days(static_cast<int>(settings.burst.hold_days)).people > 0;
  return figures;
}

Baseline Group::BaselineNow(const GroupContext& context) const {
  Baseline seen = baseline;
  if (!seen.has_begun() || over)
    seen.Begin(context.now, PriorUnder(context.organisation, context.settings.burst.group_share, context.time),
               context.settings.burst);
  seen.AdvanceTo(context.now, context.time);
  return seen;
}

void Group::Save(ByteWriter* writer) const {
  writer->Number(id.value);
  writer->Number(first_seq);
  writer->Text(org);
  writer->Number(slot);
  writer->Number(is_talk);
  writer->Number(level);
  writer->Number(rule);
  writer->Number(reached_watch);
  writer->Number(has_opened);
  writer->Number(over);
  writer->Number(life_first_seq);
  standing.Save(writer);
  for (const EventTime time : {timer, first_at, last_at, life_at, touched_at, told_at}) writer->Number(time.ms);
  for (const int64_t count : {posts, copies, negative, nameless, complaints, dated}) writer->Number(count);
  writer->Number(sentiment_sum);
  complainants.Save(writer);
  formal.Save(writer);
  receipts.Save(writer);
  for (const ClockStart& start : starts) {
    writer->Number(start.at.ms);
    writer->Number(start.acts);
  }
  panes.Save(writer);
  writer->Number(baseline.has_begun());
  if (baseline.has_begun()) baseline.Save(writer);
  for (const uint32_t count : {alerts, withdrawn, withdrawn_told, certainty.people}) writer->Number(count);
  writer->Number(certainty.sum);
  writer->Number(critical_told);
  writer->Number(held_scale);
  for (const auto* counts : {&channels, &regions})
    SaveAll(*counts, writer, [&](const NamedCount& count) {
      writer->Text(count.name);
      writer->Number(count.posts);
    });
  SaveAll(causes, writer, [&](const CauseCount& cause) {
    writer->Number(cause.cause);
    writer->Text(cause.tag);
    writer->Number(cause.posts);
  });
  for (const int64_t count : demands) writer->Number(count);
  for (const int64_t count : signs) writer->Number(count);
  writer->Number(audience);
  harm.Save(writer);
  authorship.Save(writer);
  SaveAll(quotes, writer, [&](const Quote& quote) {
    for (const std::string* text : {&quote.id, &quote.channel, &quote.text, &quote.cause_tag, &quote.cause_evidence})
      writer->Text(*text);
    writer->Number(quote.writer.value);
    writer->Number(quote.likeness);
  });
  SaveAll(evidence, writer, [&](const Evidence& post) {
    writer->Text(post.channel);
    writer->Text(post.id);
  });
  writer->Array(merged_from);
  writer->Array(merged_ids);
  SaveAll(lineage, writer, [&](const Lineage& past) {
    writer->Number(past.event);
    writer->Number(past.by_rule);
    writer->Number(past.group.value);
    writer->Number(past.at.ms);
    writer->Number(past.posts);
    writer->Text(past.by);
    writer->Text(past.reason);
  });
}

bool Group::Load(ByteReader* reader) {
  id.value = reader->Number<uint64_t>();
  first_seq = reader->Number<Seq>();
  org = reader->Text();
  slot = reader->Number<uint32_t>();
  is_talk = reader->Number<bool>();
  level = reader->Number<Level>();
  rule = reader->Number<Rule>();
  reached_watch = reader->Number<bool>();
  has_opened = reader->Number<bool>();
  over = reader->Number<bool>();
  life_first_seq = reader->Number<Seq>();
  if (!standing.Load(reader)) return false;
  for (EventTime* time : {&timer, &first_at, &last_at, &life_at, &touched_at, &told_at})
    time->ms = reader->Number<int64_t>();
  for (int64_t* count : {&posts, &copies, &negative, &nameless, &complaints, &dated})
    *count = reader->Number<int64_t>();
  sentiment_sum = reader->Number<double>();
  if (!complainants.Load(reader) || !formal.Load(reader) || !receipts.Load(reader)) return false;
  for (ClockStart& start : starts) {
    start.at.ms = reader->Number<int64_t>();
    start.acts = reader->Number<uint32_t>();
  }
  if (!panes.Load(reader)) return false;
  if (reader->Number<bool>() && !baseline.Load(reader)) return false;
  for (uint32_t* count : {&alerts, &withdrawn, &withdrawn_told, &certainty.people}) *count = reader->Number<uint32_t>();
  certainty.sum = reader->Number<double>();
  critical_told = reader->Number<uint8_t>();
  held_scale = reader->Number<double>();
  for (auto* counts : {&channels, &regions}) {
    const bool whole = LoadAll(reader, [&] {
      const std::string_view name = reader->Text();
      counts->push_back({std::string(name), reader->Number<int64_t>()});
    });
    if (!whole) return false;
  }
  const bool causes_whole = LoadAll(reader, [&] {
    CauseCount& cause = causes.emplace_back();
    cause.cause = reader->Number<CauseClass>();
    cause.tag = reader->Text();
    cause.posts = reader->Number<int64_t>();
  });
  if (!causes_whole) return false;
  for (int64_t& count : demands) count = reader->Number<int64_t>();
  for (int64_t& count : signs) count = reader->Number<int64_t>();
  audience = reader->Number<int64_t>();
  if (!harm.Load(reader) || !authorship.Load(reader)) return false;
  const bool quotes_whole = LoadAll(reader, [&] {
    Quote& quote = quotes.emplace_back();
    for (std::string* text : {&quote.id, &quote.channel, &quote.text, &quote.cause_tag, &quote.cause_evidence})
      *text = reader->Text();
    quote.writer.value = reader->Number<uint64_t>();
    quote.likeness = reader->Number<float>();
  });
  const bool evidence_whole = quotes_whole && LoadAll(reader, [&] {
                                Evidence& post = evidence.emplace_back();
                                post.channel = reader->Text();
                                post.id = reader->Text();
                              });
  if (!evidence_whole || !reader->Array(&merged_from) || !reader->Array(&merged_ids)) return false;
  return LoadAll(reader, [&] {
    Lineage& past = lineage.emplace_back();
    past.event = reader->Number<LineageEvent>();
    past.by_rule = reader->Number<bool>();
    past.group.value = reader->Number<uint64_t>();
    past.at.ms = reader->Number<int64_t>();
    past.posts = reader->Number<int64_t>();
    past.by = reader->Text();
    past.reason = reader->Text();
  });
}

}  // namespace groundswell
