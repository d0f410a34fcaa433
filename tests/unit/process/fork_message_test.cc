// The words between the daemon and its fork server, byte for byte.
#include "emulator/process/fork_message.h"

#include <string>

#include <gtest/gtest.h>

namespace lambent::process {
namespace {

using namespace std::string_literals;

TEST(ForkRequest, HasTheFolderAndTheVariables) {
  Command command;
  command.working_directory = "/var/task";
  command.environment = {"A=1", "B=x=y", "C="};

  EXPECT_EQ(fork_request(command), "fork\0/var/task\0A=1\0B=x=y\0C="s);
}

TEST(ForkRequest, HasALargestSize) {
  Command command;
  command.working_directory = "/";
  const std::size_t frame = "fork\0/\0"s.size();
  command.environment = {std::string(kMaxForkRequest - frame, 'x')};
  ASSERT_TRUE(fork_request(command));
  EXPECT_EQ(fork_request(command)->size(), kMaxForkRequest);

  command.environment[0] += 'x';

  EXPECT_FALSE(fork_request(command));
}

TEST(ReapRequest, NamesTheProcess) {
  EXPECT_EQ(reap_request(4711), "reap 4711");
}

TEST(ForkReply, IsOneOfThree) {
  const auto started = parse_fork_reply("started 4711");
  ASSERT_TRUE(started && std::holds_alternative<ForkStarted>(*started));
  EXPECT_EQ(std::get<ForkStarted>(*started).pid, 4711);

  const auto refused = parse_fork_reply("refused 11");
  ASSERT_TRUE(refused && std::holds_alternative<ForkRefused>(*refused));
  EXPECT_EQ(std::get<ForkRefused>(*refused).error, 11);

  const auto ended = parse_fork_reply("ended 4711 256 10240");
  ASSERT_TRUE(ended && std::holds_alternative<ForkEnded>(*ended));
  EXPECT_EQ(std::get<ForkEnded>(*ended).pid, 4711);
  EXPECT_EQ(std::get<ForkEnded>(*ended).status, 256);
  EXPECT_EQ(std::get<ForkEnded>(*ended).peak_kib, 10240);
}

TEST(ForkReply, IsNothingElse) {
  for (const char* packet : {"",
                             "started",
                             "started ",
                             "started x",
                             "started 1 2",
                             "started  1",
                             "started 1x",
                             "refused",
                             "ended 1 2",
                             "ended 1 2 3 4",
                             "ended 1 2 ",
                             "Started 1",
                             "good morning",
                             "started 99999999999999999999"}) {
    EXPECT_FALSE(parse_fork_reply(packet)) << packet;
  }
}

}  // namespace
}  // namespace lambent::process
