#include "api/lambda/functions.h"

#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "api/lambda/function_json.h"
#include "api/lambda/list_page.h"
#include "api/lambda/validation.h"
#include "config/names.h"
#include "emulator/environment/runtime_version.h"
#include "emulator/journal/names.h"

namespace lambent::api {
namespace {

// "2025-11-25T02:26:54.123+0000": +0000 in the place of Z.  Source: invoke-api.md §7.1.
std::string last_modified(base::WallTime time) {
  std::string text = journal::iso_time(time);
  text.back() = '+';
  return text + "0000";
}

asio::awaitable<FunctionFacts> facts_of(const invoke::Function& function,
                                        std::string arn,
                                        LambdaContext& context) {
  FunctionFacts facts;
  facts.arn = std::move(arn);
  facts.version = std::string(config::kLatest);
  facts.last_modified = last_modified(function.last_modified);
  facts.revision_id = function.revision_id;
  facts.runtime_version_arn = environment::runtime_version_arn(context.region);
  facts.location = function.config.code.empty() ? "" : "file://" + function.config.code.string();
  config::FunctionConfig config = function.config;
  const invoke::CodeFacts code = co_await context.code_facts(std::move(config));
  facts.code_sha256 = code.sha256_base64;
  facts.code_size = code.size;
  facts.layer_sizes = code.layer_sizes;
  co_return facts;
}

http::Response json(std::string body) {
  return {200, {{"Content-Type", "application/json"}}, std::move(body)};
}

struct Found {
  const invoke::Function* function;
  FunctionFacts facts;
};

asio::awaitable<Found> look_up(LambdaRequest& request, LambdaContext& context) {
  const std::string& name = request.params.at("FunctionName");
  std::optional<std::string> qualifier = query_member(request.head, "Qualifier");
  std::optional<std::string_view> member;
  if (qualifier) member = *qualifier;
  check_get_members(name, member);
  const Addressed addressed = address(context, name, std::move(qualifier), false);
  std::string arn = addressed.arn_as_addressed();
  FunctionFacts facts = co_await facts_of(*addressed.function, std::move(arn), context);
  co_return Found{addressed.function, std::move(facts)};
}

}  // namespace

asio::awaitable<http::Response> get_function_operation(LambdaRequest& request,
                                                       LambdaContext& context) {
  const Found found = co_await look_up(request, context);
  co_return json(get_function(found.function->config, found.facts));
}

asio::awaitable<http::Response> get_function_configuration_operation(LambdaRequest& request,
                                                                     LambdaContext& context) {
  const Found found = co_await look_up(request, context);
  co_return json(function_configuration(found.function->config, found.facts));
}

asio::awaitable<http::Response> list_functions_operation(LambdaRequest& request,
                                                         LambdaContext& context) {
  const std::optional<std::string> version = query_member(request.head, "FunctionVersion");
  const std::optional<std::string> max_items = query_member(request.head, "MaxItems");
  const std::optional<std::string> marker = query_member(request.head, "Marker");
  const auto limit = check_list_members(version, max_items);
  std::vector<std::string> names;
  for (const auto& [name, function] : context.service.functions())
    names.push_back(name);
  const ListPage page = list_page(names, marker, limit);

  const std::optional<std::string_view> qualifier =
      version ? std::optional<std::string_view>(config::kLatest) : std::nullopt;
  std::vector<FunctionFacts> facts;
  std::vector<const config::FunctionConfig*> configs;
  for (std::size_t i = page.first; i < page.first + page.count; ++i) {
    const invoke::Function* function = context.service.find(names[i]);
    std::string arn =
        config::function_arn("aws", context.region, context.account, names[i], qualifier);
    configs.push_back(&function->config);
    FunctionFacts one = co_await facts_of(*function, std::move(arn), context);
    facts.push_back(std::move(one));
  }
  std::vector<ListedFunction> listed;
  for (std::size_t i = 0; i < facts.size(); ++i)
    listed.push_back({*configs[i], facts[i]});
  co_return json(list_functions(listed, page.next_marker));
}

}  // namespace lambent::api
