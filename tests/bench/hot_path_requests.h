// The bytes of one warm invoke, as an SDK and as our runtime client send them.
#pragma once

#include <string>
#include <string_view>

namespace lambent::bench {

inline constexpr std::string_view kFunction = "orders";
inline constexpr std::string_view kPayload = R"({"name":"Ada"})";
inline constexpr std::string_view kRequestId = "8f507cfc-bc3b-4697-b07a-ac58fc914c95";

inline std::string with_body(std::string head, std::string_view body) {
  head += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return head.append(body);
}

inline std::string invoke_request() {
  return with_body(
      "POST /2015-03-31/functions/orders/invocations HTTP/1.1\r\n"
      "Host: 127.0.0.1:3001\r\n"
      "Accept-Encoding: identity\r\n"
      "User-Agent: Boto3/1.35.0 md/Botocore#1.35.0 ua/2.0 os/linux#6.1 lang/python#3.12.1\r\n"
      "X-Amz-Date: 20260131T120000Z\r\n"
      "X-Amzn-Trace-Id: Root=1-669f2d13-c6867523289ee374e75f22bf\r\n"
      "Authorization: AWS4-HMAC-SHA256 Credential=test/20260131/us-east-1/lambda/aws4_request, "
      "SignedHeaders=host;x-amz-date, "
      "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7\r\n"
      "amz-sdk-invocation-id: 3f0a8d53-7ee9-4e3b-8d4b-0f3c0f6a6b11\r\n"
      "amz-sdk-request: attempt=1\r\n",
      kPayload);
}

inline std::string next_request() {
  return "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: 127.0.0.1:9001\r\n\r\n";
}

inline std::string response_request() {
  return with_body("POST /2018-06-01/runtime/invocation/" + std::string(kRequestId) +
                       "/response HTTP/1.1\r\n"
                       "Host: 127.0.0.1:9001\r\n"
                       "Content-Type: application/json\r\n",
                   kPayload);
}

}  // namespace lambent::bench
