#include "serve/link_desk.h"

#include <algorithm>
#include <utility>

#include "base/http_target.h"
#include "serve/act_body.h"
#include "serve/api_context.h"
#include "serve/post_reader.h"

namespace groundswell {
namespace {

// Longer than any link lives, whatever was set when it was made.
constexpr int64_t kLinkLifeMsMax = 8 * kDayMs;

// A page of another site must not send this form. Our own pages hide their address, and with it their origin, so "null"
// is theirs; the link itself is what nobody else has.
bool IsFromHere(const HttpRequest& request) {
  const std::string_view site = request.Header("Sec-Fetch-Site"), origin = request.Header("Origin");
  if (!site.empty() && site != "same-origin" && site != "none") return false;
  return origin.empty() || origin == "null" || EqualsIgnoringCase(AuthorityOfOrigin(origin), request.Header("Host"));
}

LinkRefusal RefusalOf(const Status& status) {
  if (status.code() == Code::kConflict) return LinkRefusal::kClosed;
  if (status.code() == Code::kNotFound) return LinkRefusal::kWrong;
  return LinkRefusal::kBusy;
}

CaseActionKind ActOf(LinkPurpose purpose) {
  return purpose == LinkPurpose::kAssignToMe ? CaseActionKind::kAssign : CaseActionKind::kAck;
}

constexpr std::string_view kDrillPrefix = "drill-";

std::string DrillId(uint64_t subject) { return std::string(kDrillPrefix) + FormatGroupId({subject}); }

HttpRoute LinkRoute(std::string method, std::string pattern) {
  HttpRoute route;
  route.method = std::move(method);
  route.pattern = std::move(pattern);
  return route;
}

}  // namespace

std::optional<uint64_t> DrillSubject(std::string_view drill) {
  if (!drill.starts_with(kDrillPrefix)) return std::nullopt;
  const auto number = ParseGroupId(drill.substr(kDrillPrefix.size()));  // sixteen hex digits, too
  if (!number) return std::nullopt;
  return number->value;
}

// A POST on its way: what Begin found out, for Act.
struct LinkDesk::Visit {
  MessageLanguage language = MessageLanguage::kChinese;
  std::optional<Opened> opened;
  int64_t at_ms = 0;
};

std::string LinkDesk::Url(LinkPurpose purpose, uint64_t subject, const RotaPerson& person, std::string_view receiver,
                          int64_t expires_ms) {
  const LinkKey key = parts_.keys->key();
  return parts_.public_url + "/l/" +
         key.Sign({.purpose = purpose,
                   .subject = subject,
                   .person = key.HashOf("person", person.id),
                   .receiver = key.HashOf("receiver", receiver),
                   .expires_ms = expires_ms});
}

Result<LinkDesk::Opened> LinkDesk::Open(const HttpRequest& request, const Drills* drills, LinkRefusal* why) {
  const std::string& token = request.path_values.at(0);
  const LinkKey key = parts_.keys->key();
  const auto claim = key.Open(token);
  *why = LinkRefusal::kWrong;
  if (!claim) {
    if (!limit_.TakesWrong(request.peer, request.arrived_ms)) *why = LinkRefusal::kTooMany;
    return NotFound("no link");
  }
  Opened opened{.claim = *claim, .tag = LinkTag(token), .person = {}, .receiver = {}, .group = {}, .group_row = {}};
  if (!limit_.TakesRight(opened.tag, request.arrived_ms)) {
    *why = LinkRefusal::kTooMany;
    return NotFound("too often");
  }
  const auto plan = parts_.on_call->plan();
  if (plan->rota)
    for (const RotaPerson& person : plan->rota->people())
      if (key.HashOf("person", person.id) == claim->person) opened.person = person.name;
  for (const std::string& receiver : parts_.receivers)
    if (key.HashOf("receiver", receiver) == claim->receiver) opened.receiver = receiver;
  if (opened.person.empty() || opened.receiver.empty() || !plan->has_links) return NotFound("nobody's");
  if (claim->expires_ms <= request.arrived_ms) {
    *why = LinkRefusal::kExpired;
    return NotFound("expired");
  }
  const bool is_drill = claim->purpose == LinkPurpose::kDrillAck;
  const Status found = is_drill ? FindDrill(drills, &opened, why) : FindGroup(&opened, why);
  if (!found.ok()) return found;
  return opened;
}

Status LinkDesk::FindGroup(Opened* opened, LinkRefusal* why) const {
  *why = LinkRefusal::kBusy;
  PostReader reader(parts_.store);
  const auto group = reader.Survivor({opened->claim.subject});
  if (!group.ok()) return group.status();
  opened->group = *group;
  auto row = parts_.store->ReadGroup(*group);
  if (!row.ok()) return row.status();
  *why = LinkRefusal::kWrong;
  if (!*row) return NotFound("no group");
  opened->group_row = std::move(**row);
  *why = LinkRefusal::kBusy;
  auto bytes = parts_.store->ReadCase(*group);
  if (!bytes.ok()) return bytes.status();
  if (!*bytes) return {};
  const auto one = DecodeCase(**bytes);
  if (!one.ok()) return one.status();
  const auto is_used = IsUsed(*one, *opened);
  if (!is_used.ok()) return is_used.status();
  const bool is_others =
      opened->claim.purpose == LinkPurpose::kAssignToMe && !one->assignee.empty() && one->assignee != opened->person;
  *why = *is_used ? LinkRefusal::kUsed : one->is_closed() ? LinkRefusal::kClosed : LinkRefusal::kTaken;
  return *is_used || one->is_closed() || is_others ? Conflict("no more") : Status();
}

Status LinkDesk::FindDrill(const Drills* drills, Opened* opened, LinkRefusal* why) {
  *why = LinkRefusal::kWrong;
  if (drills == nullptr) return NotFound("no drills");
  JsonWriter json(&opened->group_row);
  const auto is_there = drills->Write(DrillId(opened->claim.subject), &json);
  if (!is_there.ok()) return *why = LinkRefusal::kBusy, is_there.status();
  if (!*is_there) return NotFound("no drill");
  const auto state = ReadDrill(opened->group_row, MessageLanguage::kEnglish);
  if (!state.ok()) return *why = LinkRefusal::kBusy, state.status();
  *why = state->status == "acknowledged" ? LinkRefusal::kUsed : LinkRefusal::kClosed;
  return state->status == "waiting" ? Status() : Conflict("no more");
}

Result<bool> LinkDesk::IsUsed(const Case& one, const Opened& opened) const {
  for (auto number = one.entries.rbegin(); number != one.entries.rend(); ++number) {
    auto bytes = parts_.store->ReadAudit(*number);
    if (!bytes.ok()) return bytes.status();
    if (!*bytes) continue;
    const auto stored = DecodeAudit(**bytes);
    if (!stored.ok()) return stored.status();
    const AuditEntry& entry = stored->entry;
    if (entry.at_ms > 0 && entry.at_ms < opened.claim.expires_ms - kLinkLifeMsMax) return false;
    if (entry.event != AuditEventOf(ActOf(opened.claim.purpose))) continue;
    // Words that were erased may have named this link: then it is safer used than not.
    if (entry.is_erased ? entry.by == opened.person : entry.text.find(opened.tag) != std::string::npos) return true;
  }
  return false;
}

HttpResponse LinkDesk::Show(const HttpRequest& request, const Drills* drills) {
  const MessageLanguage language = LinkLanguage(request);
  LinkRefusal why = LinkRefusal::kWrong;
  const auto opened = Open(request, drills, &why);
  if (!opened.ok()) return LinkRefused(why, language);
  auto figures = opened->claim.purpose == LinkPurpose::kDrillAck ? ReadDrill(opened->group_row, language)
                                                                 : ReadLinkFigures(opened->group_row, language);
  if (!figures.ok()) return LinkRefused(LinkRefusal::kBusy, language);
  if (opened->claim.purpose == LinkPurpose::kDrillAck) figures->status.clear();  // it waits, or there were no question
  return LinkQuestion(opened->claim.purpose, *figures, parts_.zone, language);
}

HttpResponse LinkDesk::Begin(const HttpRequest& request, Drills* drills, Visit* visit) {
  visit->language = LinkLanguage(request);
  visit->at_ms = request.arrived_ms;
  // Taken before the log is asked, and given back once the log knows: of two that come at once one alone acts.
  const std::string tag = LinkTag(request.path_values.at(0));
  {
    std::lock_guard lock(mutex_);
    if (!under_way_.insert(tag).second) return LinkRefused(LinkRefusal::kUsed, visit->language);
  }
  LinkRefusal why = LinkRefusal::kWrong;
  auto opened = Open(request, drills, &why);
  if (opened.ok() && opened->claim.purpose != LinkPurpose::kDrillAck) {
    visit->opened = std::move(*opened);
    return {};
  }
  HttpResponse response = opened.ok() ? Confirm(*opened, drills, *visit) : LinkRefused(why, visit->language);
  Release(tag);
  return response;
}

HttpResponse LinkDesk::Confirm(const Opened& opened, Drills* drills, const Visit& visit) {
  const Status status = drills->Acknowledge(DrillId(opened.claim.subject), opened.person, "link", visit.at_ms);
  return status.ok() ? LinkDone(LinkPurpose::kDrillAck, visit.language)
                     : LinkRefused(RefusalOf(status), visit.language);
}

void LinkDesk::Release(const std::string& tag) {
  std::lock_guard lock(mutex_);
  under_way_.erase(tag);
}

void LinkDesk::Act(const std::shared_ptr<Visit>& visit, const TakeCaseAction& take, Respond respond) {
  const Opened& opened = *visit->opened;
  CaseAction action;
  action.kind = ActOf(opened.claim.purpose);
  action.group = opened.group;
  action.by = opened.person;
  if (action.kind == CaseActionKind::kAssign) action.value = opened.person;
  action.text = "via link " + opened.tag + " of " + opened.receiver;
  action.at_ms = visit->at_ms;
  take(std::move(action), [this, visit, respond = std::move(respond)](Result<CaseOutcome> outcome) {
    // From here on the audit log knows of it.
    Release(visit->opened->tag);
    respond(outcome.ok() ? LinkDone(visit->opened->claim.purpose, visit->language)
                         : LinkRefused(RefusalOf(outcome.status()), visit->language));
  });
}

std::vector<HttpRoute> LinkDesk::Routes(ReaderPool* pool, TakeCaseAction take, Drills* drills) {
  std::vector<HttpRoute> routes;
  HttpRoute style = LinkRoute("GET", "/l/style.css");
  style.handle = [](HttpRequest, Respond respond) { respond(LinkStyle()); };
  routes.push_back(std::move(style));
  HttpRoute show = LinkRoute("GET", "/l/{token}");
  show.handle = [this, pool, drills](HttpRequest request, Respond respond) {
    pool->Submit([this, drills](const HttpRequest& taken) { return Show(taken, drills); }, std::move(request),
                 std::move(respond));
  };
  routes.push_back(std::move(show));
  HttpRoute act = LinkRoute("POST", "/l/{token}");
  act.takes_body = true;
  act.takes_hidden_origin = true;
  act.handle = [this, pool, drills, take = std::move(take)](HttpRequest request, Respond respond) {
    if (!IsFromHere(request)) return respond(LinkRefused(LinkRefusal::kElsewhere, LinkLanguage(request)));
    const auto visit = std::make_shared<Visit>();
    pool->Submit([this, drills, visit](const HttpRequest& taken) { return Begin(taken, drills, visit.get()); },
                 std::move(request),
                 [this, visit, take, respond = std::move(respond)](HttpResponse response) {
                   visit->opened ? Act(visit, take, respond) : respond(std::move(response));
                 });
  };
  routes.push_back(std::move(act));
  return routes;
}

}  // namespace groundswell
