#include "emulator/http/response_head.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/base/log.h"

namespace lambent::http {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string head_of(const Response& response) {
  return render_head(response, 7, true, "today");
}

TEST(ResponseHead, HasItsLinesInOrder) {
  Response response;
  response.headers = {
      {"A", "1"},
      {"b", "" },
      {"A", "2"}
  };

  EXPECT_EQ(head_of(response),
            "HTTP/1.1 200 OK\r\nDate: today\r\nA: 1\r\nb: \r\nA: 2\r\nContent-Length: 7\r\n"
            "Connection: keep-alive\r\n\r\n");
  EXPECT_THAT(render_head(response, 7, false, "today"), EndsWith("\r\nConnection: close\r\n\r\n"));
}

TEST(StreamHead, IsChunkedInsteadOfHavingALength) {
  Response response;
  response.headers = {
      {"A",              "1"},
      {"Content-Length", "9"}
  };

  EXPECT_EQ(render_stream_head(response, true, true, "today"),
            "HTTP/1.1 200 OK\r\nDate: today\r\nA: 1\r\nTransfer-Encoding: chunked\r\n"
            "Connection: keep-alive\r\n\r\n");
  EXPECT_EQ(render_stream_head(response, false, false, "today"),
            "HTTP/1.1 200 OK\r\nDate: today\r\nA: 1\r\nConnection: close\r\n\r\n");
}

TEST(StreamHead, IsNotChunkedWhereNoBodyIsAllowed) {
  for (const int status : {100, 204, 304}) {
    Response response;
    response.status = status;
    EXPECT_THAT(render_stream_head(response, true, true, "today"),
                Not(HasSubstr("Transfer-Encoding")))
        << status;
  }
}

TEST(ResponseHead, NamesAStatusNobodyKnows) {
  Response response;
  response.status = 299;

  EXPECT_THAT(head_of(response), StartsWith("HTTP/1.1 299 Unknown\r\n"));
}

TEST(ResponseHead, HasNoLengthWhereNoneIsAllowed) {
  for (const int status : {100, 204}) {
    Response response;
    response.status = status;
    EXPECT_THAT(head_of(response), Not(HasSubstr("Content-Length"))) << status;
  }
}

TEST(ResponseHead, LeavesOutWhatTheSessionWrites) {
  Response response;
  response.headers = {
      {"date",              "never"  },
      {"Content-length",    "1"      },
      {"CONNECTION",        "upgrade"},
      {"Transfer-Encoding", "chunked"},
      {"Dato",              "kept"   },
  };

  EXPECT_EQ(head_of(response),
            "HTTP/1.1 200 OK\r\nDate: today\r\nDato: kept\r\nContent-Length: 7\r\n"
            "Connection: keep-alive\r\n\r\n");
}

TEST(ResponseHead, LeavesOutHeadersThatWouldBreakIt) {
  std::vector<std::string> lines;
  base::set_log_sink([&lines](std::string_view line) { lines.emplace_back(line); });
  Response response;
  response.headers = {
      {"Split", "a\r\nInjected: b"},
      {"Nul",   std::string("a\0b", 3)},
      {"Bell",       "\x07"                   },
      {"Delete",       "\x7f"},
      {"",       "a"                         },
      {"With space",       "a"},
      {"With:colon",       "a"                         },
      {"Line\r\nTwo",       "a"},
      {"Fine",       "tab\tand \xC3\xA4"                                },
  };

  const std::string head = head_of(response);
  base::set_log_sink(nullptr);

  EXPECT_EQ(head,
            "HTTP/1.1 200 OK\r\nDate: today\r\nFine: tab\tand \xC3\xA4\r\nContent-Length: 7\r\n"
            "Connection: keep-alive\r\n\r\n");
  EXPECT_EQ(lines.size(), 8U);
}

TEST(ResponseHead, KnowsTheStatusesWithoutABody) {
  for (int status = 100; status < 600; ++status) {
    const bool forbids = status < 200 || status == 204 || status == 304;
    EXPECT_EQ(status_forbids_body(status), forbids) << status;
  }
}

TEST(ResponseHead, WritesDatesAsRfc9110Does) {
  EXPECT_EQ(format_date(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(format_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(format_date(1'709'251'199), "Thu, 29 Feb 2024 23:59:59 GMT");
}

}  // namespace
}  // namespace lambent::http
