// lambent: the program.
#include <malloc.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <variant>

#include "api/cli/commands.h"
#include "api/cli/options.h"
#include "api/cli/output.h"
#include "config/error.h"
#include "emulator/base/log.h"
#include "emulator/process/keeper.h"

namespace {

using namespace lambent;

cli::ExitCode run_command(const cli::CommandLine& line) {
  switch (line.command) {
    case cli::Command::Invoke: return cli::run_invoke(line);
    case cli::Command::Serve:
    case cli::Command::StartLambda:
    case cli::Command::StartApi: return cli::run_serve(line);
    case cli::Command::Logs: return cli::run_logs(line);
  }
  return cli::ExitCode::WrongUse;
}

cli::ExitCode run(const cli::CommandLine& line) {
  if (line.debug) base::set_log_level(base::LogLevel::Debug);
  try {
    return run_command(line);
  } catch (const config::Error& error) {
    cli::complain(error.what());
    return cli::ExitCode::WrongUse;
  } catch (const std::exception& error) {
    cli::complain(error.what());
    return cli::ExitCode::CouldNotRun;
  }
}

// Payloads of megabytes come and go.  By default the C library gives their pages back each time and
// faults them in again, which costs more than moving the bytes; a few payloads' worth is kept.
void keep_memory_of_payloads() {
  constexpr int kKept = 32 * 1024 * 1024;  // bytes
  mallopt(M_MMAP_THRESHOLD, kKept);        // NOLINT(concurrency-mt-unsafe): there is one thread yet
  mallopt(M_TRIM_THRESHOLD, kKept);        // NOLINT(concurrency-mt-unsafe)
}

cli::ExitCode answer(const cli::Answer& answer) {
  if (answer.exit_code == cli::ExitCode::Success) {
    cli::write_out(answer.text);
  } else {
    cli::write_err(answer.text);
  }
  return answer.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  if ((argc == 4 || argc == 5) && std::string_view(argv[1]) == process::kKeeperArgument) {
    return process::keep(std::atoi(argv[2]), argv[3], argc == 5 ? argv[4] : "");
  }
  keep_memory_of_payloads();
  cli::open_missing_standard_streams();
  // Writing to a reader who left is an error to handle, not a reason to die.
  std::signal(SIGPIPE, SIG_IGN);
  const auto parsed = cli::parse_command_line({argv + 1, argv + argc});
  const auto* line = std::get_if<cli::CommandLine>(&parsed);
  return cli::to_int(line != nullptr ? run(*line) : answer(std::get<cli::Answer>(parsed)));
}
