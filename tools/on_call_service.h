// OnCallService: all of on-call in a running engine: who is called, the links by which they act, and what happens when
// nobody does.
//
// Contract: made before the notifier, whose messages it completes, and outlives it; Load before the first alert of the
// run, Start once the notifier runs, Stop before it stops. A look is taken once a second. Errors: Make gives kInvalid
// for settings that cannot be used, and what the store or the key's file gives. Threads: Make, Load, Start and Stop
// from the owner's; it has one of its own; the rest from any. Ownership: borrows store and notices.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "serve/duty_call.h"
#include "serve/escalation.h"
#include "serve/link_desk.h"
#include "serve/metrics.h"
#include "serve/notices.h"
#include "serve/notifier.h"
#include "tools/config.h"

namespace groundswell {

struct OnCallServiceParts {
  Store* store = nullptr;
  Notices* notices = nullptr;
  std::string data_dir;  // holds the key of the links
  std::function<void(std::string_view)> say;
};

class OnCallService {
 public:
  // `options` are the notifier's; its messages are completed from then on.
  static Result<std::unique_ptr<OnCallService>> Make(const Config& config, const OnCallServiceParts& parts,
                                                     NotifierOptions* options);
  ~OnCallService() { Stop(); }

  Status Load() { return escalation_->Load(); }
  void Start();
  void Stop();

  OnCall* on_call() { return &on_call_; }
  size_t waiting() const { return escalation_->Waiting().size(); }  // cases
  LinkDesk* links() { return links_.get(); }                        // null: there are none
  HttpRoute Route(ReaderPool* pool);
  std::vector<HttpRoute> LinkRoutes(ReaderPool* pool, TakeCaseAction take, Drills* drills);
  MetricsPage::Source Metrics() const;

 private:
  explicit OnCallService(std::shared_ptr<const OnCallPlan> plan) : on_call_(std::move(plan)) {}
  Status OpenLinks(const Config& config, const OnCallServiceParts& parts, const NotifierOptions& options);
  void Run();

  OnCall on_call_;
  std::unique_ptr<LinkKeys> keys_;
  std::unique_ptr<LinkDesk> links_;
  std::unique_ptr<DutyCall> duty_;
  std::unique_ptr<Escalation> escalation_;
  std::function<void(std::string_view)> say_;
  std::mutex mutex_;
  std::condition_variable stopping_;
  bool is_stopped_ = false;
  std::thread thread_;
};

}  // namespace groundswell
