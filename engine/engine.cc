// The path of one record through the engine. What edits, deletions and refreshes take back is engine_changes.cc, levels
// and timers are engine_levels.cc, bursts engine_bursts.cc, alerts and rows engine_alerts.cc, checkpoints
// engine_checkpoint.cc.
#include "engine/engine.h"

#include <algorithm>

#include "base/hash.h"
#include "models/text_cleaner.h"

namespace groundswell {
namespace {

// A group's id is made from its first post, and from the edit when an edited post starts one.
GroupId IdOfFirst(const ScoredPost& post) {
  uint64_t hash = Hash64(post.channel);
  hash = Hash64(post.id, hash);
  hash = Mix64(hash ^ static_cast<uint64_t>(post.time.ms));
  if (!post.edited_at.is_none()) hash = Mix64(hash ^ static_cast<uint64_t>(post.edited_at.ms));
  return {hash == 0 ? 1 : hash};
}

// Keeps the name of a cause apart from the same word in a text.
constexpr uint64_t kCauseSeed = 0x63617573655f7461;

uint64_t CauseKey(std::string_view tag) { return tag.empty() ? 0 : Hash64(tag, kCauseSeed); }

}  // namespace

uint32_t Engine::ProductOf(const ScoredPost& post) {
  return post.product.empty() ? 0 : static_cast<uint32_t>(Hash64(post.product)) | 1;
}

// The advertisement that the group's templates may come from.
AgentAdverts::Match Engine::FindAgents(const Group& group) const {
  const AuthorshipTally tally = group.authorship.Tally();
  const Authorship::FirstTemplate first = group.authorship.OldestTemplate();
  if (first.signature == nullptr) return {};
  const CauseCount* cause = MainCause(group);
  const AgentSuspect suspect{.is_mostly_templates = tally.verdict() != AuthorshipVerdict::kOrganic,
                             .began_at = first.began_at,
                             .cause = cause == nullptr ? 0 : CauseKey(cause->tag),
                             .signature = *first.signature};
  const auto filed = [&](PersonHash person) { return group.authorship.FiledTemplate(person); };
  const AgentAdverts::Match own = scopes_.find(group.org)->second->adverts.Tie(suspect, filed);
  return own.tie != AgentTie::kNone ? own : adverts_.Tie(suspect, filed);
}

void StepResult::Clear() {
  verdicts.clear();
  alerts.clear();
  groups.clear();
  merges.clear();
  case_changes.clear();
  panes.clear();
  groups_reached_watch = 0;
}

Engine::Engine(EngineSettings settings, std::string config_hash)
    : settings_(std::move(settings)), config_hash_(std::move(config_hash)) {}

void Engine::Step(std::span<const Record> records, StepResult* result) {
  result->Clear();
  result_ = result;
  for (size_t i = 0; i < records.size(); ++i) {
    const Record& record = records[i];
    seq_ = record.seq;
    if (i + 1 < records.size()) Prefetch(*records[i + 1].post);
    const bool is_corrected = record.kind == RecordKind::kCorrected;
    const bool has_post = record.kind == RecordKind::kPost || record.kind == RecordKind::kUpdate;
    if (has_post || record.kind == RecordKind::kTick) AdvanceTo(record.post->time);
    // The group of the earlier text is judged after the new text has found its place: mostly it is the same group, and
    // an edit must not make it fall and rise.
    const Prior* prior = record.kind == RecordKind::kRefresh ? nullptr : record.prior;
    if (record.kind == RecordKind::kRefresh && record.prior != nullptr) TakeRefresh(record);
    if (HoldsRule(record.kind) || record.kind == RecordKind::kMove) {
      result->verdicts.push_back(TakeRule(record));
      continue;
    }
    if (record.kind == RecordKind::kCaseAction) {
      result->verdicts.push_back(TakeCaseAction(*record.action));
      continue;
    }
    if (record.kind == RecordKind::kForget) ForgetReason(*record.forgetting);
    if (is_corrected) {
      result->verdicts.push_back(TakeCorrected(record));
      Rejudge(prior->verdict.group);
      continue;
    }
    if (record.kind == RecordKind::kDeletion && prior == nullptr) DropQuotes(*record.post);
    if (prior != nullptr) Withdraw(*prior, record.kind == RecordKind::kDeletion);
    result->verdicts.push_back(has_post ? TakePost(record) : Verdict{});
    if (prior != nullptr) Rejudge(prior->verdict.group);
  }
}

Status Engine::ChangeSettings(EngineSettings settings, std::string config_hash) {
  const bool has_state = !watermark_.is_none() || !scopes_.empty();
  const ClusterSettings &mine = settings_.cluster, &theirs = settings.cluster;
  const bool same_layout = settings_.burst.pane_secs == settings.burst.pane_secs &&
                           mine.terms_max == theirs.terms_max && mine.cluster_terms_max == theirs.cluster_terms_max &&
                           settings_.copy_texts_max == settings.copy_texts_max;
  if (has_state && !same_layout)
    return Invalid(
        "engine.pane_secs, engine.copy_texts_max, engine.cluster.terms_max and engine.cluster.cluster_terms_max stay "
        "as they are for the life of a store: set them back, or begin a new one");
  const bool has_other_meanings = settings_.meaning != settings.meaning;
  settings_ = std::move(settings);
  config_hash_ = std::move(config_hash);
  for (const auto& [org, scope] : scopes_) {
    scope->ForEachClustering([&](Clustering* clustering) {
      clustering->clusterer.ChangeSettings(settings_.cluster);
      if (has_other_meanings) clustering->clusterer.ForgetMeanings();
    });
    scope->planned = settings_.calendar.SpansOf(org);
  }
  return {};
}

void Engine::Prefetch(const ScoredPost& post) const {
  accounts_.Prefetch(post.person);
  const auto scope = scopes_.find(post.org);
  if (scope == scopes_.end()) return;
  scope->second->copies.Prefetch(post.text_hash);
  const bool is_talk = scope->second->IsTalk(post.scores.complaint >= settings_.complaint_min);
  if (is_talk && scope->second->talk == nullptr) return;
  scope->second->Of(is_talk, settings_)->clusterer.Prefetch(post.terms);
}

Verdict Engine::TakePost(const Record& record) {
  const ScoredPost& post = *record.post;
  Scope* scope = FindScope(post.org);
  const Scope* counted = scope;  // an agreeing reply is counted where its record says, and grouped where it joins
  CountPost(scope);
  // A date stands for its whole day: a stream of dates is not silent from one to the next.
  if (const auto traits = settings_.channels.find(post.channel);
      traits != settings_.channels.end() && traits->second.date_only)
    last_post_at_.ms = std::max(last_post_at_.ms, std::min(post.time.ms, watermark_.ms) + kDayMs);
  const std::optional<CopyTable::First> first = FirstOf(post, *scope);
  Verdict verdict = Classify(post, IsCopyOf(post, first));
  float likeness = 0;
  uint32_t index = FindAnswered(post);
  if (index == kNoGroup)
    index = Place(record, first, &verdict, scope, &likeness);
  else
    Join(post, index, &verdict, &scope);
  CountPane(post.time, counted->org, post.scores.sentiment, verdict.complaint, 1);
  Group& group = groups_[index];
  GroupContext context = ContextOf(*scope, watermark_);
  verdict.new_account = accounts_.Note(post.person) == 0;
  // An edit is no second post: the account is as new as it was.
  if (record.prior != nullptr) verdict.new_account = record.prior->verdict.new_account;
  context.is_new_account = verdict.new_account;
  const uint32_t came = group.Add(record.seq, post, verdict, likeness, context);
  NoteAdvert(post);
  if (verdict.complaint && !verdict.copy)
    answers_.Remember(IdHash(post.channel, post.id), verdict.group, settings_.answers_max);
  CountComplainants(scope, &group, came, verdict.dated);
  if (group.slot != Group::kNoSlot) ApplyChanges(ClusteringOf(group));
  Rejudge(verdict.group);  // a merge may have moved it since it was placed
  AlertIfCritical(post, verdict);
  if (verdict.complainant.known()) TestOrganisation(scope);
  if (verdict.complainant.known()) Gather(scope);
  return verdict;
}

void Engine::NoteAdvert(const ScoredPost& post) {
  if ((post.reading.signs & kAgentAdvert) == 0) return;
  std::string folded;
  FoldText(post.text, &folded);
  AgentAdverts* adverts = post.org.empty() ? &adverts_ : &FindScope(post.org)->adverts;
  adverts->Add({.channel = post.channel,
                .id = post.id,
                .author = post.person,
                .time = watermark_,
                .names_organisation = !post.org.empty(),
                .cause = CauseKey(post.reading.cause_tag),
                .quoted = SignNearCopy(QuotedText(folded)),
                .terms = post.terms});
}

uint32_t Engine::FindAnswered(const ScoredPost& post) const {
  if ((post.reading.signs & kAgreement) == 0 || post.reply_to.empty() || post.by_organisation) return kNoGroup;
  const std::optional<GroupId> answered = answers_.Find(IdHash(post.channel, post.reply_to));
  const uint32_t index = answered ? FindGroup(*answered) : kNoGroup;
  // A reply that names another organisation speaks of that.
  if (index == kNoGroup || (!post.org.empty() && post.org != groups_[index].org)) return kNoGroup;
  return index;
}

void Engine::Join(const ScoredPost& post, uint32_t index, Verdict* verdict, Scope** scope) {
  const Group& group = groups_[index];
  const PersonHash person = WriterOf(post);
  *verdict = {.group = group.id, .complainant = person, .complaint = true, .nameless = !person.known(), .joins = true};
  *scope = FindScope(group.org);
  if (group.slot != Group::kNoSlot) ClusteringOf(group)->clusterer.Touch(group.slot);
}

void Engine::CountPost(Scope* scope) {
  if (!last_post_at_.is_none() && watermark_.ms - last_post_at_.ms >= settings_.burst.silence_hours * kHourMs) {
    silent_from_ = last_post_at_;
    back_at_ = watermark_;
  }
  last_post_at_ = std::max(last_post_at_, watermark_);
  scope->rhythm.Count(watermark_, 1, scope->planned, settings_.burst);
  if (scope->complainants.has_begun()) scope->complainants.AdvanceTo(watermark_, ContextOf(*scope, watermark_).time);
}

void Engine::CountComplainants(Scope* scope, Group* group, uint32_t came, bool is_dated) {
  CountStream(group);
  if (came == 0) return;
  scope->dated.Count(came, is_dated);
  const GroupContext context = ContextOf(*scope, watermark_);
  Baseline* baseline = &scope->complainants;
  if (baseline->has_begun())
    baseline->Add(watermark_, came, context.time);
  else
    baseline->Begin(watermark_, PriorUnder(*baseline, 1, context.time), settings_.burst);
  Baseline* part = group->told_at.is_none() ? &scope->untold : &scope->told;
  if (part->has_begun())
    part->Add(watermark_, came, context.time);
  else if (part == &scope->untold)
    part->Begin(watermark_, PriorUnder(*part, 1, context.time), settings_.burst);
}

GroupContext Engine::ContextOf(const Scope& scope, EventTime now) const {
  return {.settings = settings_,
          .now = now,
          .time = OrdinaryTime(scope.rhythm, scope.planned, settings_.burst),
          .organisation = scope.complainants};
}

GroupContext Engine::ContextOf(const Group& group, EventTime now) const {
  return ContextOf(*scopes_.find(group.org)->second, now);
}

std::optional<CopyTable::First> Engine::FirstOf(const ScoredPost& post, const Scope& scope) {
  const CopyTable::First* first = scope.copies.Find(post.text_hash);
  return first == nullptr ? std::nullopt : std::optional(*first);
}

bool Engine::IsCopyOf(const ScoredPost& post, const std::optional<CopyTable::First>& first) const {
  if (post.kind == PostKind::kRepost && !post.has_own_words) return true;
  const PersonHash person = WriterOf(post);
  return first && (!person.known() || first->person != person.value);
}

Verdict Engine::Classify(const ScoredPost& post, bool is_copy) const {
  Verdict verdict;
  const auto traits = settings_.channels.find(post.channel);
  const bool desk = traits != settings_.channels.end() && traits->second.complaints;
  const bool reads_as_complaint = post.scores.complaint >= settings_.complaint_min;
  verdict.complaint = reads_as_complaint || (desk && post.scores.sentiment != Sentiment::kPositive);
  if (post.is_complaint_said) verdict.complaint = reads_as_complaint;
  if (post.by_organisation) verdict.complaint = false;  // an answer
  if (traits != settings_.channels.end()) {
    verdict.formal = verdict.complaint && traits->second.formal;
    verdict.dated = verdict.complaint && traits->second.date_only;
  }
  const PersonHash person = WriterOf(post);
  verdict.copy = is_copy;
  if (verdict.complaint && !verdict.copy) {
    verdict.complainant = person;
    verdict.nameless = !person.known();
  }
  return verdict;
}

PersonHash Engine::WriterOf(const ScoredPost& post) const {
  const auto traits = settings_.channels.find(post.channel);
  if (traits == settings_.channels.end() || !traits->second.each_post_is_a_person) return post.person;
  return {Hash64(post.id, Hash64(post.channel)) | 1};
}

uint32_t Engine::Place(const Record& record, const std::optional<CopyTable::First>& first, Verdict* verdict,
                       Scope* scope, float* likeness) {
  const ScoredPost& post = *record.post;
  // The same words go where they went before; they teach the scope nothing new.
  if (first) {
    const uint32_t index = FindGroup(GroupId{first->group});
    if (index != kNoGroup && groups_[index].slot != Group::kNoSlot) {
      ClusteringOf(groups_[index])->clusterer.Touch(groups_[index].slot);
      verdict->group = groups_[index].id;
      scope->copies.Remember(post.text_hash, WriterOf(post), verdict->group);
      return index;
    }
  }
  const bool is_talk = scope->IsTalk(verdict->complaint);
  Clustering* clustering = scope->Of(is_talk, settings_);
  Clusterer* clusterer = &clustering->clusterer;
  const uint32_t product = ProductOf(post);
  const Clusterer::Placement placement =
      clusterer->Find(TermsOf(post, *verdict), product, post.meaning, post.meaning_share);
  uint32_t index = placement.is_new ? kNoGroup : clustering->group_of_slot[clusterer->Head(placement.slot)];
  // What a group is about is said by its people, once each: who goes on complaining teaches it nothing more. Where they
  // are a sample, who is in it follows the values of hashes, which decide nothing.
  verdict->again = index != kNoGroup && !groups_[index].over && !groups_[index].complainants.is_estimate() &&
                   groups_[index].complainants.Has(verdict->complainant);
  if (verdict->again) {
    clusterer->Touch(placement.slot);
  } else {
    const uint32_t slot = clusterer->Take(placement, product);
    if (placement.is_new) {
      index = OpenGroup(IdOfFirst(post), record.seq, *scope, is_talk);
      BindSlot(index, slot);
    }
  }
  *likeness = placement.likeness;
  verdict->group = groups_[index].id;
  scope->copies.Remember(post.text_hash, WriterOf(post), verdict->group);
  return index;
}

std::span<const Term> Engine::TermsOf(const ScoredPost& post, const Verdict& verdict) {
  // Without an organisation a cause is no anchor: what is refused, lost or late all over the world is no one matter.
  // Nor is it where it only says how the complaint was met: nobody answers is said of everything.
  const CauseClass cause = post.reading.cause;
  const bool is_matter = cause == CauseClass::kQuality || cause == CauseClass::kInformation;
  const bool has_cause = verdict.complaint && is_matter && !post.org.empty() && !post.reading.cause_tag.empty();
  if (!has_cause || settings_.cause_terms == 0) return post.terms;
  terms_.assign(post.terms.begin(), post.terms.end());
  terms_.push_back(
      {static_cast<uint32_t>(CauseKey(post.reading.cause_tag)), static_cast<uint16_t>(settings_.cause_terms), 0});
  return terms_;
}

uint32_t Engine::OpenGroup(GroupId id, Seq first_seq, const Scope& scope, bool is_talk) {
  uint32_t index;
  if (free_groups_.empty()) {
    index = static_cast<uint32_t>(groups_.size());
    groups_.emplace_back();
  } else {
    index = free_groups_.back();
    free_groups_.pop_back();
  }
  Group& group = groups_[index];
  group.id = id;
  while (group_index_.Find(group.id.value) != nullptr || merged_into_.Find(group.id.value) != nullptr)
    group.id.value = Mix64(group.id.value) | 1;
  group.first_seq = first_seq;
  group.org = scope.org;
  group.is_talk = is_talk;
  bool inserted;
  group_index_.FindOrInsert(group.id.value, &inserted) = index;
  return index;
}

void Engine::BindSlot(uint32_t index, uint32_t slot) {
  auto& group_of_slot = ClusteringOf(groups_[index])->group_of_slot;
  if (group_of_slot.size() <= slot) group_of_slot.resize(slot + 1, kNoGroup);
  group_of_slot[slot] = index;
  groups_[index].slot = slot;
}

Clustering* Engine::ClusteringOf(const Group& group) const {
  return scopes_.find(group.org)->second->Of(group.is_talk, settings_);
}

void Engine::ApplyChanges(Clustering* clustering) {
  clustering->clusterer.Maintain(&changes_);
  const auto& group_of_slot = clustering->group_of_slot;
  for (const Clusterer::Merge& merge : changes_.merges)
    MergeGroups(group_of_slot[merge.from], group_of_slot[merge.into]);
  for (const uint32_t slot : changes_.evicted) {
    Group& group = groups_[group_of_slot[slot]];
    group.slot = Group::kNoSlot;
    if (group.level == Level::kNone)
      Release(group_of_slot[slot]);
    else
      ++resting_;
  }
  if (resting_ > settings_.groups_max) EndEarliest();
}

void Engine::MergeGroups(uint32_t from, uint32_t into, const GroupRule* rule) {
  FoldGroup(from, into, rule);
  Relevel(into, watermark_);
}

void Engine::FoldGroup(uint32_t from, uint32_t into, const GroupRule* rule) {
  Group &source = groups_[from], &target = groups_[into];
  result_->merges.push_back({source.id, target.id});
  if (source.reached_watch) {
    if (target.reached_watch) --result_->groups_reached_watch;
    std::string json;
    JsonWriter(&json)
        .BeginObject()
        .Key("id")
        .Text(FormatGroupId(source.id))
        .Key("merged_into")
        .Text(FormatGroupId(target.id))
        .EndObject();
    result_->groups.push_back({source.id, std::move(json), {}});
  }
  const bool live = !source.over && !target.over;  // the people of a life that has ended are not taken over
  if (live && source.told_at.is_none() != target.told_at.is_none())
    LeaveUntold(source.told_at.is_none() ? source : target);
  Lineage past{.event = LineageEvent::kMerged, .group = source.id, .at = watermark_, .posts = source.posts};
  if (rule != nullptr) past.by_rule = true, past.by = rule->by, past.reason = rule->reason;
  const bool is_told = rule != nullptr || source.reached_watch;
  FoldStanding(source, &target);
  target.Merge(source, ContextOf(target, watermark_));
  if (is_told) target.NoteLineage(std::move(past));
  bool inserted;
  merged_into_.FindOrInsert(source.id.value, &inserted) = target.id.value;
  source.merged_ids.clear();     // they follow the target from here
  source.reached_watch = false;  // its row says where it went
  Release(from);
  CountStream(&target);
  MarkChanged(into);
}

void Engine::Rejudge(GroupId id) {
  const uint32_t index = FindGroup(id);
  if (index == kNoGroup) return;
  MarkChanged(index);
  Relevel(index, watermark_);
}

void Engine::CountPane(EventTime time, const std::string& org, Sentiment sentiment, bool complaint, int64_t sign) {
  const int64_t pane_ms = settings_.burst.pane_secs * kSecondMs;
  const EventTime start{time.ms / pane_ms * pane_ms};
  auto& panes = result_->panes;
  // Posts of one pane and organisation mostly come together; the store adds up what is told in parts.
  if (panes.empty() || panes.back().start != start || panes.back().org != org) panes.push_back({start, org, {}});
  PaneCounts& add = panes.back().add;
  add.posts += sign;
  add.complaints += sign * complaint;
  add.negative += sign * (sentiment == Sentiment::kNegative);
  add.positive += sign * (sentiment == Sentiment::kPositive);
}

Scope* Engine::FindScope(std::string_view org) {
  auto scope = scopes_.find(org);
  if (scope == scopes_.end() && scopes_.size() >= settings_.scopes_max) org = {};
  if (scope == scopes_.end()) scope = scopes_.find(org);
  if (scope == scopes_.end())
    scope = scopes_.emplace(std::string(org), std::make_unique<Scope>(std::string(org), settings_)).first;
  return scope->second.get();
}

GroupId Engine::Survivor(GroupId id) const {
  while (const uint64_t* into = merged_into_.Find(id.value)) id.value = *into;
  return id;
}

uint32_t Engine::FindGroup(GroupId id) const {
  // A group that merged is found under the one it lives on in.
  const uint32_t* index = group_index_.Find(Survivor(id).value);
  return index == nullptr ? kNoGroup : *index;
}

void Engine::Release(uint32_t index) {
  Group& group = groups_[index];
  if (group.reached_watch) DescribeGroup(group);
  for (const GroupId merged : group.merged_ids) merged_into_.Erase(merged.value);
  group_index_.Erase(group.id.value);
  if (group.slot == Group::kNoSlot && group.level != Level::kNone) --resting_;
  group.Reset();
  CountStream(&group);
  free_groups_.push_back(index);
}

}  // namespace groundswell
