#include "tools/rule_intake.h"

#include <utility>

#include "tools/act_text.h"

namespace groundswell {
namespace {

class RuleRequest final : public BlockSender {
 public:
  explicit RuleRequest(RuleTold told) : told_(std::move(told)) {}

  void TellWritten(const Status& status, const InputBlock& block) override {
    if (!status.ok()) return told_(status);
    const RuleAnswer& answer = block.rule_answer;
    answer.refused.ok() ? told_(answer.outcome) : told_(answer.refused);
  }

 private:
  RuleTold told_;
};

}  // namespace

void RuleIntake::Take(GroupRule rule, RuleTold told) {
  if (!is_open_) return told(Exhausted("rules are not taken now; /readyz says why"));
  if (const Status status = KeepName("by", kRuleByBytesMax, &rule.by); !status.ok()) return told(status);
  KeepStored(patterns_.get(), kRuleReasonBytesMax, &rule.reason);
  rule.salt = DrawAuditSalt();
  LiveBlock block;
  block.input = std::make_unique<InputBlock>();
  block.input->rule = std::move(rule);
  block.request = std::make_shared<RuleRequest>(told);
  if (!engine_->TrySubmit(&block)) told(Exhausted("more waits than the engine can soon take"));
}

}  // namespace groundswell
