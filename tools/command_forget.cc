#include "tools/command_forget.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <utility>

#include "models/stored_record.h"
#include "tools/block_scorer.h"
#include "tools/config_keys.h"
#include "tools/config_receivers.h"
#include "tools/data_folder.h"
#include "tools/forget.h"
#include "tools/model_set.h"
#include "tools/settings_text.h"

namespace groundswell {
namespace {

Result<AskedForgetting> AskedBy(const ForgetOptions& options) {
  const int named = !options.author.empty() + !options.customer.empty() + !options.person.empty() +
                    !options.post.empty() + !options.entry.empty();
  if (named != 1)
    return Invalid(
        "say what is to be forgotten, one of: --channel and --author, --customer, --person, --channel and "
        "--post, --entry");
  AskedForgetting asked;
  Forgetting& forgetting = asked.forgetting;
  forgetting.by = options.by;
  forgetting.reason = options.reason;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  forgetting.at_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  asked.channel = options.channel.empty() ? "default" : options.channel;
  asked.author = options.author;
  asked.customer = options.customer;
  if (!options.post.empty()) forgetting.post = {asked.channel, options.post};
  if (!options.person.empty()) {
    const auto hash = ParseGroupId(options.person);
    if (!hash || hash->value == 0) return Invalid("--person: must be 16 hex digits, a hash");
    forgetting.person = {hash->value};
  }
  if (!options.entry.empty()) {
    const char* end = options.entry.data() + options.entry.size();
    uint64_t entry = 0;
    const auto read = std::from_chars(options.entry.data(), end, entry);
    if (read.ec != std::errc() || read.ptr != end) return Invalid("--entry: must be the number of an audit entry");
    forgetting.entries = {entry};
  }
  return asked;
}

// The settings in force at the end of the sequence; empty where it carries none.
Result<std::string> SettingsOf(const Store& store) {
  auto checkpoint = store.ReadCheckpoint();
  if (!checkpoint.ok()) return checkpoint.status();
  std::string text;
  if (*checkpoint) text = SettingsOfCheckpoint((**checkpoint).bytes);
  const Seq from = *checkpoint ? (**checkpoint).seq : 0;
  const Status scanned = store.ScanRecords(from, [&](Seq, std::string_view bytes) {
    if (bytes.size() < 2 || static_cast<RecordKind>(bytes[1]) != RecordKind::kSettings) return Status();
    const auto record = DecodeRecord(bytes);
    if (record.ok()) text = record->post.text;
    return record.status();
  });
  if (!scanned.ok()) return scanned;
  return text;
}

void Tell(const ForgettingOutcome& outcome, const ForgetOptions& options, const Console& console) {
  if (options.json) {
    *console.out << ForgettingJson(outcome) << "\n";
    return;
  }
  *console.out << fmt::format(
      "{} posts deleted, {} rows that quoted them, {} places in registers, words of {} entries\n", outcome.posts,
      outcome.quotes, outcome.people, outcome.words);
  *console.out << (outcome.entry ? fmt::format("audit entry {}\n", *outcome.entry)
                                 : std::string("nothing was found that could be forgotten\n"));
  if (!options.author.empty())
    *console.err << "posts whose records carry a `person` are known by that alone: ask for them with --customer\n";
  if (outcome.entry)
    *console.err << "the words leave the files within some 12 hours of the running engine; `groundswell store compact` "
                    "erases them at once\n";
}

}  // namespace

Status RunStoreForget(const ForgetOptions& options, const Config& config, const Console& console) {
  const auto asked = AskedBy(options);
  if (!asked.ok()) return asked.status();
  // Opening for writing would make a store where there is none.
  if (const auto there = RocksStore::OpenReadOnly(options.data_dir); !there.ok()) return there.status();
  auto models = LoadModels(config);
  if (!models.ok()) return models.status();
  auto folder = DataFolder::OpenLive(options.data_dir, config, {.durability = Durability::kFsync});
  if (!folder.ok()) return folder.status();
  Store* store = (*folder)->store();
  const auto forgetting = SettleForgetting(*asked, (*folder)->key(), BlockScorerOptionsOf(config).patterns.get());
  if (!forgetting.ok()) return forgetting.status();
  auto settings = SettingsOf(*store);
  if (!settings.ok()) return settings.status();
  const auto notifier = NotifierOptionsOf(config, models->taxonomy);
  if (!notifier.ok()) return notifier.status();
  LiveEngineOptions live;
  live.pipeline.async_commit = true;
  live.pipeline.keeps_reader_rows = true;
  live.pipeline.checkpoint_records = static_cast<uint64_t>(config.Integer("storage.checkpoint_records"));
  live.pipeline.read_settings = [](std::string_view text) { return ReadSettingsText(text); };
  live.settings_text = settings->empty() ? SettingsText(config, *models) : *settings;
  live.delivers = !notifier->receivers.empty();
  live.tick_idle = std::chrono::hours(24 * 365);  // no time passes by this
  live.on_health = [](const Status&) {};          // who asked is told
  PostScorer restorer(&*models, &(*folder)->key());
  LiveEngine engine(store, &restorer, std::move(live));
  GROUNDSWELL_TRY(engine.Recover().Annotate(options.data_dir));
  engine.Run();
  const auto outcome =
      Forget(*store, *forgetting, [&engine](const Forgetting& part) { return SubmitToEngine(&engine, part); });
  GROUNDSWELL_TRY(engine.Stop());
  if (!outcome.ok()) return outcome.status();
  Tell(*outcome, options, console);
  return {};
}

}  // namespace groundswell
