#include "api/daemon.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <stop_token>
#include <thread>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "api/control/routes.h"
#include "api/gateway/gateway.h"
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
#include "invoke/package_cache.h"
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

// The folder for packages; empty when there is none that can be used.
std::filesystem::path package_cache_of(const DaemonOptions& options) {
  if (options.settings.cache_dir) return invoke::open_package_cache(*options.settings.cache_dir);
  if (options.default_cache.empty()) return {};
  try {
    return invoke::open_package_cache(options.default_cache);
  } catch (const config::Error&) {
    return {};  // nobody asked for it, and functions run without it
  }
}

asio::awaitable<std::optional<std::string>> read_file(std::filesystem::path file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) co_return std::nullopt;
  co_return std::move(text).str();
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
  Parts(asio::io_context& io_context, DaemonOptions daemon_options);

  asio::awaitable<void> serve_request(http::Exchange& exchange);
  asio::awaitable<bool> refuse_foreign_host(http::Exchange& exchange);
  gateway::GatewayOptions gateway_options();
  gateway::DoorOptions door_options();
  using Setups =
      std::map<std::string, std::shared_ptr<const environment::FunctionSetup>, std::less<>>;
  Setups setups_of(const std::vector<config::FunctionConfig>& functions);
  asio::awaitable<Setups> read_setups(std::vector<config::FunctionConfig> functions);
  void tidy_packages();
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
  std::filesystem::path package_cache;
  std::stop_source tidying;
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
  std::optional<gateway::Doors> doors;  // of the gateway, once there is something to serve
};

Daemon::Parts::Parts(asio::io_context& io_context, DaemonOptions daemon_options)
    : io(io_context),
      options(std::move(daemon_options)),
      alarms(io.get_executor(), clock),
      journal(clock),
      cgroups(options.settings.no_freeze ? nullptr : process::CgroupHome::find()),
      keeper(
          options.executable, scratch.path(), cgroups ? cgroups->path() : std::filesystem::path()),
      package_cache(package_cache_of(options)),
      code_store(scratch_part("code"), {.cache = package_cache}),
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
  if (!options.serve) return;
  http::ListenerOptions address;
  address.host = options.settings.host;
  address.port = static_cast<std::uint16_t>(options.settings.port);
  listener.emplace(io.get_executor(), address, [this](http::Exchange& exchange) {
    return serve_request(exchange);
  });
  if (!options.serve_api || (options.apis.empty() && options.urls.empty())) return;
  doors.emplace(io.get_executor(), gateway, door_options());
  doors->mount(options.apis, options.urls);
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

gateway::DoorOptions Daemon::Parts::door_options() {
  const config::Settings& settings = options.settings;
  gateway::DoorOptions result;
  result.host = settings.host;
  result.port = static_cast<std::uint16_t>(settings.api_port);
  result.account = settings.account;
  result.region = settings.region;
  result.certificate = settings.ssl_cert_file;
  result.key = settings.ssl_key_file;
  result.turn_away = [this](http::Exchange& exchange) { return refuse_foreign_host(exchange); };
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

// Files are read on the blocking pool; nothing else uses the code store's `prepare` meanwhile.
asio::awaitable<Daemon::Parts::Setups> Daemon::Parts::read_setups(
    std::vector<config::FunctionConfig> functions) {
  co_return setups_of(functions);
}

// Beside everything else: nobody waits for it.
void Daemon::Parts::tidy_packages() {
  if (package_cache.empty()) return;
  asio::post(blocking, [folder = package_cache, stop = tidying.get_token()] {
    invoke::tidy_packages(folder, limits::kMaxPackageCache, stop);
  });
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
  parts_->tidy_packages();
  if (parts_->listener) parts_->listener->start();
  if (parts_->doors) parts_->doors->start();
  if (!parts_->fork_server) return;
  // Whoever waits for the daemon to be ready does not wait for this.
  asio::post(parts_->io, [&server = *parts_->fork_server] { server.start(); });
}

std::uint16_t Daemon::port() const {
  return parts_->listener ? parts_->listener->port() : 0;
}

std::vector<gateway::Doors::Door> Daemon::api_doors() const {
  return parts_->doors ? parts_->doors->doors() : std::vector<gateway::Doors::Door>();
}

asio::awaitable<void> Daemon::reload(Reloaded next) {
  Parts& parts = *parts_;
  asio::awaitable<Parts::Setups> reading = parts.read_setups(next.functions);
  Parts::Setups setups =
      co_await asio::co_spawn(parts.blocking, std::move(reading), asio::use_awaitable);
  for (config::FunctionConfig& function : next.functions) {
    const invoke::Function* known = parts.service.find(function.name);
    if (known == nullptr) continue;
    const std::optional<int> before = known->config.reserved_concurrency;
    // Invokes are counted by it from their start to their end.
    if (before.has_value() != function.reserved_concurrency.has_value()) {
      function.reserved_concurrency = before;
    }
  }
  if (parts.doors) parts.doors->mount(next.apis, next.urls);
  // Nothing has waited since then, and nothing waits until everything is new.
  for (const config::FunctionConfig& function : next.functions)
    parts.service.add(function);
  setups.merge(parts.setups);  // those that are gone may still be called
  parts.setups = std::move(setups);
  parts.gateway.forget();
  co_await parts.pool.reset();
}

asio::awaitable<invoke::Outcome> Daemon::invoke(invoke::Invocation invocation) {
  return parts_->service.run(std::move(invocation));
}

asio::awaitable<void> Daemon::stop(std::chrono::milliseconds grace) {
  parts_->tidying.request_stop();
  if (parts_->listener) parts_->listener->stop_accepting();
  if (parts_->doors) parts_->doors->stop_accepting();
  co_await parts_->pool.wait_until_quiet(parts_->clock.now() + grace);
  co_await parts_->pool.stop();
  if (parts_->fork_server) co_await parts_->fork_server->stop();
  co_await parts_->control.streams.finish(parts_->clock.now() + kStreamGrace);
  if (parts_->listener) co_await parts_->listener->stop();
  if (parts_->doors) co_await parts_->doors->stop();
  co_await parts_->gateway.stop();
}

}  // namespace lambent::api
