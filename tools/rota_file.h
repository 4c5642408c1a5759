// The rota file: people, shifts, exceptions and absences of those who are on duty (docs/alerts.md, "On call").
//
//   zone = "+08:00"                                      # of all days and hours below; else notify.zone
//   [person.ID]       name, deputy, wecom, dingtalk, feishu, slack, teams, email, phone
//   [shift.NAME]      people = [ID…], days, hours = "HH:MM-HH:MM", zone, turn_days = 7, start = DATE
//   [[override]]      person, from, until
//   [[absence]]       person, from, until, deputy
//   [days]            DATE = "holiday" | "workday"       # beside those of the holiday file
//
// Times are RFC 3339, TOML's own, or dates: `from` is then the beginning of the day, `until` its end. Contract: the
// file is taken whole or not at all. Errors: kInvalid with file, line, what is wrong and what to write; kNotFound for a
// file that cannot be opened. Threads: free functions.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/status.h"
#include "models/local_zone.h"
#include "serve/rota.h"

namespace groundswell {

constexpr size_t kRotaPeopleMax = 500, kRotaShiftsMax = 64, kRotaExceptionsMax = 1'000, kRotaDaysMax = 4'000;

// `zone` holds where the file names none, `days` are those of the holiday file.
Result<std::shared_ptr<const Rota>> ReadRotaFile(const std::string& path, LocalZone zone, const DayMarks& days);
// `name` stands before what is wrong.
Result<std::shared_ptr<const Rota>> ParseRota(const std::string& name, std::string_view text, LocalZone zone,
                                              const DayMarks& days);

}  // namespace groundswell
