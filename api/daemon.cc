#include "api/daemon.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/control/routes.h"
#include "api/gateway/gateway.h"
#include "api/gateway/tls_front.h"
#include "api/host_check.h"
#include "api/lambda/context.h"
#include "api/lambda/errors.h"
#include "api/lambda/routes.h"
#include "config/error.h"
#include "emulator/base/scratch_folder.h"
#include "emulator/bootstrap/runtime_files.h"
#include "emulator/environment/process_environment.h"
#include "emulator/http/listener.h"
#include "emulator/journal/journal.h"
#include "emulator/process/cgroup.h"
#include "emulator/process/fork_server.h"
#include "emulator/process/keeper.h"
#include "emulator/process/open_files.h"
#include "emulator/runtime_api/routes.h"
#include "invoke/code_store.h"
#include "invoke/pool.h"
#include "invoke/service.h"

namespace lambent::api {
namespace {

/// How long the readers of the journal have for the last entries.
constexpr std::chrono::seconds kStreamGrace{1};

/// How often a start that others wait for is asked whether it still uses a processor.
constexpr std::chrono::milliseconds kLookAtStarts{25};

// A few more than there are processors: a start waits for the daemon now and then.
std::size_t starts_at_a_time() {
  return std::size_t{2} * std::max(2U, std::thread::hardware_concurrency());
}

environment::RuntimeClient client_of(config::RuntimeClient client) {
  switch (client) {
    case config::RuntimeClient::Lambent: return environment::RuntimeClient::Lambent;
    case config::RuntimeClient::Awslambdaric: return environment::RuntimeClient::Awslambdaric;
  }
  return environment::RuntimeClient::Lambent;
}

std::map<std::string, std::string> variables_by_name(const std::vector<std::string>& names) {
  std::map<std::string, std::string> found;
  for (const std::string& name : names) {
    // The daemon never changes its own environment, so reading it is safe.
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (value != nullptr) found[name] = value;
  }
  return found;
}

// Files are read on the blocking pool; values go in and come out.
asio::awaitable<invoke::CodeFacts> read_facts(const invoke::CodeStore& store,
                                              config::FunctionConfig function) {
  co_return store.facts(function);
}

asio::awaitable<std::optional<std::string>> read_file(std::filesystem::path file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) co_return std::nullopt;
  co_return std::move(text).str();
}

std::vector<config::Api> all_but_first(const std::vector<std::vector<config::Api>>& groups) {
  std::vector<config::Api> rest;
  for (std::size_t i = 1; i < groups.size(); ++i) {
    rest.insert(rest.end(), groups[i].begin(), groups[i].end());
  }
  return rest;
}

gateway::JwtMode jwt_mode_of(const config::Settings& settings) {
  switch (settings.jwt) {
    case config::JwtCheck::Auto: break;
    case config::JwtCheck::Verify:
      if (!settings.jwks) {
        throw config::Error("--jwt verify needs --jwks FILE: keys are not fetched from an issuer");
      }
      return gateway::JwtMode::Verify;
    case config::JwtCheck::Decode: return gateway::JwtMode::Decode;
    case config::JwtCheck::Off: return gateway::JwtMode::Off;
  }
  return settings.jwks ? gateway::JwtMode::Verify : gateway::JwtMode::Decode;
}

}  // namespace

// In the order of their making: what stands below leans on what stands above.
struct Daemon::Parts {
  /// A port of the gateway.
  struct ApiPort {
    std::unique_ptr<http::Listener> plain;
    std::unique_ptr<gateway::TlsFront> tls;  ///< in front of it, or none

    std::uint16_t port() const { return tls ? tls->port() : plain->port(); }
    void start() const {
      plain->start();
      if (tls) tls->start();
    }
  };

  Parts(asio::io_context& io_context, DaemonOptions daemon_options);

  asio::awaitable<void> serve_request(http::Exchange& exchange);
  asio::awaitable<bool> refuse_foreign_host(http::Exchange& exchange);
  gateway::GatewayOptions gateway_options();
  void open_gateway();
  using Setups =
      std::map<std::string, std::shared_ptr<const environment::FunctionSetup>, std::less<>>;
  Setups setups_of(const std::vector<config::FunctionConfig>& functions);
  std::vector<std::shared_ptr<const gateway::Site>> make_sites() const;
  void open_api_port(std::uint16_t port);
  void open_api_ports();
  asio::awaitable<void> serve_api_request(http::Exchange& exchange, std::size_t number);
  std::unique_ptr<environment::Environment> make_environment(const std::string& function,
                                                             invoke::Pool::Settled settled);
  environment::EnvironmentHost environment_host();
  bool wants_fork_server() const;
  std::filesystem::path scratch_part(const char* name);

