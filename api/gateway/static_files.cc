#include "api/gateway/static_files.h"

#include <algorithm>
#include <array>
#include <system_error>

#include "api/gateway/text.h"

namespace lambent::gateway {
namespace {

namespace fs = std::filesystem;

struct Type {
  std::string_view suffix;
  std::string_view type;
};
constexpr auto kTypes = std::to_array<Type>({
    {".css",   "text/css; charset=utf-8"       },
    {".csv",   "text/csv; charset=utf-8"       },
    {".gif",   "image/gif"                     },
    {".htm",   "text/html; charset=utf-8"      },
    {".html",  "text/html; charset=utf-8"      },
    {".ico",   "image/x-icon"                  },
    {".jpeg",  "image/jpeg"                    },
    {".jpg",   "image/jpeg"                    },
    {".js",    "text/javascript; charset=utf-8"},
    {".json",  "application/json"              },
    {".map",   "application/json"              },
    {".mjs",   "text/javascript; charset=utf-8"},
    {".pdf",   "application/pdf"               },
    {".png",   "image/png"                     },
    {".svg",   "image/svg+xml"                 },
    {".txt",   "text/plain; charset=utf-8"     },
    {".wasm",  "application/wasm"              },
    {".webp",  "image/webp"                    },
    {".woff",  "font/woff"                     },
    {".woff2", "font/woff2"                    },
    {".xml",   "application/xml"               },
});

bool is_below(const fs::path& folder, const fs::path& file) {
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return end == folder.end();
}

}  // namespace

std::optional<fs::path> static_file(const fs::path& folder, std::string_view path) {
  const std::string decoded = decode_percent(path);
  if (!decoded.starts_with('/') || decoded.find('\0') != decoded.npos) return std::nullopt;
  const fs::path relative =
      decoded.substr(std::min(decoded.find_first_not_of('/'), decoded.size()));
  for (const fs::path& part : relative) {
    if (part.native().starts_with('.')) return std::nullopt;
  }
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return std::nullopt;
  fs::path file = fs::canonical(root / relative, error);
  if (error) return std::nullopt;
  if (fs::is_directory(file, error)) file = fs::canonical(file / "index.html", error);
  if (error || !is_below(root, file) || !fs::is_regular_file(file, error)) return std::nullopt;
  return file;
}

std::string_view content_type_of(const fs::path& file) {
  const std::string suffix = lower(file.extension().native());
  const auto found = std::find_if(
      kTypes.begin(), kTypes.end(), [&](const Type& row) { return row.suffix == suffix; });
  return found == kTypes.end() ? std::string_view("application/octet-stream") : found->type;
}

}  // namespace lambent::gateway
