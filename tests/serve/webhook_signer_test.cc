#include "serve/webhook_signer.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

using std::string_literals::operator""s;

std::string Sign(std::string_view secret, std::string_view id, int64_t timestamp_secs, std::string_view body) {
  const auto signer = WebhookSigner::Make(secret);
  return signer.ok() ? signer->Sign(id, timestamp_secs, body) : signer.status().message();
}

// The first is the example that the libraries of Standard Webhooks are tested with; the others were computed with
// Python's hmac module.
TEST(WebhookSigner, SignsAsStandardWebhooksHasIt) {
  EXPECT_EQ(Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                 R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_EQ(Sign("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "a1b2c3", 1700000000,
                 R"({"type":"alert.opened","data":{"title":"退款"}})"),
            "v1,g6PVHQL5iUEnzqO7o5gQ7h9SwKC1W11GHE94TMkH9UE=");
  EXPECT_EQ(Sign("whsec_////////////////////////////////", "x", 0, ""),
            "v1,Z56w/dpslcCUSWPP4+gvVYTit8/UjIf0doulQsxxI7Q=");
  EXPECT_EQ(Sign("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==",
                 "id-with-dash", -5, "\0"s),
            "v1,q092cARNLBPZMkbEtkbDBGUGN56AZfh2y5xJ0PgKdp0=");
}

TEST(WebhookSigner, SecretThatCannotBeUsedIsRefusedWithWhatToDoAndWithoutTheSecret) {
  const char* const bad[] = {
      "",
      "whsec_",
      "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",          // no prefix
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!w",    // no base64
      "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGB",  // not padded
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS-",    // the alphabet of URLs
      "whsec_a2tra2tra2tra2tra2tra2tra2tra2s=",    // 23 bytes
      "whsec_a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",  // 65 bytes
  };
  for (const char* secret : bad) {
    const Status status = WebhookSigner::Make(secret).status();
    EXPECT_EQ(status.code(), Code::kInvalid) << secret;
    EXPECT_NE(status.message().find("openssl rand -base64 32"), std::string::npos) << status.message();
    EXPECT_EQ(status.message().find("a2tra2"), std::string::npos) << status.message();
    EXPECT_EQ(status.message().find("MfKQ9r8"), std::string::npos) << status.message();
  }
}

TEST(WebhookSigner, KeysOf24And64BytesAreTaken) {
  EXPECT_TRUE(WebhookSigner::Make("whsec_a2tra2tra2tra2tra2tra2tra2tra2tr").ok());
  EXPECT_TRUE(
      WebhookSigner::Make("whsec_a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2traw==")
          .ok());
}

}  // namespace
}  // namespace groundswell
