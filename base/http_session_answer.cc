// What HttpSession sends: responses, streams, and the quiet end of a connection.
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <ctime>

#include "base/http_session.h"

namespace groundswell {
namespace {

using boost::system::error_code;

// How long a connection that is being closed is read from, so that the other side sees the answer and not a reset.
constexpr std::chrono::seconds kLinger{2};
// Who takes a response slower than this is not waited for.
constexpr size_t kWriteBytesPerSecMin = size_t{32} << 10;
// Read of a file at once.
constexpr size_t kFileBytesAtOnce = size_t{256} << 10;

void CountResponse(int status, HttpServerCounts* counts) {
  auto& count = status < 300   ? counts->responses_2xx
                : status < 400 ? counts->responses_3xx
                : status < 500 ? counts->responses_4xx
                               : counts->responses_5xx;
  count.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

void HttpSession::OnAnswer(uint64_t request, HttpResponse response) {
  if (state_ == State::kHandling && request == request_) Write(std::move(response), Then::kNext);
}

void HttpSession::Write(HttpResponse response, Then then) {
  state_ = State::kWriting;
  then_ = head_.keep_alive && !server_->draining ? then : Then::kLinger;
  CountResponse(response.status, &server_->counts);
  output_head_.clear();
  const size_t body_bytes = response.file ? response.file->bytes() : response.body.size();
  AppendHttpHead(response, HttpEnd::kLength, body_bytes, then_ != Then::kLinger, std::time(nullptr), &output_head_);
  output_body_.clear();
  output_file_ = nullptr;
  if (!is_head_ && response.status != 204 && response.status != 304) {
    output_body_ = std::move(response.body);
    output_file_ = std::move(response.file);
    output_file_at_ = 0;
  }
  if (!ReadFile()) return Close();
  Send();
}

// The next bytes of the file, where there is one. False when it cannot be read: the head has promised them.
bool HttpSession::ReadFile() {
  if (!output_file_) return true;
  if (!output_file_->Read(output_file_at_, kFileBytesAtOnce, &output_body_).ok()) return false;
  output_file_at_ += output_body_.size();
  if (output_file_at_ >= output_file_->bytes()) output_file_ = nullptr;
  return true;
}

void HttpSession::Send() {
  SetDeadline(std::chrono::seconds(server_->options.request_secs + output_body_.size() / kWriteBytesPerSecMin));
  const std::array<boost::asio::const_buffer, 2> buffers = {boost::asio::buffer(output_head_),
                                                            boost::asio::buffer(output_body_)};
  boost::asio::async_write(socket_, buffers, [self = shared_from_this()](const error_code& error, size_t) {
    if (error) return self->Close();
    self->OnWritten();
  });
}

void HttpSession::OnWritten() {
  if (state_ != State::kWriting) return;
  if (output_file_) {
    output_head_.clear();
    return ReadFile() ? Send() : Close();
  }
  output_body_ = {};  // a large one is not held while the connection rests
  switch (then_) {
    case Then::kNext:
      return NextRequest();
    case Then::kSkip:
      state_ = State::kSkipping;
      SetDeadline(std::chrono::seconds(server_->options.request_secs));
      return Skip();
    case Then::kLinger:
      return Linger();
  }
}

void HttpSession::Linger() {
  state_ = State::kLingering;
  error_code ignored;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  SetDeadline(kLinger);
  begin_ = end_ = 0;
  Read();
}

void HttpSession::OnStream() {
  if (state_ != State::kStreaming) return;
  if (stream_->is_cut()) {
    server_->counts.streams_cut.fetch_add(1, std::memory_order_relaxed);
    return Close();
  }
  WriteStream();
}

// Sends what is queued; called again when that has gone.
void HttpSession::WriteStream() {
  if (stream_writing_) return;
  HttpStreamBuffer::Taken taken = stream_->Take(&output_body_);
  output_head_.clear();
  if (!stream_begun_ && !BeginStream(std::move(taken.head), taken.closed)) return;
  if (output_head_.empty() && output_body_.empty()) {
    if (taken.closed) Linger();
    return;
  }
  stream_writing_ = true;
  SetDeadline(std::chrono::seconds(server_->options.idle_secs));
  const std::array<boost::asio::const_buffer, 2> buffers = {boost::asio::buffer(output_head_),
                                                            boost::asio::buffer(output_body_)};
  boost::asio::async_write(socket_, buffers, [self = shared_from_this()](const error_code& error, size_t) {
    if (error) return self->Close();
    self->OnStreamWritten();
  });
}

// The head of the stream, or the answer that takes its place. False when there is nothing to send behind it.
bool HttpSession::BeginStream(std::optional<HttpResponse> head, bool closed) {
  if (!head && !closed) return false;
  if (!head) head = Problem(500, "The stream was dropped before it began. Ask again.");
  if (head->status != 200) {
    stream_->Shut();
    stream_ = nullptr;
    Write(std::move(*head), Then::kNext);
    return false;
  }
  CountResponse(head->status, &server_->counts);
  stream_begun_ = true;
  server_->counts.streams_open.fetch_add(1, std::memory_order_relaxed);
  AppendHttpHead(*head, HttpEnd::kClose, 0, false, std::time(nullptr), &output_head_);
  output_head_ += head->body;
  // From here on what the other side sends has no meaning; that it closes is what is read for.
  Read();
  return true;
}

void HttpSession::OnStreamWritten() {
  stream_writing_ = false;
  if (state_ != State::kStreaming) return;
  deadline_ = MonotonicTime::max();
  stream_->Sent(output_body_.size());
  WriteStream();
}

}  // namespace groundswell
