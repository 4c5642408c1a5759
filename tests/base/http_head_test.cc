#include "base/http_head.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

const HttpHead& Head(const std::variant<HttpHead, HttpResponse>& parsed) { return std::get<HttpHead>(parsed); }

// The status that refuses a head, 200 for one that is taken.
int StatusOf(std::string_view head) {
  const auto parsed = ParseHttpHead(head);
  const auto* problem = std::get_if<HttpResponse>(&parsed);
  return problem == nullptr ? 200 : problem->status;
}

std::string With(std::string_view headers) { return "POST /p HTTP/1.1\r\nHost: a\r\n" + std::string(headers) + "\r\n"; }

TEST(HttpHeadTest, MethodPathQueryAndHeadersAreRead) {
  const auto parsed = ParseHttpHead("GET /a%2Fb?x=1&y=%41 HTTP/1.1\r\nHost: h:1\r\nX-Two:  v w \r\n\r\n");
  const HttpHead& head = Head(parsed);
  EXPECT_EQ(head.request.method, "GET");
  EXPECT_EQ(head.request.path, "/a%2Fb");
  EXPECT_EQ(*head.request.Query("y"), "A");
  EXPECT_EQ(head.request.Query("z"), nullptr);
  EXPECT_EQ(head.request.Header("x-two"), "v w");
  EXPECT_EQ(head.request.Header("X-Three"), "");
  EXPECT_EQ(head.authority, "h:1");
  EXPECT_TRUE(head.keep_alive);
  EXPECT_FALSE(head.has_body());
}

