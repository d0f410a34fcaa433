#include "config/api.h"

namespace lambent::config {

std::string_view name_of(ApiKind kind) {
  switch (kind) {
    case ApiKind::Rest: return "REST";
    case ApiKind::Http: return "HTTP";
  }
  return {};
}

}  // namespace lambent::config
