#include "emulator/http/request_parser.h"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::http {
namespace {

using Chunks = RequestParser::Chunks;

constexpr std::string_view kHead =
    "POST /a%20b?c=d HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";

// Feeds `bytes` in two pieces cut at `cut`, keeping what was not taken, as a session does.
void feed(RequestParser& parser, std::string_view bytes, std::size_t cut) {
  const std::size_t used = parser.put_head(bytes.substr(0, cut));
  if (!parser.head_done() && !parser.refusal()) parser.put_head(bytes.substr(used));
}

TEST(RequestParser, UnderstandsAHeadWhereverItWasCut) {
  for (std::size_t cut = 0; cut <= kHead.size(); ++cut) {
    RequestParser parser(1'000);

    feed(parser, kHead, cut);

    ASSERT_TRUE(parser.head_done()) << cut;
    EXPECT_FALSE(parser.refusal());
    EXPECT_EQ(parser.head().method, "POST");
    EXPECT_EQ(parser.head().path, "/a%20b");
    EXPECT_EQ(parser.head().query, "c=d");
    EXPECT_EQ(parser.head().content_length, 5U);
    EXPECT_FALSE(parser.head().chunked);
    EXPECT_EQ(parser.head().headers.size(), 3U);
    EXPECT_TRUE(parser.expects_continue());
    EXPECT_TRUE(parser.keeps_alive());
  }
}

TEST(RequestParser, RefusesAFoldedLineWhereverTheHeadWasCut) {
  for (const std::string_view fold : {"\r\n ", "\r\n\t"}) {
    const std::string head =
        "GET / HTTP/1.1\r\nHost: here\r\nX-A: b" + std::string(fold) + "c\r\n\r\n";
    for (std::size_t cut = 0; cut <= head.size(); ++cut) {
      RequestParser parser(1'000);

      feed(parser, head, cut);

      ASSERT_TRUE(parser.refusal()) << cut;
      EXPECT_EQ(parser.refusal()->status, 400);
    }
  }
}

TEST(RequestParser, TakesNothingBehindTheHead) {
  RequestParser parser(1'000);

  EXPECT_EQ(parser.put_head(std::string(kHead) + "hello"), kHead.size());
}

TEST(RequestParser, AppliesTheLimitWhereverTheHeadWasCut) {
  for (std::size_t cut = 0; cut <= kHead.size(); ++cut) {
    RequestParser enough(kHead.size());
    feed(enough, kHead, cut);
    EXPECT_FALSE(enough.refusal()) << cut;
    EXPECT_TRUE(enough.head_done()) << cut;

    RequestParser tight(kHead.size() - 1);
    feed(tight, kHead, cut);
    ASSERT_TRUE(tight.refusal()) << cut;
    EXPECT_EQ(tight.refusal()->status, 431) << cut;
  }
}

TEST(RequestParser, ReadsChunksWhereverTheyWereCut) {
  constexpr std::string_view kChunks = "3;x=y\r\nabc\r\n02\r\nde\r\n0\r\nA: b\r\n\r\nGET";
  constexpr std::string_view kStart = "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t cut = 0; cut <= kChunks.size() - 3; ++cut) {
    RequestParser parser(1'000);
    parser.put_head(kStart);
    ASSERT_TRUE(parser.head().chunked);
    std::string body;

    const auto first = parser.put_chunks(kChunks.substr(0, cut), &body, 5);
    const auto second = parser.put_chunks(kChunks.substr(first.used), &body, 5);

    EXPECT_EQ(second.state, Chunks::Done) << cut;
    EXPECT_EQ(first.used + second.used, kChunks.size() - 3) << cut;
    EXPECT_EQ(body, "abcde") << cut;
    EXPECT_EQ(parser.head().trailers.value_or("a", ""), "b") << cut;
    EXPECT_FALSE(parser.head().headers.find("a")) << cut;
  }
}

TEST(RequestParser, ReadsChunksByteByByte) {
  for (const std::string_view chunks : {"0\r\n\r\n", "1\r\na\r\n0\r\nA: b\r\n\r\n"}) {
    RequestParser parser(1'000);
    parser.put_head("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    std::string body;
    std::size_t used = 0;

    for (std::size_t end = 1; end <= chunks.size(); ++end) {
      const auto step = parser.put_chunks(chunks.substr(used, end - used), &body, 5);
      EXPECT_EQ(step.state, end == chunks.size() ? Chunks::Done : Chunks::NeedMore) << end;
      used += step.used;
    }

    EXPECT_EQ(used, chunks.size());
  }
}

TEST(RequestParser, StopsAtTheChunkThatWouldPassTheLimit) {
  RequestParser parser(1'000);
  parser.put_head("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
  std::string body;

  const auto step = parser.put_chunks("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", &body, 4);

  EXPECT_EQ(step.state, Chunks::TooLarge);
  EXPECT_EQ(body, "abc");
}

TEST(RequestParser, CountsChunksWithoutKeepingThem) {
  RequestParser parser(1'000);
  parser.put_head("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");

  EXPECT_EQ(parser.put_chunks("3\r\nabc", nullptr, 4).state, Chunks::NeedMore);
  EXPECT_EQ(parser.put_chunks("\r\n2\r\n", nullptr, 4).state, Chunks::TooLarge);
}

TEST(RequestParser, KnowsWhetherTheConnectionMayStay) {
  struct Row {
    std::string_view version;
    std::string_view connection;
    bool keeps;
  };
  for (const Row& row : {
           Row{"1.1", "",                  true },
           Row{"1.1", "keep-alive",        true },
           Row{"1.1", "close",             false},
           Row{"1.1", "Keep-Alive, CLOSE", false},
           Row{"1.1", "upgrade",           true },
           Row{"1.0", "",                  false},
           Row{"1.0", "keep-alive",        true },
           Row{"1.0", "close",             false},
  }) {
    RequestParser parser(1'000);
    std::string head = "GET / HTTP/" + std::string(row.version) + "\r\n";
    if (!row.connection.empty()) head += "Connection: " + std::string(row.connection) + "\r\n";

    parser.put_head(head + "\r\n");

    ASSERT_TRUE(parser.head_done()) << head;
    EXPECT_EQ(parser.keeps_alive(), row.keeps) << head;
  }
}

TEST(RequestParser, ExpectsContinueOnlyInHttp11AndOnlyByThatWord) {
  for (const auto& [head, expects] : {
           std::pair{"PUT / HTTP/1.1\r\nExpect: 100-continue\r\n\r\n", true },
           std::pair{"PUT / HTTP/1.1\r\nExpect: 100-Continue\r\n\r\n", true },
           std::pair{"PUT / HTTP/1.1\r\nExpect: 200-ok\r\n\r\n",       false},
           std::pair{"PUT / HTTP/1.1\r\n\r\n",                         false},
           std::pair{"PUT / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", false},
  }) {
    RequestParser parser(1'000);
    parser.put_head(head);
    EXPECT_EQ(parser.expects_continue(), expects) << head;
  }
}

}  // namespace
}  // namespace lambent::http
