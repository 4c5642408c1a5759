// LoadConnection: one keep-alive connection that sends a request and gives its answer; it connects when it must.
//
// Contract: one request at a time. An answer has the status, or 0 when the connection failed: then whether the server
// took the request is not known, and it is not sent again. Ownership: borrows the io context, and outlives its work
// there. Threads: that of the context.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace groundswell {

struct LoadAnswer {
  int status = 0;
  bool has_retry_after = false;
  std::string_view body;  // until the next request
};

class LoadConnection {
 public:
  using OnAnswer = std::function<void(LoadConnection*, const LoadAnswer&)>;

  LoadConnection(boost::asio::io_context* io, boost::asio::ip::tcp::endpoint server, OnAnswer on_answer)
      : socket_(*io), server_(std::move(server)), on_answer_(std::move(on_answer)) {}

  // Sends `head` (request line and headers but Content-Length, each with its line end) and what *body() was filled
  // with.
  void Send(std::string_view head);
  std::string* body() { return &body_; }
  void Close();

  // What its owner keeps about the request under way.
  uint64_t first_post = 0, posts = 0;
  int64_t due_micros = 0;

 private:
  void Write();
  void Read();
  void Take();
  void Give(const LoadAnswer& answer) { on_answer_(this, answer); }
  void Fail();

  boost::asio::ip::tcp::socket socket_;
  const boost::asio::ip::tcp::endpoint server_;
  const OnAnswer on_answer_;
  std::string head_, body_;
  std::vector<char> input_ = std::vector<char>(16384);
  size_t input_bytes_ = 0, searched_ = 0;
};

}  // namespace groundswell
