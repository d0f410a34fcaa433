// FunctionConfig → the JSON that clients of the Lambda API see.  Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/function.h"

namespace lambent::api {

/// What the daemon knows of a function beyond its configuration.
struct FunctionFacts {
  std::string arn;                         ///< as this answer shows it, qualified or not: §7.1.1
  std::string version;                     ///< "$LATEST" or a number
  std::string last_modified;               ///< "2025-11-25T02:26:54.123+0000"
  std::string code_sha256;                 ///< base64 of the SHA-256 of the package
  std::uint64_t code_size = 0;             ///< bytes of the package
  std::string revision_id;                 ///< UUID
  std::string runtime_version_arn;         ///< "arn:aws:lambda:REGION::runtime:<64 hex>"
  std::vector<std::uint64_t> layer_sizes;  ///< bytes, one per layer, in the order of the layers
  std::string location;                    ///< where Code.Location serves the package from
};

/// One function of a list.  Both are borrowed.
struct ListedFunction {
  const config::FunctionConfig& function;
  const FunctionFacts& facts;
};

/// Answer of GetFunctionConfiguration: a function that is Active and was updated Successfully.
///
/// Shape   compact JSON, members in the order of invoke-api.md §7.1; what is not set is absent.
/// Errors  std::out_of_range when `facts.layer_sizes` has fewer entries than there are layers.
std::string function_configuration(const config::FunctionConfig& function,
                                   const FunctionFacts& facts);

/// Answer of GetFunction: Configuration, Code, then Tags and Concurrency if any.
/// Errors as above.  Source: invoke-api.md §7.3.
std::string get_function(const config::FunctionConfig& function, const FunctionFacts& facts);

/// Answer of ListFunctions: without State, LastUpdateStatus and RuntimeVersionConfig; no
/// NextMarker on the last page.  Errors as above.  Source: invoke-api.md §7.3.
std::string list_functions(std::span<const ListedFunction> page,
                           std::optional<std::string_view> next_marker);

}  // namespace lambent::api
