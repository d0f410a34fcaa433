// The APIs and function URLs of a template, gathered from its resources and its functions' events.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/api.h"
#include "config/api_functions.h"
#include "config/function.h"
#include "config/resource.h"

namespace lambent::config {

/// The logical ids and stages that SAM gives to APIs nobody declared.  Source: local-api.md §5.5.
inline constexpr std::string_view kImplicitRestApi = "ServerlessRestApi";
inline constexpr std::string_view kImplicitRestStage = "Prod";
inline constexpr std::string_view kImplicitHttpApi = "ServerlessHttpApi";

/// Takes the resources of a template one after the other; only when all are there can it say who
/// refers to whom.
class ApiReader {
 public:
  /// `globals`: the template's section of that name, or null.
  ApiReader(Reading& reading, const Node& globals);

  /// A function with its properties, merged and resolved; nullptr when it is not run here.
  void add_function(const Resource& resource,
                    const Node& properties,
                    const FunctionConfig* function);

  /// Any other resource; what is no part of an API is passed over.
  void add_resource(const Resource& resource);

  /// Errors  Error for a property that breaks its rule.  A route whose function cannot be found is
  ///         there with the reason.
  /// Source  local-api.md §5.4, §5.5.
  std::vector<Api> apis();
  std::vector<FunctionUrl> urls();

 private:
  struct EventOwner {
    std::string id;
    Node events;
  };

  void read_event(const EventOwner& owner, const Member& event, std::vector<Api>& apis);

  Reading& reading_;
  Node globals_;
  ApiFunctions functions_;
  std::vector<EventOwner> events_;
};

}  // namespace lambent::config
