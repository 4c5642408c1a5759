#include "tools/intake.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace groundswell {
namespace {

// Requests that wait for a worker: bodies in flight are bounded before, by bytes.
constexpr size_t kRequestsWaitingMax = 1024;
// Posts shrink to about a tenth when they are packed.
constexpr int64_t kPackedRatio = 10;
// A post further ahead of its arrival than this moves no watermark.
constexpr int64_t kAheadMaxMs = 5 * 60 * kSecondMs;

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

Intake::Intake(LiveEngine* engine, const Models* models, const AuthorKey* key, IntakeOptions options)
    : engine_(engine), models_(models), key_(key), options_(std::move(options)), tasks_(kRequestsWaitingMax) {
  for (size_t i = 0; i < std::max<size_t>(options_.threads, 1); ++i) threads_.emplace_back([this] { Work(); });
}

Intake::~Intake() { Stop(); }

void Intake::Stop() {
  tasks_.Close();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Intake::Handle(HttpRequest request, Respond respond) {
  ++counts_.requests;
  if (!is_open_) {
    ++counts_.refused_closed;
    return respond(NotNow(503, "posts are not taken now; /readyz says why. Send the request again later"));
  }
  if (!IsPostType(request.Header("Content-Type"))) {
    ++counts_.refused_type;
    return respond(Problem(415, "Content-Type must be application/x-ndjson or application/json"));
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
  Task task{std::move(request), std::make_shared<PostRequest>(std::move(respond), &counts_.answers)};
  if (tasks_.TryPush(&task)) return;
  ++counts_.refused_busy;
  task.answer->Fail(NotNow(429, "more requests wait than can soon be read; send the request again later"));
}

void Intake::Work() {
  BlockScorer scorer(models_, key_, &options_.score);
  while (auto task = tasks_.Pop()) Read(&scorer, &*task);
}

void Intake::Read(BlockScorer* scorer, Task* task) {
  const HttpRequest& request = task->request;
  const auto start = std::chrono::steady_clock::now();
  const auto take = [&](std::unique_ptr<LineBlock> lines) {
    std::unique_ptr<FeedBlock> block = scorer->Score(*lines);
    for (RefusedLine& refused : block->refused) task->answer->Refuse(refused.line.number, refused.refusal.text);
    counts_.posts_read += block->input->posts.posts.size();
    counts_.lines_refused += block->refused.size();
    MarkAhead(request.arrived_ms, &block->input->posts);
    block->input->end_lines = 0;  // a live stream has no place in a file
    task->answer->AddBlock();
    engine_->Submit({std::move(block->input), task->answer, lines->lines_bytes});
  };
  const Status read =
      ReadPostBody(request.body, request.Header("Content-Encoding"), options_.limits, options_.block_posts, take);
  counts_.score_micros += static_cast<uint64_t>(SecondsSince(start) * 1e6);
  if (read.ok()) return task->answer->EndBody();
  ++counts_.refused_body;
  task->answer->Fail(BodyProblem(read));
}

}  // namespace groundswell