  asio::io_context& io;
  DaemonOptions options;
  base::SystemClock clock;
  base::Alarms alarms;
  base::RandomIds ids;
  journal::Journal journal;
  base::ScratchFolder scratch;
  std::unique_ptr<process::CgroupHome> cgroups;  // none where the system has none to give
  process::Keeper keeper;
  invoke::CodeStore code_store;
  asio::thread_pool blocking;
  environment::StartGate start_gate;
  environment::EnvironmentHost host;
  std::optional<process::ForkServer> fork_server;
  Setups setups;
  invoke::Pool pool;
  invoke::Service service;
  LambdaContext lambda;
  ControlContext control;
  gateway::Gateway gateway;
  std::optional<http::Listener> listener;
  // The API address first; what stands behind it was told where it stands.
  std::vector<std::shared_ptr<const gateway::Site>> sites;
  std::vector<ApiPort> api_ports;
  std::shared_ptr<const gateway::Site> nothing;
};

Daemon::Parts::Parts(asio::io_context& io_context, DaemonOptions daemon_options)
    : io(io_context),
      options(std::move(daemon_options)),
      alarms(io.get_executor(), clock),
      journal(clock),
      cgroups(options.settings.no_freeze ? nullptr : process::CgroupHome::find()),
      keeper(
          options.executable, scratch.path(), cgroups ? cgroups->path() : std::filesystem::path()),
      code_store(scratch_part("code")),
      blocking(2),
      start_gate(clock, starts_at_a_time(), kLookAtStarts),
      host(environment_host()),
      pool(io.get_executor(),
           clock,
           options.settings.idle_retirement,
           [this](const std::string& function, invoke::Pool::Settled settled) {
             return make_environment(function, std::move(settled));
           }),
      service(clock, ids, options.settings.account_concurrency, pool),
      lambda{service, ids, options.settings.region, options.settings.account, {}},
      control{clock, journal, service, pool, LAMBENT_VERSION},
      gateway(io.get_executor(), clock, ids, service, gateway_options()) {
  if (wants_fork_server()) {
    fork_server.emplace(io.get_executor(), clock, environment::fork_server_command(host.runtime));
    host.fork_server = &*fork_server;
  }
  journal.observe(options.on_event);
  lambda.code_facts = [this](config::FunctionConfig function) {
    return asio::co_spawn(
        blocking, read_facts(code_store, std::move(function)), asio::use_awaitable);
  };
  setups = setups_of(options.functions);
  for (const config::FunctionConfig& function : options.functions) {
    service.add(function);
  }
  nothing = std::make_shared<gateway::Site>(
      std::vector<config::Api>(), std::vector<config::FunctionUrl>(), "", "");
  if (!options.serve) return;
  http::ListenerOptions address;
  address.host = options.settings.host;
  address.port = static_cast<std::uint16_t>(options.settings.port);
  listener.emplace(io.get_executor(), address, [this](http::Exchange& exchange) {
    return serve_request(exchange);
  });
  if (options.serve_api) open_gateway();
}

gateway::GatewayOptions Daemon::Parts::gateway_options() {
  const config::Settings& settings = options.settings;
  gateway::GatewayOptions result;
  result.account = settings.account;
  result.region = settings.region;
  result.guard.account = settings.account;
  result.guard.region = settings.region;
  result.guard.disable_authorizer = settings.disable_authorizer;
  result.guard.jwt = jwt_mode_of(settings);
  if (settings.jwks) result.guard.keys = gateway::read_jwks(*settings.jwks);
  result.guard.api_keys = settings.api_keys;
  result.guard.allow_override = settings.allow_authorizer_override;
  if (settings.authorizer_context) {
    result.guard.standing_context = gateway::read_context(*settings.authorizer_context);
  }
  if (settings.host.find(':') != settings.host.npos) result.peer = settings.host;
  result.no_timeout = settings.no_timeout;
  result.static_folder = options.static_folder;
  result.read_file = [this](std::filesystem::path file) {
    return asio::co_spawn(blocking, read_file(std::move(file)), asio::use_awaitable);
  };
  result.on_access = options.on_access;
  return result;
}

Daemon::Parts::Setups Daemon::Parts::setups_of(
    const std::vector<config::FunctionConfig>& functions) {
  Setups made;
  for (const config::FunctionConfig& function : functions) {
    const invoke::CodeLayout layout = code_store.prepare(function);
    made[function.name] = std::make_shared<const environment::FunctionSetup>(
        environment::FunctionSetup{function, layout.task_root, layout.opt});
  }
  return made;
}

