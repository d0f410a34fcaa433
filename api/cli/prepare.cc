#include "api/cli/prepare.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "api/cli/cache_folder.h"
#include "api/cli/console.h"
#include "api/cli/lifecycle.h"
#include "api/cli/load_settings.h"
#include "api/cli/selection.h"
#include "config/closest.h"
#include "config/code_target.h"
#include "config/environment_file.h"
#include "config/error.h"
#include "config/overrides.h"
#include "config/template.h"
#include "emulator/process/interpreter.h"

namespace lambent::cli {

namespace {

namespace fs = std::filesystem;
using Variables = std::map<std::string, std::string>;

/// As Lambda spells it; empty for a machine Lambda does not have.
std::string host_architecture() {
  utsname machine{};
  if (::uname(&machine) != 0) return {};
  const std::string_view name(machine.machine);
  if (name == "aarch64" || name == "arm64") return "arm64";
  return name == "x86_64" ? "x86_64" : "";
}

/// What the targets are looked for in.
struct Source {
  fs::path template_file;          ///< empty: code only
  std::string place;               ///< for messages
  config::Model model;             ///< all functions of the template, or those of the code
  std::vector<std::string> names;  ///< which of them to run; empty: all
};

Source load_code(const std::vector<std::string>& targets) {
  Source source{.template_file = {}, .place = "command line", .model = {}, .names = {}};
  for (const std::string& target : targets) {
    source.model.functions.push_back(config::function_from_code(target));
  }
  return source;
}

Source load_from_template(const config::Settings& settings,
                          const std::vector<std::string>& targets) {
  const std::optional<fs::path> file =
      settings.template_file ? settings.template_file : config::find_default_template(".");
  if (!file) {
    throw config::Error(
        "no template.yaml here: name one with --template, or code as path/app.py:handler");
  }
  const fs::path shown = file->lexically_normal();
  config::TemplateOptions options;
  options.parameter_overrides = settings.parameter_overrides;
  options.region = settings.region;
  options.account = settings.account;
  options.layer_content = settings.layers;
  options.host_architecture = host_architecture();
  return {.template_file = shown,
          .place = shown.string(),
          .model = config::load_template(shown, options),
          .names = targets};
}

Source load_source(const config::Settings& settings, const std::vector<std::string>& targets) {
  const auto is_code = [](const std::string& target) { return config::looks_like_code(target); };
  const bool any = std::any_of(targets.begin(), targets.end(), is_code);
  const bool all = std::all_of(targets.begin(), targets.end(), is_code);
  if (any && !all) {
    throw config::Error("expected functions of a template or code as TARGETs, found both");
  }
  return any ? load_code(targets) : load_from_template(settings, targets);
}

std::vector<config::FunctionConfig> functions_of(Source& source,
                                                 const config::Settings& settings,
                                                 Command command) {
  // Before the choice, so that a variables file may speak of functions that are not run.
  if (settings.env_vars) {
    config::apply(config::load_environment_file(*settings.env_vars), source.model);
  }
  config::apply(settings, source.model);
  auto functions = select(source.model, source.names, source.place);
  if (command == Command::Invoke) require_one(functions, source.place);
  require_distinct(functions);
  return functions;
}

bool is_among(const std::vector<config::FunctionConfig>& functions, const std::string& name) {
  return std::any_of(functions.begin(), functions.end(), [&](const config::FunctionConfig& one) {
    return one.name == name;
  });
}

// The routes of functions that were not chosen stay, and say so.
std::vector<config::Api> apis_of(const config::Model& model,
                                 const std::vector<config::FunctionConfig>& functions) {
  std::vector<config::Api> apis = model.apis;
  const auto leave_out = [&](config::FunctionTarget& target) {
    if (target.function.empty() || is_among(functions, target.function)) return;
    target.why_not = target.function + " is not among the functions that were named";
    target.function.clear();
  };
  for (config::Api& api : apis) {
    for (config::Route& route : api.routes)
      leave_out(route.target);
    for (auto& [name, authorizer] : api.authorizers)
      leave_out(authorizer.target);
  }
  return apis;
}

std::vector<config::FunctionUrl> urls_of(const config::Model& model,
                                         const std::vector<config::FunctionConfig>& functions) {
  std::vector<config::FunctionUrl> urls;
  for (const config::FunctionUrl& url : model.urls) {
    if (is_among(functions, url.function)) urls.push_back(url);
  }
  return urls;
}

void keep_only(const std::string& id, Source& source) {
  std::vector<config::Api>& apis = source.model.apis;
  std::vector<std::string_view> ids;
  ids.reserve(apis.size());
  for (const config::Api& api : apis)
    ids.push_back(api.id);
  if (std::find(ids.begin(), ids.end(), id) == ids.end()) {
    throw config::Error(source.place + ": --api: expected an API of the template, found " +
                        config::in_quotes(id) + config::did_you_mean(id, ids));
  }
  std::erase_if(apis, [&](const config::Api& api) { return api.id != id; });
}

// As SAM does: the folder public beside the template, when there is one.
fs::path static_folder_of(const config::Settings& settings, const fs::path& template_file) {
  if (settings.static_dir) {
    if (!fs::is_directory(*settings.static_dir)) {
      throw config::Error("--static-dir: expected a folder, found " +
                          config::in_quotes(settings.static_dir->string()));
    }
    return *settings.static_dir;
  }
  if (template_file.empty()) return {};
  const fs::path standard = template_file.parent_path() / "public";
  return fs::is_directory(standard) ? standard : fs::path();
}

void require_api(const api::DaemonOptions& daemon, const std::string& place) {
  if (!daemon.apis.empty() || !daemon.urls.empty()) return;
  throw config::Error(place +
                      ": Template does not have any APIs connected to Lambda functions, and no "
                      "function URL");
}

process::Interpreter interpreter_for(const CommandLine& line,
                                     const config::Settings& settings,
                                     Variables environment) {
  process::InterpreterQuery query;
  const bool by_variable = !environment["LAMBENT_PYTHON"].empty();
  query.environment = std::move(environment);
  if (line.settings.python) {
    query.explicit_path = *line.settings.python;
  } else if (settings.python && !by_variable) {
    query.explicit_path = *settings.python;
    query.explicit_origin = "python of the settings file";
  }
  return process::find_interpreter(query);
}

// What the daemon should hear of when it changes.
std::vector<fs::path> files_of(const config::Settings& settings,
                               const Source& source,
                               const std::vector<config::FunctionConfig>& functions) {
  std::vector<fs::path> files = source.model.documents;
  if (!source.template_file.empty()) files.push_back(source.template_file);
  if (settings.env_vars) files.push_back(*settings.env_vars);
  for (const config::FunctionConfig& function : functions) {
    if (!function.inline_code) files.push_back(function.code);
    for (const config::LayerRef& layer : function.layers)
      files.push_back(layer.content);
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

}  // namespace

Reread reread(const CommandLine& line) {
  const config::Settings settings = load_settings(line, variables_of_this_process());
  Source source = load_source(settings, line.targets);
  Reread result;
  result.daemon.functions = functions_of(source, settings, line.command);
  if (!line.api.empty()) keep_only(line.api, source);
  result.daemon.apis = apis_of(source.model, result.daemon.functions);
  result.daemon.urls = urls_of(source.model, result.daemon.functions);
  result.files = files_of(settings, source, result.daemon.functions);
  result.notices = std::move(source.model.notices);
  return result;
}

Prepared prepare(const CommandLine& line) {
  const Variables environment = variables_of_this_process();
  config::Settings settings = load_settings(line, environment);
  if (settings.ssl_cert_file.has_value() != settings.ssl_key_file.has_value()) {
    throw config::Error("expected both --ssl-cert-file and --ssl-key-file, found one");
  }
  Source source = load_source(settings, line.targets);

  Prepared prepared;
  StartUp& start_up = prepared.start_up;
  start_up.functions = functions_of(source, settings, line.command);
  start_up.template_file = source.template_file;
  start_up.notices = settings.notices;
  std::move(source.model.notices.begin(),
            source.model.notices.end(),
            std::back_inserter(start_up.notices));
  start_up.remarks = line.remarks;

  const process::Interpreter python = interpreter_for(line, settings, environment);
  start_up.python = python.path;
  start_up.python_version = python.version;
  start_up.remarks.insert(start_up.remarks.end(), python.notices.begin(), python.notices.end());

  prepared.files = files_of(settings, source, start_up.functions);
  prepared.daemon.default_cache = default_cache_folder(environment);
  prepared.daemon.settings = std::move(settings);
  prepared.daemon.functions = start_up.functions;
  prepared.daemon.python = python.path;
  prepared.daemon.executable = fs::read_symlink("/proc/self/exe");
  if (!line.api.empty()) keep_only(line.api, source);
  prepared.daemon.apis = apis_of(source.model, start_up.functions);
  prepared.daemon.static_folder = static_folder_of(prepared.daemon.settings, source.template_file);
  prepared.daemon.urls = urls_of(source.model, start_up.functions);
  prepared.daemon.serve_api = line.command == Command::Serve || line.command == Command::StartApi;
  if (line.command == Command::StartApi) require_api(prepared.daemon, source.place);
  prepared.daemon.serve = line.command != Command::Invoke;
  return prepared;
}

std::function<void(const journal::Event&)> console_for(const StartUp& start_up,
                                                       ConsoleWriter& writer,
                                                       bool lifecycle) {
  ConsoleStyle style;
  style.name_functions = start_up.functions.size() > 1;
  // Nothing of ours changes the environment, so reading it is safe.
  style.colour = wants_colour(::isatty(STDERR_FILENO) == 1,
                              std::getenv("NO_COLOR"),  // NOLINT(concurrency-mt-unsafe)
                              std::getenv("TERM"));     // NOLINT(concurrency-mt-unsafe)
  return [style, &writer, lifecycle, steps = Lifecycle()](const journal::Event& event) mutable {
    std::string lines = console_text(event, style);
    if (lifecycle && event.source->logging.format == config::LogFormat::Text) {
      if (const auto step = steps.feed(event)) lines += lifecycle_line(event, *step, style.colour);
    }
    if (!lines.empty()) writer.write(lines);
  };
}

}  // namespace lambent::cli
