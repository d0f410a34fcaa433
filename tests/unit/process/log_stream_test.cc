// Lines and frames out of one pipe; runtime-api.md §7.9, §3.6.
#include "emulator/process/log_stream.h"

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/limits.h"

namespace lambent::process {

bool operator==(const LogRecord& one, const LogRecord& other) {
  return one.text == other.text && one.framed == other.framed;
}

void PrintTo(const LogRecord& record, std::ostream* out) {
  *out << (record.framed ? "frame " : "line ")
       << ::testing::PrintToString(record.text.substr(0, 80));
  if (record.text.size() > 80) *out << "… of " << record.text.size() << " bytes";
}

namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Records = std::vector<LogRecord>;

LogRecord line(std::string text) {
  return {std::move(text), false};
}
LogRecord framed(std::string text) {
  return {std::move(text), true};
}

// The low bytes of the twelve types of §7.9.
constexpr unsigned char kTypes[] = {
    0x02, 0x03, 0x0A, 0x0B, 0x0E, 0x0F, 0x12, 0x13, 0x16, 0x17, 0x1A, 0x1B};

std::string big_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
    text += static_cast<char>(value >> shift & 0xff);
  return text;
}

std::string header(unsigned char type, std::uint32_t length) {
  return "\xA5\x5A"s + '\0' + static_cast<char>(type) + big_endian(length, 4) +
         big_endian(1'769'940'000'123'456, 8);
}

std::string frame(std::string_view message, unsigned char type = 0x03) {
  return header(type, static_cast<std::uint32_t>(message.size())).append(message);
}

/// The records of `pieces`, fed one after another, and then the end.
Records records_of(const std::vector<std::string_view>& pieces) {
  Records records;
  LogStream stream([&](LogRecord record) { records.push_back(std::move(record)); });
  for (const std::string_view piece : pieces)
    stream.feed(piece);
  stream.finish();
  return records;
}

TEST(LogStream, CutsLinesAtNewlines) {
  EXPECT_THAT(records_of({"one\ntwo\n\nfour\n"}),
              ElementsAre(line("one"), line("two"), line(""), line("four")));
}

TEST(LogStream, KeepsOtherControlCharactersAndBytes) {
  EXPECT_THAT(records_of({"a\r\nb\tc\0d\xff\n"sv}),
              ElementsAre(line("a\r"), line(std::string("b\tc\0d\xff"sv))));
}

TEST(LogStream, HoldsAnUnfinishedLineBackUntilTheEnd) {
  Records records;
  LogStream stream([&](LogRecord record) { records.push_back(std::move(record)); });

  stream.feed("one\ntw");
  EXPECT_THAT(records, ElementsAre(line("one")));
  stream.feed("o");
  EXPECT_THAT(records, ElementsAre(line("one")));
  stream.finish();
  EXPECT_THAT(records, ElementsAre(line("one"), line("two")));
  stream.finish();
  EXPECT_THAT(records, ElementsAre(line("one"), line("two"))) << "the end comes once";
}

TEST(LogStream, HasNothingToSayAboutNothing) {
  EXPECT_THAT(records_of({}), IsEmpty());
  EXPECT_THAT(records_of({"", ""}), IsEmpty());
}

TEST(LogStream, TakesEveryTypeOfFrame) {
  for (const unsigned char type : kTypes) {
    EXPECT_THAT(records_of({frame("hello", type)}), ElementsAre(framed("hello"))) << int{type};
  }
}

TEST(LogStream, KeepsWhatIsInAFrameWhole) {
  const std::string message("two\nlines, \0 and \xA5\x5A\0\x03 and \xff"sv);

  EXPECT_THAT(records_of({frame(message)}), ElementsAre(framed(message)));
  EXPECT_THAT(records_of({frame("")}), ElementsAre(framed("")));
}

TEST(LogStream, DropsTheNewlineThatEndsAFrame) {
  EXPECT_THAT(records_of({frame("two\nlines\n") + frame("\n") + frame("\n\n")}),
              ElementsAre(framed("two\nlines"), framed(""), framed("\n")));
}

TEST(LogStream, EndsALineWhoseWriterHasMovedOn) {
  Records records;
  LogStream stream([&](LogRecord record) { records.push_back(std::move(record)); });

  stream.end_line();
  EXPECT_THAT(records, IsEmpty()) << "there is none";
  stream.feed("one\ntwo");
  stream.end_line();
  EXPECT_THAT(records, ElementsAre(line("one"), line("two")));
  stream.feed("three\n");
  EXPECT_THAT(records, ElementsAre(line("one"), line("two"), line("three")));
}

TEST(LogStream, TakesALateNewlineForThatOfTheLineItEnded) {
  Records records;
  LogStream stream([&](LogRecord record) { records.push_back(std::move(record)); });

  stream.feed("one");
  stream.end_line();
  stream.end_line();
  stream.feed("\n");
  EXPECT_THAT(records, ElementsAre(line("one")));
  stream.feed("\n");
  EXPECT_THAT(records, ElementsAre(line("one"), line(""))) << "but only the first";

  stream.feed("two");
  stream.end_line();
  stream.feed("three\n\n");
  EXPECT_THAT(records, ElementsAre(line("one"), line(""), line("two"), line("three"), line("")));
}

TEST(LogStream, EndsALineButNotAFrame) {
  Records records;
  LogStream stream([&](LogRecord record) { records.push_back(std::move(record)); });
  const std::string bytes = frame("hello");

  stream.feed("text" + bytes.substr(0, 7));
  stream.end_line();
  stream.feed(bytes.substr(7));

  EXPECT_THAT(records, ElementsAre(line("text"), framed("hello")));
}

TEST(LogStream, GivesAFrameOutAsSoonAsItIsComplete) {
  Records records;
  LogStream stream([&](LogRecord record) { records.push_back(std::move(record)); });
  const std::string bytes = frame("hello");

  stream.feed(std::string_view(bytes).substr(0, bytes.size() - 1));
  EXPECT_THAT(records, IsEmpty());
  stream.feed("o");
  EXPECT_THAT(records, ElementsAre(framed("hello")));
  stream.feed(frame(""));
  EXPECT_THAT(records, ElementsAre(framed("hello"), framed("")));
}

TEST(LogStream, KeepsTheOrderOfLinesAndFrames) {
  EXPECT_THAT(records_of({"a\n" + frame("b") + "c\n" + frame("d") + frame("e") + "f\n"}),
              ElementsAre(line("a"), framed("b"), line("c"), framed("d"), framed("e"), line("f")));
}

TEST(LogStream, DoesNotCutALineThatAFrameInterrupts) {
  EXPECT_THAT(records_of({"begin" + frame("inside") + " end\n"}),
              ElementsAre(framed("inside"), line("begin end")));
}

TEST(LogStream, TakesWhatOnlyLooksLikeAFrameAsText) {
  const std::string_view false_starts[] = {
      "\xA5"sv,
      "\xA5 text"sv,
      "\xA5\x5A"sv,
      "\xA5\x5A\x01\x03 text"sv,
      "\xA5\x5B\0\x03 text"sv,
      "\xA5\x5A\0\x04 text"sv,
      "\xA5\x5A\0\0 text"sv,
      "\xA5\x5A\0\x1E text"sv,
      "\xA5\xA5\xA5\x5A\xA5\x5A\0"sv,
      "\xA5\x5A\0\xA5\x5A\0"sv,
  };
  for (const std::string_view bytes : false_starts) {
    const std::string text(bytes);
    EXPECT_THAT(records_of({text + "\nnext\n"}), ElementsAre(line(text), line("next")));
    EXPECT_THAT(records_of({"before " + text}), ElementsAre(line("before " + text)));
  }
}

TEST(LogStream, FindsTheFrameBehindAFalseStart) {
  for (const std::string& start :
       {"\xA5"s, "\xA5\x5A"s, "\xA5\x5A\0"s, "\xA5\x5A\0\x04"s, "\xA5\xA5\x5A"s}) {
    EXPECT_THAT(records_of({start + frame("real") + "\n"}),
                ElementsAre(framed("real"), line(start)));
  }
}

TEST(LogStream, KnowsEveryOtherTypeForText) {
  for (int type = 0; type < 256; ++type) {
    const bool is_known = std::count(std::begin(kTypes), std::end(kTypes), type) > 0;
    if (is_known || type == 0xA5) continue;
    const std::string bytes = header(static_cast<unsigned char>(type), 2);
    EXPECT_THAT(records_of({bytes + "hi\n"}), ElementsAre(line(bytes + "hi"))) << type;
  }
}

TEST(LogStream, DoesNotWaitForAFrameThatIsTooLongToBeTrue) {
  constexpr std::uint32_t kLargest = 16U * 1024 * 1024;

  EXPECT_THAT(records_of({header(0x03, kLargest + 1) + "\nnext\n"}).back(), line("next"));
  EXPECT_THAT(records_of({header(0x03, 0xffffffff) + "\nnext\n"}).back(), line("next"));

  const std::string message(kLargest, 'x');
  EXPECT_THAT(records_of({frame(message)}), ElementsAre(framed(message)));
}

TEST(LogStream, GivesAnUnfinishedFrameOutAsTextAtTheEnd) {
  const std::string whole = frame("hello");
  for (std::size_t size = 1; size < whole.size(); ++size) {
    const std::string part = whole.substr(0, size);
    std::string text;
    for (const LogRecord& record : records_of({part})) {
      EXPECT_FALSE(record.framed);
      text += record.text + '\n';
    }
    // The time stamp holds no newline, so it is one line.
    EXPECT_EQ(text, part + '\n');
  }
}

TEST(LogStream, SaysTheSameWhereverTheBytesAreCut) {
  const std::string bytes = "one\n" + frame("frame\none", 0x0E) + "tw" + frame("") + "o\n\xA5\x5A" +
                            frame("three", 0x1A) + "\n\n\xA5\x5A" + "\0\x04 false\n"s + frame("x") +
                            "last, unfinished";
  const Records whole = records_of({bytes});
  ASSERT_THAT(whole,
              ElementsAre(line("one"),
                          framed("frame\none"),
                          framed(""),
                          line("two"),
                          framed("three"),
                          line("\xA5\x5A"),
                          line(""),
                          line(std::string("\xA5\x5A\0\x04 false"sv)),
                          framed("x"),
                          line("last, unfinished")));

  const std::string_view all = bytes;
  for (std::size_t first = 0; first <= all.size(); ++first) {
    for (std::size_t second = first; second <= all.size(); ++second) {
      EXPECT_EQ(
          records_of({all.substr(0, first), all.substr(first, second - first), all.substr(second)}),
          whole)
          << "cut at " << first << " and " << second;
    }
  }

  std::vector<std::string_view> single;
  for (std::size_t at = 0; at < all.size(); ++at)
    single.push_back(all.substr(at, 1));
  EXPECT_EQ(records_of(single), whole) << "byte by byte";
}

TEST(LogStream, SplitsLinesThatAreTooLong) {
  const std::string full(limits::kMaxLogLine, 'x');

  EXPECT_THAT(records_of({full + "y\n"}), ElementsAre(line(full), line("y")));
  EXPECT_THAT(records_of({full + full + "yz\nnext\n"}),
              ElementsAre(line(full), line(full), line("yz"), line("next")));
  EXPECT_THAT(records_of({full + full}), ElementsAre(line(full), line(full)));
}

TEST(LogStream, LeavesALineOfTheGreatestLengthWhole) {
  const std::string full(limits::kMaxLogLine, 'x');

  EXPECT_THAT(records_of({full + "\n"}), ElementsAre(line(full)));
  EXPECT_THAT(records_of({full + "\nnext\n"}), ElementsAre(line(full), line("next")));
  EXPECT_THAT(records_of({full}), ElementsAre(line(full)));
}

TEST(LogStream, SplitsLongLinesTheSameWhereverTheBytesAreCut) {
  const std::string full(limits::kMaxLogLine, 'x');
  const std::string bytes = full + "\n" + full + "y\n";
  const std::string_view all = bytes;

  for (const std::size_t cut : {limits::kMaxLogLine - 1,
                                limits::kMaxLogLine,
                                limits::kMaxLogLine + 1,
                                2 * limits::kMaxLogLine,
                                2 * limits::kMaxLogLine + 1,
                                2 * limits::kMaxLogLine + 2}) {
    EXPECT_EQ(records_of({all.substr(0, cut), all.substr(cut)}),
              (Records{line(full), line(full), line("y")}))
        << "cut at " << cut;
  }
}

TEST(LogStream, DoesNotSplitLongFrames) {
  const std::string message(limits::kMaxLogLine * 2 + 1, 'x');

  EXPECT_THAT(records_of({frame(message)}), ElementsAre(framed(message)));
}

}  // namespace
}  // namespace lambent::process
