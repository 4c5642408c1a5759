// A process that decides alerts and tells them is killed at seeded moments, over and over on one folder: in the end the
// receiver has got every alert, in the order of decision, and again only what it got at a kill.
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

constexpr char kFolderVariable[] = "GROUNDSWELL_NOTIFY_FOLDER", kUrlVariable[] = "GROUNDSWELL_NOTIFY_URL";
constexpr char kSecret[] = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

std::unique_ptr<Notifier> MakeNotifier(Store* store, const std::string& url) {
  NotifierOptions options;
  options.url = url;
  options.secret = kSecret;
  options.allow_private = true;
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
  if (folder == nullptr || url == nullptr) GTEST_SKIP() << "run by NotifierKill alone";
  auto store = RocksStore::Open(folder, {});
  ASSERT_TRUE(store.ok()) << store.status().message();
  const auto notifier = MakeNotifier(store->get(), url);
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

TEST(NotifierKill, EveryAlertArrivesInOrderThroughTwelveKills) {
  constexpr uint32_t kSeed = 20260301;
  constexpr int kKills = 12;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937 random(kSeed);
  TempFolder folder;
  WebhookReceiver receiver;
  setenv(kFolderVariable, folder.path().c_str(), 1);
  setenv(kUrlVariable, receiver.url().c_str(), 1);
  for (int round = 0; round < kKills; ++round) {
    const size_t seen = receiver.requests().size();
    const pid_t child = StartChild();
    receiver.WaitFor(seen + 1 + random() % 40);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  }
  auto store = RocksStore::Open(folder.path(), {});
  ASSERT_TRUE(store.ok()) << store.status().message();
  const uint64_t alerts = AlertsOf(**store);
  const auto notifier = MakeNotifier(store->get(), receiver.url());
  notifier->Start();
  while (*notifier->waiting() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  notifier->Stop();

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
  EXPECT_GE(alerts, 100u) << "too few to say anything";
  EXPECT_LE(repeated, kKills);
}

}  // namespace
}  // namespace groundswell
