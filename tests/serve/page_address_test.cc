// Calls of the API as addresses of the page.
#include "serve/page_address.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

TEST(PageAddress, ACallIsTheViewThatShowsWhatItLists) {
  EXPECT_EQ(PageAddress("/api/v1/posts?org=A&since=2026-03-01"), "/#/posts?org=A&since=2026-03-01");
  EXPECT_EQ(PageAddress("/api/v1/groups/5ab2a4d0ec65ba1f/posts?joined=true"),
            "/#/posts?group=5ab2a4d0ec65ba1f&joined=true");
  EXPECT_EQ(PageAddress("/api/v1/groups/5ab2a4d0ec65ba1f/posts"), "/#/posts?group=5ab2a4d0ec65ba1f");
  EXPECT_EQ(PageAddress("/api/v1/groups/5ab2a4d0ec65ba1f"), "/#/groups/5ab2a4d0ec65ba1f");
  EXPECT_EQ(PageAddress("/api/v1/cases/5ab2a4d0ec65ba1f"), "/#/groups/5ab2a4d0ec65ba1f");
  EXPECT_EQ(PageAddress("/api/v1/alerts?level=major"), "/#/alerts?level=major");
}

TEST(PageAddress, AnUnknownOrganisationIsSaid) {
  EXPECT_EQ(PageAddress("/api/v1/posts?since=1&org="), "/#/posts?since=1&org=-");
  EXPECT_EQ(PageAddress("/api/v1/posts?org=&until=2"), "/#/posts?org=-&until=2");
  EXPECT_EQ(PageAddress("/api/v1/posts?forg=&q=org="), "/#/posts?forg=&q=org=");
}

TEST(PageAddress, WhatThePageHasNoViewOfStaysAsItIs) {
  EXPECT_EQ(PageAddress("/api/v1/groups?level=major"), "/api/v1/groups?level=major");
  EXPECT_EQ(PageAddress("/#/groups/5ab2a4d0ec65ba1f"), "/#/groups/5ab2a4d0ec65ba1f");
  EXPECT_EQ(PageAddress(""), "");
}

}  // namespace
}  // namespace groundswell
