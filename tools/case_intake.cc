#include "tools/case_intake.h"

#include <algorithm>
#include <utility>

#include "tools/act_text.h"

namespace groundswell {
namespace {

class CaseRequest final : public BlockSender {
 public:
  explicit CaseRequest(CaseTold told) : told_(std::move(told)) {}
  void TellWritten(const Status& status, const InputBlock& block) override {
    if (!status.ok()) return told_(status);
    const CaseAnswer& answer = block.case_answer;
    answer.refused.ok() ? told_(answer.outcome) : told_(answer.refused);
  }

 private:
  CaseTold told_;
};

class CorrectionRequest final : public BlockSender {
 public:
  explicit CorrectionRequest(CorrectionTold told) : told_(std::move(told)) {}
  void TellWritten(const Status& status, const InputBlock& block) override {
    if (!status.ok()) return told_(status);
    const CorrectionAnswer& answer = block.correction_answer;
    answer.refused.ok() ? told_(answer.outcome) : told_(answer.refused);
  }

 private:
  CorrectionTold told_;
};

constexpr size_t kOrgBytesMax = 256;

}  // namespace

template <typename Told>
void CaseIntake::Submit(std::unique_ptr<InputBlock> input, std::shared_ptr<BlockSender> request, const Told& told) {
  LiveBlock block;
  block.input = std::move(input);
  block.request = std::move(request);
  if (!engine_->TrySubmit(&block)) told(Exhausted("more waits than the engine can soon take"));
}

void CaseIntake::Take(CaseAction action, CaseTold told) {
  if (!is_open_) return told(Exhausted("acts on cases are not taken now; /readyz says why"));
  const bool has_text = !action.text.empty(), has_value = !action.value.empty();
  Status names = KeepName("by", kCaseByBytesMax, &action.by);
  if (names.ok() && action.kind == CaseActionKind::kAssign) names = KeepName("to", kCaseByBytesMax, &action.value);
  if (!names.ok()) return told(names);
  if (action.kind != CaseActionKind::kAssign) KeepStored(patterns_.get(), kCaseValueBytesMax, &action.value);
  KeepStored(patterns_.get(), kCaseTextBytesMax, &action.text);
  if ((has_text && action.text.empty()) || (has_value && action.value.empty()))
    return told(Invalid("nothing is left of a text once it is cleaned; give one that can be read"));
  action.salt = DrawAuditSalt();
  auto input = std::make_unique<InputBlock>();
  input->action = std::move(action);
  Submit(std::move(input), std::make_shared<CaseRequest>(told), told);
}

Status CaseIntake::SettleCause(const std::string& name, CorrectedReading* reading) const {
  if (const CauseTag* tag = models_->taxonomy.FindTag(name); tag != nullptr) {
    reading->cause = tag->cause;
    reading->tag = tag->name;
    return {};
  }
  const auto known = std::find(std::begin(kCauseClassNames), std::end(kCauseClassNames), name);
  if (known == std::end(kCauseClassNames))
    return Invalid("field cause: \"" + name +
                   "\" is neither a tag of the taxonomy nor one of quality, information, communication, opinion");
  reading->cause = static_cast<CauseClass>(known - std::begin(kCauseClassNames));  // empty: about none
  return {};
}

void CaseIntake::Correct(AskedCorrection asked, CorrectionTold told) {
  if (!is_open_) return told(Exhausted("corrections are not taken now; /readyz says why"));
  Correction& correction = asked.correction;
  if (const Status status = KeepName("by", kCaseByBytesMax, &correction.by); !status.ok()) return told(status);
  KeepStored(patterns_.get(), kRuleReasonBytesMax, &correction.reason);
  if (correction.reading.org && !correction.reading.org->empty()) {
    KeepStored(patterns_.get(), kOrgBytesMax, &*correction.reading.org);
    if (const auto names = watchlist()) correction.reading.org = std::string(names->NameOf(*correction.reading.org));
  }
  if (asked.cause)
    if (const Status status = SettleCause(*asked.cause, &correction.reading); !status.ok()) return told(status);
  correction.salt = DrawAuditSalt();
  auto input = std::make_unique<InputBlock>();
  input->correction = std::move(correction);
  Submit(std::move(input), std::make_shared<CorrectionRequest>(told), told);
}

}  // namespace groundswell
