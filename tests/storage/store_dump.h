// A store as text, a line a row, to compare stores and to say in a test what one should hold.
#pragma once

#include <string>

#include "storage/store.h"

namespace groundswell {

// Every row of every family in scan order; "failed: ..." in place of the rows of a scan that fails.
std::string DumpStore(const Store& store);

// The rows of one scan.
std::string DumpRecords(const Store& store, Seq from = 0);
std::string DumpIds(const Store& store);
std::string DumpAssignments(const Store& store);
std::string DumpPanes(const Store& store, EventTime from = EventTime::None());
std::string DumpSuperseded(const Store& store);
std::string DumpBuckets(const Store& store);
std::string DumpSeries(const Store& store, EventTime from = EventTime::None());
std::string DumpDeliveries(const Store& store, uint64_t from = 0);
std::string DumpOutbox(const Store& store, uint64_t from = 0);
std::string DumpAllMembers(const Store& store);
std::string DumpMembers(const Store& store, GroupId group, Seq below);
// The groups that merged into one.
std::string DumpMergedInto(const Store& store, GroupId into);

}  // namespace groundswell
