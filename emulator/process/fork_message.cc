#include "emulator/process/fork_message.h"

#include <array>
#include <charconv>
#include <system_error>

namespace lambent::process {
namespace {

// The numbers after the verb; nullopt unless there are `Count`, with a space before each.
template <std::size_t Count>
std::optional<std::array<long, Count>> numbers_of(std::string_view text) {
  std::array<long, Count> numbers{};
  for (long& number : numbers) {
    if (!text.starts_with(' ')) return std::nullopt;
    text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  if (!text.empty()) return std::nullopt;
  return numbers;
}

}  // namespace

std::optional<std::string> fork_request(const Command& command) {
  std::string request = "fork";
  const auto add = [&request](const std::string& field) {
    request += '\0';
    request += field;
  };
  add(command.working_directory.string());
  for (const std::string& variable : command.environment)
    add(variable);
  if (request.size() > kMaxForkRequest) return std::nullopt;
  return request;
}

std::string reap_request(pid_t pid) {
  return "reap " + std::to_string(pid);
}

std::optional<ForkReply> parse_fork_reply(std::string_view packet) {
  const std::string_view verb = packet.substr(0, packet.find(' '));
  const std::string_view rest = packet.substr(verb.size());
  if (verb == "started") {
    const auto number = numbers_of<1>(rest);
    if (number) return ForkStarted{static_cast<pid_t>((*number)[0])};
  } else if (verb == "refused") {
    const auto number = numbers_of<1>(rest);
    if (number) return ForkRefused{static_cast<int>((*number)[0])};
  } else if (verb == "ended") {
    const auto numbers = numbers_of<3>(rest);
    if (numbers) {
      return ForkEnded{
          static_cast<pid_t>((*numbers)[0]), static_cast<int>((*numbers)[1]), (*numbers)[2]};
    }
  }
  return std::nullopt;
}

}  // namespace lambent::process
