#include "invoke/payload_grammar.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "invoke/payload.h"

namespace lambent::invoke {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kValidValue =
    "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or "
    "'false')";
constexpr std::string_view kValidToken =
    "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
/// Longest piece of an unknown token that a message repeats (bytes).  Source: Jackson.
constexpr std::size_t kMaxTokenText = 256;

unsigned code_of(char byte) {
  return static_cast<unsigned char>(byte);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

bool starts_token(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

bool continues_token(char c) {
  return starts_token(c) || is_digit(c) || code_of(c) >= 0x80;
}

bool is_control(unsigned code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0);
}

/// A byte as messages print it: bytes that are no ASCII are read as Latin-1.
std::string describe(char byte) {
  const unsigned code = code_of(byte);
  if (is_control(code)) return fmt::format("(CTRL-CHAR, code {})", code);
  if (code < 0x80) return fmt::format("'{}' (code {})", byte, code);
  const std::array<char, 2> utf8{static_cast<char>(0xC0 | (code >> 6)),
                                 static_cast<char>(0x80 | (code & 0x3F))};
  return fmt::format("'{}' (code {})", std::string_view(utf8.data(), utf8.size()), code);
}

/// The token, or its beginning and "...", cut between two characters.
std::string shortened(std::string_view token) {
  if (token.size() <= kMaxTokenText) return std::string(token);
  std::size_t size = kMaxTokenText;
  while ((code_of(token[size]) & 0xC0) == 0x80 && size > 0)
    --size;
  return std::string(token.substr(0, size)) + "...";
}

bool stops_string(char byte) {
  return code_of(byte) < 0x20 || byte == '"' || byte == '\\';
}

/// Bytes that are looked at together; a loop of this form is vector instructions in the binary.
constexpr std::size_t kBlock = 16;

bool has_stop(const char* block) {
  unsigned char hits = 0;
  for (std::size_t i = 0; i < kBlock; ++i)
    hits |= static_cast<unsigned char>(stops_string(block[i]));
  return hits != 0;
}

/// What the grammar allows at the next byte that is no white space.
enum class Expect { Value, FirstItem, FirstName, Name, Colon, Separator };

/// Walks the grammar once, front to back; bytes of 0x80 and above count as text of a string.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// The first fault of the grammar.
  std::optional<PayloadFault> scan();

 private:
  bool at_end() const { return at_ == text_.size(); }
  bool sees(char c) const { return !at_end() && text_[at_] == c; }
  bool in_object() const { return text_[open_[depth_ - 1]] == '{'; }

  bool fail(std::string what, std::size_t at);
  bool fail_at_byte(std::string_view expected, std::string_view where = "");
  bool fail_at_end(std::string_view expected);

  void skip_space();
  void skip_plain_text();
  bool step(char c);
  bool value(char c);
  bool enter(Expect next);
  bool leave();
  bool separator(char c);
  bool string();
  bool escape();
  bool number();
  bool digits(std::string_view expected);
  bool literal();
  bool unfinished();

  std::string_view text_;
  std::size_t at_ = 0;
  Expect expect_ = Expect::Value;
  std::size_t depth_ = 0;
  std::array<std::size_t, kMaxPayloadDepth> open_;  // offsets of the open brackets
  std::optional<PayloadFault> fault_;
};

bool Scanner::fail(std::string what, std::size_t at) {
  fault_ = PayloadFault{std::move(what), at};
  return false;
}

bool Scanner::fail_at_byte(std::string_view expected, std::string_view where) {
  const char byte = text_[at_];
  // As AWS does: the column is one past a printable character but that of a control character.
  const std::size_t at = is_control(code_of(byte)) ? at_ : at_ + 1;
  return fail(fmt::format("Unexpected character ({}){}: {}", describe(byte), where, expected), at);
}

bool Scanner::fail_at_end(std::string_view expected) {
  return fail(fmt::format("Unexpected end-of-input: {}", expected), text_.size());
}

void Scanner::skip_space() {
  while (!at_end() && is_space(text_[at_]))
    ++at_;
}

std::optional<PayloadFault> Scanner::scan() {
  if (text_.starts_with(kByteOrderMark)) {
    fail(fmt::format("Unexpected byte order mark (0xEF 0xBB 0xBF): {}", kValidValue), 0);
    return fault_;
  }
  bool fine = true;
  for (skip_space(); fine && !at_end(); skip_space())
    fine = step(text_[at_]);
  if (fine) unfinished();
  return fault_;
}

bool Scanner::step(char c) {
  switch (expect_) {
    case Expect::Value: return value(c);
    case Expect::FirstItem: return c == ']' ? leave() : value(c);
    case Expect::FirstName:
      if (c == '}') return leave();
      [[fallthrough]];
    case Expect::Name:
      if (c != '"') return fail_at_byte("was expecting double-quote to start field name");
      expect_ = Expect::Colon;
      return string();
    case Expect::Colon:
      if (c != ':') {
        return fail_at_byte("was expecting a colon to separate field name and value");
      }
      ++at_;
      expect_ = Expect::Value;
      return true;
    case Expect::Separator: return separator(c);
  }
  return false;
}

bool Scanner::value(char c) {
  if (c == '{') return enter(Expect::FirstName);
  if (c == '[') return enter(Expect::FirstItem);
  expect_ = Expect::Separator;
  if (c == '"') return string();
  if (c == '-' || is_digit(c)) return number();
  if (starts_token(c)) return literal();
  return fail_at_byte(kValidValue);
}

bool Scanner::enter(Expect next) {
  if (depth_ == kMaxPayloadDepth) {
    return fail(fmt::format("Document nesting depth ({}) exceeds the maximum allowed ({})",
                            kMaxPayloadDepth + 1,
                            kMaxPayloadDepth),
                at_);
  }
  open_[depth_++] = at_++;
  expect_ = next;
  return true;
}

bool Scanner::leave() {
  --depth_;
  ++at_;
  expect_ = Expect::Separator;
  return true;
}

bool Scanner::separator(char c) {
  if (depth_ == 0) return fail_at_byte("expected nothing after the JSON value");
  if (c == (in_object() ? '}' : ']')) return leave();
  if (c != ',') {
    return fail_at_byte(in_object() ? "was expecting comma to separate Object entries"
                                    : "was expecting comma to separate Array entries");
  }
  ++at_;
  expect_ = in_object() ? Expect::Name : Expect::Value;
  return true;
}

/// To the next byte that a string cannot hold as it is, or to the end.
void Scanner::skip_plain_text() {
  while (text_.size() - at_ >= kBlock && !has_stop(text_.data() + at_))
    at_ += kBlock;
  while (!at_end() && !stops_string(text_[at_]))
    ++at_;
}

bool Scanner::string() {
  ++at_;
  while (true) {
    skip_plain_text();
    if (at_end()) return fail_at_end("was expecting closing quote for a string value");
    const char c = text_[at_];
    if (c == '"') break;
    if (c != '\\') {
      return fail(fmt::format("Illegal unquoted character ({}): has to be escaped using backslash "
                              "to be included in string value",
                              describe(c)),
                  at_);
    }
    if (!escape()) return false;
  }
  ++at_;
  return true;
}

bool Scanner::escape() {
  ++at_;
  if (at_end()) return fail_at_end("in character escape sequence");
  const char kind = text_[at_];
  if (std::string_view("\"\\/bfnrtu").find(kind) == std::string_view::npos) {
    return fail(fmt::format("Unrecognized character escape {}", describe(kind)), at_ + 1);
  }
  ++at_;
  for (int left = kind == 'u' ? 4 : 0; left > 0; --left, ++at_) {
    if (at_end()) return fail_at_end("in character escape sequence");
    if (!is_hex_digit(text_[at_])) {
      return fail_at_byte("expected a hex-digit for character escape sequence");
    }
  }
  return true;
}

bool Scanner::number() {
  if (sees('-')) ++at_;
  const std::size_t first = at_;
  if (!digits("expected digit (0-9) to follow minus sign, for valid numeric value")) return false;
  if (text_[first] == '0' && at_ - first > 1) {
    return fail("Invalid numeric value: Leading zeroes not allowed", first + 1);
  }
  if (sees('.')) {
    ++at_;
    if (!digits("Decimal point not followed by a digit")) return false;
  }
  if (sees('e') || sees('E')) {
    ++at_;
    if (sees('+') || sees('-')) ++at_;
    if (!digits("Exponent indicator not followed by a digit")) return false;
  }
  return true;
}

bool Scanner::digits(std::string_view expected) {
  if (at_end()) return fail_at_end(expected);
  if (!is_digit(text_[at_])) return fail_at_byte(expected, " in numeric value");
  while (!at_end() && is_digit(text_[at_]))
    ++at_;
  return true;
}

bool Scanner::literal() {
  const std::size_t first = at_;
  while (!at_end() && continues_token(text_[at_]))
    ++at_;
  const std::string_view token = text_.substr(first, at_ - first);
  if (token == "null" || token == "true" || token == "false") return true;
  return fail(fmt::format("Unrecognized token '{}': {}", shortened(token), kValidToken), at_);
}

bool Scanner::unfinished() {
  if (depth_ > 0) {
    return fail_at_end(fmt::format("expected close marker for {} (start marker at {})",
                                   in_object() ? "Object" : "Array",
                                   source_location(text_, open_[depth_ - 1])));
  }
  return expect_ == Expect::Separator || fail_at_end(kValidValue);
}

}  // namespace

std::string source_location(std::string_view text, std::size_t at) {
  std::size_t line = 1;
  std::size_t row_start = 0;
  for (std::size_t i = 0; i < at && i < text.size(); ++i) {
    const bool half_of_a_pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if ((text[i] != '\n' && text[i] != '\r') || half_of_a_pair) continue;
    ++line;
    row_start = i + 1;
  }
  return fmt::format(
      "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: {}, "
      "column: {}]",
      line,
      at - row_start + 1);
}

std::optional<PayloadFault> grammar_fault(std::string_view text) {
  return Scanner(text).scan();
}

}  // namespace lambent::invoke
