#include "models/harm_words_list.h"

#include "models/harm_words.h"

namespace groundswell {
namespace {

constexpr HarmPhrases kPhrases[] = {
    {.harms = kDeath,
     .words = "死亡|身亡|致死|丧命|丧生|遇难|去世|没抢救过来|抢救无效|人没了|不治身亡|猝死|出人命|闹出人命|死了人|遗体|"
              "died|dies|death|deaths|passed away|lost his life|lost her life|fatal|fatally|fatality|killed|was killed|"
              "lost their lives"},
    {.harms = kInjury,
     .words = "受伤|重伤|轻伤|伤者|骨折|烫伤|烧伤|割伤|划伤了|扎伤|摔伤|砸伤|撞伤|咬伤|流血|出血|缝针|晕倒在|晕倒送|"
              "昏迷|送医|"
              "住院|进了医院|送到医院|急诊|急救|抢救|毁容|截肢|致残|失明|脑震荡|夹伤|伤亡|"
              "injured|injury|injuries|hurt my back|hurt my knee|hurt my head|hurt her|hurt his|got hurt|were hurt|was "
              "hurt|hospitalized|hospitalised|"
              "in hospital|to the hospital|to hospital|emergency room|broken arm|broken leg|broke my leg|broke my "
              "arm|broke her hip|fractured|fracture|"
              "bleeding|stitches|burned my|burnt my|burns on|scalded|concussion|unconscious|passed out|ambulance"},
    {.harms = kIllness,
     .words =
         "食物中毒|中毒|拉肚子|腹泻|上吐下泻|呕吐|吃坏|过敏|起疹子|烂脸|发高烧|高烧不退|感染|致癌|甲醛超标|白血病|"
         "吃出虫|有虫子|活虫|发霉|变质|馊了|异物|异味刺鼻|头晕恶心|"
         "food poisoning|poisoned|poisoning|vomiting|throwing up|threw up|diarrhea|diarrhoea|got sick|made me sick|"
         "made us sick|allergic reaction|rash|infection|infected|moldy|mouldy|maggots|contaminated|carcinogenic|"
         "salmonella|e. coli"},
    {.harms = kViolence,
     .words = "打人|殴打|被打|动手打|推搡|扇耳光|持刀|威胁我|恐吓|威胁要|人身威胁|暴力催收|上门威胁|软禁|限制人身自由|"
              "不让走|性骚扰|猥亵|辱骂|"
              "assaulted|assault|beat me|beaten|punched|shoved|threatened me|threatening me|threatens to|groped|"
              "sexually harassed|sexual harassment|held against|locked us in|locked me in"},
    {.harms = kSelfHarm,
     .words = "自杀|轻生|跳楼|不想活|活不下去|寻短见|割腕|喝农药|以死相逼|以死明志|死给你们看|结束生命|"
              "suicide|suicidal|kill myself|end my life|want to die|take my own life"},
    {.harms = kHazard,
     .words =
         "自燃|起火|着火|失火|火灾|爆炸|手机炸了|电池炸了|充电宝炸了|冒烟|漏电|触电|短路|刹车失灵|刹不住|失控|断轴|"
         "爆胎|方向盘锁死|"
         "转向失灵|突然熄火|高速熄火|动力中断|突然加速|安全气囊未弹|气囊没弹|燃气泄漏|煤气泄漏|漏气|电池鼓包|轮胎鼓包|"
         "高空坠物|坍塌|塌了|电梯坠落|电梯困人|被困|安全隐患|生命危险|危及生命|人身安全|差点出事|差点出车祸|车祸|"
         "caught fire|was on fire|car on fire|catch fire|burst into flames|fire hazard|exploded|explosion|smoke "
         "coming|smoke from|"
         "electric shock|electrocuted|short circuit|brake failure|brakes failed|brakes fail|lost control|gas leak|"
         "carbon monoxide|overheated|safety hazard|unsafe|dangerous|life threatening|nearly crashed|almost crashed|"
         "crashed into|stalled on the highway|sudden acceleration|airbag|airbags|choking hazard|collapsed|trapped"},
    {.harms = kLivelihood,
     .words = "救命钱|养老钱|血汗钱|一辈子的积蓄|一生积蓄|毕生积蓄|全部积蓄|棺材本|倾家荡产|家破人亡|血本无归|吃不上饭|"
              "揭不开锅|没钱看病|没钱治病|交不起房租|还不起|断供|妻离子散|讨薪|拖欠工资|"
              "life savings|all my savings|retirement savings|retirement money|can't pay rent|can't pay my rent|"
              "can't feed|lost everything|lost our home|lost my home|evicted|bankrupt|bankruptcy|unpaid wages"},
    {.harms = kMoneyLost,
     .words =
         "被骗|骗钱|诈骗|骗走|骗了我|卷款|跑路|盗刷|被盗|乱扣费|乱收费|偷偷扣|莫名扣|莫名其妙扣|多扣|私自扣|擅自扣|"
         "强制扣款|无故扣|不退钱|不退款|不给退|拒不退款|钱没了|钱不见了|套路贷|高利贷|损失惨重|经济损失|"
         "scammed|scam|defrauded|fraud|stole my|stolen|unauthorized charge|unauthorised charge|charged twice|"
         "double charged|overcharged|charged without|took my money|money is gone|never refunded|won't refund|"
         "refuse to refund|refuses to refund|ripped off"},
    {.harms = kPrivacyLost,
     .words = "信息泄露|泄露信息|泄露个人|泄露我|隐私泄露|泄露隐私|泄露了|身份证被|被冒用|冒用身份|冒名|盗用我的|"
              "个人信息被|信息被卖|倒卖信息|数据泄露|偷拍|被曝光|"
              "data breach|data leak|leaked my|personal information was|personal data|identity theft|stole my identity|"
              "privacy breach|hacked|doxxed"},
    {.harms = kDeadlineNamed,
     .words =
         "明天就要|明天之前|明天必须|今天必须|今天之内|今晚之前|今天到期|明天到期|最后一天|最后期限|截止日期|马上到期|"
         "24小时内|48小时内|三天内|3天内|来不及了|急用|十万火急|"
         "by tomorrow|by tonight|by friday|by monday|within 24 hours|within 48 hours|deadline|last day to|due tomorrow|"
         "expires tomorrow|urgently"},
    {.vulnerable = kElderly,
     .words = "老人|老年人|老人家|老母亲|老父亲|年迈|爷爷|奶奶|外公|外婆|姥姥|姥爷|空巢|养老院|七十多岁|八十多岁|七旬|"
              "八旬|九旬|70岁|75岁|80岁|85岁|90岁|"
              "elderly|senior citizen|grandma|grandmother|grandpa|grandfather|nursing home|old lady|my old mother|"
              "pensioner|pensioners"},
    {.vulnerable = kChildren,
     .words = "孩子|小孩|儿童|婴儿|宝宝|宝贝女儿|幼儿|幼儿园|小学生|未成年|新生儿|女儿|儿子|娃娃|我娃|家里娃|"
              "child|children|kid|kids|baby|babies|toddler|infant|newborn|my son|my daughter|minors|kindergarten"},
    {.vulnerable = kPregnant, .words = "孕妇|怀孕|孕期|孕晚期|产妇|待产|流产|坐月子|pregnant|pregnancy|miscarriage"},
    {.vulnerable = kDisabled,
     .words = "残疾|残障|轮椅|盲人|聋哑|视障|听障|自闭症|disabled|disability|wheelchair|blind man|blind "
              "woman|deaf|autistic"},
    {.vulnerable = kPatients,
     .words = "病人|患者|癌症|肿瘤|化疗|透析|心脏病|重病|瘫痪|糖尿病|术后|手术后|尿毒症|"
              "cancer|chemo|chemotherapy|dialysis|patient|patients|heart condition|diabetic|surgery|stroke"},
    {.is_money = true,
     .words = "元|块|¥|$|£|€|usd|rmb|cny|yuan|dollars|bucks|euros|pounds|损失|被骗|骗了|骗走|坑了|亏了|扣了|转了|交了|"
              "存了|花了|欠|赔了"},
    {.is_turn_of_speech = true,
     .words =
         "信息爆炸|爆炸性|爆炸好|颜值爆炸|好吃到爆炸|心态爆炸|心态炸了|气炸了|肺都气炸|情绪失控|评论炸了|炸了锅|"
         "皮肤过敏测试|死亡笔记|死亡率|去世界|智商感染|感染力|被感染了情绪|异物志|女儿红|欢乐元素|本宝宝|宝宝心里|"
         "宝宝们|"
         "insult to injury|killed it|killing it|death grip|dead battery|to death|fire sale|my baby car|"
         "a deadline extension|ipad kid|kid you not|"
         "blind box|patient with|be patient|been patient|very patient|so patient|stay patient|heart stroke of luck|"
         "stroke of luck|phone died|battery died|laptop died|died laughing|battery dies"},
};

}  // namespace

std::span<const HarmPhrases> HarmPhraseList() { return kPhrases; }

std::string_view HarmNegators() {
  return "没|没有|并没有|未|未曾|从未|无|无人|没人|没有人|不会|不是|并不|并非|毫无|不再|防止|避免|预防|以防|杜绝|"
         "not|no|never|nobody|nobody was|nobody got|no one|no one was|no one "
         "got|none|isn't|wasn't|weren't|don't|didn't|"
         "doesn't|won't|without|prevent|avoid|not been|not be|never been|luckily no|thankfully no|without any|no "
         "serious";
}

std::string_view HarmNoNegators() {
  return "有没有|是不是|会不会|难道没有|不得不|不能不|why not|is it not|if not|要不是|可不是";
}

std::string_view HarmDegrees() {
  return "造成|发生|出现|导致|引起|任何|人|员|人员|直接|严重|大|再|被|那么|一点|very|really|any|being|getting|been|"
         "serious|"
         "at all|cause|caused|a|the|have|had";
}

}  // namespace groundswell
