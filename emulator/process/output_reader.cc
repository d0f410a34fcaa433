#include "emulator/process/output_reader.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace lambent::process {
namespace {

constexpr std::size_t kBlock = 65'536;
// A pipe holds 64 KiB unless somebody enlarged it; 1 MiB is the most an ordinary user may ask for.
constexpr std::size_t kMaxPipe = 1'048'576;

}  // namespace

OutputReader::OutputReader(const asio::any_io_executor& executor,
                           File read_end,
                           LogStream::Sink sink)
    : pipe_(executor, read_end.release()), stream_(std::move(sink)) {}

asio::awaitable<void> OutputReader::run() {
  while (!at_end_) {
    const auto [error] = co_await pipe_.async_wait(asio::posix::stream_descriptor::wait_read,
                                                   asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
    // One block a turn: a function that floods its log must not keep the loop from others.
    read_some();
  }
}

void OutputReader::drain() {
  empty_ = false;
  for (std::size_t taken = 0; taken < kMaxPipe && !at_end_ && !empty_; taken += kBlock) {
    read_some();
  }
}

void OutputReader::read_some() {
  // One thread reads all pipes, and the block is consumed before the next read.
  static std::array<char, kBlock> block;
  const ssize_t count = ::read(pipe_.native_handle(), block.data(), block.size());
  if (count > 0) {
    stream_.feed({block.data(), static_cast<std::size_t>(count)});
  } else if (count == 0) {
    at_end_ = true;
  } else if (errno == EAGAIN) {
    empty_ = true;
  } else if (errno != EINTR) {
    at_end_ = true;
  }
}

}  // namespace lambent::process
