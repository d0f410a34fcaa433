#include "invoke/payload.h"

#include <fmt/format.h>
#include <simdjson.h>

#include "invoke/payload_grammar.h"

namespace lambent::invoke {
namespace {

/// How many bytes follow a leading byte, and the range of the first of them.  Source: RFC 3629.
struct Sequence {
  std::size_t following = 0;
  unsigned low = 0x80;
  unsigned high = 0xBF;
};

std::optional<Sequence> sequence_of(unsigned lead) {
  if (lead < 0x80) return Sequence{.following = 0};
  if (lead >= 0xC2 && lead <= 0xDF) return Sequence{.following = 1};
  if (lead == 0xE0) return Sequence{.following = 2, .low = 0xA0};
  if (lead == 0xED) return Sequence{.following = 2, .high = 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return Sequence{.following = 2};
  if (lead == 0xF0) return Sequence{.following = 3, .low = 0x90};
  if (lead >= 0xF1 && lead <= 0xF3) return Sequence{.following = 3};
  if (lead == 0xF4) return Sequence{.following = 3, .high = 0x8F};
  return std::nullopt;
}

/// The first place where `text` is not UTF-8.  Byte by byte: only asked once that is known.
std::optional<PayloadFault> utf8_fault(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::optional<Sequence> sequence = sequence_of(static_cast<unsigned char>(text[at]));
    if (!sequence) {
      return PayloadFault{
          fmt::format("Invalid UTF-8 start byte 0x{:02x}", static_cast<unsigned char>(text[at])),
          at + 1};
    }
    for (; sequence->following > 0; *sequence = {.following = sequence->following - 1}) {
      ++at;
      if (at == text.size()) {
        return PayloadFault{"Unexpected end-of-input: expected the rest of a UTF-8 character", at};
      }
      const unsigned code = static_cast<unsigned char>(text[at]);
      if (code < sequence->low || code > sequence->high) {
        return PayloadFault{fmt::format("Invalid UTF-8 middle byte 0x{:02x}", code), at + 1};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> json_fault(std::string_view payload) {
  std::optional<PayloadFault> fault = grammar_fault(payload);
  if (!simdjson::validate_utf8(payload)) {
    const std::optional<PayloadFault> encoding = utf8_fault(payload);
    if (!fault || encoding.value().at <= fault->at) fault = encoding;
  }
  if (!fault) return std::nullopt;
  return fault->what + "\n at " + source_location(payload, fault->at);
}

}  // namespace lambent::invoke
