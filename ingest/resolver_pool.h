// ResolverPool: looks up the names of servers, so that one that is not answered holds up no other.
//
// Contract: Resolve tells `told` once, on the loop, unless the pool is gone before. A numeric address is told at once,
// without a look-up. As many names as there are threads may hang at a time; further ones wait behind them, and whoever
// asks is to give up after a time of its own. Threads: from the loop's; its own do nothing but wait for the system.
// Ownership: the loop outlives the pool. The destructor waits for look-ups under way, as long as the system lets them.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <string>

namespace groundswell {

class ResolverPool {
 public:
  using Results = boost::asio::ip::tcp::resolver::results_type;
  using Told = std::function<void(const boost::system::error_code&, const Results&)>;

  explicit ResolverPool(boost::asio::io_context* loop) : loop_(loop) {}

  void Resolve(const std::string& host, const std::string& port, Told told);

 private:
  static constexpr size_t kThreads = 4;

  boost::asio::io_context* const loop_;
  boost::asio::thread_pool threads_{kThreads};
};

}  // namespace groundswell
