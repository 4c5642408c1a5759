// A group and an alert as the JSON of the contract. What the engine does not know yet is left out, never invented.
//
// Contract: the same state gives the same bytes. Threads: free functions.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "engine/authorship_agents.h"
#include "engine/group.h"

namespace groundswell {

// The words that tell the group from the others of its scope, heaviest first.
using Keywords = std::vector<std::string>;

// What most complaints are about, those of a tag first; the earlier of two that are even. Null for none.
const CauseCount* MainCause(const Group& group);

// `agents` is the advertisement its templates are tied to.
void WriteGroup(const Group& group, const Keywords& keywords, const AgentAdverts::Match& agents,
                const GroupContext& context, JsonWriter* json);

// How the quote of a post begins in such a text, up to the end of its channel: by this it is known.
std::string QuoteMark(std::string_view channel, std::string_view id);
// Calls visit(mark) for every quote in what the functions here wrote.
void ForEachQuoteMark(std::string_view json, const std::function<void(std::string_view mark)>& visit);

// The channel and the id in a mark.
struct QuotedPost {
  std::string channel, id;
};
QuotedPost PostOfMark(std::string_view mark);

// Empties the reason of a rule wherever the history of a group gives it. Returns whether it was there.
bool BlankReason(std::string_view reason, std::string* json);

// Empties what an alert or a group, written by the functions here, quotes of the post with this mark: its text, the
// title where that is taken from it, and the keywords. Returns whether it was quoted.
bool BlankMarked(std::string_view mark, std::string* json);
// A group without what may be forgotten of it, what it quotes, its title, its keywords and the reasons of rules: the
// same before and after any of these was blanked.
std::string EmptiedOfWords(std::string_view json);
// Writes another status into a group's row; false where it has none.
bool SetStatus(CaseStatus status, std::string* row);

enum class AlertEvent : uint8_t {
  kOpened,
  kEscalated,
  kDeescalated,
  kResolved,
  kReopened,
  kSurged,
  kCriticalPost,
  kWithdrawn
};
std::string_view AlertEventName(AlertEvent event);

struct Alert {
  std::string id = {};
  AlertEvent event;
  Level level, previous_level = Level::kNone;
  EventTime at;
  Rule rule;
  LevelFigures figures;
  // Of a critical post: the signs (models/reading.h, and kVoiceSign) for which it cannot wait.
  struct Critical {
    uint8_t signs = 0;
    std::string channel, id;
  };
  Critical critical = {};
};

// The alert as a JSON object, `group` as it stands included.
std::string AlertJson(const Alert& alert, const Group& group, const Keywords& keywords,
                      const AgentAdverts::Match& agents, std::string_view config_hash, const GroupContext& context);

}  // namespace groundswell
