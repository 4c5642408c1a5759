#include "serve/event_stream.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "serve/trends.h"

namespace groundswell {
namespace {

// What a browser waits before it connects again.
constexpr std::string_view kOpening = "retry: 3000\n";
// Alerts written to one listener between two looks at what it has read.
constexpr uint64_t kAlertsPerLook = 32;
// Organisations in a trend event.
constexpr size_t kTrendNamesMax = 20, kTrendNamesRead = 10'000;

void WriteSum(const PaneCounts& sum, JsonWriter* json) {
  json->Key("posts").Integer(sum.posts).Key("complaints").Integer(sum.complaints);
  json->Key("negative").Integer(sum.negative).Key("positive").Integer(sum.positive);
}

void WriteTrendItem(const TrendSeries& item, JsonWriter* json) {
  json->BeginObject().Key("name");
  item.name.empty() ? json->Null() : json->Text(item.name);
  WriteSum(item.sum, json);
  json->EndObject();
}

HttpResponse Refusal(int status, std::string_view detail) {
  HttpResponse response = Problem(status, detail);
  if (status == 503) response.headers.push_back({"Retry-After", "5"});
  return response;
}

}  // namespace

EventStream::EventStream(ReadModel* model, const Store* store, Options options)
    : model_(model), store_(store), options_(options), inbox_(std::make_shared<Inbox>()) {
  model_->Observe([inbox = inbox_](const Snapshot& snapshot, std::span<const GroupChange> changes) {
    OnPublished(inbox.get(), snapshot, changes);
  });
  groups_due_ = trend_due_ = trend_at_ = Clock::now();
  writer_ = std::thread([this] { Run(); });
}

EventStream::~EventStream() {
  Close();
  writer_.join();
}

void EventStream::Close() {
  std::lock_guard lock(inbox_->mutex);
  inbox_->is_closed = true;
  inbox_->wake.notify_all();
}

void EventStream::Open(const HttpRequest& request, std::shared_ptr<HttpStream> stream) {
  Parameters parameters(request, {"org", "level", "last_event_id"});
  ListenerFilter filter{.org = parameters.Text("org"), .levels = parameters.Set("level", kLevelNames)};
  // A browser that connects again sends the header, and the parameter of its first address.
  std::string given(request.Header("Last-Event-ID"));
  if (given.empty()) given = parameters.Text("last_event_id").value_or("");
  const auto last = ParseEventId(given);
  if (!given.empty() && !last) parameters.Refuse("last_event_id", "only an id of this stream is allowed");
  if (parameters.error()) return ++counts_.refused, stream->Open(*parameters.error());
  HttpResponse head;
  head.content_type = "text/event-stream";
  head.headers = {{"Cache-Control", "no-store"}, {"X-Accel-Buffering", "no"}};
  head.body = kOpening;
  if (!HasRoom()) {
    ++counts_.refused;
    return stream->Open(Refusal(503, "too many listeners, or the engine is stopping; try again later"));
  }
  stream->Open(std::move(head));
  ++counts_.opened;
  std::lock_guard lock(inbox_->mutex);
  if (inbox_->is_closed) return stream->Close();
  inbox_->arrivals.push_back(std::make_unique<Listener>(std::move(stream), std::move(filter), last));
  inbox_->wake.notify_all();
}

bool EventStream::HasRoom() const {
  std::lock_guard lock(inbox_->mutex);
  const auto waiting = static_cast<int64_t>(inbox_->arrivals.size());
  return !inbox_->is_closed && counts_.listeners + waiting < static_cast<int64_t>(options_.listeners_max);
}

void EventStream::OnPublished(Inbox* inbox, const Snapshot& snapshot, std::span<const GroupChange> changes) {
  std::lock_guard lock(inbox->mutex);
  if (inbox->is_closed) return;
  inbox->news_seq = snapshot.position.next_seq;
  inbox->has_news = true;
  if (inbox->has_listeners || !inbox->arrivals.empty())
    for (const GroupChange& change : changes) {
      GroupNews& news = inbox->news.try_emplace(change.id.value, GroupNews{change.before, {}, {}}).first->second;
      news.now = change.now;
      news.merged_into = change.merged_into;
    }
  inbox->wake.notify_all();
}

void EventStream::Run() {
  while (true) {
    Listeners arrivals;
    {
      std::unique_lock lock(inbox_->mutex);
      const auto until_due = std::max(groups_due_ - Clock::now(), Clock::duration::zero());
      const bool is_due_first = !inbox_->news.empty() && until_due < options_.tick;
      inbox_->wake.wait_for(lock, is_due_first ? until_due : options_.tick,
                            [&] { return inbox_->is_closed || inbox_->has_news || !inbox_->arrivals.empty(); });
      if (inbox_->is_closed) break;
      inbox_->has_news = false;
      arrivals.swap(inbox_->arrivals);
      inbox_->has_listeners = !listeners_.empty() || !arrivals.empty();
      counts_.listeners += static_cast<int64_t>(arrivals.size());
    }
    const auto now = Clock::now();
    Admit(std::move(arrivals), now);
    Keep(now);
    TellAlerts(now);
    if (now >= groups_due_) TellGroups(now);
    if (now >= trend_due_) TellTrend(now);
  }
  std::lock_guard lock(inbox_->mutex);
  for (const auto& listener : inbox_->arrivals) listener->Close();
  for (const auto& listener : listeners_) listener->Close();
  counts_.listeners = 0;
}

void EventStream::Admit(Listeners arrivals, Clock::time_point now) {
  if (arrivals.empty()) return;
  const auto snapshot = model_->snapshot();
  const EventPlace here{snapshot->position.next_seq, AlertCount(snapshot->position)};
  for (auto& listener : arrivals) {
    EventPlace start = listener->last().value_or(here);
    // An id from beyond is of another store, or of one that was set back.
    bool is_reset = start.seq > here.seq || start.alerts > here.alerts;
    if (is_reset) start = here;
    if (here.alerts - start.alerts > options_.replayed_alerts_max) {
      start.alerts = here.alerts - options_.replayed_alerts_max;
      is_reset = true;
    }
    listener->Start(start);
    if (!ReplayGroups(listener.get(), *snapshot)) {
      listener->PassGroups(here.seq);
      is_reset = true;
    }
    std::string opening = "id: " + listener->EventId() + "\n\n";
    if (is_reset) opening = EventFrame("reset", listener->EventId(), "{}");
    listener->Write(std::move(opening), now);
    listeners_.push_back(std::move(listener));
  }
}

// Lets the groups wait that changed since the listener's place; false when they are too many.
bool EventStream::ReplayGroups(Listener* listener, const Snapshot& snapshot) {
  if (!listener->last() || listener->last()->seq >= snapshot.position.next_seq) return true;
  const Seq since = listener->last()->seq;
  std::vector<GroupEntryPtr> changed;
  for (const GroupEntryPtr& entry : snapshot.groups) {
    if (entry->changed_seq <= since) continue;
    // One that ended meanwhile is told to all who may have been shown it.
    const bool has_ended = entry->rank.level == kLevelNone;
    const bool is_theirs = !listener->filter().org || *listener->filter().org == entry->org;
    if (has_ended ? !is_theirs : !listener->filter().Takes(GroupNews{nullptr, entry, {}})) continue;
    if (changed.size() == options_.replayed_groups_max) return false;
    changed.push_back(entry);
  }
  for (const GroupEntryPtr& entry : changed) listener->Wait(entry->rank.id, {nullptr, entry, {}});
  return true;
}

void EventStream::TellAlerts(Clock::time_point now) {
  const uint64_t count = AlertCount(model_->position());
  struct Told {
    AlertRow row;
    std::string json;
  };
  std::unordered_map<uint64_t, Told> read;  // listeners mostly stand at the same alert
  for (const auto& listener : listeners_) {
    while (listener->next_alert() < count && !listener->IsClogged(options_.queued_bytes_mark)) {
      const uint64_t end = std::min(count, listener->next_alert() + kAlertsPerLook);
      for (uint64_t number = listener->next_alert(); number < end; ++number) {
        auto alert = read.find(number);
        if (alert == read.end()) {
          auto json = store_->ReadAlert(number);
          if (!json.ok() || !*json) return;  // the store fails: readiness says so; the alert is told when it is read
          auto row = reader_.ReadAlert(**json);
          if (!row.ok()) row = AlertRow();
          alert = read.emplace(number, Told{std::move(*row), std::move(**json)}).first;
        }
        listener->PassAlert();
        if (!listener->filter().Takes(alert->second.row)) continue;
        listener->Write(EventFrame("alert", listener->EventId(), alert->second.json), now);
        ++counts_.alerts;
      }
    }
  }
}

void EventStream::TellGroups(Clock::time_point now) {
  std::unordered_map<uint64_t, GroupNews> news;
  Seq seq;
  {
    std::lock_guard lock(inbox_->mutex);
    news.swap(inbox_->news);
    seq = inbox_->news_seq;
  }
  std::unordered_map<uint64_t, std::string> rows;
  bool has_news = !news.empty();
  for (const auto& listener : listeners_) {
    for (const auto& [id, change] : news)
      if (listener->filter().Takes(change)) listener->Wait(GroupId{id}, change);
    has_news = has_news || listener->waits();
    WriteGroups(listener.get(), &rows, seq, now);
  }
  // What changes after a quiet second is told at once: a deletion is seen when it happens.
  if (has_news) groups_due_ = now + options_.group_every;
}

// `rows` keeps what was read for another listener.
void EventStream::WriteGroups(Listener* listener, std::unordered_map<uint64_t, std::string>* rows, Seq seq,
                              Clock::time_point now) {
  if (listener->IsClogged(options_.queued_bytes_mark)) return;
  const auto taken = listener->TakeWaiting(options_.groups_per_round_max);
  for (size_t i = 0; i < taken.size(); ++i) {
    const GroupId id = taken[i].first;
    if (listener->IsClogged(options_.queued_bytes_mark)) {
      for (; i < taken.size(); ++i) listener->Wait(taken[i].first, taken[i].second);
      break;
    }
    auto [row, is_new] = rows->try_emplace(id.value);
    if (is_new) {
      auto json = store_->ReadGroup(id);
      if (json.ok() && *json) row->second = std::move(**json);
    }
    if (row->second.empty()) continue;
    const bool is_last = i + 1 == taken.size() && !listener->waits();
    if (is_last) listener->PassGroups(seq);
    listener->Write(EventFrame("group", is_last ? listener->EventId() : std::string(), row->second), now);
    ++counts_.groups;
  }
  if (!listener->waits()) listener->PassGroups(seq);
}

void EventStream::TellTrend(Clock::time_point now) {
  trend_due_ = now + options_.trend_every;
  const Position position = model_->position();
  if (position.watermark.is_none() || position.next_seq == trend_position_.next_seq) return;
  const double secs = std::chrono::duration<double>(now - trend_at_).count();
  const uint64_t arrived = position.totals.accepted - trend_position_.totals.accepted;
  const bool has_rate = trend_position_.next_seq > 0 && secs > 0;
  trend_position_ = position;
  trend_at_ = now;
  if (listeners_.empty()) return;
  TrendQuestion question{.by = TrendBy::kOrg, .buckets = {}, .top = kTrendNamesRead, .name = {}, .sums_only = true};
  question.buckets = BucketsOfWindow(position.watermark, options_.trend_window_ms, options_.pane_secs * kSecondMs);
  auto trends = ReadTrends(*store_, question);
  if (!trends.ok()) return;
  for (const auto& listener : listeners_) {
    if (listener->IsClogged(options_.queued_bytes_mark)) continue;
    std::string data;
    JsonWriter json(&data);
    json.BeginObject().Key("watermark").Time(position.watermark);
    json.Key("window_secs").Integer(question.buckets.step_ms * question.buckets.count / kSecondMs);
    if (has_rate) json.Key("accepted_per_sec").Number(std::round(static_cast<double>(arrived) / secs * 100) / 100);
    json.Key("items").BeginArray();
    size_t written = 0;
    for (const TrendSeries& item : trends->items) {
      if (listener->filter().org && *listener->filter().org != item.name) continue;
      if (written++ == kTrendNamesMax) break;
      WriteTrendItem(item, &json);
    }
    json.EndArray().EndObject();
    listener->Write(EventFrame("trend", "", data), now);
    ++counts_.trends;
  }
}

// Forgets listeners that have gone, ends those that do not read, and lets the others know that the stream lives.
void EventStream::Keep(Clock::time_point now) {
  std::erase_if(listeners_, [](const auto& listener) { return !listener->is_open(); });
  counts_.listeners = static_cast<int64_t>(listeners_.size());
  for (const auto& listener : listeners_) {
    if (!listener->IsClogged(options_.queued_bytes_mark)) {
      listener->clogged_since.reset();
      // The id alone: how far it has been told, without an event.
      if (now - listener->written_at() >= options_.heartbeat_every)
        listener->Write(": still here\nid: " + listener->EventId() + "\n\n", now);
      continue;
    }
    if (!listener->clogged_since) listener->clogged_since = now;
    if (now - *listener->clogged_since < options_.stalled_max) continue;
    listener->Close();
    ++counts_.stalled;
  }
}

}  // namespace groundswell
