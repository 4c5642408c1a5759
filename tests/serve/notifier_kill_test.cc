// A process that decides alerts and tells them to two receivers is killed at seeded moments, over and over on one
// folder: in the end both have got every alert, the one in order in the order of decision, and again only what they got
// at a kill. The seed is GROUNDSWELL_KILL_SEED where that is set; tests/proofs/kill_notify.py takes many.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <random>
#include <set>
#include <thread>

#include "serve/notifier.h"
#include "storage/rocks_store.h"
#include "tests/serve/webhook_receiver.h"
#include "tests/storage/temp_folder.h"

namespace groundswell {
namespace {

constexpr char kFolderVariable[] = "GROUNDSWELL_NOTIFY_FOLDER", kUrlVariable[] = "GROUNDSWELL_NOTIFY_URL",
               kGateVariable[] = "GROUNDSWELL_NOTIFY_GATE", kSeedVariable[] = "GROUNDSWELL_KILL_SEED";
constexpr char kSecret[] = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

std::unique_ptr<Notifier> MakeNotifier(Store* store, const std::string& url, const std::string& gate_url) {
  NotifierOptions options;
  ReceiverSettings hook;
  hook.name = "hook";
  hook.url = url;
  hook.secret = kSecret;
  hook.allow_private = true;
  // Not in order, with its messages marked as begun.
  ReceiverSettings gate;
  gate.name = "gate";
  gate.kind = ReceiverKind::kTemplate;
  gate.url = gate_url;
  gate.body = "{{id}}";
  gate.allow_private = true;
  options.receivers = {hook, gate};
  options.backoff_min = std::chrono::milliseconds(1);
  auto notifier = Notifier::Make(store, options, [](std::string_view) {});
  EXPECT_TRUE(notifier.ok()) << notifier.status().message();
  return std::move(*notifier);
}

int64_t WallMs() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

Status Decide(Store* store, uint64_t number) {
  const std::string id = "a" + std::to_string(number);
  const std::string json = "{\"id\":\"" + id + "\",\"event\":\"opened\",\"level\":\"major\"}";
  CommitBatch batch;
  batch.alerts = {{number, json, id}};
  batch.outbox = {{number, WallMs()}};
  batch.position.totals.alerts[3] = number + 1;
  return store->Commit(batch);
}

uint64_t AlertsOf(const Store& store) {
  const auto position = store.ReadPosition();
  EXPECT_TRUE(position.ok());
  return *position ? (*position)->totals.alerts[3] : 0;
}

// The child: decides and tells without pause.
TEST(NotifierKillChild, DISABLED_DecidesAndTellsUntilItIsKilled) {
  const char* folder = getenv(kFolderVariable);
  const char* url = getenv(kUrlVariable);
  const char* gate = getenv(kGateVariable);
  if (folder == nullptr || url == nullptr || gate == nullptr) GTEST_SKIP() << "run by NotifierKill alone";
  auto store = RocksStore::Open(folder, {});
  ASSERT_TRUE(store.ok()) << store.status().message();
  const auto notifier = MakeNotifier(store->get(), url, gate);
  notifier->Start();
  for (uint64_t number = AlertsOf(**store);; ++number) {
    ASSERT_TRUE(Decide(store->get(), number).ok());
    notifier->Wake();
    // The outbox is sometimes empty and sometimes not.
    if (number % 16 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

pid_t StartChild() {
  const pid_t child = fork();
  if (child != 0) return child;
  // Nothing but exec is safe here: this process has threads.
  execl("/proc/self/exe", "serve_tests", "--gtest_also_run_disabled_tests",
        "--gtest_filter=NotifierKillChild.DISABLED_DecidesAndTellsUntilItIsKilled", "--gtest_brief=1", nullptr);
  _exit(127);
}

// Each at least once, and in all at most one more for each kill.
void ExpectAllOnceButForKills(const WebhookReceiver& gate, uint64_t alerts, int kills) {
  std::set<std::string> told;
  int repeated = 0;
  for (const WebhookRequest& request : gate.requests()) repeated += told.insert(request.body).second ? 0 : 1;
  EXPECT_EQ(told.size(), alerts);
  EXPECT_LE(repeated, kills);
}

void ExpectOrder(const WebhookReceiver& receiver, uint64_t alerts, int kills) {
  uint64_t next = 0;
  int repeated = 0;
  for (const std::string& id : receiver.ids()) {
    if (id == "a" + std::to_string(next)) {
      ++next;
    } else {
      // What comes again is the alert before: the one whose answer was not marked.
      EXPECT_EQ(id, "a" + std::to_string(next - 1));
      ++repeated;
    }
  }
  EXPECT_EQ(next, alerts);
  EXPECT_LE(repeated, kills);
}

TEST(NotifierKill, EveryAlertArrivesAtBothReceiversThroughTwelveKills) {
  constexpr int kKills = 12;
  const char* given = getenv(kSeedVariable);
  const auto seed = static_cast<uint32_t>(given == nullptr ? 20260301 : std::strtoul(given, nullptr, 10));
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  TempFolder folder;
  WebhookReceiver receiver, gate;
  setenv(kFolderVariable, folder.path().c_str(), 1);
  setenv(kUrlVariable, receiver.url().c_str(), 1);
  setenv(kGateVariable, gate.url().c_str(), 1);
  for (int round = 0; round < kKills; ++round) {
    WebhookReceiver& watched = random() % 2 == 0 ? receiver : gate;
    const size_t seen = watched.requests().size();
    const pid_t child = StartChild();
    watched.WaitFor(seen + 1 + random() % 40);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  }
  auto store = RocksStore::Open(folder.path(), {});
  ASSERT_TRUE(store.ok()) << store.status().message();
  const uint64_t alerts = AlertsOf(**store);
  const auto notifier = MakeNotifier(store->get(), receiver.url(), gate.url());
  notifier->Start();
  while (!notifier->status(0).is_loaded || !notifier->status(1).is_loaded || *notifier->waiting(0) > 0 ||
         *notifier->waiting(1) > 0)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  notifier->Stop();
  EXPECT_GE(alerts, 50u) << "too few to say anything";
  ExpectOrder(receiver, alerts, kKills);
  ExpectAllOnceButForKills(gate, alerts, kKills);
  // And the log has a row for each alert and receiver.
  uint64_t rows = 0;
  ASSERT_TRUE(
      (*store)
          ->ScanDeliveries(0, [&rows](uint64_t, std::string_view, std::string_view) { return ++rows, Status(); })
          .ok());
  EXPECT_EQ(rows, 2 * alerts);
}

}  // namespace
}  // namespace groundswell
