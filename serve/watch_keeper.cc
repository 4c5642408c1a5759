#include "serve/watch_keeper.h"

#include <algorithm>
#include <utility>

#include "serve/message_escape.h"
#include "serve/watch_words.h"

namespace groundswell {
namespace {

constexpr std::string_view kMark = "watch", kVersion = "watch 1";
constexpr int64_t kSaveEveryMs = 60 * kSecondMs;
// Posts that are turned away now and then are no overload, and one that pauses for so long is over.
constexpr int64_t kCalmMs = 120 * kSecondMs;
// A disk has room again once so much more than the bound is free.
constexpr double kRoomAgain = 1.2;
constexpr uint8_t kEmerging = 2, kMajor = 3, kCrisis = 4;
constexpr size_t kErrorBytesMax = 200;

constexpr MessagePhrase kSince = {"自", "Since"}, kUsually = {"平常", "Usually"}, kLasted = {"历时", "Lasted"},
                        kError = {"错误", "Error"}, kFree = {"剩余空间", "Free space"};

Notice FormOf(NoticeKind kind, const std::string& thread, uint8_t level) {
  Notice notice;
  notice.kind = kind;
  notice.thread = thread;
  notice.level = level;
  return notice;
}

void WriteTotals(const Totals& totals, ByteWriter* writer) {
  for (const uint64_t count : {totals.accepted, totals.updated, totals.duplicates, totals.rejected})
    writer->Number(count);
  for (const uint64_t count : totals.alerts) writer->Number(count);
}

void ReadTotals(ByteReader* reader, Totals* totals) {
  for (uint64_t* count : {&totals->accepted, &totals->updated, &totals->duplicates, &totals->rejected})
    *count = reader->Number<uint64_t>();
  for (uint64_t& count : totals->alerts) count = reader->Number<uint64_t>();
}

}  // namespace

WatchKeeper::WatchKeeper(Store* store, Notices* notices, WatchOptions options)
    : store_(store), notices_(notices), options_(std::move(options)) {}

bool WatchKeeper::Load(std::string_view bytes) {
  ByteReader reader(bytes);
  if (reader.Text() != kVersion) return false;
  for (uint64_t left = reader.Number<uint64_t>(); left > 0 && reader.ok(); --left) {
    const std::string what(reader.Text());
    open_[what] = {reader.Number<int64_t>()};
  }
  for (uint64_t left = reader.Number<uint64_t>(); left > 0 && reader.ok(); --left) {
    const std::string name(reader.Text());
    Source& source = sources_.try_emplace(name, options_.zone).first->second;
    source.since_life = reader.Number<uint64_t>();
    if (!source.pace.Load(&reader)) return false;
  }
  life_ms_ = reader.Number<int64_t>();
  life_told_ms_ = reader.Number<int64_t>();
  ReadTotals(&reader, &life_totals_);
  return reader.done();
}

void WatchKeeper::Save() {
  std::string bytes;
  ByteWriter writer(&bytes);
  writer.Text(kVersion);
  writer.Number(static_cast<uint64_t>(open_.size()));
  for (const auto& [what, condition] : open_) {
    writer.Text(what);
    writer.Number(condition.since_ms);
  }
  writer.Number(static_cast<uint64_t>(sources_.size()));
  for (const auto& [name, source] : sources_) {
    writer.Text(name);
    writer.Number(source.since_life);
    source.pace.Save(&writer);
  }
  writer.Number(life_ms_);
  writer.Number(life_told_ms_);
  WriteTotals(life_totals_, &writer);
  // A store that takes nothing is told of; what is kept here is written at the next look.
  const Status saved = store_->PutMark(kMark, bytes);
  saved_ms_ = saved.ok() ? looked_ms_ : 0;
}

void WatchKeeper::Look(const WatchView& view, int64_t now_ms) {
  std::lock_guard lock(mutex_);
  looked_ms_ = now_ms;
  if (!is_loaded_) {
    auto mark = store_->ReadMark(kMark);
    if (!mark.ok()) return;
    if (*mark && !Load(**mark)) {
      open_.clear();
      sources_.clear();
      if (options_.log) options_.log("watch: what was known cannot be read and is learned anew");
    }
    is_loaded_ = true;
  }
  // News that the store did not take goes into it, or is told again once it does.
  if (const Status flushed = notices_->Flush(now_ms); !flushed.ok() && view.store_error.empty() && options_.log)
    options_.log("watch: notices are not stored: " + flushed.message());
  Forget(view);
  for (const WatchedSource& source : view.sources) LookAtSource(source, now_ms);
  LookAtStore(view, now_ms);
  for (const WatchedReceiver& receiver : view.receivers) LookAtReceiver(receiver, !view.store_error.empty(), now_ms);
  LookAtDisk(view, now_ms);
  LookAtLoad(view, now_ms);
  LookAtLife(view, now_ms);
  if (now_ms - saved_ms_ >= kSaveEveryMs) Save();
}

// Who is gone from the configuration, or paused, is not missed.
void WatchKeeper::Forget(const WatchView& view) {
  const auto is_there = [](const auto& seen, std::string_view name) {
    return std::any_of(seen.begin(), seen.end(), [&](const auto& one) { return one.name == name; });
  };
  std::erase_if(sources_, [&](const auto& known) { return !is_there(view.sources, known.first); });
  std::erase_if(open_, [&](const auto& condition) {
    const std::string_view what = condition.first;
    const size_t slash = what.find('/');
    if (slash == std::string_view::npos) return false;
    const std::string_view name = what.substr(slash + 1);
    return what.starts_with("receiver/") ? !is_there(view.receivers, name) : !is_there(view.sources, name);
  });
}

bool WatchKeeper::Put(Notice notice) {
  const Status put = notices_->Put(std::move(notice));
  if (!put.ok() && options_.log) options_.log("watch: a notice was not put: " + put.message());
  return put.ok();
}

void WatchKeeper::Hold(const std::string& what, bool is_wrong, int64_t since_ms, int64_t now_ms, const Notice& form,
                       NoticeKind over, const Say& say) {
  auto found = open_.find(what);
  if (!is_wrong && found == open_.end()) return;
  if (is_wrong && found == open_.end()) {
    found = open_.emplace(what, Condition{since_ms}).first;
    Save();
  }
  Notice notice = form;
  notice.is_over = !is_wrong;
  if (notice.is_over) notice.kind = over;
  notice.id = NoticeId(notice.kind, what, found->second.since_ms);
  notice.at_ms = now_ms;
  if (!notices_->Holds(notice.id)) {
    say(notice.is_over, found->second.since_ms, &notice);
    if (!Put(std::move(notice))) return;
  }
  if (is_wrong) return;
  open_.erase(found);
  Save();
}

std::string WatchKeeper::TimeOf(int64_t ms) const {
  return TimeText(EventTime{std::max<int64_t>(ms, 0)}, options_.zone);
}

void WatchKeeper::LookAtSource(const WatchedSource& seen, int64_t now_ms) {
  if (!sources_.contains(seen.name) && sources_.size() >= kWatchedSourcesMax) return;
  Source& source = sources_.try_emplace(seen.name, options_.zone).first->second;
  // A source that starts anew counts anew.
  const uint64_t brought = seen.brought >= source.seen ? seen.brought - source.seen : seen.brought;
  source.seen = seen.brought;
  source.since_life += brought;
  if (seen.is_reading && !std::exchange(source.was_reading, seen.is_reading)) source.pace.Begin(now_ms);
  source.was_reading = seen.is_reading;
  if (seen.is_reading || brought > 0) source.pace.Note(now_ms, brought > 0);
  LookAtQuiet(seen, &source, brought > 0, now_ms);

  if (!seen.is_failing) source.failing_ms = 0;
  if (seen.is_failing && source.failing_ms == 0) source.failing_ms = now_ms;
  const std::string what = "failing/" + seen.name;
  const bool is_new = seen.is_failing && now_ms - source.failing_ms >= options_.failing_ms;
  if (seen.is_resting) open_.erase(what);
  if (!seen.is_failing && !seen.is_reading) return;
  Hold(what, is_new || (seen.is_failing && IsOpen(what)), source.failing_ms, now_ms,
       FormOf(NoticeKind::kSourceFailing, "source/" + seen.name, kEmerging), NoticeKind::kSourceBack,
       [&](bool is_over, int64_t since_ms, Notice* notice) {
         if (is_over) {
           SayWatch("信息源 " + seen.name + " 已恢复", "Source " + seen.name + " works again", notice);
         } else {
           SayWatch("信息源 " + seen.name + " 出现故障", "Source " + seen.name + " is failing", notice);
           const std::string error(CutBytes(seen.error, kErrorBytesMax));
           if (!error.empty()) AddFact(70, kError, error, error, notice);
         }
         AddFact(90, kSince, TimeOf(since_ms), TimeOf(since_ms), notice);
       });
}

void WatchKeeper::LookAtQuiet(const WatchedSource& seen, Source* source, bool has_brought, int64_t now_ms) {
  const std::string what = "source/" + seen.name;
  if (!seen.is_reading) {
    if (seen.is_resting) open_.erase(what);
    return;
  }
  const SourcePace& pace = source->pace;
  const bool is_fixed = seen.quiet_after_ms > 0;
  const std::optional<int64_t> limit_ms = is_fixed               ? std::optional(seen.quiet_after_ms)
                                          : options_.learns_pace ? pace.LimitMs(now_ms)
                                                                 : std::nullopt;
  const bool is_quiet = limit_ms && pace.SilenceMs(now_ms) >= *limit_ms;
  Hold(what, !has_brought && (is_quiet || IsOpen(what)), pace.last_ms(), now_ms,
       FormOf(NoticeKind::kSourceQuiet, what, kEmerging), NoticeKind::kSourceBack,
       [&](bool is_over, int64_t since_ms, Notice* notice) {
         const int64_t for_ms = now_ms - since_ms;
         const std::string zh = DurationText(for_ms, MessageLanguage::kChinese);
         const std::string en = DurationText(for_ms, MessageLanguage::kEnglish);
         if (is_over) {
           SayWatch("信息源 " + seen.name + " 恢复供数", "Source " + seen.name + " brings posts again", notice);
           AddFact(85, kLasted, zh, en, notice);
         } else {
           SayWatch("信息源 " + seen.name + " 已静默 " + zh, "Source " + seen.name + " has been silent for " + en,
                    notice);
           const int64_t usual_ms = is_fixed ? seen.quiet_after_ms : pace.UsualMs(now_ms).value_or(0);
           const std::string zh_usual = DurationText(usual_ms, MessageLanguage::kChinese);
           const std::string en_usual = DurationText(usual_ms, MessageLanguage::kEnglish);
           AddFact(80, kUsually, is_fixed ? "按设定不超过 " + zh_usual : "这个时段不超过 " + zh_usual,
                   is_fixed ? "at most " + en_usual + ", as set" : "at most " + en_usual + " at this hour", notice);
         }
         AddFact(90, kSince, TimeOf(since_ms), TimeOf(since_ms), notice);
       });
}

void WatchKeeper::LookAtReceiver(const WatchedReceiver& seen, bool is_store_failing, int64_t now_ms) {
  const std::string what = "receiver/" + seen.name;
  const bool fails = seen.is_disabled || seen.failing_since_ms > 0;
  // While the store fails every receiver seems to; and what begins anew has shown nothing before it took a message.
  if (is_store_failing || (!fails && seen.messages == 0)) return;
  const bool is_long = seen.is_disabled || (fails && now_ms - seen.failing_since_ms >= options_.failing_ms);
  Notice form = FormOf(NoticeKind::kReceiverDown, what, kMajor);
  form.not_to = seen.name;
  const int64_t since_ms = seen.failing_since_ms > 0 ? seen.failing_since_ms : now_ms;
  Hold(what, is_long || (fails && IsOpen(what)), since_ms, now_ms, form, NoticeKind::kReceiverBack,
       [&](bool is_over, int64_t begun_ms, Notice* notice) {
         if (is_over) {
           SayWatch("接收端 " + seen.name + " 已恢复", "Receiver " + seen.name + " takes messages again", notice);
         } else if (seen.is_disabled) {
           SayWatch("接收端 " + seen.name + " 已失效，重启前不再发送",
                    "Receiver " + seen.name + " is gone, and gets nothing more until a restart", notice);
         } else {
           SayWatch("接收端 " + seen.name + " 无法送达", "Receiver " + seen.name + " cannot be reached", notice);
         }
         const std::string error(CutBytes(seen.last_error, kErrorBytesMax));
         if (!is_over && !error.empty()) AddFact(70, kError, error, error, notice);
         AddFact(90, kSince, TimeOf(begun_ms), TimeOf(begun_ms), notice);
       });
}

void WatchKeeper::LookAtDisk(const WatchView& view, int64_t now_ms) {
  if (!view.disk_free || !view.disk_total) return;
  const double share = static_cast<double>(*view.disk_total) * options_.disk_free_percent / 100;
  const double bound = std::max(static_cast<double>(options_.disk_free_bytes), share);
  if (bound <= 0) return;
  const auto free = static_cast<double>(*view.disk_free);
  const bool is_low = free < (IsOpen("disk") ? bound * kRoomAgain : bound);
  Hold("disk", is_low, now_ms, now_ms, FormOf(NoticeKind::kDiskLow, "disk", kMajor), NoticeKind::kDiskOk,
       [&](bool is_over, int64_t since_ms, Notice* notice) {
         const std::string left = BytesText(*view.disk_free), all = BytesText(*view.disk_total);
         is_over ? SayWatch("数据盘空间已恢复", "The data disk has room again", notice)
                 : SayWatch("数据盘空间不足，剩 " + left, "The data disk is nearly full: " + left + " left", notice);
         AddFact(80, kFree, left + " / " + all, left + " of " + all, notice);
         if (is_over) AddFact(90, kSince, TimeOf(since_ms), TimeOf(since_ms), notice);
       });
}

void WatchKeeper::LookAtStore(const WatchView& view, int64_t now_ms) {
  const bool fails = !view.store_error.empty();
  if (!fails) store_failing_ms_ = 0;
  if (fails && store_failing_ms_ == 0) store_failing_ms_ = now_ms;
  Hold("store", fails, store_failing_ms_, now_ms, FormOf(NoticeKind::kStoreFailing, "store", kCrisis),
       NoticeKind::kStoreBack, [&](bool is_over, int64_t since_ms, Notice* notice) {
         is_over ? SayWatch("存储已恢复，重新接收帖子", "The store takes writes again, and posts are taken", notice)
                 : SayWatch("存储拒绝写入，帖子未被接收", "The store refuses writes: no posts are taken", notice);
         const std::string error(CutBytes(view.store_error, kErrorBytesMax));
         if (!is_over) AddFact(70, kError, error, error, notice);
         if (is_over) {
           AddFact(85, kLasted, DurationText(now_ms - since_ms, MessageLanguage::kChinese),
                   DurationText(now_ms - since_ms, MessageLanguage::kEnglish), notice);
         }
         AddFact(90, kSince, TimeOf(since_ms), TimeOf(since_ms), notice);
       });
}

void WatchKeeper::LookAtLoad(const WatchView& view, int64_t now_ms) {
  const uint64_t before = refused_busy_.value_or(view.refused_busy);
  refused_busy_ = view.refused_busy;
  if (view.refused_busy > before) {
    if (busy_since_ms_ == 0) busy_since_ms_ = now_ms;
    busy_last_ms_ = now_ms;
  } else if (now_ms - busy_last_ms_ >= kCalmMs) {
    busy_since_ms_ = 0;
  }
  const bool is_busy = busy_since_ms_ > 0 && (IsOpen("overload") || now_ms - busy_since_ms_ >= options_.overload_ms);
  Hold("overload", is_busy, busy_since_ms_, now_ms, FormOf(NoticeKind::kOverloaded, "overload", kMajor),
       NoticeKind::kOverloadOver, [&](bool is_over, int64_t since_ms, Notice* notice) {
         is_over ? SayWatch("过载已解除", "The overload is over", notice)
                 : SayWatch("引擎过载，持续拒收请求（429）", "Overloaded: requests with posts are turned away (429)",
                            notice);
         AddFact(90, kSince, TimeOf(since_ms), TimeOf(since_ms), notice);
       });
}

std::vector<WatchKeeper::Open> WatchKeeper::open() const {
  std::lock_guard lock(mutex_);
  std::vector<Open> open;
  for (const auto& [what, condition] : open_) open.push_back({what, condition.since_ms});
  return open;
}

std::vector<WatchKeeper::Pace> WatchKeeper::paces() const {
  std::lock_guard lock(mutex_);
  std::vector<Pace> paces;
  for (const auto& [name, source] : sources_)
    if (source.was_reading) paces.push_back({name, source.pace.SilenceMs(looked_ms_), source.pace.LimitMs(looked_ms_)});
  return paces;
}

}  // namespace groundswell
