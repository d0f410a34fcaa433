#include "config/place.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

namespace lambent::config {

Place::Place(std::string file) : file_(std::make_shared<const std::string>(std::move(file))) {}

Place Place::at(int line, int column) const {
  Place place = *this;
  place.line_ = line;
  place.column_ = column;
  return place;
}

Place Place::member(std::string_view key) const {
  Place place = *this;
  std::string text = path_ ? "." : "";
  text += key;
  place.path_ = std::make_shared<const Step>(Step{path_, std::move(text)});
  return place;
}

Place Place::item(std::size_t index) const {
  Place place = *this;
  place.path_ = std::make_shared<const Step>(Step{path_, fmt::format("[{}]", index)});
  return place;
}

std::string Place::path() const {
  std::vector<std::string_view> steps;
  for (const Step* step = path_.get(); step != nullptr; step = step->parent.get()) {
    steps.push_back(step->text);
  }
  return fmt::format("{}", fmt::join(steps.rbegin(), steps.rend(), ""));
}

std::string Place::print() const {
  std::string text = file_ ? *file_ : std::string();
  if (line_ > 0) text += fmt::format(":{}:{}", line_, column_);
  if (path_) text += (text.empty() ? "" : ": ") + path();
  return text;
}

}  // namespace lambent::config
