// How a process ended → what callers read; runtime-api.md §4.5, §5.
#include "emulator/environment/exit_text.h"

#include <map>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace lambent::environment {
namespace {

using namespace std::chrono_literals;

// Every name of §4.5.
const std::map<int, std::string_view> kNames = {
    {1,  "hangup"                  },
    {2,  "interrupt"               },
    {3,  "quit"                    },
    {4,  "illegal instruction"     },
    {5,  "trace/breakpoint trap"   },
    {6,  "aborted"                 },
    {7,  "bus error"               },
    {8,  "floating point exception"},
    {9,  "killed"                  },
    {10, "user defined signal 1"   },
    {11, "segmentation fault"      },
    {12, "user defined signal 2"   },
    {13, "broken pipe"             },
    {14, "alarm clock"             },
    {15, "terminated"              },
    {24, "CPU time limit exceeded" },
    {25, "file size limit exceeded"},
    {31, "bad system call"         },
};

process::Exit by_signal(int number) {
  process::Exit exit;
  exit.by_signal = true;
  exit.code = number;
  return exit;
}

process::Exit with_status(int status) {
  process::Exit exit;
  exit.code = status;
  return exit;
}

TEST(ExitText, NamesEverySignalAsGoDoes) {
  for (int number = 1; number <= 64; ++number) {
    const auto known = kNames.find(number);
    const std::string expected =
        known != kNames.end() ? std::string(known->second) : "signal " + std::to_string(number);
    EXPECT_EQ(signal_name(number), expected);
  }
}

TEST(ExitText, SaysWhichSignalEndedTheRuntime) {
  for (const auto& [number, name] : kNames) {
    const Failure failure = runtime_exit(by_signal(number));
    EXPECT_EQ(failure.type, "Runtime.ExitError");
    EXPECT_EQ(failure.message, "Runtime exited with error: signal: " + std::string(name));
  }
}

TEST(ExitText, SaysTheExitStatus) {
  for (const int status : {1, 2, 3, 64, 126, 127, 128, 137, 255}) {
    const Failure failure = runtime_exit(with_status(status));
    EXPECT_EQ(failure.type, "Runtime.ExitError");
    EXPECT_EQ(failure.message, "Runtime exited with error: exit status " + std::to_string(status));
  }
}

TEST(ExitText, HasNoReasonForStatusZero) {
  const Failure failure = runtime_exit(with_status(0));

  EXPECT_EQ(failure.type, "Runtime.ExitError");
  EXPECT_EQ(failure.message, "Runtime exited without providing a reason");
}

// The state says whether it had announced its end.
TEST(ExitText, NamesAnExtensionsExitByTheStateItWasIn) {
  for (const ExtensionState state : kExtensionStates) {
    const std::string type = state == ExtensionState::InitError   ? "Extension.InitError"
                             : state == ExtensionState::ExitError ? "Extension.ExitError"
                                                                  : "Extension.Crash";
    SCOPED_TRACE(name_of(state));
    EXPECT_EQ(extension_exit(with_status(0), state).type, type);
    EXPECT_EQ(extension_exit(with_status(0), state).message, "exit code 0");
    EXPECT_EQ(extension_exit(with_status(1), state).type, type);
    EXPECT_EQ(extension_exit(with_status(1), state).message, "exit status 1");
    EXPECT_EQ(extension_exit(with_status(255), state).message, "exit status 255");
    EXPECT_EQ(extension_exit(by_signal(9), state).type, type);
  }
}

TEST(ExitText, SaysWhichSignalEndedAnExtension) {
  for (const auto& [number, name] : kNames) {
    EXPECT_EQ(extension_exit(by_signal(number), ExtensionState::Ready).message,
              "signal: " + std::string(name));
  }
}

TEST(ExitText, SaysWhyAnExtensionCouldNotBeStarted) {
  struct Row {
    std::errc code;
    std::string message;
    std::string name;  // as the EXTENSION line has it
  };
  const Row rows[] = {
      {std::errc::permission_denied,         "permission denied",         "PermissionDenied"},
      {std::errc::operation_not_permitted,   "operation not permitted",   "PermissionDenied"},
      {std::errc::no_such_file_or_directory, "no such file or directory", "UnknownError"    },
      {std::errc::executable_format_error,   "exec format error",         "UnknownError"    },
  };
  for (const Row& row : rows) {
    // What the file is called on this machine is nobody's business.
    const std::system_error error(std::make_error_code(row.code), "fork/exec /layers/7/ext");
    EXPECT_EQ(extension_launch("ext", error).type, "Extension.LaunchError");
    EXPECT_EQ(extension_launch("ext", error).message,
              "fork/exec /opt/extensions/ext: " + row.message);
    EXPECT_EQ(launch_error_name(error), row.name);
  }
}

TEST(ExitText, SaysThatThereAreTooManyExtensions) {
  EXPECT_EQ(too_many_extensions().type, "Extension.LaunchError");
  EXPECT_EQ(too_many_extensions().message, "ErrTooManyExtensions");
  EXPECT_EQ(kTooManyExtensionsName, "TooManyExtensions");
}

TEST(ExitText, GivesOutOfMemoryATypeOfItsOwn) {
  EXPECT_EQ(out_of_memory().type, "Runtime.OutOfMemory");
  EXPECT_EQ(out_of_memory().message, "Runtime exited with error: signal: killed");
}

TEST(ExitText, WritesTheConfiguredTimeoutWithTwoDecimals) {
  EXPECT_EQ(timed_out(3s).type, "Sandbox.Timedout");
  EXPECT_EQ(timed_out(1s).message, "Task timed out after 1.00 seconds");
  EXPECT_EQ(timed_out(3s).message, "Task timed out after 3.00 seconds");
  EXPECT_EQ(timed_out(900s).message, "Task timed out after 900.00 seconds");
}

// The bytes of §5: key order errorType, errorMessage, no blanks.
TEST(FailurePayload, NamesTheRequest) {
  EXPECT_EQ(
      failure_payload(runtime_exit(with_status(0)), "8f5c"),
      R"({"errorType":"Runtime.ExitError",)"
      R"("errorMessage":"RequestId: 8f5c Error: Runtime exited without providing a reason"})");
  EXPECT_EQ(failure_payload(runtime_exit(with_status(1)), "8f5c"),
            R"({"errorType":"Runtime.ExitError",)"
            R"("errorMessage":"RequestId: 8f5c Error: Runtime exited with error: exit status 1"})");
  EXPECT_EQ(failure_payload(runtime_exit(by_signal(11)), "8f5c"),
            R"({"errorType":"Runtime.ExitError","errorMessage":)"
            R"("RequestId: 8f5c Error: Runtime exited with error: signal: segmentation fault"})");
  EXPECT_EQ(
      failure_payload(out_of_memory(), "8f5c"),
      R"({"errorType":"Runtime.OutOfMemory",)"
      R"("errorMessage":"RequestId: 8f5c Error: Runtime exited with error: signal: killed"})");
  EXPECT_EQ(failure_payload(timed_out(3s), "8f5c"),
            R"({"errorType":"Sandbox.Timedout",)"
            R"("errorMessage":"RequestId: 8f5c Error: Task timed out after 3.00 seconds"})");
}

TEST(FailurePayload, DoesWithoutARequestIdOutsideAnInvoke) {
  EXPECT_EQ(failure_payload(runtime_exit(with_status(1)), ""),
            R"({"errorType":"Runtime.ExitError",)"
            R"("errorMessage":"Error: Runtime exited with error: exit status 1"})");
}

TEST(FailurePayload, StaysJsonWhateverTheMessageHolds) {
  EXPECT_EQ(
      failure_payload({"T", "a \"b\"\n\xff"}, "1"),
      "{\"errorType\":\"T\",\"errorMessage\":\"RequestId: 1 Error: a \\\"b\\\"\\n\xEF\xBF\xBD\"}");
}

}  // namespace
}  // namespace lambent::environment
