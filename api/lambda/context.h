// What the operations of the Lambda API work on.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include "emulator/http/message.h"
#include "emulator/http/router.h"
#include "invoke/code_store.h"
#include "invoke/service.h"

namespace lambent::api {

namespace asio = boost::asio;

struct LambdaContext {
  invoke::Service& service;
  base::IdSource& ids;
  std::string region;
  std::string account;
  /// Reads a function's package away from the loop.  Errors: config::Error, std::system_error.
  std::function<asio::awaitable<invoke::CodeFacts>(config::FunctionConfig)> code_facts;
};

/// One request to an operation: its body has been read whole.
struct LambdaRequest {
  const http::RequestHead& head;
  http::PathParams params;
  std::string body;
  std::string request_id;  ///< of this request; an invoke's own
};

/// The one value of a query member, decoded; nullopt when it is absent.
std::optional<std::string> query_member(const http::RequestHead& head, std::string_view name);

/// A function that a request names, and how it was addressed.
struct Addressed {
  const invoke::Function* function;
  std::string arn;                       ///< unqualified
  std::optional<std::string> qualifier;  ///< as the caller gave it

  /// The ARN with the qualifier the caller gave.
  std::string arn_as_addressed() const;
};

/// Steps 6 to 8 of invoke-api.md §1.8: qualifiers agree, the region is ours, the function and its
/// qualifier exist.  `missing_shows_latest`: Invoke names a missing function with ":$LATEST" where
/// no qualifier was given, the read operations do not (§7.3).
/// Errors: InvalidParameterValue, ResourceNotFound.
Addressed address(const LambdaContext& context,
                  std::string_view function_name,
                  std::optional<std::string> query_qualifier,
                  bool missing_shows_latest);

}  // namespace lambent::api
