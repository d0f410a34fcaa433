// Options of `sam local` that mean something else here, or nothing.  Pure.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace lambent::cli {

enum class SamFate {
  Always,    ///< what it asks for is how Lambent works anyway: taken in silence
  NoEffect,  ///< taken with one remark for each reason
  Refused,   ///< exit code 2 with the reason
};

struct SamOption {
  std::string_view names;  ///< as CLI11 writes them: "-d,--debug-port"
  bool takes_value = false;
  SamFate fate = SamFate::Refused;
  std::string_view reason;  ///< Refused: what follows the name; NoEffect: why
};

inline constexpr std::string_view kDocker = "Lambent uses no Docker";
inline constexpr std::string_view kTerraform =
    "is not supported: Lambent reads templates, not Terraform";
inline constexpr std::string_view kDebugger = "is not supported yet: Lambent starts no debugger";
inline constexpr std::string_view kNotYet = "is not supported yet";
inline constexpr std::string_view kProfile =
    "is not supported: Lambent reads no credentials; use --region";
inline constexpr std::string_view kBaseFolder =
    "is not supported: CodeUri is relative to the template";
inline constexpr std::string_view kLayerCache =
    "is not supported: nothing is downloaded; use --layer ARN=PATH";
inline constexpr std::string_view kLogFile = "is not supported: logs are on stderr";

/// Source: local-api.md §5.12.
inline constexpr auto kSamOptions = std::to_array<SamOption>({
    {"--shutdown",                 false, SamFate::Always,   ""                              },
    {"--no-watch",                 false, SamFate::Always,   ""                              },
    {"--skip-pull-image",          false, SamFate::NoEffect, kDocker                         },
    {"--force-image-build",        false, SamFate::NoEffect, kDocker                         },
    {"--invoke-image",             true,  SamFate::NoEffect, kDocker                         },
    {"--docker-network",           true,  SamFate::NoEffect, kDocker                         },
    {"--container-host",           true,  SamFate::NoEffect, kDocker                         },
    {"--container-host-interface", true,  SamFate::NoEffect, kDocker                         },
    {"--add-host",                 true,  SamFate::NoEffect, kDocker                         },
    {"--container-dns",            true,  SamFate::NoEffect, kDocker                         },
    {"--mount-symlinks",           false, SamFate::NoEffect, kDocker                         },
    {"--container-env-vars",       true,  SamFate::NoEffect, "it counts only with a debugger"},
    {"--beta-features",            false, SamFate::NoEffect, "it has no meaning here"        },
    {"--language-extensions",      false, SamFate::NoEffect, "the template asks for them"    },
    {"--profile",                  true,  SamFate::Refused,  kProfile                        },
    {"--hook-name",                true,  SamFate::Refused,  kTerraform                      },
    {"--skip-prepare-infra",       false, SamFate::Refused,  kTerraform                      },
    {"--terraform-plan-file",      true,  SamFate::Refused,  kTerraform                      },
    {"-d,--debug-port",            true,  SamFate::Refused,  kDebugger                       },
    {"--debugger-path",            true,  SamFate::Refused,  kDebugger                       },
    {"--debug-args",               true,  SamFate::Refused,  kDebugger                       },
    {"--debug-function",           true,  SamFate::Refused,  kDebugger                       },
    {"-v,--docker-volume-basedir", true,  SamFate::Refused,  kBaseFolder                     },
    {"--layer-cache-basedir",      true,  SamFate::Refused,  kLayerCache                     },
    {"-l,--log-file",              true,  SamFate::Refused,  kLogFile                        },
    {"--durable-execution-name",   true,  SamFate::Refused,  kNotYet                         },
    {"--save-params",              false, SamFate::Refused,  kNotYet                         },
});

/// The arguments in a form CLI11 understands: SAM's `-ii` becomes `--invoke-image`, and the further
/// values of `--parameter-overrides A=1 B=2` get the option's name in front of each.
std::vector<std::string> without_sam_spellings(const std::vector<std::string>& arguments);

}  // namespace lambent::cli
