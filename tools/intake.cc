#include "tools/intake.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace groundswell {
namespace {

// Posts shrink to about a tenth when they are packed.
constexpr int64_t kPackedRatio = 10;
// A post further ahead of its arrival than this moves no watermark.
constexpr int64_t kAheadMaxMs = 5 * 60 * kSecondMs;
// Who sends posts that come by no source; none has this name (tools/config_sources.cc).
constexpr std::string_view kHttpSender = "http";

HttpResponse NotNow(int status, std::string_view detail) {
  HttpResponse response = Problem(status, detail);
  response.headers.push_back({"Retry-After", "1"});
  return response;
}

// Bodies are told apart by their bytes; the type only keeps out what was never meant as posts. curl's own default is
// among those taken.
bool IsPostType(std::string_view type) {
  std::string name(type.substr(0, type.find(';')));
  while (!name.empty() && name.back() == ' ') name.pop_back();
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  if (name.empty() || name == "text/plain" || name == "application/octet-stream") return true;
  return name == "application/x-www-form-urlencoded" || name.find("json") != std::string::npos;
}

HttpResponse BodyProblem(const Status& status) {
  if (status.code() == Code::kExhausted) return Problem(413, status.message() + "; send it in parts");
  if (status.code() == Code::kNotFound) return Problem(415, status.message());
  return Problem(400, status.message());
}

}  // namespace

void MarkAhead(int64_t arrived_ms, ScoredBatch* posts) {
  for (ScoredPost& post : posts->posts) post.is_ahead = !post.deleted && post.time.ms > arrived_ms + kAheadMaxMs;
}

void NoteArrival(int64_t arrived_ms, std::string_view sender, InputBlock* block) {
  block->sender = sender;
  block->arrived_ms = arrived_ms;
  MarkAhead(arrived_ms, &block->posts);
  block->ahead_ms.reserve(block->posts.posts.size());
  // A deletion has no time.
  for (const ScoredPost& post : block->posts.posts)
    block->ahead_ms.push_back(post.time.is_none() ? 0 : post.time.ms - arrived_ms);
}

Intake::Intake(LiveEngine* engine, ScorerPool* pool, IntakeOptions options)
    : engine_(engine),
      pool_(pool),
      options_(std::move(options)),
      clocks_(std::make_shared<ClockWatch>("posts by HTTP", options_.score.clocks, options_.say)) {
  SetScore(options_.score);
}

void Intake::SetScore(const BlockScorerOptions& score) {
  auto made = std::make_shared<const BlockScorerOptions>(score);
  clocks_->SetChannels(score.clocks);
  std::lock_guard lock(mutex_);
  score_ = std::move(made);
}

std::shared_ptr<const BlockScorerOptions> Intake::ScoreOf(const Task& task) const {
  if (task.feed) return task.feed->score;
  std::lock_guard lock(mutex_);
  return score_;
}

void Intake::Handle(HttpRequest request, Respond respond) {
  if (IsPostType(request.Header("Content-Type"))) return Admit(nullptr, std::move(request), std::move(respond));
  ++counts_.requests;
  ++counts_.refused_type;
  respond(Problem(415, "Content-Type must be application/x-ndjson or application/json"));
}

void Intake::HandleFeed(std::shared_ptr<NamedFeed> feed, HttpRequest request, Respond respond) {
  ++feed->counts->requests;
  if (feed->is_paused) {
    ++counts_.requests;
    ++counts_.refused_closed;
    return respond(NotNow(503, "this source is paused; send the request again later"));
  }
  if (!request.Header("Content-Type").starts_with("multipart/"))
    return Admit(std::move(feed), std::move(request), std::move(respond));
  ++counts_.requests;
  ++counts_.refused_type;
  respond(Problem(415, "send the records themselves as the body, not as a form"));
}

