#include "emulator/environment/extension_set.h"

#include <algorithm>
#include <utility>

#include "config/limits.h"
#include "emulator/base/check.h"

namespace lambent::environment {
namespace {

bool has_failed(ExtensionState state) {
  return state == ExtensionState::InitError || state == ExtensionState::ExitError;
}

void subscribe(Extension& extension, std::string id, EventChoice events) {
  extension.id = std::move(id);
  extension.wants_invoke = events.invoke;
  extension.wants_shutdown = events.shutdown;
  extension.state = ExtensionState::Registered;
}

template <class Extensions>
auto* named(Extensions& extensions, std::string_view name) {
  const auto found = std::find_if(
      extensions.begin(), extensions.end(), [&](const Extension& one) { return one.name == name; });
  return found == extensions.end() ? nullptr : &*found;
}

template <class Extensions>
auto* with_id(Extensions& extensions, std::string_view id) {
  const auto found = std::find_if(extensions.begin(), extensions.end(), [&](const Extension& one) {
    return one.is_registered() && one.id == id;
  });
  return found == extensions.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> Extension::events() const {
  std::vector<std::string> names;
  if (wants_invoke) names.emplace_back("INVOKE");
  if (wants_shutdown) names.emplace_back("SHUTDOWN");
  return names;
}

void ExtensionSet::restart(const std::vector<std::string>& external) {
  extensions_.clear();
  extensions_.reserve(std::max(external.size(), limits::kMaxExtensions));
  for (const std::string& name : external) {
    Extension extension;
    extension.name = name;
    extensions_.push_back(std::move(extension));
  }
  is_open_ = true;
}

std::variant<const Extension*, RegisterFault> ExtensionSet::register_extension(
    std::string_view name, std::string id, EventChoice events) {
  Extension* known = named(extensions_, name);
  if (known == nullptr || known->kind == ExtensionKind::Internal) {
    return register_internal(name, std::move(id), events);
  }
  if (!after(known->state, ExtensionCall::Register)) return RegisterFault::WrongState;
  subscribe(*known, std::move(id), events);
  return known;
}

// In AWS's order: closed, too many, known.
std::variant<const Extension*, RegisterFault> ExtensionSet::register_internal(std::string_view name,
                                                                              std::string id,
                                                                              EventChoice events) {
  if (!is_open_) return RegisterFault::Closed;
  if (extensions_.size() >= limits::kMaxExtensions) return RegisterFault::TooMany;
  if (find(name) != nullptr) return RegisterFault::AlreadyRegistered;
  Extension extension;
  extension.name = name;
  extension.kind = ExtensionKind::Internal;
  subscribe(extension, std::move(id), events);
  extensions_.push_back(std::move(extension));
  return &extensions_.back();
}

bool ExtensionSet::step(std::string_view id, ExtensionCall call) {
  Extension* extension = with_id(extensions_, id);
  LAMBENT_CHECK(extension != nullptr, "an unknown identifier is refused before this");
  const std::optional<ExtensionState> next = after(extension->state, call);
  if (!next) return false;
  extension->state = *next;
  return true;
}

bool ExtensionSet::report_error(std::string_view id, ExtensionCall call, std::string error_type) {
  if (!step(id, call)) return false;
  Extension* extension = with_id(extensions_, id);
  if (extension->error_type.empty()) extension->error_type = std::move(error_type);
  return true;
}

void ExtensionSet::note_launch_error(std::string_view name, std::string error_type) {
  Extension* extension = named(extensions_, name);
  LAMBENT_CHECK(extension != nullptr, "an extension is started by its name");
  extension->state = ExtensionState::LaunchError;
  extension->error_type = std::move(error_type);
  extension->has_ended = true;
}

void ExtensionSet::note_exit(std::string_view name, bool was_success, bool in_shutdown) {
  Extension* extension = named(extensions_, name);
  LAMBENT_CHECK(extension != nullptr, "an extension is started by its name");
  extension->has_ended = true;
  if (in_shutdown) {
    extension->state = was_success ? ExtensionState::Exited : ExtensionState::ShutdownFailed;
  } else if (!has_failed(extension->state)) {
    extension->state = ExtensionState::Exited;
  }
}

bool ExtensionSet::have_all_registered() const {
  return std::all_of(extensions_.begin(), extensions_.end(), [](const Extension& extension) {
    return extension.is_registered();
  });
}

bool ExtensionSet::are_all_ready() const {
  return std::all_of(extensions_.begin(), extensions_.end(), [](const Extension& extension) {
    if (!extension.is_registered() || extension.has_ended) return true;
    return extension.state == ExtensionState::Ready || extension.state == ExtensionState::Running;
  });
}

const Extension* ExtensionSet::find(std::string_view name) const {
  return named(extensions_, name);
}

const Extension* ExtensionSet::find_id(std::string_view id) const {
  return with_id(extensions_, id);
}

}  // namespace lambent::environment
