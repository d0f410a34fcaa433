// Function names, qualifiers, ARNs: parse, check, print.  Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lambent::config {

/// The pattern of a FunctionName on read, invoke and delete operations, as AWS prints it in errors.
/// Source: invoke-api.md §0.5.
inline constexpr std::string_view kReadNamePattern =
    R"((arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?)"
    R"((\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?)";

/// The same for CreateFunction and the update, publish, alias and concurrency operations.
inline constexpr std::string_view kCreateNamePattern =
    R"((arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:)?)"
    R"((\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?)";

/// The pattern of a Qualifier query member.
inline constexpr std::string_view kQualifierPattern = R"(\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+)";

/// The qualifier of the unpublished version.
inline constexpr std::string_view kLatest = "$LATEST";

/// A function as a caller names it: what the text does not say is nullopt.
struct FunctionRef {
  std::optional<std::string> partition = std::nullopt;  ///< "" for the odd but legal `arn::lambda:`
  std::optional<std::string> region = std::nullopt;
  std::optional<std::string> account = std::nullopt;
  std::string name;
  std::optional<std::string> qualifier = std::nullopt;

  bool operator==(const FunctionRef&) const = default;
};

/// Reads a name, partial ARN or ARN that matches kReadNamePattern as a whole; nullopt otherwise.
///
/// Units   linear in the length of `text`; lengths are the caller's to check (limits.h).
/// Source  invoke-api.md §0.5.  As AWS does: `function:` is a function called `function`.
std::optional<FunctionRef> parse_function_ref(std::string_view text);

/// The same by kCreateNamePattern.
std::optional<FunctionRef> parse_create_ref(std::string_view text);

/// True when `text` matches kQualifierPattern as a whole; its length is checked elsewhere.
bool is_valid_qualifier(std::string_view text);

/// True for the bare name of a function that can be created: letters, digits, '-' and '_'.
bool is_bare_name(std::string_view text);

enum class QualifierKind { Latest, Version, Alias };

/// `$LATEST`, digits, anything else.  Case matters: `$latest` is an alias that nobody has.
QualifierKind kind_of(std::string_view qualifier);

/// `arn:{partition}:lambda:{region}:{account}:function:{name}[:{qualifier}]`
std::string function_arn(std::string_view partition,
                         std::string_view region,
                         std::string_view account,
                         std::string_view name,
                         std::optional<std::string_view> qualifier = std::nullopt);

}  // namespace lambent::config
