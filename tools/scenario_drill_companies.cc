// The companies of the drills, and the causes that people have to complain of in each industry.
#include "tools/scenario_drill.h"

namespace groundswell {
namespace {

struct Industry {
  std::string_view key;
  std::vector<std::string_view> causes;
};

const std::vector<Industry>& Industries() {
  static const std::vector<Industry> kIndustries = {
      {"bank", {"frozen", "fee", "wealth", "card", "loan"}},
      {"insurer", {"deny", "slow", "sell", "renew", "hospital"}},
      {"telecom", {"outage", "bill", "lockin", "spam", "install"}},
      {"phone", {"battery", "screen", "update", "repair", "order"}},
      {"car", {"brake", "range", "screen", "delivery", "noise"}},
      {"shop", {"refund", "fake", "late", "account", "price"}},
      {"travel", {"refund", "hotel", "ride", "tour", "ticket"}},
      {"food", {"sick", "foreign", "expired", "card", "delivery"}},
      {"class", {"closed", "refund", "teacher", "app", "sell"}},
  };
  return kIndustries;
}

struct Row {
  std::string_view industry, name, account, tag;
  std::string_view short_name, lower;           // how texts call it, the latter in English and lower case
  std::string_view english, short_english, at;  // the last is its account, and tag, in English
};

constexpr Row kRows[] = {
    {"bank", "砚湖银行", "砚湖银行官方", "#砚湖银行#", "砚湖", "yanhu", "Yanhu Bank", "Yanhu", "@YanhuBank"},
    {"bank", "临渡银行", "临渡银行官方", "#临渡银行#", "临渡", "lindu", "Lindu Bank", "Lindu", "@LinduBank"},
    {"bank", "北屿银行", "北屿银行官方", "#北屿银行#", "北屿", "beiyu", "Beiyu Bank", "Beiyu", "@BeiyuBank"},
    {"insurer", "穗安保险", "穗安保险官方", "#穗安保险#", "穗安", "suian", "Suian Insurance", "Suian",
     "@SuianInsurance"},
    {"insurer", "磐宁保险", "磐宁保险官方", "#磐宁保险#", "磐宁", "panning", "Panning Insurance", "Panning",
     "@PanningInsurance"},
    {"insurer", "栖衡人寿", "栖衡人寿官方", "#栖衡人寿#", "栖衡", "qiheng", "Qiheng Life", "Qiheng", "@QihengLife"},
    {"telecom", "讯岚通信", "讯岚通信官方", "#讯岚通信#", "讯岚", "xunlan", "Xunlan Telecom", "Xunlan",
     "@XunlanTelecom"},
    {"telecom", "拓音移动", "拓音移动官方", "#拓音移动#", "拓音", "tuoyin", "Tuoyin Mobile", "Tuoyin", "@TuoyinMobile"},
    {"telecom", "远铃宽带", "远铃宽带官方", "#远铃宽带#", "远铃", "yuanling", "Yuanling Broadband", "Yuanling",
     "@YuanlingBroadband"},
    {"phone", "星砾科技", "星砾科技官方", "#星砾科技#", "星砾", "xingli", "Xingli", "Xingli", "@Xingli"},
    {"phone", "墨图手机", "墨图手机官方", "#墨图手机#", "墨图", "motoo", "Motoo Phones", "Motoo", "@MotooPhones"},
    {"phone", "云笙科技", "云笙科技官方", "#云笙科技#", "云笙", "yunsheng", "Yunsheng", "Yunsheng", "@Yunsheng"},
    {"car", "骐骋汽车", "骐骋汽车官方", "#骐骋汽车#", "骐骋", "qicheng", "Qicheng Auto", "Qicheng", "@QichengAuto"},
    {"car", "岳驰汽车", "岳驰汽车官方", "#岳驰汽车#", "岳驰", "yuechi", "Yuechi Motors", "Yuechi", "@YuechiMotors"},
    {"car", "澜驭汽车", "澜驭汽车官方", "#澜驭汽车#", "澜驭", "lanyu", "Lanyu Cars", "Lanyu", "@LanyuCars"},
    {"shop", "拾集商城", "拾集商城官方", "#拾集商城#", "拾集", "shiji", "Shiji Mall", "Shiji", "@ShijiMall"},
    {"shop", "麦筐超市", "麦筐超市官方", "#麦筐超市#", "麦筐", "maikuang", "Maikuang", "Maikuang", "@Maikuang"},
    {"shop", "橙驿优选", "橙驿优选官方", "#橙驿优选#", "橙驿", "chengyi", "Chengyi", "Chengyi", "@Chengyi"},
    {"travel", "顺岭出行", "顺岭出行官方", "#顺岭出行#", "顺岭", "shunling", "Shunling", "Shunling", "@Shunling"},
    {"travel", "漫途旅行", "漫途旅行官方", "#漫途旅行#", "漫途", "mantu", "Mantu Travel", "Mantu", "@MantuTravel"},
    {"travel", "野渡旅行", "野渡旅行官方", "#野渡旅行#", "野渡", "yedu", "Yedu Trips", "Yedu", "@YeduTrips"},
    {"food", "半盏茶", "半盏茶官方", "#半盏茶#", "半盏", "banzhan", "Banzhan Tea", "Banzhan", "@BanzhanTea"},
    {"food", "谷语轻食", "谷语轻食官方", "#谷语轻食#", "谷语", "guyu", "Guyu Kitchen", "Guyu", "@GuyuKitchen"},
    {"food", "山椒小馆", "山椒小馆官方", "#山椒小馆#", "山椒", "shanjiao", "Shanjiao Diner", "Shanjiao",
     "@ShanjiaoDiner"},
    {"class", "启帆课堂", "启帆课堂官方", "#启帆课堂#", "启帆", "qifan", "Qifan Class", "Qifan", "@QifanClass"},
    {"class", "跃格健身", "跃格健身官方", "#跃格健身#", "跃格", "yuege", "Yuege Fitness", "Yuege", "@YuegeFitness"},
    {"class", "青柚英语", "青柚英语官方", "#青柚英语#", "青柚", "qingyou", "Qingyou English", "Qingyou",
     "@QingyouEnglish"},
};

}  // namespace

std::span<const std::string_view> DrillCauses(std::string_view industry) {
  for (const Industry& known : Industries()) {
    if (known.key == industry) return known.causes;
  }
  return {};
}

std::vector<ScenarioCompany> DrillCompanies() {
  std::vector<ScenarioCompany> companies;
  for (const Row& row : kRows) {
    ScenarioCompany company;
    company.key = row.industry;
    company.name = row.name;
    company.account = row.account;
    company.aliases = {row.short_name, row.lower};
    company.tag_zh = row.tag;
    company.tag_en = row.at;
    company.calls_zh = {row.name, row.name, row.short_name};
    company.calls_en = {row.english, row.short_english, row.at};
    if (row.industry == "phone") company.models = {"X9", "Note 7", "Fold 3"};
    if (row.industry == "car") company.models = {"S7", "E5", "M90"};
    companies.push_back(std::move(company));
  }
  return companies;
}

}  // namespace groundswell
