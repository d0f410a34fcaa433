#include "api/cli/console_writer.h"

#include <algorithm>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "api/cli/output.h"

namespace lambent::cli {

namespace asio = boost::asio;

ConsoleWriter::ConsoleWriter(asio::io_context& io, int descriptor)
    : io_(io), descriptor_(descriptor), gather_(io) {}

ConsoleWriter::~ConsoleWriter() {
  writer_.join();
  write_to(descriptor_, waiting_);
}

void ConsoleWriter::write(std::string_view lines) {
  if (waiting_.size() + lines.size() > kMaxWaiting) {
    left_out_ += static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n'));
    return;
  }
  if (left_out_ > 0) {
    waiting_ += fmt::format("lambent: {} log lines were left out here; the journal has them\n",
                            std::exchange(left_out_, 0));
  }
  waiting_ += lines;
  if (!is_busy_) write_soon();
}

void ConsoleWriter::write_soon() {
  is_busy_ = true;
  gather_.expires_after(kGather);
  gather_.async_wait([this](const boost::system::error_code&) { hand_over(); });
}

void ConsoleWriter::hand_over() {
  // The guard keeps the loop running until the lines are written.
  auto guard = asio::make_work_guard(io_);
  asio::post(writer_, [this, guard = std::move(guard), lines = std::exchange(waiting_, {})] {
    write_to(descriptor_, lines);
    asio::post(io_, [this] {
      is_busy_ = false;
      if (!waiting_.empty()) write_soon();
    });
  });
}

}  // namespace lambent::cli
