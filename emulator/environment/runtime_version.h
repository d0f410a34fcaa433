// Which release of the managed runtime Lambent answers as.  Pure.
#pragma once

#include <string>
#include <string_view>

namespace lambent::environment {

/// As INIT_START and telemetry name it.  Source: runtime-api.md §6.1.
inline constexpr std::string_view kRuntimeVersion = "python:3.12.v18";

/// arn:aws:lambda:<region>::runtime:<64 hex>; the digest is the same everywhere and ours.
inline std::string runtime_version_arn(std::string_view region) {
  std::string arn = "arn:aws:lambda:";
  arn += region;
  arn += "::runtime:1a9f1d2f4ab8e2bb5b2c6d4f0c1e7a3958d6c4b2a0f8e6d4c2b0a19887766554";
  return arn;
}

}  // namespace lambent::environment
