#include "serve/receiver.h"

#include <algorithm>

#include "serve/message_chat.h"
#include "serve/message_escape.h"
#include "serve/message_events.h"
#include "serve/message_mail.h"
#include "serve/message_notice.h"
#include "serve/message_webhook.h"
#include "serve/receiver_sign.h"

namespace groundswell {
namespace {

constexpr std::string_view kJsonHeader = "content-type: application/json";
constexpr std::string_view kPagerDutyUrl = "https://events.pagerduty.com/v2/enqueue";

// An Alertmanager may be given by its address alone.
std::string AlertmanagerUrl(std::string url) {
  constexpr std::string_view kPath = "/api/v2/alerts";
  if (url.ends_with(kPath)) return url;
  while (url.ends_with('/')) url.pop_back();
  return url.append(kPath);
}

Status CheckMail(const ReceiverSettings& settings) {
  const auto is_bad = [](const std::string& mailbox) {
    return MailAddress(mailbox).find('@') == std::string::npos || mailbox.find_first_of("\r\n") != std::string::npos;
  };
  if (is_bad(settings.from)) return Invalid("from must be an address: alerts@example.org");
  if (settings.to.empty()) return Invalid("to is missing: the addresses that mails go to");
  for (const std::string& to : settings.to)
    if (is_bad(to)) return Invalid("to: '" + to + "' is no address");
  return {};
}

Status CheckHeaders(const ReceiverSettings& settings) {
  for (const std::string& header : settings.headers)
    if (header.find(':') == std::string::npos || header.find_first_of("\r\n") != std::string::npos)
      return Invalid("headers: write each as \"name: value\"");
  if (settings.method != "POST" && settings.method != "PUT" && settings.method != "GET")
    return Invalid("method must be POST, PUT or GET");
  return {};
}

bool HasHeader(const std::vector<std::string>& headers, std::string_view name) {
  return std::any_of(headers.begin(), headers.end(), [name](const std::string& header) {
    return header.size() > name.size() && header[name.size()] == ':' &&
           std::equal(name.begin(), name.end(), header.begin(),
                      [](char wanted, char c) { return wanted == (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
  });
}

// What a message says in the words of posts: a receiver that repeats it must not bring it into a log.
std::string SaidBy(const AlertMessage& message) {
  std::string said = message.headline;
  for (const MessagePart& part : message.parts)
    if (part.kind == PartKind::kQuote || part.kind == PartKind::kLine) said.append("\n").append(part.text);
  return said;
}

// Mail settings differ from the others' in that the secret is a password.
TransportOptions TransportOf(const ReceiverSettings& settings) {
  const bool is_mail = settings.kind == ReceiverKind::kEmail;
  // The places of a template hold characters that no URL has.
  std::string url = settings.url;
  if (settings.kind == ReceiverKind::kTemplate) url = url.substr(0, url.find("{{"));
  return {.url = std::move(url),
          .is_mail = is_mail,
          .allow_private = settings.allow_private,
          .allow_plain = settings.allow_plain,
          .proxy = settings.proxy,
          .ca_file = settings.ca_file,
          .client_cert_file = settings.client_cert_file,
          .client_key_file = settings.client_key_file,
          .user = settings.user,
          .password = is_mail ? settings.secret : std::string(),
          .connect_timeout_ms = settings.connect_timeout_ms,
          .timeout_ms = settings.timeout_ms};
}

}  // namespace

Receiver::Receiver(ReceiverSettings settings, std::string source, std::unique_ptr<ReceiverTransport> transport)
    : settings_(std::move(settings)), source_(std::move(source)), transport_(std::move(transport)) {}

Result<std::unique_ptr<Receiver>> Receiver::Make(ReceiverSettings settings, std::string source) {
  if (settings.kind == ReceiverKind::kPagerDuty && settings.url.empty()) settings.url = kPagerDutyUrl;
  if (settings.kind == ReceiverKind::kPagerDuty && settings.secret.empty())
    return Invalid("secret is missing: the integration's routing key");
  if (settings.kind == ReceiverKind::kAlertmanager) settings.url = AlertmanagerUrl(settings.url);
  if (settings.kind == ReceiverKind::kEmail) GROUNDSWELL_TRY(CheckMail(settings));
  if (settings.kind == ReceiverKind::kTemplate) GROUNDSWELL_TRY(CheckHeaders(settings));
  auto transport = ReceiverTransport::Make(TransportOf(settings));
  if (!transport.ok()) return transport.status();
  std::unique_ptr<Receiver> receiver(new Receiver(std::move(settings), std::move(source), std::move(*transport)));
  if (receiver->settings_.kind == ReceiverKind::kWebhook) {
    auto signer = WebhookSigner::Make(receiver->settings_.secret);
    if (!signer.ok()) return signer.status();
    receiver->signer_ = std::move(*signer);
  }
  if (receiver->settings_.kind == ReceiverKind::kTemplate) {
    auto body = MessageTemplate::Parse(receiver->settings_.body, "json");
    if (!body.ok()) return body.status().Annotate("body");
    auto url = MessageTemplate::Parse(receiver->settings_.url, "url");
    if (!url.ok()) return url.status().Annotate("url");
    receiver->template_ = std::move(*body);
    receiver->url_template_ = std::move(*url);
  }
  return receiver;
}

FormedMessage Receiver::Form(const Dispatch& dispatch, bool is_short, int64_t now_ms) const {
  FormedMessage formed;
  formed.outgoing.url = settings_.url;
  formed.outgoing.headers.emplace_back(kJsonHeader);
  formed.secrets.said = SaidBy(*dispatch.message);
  switch (settings_.kind) {
    case ReceiverKind::kWebhook:
      FormWebhook(dispatch, now_ms, &formed);
      break;
    case ReceiverKind::kPagerDuty:
    case ReceiverKind::kAlertmanager:
      FormEvent(dispatch, is_short, now_ms, &formed);
      break;
    case ReceiverKind::kEmail:
      FormMail(dispatch, is_short, now_ms, &formed);
      break;
    case ReceiverKind::kTemplate:
      FormTemplate(dispatch, is_short, &formed);
      break;
    default:
      FormChat(dispatch, is_short, now_ms, &formed);
  }
  return formed;
}

void Receiver::FormWebhook(const Dispatch& dispatch, int64_t now_ms, FormedMessage* formed) const {
  const AlertMessage& message = *dispatch.message;
  std::string& body = formed->outgoing.body;
  if (message.kind == MessageKind::kTest) {
    body = WebhookTestBody(settings_.name, now_ms);
  } else if (message.kind == MessageKind::kNotice) {
    body = WebhookNoticeBody(message.event, dispatch.decided_ms, dispatch.newest_json);
  } else if (message.kind == MessageKind::kAlert) {
    body = WebhookBody(message.event, dispatch.decided_ms, dispatch.newest_json);
  } else {
    body =
        WebhookListBody(dispatch.alerts, dispatch.from_ms, dispatch.decided_ms, message.kind == MessageKind::kCatchUp);
    formed->lines = std::min(dispatch.alerts.size(), kListedAlertsMax);
  }
  const int64_t now_secs = now_ms / 1000;
  formed->outgoing.headers.push_back("webhook-id: " + message.id);
  formed->outgoing.headers.push_back("webhook-timestamp: " + std::to_string(now_secs));
  formed->secrets.keys.push_back(signer_->Sign(message.id, now_secs, body));
  formed->outgoing.headers.push_back("webhook-signature: " + formed->secrets.keys.back());
}

void Receiver::FormChat(const Dispatch& dispatch, bool is_short, int64_t now_ms, FormedMessage* formed) const {
  ChatOptions options{.is_short = is_short, .keyword = settings_.keyword, .timestamp = {}, .sign = {}};
  Rendered rendered;
  std::string& url = formed->outgoing.url;
  switch (settings_.kind) {
    case ReceiverKind::kDingTalk:
      rendered = RenderDingTalk(*dispatch.message, options);
      if (!settings_.secret.empty()) {
        formed->secrets.keys.push_back(SignDingTalk(now_ms, settings_.secret));
        url += (url.find('?') == std::string::npos ? "?" : "&") + ("timestamp=" + std::to_string(now_ms)) +
               "&sign=" + EscapeUrl(formed->secrets.keys.back());
      }
      break;
    case ReceiverKind::kFeishu:
      if (!settings_.secret.empty()) {
        options.timestamp = std::to_string(now_ms / 1000);
        options.sign = SignFeishu(now_ms / 1000, settings_.secret);
        formed->secrets.keys.push_back(options.sign);
      }
      rendered = RenderFeishu(*dispatch.message, options);
      break;
    case ReceiverKind::kSlack:
      rendered = RenderSlack(*dispatch.message, options);
      break;
    case ReceiverKind::kTeams:
      rendered = RenderTeams(*dispatch.message, options);
      break;
    default:
      rendered = RenderWeCom(*dispatch.message, options);
  }
  formed->outgoing.body = std::move(rendered.body);
  formed->lines = rendered.lines;
}

void Receiver::FormEvent(const Dispatch& dispatch, bool is_short, int64_t now_ms, FormedMessage* formed) const {
  const EventOptions options{
      .routing_key = settings_.secret, .source = source_, .is_short = is_short, .is_end = dispatch.is_end};
  AlertFacts none;  // of a test or a notice
  if (dispatch.message->kind == MessageKind::kNotice) {
    none.event = dispatch.message->event;
    none.level = dispatch.message->level;
  }
  const AlertFacts& newest = dispatch.alerts.empty() ? none : *dispatch.alerts.back();
  if (settings_.kind == ReceiverKind::kPagerDuty) {
    formed->outgoing.body = RenderPagerDuty(*dispatch.message, newest, options);
  } else {
    const int64_t decided_ms = dispatch.decided_ms == 0 ? now_ms : dispatch.decided_ms;
    formed->outgoing.body = RenderAlertmanager(*dispatch.message, newest, dispatch.open, decided_ms, now_ms, options);
  }
}

void Receiver::FormMail(const Dispatch& dispatch, bool is_short, int64_t now_ms, FormedMessage* formed) const {
  // Whoever is called gets the mail, too.
  std::vector<std::string> to = settings_.to;
  for (const std::string& called : dispatch.message->mentions)
    if (std::find(to.begin(), to.end(), called) == to.end()) to.push_back(called);
  Rendered mail = RenderMail(*dispatch.message,
                             {.from = settings_.from, .to = to, .now_secs = now_ms / 1000, .is_short = is_short});
  formed->outgoing.headers.clear();
  formed->outgoing.body = std::move(mail.body);
  formed->outgoing.from = MailAddress(settings_.from);
  for (const std::string& mailbox : to) formed->outgoing.to.push_back(MailAddress(mailbox));
  formed->lines = mail.lines;
}

void Receiver::FormTemplate(const Dispatch& dispatch, bool is_short, FormedMessage* formed) const {
  const AlertFacts* newest =
      dispatch.message->kind == MessageKind::kAlert && !dispatch.alerts.empty() ? dispatch.alerts.back() : nullptr;
  OutgoingMessage& outgoing = formed->outgoing;
  outgoing.method = settings_.method;
  // A body is JSON unless its headers say what else it is.
  if (HasHeader(settings_.headers, "content-type")) outgoing.headers.clear();
  outgoing.headers.insert(outgoing.headers.end(), settings_.headers.begin(), settings_.headers.end());
  Rendered url = url_template_->Fill(*dispatch.message, newest, is_short);
  Rendered body = template_->Fill(*dispatch.message, newest, is_short);
  outgoing.url = std::move(url.body);
  outgoing.body = std::move(body.body);
  formed->lines = std::max(url.lines, body.lines);
}

ReceiverVerdict Receiver::Send(const FormedMessage& formed) {
  return Judge(settings_, transport_->Send(formed.outgoing), formed.secrets);
}

}  // namespace groundswell
