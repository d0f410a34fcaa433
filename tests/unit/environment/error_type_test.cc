// What becomes of the error type a runtime reports; runtime-api.md §1.6.
#include "emulator/environment/error_type.h"

#include <string_view>

#include <gtest/gtest.h>

namespace lambent::environment {
namespace {

struct Row {
  std::string_view reported;
  std::string_view normalised;
};

constexpr Row kRows[] = {
  // Contains (Runtime|Function).[A-Z][a-zA-Z]+, anywhere: kept as it is.
    {"Runtime.ImportModuleError",    "Runtime.ImportModuleError"   },
    {"Runtime.Aa",                   "Runtime.Aa"                  },
    {"Runtime.AA",                   "Runtime.AA"                  },
    {"Function.Custom",              "Function.Custom"             },
    {"Function.Custom.More",         "Function.Custom.More"        },
    {"Function.Custom9",             "Function.Custom9"            },
    {"my Runtime.Failure, you know", "my Runtime.Failure, you know"},
    {"xFunction.Ab",                 "xFunction.Ab"                },
    {"Runtime.x Runtime.Ok",         "Runtime.x Runtime.Ok"        },
    {"Function.x Runtime.Ok",        "Function.x Runtime.Ok"       },
    {"Runtime.Runtime.Ok",           "Runtime.Runtime.Ok"          },
 // Begins with "Function." but gives no reason.
    {"Function.",                    "Function.Unknown"            },
    {"Function.custom",              "Function.Unknown"            },
    {"Function.A",                   "Function.Unknown"            },
    {"Function.A1",                  "Function.Unknown"            },
    {"Function.9Lives",              "Function.Unknown"            },
    {"Function..Ab",                 "Function.Unknown"            },
 // Everything else.
    {"",                             "Runtime.Unknown"             },
    {"ValueError",                   "Runtime.Unknown"             },
    {"Runtime.",                     "Runtime.Unknown"             },
    {"Runtime.unknown",              "Runtime.Unknown"             },
    {"Runtime.A",                    "Runtime.Unknown"             },
    {"Runtime.A-",                   "Runtime.Unknown"             },
    {"runtime.ImportModuleError",    "Runtime.Unknown"             },
    {"Runtime ImportModuleError",    "Runtime.Unknown"             },
    {"Extension.Crash",              "Runtime.Unknown"             },
    {" Function.custom",             "Runtime.Unknown"             },
    {"Function",                     "Runtime.Unknown"             },
    {"Runtime.\xC3\x84pfel",         "Runtime.Unknown"             },
};

TEST(ErrorType, IsNormalisedAsTheTableSays) {
  for (const Row& row : kRows) {
    EXPECT_EQ(normalised_error_type(row.reported), row.normalised) << row.reported;
  }
}

}  // namespace
}  // namespace lambent::environment
