// What tests of the read API share: a store that is filled by hand, requests, answers taken apart, a stream that keeps
// what is written to it.
#pragma once

#include <simdjson.h>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/http.h"
#include "models/record.h"
#include "serve/api_context.h"
#include "serve/read_model.h"
#include "storage/memory_store.h"

namespace groundswell::testing {

constexpr int64_t kNoonMs = 1'772'366'400'000;  // 2026-03-01T12:00:00Z
constexpr int64_t kMinuteMs = 60'000;

// One post, as short as a test wants it.
struct TestPost {
  std::string id, text = "音箱不播报", org = "海桥银行", channel = "weibo", region = "";
  int64_t minute = 0;  // after noon
  uint64_t group = 1;
  uint64_t person = 0;  // 0: counts nobody
  bool complaint = true;
  Sentiment sentiment = Sentiment::kNegative;
  Lang lang = Lang::kChinese;
  std::string cause = {};  // its tag
};

// Fills a store as the engine would, one commit at a time.
class StoreFiller {
 public:
  Seq Post(const TestPost& post);
  // Takes the place of an earlier record of the same id.
  Seq Edit(const TestPost& post);
  void Delete(std::string_view id, std::string_view channel = "weibo");
  // `more` goes into the row as it is: ",\"urgency\":7".
  void Group(uint64_t id, std::string_view level, int64_t last_minute, std::string_view org = "海桥银行",
             std::string_view title = "音箱不播报", std::string_view more = "");
  void Merge(uint64_t from, uint64_t into, bool has_row = true);
  void Alert(std::string_view id, uint64_t group, std::string_view event, std::string_view level, int64_t minute,
             std::string_view org = "海桥银行", std::string_view previous_level = "none");
  // Further posts of a pane, of which nothing else is known.
  void Series(SeriesKind kind, std::string_view name, int64_t posts);
  // Commits what was gathered, and tells the model.
  void Commit(ReadModel* model = nullptr);

  MemoryStore* store() { return &store_; }
  Position position;

 private:
  std::string_view Keep(std::string text) { return kept_.emplace_back(std::move(text)); }
  void Add(RecordKind kind, const TestPost& post, Seq first_seq);

  MemoryStore store_;
  CommitBatch batch_;
  std::deque<std::string> kept_;
};

std::string GroupIdText(uint64_t id);

// "/api/v1/groups?limit=2", with the values of the {names} in the route.
HttpRequest Get(std::string_view target, std::vector<std::string> path_values = {});

// A JSON answer, held open.
class Answer {
 public:
  explicit Answer(HttpResponse response);

  const HttpResponse& response() const { return response_; }
  int status() const { return response_.status; }
  simdjson::dom::element json() const { return json_; }
  // The text or number at a JSON pointer, as text; "(none)" where nothing is.
  std::string At(std::string_view pointer) const;
  // The values of one field of all items, with spaces between.
  std::string Items(std::string_view field) const;
  // A query parameter that asks for the next page, or empty after the last.
  std::string NextCursor() const;
  std::string HeaderValue(std::string_view name) const;

 private:
  HttpResponse response_;
  std::unique_ptr<simdjson::dom::parser> parser_;
  simdjson::dom::element json_;
};

// Keeps what is written; `queued` is what it says of itself.
class FakeStream final : public HttpStream {
 public:
  void Open(HttpResponse head) override;
  bool Write(std::string bytes) override;
  size_t queued_bytes() const override { return queued; }
  bool is_open() const override { return is_open_; }
  void Close() override { is_open_ = false; }

  std::string Text() const;
  HttpResponse Head() const;
  // Waits until `text` has been written, at most ten seconds.
  bool WaitFor(std::string_view text) const;
  int Count(std::string_view text) const;

  std::atomic<size_t> queued{0};

 private:
  mutable std::mutex mutex_;
  HttpResponse head_;
  std::string text_;
  std::atomic<bool> is_open_{true};
};

}  // namespace groundswell::testing
