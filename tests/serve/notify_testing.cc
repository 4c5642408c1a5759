#include "tests/serve/notify_testing.h"

#include <algorithm>

namespace groundswell {

PipelineTest::PipelineTest() {
  ReceiverSettings settings;
  settings.name = "webhook";
  settings.url = "https://hooks.example/";
  settings.secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  auto webhook = Receiver::Make(settings, "groundswell");
  EXPECT_TRUE(webhook.ok()) << webhook.status().message();
  webhook_ = std::move(*webhook);
  Restart();
}

ChatPipelineTest::ChatPipelineTest() {
  options_.name = "chat";
  options_.is_in_order = false;
  options_.has_short_form = true;
  options_.per_minute = 20;
  Restart();
}

void PipelineTest::Restart() {
  table_ = std::make_unique<RouteTable>(routes_);
  auto send = [this](const Dispatch& dispatch, bool is_short, int64_t now_ms, size_t* lines) {
    const std::string body = form_                  ? form_(dispatch, is_short, now_ms)
                             : options_.is_in_order ? webhook_->Form(dispatch, is_short, now_ms).outgoing.body
                                                    : RenderPlain(*dispatch.message, 1 << 20).body;
    *lines = std::min(dispatch.message->groups, lines_max_);
    ReceiverVerdict verdict{AnswerMeaning::kTaken, {}, {}};
    if (!verdicts_.empty()) {
      verdict = verdicts_.front();
      verdicts_.pop_front();
    }
    std::vector<uint64_t> alerts;
    for (const AlertFacts* alert : dispatch.alerts) alerts.push_back(alert->number);
    told_.push_back({dispatch.message->id, body, now_ms, is_short, dispatch.message->groups, std::move(alerts),
                     verdict.meaning == AnswerMeaning::kTaken});
    return verdict;
  };
  pipeline_ = std::make_unique<NotifyPipeline>(
      &store_, table_.get(), options_, std::move(send), [this] { return now_ms_; },
      [this](std::string_view line) { log_.emplace_back(line); });
}

uint64_t PipelineTest::DecideAlert(const Alert& alert) {
  const uint64_t number = alerts_++;
  std::string json = "{\"id\":\"a" + std::to_string(number) + "\",\"event\":\"" + alert.event + "\",\"level\":\"" +
                     alert.level + "\",\"previous_level\":\"" + alert.previous_level +
                     "\",\"at\":\"2026-03-01T11:59:00.000Z\",\"group\":{\"id\":\"" + alert.group + "\",\"org\":\"" +
                     alert.org + "\",\"title\":\"t" + std::to_string(number) +
                     "\",\"severity\":" + std::to_string(alert.severity) + ",\"urgency\":0";
  if (!alert.status.empty()) json += ",\"status\":\"" + alert.status + "\"";
  if (!alert.cause.empty()) json += ",\"cause\":{\"tag\":\"" + alert.cause + "\"}";
  json += "}";
  if (!alert.sign.empty()) json += ",\"rule\":{\"signs\":[\"" + alert.sign + "\"]}";
  Row(number, json + "}", alert.is_told);
  return number;
}

uint64_t PipelineTest::Decide(const std::string& level, const std::string& previous_level, bool is_told) {
  return DecideAlert(Alert{.level = level, .previous_level = previous_level, .is_told = is_told});
}

void PipelineTest::DecideCritical() { DecideAlert(Alert{.event = "critical_post", .level = "none"}); }

void PipelineTest::Stand(uint64_t id, const std::string& level, const std::string& status,
                         const std::string& merged_into) {
  std::string json = R"({"id":")" + FormatGroupId({id}) + R"(","level":")" + level + R"(","status":")" + status + "\"";
  if (!merged_into.empty()) json += R"(,"merged_into":")" + merged_into + "\"";
  json += "}";
  CommitBatch batch;
  batch.groups = {{{id}, json}};
  ASSERT_TRUE(memory_.Commit(batch).ok());
}

void PipelineTest::Row(uint64_t number, const std::string& json, bool is_told) {
  CommitBatch batch;
  batch.alerts = {{number, json}};
  if (is_told) batch.outbox = {{number, now_ms_}};
  ASSERT_TRUE(memory_.Commit(batch).ok());
}

void PipelineTest::Give(AnswerMeaning meaning, std::string why, std::optional<int64_t> wait_ms) {
  verdicts_.push_back({meaning, wait_ms, std::move(why)});
}

NotifyPipeline::Outcome PipelineTest::Run() {
  NotifyPipeline::Outcome outcome = pipeline_->Step();
  while (outcome.next == Next::kAgain) outcome = pipeline_->Step();
  return outcome;
}

void PipelineTest::RunUntil(int64_t until_ms) {
  while (true) {
    const NotifyPipeline::Outcome outcome = Run();
    const bool waits = outcome.next == Next::kWait || outcome.next == Next::kWaitNew;
    if (!waits || now_ms_ + outcome.wait_ms > until_ms) return;
    now_ms_ += outcome.wait_ms;
  }
}

std::string PipelineTest::Ids() const {
  std::string ids;
  for (const Told& told : told_) ids += (ids.empty() ? "" : " ") + told.id;
  return ids;
}

std::vector<std::string> PipelineTest::LogRows() const {
  std::vector<std::string> rows;
  const Status scanned = memory_.ScanDeliveries(0, [&](uint64_t number, std::string_view, std::string_view json) {
    constexpr std::string_view kOutcome = "\"outcome\":\"";
    const size_t begin = json.find(kOutcome) + kOutcome.size();
    rows.push_back(std::to_string(number) + " " + std::string(json.substr(begin, json.find('"', begin) - begin)));
    return Status();
  });
  EXPECT_TRUE(scanned.ok());
  return rows;
}

void PipelineTest::ExpectEveryAlertIsAccountedFor() const {
  const DeliveryStatus status = pipeline_->status();
  EXPECT_EQ(status.received, status.delivered + status.unreadable + status.unrouted + status.inhibited +
                                 status.silenced + status.failed + status.pending);
}

}  // namespace groundswell
