#include "emulator/telemetry/delivery.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/system/system_error.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lambent::telemetry {
namespace {

std::variant<http::Client, LineConnection> connection_to(const asio::any_io_executor& executor,
                                                         const Destination& destination) {
  if (destination.protocol == Protocol::Tcp) return LineConnection(executor, destination.port);
  return http::Client(executor, "127.0.0.1", destination.port);
}

}  // namespace

std::string array_of(const Batch& batch) {
  return fmt::format("[{}]", fmt::join(batch.texts, ","));
}

std::string lines_of(const Batch& batch) {
  return fmt::format("{}\n", fmt::join(batch.texts, "\n"));
}

Delivery::Delivery(const asio::any_io_executor& executor, Destination destination)
    : destination_(std::move(destination)), connection_(connection_to(executor, destination_)) {}

asio::awaitable<std::string> Delivery::attempt(Batch& batch) {
  std::string failure;
  try {
    if (auto* client = std::get_if<http::Client>(&connection_)) {
      failure = co_await post(*client, batch);
    } else {
      failure = co_await write_lines(std::get<LineConnection>(connection_), batch);
    }
  } catch (const boost::system::system_error& error) {
    failure = error.code().message();
  } catch (const std::exception& error) {
    failure = error.what();
  }
  co_return failure;
}

asio::awaitable<std::string> Delivery::post(http::Client& client, const Batch& batch) {
  const http::Headers headers{
      {"Host", fmt::format("sandbox.localdomain:{}", destination_.port)},
      {"Content-Type",      "application/json"                            }
  };
  const std::string body = array_of(batch);
  const http::Response response =
      co_await client.request(destination_.method, destination_.target, headers, body);
  if (response.status / 100 == 2) co_return std::string();
  co_return fmt::format("HTTP status {}", response.status);
}

asio::awaitable<std::string> Delivery::write_lines(LineConnection& connection, Batch& batch) {
  const std::string lines = lines_of(batch);
  std::size_t written = 0;
  std::string failure;
  try {
    co_await connection.write(lines, written);
  } catch (const boost::system::system_error& error) {
    failure = error.code().message();
  }
  if (!failure.empty()) {
    const auto end = lines.begin() + static_cast<std::ptrdiff_t>(written);
    batch.drop_first(static_cast<std::size_t>(std::count(lines.begin(), end, '\n')));
  }
  co_return failure;
}

}  // namespace lambent::telemetry
