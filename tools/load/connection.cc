#include "tools/load/connection.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/write.hpp>
#include <cstdlib>

#include "base/http_head.h"
#include "base/http_target.h"

namespace groundswell {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// The value of a header in the head of an answer, or empty.
std::string_view HeaderIn(std::string_view head, std::string_view name) {
  while (!head.empty()) {
    const size_t end = head.find("\r\n");
    if (end == std::string_view::npos) break;
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (line.size() > name.size() && line[name.size()] == ':' &&
        EqualsIgnoringCase(line.substr(0, name.size()), name)) {
      const size_t value = line.find_first_not_of(" \t", name.size() + 1);
      return value == std::string_view::npos ? std::string_view() : line.substr(value);
    }
  }
  return {};
}

}  // namespace

void LoadConnection::Send(std::string_view head) {
  head_.assign(head).append("Content-Length: ").append(std::to_string(body_.size())).append("\r\n\r\n");
  input_bytes_ = searched_ = 0;
  if (socket_.is_open()) return Write();
  socket_.async_connect(server_, [this](const error_code& error) {
    if (error) return Fail();
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    Write();
  });
}

void LoadConnection::Write() {
  const std::array<boost::asio::const_buffer, 2> buffers = {boost::asio::buffer(head_), boost::asio::buffer(body_)};
  // An answer may come before all is written (a refusal): a failed write is known by the read that follows it.
  boost::asio::async_write(socket_, buffers, [this](const error_code& error, size_t) {
    if (error == boost::asio::error::operation_aborted) return;
    Read();
  });
}

void LoadConnection::Read() {
  if (input_bytes_ == input_.size()) input_.resize(input_.size() * 2);
  socket_.async_read_some(boost::asio::buffer(input_.data() + input_bytes_, input_.size() - input_bytes_),
                          [this](const error_code& error, size_t bytes) {
                            if (error == boost::asio::error::operation_aborted) return;
                            if (error) return Fail();
                            input_bytes_ += bytes;
                            Take();
                          });
}

void LoadConnection::Take() {
  const std::string_view input(input_.data(), input_bytes_);
  const size_t end = FindHttpHeadEnd(input, &searched_);
  if (end == std::string_view::npos) return Read();
  const std::string_view head = input.substr(0, end);
  const size_t length = static_cast<size_t>(std::atoll(std::string(HeaderIn(head, "Content-Length")).c_str()));
  if (input.size() < end + length) return searched_ = 0, Read();
  LoadAnswer answer;
  answer.status = head.size() > 12 ? std::atoi(std::string(head.substr(9, 3)).c_str()) : 0;
  answer.has_retry_after = !HeaderIn(head, "Retry-After").empty();
  answer.body = input.substr(end, length);
  if (EqualsIgnoringCase(HeaderIn(head, "Connection"), "close")) Close();
  Give(answer);
}

void LoadConnection::Close() {
  error_code ignored;
  socket_.close(ignored);
}

void LoadConnection::Fail() {
  Close();
  Give({});
}

}  // namespace groundswell
