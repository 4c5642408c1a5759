#include "serve/event_stream.h"

#include <gtest/gtest.h>

#include "tests/serve/serve_testing.h"

namespace groundswell {
namespace {

using testing::FakeStream;
using testing::Get;
using testing::GroupIdText;
using testing::StoreFiller;

EventStream::Options Quick() {
  EventStream::Options options;
  options.group_every = options.trend_every = options.tick = std::chrono::milliseconds(1);
  options.heartbeat_every = std::chrono::hours(1);
  return options;
}

class EventStreamTest : public ::testing::Test {
 protected:
  void Start(EventStream::Options options = Quick()) {
    filler_.Commit();
    model_ =
        std::make_unique<ReadModel>(filler_.store(), ReadModel::Options{std::chrono::hours(1), std::chrono::hours(1)});
    events_ = std::make_unique<EventStream>(model_.get(), filler_.store(), options);
    ASSERT_TRUE(model_->Load().ok());
  }
  // A listener that has been taken.
  std::shared_ptr<FakeStream> Listen(std::string_view query = "", std::string_view last_event_id = "") {
    auto stream = std::make_shared<FakeStream>();
    HttpRequest request = Get("/api/v1/stream?" + std::string(query));
    if (!last_event_id.empty()) request.headers.push_back({"Last-Event-ID", std::string(last_event_id)});
    events_->Open(request, stream);
    EXPECT_TRUE(!stream->is_open() || stream->WaitFor("id: "));
    return stream;
  }
  void Commit() {
    filler_.Commit(model_.get());
    model_->PublishNow();
  }

