// `groundswell cases`, `show`, `ack` and the other commands about cases: a client of a running engine's API.
//
// Contract: words for people go to stdout in the language asked for; --json prints the engine's answer, one object.
// Errors: those of tools/api_client.h. Threads: one.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/status.h"
#include "models/case_action.h"
#include "tools/api_client.h"
#include "tools/console.h"

namespace groundswell {

struct CaseCommand {
  ApiAddress address;
  std::string language;  // of the words; "zh_CN.UTF-8" is Chinese
  bool json = false;
};

struct ListCasesOptions : CaseCommand {
  std::string status, assignee;  // empty: any
  int limit = 50;
  bool by_due = false;  // those for which clocks run, what is due first standing first
};
Status RunListCases(const ListCasesOptions& options, const Console& console);

struct ShowCaseOptions : CaseCommand {
  std::string id;
};
Status RunShowCase(const ShowCaseOptions& options, const Console& console);

struct DraftOptions : CaseCommand {
  std::string id, format = "md", out;  // empty: stdout
};
// kInvalid for a Word file that would go to a terminal.
Status RunDraft(const DraftOptions& options, const Console& console);

struct ActOptions : CaseCommand {
  CaseActionKind kind = CaseActionKind::kNote;
  std::string id;  // of the group
  std::string by;
  std::vector<std::pair<std::string, std::string>> fields;  // of the body; empty values are left out
};
Status RunAct(const ActOptions& options, const Console& console);

struct CorrectOptions : CaseCommand {
  std::string channel, id, by, reason, sentiment, complaint, org, cause;
  bool no_org = false;
};
Status RunCorrect(const CorrectOptions& options, const Console& console);

}  // namespace groundswell
