#include "api/gateway/jwks.h"

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include "config/error.h"

namespace lambent::gateway {
namespace {

/// Calls the right free function of OpenSSL.
template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using BigNumber = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

BigNumber number_of(const std::string& bytes) {
  return BigNumber(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

// nullptr when OpenSSL will not have it.
Key key_of(const RsaKey& key) {
  const BigNumber modulus = number_of(key.modulus);
  const BigNumber exponent = number_of(key.exponent);
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* made = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1) return nullptr;
  if (EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
    return nullptr;
  }
  return Key(made);
}

const EVP_MD* digest_of(std::string_view algorithm) {
  if (algorithm == "RS256") return EVP_sha256();
  if (algorithm == "RS384") return EVP_sha384();
  if (algorithm == "RS512") return EVP_sha512();
  return nullptr;
}

bool has_signed(const RsaKey& rsa, const EVP_MD* digest, const Jwt& jwt) {
  const Key key = key_of(rsa);
  const DigestContext context(EVP_MD_CTX_new());
  if (!key) return false;
  if (EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key.get()) != 1) return false;
  return EVP_DigestVerify(context.get(),
                          bytes_of(jwt.signature),
                          jwt.signature.size(),
                          bytes_of(jwt.signed_text),
                          jwt.signed_text.size()) == 1;
}

std::string text_member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<RsaKey> rsa_key(const Json& json) {
  if (!json.is_object() || text_member(json, "kty") != "RSA") return std::nullopt;
  const auto modulus = decode_base64url(text_member(json, "n"));
  const auto exponent = decode_base64url(text_member(json, "e"));
  if (!modulus || !exponent || modulus->empty() || exponent->empty()) return std::nullopt;
  return RsaKey{text_member(json, "kid"), *modulus, *exponent};
}

}  // namespace

std::vector<RsaKey> read_jwks(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw config::Error(fmt::format("{}: cannot be read", file.string()));
  std::ostringstream text;
  text << stream.rdbuf();
  const Json json = Json::parse(text.str(), nullptr, false);
  std::vector<RsaKey> keys;
  if (json.is_object() && json.contains("keys") && json["keys"].is_array()) {
    for (const Json& item : json["keys"]) {
      if (std::optional<RsaKey> key = rsa_key(item)) keys.push_back(std::move(*key));
    }
  }
  if (keys.empty()) {
    throw config::Error(
        fmt::format("{}: expected a JWKS, {{\"keys\": [{{\"kty\": \"RSA\", …}}]}}, with an RSA key",
                    file.string()));
  }
  return keys;
}

bool is_signed(const Jwt& jwt, const std::vector<RsaKey>& keys) {
  const EVP_MD* digest = digest_of(jwt.algorithm);
  if (digest == nullptr) return false;
  return std::any_of(keys.begin(), keys.end(), [&](const RsaKey& key) {
    const bool is_meant = jwt.key_id.empty() || key.id.empty() || key.id == jwt.key_id;
    return is_meant && has_signed(key, digest, jwt);
  });
}

}  // namespace lambent::gateway