void Intake::Admit(std::shared_ptr<NamedFeed> feed, HttpRequest request, Respond respond) {
  ++counts_.requests;
  if (!is_open_) {
    ++counts_.refused_closed;
    return respond(NotNow(503, "posts are not taken now; /readyz says why. Send the request again later"));
  }
  // A packed body is the work of what it unpacks to.
  const bool is_packed = !request.Header("Content-Encoding").empty();
  const int64_t bytes = static_cast<int64_t>(request.body.size()) * (is_packed ? kPackedRatio : 1);
  const int64_t waiting = counts_.waiting_bytes.fetch_add(bytes);
  if (waiting > 0 && waiting + bytes > static_cast<int64_t>(options_.waiting_bytes_max)) {
    counts_.waiting_bytes -= bytes;
    ++counts_.refused_busy;
    return respond(NotNow(429, "more posts wait than the engine can soon take; send the request again later"));
  }
  counts_.bytes += request.body.size();
  respond = [this, bytes, respond = std::move(respond)](HttpResponse response) {
    counts_.waiting_bytes -= bytes;
    respond(std::move(response));
  };
  const bool is_source = feed != nullptr && feed->is_source;
  const auto answer =
      std::make_shared<PostRequest>(std::move(respond), &counts_.answers, feed ? feed->counts : nullptr,
                                    RequestClocks{is_source ? feed->clocks : clocks_, request.arrived_ms});
  const auto task = std::make_shared<Task>(Task{std::move(request), answer, std::move(feed)});
  ScorerPool::Job job = [this, task](BlockScorers* scorers) { Read(scorers, *task); };
  if (pool_->TryAdd(&job)) return;
  ++counts_.refused_busy;
  answer->Fail(NotNow(429, "more requests wait than can soon be read; send the request again later"));
}

bool Intake::IsSigned(const Task& task) {
  if (task.feed == nullptr || !task.feed->signature) return true;
  const std::string_view fault = task.feed->signature->Fault(task.request);
  if (fault.empty()) return true;
  ++counts_.refused_signature;
  ++task.feed->counts->refused_signatures;
  task.answer->Fail(Problem(401, fault));
  return false;
}

Status Intake::ReadBody(const Task& task, const std::function<void(std::unique_ptr<LineBlock>)>& take) const {
  const std::string_view body = task.request.body, encoding = task.request.Header("Content-Encoding");
  if (task.feed == nullptr) return ReadPostBody(body, encoding, options_.limits, options_.block_posts, take);
  return ReadMappedBody(body, encoding, options_.limits, options_.block_posts, *task.feed->score->mapping, take);
}

void Intake::Read(BlockScorers* scorers, const Task& task) {
  if (!IsSigned(task)) return;
  const auto start = std::chrono::steady_clock::now();
  const std::shared_ptr<const BlockScorerOptions> score = ScoreOf(task);
  BlockScorer* scorer = scorers->For(score);
  const auto take = [&](std::unique_ptr<LineBlock> lines) {
    std::unique_ptr<FeedBlock> block = scorer->Score(*lines);
    for (RefusedLine& refused : block->refused) task.answer->Refuse(refused.line.number, refused.refusal.text);
    counts_.posts_read += block->input->posts.posts.size();
    counts_.lines_refused += block->refused.size();
    NoteArrival(task.request.arrived_ms, task.feed ? std::string_view(task.feed->name) : kHttpSender,
                block->input.get());
    block->input->end_lines = 0;  // a live stream has no place in a file
    task.answer->AddBlock();
    engine_->Submit({std::move(block->input), task.answer, lines->lines_bytes});
  };
  const Status read = ReadBody(task, take);
  counts_.score_micros += static_cast<uint64_t>(SecondsSince(start) * 1e6);
  if (task.feed) task.feed->counts->bytes += task.request.body.size();
  if (read.ok()) return task.answer->EndBody();
  ++counts_.refused_body;
  task.answer->Fail(BodyProblem(read));
}

}  // namespace groundswell