  StoreFiller filler_;
  std::unique_ptr<ReadModel> model_;
  std::unique_ptr<EventStream> events_;
};

TEST_F(EventStreamTest, OpensWithWhereItStands) {
  filler_.Post({.id = "1"});
  filler_.Alert("a", 1, "opened", "watch", 1);
  Start();
  const auto stream = Listen();
  EXPECT_EQ(stream->Head().status, 200);
  EXPECT_EQ(stream->Head().content_type, "text/event-stream");
  EXPECT_EQ(stream->Text().substr(0, 21), "retry: 3000\nid: 1-1\n\n");
}

TEST_F(EventStreamTest, TellsEachAlertOnceInOrder) {
  Start();
  const auto stream = Listen();
  for (int i = 0; i < 100; ++i) {
    filler_.Alert("a" + std::to_string(i), 1, "opened", "watch", i);
    if (i % 9 == 0) Commit();
  }
  Commit();
  ASSERT_TRUE(stream->WaitFor("\"a99\""));
  const std::string text = stream->Text();
  size_t last = 0;
  for (int i = 0; i < 100; ++i) {
    const size_t at =
        text.find("id: 0-" + std::to_string(i + 1) + "\nevent: alert\ndata: {\"id\":\"a" + std::to_string(i) + "\"");
    ASSERT_NE(at, std::string::npos) << i;
    EXPECT_GE(at, last);
    last = at;
  }
  EXPECT_EQ(stream->Count("event: alert"), 100);
}

TEST_F(EventStreamTest, TellsTheLatestStateOfAGroup) {
  Start();
  const auto stream = Listen();
  filler_.Post({.id = "1"});
  filler_.Group(1, "watch", 1, "海桥银行", "first");
  Commit();
  ASSERT_TRUE(stream->WaitFor("first"));
  EXPECT_TRUE(stream->WaitFor("id: 1-0\nevent: group\n")) << stream->Text();
  filler_.Group(1, "none", 2, "海桥银行", "over");
  Commit();
  EXPECT_TRUE(stream->WaitFor("over"));  // who was shown it hears that it is over
  filler_.Group(1, "none", 2, "海桥银行", "still over");
  filler_.Group(2, "watch", 2, "海桥银行", "second");
  Commit();
  EXPECT_TRUE(stream->WaitFor("second"));
  EXPECT_EQ(stream->Count("still over"), 0);
}

TEST_F(EventStreamTest, TellsThatAGroupHasMerged) {
  filler_.Group(1, "watch", 1);
  filler_.Group(2, "watch", 1);
  Start();
  const auto stream = Listen();
  filler_.Merge(2, 1);
  Commit();
  EXPECT_TRUE(
      stream->WaitFor("event: group\ndata: {\"id\":\"" + GroupIdText(2) + "\",\"merged_into\":\"" + GroupIdText(1)));
}

TEST_F(EventStreamTest, TellsWhatWasAskedForAlone) {
  Start();
  const auto northline = Listen("org=Northline");
  const auto major = Listen("level=major,crisis");
  filler_.Group(1, "watch", 1, "Northline", "one");
  filler_.Group(2, "major", 1, "海桥银行", "two");
  filler_.Alert("x", 1, "opened", "watch", 1, "Northline");
  filler_.Alert("y", 2, "escalated", "major", 1);
  filler_.Alert("z", 2, "resolved", "none", 2, "海桥银行", "major");
  Commit();
  EXPECT_TRUE(northline->WaitFor("\"one\""));
  EXPECT_TRUE(northline->WaitFor("{\"id\":\"x\""));
  EXPECT_TRUE(major->WaitFor("\"two\""));
  EXPECT_TRUE(major->WaitFor("{\"id\":\"z\""));
  EXPECT_EQ(northline->Count("event: alert"), 1);
  EXPECT_EQ(northline->Count("event: group"), 1);
  EXPECT_EQ(major->Count("event: alert"), 2);
  EXPECT_EQ(major->Count("event: group"), 1);
}

TEST_F(EventStreamTest, GoesOnBehindTheLastEventId) {
  for (int i = 0; i < 5; ++i) filler_.Alert("a" + std::to_string(i), 1, "opened", "watch", i);
  filler_.Group(1, "watch", 1, "海桥银行", "old");
  filler_.Post({.id = "1"});
  Start();
  filler_.Post({.id = "2"});
  filler_.Group(2, "watch", 1, "海桥银行", "changed");
  Commit();
  for (const auto& stream : {Listen("", "1-3"), Listen("last_event_id=1-3"), Listen("last_event_id=0-0", "1-3")}) {
    EXPECT_TRUE(stream->WaitFor("\"a4\""));
    EXPECT_TRUE(stream->WaitFor("changed"));
    EXPECT_EQ(stream->Count("event: alert"), 2);
    EXPECT_EQ(stream->Count("\"old\""), 0);
    EXPECT_EQ(stream->Count("event: reset"), 0);
  }
  // What was loaded at the start counts as changed then.
  EXPECT_TRUE(Listen("", "0-5")->WaitFor("\"old\""));
}

TEST_F(EventStreamTest, SaysSoWhenTooMuchWasMissed) {
  for (int i = 0; i < 30; ++i) filler_.Alert("a" + std::to_string(i), 1, "opened", "watch", i);
  filler_.Post({.id = "1"});
  for (uint64_t id = 1; id <= 30; ++id) filler_.Group(id, "watch", 1);
  EventStream::Options options = Quick();
  options.replayed_alerts_max = options.replayed_groups_max = 10;
  Start(options);
  const auto stream = Listen("", "0-0");
  EXPECT_TRUE(stream->WaitFor("event: reset\ndata: {}\n\n"));
  EXPECT_TRUE(stream->WaitFor("\"a29\""));
  EXPECT_EQ(stream->Count("event: alert"), 10);
  EXPECT_EQ(stream->Count("event: group"), 0);
  // An id from beyond is of another store.
  EXPECT_TRUE(Listen("", "2-0")->WaitFor("event: reset"));
  EXPECT_TRUE(Listen("", "0-31")->WaitFor("event: reset"));
}

TEST_F(EventStreamTest, AListenerThatDoesNotReadMissesNothingAndHoldsNothingUp) {
  Start();
  const auto slow = Listen();
  const auto quick = Listen();
  slow->queued = size_t{1} << 20;
  for (int i = 0; i < 50; ++i) {
    filler_.Post({.id = std::to_string(i)});
    filler_.Group(1, "watch", i, "海桥银行", "state " + std::to_string(i));
    filler_.Alert("a" + std::to_string(i), 1, "opened", "watch", i);
    Commit();
    ASSERT_TRUE(quick->WaitFor("\"state " + std::to_string(i)));
  }
  ASSERT_TRUE(quick->WaitFor("\"a49\""));
  EXPECT_EQ(slow->Count("event:"), 0);
  slow->queued = 0;
  EXPECT_TRUE(slow->WaitFor("state 49"));
  EXPECT_TRUE(slow->WaitFor("\"a49\""));
  EXPECT_EQ(slow->Count("event: alert"), 50);
  EXPECT_EQ(slow->Count("event: group"), 1);
  EXPECT_TRUE(slow->WaitFor("id: 50-50\n")) << slow->Text();
}

TEST_F(EventStreamTest, AListenerThatNeverReadsIsCut) {
  EventStream::Options options = Quick();
  options.stalled_max = std::chrono::milliseconds(1);
  Start(options);
  const auto stream = Listen();
  stream->queued = size_t{1} << 20;
  for (int i = 0; i < 1'000 && stream->is_open(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_FALSE(stream->is_open());
  EXPECT_EQ(events_->counts().stalled, 1u);
}

TEST_F(EventStreamTest, ManyGroupsComeInRoundsTheMostUrgentFirst) {
  EventStream::Options options = Quick();
  options.groups_per_round_max = 10;
  options.group_every = std::chrono::milliseconds(50);
  Start(options);
  const auto stream = Listen();
  for (uint64_t id = 1; id <= 35; ++id) filler_.Group(id, id > 30 ? "crisis" : "watch", 1);
  filler_.Post({.id = "1"});
  Commit();
  EXPECT_TRUE(stream->WaitFor("id: 1-0\nevent: group")) << stream->Text();
  EXPECT_EQ(stream->Count("event: group"), 35);
  const std::string text = stream->Text();
  EXPECT_LT(text.rfind("\"crisis\""), text.find("\"watch\""));
}

TEST_F(EventStreamTest, TellsTrendsWhilePostsCome) {
  Start();
  const auto stream = Listen();
  filler_.Post({.id = "1"});
  filler_.Post({.id = "2", .org = ""});
  Commit();
  ASSERT_TRUE(stream->WaitFor("event: trend\ndata: {\"watermark\":\"2026-03-01T12:00:00.000Z\",\"window_secs\":3600"));
  EXPECT_TRUE(stream->WaitFor(R"({"name":"海桥银行","posts":1,"complaints":1,"negative":1,"positive":0})"));
}

TEST_F(EventStreamTest, SilenceIsBrokenByAHeartbeat) {
  EventStream::Options options = Quick();
  options.heartbeat_every = std::chrono::milliseconds(1);
  Start(options);
  EXPECT_TRUE(Listen()->WaitFor(": still here\nid: 0-0\n\n"));
}

TEST_F(EventStreamTest, WrongOnesAndThoseTooManyAreRefused) {
  EventStream::Options options = Quick();
  options.listeners_max = 2;
  Start(options);
  for (const auto* wrong : {"level=loud", "last_event_id=x", "last_event_id=1", "last_event_id=1-", "limit=1"})
    EXPECT_EQ(Listen(wrong)->Head().status, 400) << wrong;
  EXPECT_EQ(Listen("", "-")->Head().status, 400);
  const auto first = Listen(), second = Listen();
  EXPECT_EQ(Listen()->Head().status, 503);
  first->Close();
  for (int i = 0; i < 1'000 && events_->counts().listeners > 1; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_EQ(Listen()->Head().status, 200);
}

TEST_F(EventStreamTest, ClosingEndsEveryStream) {
  Start();
  const auto stream = Listen();
  events_->Close();
  for (int i = 0; i < 1'000 && stream->is_open(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_FALSE(stream->is_open());
  EXPECT_EQ(Listen()->Head().status, 503);
  events_.reset();
  filler_.Group(1, "watch", 1);
  Commit();  // the model outlives the stream
}

}  // namespace
}  // namespace groundswell
