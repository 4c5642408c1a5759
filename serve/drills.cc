#include "serve/drills.h"

#include <simdjson.h>

#include <algorithm>

#include "serve/watch_words.h"

namespace groundswell {
namespace {

// Ends a scan that has seen enough.
constexpr Code kStop = Code::kExhausted;
constexpr std::string_view kKind = "\"kind\":\"drill\"";

std::string EndId(std::string_view id) { return NoticeId(NoticeKind::kDrill, "end/" + std::string(id), 0); }

void WriteWallTime(std::string_view key, int64_t ms, JsonWriter* json) {
  json->Key(key).Time(EventTime{std::clamp(ms, kEventTimeMin.ms, kEventTimeMax.ms)});
}

std::string TextOf(const simdjson::dom::element& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

void SayDrill(const DrillOrder& order, const std::string& id, Notice* notice) {
  const std::string zh = order.text.empty() ? "值守演练，请确认收到" : order.text;
  const std::string en = order.text.empty() ? "please confirm that you got this" : order.text;
  notice->zh.headline = "【演练】" + zh;
  notice->en.headline = "[DRILL] " + en;
  AddNote(99, "这是演练（DRILL），并非真实投诉：请按值班流程确认。",
          "This is a drill (演练), no complaint: confirm it as if it were one.", notice);
  AddFact(95, {"确认", "Confirm"}, "groundswell drill --ack " + id, "groundswell drill --ack " + id, notice);
  AddFact(70, {"发起", "By"}, order.by, order.by, notice);
}

}  // namespace

Result<std::string> Drills::Start(const DrillOrder& order, int64_t now_ms) {
  Notice notice;
  notice.kind = NoticeKind::kDrill;
  notice.id = NoticeId(NoticeKind::kDrill, order.by + "\n" + order.text, now_ms);
  // A second one in the same millisecond is another drill all the same.
  for (int64_t same = 1; notices_->Holds(notice.id); ++same)
    notice.id = NoticeId(NoticeKind::kDrill, order.by + "\n" + order.text, now_ms + (same << 48));
  notice.at_ms = now_ms;
  notice.level = order.level;
  notice.thread = "drill/" + notice.id;
  notice.receivers = order.receivers;
  notice.expires_ms = now_ms + order.wait_ms;
  SayDrill(order, notice.id, &notice);
  JsonWriter json(&notice.data);
  json.BeginObject().Key("by").Text(order.by).Key("text").Text(order.text).EndObject();
  const auto settled = notices_->Settled(notice);
  if (!settled.ok()) return settled.status();
  if (settled->empty()) return Invalid("nobody would get it: name receivers, or configure one");
  notice.receivers = *settled;
  const std::string id = notice.id;
  const int64_t expires_ms = notice.expires_ms;
  GROUNDSWELL_TRY(notices_->Put(std::move(notice)));
  std::lock_guard lock(mutex_);
  active_.emplace(id, expires_ms);
  return id;
}

Result<std::optional<Drills::Found>> Drills::Find(std::string_view id) const {
  const auto read = [this](std::string_view of, uint64_t* number) -> Result<std::optional<Notice>> {
    const auto found = notices_->Find(of);
    if (!found) return std::optional<Notice>();
    auto row = notices_->Read(*found);
    if (!row.ok()) return row.status();
    if (!*row) return std::optional<Notice>();
    auto notice = ParseNotice(**row);
    if (!notice.ok()) return notice.status();
    *number = *found;
    return std::optional<Notice>(std::move(*notice));
  };
  Found found;
  uint64_t end_number = 0;
  auto drill = read(id, &found.number);
  if (!drill.ok()) return drill.status();
  if (!*drill || (*drill)->kind != NoticeKind::kDrill || (*drill)->is_over) return std::optional<Found>();
  found.notice = std::move(**drill);
  auto end = read(EndId(id), &end_number);
  if (!end.ok()) return end.status();
  found.end = std::move(*end);
  return std::optional<Found>(std::move(found));
}

Status Drills::End(const Notice& drill, const std::string& data, int64_t now_ms) {
  Notice end;
  end.kind = NoticeKind::kDrill;
  end.id = EndId(drill.id);
  end.at_ms = now_ms;
  end.level = drill.level;
  end.thread = drill.thread;
  end.is_over = true;
  end.receivers = notices_->IncidentSystemsAmong(drill.receivers.value_or(std::vector<std::string>()));
  end.zh.headline = "【演练】演练结束";
  end.en.headline = "[DRILL] The drill is over";
  end.data = data;
  GROUNDSWELL_TRY(notices_->Put(std::move(end)));
  std::lock_guard lock(mutex_);
  active_.erase(drill.id);
  return {};
}

Status Drills::Acknowledge(std::string_view id, std::string_view by, std::string_view via, int64_t now_ms) {
  auto found = Find(id);
  if (!found.ok()) return found.status();
  if (!*found) return NotFound("no such drill");
  std::string data;
  JsonWriter json(&data);
  json.BeginObject().Key("drill").Text(id).Key("by").Text(by).Key("via").Text(via).EndObject();
  if (!(*found)->end) {
    GROUNDSWELL_TRY(End((*found)->notice, data, now_ms));
    found = Find(id);  // another may have been first
    if (!found.ok()) return found.status();
  }
  const bool is_confirmed = *found && (*found)->end && (*found)->end->data.find("\"by\":") != std::string::npos;
  return is_confirmed ? Status() : Conflict("the drill is over: nobody confirmed it in its time");
}

Status Drills::LoadActive() {
  const uint64_t end = notices_->end();
  if (looked_ == end) return {};
  GROUNDSWELL_TRY(notices_->Scan(looked_.value_or(0), [&](uint64_t, std::string_view json) -> Status {
    if (json.find(kKind) == std::string_view::npos) return {};
    const auto notice = ParseNotice(json);
    if (!notice.ok() || notice->kind != NoticeKind::kDrill) return {};
    if (!notice->is_over) active_.emplace(notice->id, notice->expires_ms);
    return {};
  }));
  std::erase_if(active_, [this](const auto& drill) { return notices_->Holds(EndId(drill.first)); });
  looked_ = end;
  return {};
}

Status Drills::Look(int64_t now_ms) {
  std::vector<std::string> over;
  {
    std::lock_guard lock(mutex_);
    GROUNDSWELL_TRY(LoadActive());
    for (const auto& [id, expires_ms] : active_)
      if (expires_ms <= now_ms) over.push_back(id);
  }
  for (const std::string& id : over) {
    auto found = Find(id);
    if (!found.ok()) return found.status();
    if (*found) GROUNDSWELL_TRY(End((*found)->notice, R"({"drill":")" + id + "\"}", now_ms));
  }
  return {};
}

Status Drills::WriteReceivers(const Found& found, JsonWriter* json) const {
  simdjson::dom::parser parser;
  json->Key("receivers").BeginArray();
  const uint64_t wanted = kNoticeDeliveries + found.number;
  std::map<std::string, std::string> rows;
  const Status scanned =
      store_->ScanDeliveries(wanted, [&](uint64_t of, std::string_view receiver, std::string_view row) -> Status {
        if (of != wanted) return {kStop, ""};
        rows[std::string(receiver)] = row;
        return {};
      });
  if (!scanned.ok() && scanned.code() != kStop) return scanned;
  for (const std::string& receiver : found.notice.receivers.value_or(std::vector<std::string>())) {
    json->BeginObject().Key("receiver").Text(receiver);
    simdjson::dom::element row;
    const auto known = rows.find(receiver);
    if (known != rows.end() && parser.parse(known->second).get(row) == simdjson::SUCCESS) {
      for (const std::string_view key : {"outcome", "at", "why"})
        if (const std::string text = TextOf(row, key); !text.empty()) json->Key(key).Text(text);
      for (const std::string_view key : {"attempts", "latency_ms"}) {
        int64_t number = 0;
        if (row[key].get(number) == simdjson::SUCCESS) json->Key(key).Integer(number);
      }
    }
    json->EndObject();
  }
  json->EndArray();
  return {};
}

Status Drills::WriteOne(const Found& found, JsonWriter* json) const {
  const Notice& drill = found.notice;
  simdjson::dom::parser parser, end_parser;
  simdjson::dom::element data, end;
  if (parser.parse(drill.data).get(data) != simdjson::SUCCESS) return Corrupt("drill " + drill.id + " has no data");
  const bool is_ended = found.end && end_parser.parse(found.end->data).get(end) == simdjson::SUCCESS;
  const std::string by = is_ended ? TextOf(end, "by") : std::string();
  json->BeginObject().Key("id").Text(drill.id);
  WriteWallTime("at", drill.at_ms, json);
  json->Key("level").Text(kLevelNames[drill.level]).Key("text").Text(TextOf(data, "text"));
  json->Key("by").Text(TextOf(data, "by"));
  WriteWallTime("expires_at", drill.expires_ms, json);
  json->Key("state").Text(!by.empty() ? "acknowledged" : is_ended ? "over" : "waiting");
  GROUNDSWELL_TRY(WriteReceivers(found, json));
  if (!by.empty()) {
    json->Key("acknowledged").BeginObject().Key("by").Text(by).Key("via").Text(TextOf(end, "via"));
    WriteWallTime("at", found.end->at_ms, json);
    json->Key("after_ms").Integer(found.end->at_ms - drill.at_ms).EndObject();
  }
  json->EndObject();
  return {};
}

Result<bool> Drills::Write(std::string_view id, JsonWriter* json) const {
  auto found = Find(id);
  if (!found.ok()) return found.status();
  if (!*found) return false;
  GROUNDSWELL_TRY(WriteOne(**found, json));
  return true;
}

Status Drills::WriteAll(size_t limit, JsonWriter* json) const {
  std::vector<std::string> ids;
  GROUNDSWELL_TRY(notices_->Scan(0, [&](uint64_t, std::string_view row) -> Status {
    if (row.find(kKind) == std::string_view::npos) return {};
    const auto notice = ParseNotice(row);
    if (notice.ok() && notice->kind == NoticeKind::kDrill && !notice->is_over) ids.push_back(notice->id);
    return {};
  }));
  if (ids.size() > limit) ids.erase(ids.begin(), ids.end() - static_cast<ptrdiff_t>(limit));
  for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
    const auto written = Write(*id, json);
    if (!written.ok()) return written.status();
  }
  return {};
}

}  // namespace groundswell
