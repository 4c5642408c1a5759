#include "tests/serve/serve_testing.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "models/stored_record.h"
#include "serve/levels.h"
#include "serve/rows.h"

namespace groundswell::testing {
namespace {

EventTime At(int64_t minute) { return {kNoonMs + minute * kMinuteMs}; }

}  // namespace

std::string GroupIdText(uint64_t id) { return FormatGroupId({id}); }

Seq StoreFiller::Post(const TestPost& post) {
  ++position.totals.accepted;
  const Seq seq = position.next_seq;
  Add(RecordKind::kPost, post, seq);
  PaneCounts counts{.posts = 1,
                    .complaints = post.complaint,
                    .negative = post.sentiment == Sentiment::kNegative,
                    .positive = post.sentiment == Sentiment::kPositive};
  const EventTime pane{At(post.minute).ms / 600'000 * 600'000};
  batch_.panes.push_back({pane, Keep(post.org), counts});
  batch_.series.push_back({pane, SeriesKind::kChannel, Keep(post.channel), counts});
  if (!post.cause.empty()) batch_.series.push_back({pane, SeriesKind::kCause, Keep(post.cause), counts});
  if (!post.region.empty()) batch_.series.push_back({pane, SeriesKind::kRegion, Keep(post.region), counts});
  return seq;
}

Seq StoreFiller::Edit(const TestPost& post) {
  const auto row = store_.FindId(post.channel, post.id);
  CHECK(row.ok() && *row);
  ++position.totals.updated;
  batch_.members.push_back({{post.group}, (*row)->seq, {}, true});
  Add(RecordKind::kUpdate, post, (*row)->first_seq);
  return position.next_seq - 1;
}

void StoreFiller::Add(RecordKind kind, const TestPost& post, Seq first_seq) {
  ScoredPost scored;
  scored.id = Keep(post.id), scored.channel = Keep(post.channel), scored.text = Keep(post.text);
  scored.org = Keep(post.org), scored.region = Keep(post.region);
  scored.reading.cause = post.cause.empty() ? CauseClass::kNone : CauseClass::kQuality;
  scored.reading.cause_tag = Keep(post.cause);
  scored.time = At(post.minute);
  scored.scores = {post.sentiment, post.lang, -0.5f, post.complaint ? 0.9f : 0.1f};
  Prior prior;
  if (kind == RecordKind::kUpdate) prior.seq = store_.FindId(post.channel, post.id).value()->seq;
  Record record{position.next_seq++, kind, &scored, kind == RecordKind::kUpdate ? &prior : nullptr};
  const Verdict verdict{{post.group}, {post.person}, post.complaint, false, false};
  std::string bytes;
  EncodeRecord(record, verdict, &bytes);
  batch_.records.push_back({record.seq, Keep(bytes)});
  IdRow row;
  row.first_seq = first_seq, row.seq = record.seq, row.time = scored.time;
  batch_.ids.push_back({scored.channel, scored.id, row});
  batch_.members.push_back(
      {{post.group}, record.seq, {scored.time, {post.person}, post.sentiment, post.complaint, false}});
  position.watermark = std::max(position.watermark, scored.time);
}

void StoreFiller::Delete(std::string_view id, std::string_view channel) {
  auto row = store_.FindId(channel, id);
  CHECK(row.ok() && *row);
  IdRow gone = **row;
  gone.deleted = true;
  gone.seq = position.next_seq++;
  batch_.ids.push_back({Keep(std::string(channel)), Keep(std::string(id)), gone});
  ScoredPost post;
  post.id = id, post.channel = channel, post.deleted = true;
  Prior prior;
  prior.seq = (*row)->seq;
  std::string bytes;
  EncodeRecord({gone.seq, RecordKind::kDeletion, &post, &prior}, {}, &bytes);
  batch_.records.push_back({gone.seq, Keep(bytes)});
  ++position.totals.deletions, ++position.totals.removed;
}

void StoreFiller::Group(uint64_t id, std::string_view level, int64_t last_minute, std::string_view org,
                        std::string_view title, std::string_view more) {
  std::string row;
  JsonWriter json(&row);
  json.BeginObject().Key("id").Text(GroupIdText(id)).Key("org");
  org.empty() ? json.Null() : json.Text(org);
  json.Key("title").Text(title).Key("keywords").BeginArray().Text("音箱").EndArray().Key("level").Text(level);
  json.Key("posts").Integer(3).Key("first_at").Time(At(0)).Key("last_at").Time(At(last_minute));
  json.Key("channels").BeginObject().Key("weibo").Integer(2).Key("forum").Integer(1).EndObject();
  json.EndObject();
  row.insert(row.size() - 1, more);
  batch_.groups.push_back({{id}, Keep(row)});
  ++position.totals.groups;
}

void StoreFiller::Merge(uint64_t from, uint64_t into, bool has_row) {
  batch_.merges.push_back({{from}, {into}});
  if (has_row)
    batch_.groups.push_back(
        {{from}, Keep("{\"id\":\"" + GroupIdText(from) + "\",\"merged_into\":\"" + GroupIdText(into) + "\"}")});
}

void StoreFiller::Alert(std::string_view id, uint64_t group, std::string_view event, std::string_view level,
                        int64_t minute, std::string_view org, std::string_view previous_level) {
  std::string row;
  JsonWriter json(&row);
  json.BeginObject().Key("id").Text(id).Key("event").Text(event).Key("level").Text(level);
  json.Key("previous_level").Text(previous_level).Key("at").Time(At(minute)).Key("group").BeginObject();
  json.Key("id").Text(GroupIdText(group)).Key("org");
  org.empty() ? json.Null() : json.Text(org);
  json.EndObject().EndObject();
  batch_.alerts.push_back({AlertCount(position), Keep(row), Keep(std::string(id))});
  ++position.totals.alerts[static_cast<size_t>(IndexOf(kLevelNames, level))];
}

void StoreFiller::Series(SeriesKind kind, std::string_view name, int64_t posts) {
  batch_.series.push_back({At(0), kind, Keep(std::string(name)), {.posts = posts}});
}

void StoreFiller::Commit(ReadModel* model) {
  batch_.position = position;
  CHECK(store_.Commit(batch_).ok());
  if (model != nullptr) model->OnCommit(batch_);
  batch_ = {};
  kept_.clear();
}

HttpRequest Get(std::string_view target, std::vector<std::string> path_values) {
  HttpRequest request;
  request.method = "GET";
  const size_t mark = std::min(target.find('?'), target.size());
  request.path = target.substr(0, mark);
  request.path_values = std::move(path_values);
  for (size_t begin = mark + 1; begin < target.size();) {
    const size_t end = std::min(target.find('&', begin), target.size());
    const std::string_view pair = target.substr(begin, end - begin);
    const size_t equals = std::min(pair.find('='), pair.size());
    request.query.emplace_back(pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size())));
    begin = end + 1;
  }
  return request;
}

