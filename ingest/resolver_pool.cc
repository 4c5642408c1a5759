#include "ingest/resolver_pool.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace groundswell {

void ResolverPool::Resolve(const std::string& host, const std::string& port, Told told) {
  using Resolver = boost::asio::ip::tcp::resolver;
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  if (!error) {
    const auto found = Resolver(*loop_).resolve(host, port, Resolver::numeric_host | Resolver::numeric_service, error);
    return boost::asio::post(*loop_, [told = std::move(told), error, found] { told(error, found); });
  }
  boost::asio::post(threads_, [this, host, port, told = std::move(told)]() mutable {
    boost::system::error_code failed;
    const auto found = Resolver(threads_).resolve(host, port, failed);
    boost::asio::post(*loop_, [told = std::move(told), failed, found] { told(failed, found); });
  });
}

}  // namespace groundswell
