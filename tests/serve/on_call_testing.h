// What tests of on-call share: people, shifts and receivers in one line.
#pragma once

#include <string>

#include "serve/rota.h"

namespace groundswell {

inline RotaPerson Person(const std::string& id, const std::string& name = {}) {
  RotaPerson person;
  person.id = id;
  person.name = name.empty() ? id : name;
  return person;
}

// All day, every day.
inline RotaShift AllDay(std::vector<size_t> people) {
  RotaShift shift;
  shift.name = "all";
  shift.people = std::move(people);
  return shift;
}

inline ReceiverSettings Chat(const std::string& name = "chat", ReceiverKind kind = ReceiverKind::kSlack,
                             std::vector<std::string> mentions = {}) {
  ReceiverSettings receiver;
  receiver.name = name;
  receiver.kind = kind;
  receiver.mentions = std::move(mentions);
  return receiver;
}

}  // namespace groundswell
