// Reading a child's output as it comes, and all that is there at once.
#include "emulator/process/output_reader.h"

#include <fcntl.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emulator/base/task_group.h"
#include "emulator/process/spawn.h"
#include "tests/support/run.h"

namespace lambent::process {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OutputReaderTest : public ::testing::Test {
 protected:
  void TearDown() override {
    tasks_.cancel();
    test::run(io_, tasks_.join());
  }

  void write(const std::string& text) {
    ASSERT_EQ(::write(pipe_.write.get(), text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
  }
  void settle() {
    io_.restart();
    io_.poll();
  }
  std::size_t bytes() const {
    std::size_t sum = 0;
    for (const std::string& text : lines_)
      sum += text.size() + 1;
    return sum;
  }
  /// Makes the pipe as large as an ordinary user may and fills it; returns how much went in.
  std::size_t flood() {
    fcntl(pipe_.write.get(), F_SETPIPE_SZ, 1'048'576);
    fcntl(pipe_.write.get(), F_SETFL, O_NONBLOCK);
    const std::string line = std::string(1'023, 'x') + '\n';
    std::size_t written = 0;
    while (true) {
      const ssize_t count = ::write(pipe_.write.get(), line.data(), line.size());
      if (count <= 0) return written;
      written += static_cast<std::size_t>(count);
    }
  }

  asio::io_context io_{1};
  base::TaskGroup tasks_{io_.get_executor()};
  Pipe pipe_ = make_pipe();
  std::vector<std::string> lines_;
  OutputReader reader_{io_.get_executor(), std::move(pipe_.read), [this](const LogRecord& record) {
                         lines_.push_back(record.text);
                       }};
};

TEST_F(OutputReaderTest, HandsLinesOnAsTheyCome) {
  tasks_.spawn("reader", reader_.run());
  settle();
  EXPECT_THAT(lines_, IsEmpty());

  write("one\ntw");
  settle();
  EXPECT_THAT(lines_, ElementsAre("one"));
  write("o\n");
  settle();
  EXPECT_THAT(lines_, ElementsAre("one", "two"));
  EXPECT_FALSE(reader_.at_end());
}

TEST_F(OutputReaderTest, EndsWithTheLastWriter) {
  tasks_.spawn("reader", reader_.run());
  File second(dup(pipe_.write.get()));
  write("one\n");
  pipe_.write.close();
  settle();
  EXPECT_FALSE(reader_.at_end());
  EXPECT_EQ(tasks_.size(), 1U);

  ASSERT_EQ(::write(second.get(), "two", 3), 3);
  second.close();
  settle();

  EXPECT_TRUE(reader_.at_end());
  EXPECT_EQ(tasks_.size(), 0U);
  EXPECT_THAT(lines_, ElementsAre("one"));
  reader_.finish();
  EXPECT_THAT(lines_, ElementsAre("one", "two"));
}

TEST_F(OutputReaderTest, DrainsWithoutWaiting) {
  reader_.drain();
  EXPECT_THAT(lines_, IsEmpty());

  write("one\ntwo\nthree");
  reader_.drain();
  EXPECT_THAT(lines_, ElementsAre("one", "two"));
  EXPECT_FALSE(reader_.at_end());

  write("\n");
  reader_.drain();
  EXPECT_THAT(lines_, ElementsAre("one", "two", "three"));
}

TEST_F(OutputReaderTest, DrainsEverythingThatWasWritten) {
  const std::size_t written = flood();
  ASSERT_GT(written, 65'536U) << "more than one block, or this shows nothing";

  reader_.drain();

  EXPECT_EQ(bytes(), written);
}

TEST_F(OutputReaderTest, DrainsToTheEnd) {
  write("last\n");
  pipe_.write.close();

  reader_.drain();

  EXPECT_TRUE(reader_.at_end());
  EXPECT_THAT(lines_, ElementsAre("last"));
}

TEST_F(OutputReaderTest, DrainsWhatItsOwnLoopHasNotReadYet) {
  tasks_.spawn("reader", reader_.run());
  settle();
  write("one\n");

  reader_.drain();
  EXPECT_THAT(lines_, ElementsAre("one"));

  settle();
  write("two\n");
  settle();
  EXPECT_THAT(lines_, ElementsAre("one", "two")) << "and the loop goes on";
}

TEST_F(OutputReaderTest, DoesNotStarveOthersDuringAFlood) {
  const std::size_t written = flood();
  ASSERT_GT(written, 4 * 65'536U);
  std::vector<std::size_t> seen;  // by somebody else, each time it is its turn
  std::function<void()> look = [&] {
    seen.push_back(bytes());
    if (bytes() < written) asio::post(io_, look);
  };

  tasks_.spawn("reader", reader_.run());
  asio::post(io_, look);
  settle();

  EXPECT_EQ(bytes(), written);
  for (std::size_t i = 1; i < seen.size(); ++i) {
    EXPECT_LE(seen[i] - seen[i - 1], 2 * 65'536U) << "between two turns of somebody else";
  }
  EXPECT_GT(seen.size(), 3U);
}

TEST_F(OutputReaderTest, CanBeCancelled) {
  tasks_.spawn("reader", reader_.run());
  settle();

  tasks_.cancel();
  settle();

  EXPECT_EQ(tasks_.size(), 0U);
  EXPECT_FALSE(reader_.at_end());
}

}  // namespace
}  // namespace lambent::process