Answer::Answer(HttpResponse response)
    : response_(std::move(response)), parser_(std::make_unique<simdjson::dom::parser>()) {
  EXPECT_EQ(parser_->parse(response_.body).get(json_), simdjson::SUCCESS) << response_.body;
}

std::string Answer::At(std::string_view pointer) const {
  simdjson::dom::element value;
  if (json_.at_pointer(pointer).get(value) != simdjson::SUCCESS) return "(none)";
  std::string_view text;
  if (value.get_string().get(text) == simdjson::SUCCESS) return std::string(text);
  return simdjson::minify(value);
}

std::string Answer::Items(std::string_view field) const {
  std::string text;
  for (size_t i = 0;; ++i) {
    const std::string item = "/items/" + std::to_string(i);
    if (At(item) == "(none)") return text;
    text.append(i == 0 ? "" : " ").append(At(item + "/" + std::string(field)));
  }
}

std::string Answer::NextCursor() const {
  const std::string cursor = At("/next_cursor");
  return cursor == "null" ? "" : "cursor=" + cursor;
}

std::string Answer::HeaderValue(std::string_view name) const {
  for (const HttpHeader& header : response_.headers)
    if (header.name == name) return header.value;
  return "";
}

void FakeStream::Open(HttpResponse head) {
  std::lock_guard lock(mutex_);
  text_ += head.body;
  if (head.status != 200) is_open_ = false;
  head_ = std::move(head);
}

bool FakeStream::Write(std::string bytes) {
  std::lock_guard lock(mutex_);
  if (!is_open_) return false;
  text_ += bytes;
  return true;
}

std::string FakeStream::Text() const {
  std::lock_guard lock(mutex_);
  return text_;
}

HttpResponse FakeStream::Head() const {
  std::lock_guard lock(mutex_);
  return head_;
}

bool FakeStream::WaitFor(std::string_view text) const {
  for (int i = 0; i < 1'000; ++i) {
    if (Text().find(text) != std::string::npos) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

int FakeStream::Count(std::string_view text) const {
  const std::string all = Text();
  int count = 0;
  for (size_t at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++count;
  return count;
}

}  // namespace groundswell::testing
