// EventGatherer: events however they are cut and whatever ends their lines.
#include "ingest/event_gatherer.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

std::string Gather(std::string_view stream, bool whole, size_t piece = 1000, std::string* last_id = nullptr) {
  EventGatherer events(whole, "start");
  std::string out;
  for (size_t at = 0; at < stream.size(); at += piece) {
    events.Add(stream.substr(at, piece));
    out += events.Take().bytes;
  }
  if (last_id != nullptr) *last_id = events.last_id();
  return out;
}

constexpr std::string_view kStream =
    ":ok\n\nevent: update\nid: 7\ndata: {\"a\":\ndata:1}\n\nretry: 250\ndata: two\n\nid: 9\n\ndata: half\n";

TEST(EventGatherer, DataBecomeOneLineAndAHalfEventIsKeptBack) {
  std::string last_id;
  EXPECT_EQ(Gather(kStream, false, 1000, &last_id), "{\"a\": 1}\ntwo\n");
  EXPECT_EQ(last_id, "9") << "an id without data moves the place";
}

TEST(EventGatherer, WholeEventsStayEvents) {
  EXPECT_EQ(Gather(kStream, true), "event: update\nid: 7\ndata: {\"a\":\ndata: 1}\n\nid: 7\ndata: two\n\n");
}

TEST(EventGatherer, CutsAndLineEndsChangeNothing) {
  std::string returns, both;
  for (const char c : kStream) {
    c == '\n' ? returns.push_back('\r') : returns.push_back(c);
    both += c == '\n' ? std::string("\r\n") : std::string(1, c);
  }
  for (const std::string_view stream : {std::string_view(kStream), std::string_view(returns), std::string_view(both)})
    for (size_t piece = 1; piece < 9; ++piece) EXPECT_EQ(Gather(stream, false, piece), "{\"a\": 1}\ntwo\n") << piece;
}

TEST(EventGatherer, TheRetryIsToldAndNonsenseIsNot) {
  EventGatherer events(false, "");
  events.Add("retry: soon\n\nretry: -1\n\n");
  EXPECT_FALSE(events.retry_ms());
  events.Add("retry: 250\n\n");
  EXPECT_EQ(events.retry_ms(), 250);
}

TEST(EventGatherer, AnEventThatIsTooLongIsCutAndTheNextStands) {
  const std::string out = Gather("data: " + std::string(3 * kLineBytesMax, 'x') + "\n\ndata: b\n\n", false, 70'000);
  EXPECT_EQ(out, std::string(kLineBytesMax + 1, 'x') + "\nb\n");
}

TEST(EventGatherer, IdsThatAreNoneAreLeftOut) {
  EventGatherer events(false, "1");
  events.Add(std::string_view("id: a\0b\ndata: x\n\n", 17));
  EXPECT_EQ(events.last_id(), "1");
  events.Add("id\ndata: x\n\n");
  EXPECT_EQ(events.last_id(), "") << "an empty id begins anew";
}

}  // namespace
}  // namespace groundswell
