// Where a value of a configuration file stands.  Pure.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace lambent::config {

/// A file, a position in it, and the path of keys that leads there.  Cheap to copy: the path is a
/// chain that values share.
class Place {
 public:
  Place() = default;
  /// A place without a position, such as an environment variable.
  explicit Place(std::string file);

  /// The same path at another position.
  Place at(int line, int column) const;
  /// One key, or one index, further down the path.
  Place member(std::string_view key) const;
  Place item(std::size_t index) const;

  int line() const { return line_; }
  int column() const { return column_; }
  /// `Resources.Hello.Properties.Layers[0]`
  std::string path() const;
  /// `template.yaml:4:16: Resources.Hello.Properties.Timeout`; what is unknown is left out.
  std::string print() const;

 private:
  struct Step {
    std::shared_ptr<const Step> parent;
    std::string text;
  };

  std::shared_ptr<const std::string> file_;
  std::shared_ptr<const Step> path_;
  int line_ = 0;  ///< from 1; 0 when unknown
  int column_ = 0;
};

}  // namespace lambent::config
