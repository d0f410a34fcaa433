// Service: the one door the faces use: functions by name, and invokes.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "config/function.h"
#include "emulator/base/ids.h"
#include "invoke/admission.h"
#include "invoke/invocation.h"
#include "invoke/pool.h"

namespace lambent::invoke {

/// A function as clients see it.
struct Function {
  config::FunctionConfig config;
  std::string revision_id;  ///< UUID
  base::WallTime last_modified;
};

class Service {
 public:
  Service(base::Clock& clock, base::IdSource& ids, int account_concurrency, Pool& pool);

  /// Names are unique; the caller has checked that.
  void add(config::FunctionConfig config);

  /// By FunctionName, else by logical id; nullptr when there is none.
  const Function* find(std::string_view id) const;

  /// In the order of their names.
  const std::map<std::string, Function, std::less<>>& functions() const { return functions_; }

  /// One synchronous invoke; the function exists.
  asio::awaitable<Outcome> run(Invocation invocation);

 private:
  environment::InvokeEvent event_of(Invocation& invocation);

  base::Clock& clock_;
  base::IdSource& ids_;
  Pool& pool_;
  Admission admission_;
  std::map<std::string, Function, std::less<>> functions_;
  std::map<std::string, std::string, std::less<>> names_by_logical_id_;
};

}  // namespace lambent::invoke