// APIs that could be meant by the same request stand on ports of their own; the first site knows
// them all by their ids.
std::vector<std::shared_ptr<const gateway::Site>> Daemon::Parts::make_sites() const {
  std::vector<std::vector<config::Api>> groups = gateway::share_ports(options.apis);
  if (groups.empty()) groups.emplace_back();
  std::vector<std::shared_ptr<const gateway::Site>> made;
  for (const std::vector<config::Api>& group : groups) {
    const bool is_first = made.empty();
    made.push_back(std::make_shared<gateway::Site>(
        group,
        is_first ? options.urls : std::vector<config::FunctionUrl>(),
        options.settings.account,
        options.settings.region,
        is_first ? all_but_first(groups) : std::vector<config::Api>()));
  }
  return made;
}

// The first port is the one that was asked for; the others find theirs behind it.
void Daemon::Parts::open_gateway() {
  if (options.apis.empty() && options.urls.empty()) return;
  sites = make_sites();
  open_api_ports();
}

// One for each site that has none yet.
void Daemon::Parts::open_api_ports() {
  while (api_ports.size() < sites.size()) {
    if (api_ports.empty()) {
      open_api_port(static_cast<std::uint16_t>(options.settings.api_port));
      continue;
    }
    std::uint16_t port = 0;
    if (options.settings.api_port != 0) {
      port = static_cast<std::uint16_t>(api_ports.back().port() + 1);
    }
    for (;;) {
      try {
        open_api_port(port);
        break;
      } catch (const std::system_error& error) {
        if (error.code() != std::errc::address_in_use) throw;
        ++port;
      }
    }
  }
}

// With TLS the front has the port, and a plain listener behind it one of the kernel's choice.
void Daemon::Parts::open_api_port(std::uint16_t port) {
  const config::Settings& settings = options.settings;
  const bool has_tls = settings.ssl_cert_file && settings.ssl_key_file;
  http::ListenerOptions address;
  address.host = settings.host;
  address.port = has_tls ? std::uint16_t{0} : port;
  const std::size_t number = api_ports.size();
  ApiPort opened;
  opened.plain = std::make_unique<http::Listener>(
      io.get_executor(), address, [this, number](http::Exchange& exchange) {
        return serve_api_request(exchange, number);
      });
  if (has_tls) {
    gateway::TlsOptions tls;
    tls.host = settings.host;
    tls.port = port;
    tls.certificate = *settings.ssl_cert_file;
    tls.key = *settings.ssl_key_file;
    opened.tls = std::make_unique<gateway::TlsFront>(io.get_executor(), tls, opened.plain->port());
  }
  api_ports.push_back(std::move(opened));
}

asio::awaitable<void> Daemon::Parts::serve_api_request(http::Exchange& exchange,
                                                       std::size_t number) {
  const bool is_refused = co_await refuse_foreign_host(exchange);
  if (is_refused) co_return;
  // After a reload a port may have nothing to serve any more.
  const auto site = number < sites.size() ? sites[number] : nothing;
  const ApiPort& door = api_ports[number];
  gateway::Gateway::Entrance entrance{site, door.port(), door.tls != nullptr};
  co_await gateway.serve(exchange, std::move(entrance));
}

// A folder of its own below the scratch folder.
std::filesystem::path Daemon::Parts::scratch_part(const char* name) {
  std::filesystem::path folder = scratch.path() / name;
  std::filesystem::create_directory(folder);
  return folder;
}

environment::EnvironmentHost Daemon::Parts::environment_host() {
  environment::RuntimePaths runtime;
  runtime.python = options.python;
  runtime.runtime_dir = scratch_part("runtime");
  bootstrap::write_runtime_files(runtime.runtime_dir);
  runtime.client = client_of(options.settings.runtime_client);
  return {io.get_executor(),
          clock,
          alarms,
          ids,
          journal,
          keeper,
          std::move(runtime),
          options.settings.region,
          options.settings.account,
          variables_by_name(options.settings.pass_env),
          !options.settings.no_memory_limit,
          !options.settings.no_freeze,
          cgroups.get(),
          nullptr,
          &start_gate,
          [](environment::EnvironmentApi api) { return runtime_api::routes(api); }};
}

bool Daemon::Parts::wants_fork_server() const {
  return !options.settings.no_fork_server &&
         host.runtime.client == environment::RuntimeClient::Lambent;
}

