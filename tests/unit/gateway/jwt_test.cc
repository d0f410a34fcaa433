// JSON web tokens and their signatures: local-api.md §4.3.
#include "api/gateway/jwt.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "api/gateway/jwks.h"
#include "api/lambda/base64.h"
#include "config/error.h"

namespace lambent::gateway {
namespace {

using std::chrono::seconds;

std::string base64url(const std::string& bytes) {
  std::string text = api::encode_base64(bytes);
  while (text.ends_with('='))
    text.pop_back();
  for (char& c : text) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  return text;
}

std::string unsigned_token(const std::string& claims, const std::string& algorithm = "RS256") {
  return base64url(R"({"alg":")" + algorithm + R"(","kid":"k1"})") + '.' + base64url(claims);
}

/// A key pair of one test.
class Signer {
 public:
  Signer() : key_(EVP_RSA_gen(2048)) {}
  ~Signer() { EVP_PKEY_free(key_); }
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  std::string sign(const std::string& text) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_);
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    EVP_DigestSign(context, nullptr, &size, bytes, text.size());
    std::string signature(size, '\0');
    EVP_DigestSign(
        context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, text.size());
    EVP_MD_CTX_free(context);
    signature.resize(size);
    return text + '.' + base64url(signature);
  }

  RsaKey key(const std::string& id) const {
    return {id, number(OSSL_PKEY_PARAM_RSA_N), number(OSSL_PKEY_PARAM_RSA_E)};
  }

 private:
  std::string number(const char* name) const {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key_, name, &value);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
    BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
    BN_free(value);
    return bytes;
  }

  EVP_PKEY* key_;
};

TEST(Jwt, IsTakenApartWithOrWithoutBearer) {
  const std::string token = unsigned_token(R"({"sub":"u1"})") + ".c2ln";
  for (const std::string prefix : {"", "Bearer ", "bearer "}) {
    const auto jwt = parse_jwt(prefix + token);

    ASSERT_TRUE(jwt) << prefix;
    EXPECT_EQ(jwt->algorithm, "RS256");
    EXPECT_EQ(jwt->key_id, "k1");
    EXPECT_EQ(jwt->claims["sub"], "u1");
    EXPECT_EQ(jwt->signature, "sig");
  }
}

TEST(Jwt, IsNoneOfWhatIsNot) {
  for (const std::string& text : {std::string(),
                                  std::string("abc"),
                                  std::string("a.b"),
                                  std::string("a.b.c"),
                                  unsigned_token("[]") + ".c2ln",
                                  unsigned_token("{}") + ".c2ln.x",
                                  unsigned_token("{}") + ".%%",
                                  std::string("Basic x")}) {
    EXPECT_FALSE(parse_jwt(text)) << text;
  }
}

struct ClaimRow {
  const char* claims;
  const char* fault;  // "" when there is none
};

