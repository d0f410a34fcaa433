// The bytes of a response before its body.
#pragma once

#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>

#include "emulator/http/message.h"

namespace lambent::http {

/// Shape   status line, `Date`, the response's own headers, `Content-Length` (not with 1xx and
///         204), `Connection`.  Headers that the session owns (those three, and
///         Transfer-Encoding) are left out of the response's own, as are headers that would break
///         the head: a name that is no token, a value with a control character.
std::string render_head(const Response& response,
                        std::size_t content_length,
                        bool keep_alive,
                        std::string_view date);

/// The head of an answer whose length is not known yet.
///
/// Shape   as above with `Transfer-Encoding: chunked` in the place of `Content-Length`; with
/// neither
///         when not `chunked`: the end of the connection is then the end of the body.
std::string render_stream_head(const Response& response,
                               bool chunked,
                               bool keep_alive,
                               std::string_view date);

/// True for a status that has no body by definition: 1xx, 204, 304.
bool status_forbids_body(int status);

/// "Sun, 06 Nov 1994 08:49:37 GMT": RFC 9110 §5.6.7.
std::string format_date(std::time_t when);

}  // namespace lambent::http
