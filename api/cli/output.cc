#include "api/cli/output.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace lambent::cli {

namespace {

// 0, or the errno of what stopped it.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      // Somebody who shares this terminal or pipe made it non-blocking.
      pollfd ready{descriptor, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

}  // namespace

void open_missing_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // open() takes the lowest free number, which is this one.
    if (::fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) ::open("/dev/null", O_RDWR);
  }
}

bool write_out(std::string_view text) {
  const int error = write_all(STDOUT_FILENO, text);
  if (error == 0) return true;
  if (error == EPIPE) return false;
  throw std::system_error(error, std::generic_category(), "standard output");
}

void write_err(std::string_view text) {
  write_all(STDERR_FILENO, text);
}

void write_to(int descriptor, std::string_view text) {
  write_all(descriptor, text);
}

void complain(std::string_view sentence) {
  write_err("lambent: " + std::string(sentence) + '\n');
}

}  // namespace lambent::cli
