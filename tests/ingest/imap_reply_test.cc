// What IMAP servers say, in all their spellings.
#include "ingest/imap_reply.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

TEST(ImapReply, ALiteralIsAnnouncedAtTheEndOfALine) {
  EXPECT_EQ(LiteralBytes("* 1 FETCH (UID 1 BODY[]<0> {91}"), 91u);
  EXPECT_EQ(LiteralBytes("{0}"), 0u);
  for (const char* none : {"", "}", "{}", "{x}", "{1x}", "{-1}", "{1} ", "{99999999999999999999}", "1}"})
    EXPECT_FALSE(LiteralBytes(none)) << none;
}

TEST(ImapReply, CodesAreReadInAnyCase) {
  EXPECT_EQ(ImapCode("* OK [UIDVALIDITY 3857529045] UIDs valid", "UIDVALIDITY"), 3857529045u);
  EXPECT_EQ(ImapCode("* ok [uidnext 7]", "UIDNEXT"), 7u);
  for (const char* none : {"* OK [UIDVALIDITY]", "* OK [UIDVALIDITY x]", "* OK [UIDVALIDITYX 1]",
                           "* NO [UIDVALIDITY 1]", "* OK UIDVALIDITY 1", "* OK [UIDVALIDITY 99999999999]", ""})
    EXPECT_FALSE(ImapCode(none, "UIDVALIDITY")) << none;
}

TEST(ImapReply, AUidIsFoundWhereverItStandsAndNotInTexts) {
  EXPECT_EQ(FetchedUid("* 12 FETCH (UID 34)"), 34u);
  EXPECT_EQ(FetchedUid("* 12 FETCH (FLAGS (\\Seen) UID 34 BODY[]<0> {5} MODSEQ (7))"), 34u);
  EXPECT_EQ(FetchedUid("* 12 fetch (BODY[]<0> \"(UID 5 \\\" UID 6\" uid 34)"), 34u);
  for (const char* none : {"* 12 EXISTS", "* 12 FETCH (FLAGS ())", "* 12 FETCH (BODY[] \"UID 5\")", "* UID 5",
                           "a UID 5", "* 1 FETCH (UID x)", "* 1 FETCH (XUID 5)", "", "* ", "* 1 FETCH (\\"})
    EXPECT_FALSE(FetchedUid(none)) << none;
}

TEST(ImapReply, FoldersAreNamedInModifiedUtf7) {
  EXPECT_EQ(ImapFolderName("INBOX"), "\"INBOX\"");
  EXPECT_EQ(ImapFolderName("a\"b\\c"), "\"a\\\"b\\\\c\"");
  EXPECT_EQ(ImapFolderName("Q&A"), "\"Q&-A\"");
  // The example of RFC 3501, 5.1.3.
  EXPECT_EQ(ImapFolderName("~peter/mail/台北/日本語"), "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\"");
  EXPECT_EQ(ImapFolderName("😀"), "\"&2D3eAA-\"");
}

TEST(ImapReply, ASetListsItsNumbers) {
  const uint32_t uids[] = {5, 7, 4294967295u};
  EXPECT_EQ(ImapUidSet(uids, 3), "5,7,4294967295");
}

}  // namespace
}  // namespace groundswell
