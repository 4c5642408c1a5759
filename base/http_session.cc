// What HttpSession reads: head, body, chunks, and what it reads past.
#include "base/http_session.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <cstring>

namespace groundswell {
namespace {

using boost::system::error_code;

// Room for the head of nearly every request; it doubles when a head needs more.
constexpr size_t kInputBytes = 4096;
// Chunks are read through the input buffer: a larger one takes fewer calls.
constexpr size_t kChunkInputBytes = size_t{64} << 10;
// Of a connection that is being closed, what is read past at most.
constexpr size_t kLingerBytesMax = size_t{64} << 20;
// The body of a refused request is read past up to here, so that the connection lives on.
constexpr uint64_t kSkipBytesMax = uint64_t{1} << 20;

int64_t WallMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

void HttpSession::NextRequest() {
  if (server_->draining) return Linger();
  state_ = State::kIdle;
  is_head_ = false;
  SetDeadline(std::chrono::seconds(server_->options.idle_secs));
  ReadHead();
}

void HttpSession::Read() {
  if (reading_ || state_ == State::kClosed) return;
  if (begin_ == end_) begin_ = end_ = 0;
  if (end_ == input_.size() && begin_ > 0) {
    std::memmove(input_.data(), input_.data() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
  }
  if (end_ == input_.size()) input_.resize(std::max(kInputBytes, input_.size() * 2));
  reading_ = true;
  socket_.async_read_some(boost::asio::buffer(input_.data() + end_, input_.size() - end_),
                          [self = shared_from_this()](const error_code& error, size_t bytes) {
                            self->reading_ = false;
                            self->end_ += bytes;
                            if (!error) return self->OnRead();
                            // While an answer is being written it may still be wanted: the other side has ended its
                            // half.
                            if (self->state_ != State::kWriting) self->Close();
                          });
}

void HttpSession::OnRead() {
  switch (state_) {
    case State::kIdle:
    case State::kHead:
      return ReadHead();
    case State::kBody:
      return ReadChunks();
    case State::kSkipping:
      return Skip();
    case State::kLingering:
      lingered_bytes_ += end_ - begin_;
      if (lingered_bytes_ > kLingerBytesMax) return Close();
      [[fallthrough]];
    case State::kStreaming:
      begin_ = end_ = 0;
      return Read();
    case State::kHandling:
    case State::kWriting:
    case State::kClosed:
      return;
  }
}

void HttpSession::ReadHead() {
  // Some senders put an empty line behind a body; RFC 9112 (2.2) has it skipped.
  while (begin_ < end_ && (input_[begin_] == '\r' || input_[begin_] == '\n') && state_ == State::kIdle) ++begin_;
  if (Unread().empty()) return Read();
  if (state_ == State::kIdle) {
    state_ = State::kHead;
    searched_ = 0;
    SetDeadline(std::chrono::seconds(server_->options.request_secs));
    // Another protocol (a TLS greeting, say) would else be waited for until its time is over.
    if (static_cast<unsigned char>(input_[begin_]) <= ' ' || static_cast<unsigned char>(input_[begin_]) >= 127)
      return Fail(Problem(400, "This port speaks plain HTTP."));
  }
  const size_t bytes_max = server_->options.header_bytes_max;
  const std::string_view bytes = Unread().substr(0, bytes_max);
  const size_t end = FindHttpHeadEnd(bytes, &searched_);
  if (end == std::string_view::npos) {
    if (bytes.size() < bytes_max) return Read();
    const bool line = bytes.find('\n') == std::string_view::npos;
    return Fail(
        Problem(line ? 414 : 431, "Request line and headers may have " + std::to_string(bytes_max) + " bytes."));
  }
  server_->counts.requests.fetch_add(1, std::memory_order_relaxed);
  auto head = ParseHttpHead(bytes.substr(0, end));
  begin_ += end;
  if (auto* problem = std::get_if<HttpResponse>(&head)) return Fail(std::move(*problem));
  head_ = std::get<HttpHead>(std::move(head));
  ++request_;
  is_head_ = head_.request.method == "HEAD";
  chunks_ = {};
  if (auto refusal = Refusal()) return Refuse(std::move(*refusal));
  BeginBody();
}

void HttpSession::BeginBody() {
  state_ = State::kBody;
  body_bytes_ = 0;
  Admit(head_.content_length.value_or(0));
  if (head_.expects_continue) {
    head_.expects_continue = false;
    // Some bytes into a buffer that has room unless the other side never reads: not worth a state of its own.
    error_code error;
    const std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    if (socket_.write_some(boost::asio::buffer(go_on.data(), go_on.size()), error) != go_on.size()) return Close();
  }
  if (head_.chunked) {
    if (input_.size() < kChunkInputBytes) input_.resize(kChunkInputBytes);
    return ReadChunks();
  }
  body_.resize(head_.content_length.value_or(0));
  const size_t here = std::min(Unread().size(), body_.size());
  if (here > 0) std::memcpy(body_.data(), input_.data() + begin_, here);
  begin_ += here;
  body_bytes_ = here;
  ReadBody();
}

void HttpSession::ReadBody() {
  if (body_bytes_ == body_.size()) return Dispatch();
  reading_ = true;
  socket_.async_read_some(boost::asio::buffer(body_.data() + body_bytes_, body_.size() - body_bytes_),
                          [self = shared_from_this()](const error_code& error, size_t bytes) {
                            self->reading_ = false;
                            if (!error) return self->OnBody(bytes);
                            if (self->state_ != State::kWriting) self->Close();
                          });
}

void HttpSession::OnBody(size_t bytes) {
  // The clock may have ended the request in the meantime.
  if (state_ != State::kBody) return OnRead();
  body_bytes_ += bytes;
  ReadBody();
}

void HttpSession::ReadChunks() {
  size_t used = 0;
  const uint64_t in_flight_max = chunks_.body_bytes() + server_->InflightRoom();
  const uint64_t bytes_max = std::min<uint64_t>(server_->options.body_bytes_max, in_flight_max);
  const auto progress = chunks_.Read(Unread(), bytes_max, &used, &body_);
  begin_ += used;
  Admit(body_.size() - admitted_bytes_);
  switch (progress) {
    case ChunkedReader::Progress::kMore:
      return Read();
    case ChunkedReader::Progress::kDone:
      return Dispatch();
    case ChunkedReader::Progress::kFailed:
      return Fail(Problem(400, "The body is not chunked as RFC 9112 says."));
    case ChunkedReader::Progress::kFull:
      return Refuse(in_flight_max < server_->options.body_bytes_max ? Throttled() : BodyTooLarge());
  }
}

// After a refusal: reads to the end of the body, as far as that is worth it.
void HttpSession::Skip() {
  if (!head_.chunked) {
    const size_t here = static_cast<size_t>(std::min<uint64_t>(Unread().size(), skip_left_));
    begin_ += here;
    skip_left_ -= here;
    return skip_left_ == 0 ? NextRequest() : Read();
  }
  size_t used = 0;
  const auto progress = chunks_.Read(Unread(), skip_left_, &used, nullptr);
  begin_ += used;
  if (progress == ChunkedReader::Progress::kMore) return Read();
  return progress == ChunkedReader::Progress::kDone ? NextRequest() : Linger();
}

void HttpSession::Refuse(HttpResponse response) {
  Release();
  body_ = {};
  Then then = Then::kNext;
  if (head_.has_body()) {
    skip_left_ = head_.chunked ? chunks_.body_bytes() + kSkipBytesMax : *head_.content_length;
    // Who waits for 100-continue may or may not send the body after a refusal: where the next request begins is not
    // known.
    const bool skips = !head_.expects_continue && (head_.chunked || skip_left_ <= kSkipBytesMax);
    then = skips ? Then::kSkip : Then::kLinger;
  }
  Write(std::move(response), then);
}

void HttpSession::Dispatch() {
  head_.request.body = std::move(body_);
  body_ = {};
  head_.request.arrived_ms = WallMs();
  server_->counts.body_bytes.fetch_add(head_.request.body.size(), std::memory_order_relaxed);
  deadline_ = MonotonicTime::max();
  if (route_->open_stream) {
    Release();
    state_ = State::kStreaming;
    stream_ = std::make_shared<HttpStreamBuffer>(server_->mailbox, id_, server_->options.stream_bytes_max);
    stream_begun_ = stream_writing_ = false;
    return route_->open_stream(std::move(head_.request), MakeHttpStream(stream_));
  }
  state_ = State::kHandling;
  // In flight until answered: the message that brings the answer gives the bytes back, whether or not this session
  // lives.
  const size_t in_flight_bytes = std::exchange(admitted_bytes_, 0);
  route_->handle(std::move(head_.request), MakeRespond(server_->mailbox, id_, request_, in_flight_bytes));
}

void HttpSession::OnClock(MonotonicTime now) {
  if (now < deadline_) return;
  switch (state_) {
    case State::kHead:
    case State::kBody:
      server_->counts.timed_out.fetch_add(1, std::memory_order_relaxed);
      Release();
      return Fail(Problem(
          408, "The request was not whole within " + std::to_string(server_->options.request_secs) + " seconds."));
    case State::kStreaming:
      server_->counts.streams_cut.fetch_add(1, std::memory_order_relaxed);
      [[fallthrough]];
    default:
      return Close();
  }
}

void HttpSession::Drain() {
  if (state_ == State::kIdle || state_ == State::kHead) return Close();
  if (state_ != State::kStreaming) return;
  stream_->Close();
  WriteStream();
}

void HttpSession::Close() {
  if (std::exchange(state_, State::kClosed) == State::kClosed) return;
  Release();
  if (stream_) stream_->Shut();
  if (stream_begun_) server_->counts.streams_open.fetch_sub(1, std::memory_order_relaxed);
  error_code ignored;
  socket_.close(ignored);
  server_->on_closed(*this);
}

}  // namespace groundswell
