// Rota: who is on duty at a moment: people, shifts by day and hour, rotations over weeks, exceptions by date, absences
// with deputies.
//
// Exceptions come first, then the shifts in the order of their names: the first that holds says whose turn it is.
// Whoever is absent then is stood in for by the deputy of the absence, else by their own, and so on; where nobody is
// left, the next shift that holds is asked. A shift belongs to the day on which it begins, also behind midnight.
// Contract: a function of what it was made of. Units: milliseconds of the wall, minutes of the day, days since 1970 in
// the zone of the shift. Ownership: owns its people; what it gives points into it. Threads: immutable.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "models/local_zone.h"
#include "serve/receiver_kind.h"

namespace groundswell {

struct RotaPerson {
  std::string id, name;
  std::string deputy;  // who stands in, by id; empty: nobody
  std::string wecom, dingtalk, feishu, slack, teams, email, phone;
};
// How a receiver of that kind calls the person; empty where it cannot.
const std::string& ContactOf(const RotaPerson& person, ReceiverKind kind);

// The days of a shift: 0 to 6 are Sunday to Saturday whatever the holidays are; the others go by the holiday file.
enum RotaDay : uint16_t {
  kRotaWorkday = 1 << 7,  // Monday to Friday that is no holiday, and each day that is worked in place of one
  kRotaRestday = 1 << 8,  // every other day
  kRotaHoliday = 1 << 9,  // a day that the file calls a holiday
  kRotaEveryDay = (1 << 7) - 1,
};
enum class DayMark : uint8_t { kHoliday, kWorkday };
using DayMarks = std::map<int64_t, DayMark>;  // by day since 1970

struct RotaShift {
  std::string name;
  uint16_t days = kRotaEveryDay;
  int from_min = 0, to_min = 0;  // equal: a day from there on
  LocalZone zone;
  std::vector<size_t> people;  // who take turns
  int turn_days = 7;           // how long a turn is
  int64_t start_day = 0;       // the first day of the first one's turn
};
struct RotaException {
  size_t person = 0;
  int64_t from_ms = 0, until_ms = 0;
};
struct RotaAbsence {
  size_t person = 0;
  int64_t from_ms = 0, until_ms = 0;
  std::optional<size_t> deputy = {};
};

struct RotaParts {
  std::vector<RotaPerson> people;
  std::vector<RotaShift> shifts;  // in the order in which they are asked
  std::vector<RotaException> exceptions;
  std::vector<RotaAbsence> absences;
  DayMarks days;
};

// A time in which one person is on duty, or nobody.
struct DutySpan {
  int64_t from_ms = 0, until_ms = 0;
  const RotaPerson* person = nullptr;   // null: a gap
  const RotaPerson* instead = nullptr;  // whose turn it was
  std::string_view shift;               // its name; empty: an exception, or nobody
};

class Rota {
 public:
  // Every index lies within `parts.people`.
  explicit Rota(RotaParts parts);
  Rota(const Rota&) = delete;
  Rota& operator=(const Rota&) = delete;

  const RotaPerson* Find(std::string_view id) const;
  const std::vector<RotaPerson>& people() const { return parts_.people; }

  // Who is on duty; null: nobody.
  const RotaPerson* At(int64_t at_ms) const { return DutyAt(at_ms).person; }
  // From `from_ms` to `until_ms`, without a hole; neighbours differ. At most kRotaSpanDaysMax days of it.
  std::vector<DutySpan> Between(int64_t from_ms, int64_t until_ms) const;
  // Who stands in for somebody: their deputy, or that one's; null: nobody.
  const RotaPerson* DeputyOf(const RotaPerson& person, int64_t at_ms) const;
  // Whose turn follows in the shift that holds; null where there is nobody else.
  const RotaPerson* NextInTurn(int64_t at_ms) const;

 private:
  DutySpan DutyAt(int64_t at_ms) const;
  std::optional<int64_t> DayOf(const RotaShift& shift, int64_t at_ms) const;
  size_t TurnOf(const RotaShift& shift, int64_t day) const;
  bool IsOn(const RotaShift& shift, int64_t day) const;
  // The person, or who stands in for them.
  const RotaPerson* Present(size_t person, int64_t at_ms) const;
  std::vector<int64_t> Edges(int64_t from_ms, int64_t until_ms) const;

  const RotaParts parts_;
};

constexpr int64_t kRotaSpanDaysMax = 400;

}  // namespace groundswell
