// Watchlist: names, aliases and own accounts.
#include "models/watchlist.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

TEST(WatchlistTest, AliasesNameTheirOrganisationInAnyCase) {
  Watchlist watchlist;
  EXPECT_TRUE(watchlist.empty());
  watchlist.Add("海桥银行", {"Haiqiao Bank", "海桥"}, {});
  watchlist.Add("Other", {"海桥", "other inc"}, {});
  EXPECT_FALSE(watchlist.empty());
  for (const char* name : {"海桥银行", "haiqiao bank", "HAIQIAO BANK", "海桥"})
    EXPECT_EQ(watchlist.NameOf(name), "海桥银行") << name;
  EXPECT_EQ(watchlist.NameOf("OTHER"), "Other");
  EXPECT_EQ(watchlist.NameOf("Haiqiao"), "Haiqiao");
  EXPECT_EQ(watchlist.NameOf(""), "");
}

TEST(WatchlistTest, AccountsAreOwnInTheirChannelAlone) {
  Watchlist watchlist;
  watchlist.Add("海桥银行", {}, {"weibo:海桥银行客服", "chirper:bank:help"});
  EXPECT_TRUE(watchlist.IsOwnAccount("weibo", "海桥银行客服"));
  EXPECT_TRUE(watchlist.IsOwnAccount("chirper", "bank:help"));
  EXPECT_FALSE(watchlist.IsOwnAccount("forum", "海桥银行客服"));
  EXPECT_FALSE(watchlist.IsOwnAccount("weibo", "海桥银行"));
  EXPECT_FALSE(watchlist.IsOwnAccount("weibo", ""));
}

}  // namespace
}  // namespace groundswell
