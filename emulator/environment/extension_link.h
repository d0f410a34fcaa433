// ExtensionLink: where the calls of an environment's extensions meet the environment's life.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emulator/base/ids.h"
#include "emulator/base/signal.h"
#include "emulator/environment/extension_set.h"
#include "emulator/journal/event.h"

namespace lambent::environment {

/// What `register` answers with.  Source: runtime-api.md §2.2.
struct ExtensionFacts {
  std::string account;
  std::string function;
  std::string version;
  std::string handler;
};

/// The INVOKE event, without the payload.  Source: runtime-api.md §2.3.
struct InvokeNotice {
  std::string request_id;
  std::string invoked_arn;
  std::string trace_header;      ///< empty: left out of the event
  std::int64_t deadline_ms = 0;  ///< since the Unix epoch
};

/// The SHUTDOWN event.
struct ShutdownNotice {
  journal::ShutdownReason reason = journal::ShutdownReason::Spindown;
  std::int64_t deadline_ms = 0;  ///< when SIGKILL comes, since the Unix epoch
};

/// One event for one extension: the answer of its `next`.
struct ExtensionEvent {
  std::string id;  ///< UUID: Lambda-Extension-Event-Identifier
  std::variant<InvokeNotice, ShutdownNotice> notice;
};

/// Owned by the environment; the routes of the Extensions API act on it.  Every change wakes
/// whoever waits on `changed`.
class ExtensionLink {
 public:
  /// `tell` writes a fact of the environment into the journal: extension.registered,
  /// extension.ready, extension.shutdown.
  ExtensionLink(ExtensionFacts facts,
                base::IdSource& ids,
                base::Signal& changed,
                std::function<void(journal::Fact)> tell);

  // --- the environment's side ---

  /// A new generation is about to start: these external extensions in this order, nobody else;
  /// registration is open; polls of the last generation end without an answer.
  void restart(const std::vector<std::string>& external);
  /// False: the routes answer 404 with an empty body, as if the API did not exist.
  void enable(bool is_enabled) { is_enabled_ = is_enabled; }

  /// Every external extension has registered.
  bool have_all_registered() const { return extensions_.have_all_registered(); }
  /// The runtime has asked for its first event: no new internal name from here on.
  void close_registration() { extensions_.close_registration(); }
  /// Every registered extension has asked for its first event.
  bool are_all_ready() const { return extensions_.are_all_ready(); }

  /// Hands INVOKE to those who subscribed to it.
  void offer_invoke(InvokeNotice notice);
  /// Every subscriber of INVOKE has asked for its next event since.
  bool is_invoke_done() const;
  /// Answers the `next` of one extension, pending or to come, with SHUTDOWN.
  void offer_shutdown(std::string_view name, ShutdownNotice notice);

  /// Its process could not be started; `error_type` as the EXTENSION line names it.
  void note_launch_error(std::string_view name, std::string error_type);
  /// Its process has ended.  During shutdown another status than 0 is ShutdownFailed.
  void note_exit(std::string_view name, bool was_success, bool in_shutdown);

  /// External ones first, in the order of their start, then internal ones as they registered.
  const std::vector<Extension>& extensions() const { return extensions_.all(); }
  const Extension* find(std::string_view name) const { return extensions_.find(name); }

  // --- both sides ---

  bool is_enabled() const { return is_enabled_; }
  std::uint64_t generation() const { return generation_; }
  base::Signal& changed() { return changed_; }

  // --- the routes' side ---

  const ExtensionFacts& facts() const { return facts_; }
  const Extension* find_id(std::string_view id) const { return extensions_.find_id(id); }

  std::variant<const Extension*, RegisterFault> register_extension(std::string_view name,
                                                                   EventChoice events);
  /// `call` is InitError or ExitError.  False: refused in this state.
  bool report_error(std::string_view id, ExtensionCall call, std::string error_type);

  /// A poll begins.  False: refused in this state.  An extension whose last poll hung up is not
  /// blocked in it any more and may poll again, though its state is Ready.
  bool begin_next(std::string_view id);
  /// Whether an event waits that the extension's poll may take.
  bool has_event(std::string_view id) const;
  /// The event is on its way: Ready → Running.
  ExtensionEvent take_event(std::string_view id);
  /// The poller hung up before there was an event.
  void end_next(std::string_view id);
  /// The event has arrived.
  void confirm(std::string_view id, const ExtensionEvent& event);
  /// The event could not be written: the next poll gets it, unless a later one waits by now.
  void give_back(std::string_view id, ExtensionEvent event);

 private:
  // What the environment and the polls of one extension know of each other.
  struct Mailbox {
    std::optional<ExtensionEvent> event;
    bool has_poll = false;     // a `next` waits
    bool was_invoked = false;  // the invoke in progress was offered to it
  };
  static bool still_owes(const Extension& extension, const Mailbox& mailbox);

  Mailbox& mailbox_of(std::string_view id);

  ExtensionFacts facts_;
  base::IdSource& ids_;
  base::Signal& changed_;
  std::function<void(journal::Fact)> tell_;
  bool is_enabled_ = true;
  std::uint64_t generation_ = 0;
  ExtensionSet extensions_;
  std::map<std::string, Mailbox, std::less<>> mailboxes_;  // by id
};

}  // namespace lambent::environment
