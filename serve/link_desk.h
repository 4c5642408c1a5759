// LinkDesk: makes signed links for messages, and answers them: GET shows what is to be done, POST does it.
//
// Contract: a link acts in the name of one person, by one act, once, until it expires: what was done is told by the
// audit log itself, where the act's words name the link by its tag, so that a link is used up across kills and
// restarts. GET and HEAD change nothing. What refuses is a page that tells nothing of the group (link_page.h): 404 a
// wrong link, one of a person or receiver that is no more, 410 one that is used or has expired, 409 a case that is
// closed, or that somebody else has where the link would assign it, 403 a form of another site, 429 too often. Requests
// need no token but the link; it stands in no log and no metric. Threads: Url and the routes' handlers from any; store
// and cases are asked on the readers' pool. Ownership: borrows all its parts, which outlive the server.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/http.h"
#include "models/audit.h"
#include "models/case.h"
#include "models/local_zone.h"
#include "serve/api_case_actions.h"
#include "serve/drills.h"
#include "serve/link_key.h"
#include "serve/link_limit.h"
#include "serve/link_page.h"
#include "serve/on_call.h"
#include "serve/reader_pool.h"
#include "storage/store.h"

namespace groundswell {

struct LinkParts {
  LinkKeys* keys = nullptr;
  const OnCall* on_call = nullptr;
  const Store* store = nullptr;
  std::vector<std::string> receivers;  // whose messages carry links
  std::string public_url;              // without a slash at its end
  LocalZone zone;                      // in which pages tell times
};

// A drill's id as the subject of a link; nothing for what is no such id.
std::optional<uint64_t> DrillSubject(std::string_view drill);

class LinkDesk {
 public:
  explicit LinkDesk(LinkParts parts) : parts_(std::move(parts)) {}

  // https://…/l/TOKEN
  std::string Url(LinkPurpose purpose, uint64_t subject, const RotaPerson& person, std::string_view receiver,
                  int64_t expires_ms);

  // /l/{token} and /l/style.css, for one listener. `drills` may be null: then no link confirms one.
  std::vector<HttpRoute> Routes(ReaderPool* pool, TakeCaseAction take, Drills* drills);

 private:
  // A link that may act.
  struct Opened {
    LinkClaim claim;
    std::string tag, person, receiver;
    GroupId group;
    std::string group_row;  // or the drill's, as the API gives it
  };
  struct Visit;

  Result<Opened> Open(const HttpRequest& request, const Drills* drills, LinkRefusal* why);
  Status FindGroup(Opened* opened, LinkRefusal* why) const;
  static Status FindDrill(const Drills* drills, Opened* opened, LinkRefusal* why);
  Result<bool> IsUsed(const Case& one, const Opened& opened) const;
  HttpResponse Show(const HttpRequest& request, const Drills* drills);
  HttpResponse Begin(const HttpRequest& request, Drills* drills, Visit* visit);
  HttpResponse Confirm(const Opened& opened, Drills* drills, const Visit& visit);
  void Act(const std::shared_ptr<Visit>& visit, const TakeCaseAction& take, Respond respond);
  void Release(const std::string& tag);

  const LinkParts parts_;
  LinkLimit limit_;
  std::mutex mutex_;
  std::set<std::string> under_way_;  // tags of links that act now
};

}  // namespace groundswell
