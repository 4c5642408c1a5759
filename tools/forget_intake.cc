#include "tools/forget_intake.h"

#include <utility>

namespace groundswell {

ForgetIntake::ForgetIntake(LiveEngine* engine, const Store* store, const AuthorKey* key,
                           std::shared_ptr<const RedactPatterns> patterns)
    : engine_(engine), store_(store), key_(key), patterns_(std::move(patterns)), thread_([this] { Run(); }) {}

ForgetIntake::~ForgetIntake() {
  queue_.Close();
  thread_.join();
}

void ForgetIntake::Take(AskedForgetting asked, ForgettingTold told) {
  if (!is_open_) return told(Exhausted("nothing is forgotten now; /readyz says why"));
  auto forgetting = SettleForgetting(asked, *key_, patterns_.get());
  if (!forgetting.ok()) return told(forgetting.status());
  Asked one{std::move(*forgetting), std::move(told)};
  if (!queue_.TryPush(&one)) one.told(Exhausted("others are being forgotten"));
}

void ForgetIntake::Run() {
  while (auto asked = queue_.Pop()) {
    if (!is_open_) {
      asked->told(Exhausted("the engine is stopping"));
      continue;
    }
    asked->told(
        Forget(*store_, asked->forgetting, [this](const Forgetting& part) { return SubmitToEngine(engine_, part); }));
  }
}

}  // namespace groundswell
