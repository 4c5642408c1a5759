// The parts of a running engine, and the order in which they live. Included by tools/serve*.cc alone.
//
// serve.cc is its life from start to drain, serve_build.cc makes the parts and wires them, serve_http.cc is what they
// offer over HTTP. Contract: Run is called once. Ownership: the parts, each of which outlives what is declared below
// it. Threads: one, that of Run; the parts have theirs (docs/architecture.md), which call Say and TellHealth. Errors:
// those of RunServe.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "base/http_server.h"
#include "base/status.h"
#include "serve/api.h"
#include "serve/api_drills.h"
#include "serve/case_silences.h"
#include "serve/clock_keeper.h"
#include "serve/notifier.h"
#include "serve/watchlist_book.h"
#include "tools/case_intake.h"
#include "tools/config_report.h"
#include "tools/config_serve.h"
#include "tools/data_folder.h"
#include "tools/forget_intake.h"
#include "tools/intake.h"
#include "tools/interrupt.h"
#include "tools/live_engine.h"
#include "tools/model_set.h"
#include "tools/on_call_service.h"
#include "tools/reload.h"
#include "tools/rule_intake.h"
#include "tools/serve.h"
#include "tools/source_manager.h"
#include "tools/watch_loop.h"

namespace groundswell {

class Live {
 public:
  Live(const ServeOptions& options, const Config& config, const Console& console)
      : options_(options), config_(config), console_(console) {}
  // What its messages are completed from ends before the notifier itself.
  ~Live() {
    if (notifier_) notifier_->Stop();
  }

  // The whole life of the engine, in its order; what was begun last ends first.
  Status Run();

 private:
  Status ReadSettings();
  Status OpenStore();
  Status Recover();
  Status TakeHistory();
  Status TakePosts();
  Status Drain();
  void TellHealth(const Status& status);
  void Say(std::string_view words);

  // The watchlist that people edited stands in place of the configuration's until that changes.
  Status AdoptWatchlist();
  Status BuildNotifier();
  void BuildParts();
  Status BuildSources();
  Status BuildWatch();
  // What readers are answered from, once all of it is there.
  void BuildContext();
  size_t BatchPosts() const;
  LiveEngineOptions EngineOptions();

  Status Listen();
  // An address of its own for signed links, with nothing else on it.
  Status ListenForLinks();
  std::vector<HttpRoute> Routes();
  std::vector<HttpRoute> LinkRoutes();

  const ServeOptions& options_;
  Config config_;  // with the watchlist in force
  const Console& console_;
  Interrupt interrupt_{Interrupt::Hangup::kReloads};
  std::mutex say_mutex_;
  ServeSettings settings_;
  Readiness readiness_;
  std::unique_ptr<Models> models_;
  std::unique_ptr<DataFolder> folder_;
  std::unique_ptr<CaseSilences> silences_;
  std::unique_ptr<Notices> notices_;
  std::unique_ptr<OnCallService> on_call_;     // completes the notifier's messages
  std::unique_ptr<ReportFiles> report_files_;  // likewise
  std::unique_ptr<WatchlistBook> book_;
  uint64_t watchlist_base_ = 0;
  ApiContext context_;
  std::unique_ptr<Notifier> notifier_;
  MetricsPage metrics_;
  std::unique_ptr<ReadModel> read_model_;
  std::unique_ptr<EventStream> events_;
  std::unique_ptr<ReaderPool> readers_;
  std::unique_ptr<PostScorer> restorer_;
  std::unique_ptr<Feeds> feeds_;
  std::unique_ptr<SourceManager> sources_;  // outlives what may still tell it of a block
  std::unique_ptr<LiveEngine> engine_;
  std::unique_ptr<ScorerPool> pool_;
  std::unique_ptr<Intake> intake_;
  std::unique_ptr<RuleIntake> rules_;
  std::unique_ptr<CaseIntake> cases_;
  std::shared_ptr<const ClockBook> clocks_;
  std::unique_ptr<ClockKeeper> clock_keeper_;
  std::unique_ptr<ForgetIntake> forget_;
  std::unique_ptr<Reload> reload_;
  std::unique_ptr<WatchKeeper> keeper_;
  std::unique_ptr<Drills> drills_;
  std::unique_ptr<WatchLoop> watch_;
  std::unique_ptr<ReaderPool> slow_readers_;  // exports and previews; end before what they read
  std::unique_ptr<ReaderPool> edits_;         // changes of the watchlist, one after the other
  std::unique_ptr<ReportTexts> report_texts_;
  std::unique_ptr<ReaderPool> report_readers_;
  ReportParts reports_;
  std::unique_ptr<ReportSender> report_sender_;
  std::unique_ptr<HttpServer> server_, links_server_;
};

}  // namespace groundswell
