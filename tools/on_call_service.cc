#include "tools/on_call_service.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "serve/api_oncall.h"
#include "tools/config_oncall.h"

namespace groundswell {
namespace {

constexpr std::chrono::seconds kLook(1);

int64_t WallMs() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

// To whom the routes give an alert, and when the first of them may be told.
std::function<AlertTelling(const AlertFacts&, int64_t)> TellingBy(const NotifierOptions& options) {
  struct Known {
    std::string name;
    uint8_t level;
  };
  std::vector<Known> receivers;
  for (const ReceiverSettings& receiver : options.receivers) receivers.push_back({receiver.name, receiver.level});
  return [table = std::make_shared<const RouteTable>(options.routes), receivers](const AlertFacts& alert,
                                                                                 int64_t decided_ms) {
    AlertTelling telling;
    for (const Known& receiver : receivers) {
      const RouteMatch match = table->Match(alert, decided_ms, receiver.name, receiver.level);
      if (!match.is_taken) continue;
      int64_t from_ms = decided_ms;
      if (match.route != nullptr && !alert.is_critical() && alert.level < match.route->quiet_breaks)
        from_ms += match.route->quiet.LeftMs(decided_ms, match.route->zone);
      telling.from_ms = telling.receivers.empty() ? from_ms : std::min(telling.from_ms, from_ms);
      telling.receivers.push_back(receiver.name);
    }
    return telling;
  };
}

}  // namespace

Result<std::unique_ptr<OnCallService>> OnCallService::Make(const Config& config, const OnCallServiceParts& parts,
                                                           NotifierOptions* options) {
  auto plan = OnCallPlanOf(config);
  if (!plan.ok()) return plan.status();
  std::unique_ptr<OnCallService> service(new OnCallService(std::move(*plan)));
  service->say_ = parts.say;
  GROUNDSWELL_TRY(service->OpenLinks(config, parts, *options));
  service->duty_ = std::make_unique<DutyCall>(&service->on_call_, service->links_.get());
  options->complete = [duty = service->duty_.get()](const ReceiverSettings& receiver, const MessageSubject& subject,
                                                    AlertMessage* message) {
    duty->Complete(receiver, subject, message);
  };
  service->escalation_ = std::make_unique<Escalation>(
      EscalationParts{.store = parts.store,
                      .on_call = &service->on_call_,
                      .telling = TellingBy(*options),
                      .put = [notices = parts.notices](Notice notice) { return notices->Put(std::move(notice)); },
                      .incident_systems =
                          [notices = parts.notices](const Notice& notice) {
                            const auto settled = notices->Settled(notice);
                            return settled.ok() ? notices->IncidentSystemsAmong(*settled) : std::vector<std::string>();
                          },
                      .silences = options->silences,
                      .crisis_breaks_silence = options->crisis_breaks_silence,
                      .tag_name = options->tag_name,
                      .zone = options->zone,
                      .log = parts.say});
  return service;
}

Status OnCallService::OpenLinks(const Config& config, const OnCallServiceParts& parts, const NotifierOptions& options) {
  const std::string url = LinkUrlOf(config);
  if (url.empty() || options.receivers.empty()) return {};
  auto keys = LinkKeys::Open(LinkKeyPath(parts.data_dir));
  if (!keys.ok()) return keys.status();
  keys_ = std::move(*keys);
  std::vector<std::string> receivers;
  for (const ReceiverSettings& receiver : options.receivers) receivers.push_back(receiver.name);
  links_ = std::make_unique<LinkDesk>(LinkParts{.keys = keys_.get(),
                                                .on_call = &on_call_,
                                                .store = parts.store,
                                                .receivers = std::move(receivers),
                                                .public_url = url,
                                                .zone = options.zone});
  return {};
}

void OnCallService::Start() {
  thread_ = std::thread([this] { Run(); });
}

void OnCallService::Stop() {
  {
    std::lock_guard lock(mutex_);
    is_stopped_ = true;
  }
  stopping_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void OnCallService::Run() {
  std::string told;
  std::unique_lock lock(mutex_);
  while (!is_stopped_) {
    lock.unlock();
    const Status status = escalation_->Step(WallMs());
    // What is wrong for long is said once.
    if (!status.ok() && status.message() != told) say_("on call: " + status.message());
    told = status.message();
    lock.lock();
    stopping_.wait_for(lock, kLook, [this] { return is_stopped_; });
  }
}

HttpRoute OnCallService::Route(ReaderPool* pool) {
  return OnCallRoute(
      &on_call_, [escalation = escalation_.get()] { return escalation->Waiting(); }, pool);
}

std::vector<HttpRoute> OnCallService::LinkRoutes(ReaderPool* pool, TakeCaseAction take, Drills* drills) {
  if (!links_) return {};
  return links_->Routes(pool, std::move(take), drills);
}

MetricsPage::Source OnCallService::Metrics() const {
  return [this](MetricFamilies* families) {
    const auto plan = on_call_.plan();
    families->push_back(GaugeMetric("groundswell_oncall_waiting_cases", "Cases that wait for somebody to take them.",
                                    static_cast<double>(escalation_->Waiting().size())));
    families->push_back(GaugeMetric("groundswell_oncall_has_person", "1 while somebody of the rota is on duty.",
                                    plan->rota && plan->rota->At(WallMs()) != nullptr ? 1.0 : 0.0));
  };
}

}  // namespace groundswell
