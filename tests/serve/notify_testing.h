// A pipeline without thread, network and clock: alerts are decided by hand, verdicts are given by hand, and what was
// told is kept.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "serve/message_chat.h"
#include "serve/notify_pipeline.h"
#include "storage/memory_store.h"
#include "tests/storage/faulty_store.h"

namespace groundswell {

constexpr int64_t kPipelineStartMs = 1'772'366'400'000;  // 2026-03-01T12:00:00Z

class PipelineTest : public testing::Test {
 protected:
  using Next = NotifyPipeline::Next;
  struct Told {
    std::string id = {}, body = {};
    int64_t now_ms = 0;
    bool is_short = false;
    size_t groups = 0;
    std::vector<uint64_t> alerts = {};  // that it was made of
    bool is_taken = false;
  };
  struct Alert {
    std::string group = "g", event = "opened", level = "emerging", previous_level = "none";
    int severity = 50;
    std::string org = "海桥银行", status = {}, cause = {}, sign = {};
    bool is_told = true;  // put into the outbox
  };

  PipelineTest();

  // Begins anew with the options as they are, as after a restart.
  void Restart();
  // Commits an alert that is decided now; returns its number.
  uint64_t DecideAlert(const Alert& alert);
  uint64_t Decide(const std::string& level, const std::string& previous_level = "none", bool is_told = true);
  void DecideCritical();
  // The row of a group whose id is FormatGroupId({id}), as it stands now.
  void Stand(uint64_t id, const std::string& level, const std::string& status = "received",
             const std::string& merged_into = {});
  void Row(uint64_t number, const std::string& json, bool is_told = true);
  void Give(AnswerMeaning meaning, std::string why = "the receiver answered 500", std::optional<int64_t> wait_ms = {});
  // Steps until there is nothing to do at once.
  NotifyPipeline::Outcome Run();
  // Runs, and lets time pass for what waits, until nothing is left or `until_ms` has come.
  void RunUntil(int64_t until_ms);

  std::string Ids() const;
  std::string Mark() const { return memory_.ReadMark("receiver/" + options_.name)->value_or("none"); }
  // "NUMBER OUTCOME" of each row of the delivery log.
  std::vector<std::string> LogRows() const;
  void ExpectEveryAlertIsAccountedFor() const;

  MemoryStore memory_;
  FaultyStore store_{&memory_, {}};
  NotifyPipelineOptions options_;
  std::vector<Route> routes_;
  std::unique_ptr<RouteTable> table_;
  int64_t now_ms_ = kPipelineStartMs;
  uint64_t alerts_ = 0;
  size_t lines_max_ = 1'000;
  // What a message becomes; without one a webhook's body, or plain text for what is not in order.
  std::function<std::string(const Dispatch& dispatch, bool is_short, int64_t now_ms)> form_;
  std::deque<ReceiverVerdict> verdicts_;
  std::vector<Told> told_;
  std::vector<std::string> log_;
  std::unique_ptr<Receiver> webhook_;
  std::unique_ptr<NotifyPipeline> pipeline_;
};

// The pipeline of a chat: groups are gathered, the worst first, within twenty messages a minute.
class ChatPipelineTest : public PipelineTest {
 protected:
  ChatPipelineTest();
};

}  // namespace groundswell
