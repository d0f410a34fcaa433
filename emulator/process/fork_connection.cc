#include "emulator/process/fork_connection.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "emulator/base/log.h"

namespace lambent::process {
namespace {

constexpr std::size_t kLongestReply = 128;

// Room for one descriptor, aligned as the kernel wants it.
union Rights {
  std::array<char, CMSG_SPACE(sizeof(int))> bytes;
  cmsghdr alignment;
};

// Sends one packet; `descriptor` goes with it unless it is -1.  False: errno says why.
bool send_packet(int socket, const std::string& text, int descriptor) {
  iovec part{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): sendmsg only reads.
  part.iov_base = const_cast<char*>(text.data());
  part.iov_len = text.size();
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  Rights rights{};
  if (descriptor >= 0) {
    message.msg_control = rights.bytes.data();
    message.msg_controllen = rights.bytes.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptor);
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  }
  return sendmsg(socket, &message, MSG_NOSIGNAL) >= 0;
}

// The descriptor that came with a packet, if one did.
File descriptor_of(msghdr& message) {
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header == nullptr || header->cmsg_type != SCM_RIGHTS) return {};
  int descriptor = -1;
  std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
  return File(descriptor);
}

Exit killed() {
  Exit exit;
  exit.by_signal = true;
  exit.code = SIGKILL;
  return exit;
}

}  // namespace

ForkConnection::ForkConnection(const asio::any_io_executor& executor,
                               base::Clock& clock,
                               File socket)
    : clock_(clock), socket_(executor, socket.release()), has_unsent_(clock) {}

asio::awaitable<std::optional<Spawned>> ForkConnection::fork(const Command& command,
                                                             base::SteadyTime deadline) {
  std::optional<std::string> request = fork_request(command);
  if (!request || !is_open_) co_return std::nullopt;
  const auto fork = std::make_shared<Fork>(clock_);
  const Wait wait{*fork};
  forks_.push_back(fork);
  send(std::move(*request), command.output);
  while (is_open_ && !fork->reply && clock_.now() < deadline)
    co_await fork->answered.wait(deadline);
  if (!fork->reply) co_return std::nullopt;
  if (const auto* refused = std::get_if<ForkRefused>(&*fork->reply)) {
    throw std::system_error(
        refused->error, std::generic_category(), "fork/exec " + command.program.string());
  }
  Spawned spawned;
  spawned.pid = std::get<ForkStarted>(*fork->reply).pid;
  spawned.pidfd = std::move(fork->pidfd);
  spawned.parent = shared_from_this();
  co_return spawned;
}

asio::awaitable<Exit> ForkConnection::reap(pid_t pid) {
  const auto reap = std::make_shared<Reap>(clock_);
  reaps_[pid] = reap;
  send(reap_request(pid), -1);
  while (is_open_ && !reap->exit)
    co_await reap->answered.wait();
  co_return reap->exit.value_or(killed());
}

void ForkConnection::let_go(pid_t pid) {
  send(reap_request(pid), -1);
}

void ForkConnection::send(std::string text, int descriptor) {
  if (!is_open_) return;
  if (unsent_.empty() && send_packet(socket_.native_handle(), text, descriptor)) return;
  // A server that has gone is noticed by `read`.
  Packet packet{std::move(text), {}};
  if (descriptor >= 0) packet.descriptor = File(fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
  unsent_.push_back(std::move(packet));
  has_unsent_.notify();
}

asio::awaitable<void> ForkConnection::write() {
  while (is_open_) {
    if (unsent_.empty()) {
      co_await has_unsent_.wait();
      continue;
    }
    const auto [error] = co_await socket_.async_wait(asio::posix::stream_descriptor::wait_write,
                                                     asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
    while (!unsent_.empty() &&
           send_packet(
               socket_.native_handle(), unsent_.front().text, unsent_.front().descriptor.get())) {
      unsent_.pop_front();
    }
  }
}

asio::awaitable<void> ForkConnection::read() {
  while (is_open_) {
    const auto [error] = co_await socket_.async_wait(asio::posix::stream_descriptor::wait_read,
                                                     asio::as_tuple(asio::use_awaitable));
    if (error) {
      close();
    } else {
      receive();
    }
  }
}

void ForkConnection::receive() {
  std::array<char, kLongestReply> text{};
  iovec part{text.data(), text.size()};
  Rights rights{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = rights.bytes.data();
  message.msg_controllen = rights.bytes.size();
  const ssize_t count = recvmsg(socket_.native_handle(), &message, MSG_CMSG_CLOEXEC);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    close();
    return;
  }
  File pidfd = descriptor_of(message);
  const std::string_view packet(text.data(), static_cast<std::size_t>(count));
  const std::optional<ForkReply> reply = parse_fork_reply(packet);
  if (!reply) {
    base::log(base::LogLevel::Warning,
              "the fork server said \"" + std::string(packet) + "\"; ending it");
    close();
    return;
  }
  take(*reply, std::move(pidfd));
}

void ForkConnection::take(const ForkReply& reply, File pidfd) {
  const auto* ended = std::get_if<ForkEnded>(&reply);
  if (ended == nullptr) {
    answer_fork(reply, std::move(pidfd));
    return;
  }
  children_.erase(ended->pid);
  const auto found = reaps_.find(ended->pid);
  if (found == reaps_.end()) return;
  found->second->exit = exit_of(ended->status, ended->peak_kib);
  found->second->answered.notify();
  reaps_.erase(found);
}

void ForkConnection::answer_fork(const ForkReply& reply, File pidfd) {
  if (forks_.empty()) return;
  const std::shared_ptr<Fork> fork = std::move(forks_.front());
  forks_.pop_front();
  const auto* started = std::get_if<ForkStarted>(&reply);
  if (started != nullptr) children_.insert(started->pid);
  if (fork->is_wanted) {
    fork->reply = reply;
    fork->pidfd = std::move(pidfd);
    fork->answered.notify();
  } else if (started != nullptr) {
    kill(-started->pid, SIGKILL);
    let_go(started->pid);
  }
}

void ForkConnection::close() {
  if (!is_open_) return;
  is_open_ = false;
  socket_.close();
  for (const pid_t child : children_)
    kill(-child, SIGKILL);
  for (const std::shared_ptr<Fork>& fork : forks_)
    fork->answered.notify();
  for (const auto& [pid, reap] : reaps_)
    reap->answered.notify();
  has_unsent_.notify();
}

}  // namespace lambent::process
