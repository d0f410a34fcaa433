// ExtensionSet: who registered, who wants what, who still owes a `next`.  Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/environment/extension_state.h"

namespace lambent::environment {

enum class ExtensionKind { External, Internal };

/// The events an extension subscribes to.
struct EventChoice {
  bool invoke = false;
  bool shutdown = false;
};

/// One extension of this generation.
struct Extension {
  std::string name;
  std::string id;  ///< UUID; empty until it has registered
  ExtensionKind kind = ExtensionKind::External;
  ExtensionState state = ExtensionState::Started;
  bool wants_invoke = false;
  bool wants_shutdown = false;
  /// What it posted to init/error or exit/error, or why it could not be started; empty: nothing.
  std::string error_type;
  bool has_ended = false;  ///< its process; of an external one

  bool is_registered() const { return !id.empty(); }
  /// "INVOKE", "SHUTDOWN": those it asked for.
  std::vector<std::string> events() const;
};

/// Why a registration is refused.  Source: runtime-api.md §2.5.
enum class RegisterFault {
  Closed,             ///< an internal name after the runtime's first next
  TooMany,            ///< the eleventh
  AlreadyRegistered,  ///< an internal name again
  WrongState,         ///< an external one again
};

/// All extensions of one generation: the external ones from its start, internal ones as they
/// register.  References stay good until `restart`.
class ExtensionSet {
 public:
  ExtensionSet() { restart({}); }
  // A copy would not keep the promise about references.
  ExtensionSet(const ExtensionSet&) = delete;
  ExtensionSet& operator=(const ExtensionSet&) = delete;

  /// These external ones, in this order, and nobody else; registration is open.
  void restart(const std::vector<std::string>& external);
  /// No internal name from here on.
  void close_registration() { is_open_ = false; }

  /// An external one when its name is that of a file in /opt/extensions, else a new internal one.
  std::variant<const Extension*, RegisterFault> register_extension(std::string_view name,
                                                                   std::string id,
                                                                   EventChoice events);
  /// Moves on when the table allows it.
  bool step(std::string_view id, ExtensionCall call);
  /// `step` for InitError and ExitError; the first type is kept.
  bool report_error(std::string_view id, ExtensionCall call, std::string error_type);

  /// Its process could not be started.
  void note_launch_error(std::string_view name, std::string error_type);
  /// Its process has ended.  A state that names an error is kept, except during shutdown.
  void note_exit(std::string_view name, bool was_success, bool in_shutdown);

  /// Every external one has registered.
  bool have_all_registered() const;
  /// Every registered one has asked for its first event; those that have ended do not count.
  bool are_all_ready() const;

  /// External ones first, in the order of their start, then internal ones as they registered.
  const std::vector<Extension>& all() const { return extensions_; }
  const Extension* find(std::string_view name) const;
  const Extension* find_id(std::string_view id) const;

 private:
  std::variant<const Extension*, RegisterFault> register_internal(std::string_view name,
                                                                  std::string id,
                                                                  EventChoice events);

  std::vector<Extension> extensions_;
  bool is_open_ = true;
};

}  // namespace lambent::environment
