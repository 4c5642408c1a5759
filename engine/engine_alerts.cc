// What groups are told of by: alerts, those of single posts and of deletions among them, and rows for readers.
#include <algorithm>

#include "engine/engine.h"
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

std::vector<StepResult::Quoted> QuotedBy(const Group& group) {
  std::vector<StepResult::Quoted> quoted;
  for (const Quote& quote : group.quotes) quoted.push_back({IdHash(quote.channel, quote.id), quote.writer});
  return quoted;
}

}  // namespace

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
  ClockStart& leak = group.starts.back();
  const ClockActs& acts = group.standing.acts;
  // Of two leaks the earlier one stands while something is due of it.
  if ((fresh & kDataLeak) != 0 && (leak.at.is_none() || IsDone(settings_.clocks, ClockEvent::kDataLeak, leak, acts)))
    leak = {watermark_, acts.acts};
  WriteAlert(&group, {.event = AlertEvent::kCriticalPost,
                      .level = group.level,
                      .at = watermark_,
                      .rule = Rule::kCriticalPost,
                      .figures = group.Figures(ContextOf(group, watermark_)),
                      .critical = {fresh, std::string(post.channel), std::string(post.id)}});
}

void Engine::AlertIfWithdrawn(uint32_t index, EventTime now) {
  Group& group = groups_[index];
  const uint32_t fresh = group.withdrawn - group.withdrawn_told;
  const Profile& profile = settings_.profile;
  const double all = static_cast<double>(group.complainants.count() + fresh);
  if (group.level == Level::kNone || fresh < profile.withdrawn_people || fresh < profile.withdrawn_share * all) return;
  group.withdrawn_told = group.withdrawn;
  WriteAlert(&group, {.event = AlertEvent::kWithdrawn,
                      .level = group.level,
                      .at = now,
                      .rule = Rule::kWithdrawn,
                      .figures = group.Figures(ContextOf(group, now))});
}

void Engine::WriteAlert(Group* group, Alert alert) {
  alert.previous_level = group->level;
  const bool is_told = IsTold(group, &alert);
  if (is_told) alert.id = FormatGroupId(group->id) + "-" + std::to_string(++group->alerts);
  group->level = alert.level;
  if (!group->reached_watch) {
    group->reached_watch = true;
    ++result_->groups_reached_watch;
  }
  if (is_told && !settings_.silent_orgs.contains(group->org)) {
    std::string json =
        AlertJson(alert, *group, FindKeywords(*group), FindAgents(*group), config_hash_, ContextOf(*group, alert.at));
    result_->alerts.push_back({alert.level, alert.id, std::move(json), QuotedBy(*group)});
  }
  DescribeGroup(*group);  // who reads the alert may ask for its group at once
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
  Scope* scope = scopes_.find(group.org)->second.get();
  const Clusterer& clusterer = scope->Of(group.is_talk, settings_)->clusterer;
  std::vector<WeightedTerm> heaviest;
  std::vector<std::string> folded(group.quotes.size());
  for (size_t i = 0; i < folded.size(); ++i) {
    FoldText(group.quotes[i].text, &folded[i]);
    Tokenizer::ForEachTerm(folded[i], [&](uint32_t hash, std::string_view, bool is_stop) {
      const auto same = [hash](const WeightedTerm& term) { return term.hash == hash; };
      if (is_stop || std::any_of(heaviest.begin(), heaviest.end(), same)) return;
      const float weight = group.slot == Group::kNoSlot ? 1 : clusterer.TermWeight(group.slot, hash);
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