TEST(Jwt, IsHeldToTheRulesOfItsAuthorizer) {
  config::Authorizer authorizer;
  authorizer.issuer = "https://i.test";
  authorizer.audience = {"shop", "desk"};
  const ClaimRow rows[] = {
      {R"({"iss":"https://i.test","aud":"shop","exp":101})",                     ""                                        },
      {R"({"iss":"https://i.test","aud":["x","desk"],"exp":101})",               ""                                        },
      {R"({"iss":"https://i.test","client_id":"shop","exp":101})",               ""                                        },
      {R"({"iss":"https://i.test","aud":"shop","exp":101,"nbf":100,"iat":100})", ""                                        },
      {R"({"iss":"https://j.test","aud":"shop","exp":101})",
       "the token does not have a valid issuer"                                                                            },
      {R"({"aud":"shop","exp":101})",                                            "the token does not have a valid issuer"  },
      {R"({"iss":"https://i.test","aud":"x","client_id":"shop","exp":101})",
       "the token does not have a valid audience"                                                                          },
      {R"({"iss":"https://i.test","exp":101})",                                  "the token does not have a valid audience"},
      {R"({"iss":"https://i.test","aud":"shop"})",                               "the token does not have an expiry"       },
      {R"({"iss":"https://i.test","aud":"shop","exp":"101"})",                   "the token does not have an expiry"       },
      {R"({"iss":"https://i.test","aud":"shop","exp":100})",                     "the token has expired"                   },
      {R"({"iss":"https://i.test","aud":"shop","exp":101,"nbf":101})",
       "the token is not valid yet"                                                                                        },
      {R"({"iss":"https://i.test","aud":"shop","exp":101,"iat":101})",
       "the token was issued in the future"                                                                                },
  };
  for (const ClaimRow& row : rows) {
    const auto fault = check_claims(Json::parse(row.claims), authorizer, {}, seconds(100));

    EXPECT_EQ(fault ? fault->description : "", row.fault) << row.claims;
  }
}

TEST(Jwt, HasOneOfTheScopesOfTheRoute) {
  const config::Authorizer any;
  const auto scope_missing = [&](const char* claims) {
    const auto fault = check_claims(Json::parse(claims), any, {"read", "write"}, seconds(100));
    return fault && fault->scope_missing;
  };

  EXPECT_FALSE(scope_missing(R"({"exp":101,"scope":"other read"})"));
  EXPECT_FALSE(scope_missing(R"({"exp":101,"scp":["write"]})"));
  EXPECT_TRUE(scope_missing(R"({"exp":101,"scope":"reader"})"));
  EXPECT_TRUE(scope_missing(R"({"exp":101})"));
}

TEST(Jwt, ShowsItsClaimsAsText) {
  const Json claims =
      Json::parse(R"({"sub":"u1","exp":1783761304,"groups":["a","b"],"scope":"orders.read x"})");

  EXPECT_EQ(text_of(jwt_context(claims, {"orders.read"}, Format::HttpV2)),
            R"({"jwt":{"claims":{"sub":"u1","exp":"1783761304","groups":"[a b]",)"
            R"("scope":"orders.read x"},"scopes":["orders.read"]}})");
  EXPECT_TRUE(jwt_context(claims, {}, Format::HttpV2)["jwt"]["scopes"].is_null());
  EXPECT_TRUE(jwt_context(claims, {}, Format::HttpV1).contains("scopes"));
  EXPECT_FALSE(jwt_context(claims, {}, Format::Rest).contains("scopes"));
}

TEST(Jwks, KnowsASignatureOfItsKey) {
  const Signer signer;
  const auto jwt = parse_jwt(signer.sign(unsigned_token(R"({"sub":"u1"})")));

  EXPECT_TRUE(is_signed(*jwt, {signer.key("k1")}));
  EXPECT_TRUE(is_signed(*jwt, {signer.key("")}));
  EXPECT_FALSE(is_signed(*jwt, {signer.key("k2")})) << "another key id";
  EXPECT_FALSE(is_signed(*jwt, {}));
}

TEST(Jwks, RefusesWhatItsKeyDidNotSign) {
  const Signer signer;
  const Signer other;
  const std::string token = signer.sign(unsigned_token(R"({"sub":"u1"})"));
  const std::string signature = token.substr(token.rfind('.'));

  EXPECT_FALSE(is_signed(*parse_jwt(token), {other.key("k1")}));
  EXPECT_FALSE(
      is_signed(*parse_jwt(unsigned_token(R"({"sub":"u2"})") + signature), {signer.key("k1")}));
  EXPECT_FALSE(is_signed(*parse_jwt(unsigned_token("{}") + "."), {signer.key("k1")}));
}

TEST(Jwks, TakesRsaAlone) {
  const Signer signer;
  for (const char* algorithm : {"none", "HS256", "ES256", "PS256", "rs256", ""}) {
    const auto jwt = parse_jwt(signer.sign(unsigned_token("{}", algorithm)));
    EXPECT_FALSE(is_signed(*jwt, {signer.key("k1")})) << algorithm;
  }
}

TEST(Jwks, IsReadFromAFileAndNamesABadOne) {
  const Signer signer;
  const RsaKey key = signer.key("k1");
  const std::string file = testing::TempDir() + "jwks-" + std::to_string(::getpid()) + ".json";
  std::ofstream(file) << R"({"keys":[{"kty":"EC"},{"kty":"RSA","kid":"k1","n":")"
                      << base64url(key.modulus) << R"(","e":")" << base64url(key.exponent)
                      << R"("}]})";

  const auto keys = read_jwks(file);
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_EQ(keys[0].modulus, key.modulus);

  std::ofstream(file) << "{}";
  EXPECT_THROW(read_jwks(file), config::Error);
  std::remove(file.c_str());
  EXPECT_THROW(read_jwks(file), config::Error);
}

}  // namespace
}  // namespace lambent::gateway
