#include "tools/rule_intake.h"

#include <utility>

#include "models/stored_text.h"

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

void KeepStored(const RedactPatterns* patterns, size_t bytes_max, std::string* text) {
  std::string stored;
  CleanAndRedact(*text, &stored, patterns);
  // Cleaning may make a text longer than it was: cut at a character.
  if (stored.size() > bytes_max) {
    size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(stored[end]) & 0xc0) == 0x80) --end;
    stored.resize(end);
  }
  *text = std::move(stored);
}

}  // namespace

void RuleIntake::Take(GroupRule rule, RuleTold told) {
  if (!is_open_) return told(Exhausted("rules are not taken now; /readyz says why"));
  KeepStored(patterns_.get(), kRuleByBytesMax, &rule.by);
  KeepStored(patterns_.get(), kRuleReasonBytesMax, &rule.reason);
  if (rule.by.empty())
    return told(Invalid("by: nothing is left of the name once it is cleaned; give one that can be read"));
  LiveBlock block;
  block.input = std::make_unique<InputBlock>();
  block.input->rule = std::move(rule);
  block.request = std::make_shared<RuleRequest>(told);
  if (!engine_->TrySubmit(&block)) told(Exhausted("more waits than the engine can soon take"));
}

}  // namespace groundswell