TEST(HttpHeadTest, ConnectionsLiveOnAsTheVersionAndTheHeaderSay) {
  const auto lives = [](std::string_view head) { return Head(ParseHttpHead(head)).keep_alive; };
  EXPECT_TRUE(lives("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_FALSE(lives("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
  EXPECT_FALSE(lives("GET / HTTP/1.0\r\n\r\n"));
  EXPECT_TRUE(lives("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"));
}

TEST(HttpHeadTest, TheTargetMayNameTheHost) {
  const auto parsed = ParseHttpHead("GET http://Other:8/p?q=1 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(Head(parsed).authority, "Other:8");
  EXPECT_EQ(Head(parsed).request.path, "/p");
  EXPECT_EQ(Head(ParseHttpHead("GET http://a HTTP/1.1\r\nHost: a\r\n\r\n")).request.path, "/");
}

TEST(HttpHeadTest, LengthsAreRead) {
  EXPECT_EQ(Head(ParseHttpHead(With("Content-Length: 5\r\n"))).content_length, 5u);
  EXPECT_EQ(Head(ParseHttpHead(With(""))).content_length, std::nullopt);
  EXPECT_TRUE(Head(ParseHttpHead(With("Transfer-Encoding: Chunked\r\n"))).chunked);
  EXPECT_FALSE(Head(ParseHttpHead(With("Content-Length: 0\r\n"))).has_body());
  EXPECT_TRUE(Head(ParseHttpHead(With("Content-Length: 2\r\nExpect: 100-Continue\r\n"))).expects_continue);
  EXPECT_FALSE(Head(ParseHttpHead(With("Expect: 100-continue\r\n"))).expects_continue);
}

TEST(HttpHeadTest, WhatCouldBeReadInTwoWaysIsRefused) {
  const auto check = [](int want, std::string_view headers) { EXPECT_EQ(StatusOf(With(headers)), want) << headers; };
  check(200, "Content-Length: 5\r\n");
  check(400, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n");
  check(400, "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n");
  check(400, "Transfer-Encoding: identity\r\nContent-Length: 5\r\n");
  check(400, "Content-Length: 5\r\nContent-Length: 6\r\n");
  check(400, "Content-Length: -5\r\n");
  check(400, "Content-Length: +5\r\n");
  check(400, "Content-Length: 0x5\r\n");
  check(400, "Content-Length: 5 5\r\n");
  check(400, "Content-Length:\r\n");
  check(400, "Content-Length: 99999999999999999999\r\n");
  check(501, "Transfer-Encoding: gzip, chunked\r\n");
  check(501, "Transfer-Encoding: chunked, gzip\r\n");
  check(501, "Transfer-Encoding: xchunked\r\n");
  check(501, "Transfer-Encoding: identity\r\n");
  check(400, "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");
  check(400, "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n");
  check(400, "A: b\r\n\tc\r\n");
  check(400, "Host: b\r\n");
  check(400, "Content-Length : 5\r\n");
  check(400, " Content-Length: 5\r\n");
  check(400, "No colon\r\n");
  check(400, "Bad name: 1\r\n");
  check(400, std::string_view("A: b\0c\r\n", 8));
  check(400, "A: b\rc\r\n");
  check(417, "Expect: 200-ok\r\n");
}

TEST(HttpHeadTest, RequestLinesAreRefusedForWhatIsWrong) {
  const auto check = [](int want, std::string_view line) {
    EXPECT_EQ(StatusOf(std::string(line) + "\r\nHost: a\r\n\r\n"), want) << line;
  };
  check(200, "GET / HTTP/1.1");
  check(200, "BREW / HTTP/1.1");
  check(505, "GET / HTTP/2.0");
  check(505, "PRI * HTTP/2.0");
  check(400, "GET / HTTPS/1.1");
  check(400, "GET /");
  check(400, "GET  / HTTP/1.1");
  check(400, "GET / x HTTP/1.1 y");
  check(400, "GET a HTTP/1.1");
  check(400, "OPTIONS * HTTP/1.1");
  check(400, "CONNECT a:1 HTTP/1.1");
  check(400, "GET /?a=%zz HTTP/1.1");
  check(400, "G(T / HTTP/1.1");
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\n\r\n"), 400);  // no Host
  EXPECT_EQ(StatusOf("GET / HTTP/1.0\nHost: a\n\n"), 400);
  EXPECT_EQ(StatusOf("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

TEST(HttpHeadTest, TheEndIsFoundHoweverTheBytesCome) {
  const std::string_view whole = "GET / HTTP/1.1\r\nHost: a\r\n\r\nPOST";
  for (size_t step = 1; step <= whole.size(); ++step) {
    size_t searched = 0, have = 0, end = std::string_view::npos;
    while (end == std::string_view::npos && have < whole.size()) {
      have = std::min(have + step, whole.size());
      end = FindHttpHeadEnd(whole.substr(0, have), &searched);
    }
    EXPECT_EQ(end, whole.size() - 4) << step;
  }
  size_t searched = 0;
  EXPECT_EQ(FindHttpHeadEnd("A\n\nB", &searched), 3u);
}

TEST(HttpHeadTest, ResponsesAreWrittenWhole) {
  std::string out;
  AppendHttpHead({200, "text/plain", {{"X", "1"}}, ""}, HttpEnd::kLength, 12, true, 784111777, &out);
  EXPECT_EQ(out,
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX: 1\r\nContent-Type: text/plain\r\n"
            "Content-Length: 12\r\nConnection: keep-alive\r\n\r\n");
}

TEST(HttpHeadTest, NoValueCanEndItsLine) {
  std::string out;
  AppendHttpHead({308, "", {{"Location", "/a\r\nSet-Cookie: b"}}, ""}, HttpEnd::kLength, 0, false, 0, &out);
  EXPECT_NE(out.find("Location: /a  Set-Cookie: b\r\n"), std::string::npos);
}

TEST(HttpHeadTest, AnswersWithoutContentHaveNoLength) {
  std::string out;
  AppendHttpHead({204, "text/plain", {}, ""}, HttpEnd::kLength, 0, true, 0, &out);
  EXPECT_EQ(out.find("Content-"), std::string::npos);
}

}  // namespace
}  // namespace groundswell
