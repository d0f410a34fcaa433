// A fork server for the tests of ForkServer: its children run the shell script in their variable
// SCRIPT.
//
// usage: fork_program serve|leave|refuse|babble|hang.  `hang` reads and never answers.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

namespace {

constexpr int kDaemon = 0;

struct Request {
  std::string text;
  int output = -1;
};

// The next packet; its text is empty when the daemon has gone.
Request receive() {
  std::vector<char> text(1 << 16);
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> rights{};
  iovec part{text.data(), text.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = rights.data();
  message.msg_controllen = rights.size();
  const ssize_t count = recvmsg(kDaemon, &message, 0);
  if (count <= 0) return {};
  Request request;
  request.text.assign(text.data(), static_cast<std::size_t>(count));
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (header != nullptr) std::memcpy(&request.output, CMSG_DATA(header), sizeof request.output);
  return request;
}

void say(const std::string& text, int descriptor = -1) {
  std::string copy = text;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> rights{};
  iovec part{copy.data(), copy.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (descriptor >= 0) {
    message.msg_control = rights.data();
    message.msg_controllen = rights.size();
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptor);
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  }
  sendmsg(kDaemon, &message, MSG_NOSIGNAL);
}

[[noreturn]] void run_script(const Request& request) {
  setpgid(0, 0);
  close(kDaemon);
  dup2(request.output, STDOUT_FILENO);
  dup2(request.output, STDERR_FILENO);
  const std::string key("\0SCRIPT=", 8);
  const std::string script =
      request.text.substr(request.text.find(key) + key.size()).c_str();  // up to its zero byte
  execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
  _exit(127);
}

void fork_one(const Request& request) {
  const pid_t pid = fork();
  if (pid == 0) run_script(request);
  setpgid(pid, pid);
  const int pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  say("started " + std::to_string(pid), pidfd);
  close(pidfd);
}

void reap(pid_t pid) {
  int status = 0;
  rusage usage{};
  wait4(pid, &status, 0, &usage);
  say("ended " + std::to_string(pid) + ' ' + std::to_string(status) + ' ' +
      std::to_string(usage.ru_maxrss));
}

}  // namespace

int main(int argc, char** argv) {
  const std::string part = argc > 1 ? argv[1] : "";
  if (part == "leave") return 3;
  for (Request request = receive(); !request.text.empty(); request = receive()) {
    if (request.text.starts_with("reap ")) {
      reap(std::stoi(request.text.substr(5)));
    } else if (part == "refuse") {
      say("refused " + std::to_string(EAGAIN));
    } else if (part == "babble") {
      say("good morning");
    } else if (part == "serve") {
      fork_one(request);
    }
    if (request.output >= 0) close(request.output);
  }
}
