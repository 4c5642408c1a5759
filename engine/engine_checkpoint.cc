// The engine's state as bytes: what a checkpoint holds.
//
//   state = version u32, config_hash, watermark i64, last post, silence and return i64 each, the rate of alarms,
//   complaints that replies may join, accounts, advertisements,
//           scopes (count u32, then name and Scope::Save each), groups (count u32, then Group::Save each),
//           free places of groups, resting groups u64, index of groups, merges, changed groups, timers (count u32, then
//           each)
//
// What lies inside a scope or a group is told by its own Save, field by field. It is read by the version that wrote it
// alone: another version refuses it.
#include "base/check.h"
#include "engine/engine.h"

namespace groundswell {
namespace {

// Changes whenever the bytes of the engine's state change, those of scopes and groups included.
constexpr uint32_t kStateVersion = 14;

}  // namespace

void Engine::Save(std::string* bytes) const {
  CHECK(split_.left == 0);  // a split and its moves are one step
  ByteWriter writer(bytes);
  writer.Number(kStateVersion);
  writer.Text(config_hash_);
  for (const EventTime time : {watermark_, last_post_at_, silent_from_, back_at_}) writer.Number(time.ms);
  alarm_rate_.Save(&writer);
  answers_.Save(&writer);
  accounts_.Save(&writer);
  adverts_.Save(&writer);
  writer.Number(static_cast<uint32_t>(scopes_.size()));
  for (const auto& [org, scope] : scopes_) {
    writer.Text(org);
    scope->Save(&writer);
  }
  writer.Number(static_cast<uint32_t>(groups_.size()));
  for (const Group& group : groups_) group.Save(&writer);
  writer.Array(free_groups_);
  writer.Number(resting_);
  group_index_.Save(&writer);
  merged_into_.Save(&writer);
  writer.Array(changed_);
  writer.Number(static_cast<uint32_t>(timers_.size()));
  for (const Timer& timer : timers_) {
    writer.Number(timer.due.ms);
    writer.Number(timer.first_seq);
    writer.Number(timer.group);
  }
}

bool Engine::Load(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.Number<uint32_t>() != kStateVersion || reader.Text() != config_hash_) return false;
  for (EventTime* time : {&watermark_, &last_post_at_, &silent_from_, &back_at_}) time->ms = reader.Number<int64_t>();
  if (!alarm_rate_.Load(&reader) || !answers_.Load(&reader) || !accounts_.Load(&reader) || !adverts_.Load(&reader))
    return false;
  const uint32_t scopes = reader.Number<uint32_t>();
  for (uint32_t i = 0; i < scopes && reader.ok(); ++i) {
    Scope* scope = FindScope(reader.Text());
    if (!scope->Load(&reader, settings_)) return false;
  }
  const uint32_t groups = reader.Number<uint32_t>();
  if (!reader.ok() || groups > reader.rest().size()) return false;
  groups_.resize(groups);
  for (Group& group : groups_) {
    if (!group.Load(&reader)) return false;
    CountStream(&group);
  }
  if (!reader.Array(&free_groups_)) return false;
  resting_ = reader.Number<uint64_t>();
  if (!group_index_.Load(&reader) || !merged_into_.Load(&reader) || !reader.Array(&changed_)) return false;
  for (const GroupId id : changed_)
    if (const uint32_t* index = group_index_.Find(id.value); index != nullptr && *index < groups_.size())
      groups_[*index].is_changed = true;
  const uint32_t timers = reader.Number<uint32_t>();
  if (!reader.ok() || timers > reader.rest().size()) return false;
  timers_.resize(timers);
  for (Timer& timer : timers_) {
    timer.due.ms = reader.Number<int64_t>();
    timer.first_seq = reader.Number<Seq>();
    timer.group = reader.Number<uint64_t>();
  }
  return reader.done();
}

}  // namespace groundswell
