// Templates on the disk: finding and reading them.
#include <array>
#include <system_error>

#include "config/file.h"
#include "config/template.h"

namespace lambent::config {

namespace fs = std::filesystem;

namespace {

// Source: local-api.md §5.1.
constexpr auto kSources =
    std::to_array<std::string_view>({"template.yaml", "template.yml", "template.json"});

// A template that was edited after `sam build` made this one.
void note_stale_build(const fs::path& file, Notices& notices) {
  const fs::path build = fs::absolute(file).lexically_normal().parent_path();
  if (build.filename() != "build" || build.parent_path().filename() != ".aws-sam") return;
  std::error_code error;
  const fs::file_time_type built = fs::last_write_time(file, error);
  for (const std::string_view name : kSources) {
    const fs::path source = build.parent_path().parent_path() / name;
    const fs::file_time_type edited = fs::last_write_time(source, error);
    if (error || edited <= built) continue;
    notices.push_back({file.string(), "older than " + source.string() + ": run `sam build` again"});
  }
}

}  // namespace

Model load_template(const fs::path& file, const TemplateOptions& options) {
  Model model = parse_template(read_config_file(file), file, options);
  note_stale_build(file, model.notices);
  return model;
}

std::optional<fs::path> find_default_template(const fs::path& folder) {
  std::error_code error;
  const fs::path built = folder / ".aws-sam" / "build" / "template.yaml";
  if (fs::is_regular_file(built, error)) return built;
  for (const std::string_view name : kSources) {
    if (fs::is_regular_file(folder / name, error)) return folder / name;
  }
  return std::nullopt;
}

}  // namespace lambent::config
