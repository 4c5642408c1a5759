// Names of users as they are kept.
#include "tools/act_text.h"

#include <gtest/gtest.h>

namespace groundswell {
namespace {

std::string Kept(std::string name) { return KeepName("by", 32, &name).ok() ? name : "refused"; }

TEST(ActText, ANameIsKeptAsItIs) {
  EXPECT_EQ(Kept("王强"), "王强");
  EXPECT_EQ(Kept("wang.qiang+night@bank.example"), "wang.qiang+night@bank.example") << "an identifier of the team";
  EXPECT_EQ(Kept("13800138000"), "13800138000");
  EXPECT_EQ(Kept("  Ann Ng "), "Ann Ng");
}

TEST(ActText, ANameThatCannotBeReadIsRefused) {
  for (const char* name : {"", "   ", "ann\n", "a\tb", "a\x7f", "a\u0085b", "ann\u202egnp", "a\u200bnn", "\ufeff"})
    EXPECT_EQ(Kept(name), "refused") << name;
  EXPECT_EQ(Kept(std::string("a\0b", 3)), "refused");
  EXPECT_EQ(Kept(std::string(33, 'a')), "refused");
  EXPECT_EQ(Kept(std::string(32, 'a')), std::string(32, 'a'));
}

}  // namespace
}  // namespace groundswell
