// Writing to stdout and stderr, whoever may have closed them.
#pragma once

#include <string_view>

namespace lambent::cli {

/// Puts the null device where stdin, stdout or stderr is closed, so that no file or socket of ours
/// takes its number and with it what is meant for a person.
void open_missing_standard_streams();

/// Writes all of `text`.  A reader that went away (a closed pipe) is not an error, since there is
/// nobody left to tell: false.  Errors: std::system_error for anything else, such as a full disk.
bool write_out(std::string_view text);

/// The same on stderr, where no failure counts: it is where failures are told.
void write_err(std::string_view text);

/// The same on any descriptor.
void write_to(int descriptor, std::string_view text);

/// `lambent: <sentence>` on stderr.
void complain(std::string_view sentence);

}  // namespace lambent::cli
