// ConsoleWriter against a real pipe: order, and a reader that does not read.
#include "api/cli/console_writer.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <string>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lambent::cli {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class ConsoleWriterTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(pipe(ends_.data()), 0); }

  /// What comes until every writing end is closed.
  std::string read_to_end() const {
    std::string text;
    std::array<char, 65'536> block{};
    for (ssize_t count = 0; (count = ::read(ends_[0], block.data(), block.size())) > 0;) {
      text.append(block.data(), static_cast<std::size_t>(count));
    }
    ::close(ends_[0]);
    return text;
  }

  boost::asio::io_context io_{1};
  std::array<int, 2> ends_{};
};

TEST_F(ConsoleWriterTest, KeepsTheOrderOfLines) {
  {
    ConsoleWriter writer(io_, ends_[1]);
    writer.write("one\n");
    io_.run();
    writer.write("two\n");
    writer.write("three\n");
  }

  ::close(ends_[1]);
  EXPECT_EQ(read_to_end(), "one\ntwo\nthree\n");
}

TEST_F(ConsoleWriterTest, NeverWaitsForItsReaderAndCountsWhatItLeavesOut) {
  const std::string block = std::string(1'048'575, 'x') + '\n';
  auto writer = std::make_unique<ConsoleWriter>(io_, ends_[1]);

  // Nobody reads: far more than the pipe and the writer hold.
  for (int i = 0; i < 20; ++i) {
    writer->write(block);
    io_.poll();
  }

  std::string text;
  std::thread reader([&] { text = read_to_end(); });
  io_.restart();
  io_.run();
  writer->write("last\n");
  writer.reset();
  ::close(ends_[1]);
  reader.join();
  EXPECT_THAT(text, StartsWith("xxx"));
  EXPECT_THAT(text, HasSubstr(" log lines were left out here; the journal has them\n"));
  EXPECT_THAT(text, EndsWith("last\n"));
}

}  // namespace
}  // namespace lambent::cli
