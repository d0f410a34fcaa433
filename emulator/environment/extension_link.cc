#include "emulator/environment/extension_link.h"

#include <utility>

#include "emulator/base/check.h"

namespace lambent::environment {

ExtensionLink::ExtensionLink(ExtensionFacts facts,
                             base::IdSource& ids,
                             base::Signal& changed,
                             std::function<void(journal::Fact)> tell)
    : facts_(std::move(facts)), ids_(ids), changed_(changed), tell_(std::move(tell)) {}

// --- The environment's side ---------------------------------------------------------------------

void ExtensionLink::restart(const std::vector<std::string>& external) {
  ++generation_;
  mailboxes_.clear();
  extensions_.restart(external);
  changed_.notify();
}

void ExtensionLink::offer_invoke(InvokeNotice notice) {
  for (const Extension& extension : extensions_.all()) {
    if (!extension.is_registered()) continue;
    Mailbox& mailbox = mailbox_of(extension.id);
    mailbox.was_invoked = extension.wants_invoke;
    if (mailbox.was_invoked) mailbox.event = {ids_.uuid(), notice};
  }
  changed_.notify();
}

bool ExtensionLink::still_owes(const Extension& extension, const Mailbox& mailbox) {
  if (!mailbox.was_invoked || extension.has_ended) return false;
  return extension.state != ExtensionState::Ready || mailbox.event.has_value();
}

bool ExtensionLink::is_invoke_done() const {
  for (const Extension& extension : extensions_.all()) {
    const auto mailbox = mailboxes_.find(extension.id);
    if (mailbox != mailboxes_.end() && still_owes(extension, mailbox->second)) return false;
  }
  return true;
}

void ExtensionLink::offer_shutdown(std::string_view name, ShutdownNotice notice) {
  const Extension* extension = extensions_.find(name);
  LAMBENT_CHECK(extension != nullptr && extension->is_registered(),
                "only a registered extension is told of the end");
  // In the place of an INVOKE that it has not fetched: the invoke is over.
  mailbox_of(extension->id).event = {ids_.uuid(), notice};
  changed_.notify();
}

void ExtensionLink::note_launch_error(std::string_view name, std::string error_type) {
  extensions_.note_launch_error(name, std::move(error_type));
  changed_.notify();
}

void ExtensionLink::note_exit(std::string_view name, bool was_success, bool in_shutdown) {
  extensions_.note_exit(name, was_success, in_shutdown);
  changed_.notify();
}

// --- The routes' side ---------------------------------------------------------------------------

std::variant<const Extension*, RegisterFault> ExtensionLink::register_extension(
    std::string_view name, EventChoice events) {
  const auto registered = extensions_.register_extension(name, ids_.uuid(), events);
  if (const auto* found = std::get_if<const Extension*>(&registered)) {
    const Extension& extension = **found;
    mailboxes_.emplace(extension.id, Mailbox{});
    tell_(journal::ExtensionRegistered{
        extension.name, extension.kind == ExtensionKind::External, extension.events()});
    changed_.notify();
  }
  return registered;
}

bool ExtensionLink::report_error(std::string_view id, ExtensionCall call, std::string error_type) {
  if (!extensions_.report_error(id, call, std::move(error_type))) return false;
  changed_.notify();
  return true;
}

bool ExtensionLink::begin_next(std::string_view id) {
  const Extension& extension = *extensions_.find_id(id);
  Mailbox& mailbox = mailbox_of(id);
  const bool is_first = extension.state == ExtensionState::Registered;
  const bool polls_again = extension.state == ExtensionState::Ready && !mailbox.has_poll;
  if (!polls_again && !extensions_.step(id, ExtensionCall::Next)) return false;
  mailbox.has_poll = true;
  if (is_first) tell_(journal::ExtensionReady{extension.name});
  changed_.notify();
  return true;
}

bool ExtensionLink::has_event(std::string_view id) const {
  const Extension* extension = extensions_.find_id(id);
  const auto mailbox = mailboxes_.find(id);
  return extension != nullptr && extension->state == ExtensionState::Ready &&
         mailbox->second.event.has_value();
}

ExtensionEvent ExtensionLink::take_event(std::string_view id) {
  LAMBENT_CHECK(has_event(id), "an event is taken where one waits");
  extensions_.step(id, ExtensionCall::Delivered);
  Mailbox& mailbox = mailbox_of(id);
  mailbox.has_poll = false;
  ExtensionEvent event = std::move(*mailbox.event);
  mailbox.event.reset();
  changed_.notify();
  return event;
}

void ExtensionLink::end_next(std::string_view id) {
  mailbox_of(id).has_poll = false;
}

void ExtensionLink::confirm(std::string_view id, const ExtensionEvent& event) {
  const auto* shutdown = std::get_if<ShutdownNotice>(&event.notice);
  if (shutdown == nullptr) return;
  tell_(journal::ExtensionShutdown{
      extensions_.find_id(id)->name, shutdown->reason, shutdown->deadline_ms});
}

void ExtensionLink::give_back(std::string_view id, ExtensionEvent event) {
  Mailbox& mailbox = mailbox_of(id);
  const Extension& extension = *extensions_.find_id(id);
  // Ready: it has polled on another connection meanwhile.
  const bool can_take =
      extension.state == ExtensionState::Running || extension.state == ExtensionState::Ready;
  if (!can_take || mailbox.event) return;
  mailbox.event = std::move(event);
  changed_.notify();
}

ExtensionLink::Mailbox& ExtensionLink::mailbox_of(std::string_view id) {
  const auto mailbox = mailboxes_.find(id);
  LAMBENT_CHECK(mailbox != mailboxes_.end(), "who has an identifier has a mailbox");
  return mailbox->second;
}

}  // namespace lambent::environment
