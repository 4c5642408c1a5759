#include "tools/post_request.h"

#include <algorithm>

#include "base/json_writer.h"

namespace groundswell {
namespace {

constexpr std::string_view kExpiredReason = "field time: older than engine.retention_days before the newest post";

HttpResponse StoreFailed(const Status& status) {
  HttpResponse response =
      Problem(503, "the store cannot take posts now (" + status.message() + "); send the request again later");
  response.headers.push_back({"Retry-After", "5"});
  return response;
}

}  // namespace

void PostRequest::Refuse(uint64_t line, std::string reason) {
  std::lock_guard lock(mutex_);
  RefuseLocked(line, std::move(reason));
}

void PostRequest::RefuseLocked(uint64_t line, std::string reason) {
  ++rejected_total_;
  if (rejected_.size() < kRejectedListedMax) rejected_.push_back({line, std::move(reason)});
}

void PostRequest::AddBlock() {
  std::lock_guard lock(mutex_);
  ++blocks_open_;
}

void PostRequest::EndBody() {
  std::unique_lock lock(mutex_);
  body_ended_ = true;
  AnswerIfDone(std::move(lock));
}

void PostRequest::Fail(HttpResponse problem) {
  std::unique_lock lock(mutex_);
  if (answered_) return;
  answered_ = true;
  lock.unlock();
  respond_(std::move(problem));
}

void PostRequest::TellWritten(const Status& status, const InputBlock& block) {
  if (status.ok() && clocks_.watch != nullptr) clocks_.watch->Note(block, clocks_.arrived_ms);
  std::unique_lock lock(mutex_);
  if (status.ok() && counts_ != nullptr) counts_->Add(block);
  if (status.ok())
    CountOutcomes(block);
  else
    failure_ = status;
  --blocks_open_;
  AnswerIfDone(std::move(lock));
}

void PostRequest::CountOutcomes(const InputBlock& block) {
  for (size_t i = 0; i < block.outcomes.size(); ++i) {
    switch (block.outcomes[i]) {
      case Outcome::kAccepted:
        ++accepted_;
        break;
      case Outcome::kUpdated:
        ++updated_;
        break;
      case Outcome::kRefreshed:
        ++refreshed_;
        break;
      case Outcome::kDuplicate:
        ++duplicates_;
        break;
      case Outcome::kDeletion:
        ++deletions_;
        break;
      case Outcome::kExpired:
        RefuseLocked(block.lines[i], std::string(kExpiredReason));
        break;
    }
  }
}

void PostRequest::AnswerIfDone(std::unique_lock<std::mutex> lock) {
  if (!body_ended_ || blocks_open_ > 0 || answered_) return;
  answered_ = true;
  HttpResponse response;
  if (failure_.ok())
    response.body = AnswerJson();
  else
    response = StoreFailed(failure_);
  lock.unlock();
  if (response.status == 200) answers_->Observe(SecondsSince(start_));
  respond_(std::move(response));
}

std::string PostRequest::AnswerJson() {
  std::sort(rejected_.begin(), rejected_.end(), [](const Rejected& a, const Rejected& b) { return a.line < b.line; });
  std::string body;
  JsonWriter json(&body);
  json.BeginObject();
  const auto count = [&json](std::string_view key, uint64_t value) {
    json.Key(key).Integer(static_cast<int64_t>(value));
  };
  count("accepted", accepted_);
  count("updated", updated_);
  count("refreshed", refreshed_);
  count("duplicates", duplicates_);
  count("deletions", deletions_);
  count("rejected_total", rejected_total_);
  json.Key("rejected").BeginArray();
  for (const Rejected& rejected : rejected_) {
    json.BeginObject().Key("line").Integer(static_cast<int64_t>(rejected.line));
    json.Key("reason").Text(rejected.reason).EndObject();
  }
  json.EndArray().EndObject();
  return body;
}

}  // namespace groundswell
