// Site: the APIs and function URLs that one port serves, ready to be matched.  Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/gateway/request.h"
#include "api/gateway/route_table.h"
#include "config/api.h"

namespace lambent::gateway {

struct MountedApi {
  explicit MountedApi(config::Api declared, const std::string& account, const std::string& region);

  config::Api api;
  ApiFacts facts;
  RouteTable table;
};

struct MountedUrl {
  config::FunctionUrl url;
  ApiFacts facts;  ///< api_id is the URL's id
};

/// What a request goes to.
struct Destination {
  const MountedApi* api = nullptr;  ///< or
  const MountedUrl* url = nullptr;
  const config::Route* route = nullptr;  ///< of `api`; nullptr: none matches
  PathParameters parameters = {};
  std::string path = {};     ///< the request's, without what only picked the API
  bool url_unknown = false;  ///< it asks for a function URL that is not there
};

/// Does not change once it is built; a reload builds another.
class Site {
 public:
  /// `others`: APIs of other ports, which are reached here by their logical ids alone.
  Site(std::vector<config::Api> apis,
       std::vector<config::FunctionUrl> urls,
       const std::string& account,
       const std::string& region,
       std::vector<config::Api> others = {});
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  /// Shape   `/_api/{LogicalId}/…` is that API, `/lambda-url/{FunctionName}/…` that function's URL;
  ///         so is the Host `{urlId}.lambda-url.{region}.localhost`.  Anything else goes to the
  ///         first API with a route for it, else to one that knows the path, else to the first.
  ///         Neither api nor url: there is nothing at all.
  /// Source  local-api.md §1.9, §3.1, §3.2.
  Destination find(std::string_view method, std::string_view path, std::string_view host) const;

  const std::vector<MountedApi>& apis() const { return apis_; }
  const std::vector<MountedUrl>& urls() const { return urls_; }

 private:
  std::vector<MountedApi> apis_;
  std::vector<MountedApi> others_;
  std::vector<MountedUrl> urls_;
};

/// Cuts APIs into groups that can share a port: within one no request could be meant for two.
/// In order: each API joins the first group only if it fits there, else stands alone.
/// Source: local-api.md §3.1.
std::vector<std::vector<config::Api>> share_ports(std::vector<config::Api> apis);

}  // namespace lambent::gateway
