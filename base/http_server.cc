#include "base/http_server.h"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>

#include "base/http_session.h"

namespace groundswell {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

// How often deadlines are looked at: they are seconds, and none is late by more than this.
constexpr std::chrono::milliseconds kClock{100};
// Connections above the limits are told so, as long as no more than this many are being told.
constexpr size_t kTurnedAwayMax = 64;

Result<tcp::endpoint> ParseListen(const std::string& listen, boost::asio::io_context* io) {
  const size_t colon = listen.rfind(':');
  const Status bad = Invalid("listen " + listen + ": give HOST:PORT, such as 127.0.0.1:8686 or [::1]:8686");
  if (colon == std::string::npos || colon == 0) return bad;
  std::string host = listen.substr(0, colon), port = listen.substr(colon + 1);
  if (host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  else if (host.find(':') != std::string::npos)
    return bad;
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos) return bad;
  if (std::stoi(port) > 65535) return bad;
  error_code error;
  const auto found = tcp::resolver(*io).resolve(host, port, tcp::resolver::passive, error);
  if (error || found.empty()) return Invalid("listen " + listen + ": no such host: " + error.message());
  return found.begin()->endpoint();
}

std::string PeerOf(const tcp::socket& socket) {
  error_code error;
  const boost::asio::ip::address address = socket.remote_endpoint(error).address();
  if (error) return {};
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

// A body that fits must not be throttled for ever.
HttpServerOptions Sensible(HttpServerOptions options) {
  options.body_bytes_max = std::min(options.body_bytes_max, options.inflight_bytes_max);
  return options;
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(HttpServerOptions options, std::vector<HttpRoute> routes)
      : state_(Sensible(std::move(options)), std::move(routes)) {
    state_.mailbox = std::make_shared<HttpMailbox>([this] { boost::asio::post(io_, [this] { OnMail(); }); });
    state_.on_closed = [this](HttpSession& session) { OnClosed(session); };
  }
  ~Impl();

  Status Start();
  uint16_t port() const { return port_; }
  bool Drain(std::chrono::milliseconds time_max);
  const HttpServerCounts& counts() const { return state_.counts; }

 private:
  Status Listen();
  void Accept();
  void OnAccepted(tcp::socket socket);
  void OnMail();
  void OnClosed(HttpSession& session);
  void Tick();
  template <typename Function>
  void ForEachSession(Function function);

  HttpServerState state_;
  boost::asio::io_context io_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
  tcp::acceptor acceptor_{io_};
  boost::asio::steady_timer clock_{io_}, accept_again_{io_};
  bool ticking_ = false;
  uint16_t port_ = 0;
  uint64_t last_session_ = 0;
  std::unordered_map<uint64_t, std::shared_ptr<HttpSession>> sessions_;
  std::unordered_set<uint64_t> turned_away_;
  std::map<std::string, size_t> peers_;
  std::vector<HttpMessage> messages_;
  std::vector<std::shared_ptr<HttpSession>> visited_;

  std::mutex mutex_;
  std::condition_variable emptied_;
  bool empty_ = true;  // no session is left, under the mutex; kept while draining

  std::thread thread_;
};

HttpServer::Impl::~Impl() {
  state_.mailbox->Close();
  boost::asio::post(io_, [this] {
    state_.draining = true;
    error_code ignored;
    acceptor_.close(ignored);
    accept_again_.cancel();
    ForEachSession([](HttpSession& session) { session.Close(); });
    clock_.cancel();
    work_.reset();
  });
  if (thread_.joinable())
    thread_.join();
  else
    io_.run();
}

Status HttpServer::Impl::Start() {
  GROUNDSWELL_TRY(Listen());
  Accept();
  thread_ = std::thread([this] { io_.run(); });
  return {};
}

Status HttpServer::Impl::Listen() {
  const std::string& listen = state_.options.listen;
  const Result<tcp::endpoint> endpoint = ParseListen(listen, &io_);
  if (!endpoint.ok()) return endpoint.status();
  error_code error;
  acceptor_.open(endpoint->protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(*endpoint, error);
  if (!error) acceptor_.listen(boost::asio::socket_base::max_listen_connections, error);
  if (error == boost::asio::error::address_in_use)
    return Conflict("listen " + listen + ": the port is in use; stop who holds it, or choose another with --listen");
  if (error) return IoError("listen " + listen + ": " + error.message());
  port_ = acceptor_.local_endpoint().port();
  return {};
}

void HttpServer::Impl::Accept() {
  acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (!error) {
      OnAccepted(std::move(socket));
      return Accept();
    }
    // Out of descriptors, most likely: some will come free.
    accept_again_.expires_after(kClock);
    accept_again_.async_wait([this](const error_code& cancelled) {
      if (!cancelled && acceptor_.is_open()) Accept();
    });
  });
}

void HttpServer::Impl::OnAccepted(tcp::socket socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.non_blocking(true, ignored);
  std::string peer = PeerOf(socket);
  HttpServerCounts& counts = state_.counts;
  counts.connections.fetch_add(1, std::memory_order_relaxed);
  const bool full = sessions_.size() - turned_away_.size() >= state_.options.connections_max ||
                    peers_[peer] >= state_.options.connections_per_peer_max;
  if (full) {
    counts.connections_refused.fetch_add(1, std::memory_order_relaxed);
    if (turned_away_.size() >= kTurnedAwayMax) {
      if (peers_[peer] == 0) peers_.erase(peer);
      return;
    }
  }
  ++peers_[peer];
  const auto session = std::make_shared<HttpSession>(&state_, ++last_session_, std::move(socket), std::move(peer));
  sessions_.emplace(session->id(), session);
  counts.connections_open.fetch_add(1, std::memory_order_relaxed);
  if (full) {
    turned_away_.insert(session->id());
    HttpResponse response = Problem(503, "Too many connections are open. Close some, or come again.");
    response.headers.push_back({"Retry-After", std::to_string(state_.options.retry_after_secs)});
    session->TurnAway(std::move(response));
  } else {
    session->Start();
  }
  if (!ticking_) Tick();
}

void HttpServer::Impl::OnMail() {
  state_.mailbox->Take(&messages_);
  for (HttpMessage& message : messages_) {
    state_.counts.inflight_bytes.fetch_sub(static_cast<int64_t>(message.body_bytes), std::memory_order_relaxed);
    const auto found = sessions_.find(message.session);
    if (found == sessions_.end()) continue;
    const std::shared_ptr<HttpSession> session = found->second;
    if (message.response)
      session->OnAnswer(message.request, std::move(*message.response));
    else
      session->OnStream();
  }
}

void HttpServer::Impl::OnClosed(HttpSession& session) {
  state_.counts.connections_open.fetch_sub(1, std::memory_order_relaxed);
  const auto peer = peers_.find(session.peer());
  if (--peer->second == 0) peers_.erase(peer);
  turned_away_.erase(session.id());
  sessions_.erase(session.id());
  if (!state_.draining || !sessions_.empty()) return;
  std::lock_guard lock(mutex_);
  empty_ = true;
  emptied_.notify_all();
}

// Looks at all deadlines, as long as there is a session.
void HttpServer::Impl::Tick() {
  ticking_ = !sessions_.empty();
  if (!ticking_) return;
  clock_.expires_after(kClock);
  clock_.async_wait([this](const error_code& cancelled) {
    if (cancelled) return;
    ForEachSession([now = std::chrono::steady_clock::now()](HttpSession& session) { session.OnClock(now); });
    Tick();
  });
}

// A session may close, and so leave sessions_, while it is visited.
template <typename Function>
void HttpServer::Impl::ForEachSession(Function function) {
  for (const auto& [id, session] : sessions_) visited_.push_back(session);
  for (const std::shared_ptr<HttpSession>& session : visited_) function(*session);
  visited_.clear();
}

bool HttpServer::Impl::Drain(std::chrono::milliseconds time_max) {
  if (!thread_.joinable()) return true;
  {
    std::lock_guard lock(mutex_);
    empty_ = false;
  }
  boost::asio::post(io_, [this] {
    state_.draining = true;
    error_code ignored;
    acceptor_.close(ignored);
    accept_again_.cancel();
    ForEachSession([](HttpSession& session) { session.Drain(); });
    std::lock_guard lock(mutex_);
    empty_ = sessions_.empty();
    emptied_.notify_all();
  });
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, time_max, [this] { return empty_; });
}

HttpServer::HttpServer(HttpServerOptions options, std::vector<HttpRoute> routes)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(routes))) {}
HttpServer::~HttpServer() = default;
Status HttpServer::Start() { return impl_->Start(); }
uint16_t HttpServer::port() const { return impl_->port(); }
bool HttpServer::Drain(std::chrono::milliseconds time_max) { return impl_->Drain(time_max); }
const HttpServerCounts& HttpServer::counts() const { return impl_->counts(); }

}  // namespace groundswell
