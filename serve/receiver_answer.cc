#include "serve/receiver_answer.h"

#include <simdjson.h>

#include <algorithm>

#include "serve/answer_words.h"

namespace groundswell {
namespace {

// The longest that a receiver may ask for.
constexpr int64_t kRetryAfterSecsMax = 24 * 3600;
constexpr int64_t kMinuteMs = 60'000;
constexpr size_t kUrlSecretBytesMin = 12, kTokenBytesMin = 8;
constexpr int kFailed = 500, kTimeout = 408, kGone = 410, kTooEarly = 425, kTooMany = 429, kUnavailable = 503;

// A code that a kind gives in the body of its answer. What another code means nobody knows: the message is tried a few
// times more, and then let go, so that it holds no other up for good.
struct KnownCode {
  ReceiverKind kind;
  int64_t code;
  AnswerMeaning meaning;
  int64_t wait_ms;  // 0: none
};
constexpr KnownCode kKnownCodes[] = {
    {ReceiverKind::kWeCom, -1, AnswerMeaning::kLater, 0},                      // busy
    {ReceiverKind::kWeCom, 40058, AnswerMeaning::kRefused, 0},                 // a parameter is wrong or too long
    {ReceiverKind::kWeCom, 40008, AnswerMeaning::kRefused, 0},                 // the type of message
    {ReceiverKind::kWeCom, 44004, AnswerMeaning::kRefused, 0},                 // empty content
    {ReceiverKind::kWeCom, 45002, AnswerMeaning::kRefused, 0},                 // too long
    {ReceiverKind::kWeCom, 93000, AnswerMeaning::kGone, 0},                    // the key is wrong
    {ReceiverKind::kWeCom, 93008, AnswerMeaning::kGone, 0},                    // not in the chat any more
    {ReceiverKind::kWeCom, 45009, AnswerMeaning::kLater, kMinuteMs},           // too many
    {ReceiverKind::kWeCom, 45033, AnswerMeaning::kLater, kMinuteMs},           // too many at once
    {ReceiverKind::kDingTalk, -1, AnswerMeaning::kLater, 0},                   // busy
    {ReceiverKind::kDingTalk, 300001, AnswerMeaning::kGone, 0},                // no such token
    {ReceiverKind::kDingTalk, 400101, AnswerMeaning::kGone, 0},                // likewise
    {ReceiverKind::kDingTalk, 400102, AnswerMeaning::kGone, 0},                // the robot is stopped
    {ReceiverKind::kDingTalk, 400013, AnswerMeaning::kGone, 0},                // the chat is dissolved
    {ReceiverKind::kDingTalk, 400105, AnswerMeaning::kRefused, 0},             // the type of message
    {ReceiverKind::kDingTalk, 400106, AnswerMeaning::kRefused, 0},             // its content
    {ReceiverKind::kDingTalk, 40035, AnswerMeaning::kRefused, 0},              // a parameter is wrong
    {ReceiverKind::kDingTalk, 460101, AnswerMeaning::kRefused, 0},             // too long
    {ReceiverKind::kDingTalk, 430101, AnswerMeaning::kRefused, 0},             // a link that is not liked
    {ReceiverKind::kDingTalk, 430102, AnswerMeaning::kRefused, 0},             // a text that is not liked
    {ReceiverKind::kDingTalk, 430104, AnswerMeaning::kRefused, 0},             // likewise
    {ReceiverKind::kDingTalk, 130101, AnswerMeaning::kLater, 10 * kMinuteMs},  // too fast: blocked for ten minutes
    {ReceiverKind::kDingTalk, 410100, AnswerMeaning::kLater, 10 * kMinuteMs},  // likewise
    {ReceiverKind::kFeishu, 19001, AnswerMeaning::kGone, 0},                   // no such hook
    {ReceiverKind::kFeishu, 9499, AnswerMeaning::kRefused, 0},                 // a bad request
    {ReceiverKind::kFeishu, 19002, AnswerMeaning::kRefused, 0},                // a parameter is wrong
    {ReceiverKind::kFeishu, 11246, AnswerMeaning::kRefused, 0},                // the card is wrong
    {ReceiverKind::kFeishu, 230025, AnswerMeaning::kRefused, 0},               // too long
    {ReceiverKind::kFeishu, 11232, AnswerMeaning::kLater, kMinuteMs},          // too many
};

// The body of an answer, where it is an object.
class AnswerBody {
 public:
  explicit AnswerBody(std::string_view body) {
    is_object_ = parser_.parse(body.data(), body.size()).get_object().get(object_) == simdjson::SUCCESS;
  }
  std::optional<int64_t> Integer(std::string_view key) const {
    int64_t value = 0;
    if (!is_object_ || object_[key].get_int64().get(value) != simdjson::SUCCESS) return std::nullopt;
    return value;
  }
  std::string Text(std::string_view key) const {
    std::string_view value;
    if (!is_object_ || object_[key].get_string().get(value) != simdjson::SUCCESS) return {};
    return std::string(value);
  }
  // The value under a key as text, whatever it is.
  std::string Any(std::string_view key) const {
    simdjson::dom::element value;
    if (!is_object_ || object_[key].get(value) != simdjson::SUCCESS) return {};
    std::string_view text;
    return value.get_string().get(text) == simdjson::SUCCESS ? std::string(text) : simdjson::minify(value);
  }

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::object object_;
  bool is_object_ = false;
};

ReceiverVerdict JudgeCode(ReceiverKind kind, std::optional<int64_t> code, const std::string& words) {
  if (!code) return {AnswerMeaning::kLater, {}, "the answer holds no code: " + words};
  if (*code == 0) return {AnswerMeaning::kTaken, {}, {}};
  ReceiverVerdict verdict{
      AnswerMeaning::kUnclear, {}, "the receiver answered code " + std::to_string(*code) + ": " + words};
  for (const KnownCode& known : kKnownCodes) {
    if (known.kind != kind || known.code != *code) continue;
    verdict.meaning = known.meaning;
    if (known.wait_ms > 0) verdict.wait_ms = known.wait_ms;
  }
  return verdict;
}

// What an answer with a status of 2xx means.
ReceiverVerdict JudgeBody(const ReceiverSettings& settings, const TransportAnswer& answer, const AnswerWords& words) {
  const ReceiverVerdict taken{AnswerMeaning::kTaken, {}, {}};
  const AnswerBody body(answer.body);
  switch (settings.kind) {
    case ReceiverKind::kWeCom:
    case ReceiverKind::kDingTalk:
      return JudgeCode(settings.kind, body.Integer("errcode"), words.Of(body.Text("errmsg")));
    case ReceiverKind::kFeishu: {
      const auto code = body.Integer("code");
      return JudgeCode(settings.kind, code ? code : body.Integer("StatusCode"), words.Of(body.Text("msg")));
    }
    case ReceiverKind::kSlack:
      if (answer.body.starts_with("ok")) return taken;
      return {AnswerMeaning::kUnclear, {}, "the receiver answered: " + words.Of(answer.body)};
    case ReceiverKind::kTeams:
      // Old connectors say 200 to everything and tell of the limit in words.
      if (answer.body.find("error 429") != std::string::npos)
        return {AnswerMeaning::kLater, kMinuteMs, "the receiver answered: " + words.Of(answer.body)};
      return taken;
    case ReceiverKind::kPagerDuty:
      if (answer.status == 202) return taken;
      return {AnswerMeaning::kUnclear, {}, "the receiver answered " + std::to_string(answer.status) + " and not 202"};
    case ReceiverKind::kTemplate:
      if (settings.success_key.empty() || body.Any(settings.success_key) == settings.success_value) return taken;
      return {
          AnswerMeaning::kUnclear, {}, "the answer's " + settings.success_key + " is not " + settings.success_value};
    case ReceiverKind::kWebhook:
    case ReceiverKind::kAlertmanager:
    case ReceiverKind::kEmail:
      return taken;
  }
  return taken;
}

// Whether a status says that this message is at fault, and not the moment.
bool IsRefusal(ReceiverKind kind, int status) {
  if (kind == ReceiverKind::kWebhook) return false;  // it is tried for as long as the alert is fresh
  return status == 400 || status == 413 || status == 414 || status == 415 || status == 422;
}

// Whether a status asks to come again, or says nothing of the message.
bool IsForLater(ReceiverKind kind, int status) {
  const bool is_of_the_message = status >= 400 && status < 500;
  return kind == ReceiverKind::kWebhook || !is_of_the_message || status == kTimeout || status == kTooEarly ||
         status == kTooMany;
}

// Statuses by which a chat says that there is nobody any more.
bool IsFarewell(ReceiverKind kind, int status) {
  if (status == kGone) return true;
  return (kind == ReceiverKind::kSlack || kind == ReceiverKind::kTeams) && status == 404;
}

ReceiverVerdict JudgeMail(const TransportAnswer& answer, const AnswerWords& words) {
  if (answer.is_taken_by_server) return {AnswerMeaning::kTaken, {}, {}};
  // 5xx is for good, but for those that speak of logging in.
  const bool is_refusal = answer.status >= 500 && answer.status < 600 && answer.status != 530 && answer.status != 535;
  const std::string status = answer.status == 0 ? std::string() : " (" + std::to_string(answer.status) + ")";
  return {is_refusal ? AnswerMeaning::kRefused : AnswerMeaning::kLater, {}, words.Of(answer.error) + status};
}

ReceiverVerdict JudgeStatus(const ReceiverSettings& settings, const TransportAnswer& answer, const AnswerWords& words) {
  const int status = answer.status;
  if (settings.kind == ReceiverKind::kEmail) return JudgeMail(answer, words);
  if (status == 0) return {AnswerMeaning::kLater, {}, answer.error};
  if (status >= 200 && status < 300) return JudgeBody(settings, answer, words);
  ReceiverVerdict verdict{AnswerMeaning::kLater, {}, "the receiver answered " + std::to_string(status)};
  if (settings.kind != ReceiverKind::kWebhook && !answer.body.empty()) verdict.why += ": " + words.Of(answer.body);
  if (status >= 300 && status < 400) verdict.why += ", and redirects are not followed: give its final address";
  if ((status == kTooMany || status == kUnavailable) && answer.retry_after_secs)
    verdict.wait_ms = std::min(*answer.retry_after_secs, kRetryAfterSecsMax) * 1000;
  verdict.is_wordless = status == kFailed;
  if (IsFarewell(settings.kind, status)) {
    verdict.meaning = AnswerMeaning::kGone;
  } else if (IsRefusal(settings.kind, status)) {
    verdict.meaning = AnswerMeaning::kRefused;
  } else if (!IsForLater(settings.kind, status)) {
    verdict.meaning = AnswerMeaning::kUnclear;
  }
  return verdict;
}

}  // namespace

ReceiverVerdict Judge(const ReceiverSettings& settings, const TransportAnswer& answer, const MessageSecrets& message) {
  std::vector<std::string> secrets = SecretsOf(settings);
  secrets.insert(secrets.end(), message.keys.begin(), message.keys.end());
  ReceiverVerdict verdict = JudgeStatus(settings, answer, AnswerWords(secrets, message.said));
  // What this engine says of a failure by itself may name an address.
  verdict.why = WithoutSecrets(std::move(verdict.why), secrets);
  return verdict;
}

std::vector<std::string> SecretsOf(const ReceiverSettings& settings) {
  std::vector<std::string> secrets = {settings.url, settings.secret, settings.proxy};
  // Of an address the path and every value behind it: chats have their keys there.
  const size_t scheme = settings.url.find("://");
  const size_t path = scheme == std::string::npos ? std::string::npos : settings.url.find_first_of("/?", scheme + 3);
  if (path != std::string::npos) {
    std::string rest = settings.url.substr(path);
    for (size_t begin = 0, end = 0; begin < rest.size(); begin = end + 1) {
      end = std::min(rest.find_first_of("/?&=", begin), rest.size());
      if (end - begin >= kUrlSecretBytesMin) secrets.push_back(rest.substr(begin, end - begin));
    }
  }
  for (const std::string& header : settings.headers)
    if (const size_t colon = header.find(':'); colon != std::string::npos) {
      const size_t begin = header.find_first_not_of(' ', colon + 1);
      if (begin == std::string::npos) continue;
      secrets.push_back(header.substr(begin));
      // "Bearer" may be left out where the token is repeated.
      const std::string token = header.substr(header.rfind(' ') + 1);
      if (token.size() >= kTokenBytesMin && token.find('/') == std::string::npos) secrets.push_back(token);
    }
  // The longest first, so that no part is masked before its whole.
  std::sort(secrets.begin(), secrets.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return secrets;
}

}  // namespace groundswell
