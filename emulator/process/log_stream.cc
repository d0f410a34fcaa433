#include "emulator/process/log_stream.h"

#include <algorithm>
#include <array>
#include <utility>

#include "config/limits.h"

namespace lambent::process {
namespace {

constexpr std::size_t kHeader = 16;
constexpr std::size_t kMaxFrame = 16'777'216;
constexpr char kFrameStart = '\xA5';

// Level code × 4 + (2 JSON, 3 text).  Source: runtime-api.md §7.9.
constexpr auto kFrameTypes = std::to_array<unsigned char>(
    {0x02, 0x03, 0x0A, 0x0B, 0x0E, 0x0F, 0x12, 0x13, 0x16, 0x17, 0x1A, 0x1B});

// True while `bytes` may still be the beginning of a frame.
bool may_be_frame(std::string_view bytes) {
  static constexpr std::string_view kMagic{"\xA5\x5A\x00", 3};
  const std::string_view magic = bytes.substr(0, kMagic.size());
  if (magic != kMagic.substr(0, magic.size())) return false;
  if (bytes.size() <= kMagic.size()) return true;
  const auto type = static_cast<unsigned char>(bytes[kMagic.size()]);
  return std::find(kFrameTypes.begin(), kFrameTypes.end(), type) != kFrameTypes.end();
}

std::size_t length_of(std::string_view header) {
  std::size_t length = 0;
  for (std::size_t i = 4; i < 8; ++i) {
    length = length << 8 | static_cast<unsigned char>(header[i]);
  }
  return length;
}

}  // namespace

void LogStream::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    if (frame_.empty()) {
      const std::size_t start = bytes.find(kFrameStart);
      take_text(bytes.substr(0, start));
      if (start == std::string_view::npos) return;
      frame_ = kFrameStart;
      bytes.remove_prefix(start + 1);
      continue;
    }
    // Take what the frame still needs: its header first, then its message.
    const std::size_t whole = frame_.size() < kHeader ? kHeader : kHeader + length_of(frame_);
    const std::size_t count = std::min(whole - frame_.size(), bytes.size());
    // Byte by byte up to the type, so that what turns out to be text is given back at once.
    const std::size_t step = frame_.size() < 4 ? 1 : count;
    frame_ += bytes.substr(0, step);
    bytes.remove_prefix(step);
    if (!may_be_frame(frame_) || (frame_.size() >= kHeader && length_of(frame_) > kMaxFrame)) {
      const std::string text = std::exchange(frame_, {});
      // Its first byte is settled as text; the rest may hold the start of a real frame.
      take_text(text.substr(0, 1));
      feed(std::string_view(text).substr(1));
      continue;
    }
    take_frame();
  }
}

bool LogStream::take_frame() {
  if (frame_.size() < kHeader || frame_.size() < kHeader + length_of(frame_)) return false;
  frame_.erase(0, kHeader);
  if (frame_.ends_with('\n')) frame_.pop_back();
  sink_({std::exchange(frame_, {}), true});
  return true;
}

void LogStream::take_text(std::string_view text) {
  if (text.empty()) return;
  if (std::exchange(was_ended_, false) && text.front() == '\n') text.remove_prefix(1);
  while (!text.empty()) {
    if (text.front() == '\n') {
      text.remove_prefix(1);
      sink_({std::exchange(line_, {}), false});
      continue;
    }
    // A full line is given out only now: what follows it might have been its newline.
    if (line_.size() == limits::kMaxLogLine) sink_({std::exchange(line_, {}), false});
    const std::size_t room = limits::kMaxLogLine - line_.size();
    const std::size_t count = std::min({text.find('\n'), text.size(), room});
    line_ += text.substr(0, count);
    text.remove_prefix(count);
  }
}

void LogStream::end_line() {
  if (line_.empty()) return;
  sink_({std::exchange(line_, {}), false});
  was_ended_ = true;
}

void LogStream::finish() {
  if (!frame_.empty()) take_text(std::exchange(frame_, {}));
  end_line();
}

}  // namespace lambent::process
