#include "api/gateway/doors.h"

#include <system_error>
#include <utility>

namespace lambent::gateway {
namespace {

std::vector<config::Api> all_but_first(const std::vector<std::vector<config::Api>>& groups) {
  std::vector<config::Api> rest;
  for (std::size_t i = 1; i < groups.size(); ++i) {
    rest.insert(rest.end(), groups[i].begin(), groups[i].end());
  }
  return rest;
}

}  // namespace

Doors::Doors(asio::any_io_executor executor, Gateway& gateway, DoorOptions options)
    : executor_(std::move(executor)),
      gateway_(gateway),
      options_(std::move(options)),
      nothing_(std::make_shared<Site>(
          std::vector<config::Api>(), std::vector<config::FunctionUrl>(), "", "")) {}

void Doors::Port::start() const {
  plain->start();
  if (tls) tls->start();
}

void Doors::mount(const std::vector<config::Api>& apis,
                  const std::vector<config::FunctionUrl>& urls) {
  Sites sites = sites_of(apis, urls);
  while (ports_.size() < sites.size())
    open_next();
  sites_ = std::move(sites);
}

// The first site knows all APIs by their ids.
Doors::Sites Doors::sites_of(const std::vector<config::Api>& apis,
                             const std::vector<config::FunctionUrl>& urls) const {
  std::vector<std::vector<config::Api>> groups = share_ports(apis);
  if (groups.empty()) groups.emplace_back();
  Sites made;
  for (const std::vector<config::Api>& group : groups) {
    const bool is_first = made.empty();
    made.push_back(
        std::make_shared<Site>(group,
                               is_first ? urls : std::vector<config::FunctionUrl>(),
                               options_.account,
                               options_.region,
                               is_first ? all_but_first(groups) : std::vector<config::Api>()));
  }
  return made;
}

void Doors::open_next() {
  const bool is_first = ports_.empty();
  std::uint16_t port = options_.port;
  if (!is_first && port != 0) port = static_cast<std::uint16_t>(ports_.back().number() + 1);
  for (;; ++port) {
    try {
      Port opened = open(port);
      if (is_started_) opened.start();
      ports_.push_back(std::move(opened));
      return;
    } catch (const std::system_error& error) {
      if (is_first || error.code() != std::errc::address_in_use) throw;
    }
  }
}

// With TLS the front has the port, and a plain listener behind it one of the kernel's choice.
Doors::Port Doors::open(std::uint16_t port) {
  const bool has_tls = options_.certificate && options_.key;
  http::ListenerOptions address;
  address.host = options_.host;
  address.port = has_tls ? std::uint16_t{0} : port;
  const std::size_t number = ports_.size();
  Port opened;
  opened.plain = std::make_unique<http::Listener>(
      executor_, address, [this, number](http::Exchange& exchange) {
        return serve(exchange, number);
      });
  if (has_tls) {
    const TlsOptions tls{options_.host, port, *options_.certificate, *options_.key};
    opened.tls = std::make_unique<TlsFront>(executor_, tls, opened.plain->port());
  }
  return opened;
}

asio::awaitable<void> Doors::serve(http::Exchange& exchange, std::size_t number) {
  const bool is_turned_away = co_await options_.turn_away(exchange);
  if (is_turned_away) co_return;
  const std::shared_ptr<const Site> site = number < sites_.size() ? sites_[number] : nothing_;
  const Port& port = ports_[number];
  Gateway::Entrance entrance{site, port.number(), port.tls != nullptr};
  co_await gateway_.serve(exchange, std::move(entrance));
}

std::vector<Doors::Door> Doors::doors() const {
  std::vector<Door> doors;
  for (std::size_t i = 0; i < ports_.size(); ++i) {
    Door& door = doors.emplace_back();
    door.port = ports_[i].number();
    if (i >= sites_.size()) continue;
    for (const MountedApi& api : sites_[i]->apis())
      door.apis.push_back(api.api);
  }
  return doors;
}

void Doors::start() {
  is_started_ = true;
  for (const Port& port : ports_)
    port.start();
}

void Doors::stop_accepting() {
  for (const Port& port : ports_) {
    if (port.tls) port.tls->stop_accepting();
    port.plain->stop_accepting();
  }
}

asio::awaitable<void> Doors::stop() {
  for (const Port& port : ports_) {
    co_await port.plain->stop();
    if (!port.tls) continue;
    co_await port.tls->stop();
  }
}

}  // namespace lambent::gateway
