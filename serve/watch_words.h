// How what the watch has to say is put into words of both languages.
//
// Threads: free functions.
#pragma once

#include <cstdint>
#include <string>

#include "serve/message_words.h"
#include "serve/notice.h"

namespace groundswell {

// "45 s", "48 min", "5 h 10 min", "3 days"; in Chinese likewise.
std::string DurationText(int64_t ms, MessageLanguage language);
// "12.5 GiB" or "840 MiB".
std::string BytesText(uint64_t bytes);

// Both headlines, behind the mark of what comes from the watch.
void SayWatch(const std::string& zh, const std::string& en, Notice* notice);
void AddFact(int weight, const MessagePhrase& label, const std::string& zh, const std::string& en, Notice* notice);
void AddNote(int weight, const std::string& zh, const std::string& en, Notice* notice);
void AddLine(int weight, const std::string& zh, const std::string& en, Notice* notice);

}  // namespace groundswell
