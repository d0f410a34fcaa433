// Any bytes as a request: head, then a chunked body, in one piece and in two.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "emulator/http/request_parser.h"

namespace {

using lambent::http::RequestParser;
using Chunks = RequestParser::Chunks;

constexpr std::size_t kMaxHead = 512;
constexpr std::size_t kMaxBody = 64;

void require(bool condition) {
  if (!condition) std::abort();
}

// What a session would make of the request, as text.
std::string read(std::string_view bytes, std::size_t cut) {
  RequestParser parser(kMaxHead);
  std::size_t used = 0;
  for (const std::size_t end : {cut, bytes.size()}) {
    if (parser.head_done() || parser.refusal() || used == end) continue;
    const std::size_t took = parser.put_head(bytes.substr(used, end - used));
    require(took <= end - used);
    used += took;
  }
  if (parser.refusal()) return "refused " + std::to_string(parser.refusal()->status);
  if (!parser.head_done()) return "unfinished";

  const auto& head = parser.head();
  require(used <= kMaxHead);
  require(head.path == "*" || head.path.starts_with('/'));
  require(!(head.chunked && head.content_length));
  std::string seen = head.method + ' ' + head.path + '?' + head.query;
  for (const auto& [name, value] : head.headers) {
    require(value.find_first_of("\r\n") == std::string::npos);
    seen += '\n' + name + '=' + value;
  }
  if (!head.chunked) return seen;

  std::string body;
  RequestParser::ChunksStep step{Chunks::NeedMore, 0};
  for (const std::size_t end : {cut, bytes.size()}) {
    if (step.state != Chunks::NeedMore || used >= end) continue;
    step = parser.put_chunks(bytes.substr(used, end - used), &body, kMaxBody);
    require(step.used <= end - used);
    used += step.used;
  }
  require(body.size() <= kMaxBody);
  if (step.state == Chunks::Done) seen += "\n\n" + body;
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(data + 1, data + size);
  const std::size_t cut = bytes.empty() ? 0 : data[0] * bytes.size() / 256;

  const std::string whole = read(bytes, bytes.size());
  const std::string in_two = read(bytes, cut);

  // Where the network cut the bytes must not change what they mean.  (It may change when a mistake
  // is noticed: of an unfinished head only the end is looked for.)
  if (whole == "unfinished" || in_two == "unfinished") return 0;
  const bool refused = whole.starts_with("refused") && in_two.starts_with("refused");
  require(refused || whole == in_two);
  return 0;
}
