// ReadBuffer: bytes that came over a connection and were not used yet.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

#include <boost/asio/buffer.hpp>

namespace lambent::http {

/// Contiguous, and small while the connection is idle: a thousand of those are ordinary.
class ReadBuffer {
 public:
  static constexpr std::size_t kIdleSize = 4'096;

  std::string_view data() const { return {bytes_.get() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  std::size_t size() const { return end_ - begin_; }
  std::size_t capacity() const { return capacity_; }

  void consume(std::size_t count) {
    begin_ += count;
    if (empty()) begin_ = end_ = 0;
  }

  /// Free room behind the data; when there is none the buffer moves its data or doubles.
  boost::asio::mutable_buffer prepare() {
    if (end_ == capacity_) {
      if (begin_ > 0 && size() <= capacity_ / 2) {
        move_to(capacity_);
      } else {
        move_to(std::max(kIdleSize, capacity_ * 2));
      }
    }
    return {bytes_.get() + end_, capacity_ - end_};
  }
  void commit(std::size_t count) { end_ += count; }

  /// Makes room for `count` bytes in all.
  void reserve(std::size_t count) {
    if (count > capacity_) move_to(count);
  }

  /// Back to the idle size, if the data fits.
  void shrink() {
    if (capacity_ > kIdleSize && size() <= kIdleSize) move_to(kIdleSize);
  }

 private:
  void move_to(std::size_t capacity) {
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
    const std::size_t count = size();
    if (count > 0) std::memcpy(bytes.get(), bytes_.get() + begin_, count);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
    begin_ = 0;
    end_ = count;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace lambent::http