std::unique_ptr<environment::Environment> Daemon::Parts::make_environment(
    const std::string& function, invoke::Pool::Settled settled) {
  return std::make_unique<environment::ProcessEnvironment>(
      host, setups.at(function), std::move(settled));
}

// True when the answer is out: the Host header names another machine.
asio::awaitable<bool> Daemon::Parts::refuse_foreign_host(http::Exchange& exchange) {
  const std::string_view host_header = exchange.request().headers.value_or("Host", "");
  if (is_local_host(host_header)) co_return false;
  const Error refused(ErrorCode::AccessDenied,
                      "The Host header \"" + std::string(host_header) +
                          "\" does not name this machine; use 127.0.0.1 or localhost");
  const http::Response response = response_of(refused);
  co_await exchange.send(response);
  co_return true;
}

asio::awaitable<void> Daemon::Parts::serve_request(http::Exchange& exchange) {
  const bool is_refused = co_await refuse_foreign_host(exchange);
  if (is_refused) co_return;
  const http::RequestHead& request = exchange.request();
  if (request.path.starts_with(kControlPrefix)) {
    co_await serve_control(exchange, control);
  } else {
    co_await serve_lambda_api(exchange, lambda);
  }
}

Daemon::Daemon(asio::io_context& io, DaemonOptions options)
    : parts_(std::make_unique<Parts>(io, std::move(options))) {}

Daemon::~Daemon() = default;

void Daemon::start() {
  process::raise_open_files();
  parts_->pool.start();
  if (parts_->listener) parts_->listener->start();
  for (const Parts::ApiPort& port : parts_->api_ports)
    port.start();
  if (!parts_->fork_server) return;
  // Whoever waits for the daemon to be ready does not wait for this.
  asio::post(parts_->io, [&server = *parts_->fork_server] { server.start(); });
}

std::uint16_t Daemon::port() const {
  return parts_->listener ? parts_->listener->port() : 0;
}

std::vector<Daemon::ApiPort> Daemon::api_ports() const {
  std::vector<ApiPort> ports;
  for (std::size_t i = 0; i < parts_->api_ports.size(); ++i) {
    ApiPort& port = ports.emplace_back();
    port.port = parts_->api_ports[i].port();
    if (i >= parts_->sites.size()) continue;
    for (const gateway::MountedApi& api : parts_->sites[i]->apis())
      port.apis.push_back(api.api);
  }
  return ports;
}

asio::awaitable<void> Daemon::reload(Reloaded next) {
  Parts& parts = *parts_;
  for (config::FunctionConfig& function : next.functions) {
    const invoke::Function* known = parts.service.find(function.name);
    if (known == nullptr) continue;
    const std::optional<int> before = known->config.reserved_concurrency;
    // Invokes are counted by it from their start to their end.
    if (before.has_value() != function.reserved_concurrency.has_value()) {
      function.reserved_concurrency = before;
    }
  }
  Parts::Setups setups = parts.setups_of(next.functions);
  // From here on nothing waits until everything is new.
  for (const config::FunctionConfig& function : next.functions)
    parts.service.add(function);
  setups.merge(parts.setups);  // those that are gone may still be called
  parts.setups = std::move(setups);
  parts.options.apis = std::move(next.apis);
  parts.options.urls = std::move(next.urls);
  if (!parts.api_ports.empty()) {
    const std::size_t open = parts.api_ports.size();
    parts.sites = parts.make_sites();
    parts.open_api_ports();
    for (std::size_t i = open; i < parts.api_ports.size(); ++i)
      parts.api_ports[i].start();
  }
  parts.gateway.forget();
  co_await parts.pool.reset();
}

asio::awaitable<invoke::Outcome> Daemon::invoke(invoke::Invocation invocation) {
  return parts_->service.run(std::move(invocation));
}

asio::awaitable<void> Daemon::stop(std::chrono::milliseconds grace) {
  if (parts_->listener) parts_->listener->stop_accepting();
  for (const Parts::ApiPort& port : parts_->api_ports) {
    if (port.tls) port.tls->stop_accepting();
    port.plain->stop_accepting();
  }
  co_await parts_->pool.wait_until_quiet(parts_->clock.now() + grace);
  co_await parts_->pool.stop();
  if (parts_->fork_server) co_await parts_->fork_server->stop();
  co_await parts_->control.streams.finish(parts_->clock.now() + kStreamGrace);
  if (parts_->listener) co_await parts_->listener->stop();
  for (const Parts::ApiPort& port : parts_->api_ports) {
    co_await port.plain->stop();
    if (port.tls) co_await port.tls->stop();
  }
  co_await parts_->gateway.stop();
}

}  // namespace lambent::api
