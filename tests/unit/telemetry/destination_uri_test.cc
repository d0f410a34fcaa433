// Where an HTTP subscriber may listen; runtime-api.md §3.1.
#include "emulator/telemetry/destination_uri.h"

#include <string>

#include <gtest/gtest.h>

namespace lambent::telemetry {
namespace {

/// "port target" of `uri`, or what is wrong with it.
std::string read(std::string_view uri) {
  Destination destination;
  const std::string complaint = read_destination_uri(uri, destination);
  if (!complaint.empty()) return complaint;
  return std::to_string(destination.port) + " " + destination.target;
}

TEST(DestinationUri, TakesTheTwoNamesOfTheSandboxInAnyCase) {
  EXPECT_EQ(read("http://sandbox.localdomain:8080"), "8080 /");
  EXPECT_EQ(read("http://sandbox:8080"), "8080 /");
  EXPECT_EQ(read("HTTP://SandBox.LocalDomain:8080"), "8080 /");
}

TEST(DestinationUri, KeepsPathAndQueryAndCutsTheFragmentOff) {
  EXPECT_EQ(read("http://sandbox:1/"), "1 /");
  EXPECT_EQ(read("http://sandbox:1/a/b%20c"), "1 /a/b%20c");
  EXPECT_EQ(read("http://sandbox:1/a?b=c:d"), "1 /a?b=c:d");
  EXPECT_EQ(read("http://sandbox:1?b=/c"), "1 /?b=/c");
  EXPECT_EQ(read("http://sandbox:1/a#b"), "1 /a");
  EXPECT_EQ(read("http://sandbox:1#b"), "1 /");
}

TEST(DestinationUri, NamesAnyOtherHost) {
  const std::string rule =
      "destination.URI: expected the host sandbox.localdomain or sandbox, found ";
  EXPECT_EQ(read("http://localhost:8080"), rule + "\"localhost\"");
  EXPECT_EQ(read("http://127.0.0.1:8080"), rule + "\"127.0.0.1\"");
  EXPECT_EQ(read("http://sandbox.example.com:8080"), rule + "\"sandbox.example.com\"");
  EXPECT_EQ(read("http://sandbox.localdomain.:8080"), rule + "\"sandbox.localdomain.\"");
  EXPECT_EQ(read("http://me@sandbox:8080"), rule + "\"me@sandbox\"");
  EXPECT_EQ(read("http://[::1]:8080"), rule + "\"[::1]\"");
  EXPECT_EQ(read("http://:8080"), rule + "\"\"");
  EXPECT_EQ(read("http://"), rule + "\"\"");
}

TEST(DestinationUri, NeedsAPort) {
  EXPECT_EQ(read("http://sandbox"), "URI port is not provided");
  EXPECT_EQ(read("http://sandbox:"), "URI port is not provided");
  EXPECT_EQ(read("http://sandbox/8080"), "URI port is not provided");
}

TEST(DestinationUri, NeedsAPortFrom1To65535) {
  const std::string rule = "destination.URI: expected a port from 1 to 65535, found ";
  EXPECT_EQ(read("http://sandbox:65535"), "65535 /");
  EXPECT_EQ(read("http://sandbox:0"), rule + "\"0\"");
  EXPECT_EQ(read("http://sandbox:65536"), rule + "\"65536\"");
  EXPECT_EQ(read("http://sandbox:-1"), rule + "\"-1\"");
  EXPECT_EQ(read("http://sandbox:80x"), rule + "\"80x\"");
}

TEST(DestinationUri, SpeaksNothingButPlainHttp) {
  const std::string rule = "destination.URI: expected http://sandbox.localdomain:<port>, found ";
  EXPECT_EQ(read("https://sandbox:8080"), rule + "\"https://sandbox:8080\"");
  EXPECT_EQ(read("tcp://sandbox:8080"), rule + "\"tcp://sandbox:8080\"");
  EXPECT_EQ(read("sandbox:8080"), rule + "\"sandbox:8080\"");
  EXPECT_EQ(read(""), rule + "\"\"");
}

TEST(DestinationUri, LetsNothingIntoTheRequestLine) {
  const std::string rule = "destination.URI: expected visible ASCII characters, found the byte ";
  EXPECT_EQ(read("http://sandbox:1/a b"), rule + "0x20 at offset 18");
  EXPECT_EQ(read("http://sandbox:1/a\r\nX: y"), rule + "0x0d at offset 18");
  EXPECT_EQ(read("http://sandbox:1/\xc3\xa9"), rule + "0xc3 at offset 17");
  EXPECT_EQ(read("http://sandbox:1/\x7f"), rule + "0x7f at offset 17");
}

}  // namespace
}  // namespace lambent::telemetry
