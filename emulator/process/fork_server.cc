#include "emulator/process/fork_server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "emulator/base/log.h"
#include "emulator/process/child.h"
#include "emulator/process/open_files.h"
#include "emulator/process/output_reader.h"

namespace lambent::process {
namespace {

// An interpreter that cannot even import its own modules will not do better at the fourth try.
constexpr int kMaxUselessStarts = 3;

struct Sockets {
  File ours;
  File theirs;
};

Sockets make_sockets() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  Sockets sockets{File(ends[0]), File(ends[1])};
  if (fcntl(sockets.ours.get(), F_SETFL, O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  return sockets;
}

void log_line(const LogRecord& record) {
  base::log(base::LogLevel::Warning, "fork server: " + record.text);
}

asio::awaitable<void> write(std::shared_ptr<ForkConnection> connection) {
  co_await connection->write();
}

}  // namespace

ForkServer::ForkServer(const asio::any_io_executor& executor, base::Clock& clock, Command program)
    : executor_(executor), clock_(clock), program_(std::move(program)), tasks_(executor) {}

void ForkServer::start() {
  if (is_stopping_ || is_running() || useless_starts_ == kMaxUselessStarts) return;
  if (++useless_starts_ == kMaxUselessStarts) {
    base::log(base::LogLevel::Warning,
              "the fork server ended twice before it forked anything; this start is the last");
  }
  try {
    start_program();
  } catch (const std::system_error& error) {
    base::log(base::LogLevel::Warning,
              std::string("cannot start the fork server: ") + error.what());
  }
}

void ForkServer::start_program() {
  Sockets sockets = make_sockets();
  Pipe log = make_pipe();
  Command command = program_;
  command.input = sockets.theirs.get();
  command.output = log.write.get();
  Spawned program = spawn(command);
  limit_open_files(program.pid);  // and so for all that it forks
  pid_ = program.pid;
  connection_ = std::make_shared<ForkConnection>(executor_, clock_, std::move(sockets.ours));
  tasks_.spawn("fork server", run(connection_, std::move(program), std::move(log.read)));
  tasks_.spawn("requests to the fork server", write(connection_));
}

// One program's life; the server may have another by the time it has ended.
asio::awaitable<void> ForkServer::run(std::shared_ptr<ForkConnection> connection,
                                      Spawned program,
                                      File log) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  Child child(executor, std::move(program));
  OutputReader reader(executor, std::move(log), log_line);
  co_await connection->read();
  child.signal_group(SIGKILL);
  co_await child.wait();
  reader.drain();
  reader.finish();
}

asio::awaitable<std::optional<Spawned>> ForkServer::fork(const Command& command,
                                                         base::SteadyTime deadline) {
  start();
  if (!is_running()) co_return std::nullopt;
  const std::shared_ptr<ForkConnection> connection = connection_;
  std::optional<Spawned> spawned = co_await connection->fork(command, deadline);
  if (spawned) useless_starts_ = 0;
  co_return spawned;
}

asio::awaitable<void> ForkServer::stop() {
  is_stopping_ = true;
  if (connection_) connection_->close();
  co_await tasks_.join();
}

}  // namespace lambent::process
