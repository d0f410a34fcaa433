// The APIs and function URLs of a template, gathered from its resources and its functions' events.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/api.h"
#include "config/api_authorizers.h"
#include "config/api_cors.h"
#include "config/api_functions.h"
#include "config/api_resources.h"
#include "config/function.h"
#include "config/resource.h"

namespace lambent::config {

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

  /// Call once, when all are there.
  ///
  /// Errors  Error for a property that breaks its rule.  A route whose function cannot be found is
  ///         there with the reason.
  /// Source  local-api.md §5.4, §5.5.
  std::vector<Api> apis();
  std::vector<FunctionUrl> urls();

  /// The files that `apis` has read.
  const std::vector<std::filesystem::path>& documents() const { return documents_; }

 private:
  /// An API while its routes are gathered.
  struct Draft {
    Api api;
    ApiAuth auth;
    std::optional<RestCors> cors;
  };
  struct Owner {
    std::string id;
    Node events;
    Node url;  ///< FunctionUrlConfig, or null
  };

  Node with_globals(const Resource& resource) const;
  std::optional<Node> definition_of(const Node& properties);
  Node read_document(const std::string& location, const Node& place);
  Draft read_api(const std::string& id, ApiKind kind, const Node& properties);
  Draft& draft_of(std::vector<Draft>& drafts, const std::string& id, ApiKind kind);
  void read_event(const Owner& owner, const Member& event, std::vector<Draft>& drafts);
  static void add_route(Route route, Api& api);

  Reading& reading_;
  Node globals_;
  ApiFunctions functions_;
  std::vector<Owner> owners_;
  std::vector<ResolvedResource> resources_;
  std::vector<std::filesystem::path> documents_;
};

}  // namespace lambent::config
