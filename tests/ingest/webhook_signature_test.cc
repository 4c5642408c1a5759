// WebhookSignature: vectors published with each scheme, and every way to get one wrong.
#include "ingest/webhook_signature.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

constexpr std::string_view kGithubSecret = "It's a Secret to Everybody";
constexpr std::string_view kStandardSecret = "whsec_plJ3nmyCDGBKInavdOK15jsl";
constexpr std::string_view kStandardBody = R"({"event_type":"ping","data":{"success":true}})";
constexpr std::string_view kStandardSignature = "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=";
constexpr int64_t kStandardSecs = 1731705121;

HttpRequest Request(std::string_view body, std::vector<HttpHeader> headers, int64_t arrived_secs = kStandardSecs) {
  HttpRequest request;
  request.body = body;
  request.headers = std::move(headers);
  request.arrived_ms = arrived_secs * 1000;
  return request;
}

std::string FaultOf(std::string_view scheme, std::string_view secret, const HttpRequest& request) {
  auto signature = WebhookSignature::Make(scheme, secret);
  EXPECT_TRUE(signature.ok()) << signature.status().message();
  return signature.ok() ? std::string(signature->Fault(request)) : "none made";
}

HttpRequest Standard(std::string_view signature, int64_t arrived_secs = kStandardSecs) {
  return Request(kStandardBody,
                 {{"webhook-id", "msg_loFOjxBNrRLzqYUf"},
                  {"Webhook-Timestamp", "1731705121"},
                  {"webhook-signature", std::string(signature)}},
                 arrived_secs);
}

TEST(WebhookSignature, GithubsPublishedExampleIsTaken) {
  const std::string hex = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  EXPECT_EQ(FaultOf("github", kGithubSecret, Request("Hello, World!", {{"X-Hub-Signature-256", "sha256=" + hex}})), "");
  EXPECT_NE(FaultOf("github", kGithubSecret, Request("Hello, World?", {{"X-Hub-Signature-256", "sha256=" + hex}})), "");
  EXPECT_NE(
      FaultOf("github", "It's another secret", Request("Hello, World!", {{"X-Hub-Signature-256", "sha256=" + hex}})),
      "");
  EXPECT_NE(FaultOf("github", kGithubSecret, Request("Hello, World!", {{"X-Hub-Signature-256", hex}})), "");
  EXPECT_NE(
      FaultOf("github", kGithubSecret, Request("Hello, World!", {{"X-Hub-Signature-256", "sha256=" + hex.substr(2)}})),
      "");
  EXPECT_NE(FaultOf("github", kGithubSecret, Request("Hello, World!", {{"X-Hub-Signature-256", "sha256="}})), "");
  EXPECT_NE(FaultOf("github", kGithubSecret, Request("Hello, World!", {})), "");
}

TEST(WebhookSignature, PublishedExamplesOfStandardWebhooksAreTaken) {
  EXPECT_EQ(FaultOf("standard", kStandardSecret, Standard(kStandardSignature)), "");
  const HttpRequest other = Request(R"({"test": 2432232314})",
                                    {{"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
                                     {"webhook-timestamp", "1614265330"},
                                     {"webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}},
                                    1614265330);
  EXPECT_EQ(FaultOf("standard", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", other), "");
}

TEST(WebhookSignature, OneRightSignatureOfSeveralIsEnough) {
  const std::string right(kStandardSignature), wrong = "v1,AAAfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=";
  EXPECT_EQ(FaultOf("standard", kStandardSecret, Standard(wrong + " " + right)), "");
  EXPECT_EQ(FaultOf("standard", kStandardSecret, Standard("v1a,AAAA " + right + " " + wrong)), "");
  EXPECT_NE(FaultOf("standard", kStandardSecret, Standard(wrong + " " + wrong)), "");
  EXPECT_NE(FaultOf("standard", kStandardSecret, Standard("v2," + right.substr(3))), "");
  EXPECT_NE(FaultOf("standard", kStandardSecret, Standard("v1,")), "");
  EXPECT_NE(FaultOf("standard", kStandardSecret, Standard("   ")), "");
}

TEST(WebhookSignature, ATimeFarFromTheArrivalIsRefused) {
  for (const int64_t off : {int64_t{299}, int64_t{300}})
    for (const int64_t sign : {1, -1})
      EXPECT_EQ(FaultOf("standard", kStandardSecret, Standard(kStandardSignature, kStandardSecs + sign * off)), "");
  for (const int64_t off : {int64_t{301}, int64_t{100000}})
    for (const int64_t sign : {1, -1})
      EXPECT_NE(FaultOf("standard", kStandardSecret, Standard(kStandardSignature, kStandardSecs + sign * off)), "");
}

TEST(WebhookSignature, ZendeskSignsTimestampAndBody) {
  const std::string secret = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==";  // the one of Zendesk's test webhooks
  const auto request = [](std::string_view body, std::string timestamp) {
    return Request(body, {{"X-Zendesk-Webhook-Signature", "bNzmgcqVckmTnQq4b4ucdy4mJhtOO2RNSWjn3MpzPjw="},
                          {"X-Zendesk-Webhook-Signature-Timestamp", std::move(timestamp)}});
  };
  EXPECT_EQ(FaultOf("zendesk", secret, request(R"({"type":"ticket"})", "2021-03-25T05:09:27Z")), "");
  EXPECT_NE(FaultOf("zendesk", secret, request(R"({"type":"ticket"})", "2021-03-25T05:09:28Z")), "");
  EXPECT_NE(FaultOf("zendesk", secret, request(R"({"type":"Ticket"})", "2021-03-25T05:09:27Z")), "");
  EXPECT_NE(FaultOf("zendesk", secret, request(R"({"type":"ticket"})", "")), "");
}

TEST(WebhookSignature, ChatwootSignsTimestampAndBodyAndTheTimeIsNear) {
  const auto request = [](std::string timestamp, int64_t arrived_secs) {
    return Request(R"({"event":"message_created","id":1})",
                   {{"X-Chatwoot-Signature", "sha256=61b3da33eabd72664c562a5629121f3390220dc307cfd518adc46a9c8ee932fc"},
                    {"X-Chatwoot-Timestamp", std::move(timestamp)}},
                   arrived_secs);
  };
  EXPECT_EQ(FaultOf("chatwoot", "chatwoot-secret", request("1731705121", 1731705000)), "");
  EXPECT_NE(FaultOf("chatwoot", "chatwoot-secret", request("1731705122", 1731705000)), "");
  EXPECT_NE(FaultOf("chatwoot", "chatwoot-secret", request("1731705121", 1731706000)), "");
  EXPECT_NE(FaultOf("chatwoot", "chatwoot-secreT", request("1731705121", 1731705000)), "");
}

TEST(WebhookSignature, AWrongSchemeOrSecretIsToldWithoutTheSecret) {
  EXPECT_FALSE(WebhookSignature::Make("gitlab", "long enough").ok());
  const auto short_one = WebhookSignature::Make("github", "short");
  ASSERT_FALSE(short_one.ok());
  EXPECT_EQ(short_one.status().message().find("short"), std::string::npos);
  EXPECT_FALSE(WebhookSignature::Make("standard", "whsec_not base64!").ok());
  EXPECT_FALSE(WebhookSignature::Make("standard", "whsec_").ok());
}

}  // namespace
}  // namespace groundswell
