// Server-sent events, however the wire cuts them.
#include "api/cli/server_events.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace lambent::cli {
namespace {

/// "type|data" of each.
std::vector<std::string> shown(const std::vector<ServerEvent>& events) {
  std::vector<std::string> texts;
  for (const ServerEvent& event : events)
    texts.push_back(event.type + '|' + event.data);
  return texts;
}

std::vector<std::string> read(std::string_view bytes) {
  ServerEventReader reader;
  return shown(reader.feed(bytes));
}

using Events = std::vector<std::string>;

constexpr std::string_view kTwo =
    "id: 1\nevent: platform.start\ndata: {\"a\":1}\n\n: still here\n\nevent: gap\ndata: 2\n\n";

TEST(ServerEvents, HaveATypeAndData) {
  EXPECT_EQ(read(kTwo), (Events{"platform.start|{\"a\":1}", "gap|2"}));
}

TEST(ServerEvents, AreTheSameWhereverTheyAreCut) {
  for (std::size_t cut = 0; cut <= kTwo.size(); ++cut) {
    ServerEventReader reader;
    Events found = shown(reader.feed(kTwo.substr(0, cut)));
    for (const std::string& text : shown(reader.feed(kTwo.substr(cut))))
      found.push_back(text);
    EXPECT_EQ(found, (Events{"platform.start|{\"a\":1}", "gap|2"})) << cut;
  }
}

TEST(ServerEvents, AreNotCompleteBeforeTheEmptyLine) {
  EXPECT_EQ(read("event: a\ndata: 1\n"), Events{});
}

TEST(ServerEvents, WithoutDataArePassedOver) {
  EXPECT_EQ(read(": comment\n\nid: 7\nevent: a\n\ndata: 1\n\n"), (Events{"|1"}));
}

TEST(ServerEvents, MayEndTheirLinesInTwoCharacters) {
  EXPECT_EQ(read("event: a\r\ndata: 1\r\n\r\n"), (Events{"a|1"}));
}

TEST(ServerEvents, JoinTheirDataLinesAndDropOneBlank) {
  EXPECT_EQ(read("data:one\ndata:  two\ndata\n\n"), (Events{"|one\n two\n"}));
}

}  // namespace
}  // namespace lambent::cli
