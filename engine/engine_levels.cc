// Levels of groups, the timers that let them fall, and the words that alerts tell them with.
#include <algorithm>
#include <functional>

#include "engine/engine.h"
#include "engine/profile_file.h"
#include "models/text_cleaner.h"
#include "models/tokenizer.h"

namespace groundswell {
namespace {

constexpr size_t kKeywordsMax = 5;
constexpr size_t kKeywordTermsMax = 10;

struct WeightedTerm {
  uint32_t hash;
  float weight;
};

std::vector<uint64_t> QuotedBy(const Group& group) {
  std::vector<uint64_t> quoted;
  for (const Quote& quote : group.quotes) quoted.push_back(IdHash(quote.channel, quote.id));
  return quoted;
}

}  // namespace

EventTime Engine::PaneEdgeAfter(EventTime time) const {
  const int64_t pane_ms = settings_.burst.pane_secs * kSecondMs;
  return {(time.ms / pane_ms + 1) * pane_ms};
}

void Engine::AdvanceTo(EventTime time) {
  if (time <= watermark_) return;
  RunTimers(time);
  watermark_ = time;
  alarm_rate_.AdvanceTo(watermark_, streams_[static_cast<size_t>(StreamKind::kNew)],
                        streams_[static_cast<size_t>(StreamKind::kKnown)], settings_.burst);
}

void Engine::RunTimers(EventTime until) {
  while (!timers_.empty() && timers_.front().due <= until) {
    std::pop_heap(timers_.begin(), timers_.end(), std::greater<>());
    const Timer timer = timers_.back();
    timers_.pop_back();
    const uint32_t* index = group_index_.Find(timer.group);
    if (index == nullptr || groups_[*index].timer != timer.due) continue;  // released, or scheduled anew
    watermark_ = std::max(watermark_, timer.due);
    groups_[*index].timer = EventTime::None();
    const EventTime idle_end{groups_[*index].touched_at.ms + settings_.group_idle_days * kDayMs};
    if (timer.due >= idle_end)
      EndLife(*index, Rule::kIdle, timer.due);
    else
      Relevel(*index, timer.due);
  }
}

void Engine::Schedule(Group* group, EventTime now) {
  if (group->level == Level::kNone) return;
  // Groups that only time can lower are looked at again at the next pane's edge, the others when they would end.
  const bool by_burst = group->level == Level::kEmerging && group->rule == Rule::kBurst;
  const bool falls = group->level == Level::kCrisis || by_burst || settings_.profile.window_days > 0;
  const EventTime due = falls ? PaneEdgeAfter(now)
                              : std::max(PaneEdgeAfter(now),  // a merge may give a level to groups long idle
                                         PaneEdgeAfter({group->touched_at.ms + settings_.group_idle_days * kDayMs}));
  if (!group->timer.is_none() && group->timer <= due && group->timer > now) return;
  group->timer = due;
  timers_.push_back({due, group->first_seq, group->id.value});
  std::push_heap(timers_.begin(), timers_.end(), std::greater<>());
}

void Engine::Relevel(uint32_t index, EventTime now) {
  Group& group = groups_[index];
  const GroupContext context = ContextOf(group, now);
  LevelFigures figures = group.Figures(context);
  TestBurstOf(&group, context, &figures);
  const Judgement judgement = JudgeScaled(context, figures, {group.level, group.rule});
  if (judgement.level != group.level) {
    const bool rises = judgement.level > group.level;
    ChangeLevel(&group, judgement, figures, now);
    if (rises && group.level >= Level::kEmerging) Tell(&group, context);
    if (group.level == Level::kNone && group.slot == Group::kNoSlot) {
      --resting_;
      return Release(index);  // withdrawn posts took its level, and no further post can find it
    }
  } else if (figures.is_burst && group.level >= Level::kEmerging && HasCooled(group, now)) {
    WriteAlert(
        &group,
        {.event = AlertEvent::kSurged, .level = group.level, .at = now, .rule = Rule::kSurge, .figures = figures});
    Tell(&group, context);
  }
  group.rule = judgement.rule;
  Schedule(&group, now);
}

Judgement Engine::JudgeScaled(const GroupContext& context, const LevelFigures& figures, Judgement current) const {
  const Profile& profile = settings_.profile;
  if (profile.usual_daily == 0 || !context.organisation.has_begun()) return Judge(profile, figures, current);
  const ArrivalWindow nothing{0, context.organisation.pane_end_ms(settings_.burst)};
  const double daily = 24 * context.organisation.WeekWithout(nothing, context.time).rate();
  return Judge(ScaledTo(profile, daily), figures, current);
}

void Engine::TestBurstOf(Group* group, const GroupContext& context, LevelFigures* figures) const {
  const bool is_asked = group->has_grown && figures->complainants >= settings_.profile.watch;
  group->has_grown = false;
  if (!is_asked || IsHeld(group->baseline, context.now)) return;
  figures->burst = TestBurst(group->baseline, context.time);
  const StreamKind kind = group->told_at.is_none() ? StreamKind::kNew : StreamKind::kKnown;
  figures->is_burst = alarm_rate_.Passes(figures->burst.surprise, kind);
}

bool Engine::HasCooled(const Group& group, EventTime now) const {
  return group.told_at.is_none() || now.ms - group.told_at.ms >= settings_.burst.cool_down_hours * kHourMs;
}

bool Engine::IsHeld(const Baseline& baseline, EventTime now) const {
  return !back_at_.is_none() && now.ms - back_at_.ms < kDayMs && baseline.begun_ms() <= silent_from_.ms;
}

void Engine::Tell(Group* group, const GroupContext& context) {
  group->told_at = context.now;
  CountStream(group);
  if (group->baseline.has_begun()) group->baseline.Tell(context.now, context.time);
}

void Engine::TestOrganisation(Scope* scope) {
  const EventTime now = watermark_;
  if (scope->org.empty() || IsHeld(scope->complainants, now)) return;
  const GroupContext context = ContextOf(*scope, now);
  const BurstFigures burst = TestBurst(scope->complainants, context.time);
  if (!alarm_rate_.Passes(burst.surprise, StreamKind::kKnown)) return;
  scope->complainants.Tell(now, context.time);
  Group* group = GrownMost(*scope);
  // Where a group's own growth was told of late, the organisation's is no news.
  if (group == nullptr || !HasCooled(*group, now)) return;
  LevelFigures figures = group->Figures(context);
  figures.is_burst = true;
  figures.burst = burst;
  WriteAlert(group, {.event = AlertEvent::kSurged,
                     .level = group->level,
                     .at = now,
                     .rule = Rule::kOrganisationSurge,
                     .figures = figures});
  Tell(group, context);
}

// Of the last day, by arrival; the older of two that are even.
Group* Engine::GrownMost(const Scope& scope) {
  Group* most = nullptr;
  uint64_t most_people = 0;
  for (size_t slot = 0; slot < scope.group_of_slot.size(); ++slot) {
    if (scope.group_of_slot[slot] == kNoGroup) continue;
    Group& group = groups_[scope.group_of_slot[slot]];
    if (group.slot != slot || group.org != scope.org || group.level < Level::kEmerging) continue;
    group.baseline.AdvanceTo(watermark_, ContextOf(scope, watermark_).time);
    const uint64_t people = group.baseline.Hours(kHoursKept).people;
    const bool is_older = most != nullptr && people == most_people && group.first_seq < most->first_seq;
    if (people > most_people || is_older) most = &group, most_people = people;
  }
  return most;
}

void Engine::AlertIfWithdrawn(uint32_t index, EventTime now) {
  Group& group = groups_[index];
  const uint32_t fresh = group.withdrawn - group.withdrawn_told;
  const Profile& profile = settings_.profile;
  const double all = static_cast<double>(group.complainants.size() + fresh);
  if (group.level == Level::kNone || fresh < profile.withdrawn_people || fresh < profile.withdrawn_share * all) return;
  group.withdrawn_told = group.withdrawn;
  WriteAlert(&group, {.event = AlertEvent::kWithdrawn,
                      .level = group.level,
                      .at = now,
                      .rule = Rule::kWithdrawn,
                      .figures = group.Figures(ContextOf(group, now))});
}

uint8_t Engine::CriticalSigns(const ScoredPost& post, const Verdict& verdict) const {
  if (verdict.copy || post.by_organisation || (post.reading.signs & kAgentAdvert) != 0) return 0;
  uint8_t signs = post.reading.signs & kCriticalSigns;
  const bool is_heard = post.by_voice || post.followers >= int64_t{settings_.profile.voice_followers};
  if (is_heard && verdict.complaint) signs |= kVoiceSign;
  return signs;
}

void Engine::AlertIfCritical(const ScoredPost& post, const Verdict& verdict) {
  const uint8_t signs = CriticalSigns(post, verdict);
  const uint32_t index = signs == 0 ? kNoGroup : FindGroup(verdict.group);
  if (index == kNoGroup) return;
  Group& group = groups_[index];
  const uint8_t fresh = signs & static_cast<uint8_t>(~group.critical_told);
  // A post about nobody who is watched waits for nobody.
  if (fresh == 0 || group.org.empty()) return;
  group.critical_told |= signs;
  WriteAlert(&group, {.event = AlertEvent::kCriticalPost,
                      .level = group.level,
                      .at = watermark_,
                      .rule = Rule::kCriticalPost,
                      .figures = group.Figures(ContextOf(group, watermark_)),
                      .critical = {fresh, std::string(post.channel), std::string(post.id)}});
}

void Engine::CountStream(Group* group) {
  const auto kind = [&]() -> uint8_t {
    if (!group->baseline.has_begun()) return 0;
    return group->told_at.is_none() ? 1 : 2;
  }();
  if (kind == group->watched_as) return;
  if (group->watched_as != 0) --streams_[group->watched_as - 1];
  if (kind != 0) ++streams_[kind - 1];
  group->watched_as = kind;
}

void Engine::EndLife(uint32_t index, Rule rule, EventTime now) {
  Group& group = groups_[index];
  const LevelFigures figures = group.Figures(ContextOf(group, now));
  const bool rests = group.slot == Group::kNoSlot;
  // Withdrawn posts may have taken its level before its time: that was told then.
  if (group.level != Level::kNone) ChangeLevel(&group, {Level::kNone, rule}, figures, now);
  group.over = true;
  MarkChanged(index);
  if (!rests) return;
  --resting_;
  Release(index);
}

void Engine::EndEarliest() {
  // The group that time would end first goes before its time; those with a micro-cluster are bounded by those.
  std::vector<Timer> kept;
  while (!timers_.empty() && resting_ > settings_.groups_max) {
    std::pop_heap(timers_.begin(), timers_.end(), std::greater<>());
    const Timer timer = timers_.back();
    timers_.pop_back();
    const uint32_t* index = group_index_.Find(timer.group);
    if (index == nullptr || groups_[*index].timer != timer.due) continue;
    if (groups_[*index].slot == Group::kNoSlot)
      EndLife(*index, Rule::kLimit, watermark_);
    else
      kept.push_back(timer);
  }
  for (const Timer& timer : kept) {
    timers_.push_back(timer);
    std::push_heap(timers_.begin(), timers_.end(), std::greater<>());
  }
}

void Engine::ChangeLevel(Group* group, Judgement judgement, const LevelFigures& figures, EventTime now) {
  AlertEvent event = group->alerts > 0 ? AlertEvent::kReopened : AlertEvent::kOpened;
  if (judgement.level == Level::kNone)
    event = AlertEvent::kResolved;
  else if (judgement.level < group->level)
    event = AlertEvent::kDeescalated;
  else if (group->level != Level::kNone)
    event = AlertEvent::kEscalated;
  WriteAlert(group, {.event = event, .level = judgement.level, .at = now, .rule = judgement.rule, .figures = figures});
}

void Engine::WriteAlert(Group* group, Alert alert) {
  alert.id = FormatGroupId(group->id) + "-" + std::to_string(++group->alerts);
  alert.previous_level = group->level;
  group->level = alert.level;
  if (!group->reached_watch && alert.level > Level::kNone) {
    group->reached_watch = true;
    ++result_->groups_reached_watch;
  }
  if (!settings_.silent_orgs.contains(group->org)) {
    std::string json =
        AlertJson(alert, *group, FindKeywords(*group), FindAgents(*group), config_hash_, ContextOf(*group, alert.at));
    result_->alerts.push_back({alert.level, alert.id, std::move(json), QuotedBy(*group)});
  }
  if (group->reached_watch) DescribeGroup(*group);  // who reads the alert may ask for its group at once
}

void Engine::MarkChanged(uint32_t index) {
  Group& group = groups_[index];
  if (!group.reached_watch || group.is_changed) return;
  group.is_changed = true;
  changed_.push_back(group.id);
}

void Engine::DescribeChanged(size_t groups_max, StepResult* result) {
  result->Clear();
  result_ = result;
  const auto end = changed_.begin() + static_cast<ptrdiff_t>(std::min(groups_max, changed_.size()));
  for (auto id = changed_.begin(); id != end; ++id) {
    const uint32_t* index = group_index_.Find(id->value);
    if (index == nullptr) continue;  // merged away or released since: its row says so already
    groups_[*index].is_changed = false;
    DescribeGroup(groups_[*index]);
  }
  changed_.erase(changed_.begin(), end);
}

void Engine::DescribeGroup(const Group& group) {
  std::string json;
  JsonWriter writer(&json);
  WriteGroup(group, FindKeywords(group), FindAgents(group), ContextOf(group, watermark_), &writer);
  result_->groups.push_back({group.id, std::move(json), QuotedBy(group)});
}

void Engine::DescribeGroups(StepResult* result) {
  result->Clear();
  result_ = result;
  for (const Group& group : groups_)
    if (group.reached_watch) DescribeGroup(group);
}

Keywords Engine::FindKeywords(const Group& group) const {
  const Scope* scope = scopes_.find(group.org)->second.get();
  std::vector<WeightedTerm> heaviest;
  std::vector<std::string> folded(group.quotes.size());
  for (size_t i = 0; i < folded.size(); ++i) {
    FoldText(group.quotes[i].text, &folded[i]);
    Tokenizer::ForEachTerm(folded[i], [&](uint32_t hash, std::string_view, bool is_stop) {
      const auto same = [hash](const WeightedTerm& term) { return term.hash == hash; };
      if (is_stop || std::any_of(heaviest.begin(), heaviest.end(), same)) return;
      const float weight = group.slot == Group::kNoSlot ? 1 : scope->clusterer.TermWeight(group.slot, hash);
      heaviest.push_back({hash, weight});
    });
  }
  std::stable_sort(heaviest.begin(), heaviest.end(),
                   [](const WeightedTerm& a, const WeightedTerm& b) { return a.weight > b.weight; });
  if (heaviest.size() > kKeywordTermsMax) heaviest.resize(kKeywordTermsMax);
  // Chinese terms are bigrams: those that overlap in a quote are told as one word.
  struct Word {
    std::string_view text;
    float weight;
  };
  std::vector<Word> words;
  for (const std::string& text : folded) {
    Word run{};
    const auto end_run = [&] {
      const auto same = [&](const Word& word) { return word.text.find(run.text) != std::string_view::npos; };
      if (!run.text.empty() && std::none_of(words.begin(), words.end(), same)) words.push_back(run);
      run = {};
    };
    Tokenizer::ForEachTerm(text, [&](uint32_t hash, std::string_view term, bool) {
      const auto known = std::find_if(heaviest.begin(), heaviest.end(),
                                      [hash](const WeightedTerm& heavy) { return heavy.hash == hash; });
      if (known == heaviest.end()) return end_run();
      const bool overlaps = !run.text.empty() && term.data() < run.text.data() + run.text.size();
      if (!overlaps) end_run();
      const char* begin = overlaps ? run.text.data() : term.data();
      run = {{begin, static_cast<size_t>(term.data() + term.size() - begin)}, std::max(run.weight, known->weight)};
    });
    end_run();
  }
  std::stable_sort(words.begin(), words.end(), [](const Word& a, const Word& b) { return a.weight > b.weight; });
  Keywords keywords;
  for (size_t i = 0; i < words.size() && i < kKeywordsMax; ++i) keywords.emplace_back(words[i].text);
  return keywords;
}

}  // namespace groundswell
