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
  KeepStored(patterns_.get(), kCaseByBytesMax, &action.by);
  KeepStored(patterns_.get(), kCaseValueBytesMax, &action.value);
  KeepStored(patterns_.get(), kCaseTextBytesMax, &action.text);
  if (action.by.empty() || (has_text && action.text.empty()) || (has_value && action.value.empty()))
    return told(Invalid("nothing is left of by, or of another text, once it is cleaned; give one that can be read"));
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
  KeepStored(patterns_.get(), kCaseByBytesMax, &correction.by);
  KeepStored(patterns_.get(), kRuleReasonBytesMax, &correction.reason);
  if (correction.by.empty())
    return told(Invalid("by: nothing is left of the name once it is cleaned; give one that can be read"));
  if (correction.reading.org && !correction.reading.org->empty()) {
    KeepStored(patterns_.get(), kOrgBytesMax, &*correction.reading.org);
    if (watchlist_) correction.reading.org = std::string(watchlist_->NameOf(*correction.reading.org));
  }
  if (asked.cause)
    if (const Status status = SettleCause(*asked.cause, &correction.reading); !status.ok()) return told(status);
  correction.salt = DrawAuditSalt();
  auto input = std::make_unique<InputBlock>();
  input->correction = std::move(correction);
  Submit(std::move(input), std::make_shared<CorrectionRequest>(told), told);
}

}  // namespace groundswell
