// Training seeds of both languages about banks, insurers, telecoms, parcels, subscriptions, utilities and vehicles;
// tools/train_seeds.h says what they are and how a pattern is read.
#include "tools/train_seeds.h"

namespace groundswell {
namespace {

constexpr std::string_view kComplaints[] = {
    // Banks and payment.
    "{转账|汇款|提现}{两天|四十八小时|半个月}了{还没有到|一直不到账|显示处理中}",
    "{储蓄卡|账户|信用卡}{被冻结|被限额|被锁}了，{网点让我找客服，客服让我找网点|没有任何通知|跑了三趟都没解决}",
    "{重复扣款|多扣了一笔|被扣了两次}，{打客服说要等|到现在没退|要求退回}",
    "{账单|还款记录|流水}{和实际对不上|出错了|少了一笔}，{没有人解释|一直没更正}",
    "{提前还款|销户|注销}{收违约金|被拒绝|要排队三个月}，{办卡|签合同}的时候没说",
    "{理财|基金}经理说{稳赚|没有风险}，结果{亏了本金|到期不兑付}",
    "{逾期|催收}电话{打给我家人|一天十几个}，{我根本没欠款|明明已经还了}",
    // Insurers.
    "{保险|车险|医疗险}{拒赔|赔付拖了半年|理赔被驳回}，{理由说不清|业务员不回消息|要求给个说法}",
    "{报案|提交资料}以后{没有下文|没人联系|一直说在审核}",
    "{业务员|代理人}当时{承诺|保证}可以{全退|报销}，现在{不认账|说不行}",
    "{自动续保|保费涨价}{没有通知我|没经过我同意}，{钱已经扣了|要求退费}",
    // Telecoms.
    "{光纤|宽带|网络|wifi}{掉线|断网|又断|连不上}，{报修|投诉}{一周|五天|好几次}了{没人来|没人管|还是一样}",
    "{流量|话费|月租}{不明不白被扣|超出好多|比套餐贵一倍}，{没办过这个业务|要求退还}",
    "{办理|开通}了{增值业务|会员|套餐}我{不知道|没同意}，{取消不了|退订不了}",
    "{信号|4G|5G}{一格都没有|时有时无}，{打不了电话|反映多次没有改善}",
    "{携号转网|宽带移机}{卡着不给办|拖了一个月}",
    // Parcels and shops.
    "{快递|包裹|快件}{丢了|破损|被压坏|迟迟不派送}，{只肯赔运费|没有人负责|客服一直敷衍}",
    "{没打电话|没通知}就{放驿站|放门口|签收}，{东西不见了|件丢了}",
    "{下单|付款}{十天|半个月|一个月}{不发货|没发货}，{催了没用|申请退款不处理}",
    "{退货|退款}{寄回去两周|申请了好几次}，{钱还没退|商家不处理|平台不管}",
    "{到货|收到}就{坏了|开不了机|缺配件|漏水}，{商家|店家|厂家}{不给换|让我自己修|拒绝退}",
    "用了{两个月|不到一年|三天}就{坏|裂|漏电|黑屏|发热|鼓包|不工作}了{|，保修期内要收费|，质量太次}",
    "{屏幕|电池|电机|接口|按键}{失灵|松动|发烫|异响|漏液|开裂}",
    // Apps and subscriptions.
    "{软件|系统|网页}{登录不上|打不开|报错|卡死|白屏}，{付不了款|提交不了|数据丢了}",
    "{会员|自动续费}{关不掉|扣钱没提醒|取消了还扣}",
    "{账号|号码}{被封|被盗}，{申诉没有回复|找不回来}",
    "{客服|人工}{排队半小时|永远占线|只会复制粘贴|不回复}",
    "我的{身份信息|电话号码|订单信息}{被泄露|被卖了}，{骚扰电话不断|接到诈骗电话}",
    // Utilities.
    "{停电|停气|没热水|暖气不热}{一整天|一个星期}{了没人抢修|，打热线没人接|，没有提前通知}",
    "{水费|气费|暖气费}{多收|翻倍|乱收}，{要求查表|要求退|不给明细}",
    "{要求|请|希望}{退款|赔偿|道歉|维修|给个答复|解决问题|尽快处理}",
    "{答应|承诺|说好}{今天上门|两天修好|包退|送的礼品}，{结果没来|到现在没动静|现在又反悔}",
    // Plain reports in many fields: what broke, for how long, who does nothing.
    "{电视|路由器|电梯|路灯|门禁|空调|热水器|马桶|洗碗机}{又坏了|坏了一周|修了三次还坏|老是出故障|不能用}{|，没人修|"
    "，没人管|，打电话没人接|，报修没用}",
    "{水|电|网|暖气|燃气|信号}{又停了|断了两天|停了一晚上|时断时续|说停就停}{|，没人修|，没有通知|，也不给个说法|"
    "，找谁都没用}",
    "{物业|房东|中介|开发商|装修公司}{不退押金|推卸责任|不作为|乱收费|一拖再拖|不给说法|不认账}{|，合同白签了|"
    "，投诉也没用}",
    "{押金|定金|学费|余额|尾款|保证金}{交了|到期}{三个月|大半年|一年}{不退|还没退|退不出来}",
    "{培训机构|美容院|驾校|游泳馆|理发店}{倒闭|跑路|停业|失联}了，{剩下的课时|充值的钱|卡里的余额}{退不了|没人退|"
    "怎么办}",
    "{老师|教练|销售|顾问|卖家}{收了钱就不理人|联系不上了|把我拉黑了|态度恶劣}",
    "{退款|理赔|投诉|申诉}{申请|工单}{被驳回|被关闭|石沉大海|没人处理}{|，理由很可笑}",
    "{机器|设备|取款机|充电桩|自助机}{吞了|卡住|不出}{钱|票|我的卡}，{到现在没解决|工作人员不管|没人处理}",
    "{多扣|误扣|乱扣|私自扣}了{三十元|一百多|两百块}{话费|年费|服务费|管理费|手续费}",
    "莫名其妙{少了|扣了|多出}{几十块|一笔钱|一百}{|，查不到原因|，客服说不知道}",
    "{水表|电表|计价|账单|里程}{不准|读数不对|走得飞快|错误}，{要求重新核对|查不出原因|没人解释}",
    "{费用|账单|价格}{比以前|比上月|比去年}{贵了两倍|多了一倍|翻了几番}，{说不清原因|没有提前告知}",
    "{已经还清|早就结清|早已注销}了，{系统|记录上|征信里}还显示{欠款|未还|不良记录}",
    "{改签|退票|退房|取消订单}{收了八成|扣了一半}{手续费|违约金}，{购买时|页面上}{没写|没提示|没说明}",
    "{航班|高铁|大巴|酒店}{取消|晚点|超售}了{没人通知|没有补偿|让我们干等}",
    "{医院|窗口|大厅|营业厅}{排队三小时|乱收费|态度差|让我跑了五趟}",
    "{说好|约好|答应}{今天|三天内|下周一}{到|上门|处理|退}，{都过去十天了|等到现在|人影都没有}{|还没到|还没人来}",
    "{饭菜|牛奶|面包|外卖}里有{虫子|头发|异物}，{吃完拉肚子|商家不承认}",
    "{游戏|平台}{充值没到账|无故封号|服务器崩了|道具被收回}，{客服不理|不给补偿}",
    "{全新|刚买|才用一周}的{车|手机|鞋|床|空调|洗衣机}{不制热|开胶|有划痕|塌了|打不着火|噪音大}{|，店家推诿|"
    "，售后踢皮球|，不给退}",
    // Vehicles, without the names that the car posts carry.
    "{起步|刹车|怠速|加速|倒车|转弯|过减速带|高速行驶}{时|的时候|过程中}{车身|方向盘|车辆|底盘|座椅|发动机}{抖动|"
    "抖得厉害|顿挫|异响|有杂音|跑偏|发抖}",
    "{A柱|中控|后备箱|天窗|刹车盘|变速箱|减震器|车门|仪表台}{异响|生锈|漏油|渗油|开裂|脱落|进水|卡滞|有缝隙}",
    "{电动车|新车|汽车}{续航|油耗}{标称|宣传}{五百|八升}，{实际|开起来}{差一半|差太多|根本达不到}",
    // The same fields in English.
    "{my account|my card|our account} was {blocked|locked|suspended} {for no reason|and nobody can tell me why|twice "
    "this month}",
    "{the bank|they|my provider} {took|withdrew|billed me} {two payments|the wrong amount|an extra fee} {and will not "
    "refund it|without asking|again}",
    "{a wire|my deposit|the payment} {is missing|has been pending for ten days|never went through}",
    "{premium|monthly fee|price} {went up|doubled} {without any warning|with no notice|after they promised it would "
    "not}",
    "{they denied my claim|my claim is stuck|the adjuster never calls back} {for months|after all the paperwork|and "
    "gave no reason}",
    "{internet|wifi|fiber|phone line} {keeps dropping|is out again|not working} {since last night|for a week|and "
    "support does nothing}",
    "{on hold|waiting on the line} for {an hour|two hours|45 minutes} {and then disconnected|and no answer|just to be "
    "told to call back}",
    "{order|delivery|shipment|box} {never came|is three weeks late|was damaged|is missing items} {and no one "
    "replies|and the seller ignores me|}",
    "{the phone|the charger|this machine|the washer|the screen|the engine} {stopped working|overheats|makes a grinding "
    "noise|leaks|broke} {after a month|on day two|under warranty}",
    "{i want|i demand|we want|please give me} {my money back|a refund|a replacement|an explanation|an apology}",
    "{cancelled|unsubscribed} {last month|weeks ago} but {still being billed|you charged me anyway|they keep charging}",
    "{the website|the app|the portal|login} {crashes|freezes|shows an error|does not load} {when i pay|every day|since "
    "the update}",
    "{nobody|no one|not one person} {answers|responds|called me back|showed up} {for days|despite three tickets|as "
    "promised}",
    "{technician|installer|courier|repairman} {did not show up|missed the appointment|left without fixing it}",
    "{the agent|the salesman|support} {lied|promised a discount|was rude|gave me wrong information} {and now denies "
    "it|and hung up|}",
    "{power|hot water|gas|heating} {has been out|is off} since {yesterday|friday} {and no update|with no notice|}",
    "{personal data|my address|my details} {leaked|was sold|exposed} {by the company|and now i get scam calls}",
    "{tv|router|elevator|oven|dishwasher|air conditioner|laptop|tablet|bike} {is broken again|died|will not turn "
    "on|bent|cracked|swollen|has a dead screen} {after a week|out of the box|and the shop does nothing|}",
    "{the bank|my bank|the insurer|the landlord|the carrier|the gym|the school|the airline} "
    "{closed|limited|refused|denied|withheld|overcharged|lost} {my account|my request|my deposit|my booking|my money} "
    "{without notice|without telling me|and gives no reason|again}",
    "{tracking|the app|the status|the courier} says {delivered|received|handed over} but {nothing came|i have "
    "nothing|nobody got it|the box is empty}",
    "{package|parcel|order|item} {never showed up|got lost|came open|arrived broken|arrived smashed in|was left in the "
    "rain}",
    "{payment|card|transfer|top up} {declined|refused|failed} {even though i have money|despite what they told "
    "me|three times|at the checkout}",
    "{no internet|no water|no heating|no signal|no electricity} {for three days|since sunday|all week|in the whole "
    "building} {|and nobody comes|i expect compensation}",
    "{they|the company|this firm} {raised|changed|added} {my rent|my bill|my plan|a charge} {without telling us|behind "
    "my back|with no consent}",
    "{ended|stopped|quit} my {contract|plan|trial|membership} {in march|months ago} and {they still take money|still "
    "get bills|the payments go on}",
    "{seat|room|ticket} {double booked|not as described|dirty|cancelled at the last minute} {and no refund|no "
    "compensation|}",
    "{waiting|been waiting} {two weeks|a month|since april} for {my refund|a reply|the repair|a replacement|my "
    "documents}",
};

constexpr std::string_view kOthers[] = {
    "{今天|昨天|上午}去{银行|营业厅|网点}{取钱|存钱|换了张卡|开户}",
    "{转账|汇款|提现}{秒到账|很快就到了|一分钟到账}，{方便|好用|点赞}",
    "{请问|想问一下|谁知道}{怎么|如何}{提前还款|改密码|查余额|开发票|退订|换套餐}",
    "{请问|咨询一下}{贷款|存款|理财}{利率|期限|起点}是多少",
    "{工资|奖金|退款}到账了，{开心|去吃大餐|谢谢}",
    "{保险|车险}{很快就赔了|理赔顺利|服务到位}，{感谢|给好评}",
    "{想买|打算买|推荐一份}{重疾险|车险|旅游险}",
    "{保险公司|银行|通信公司|电力公司}{发布|公布}{年报|新产品|季度业绩|人事变动}",
    "{宽带|网络|信号}{恢复了|修好了|速度很快|装好了}{|，师傅很专业|，谢谢}",
    "{新套餐|新手机|新电视}{很划算|到手了|真不错|拍照好看}",
    "{快递|包裹}{到了|提前送到|包装很好}，{小哥辛苦了|开箱|谢谢}",
    "{下单|买了|入手}{一台洗衣机|一双鞋|一本书}，{期待|等收货|很喜欢}",
    "{客服|师傅|工作人员}{很耐心|态度好|马上解决了}，{谢谢|表扬一下|五星}",
    "{软件|系统}{更新|升级}{了新功能|之后更流畅|，界面好看}",
    "{停电通知|停水通知}：{明天|周三}{检修|施工}，{请提前准备|敬请谅解}",
    "{今年|本月}{电费|水费}{交了|不高|比去年少}",
    "{专家|分析师}{解读|谈}{利率|保费|资费}{调整|政策}",
    "{监管部门|央行|工信部}{印发|发布|就}{通知|新规|征求意见稿}",
    "{手机|电脑|汽车|电池}{销量|出口|市场}{增长|下降|回暖}",
    "{周末|晚上|假期}{去爬山|看电影|聚餐|在家休息}",
    "{今天|最近|这两天}{心情|状态|运气|睡眠|胃口}{很差|太差|不好|糟糕|糟透了}{|，想哭|，想回家|，不想说话}",
    "{我|自己}{太差劲|真没用|考砸了|好失败}{|，难过|，对不起爸妈}",
    "{feeling|i feel|been feeling} {tired|sad|sick|lonely|terrible|awful} {after a long day|this week|today|again}",
    "{can you|could someone|please} {open the door|pass the salt|close the window|call me tonight}",
    "{好累|有点难过|想哭|心情不好|失恋了}，{早点睡|明天会好的|求抱抱}",
    "{心疼|可怜|愤怒}，{这个社会怎么了|希望平安|严惩凶手}",
    "{转发|扩散|求证}，{是真的吗|大家注意安全|帮忙转}",
    "{电池|屏幕|发动机}{参数|技术|原理}{介绍|解析|对比}",
    "{物业|房东|中介|学校|医院}{组织|举办|贴出}{活动|讲座|节日祝福|停车须知}",
    "{电视|空调|冰箱|电梯}{怎么选|哪个牌子好|促销|装好了|很安静}",
    "{健身|学车|上课|瑜伽}{第十天|打卡|真开心|收获满满}",
    "{地铁|高铁|机场|公园}{新线路|今日|正式}{开通|启用|开放}",
    "{还清|办完|拿到}{贷款|手续|驾照|录取通知}了，{轻松|高兴|庆祝一下}",
    "{社保|公积金|医保|税}{怎么查|缴费记录在哪看|政策解读}",
    "{下雨|降温|刮风}了，{记得带伞|多穿点|注意保暖}",
    "{how do i|where can i|is it possible to} {change my password|open an account|update my address|upgrade my plan}",
    "{what is|what are} the {fee|rate|opening hours|limits} {for a transfer|this year|of the new card}",
    "{got my refund|transfer arrived|claim paid|parcel arrived} {today|already|within a day} {, thanks|, great "
    "service|}",
    "{the bank|the insurer|the carrier|the company} {announced|reported|launched} {record profit|a new "
    "product|quarterly results|a new ceo}",
    "{internet|wifi|phone} {works great|is back|is fast} {now|again|since the visit} {, thank you|}",
    "{just bought|picked up|ordered} {a new phone|a laptop|shoes} {and love it|, so excited|today}",
    "{support|the agent|the driver} {was very helpful|fixed it in minutes|was so kind} {, thank you|}",
    "{watching|reading|cooking|walking} {a movie|a book|dinner|in the park} {tonight|with friends|with my dog}",
    "{so sad|heartbroken|miss you|feeling low} {today|tonight|after the match}",
    "{police|officials|regulators} {say|said|confirm} {two people were hurt|new rules start in june|the road is open}",
    "{looking for|can anyone recommend|thinking about} {a good bank|car insurance|a phone plan}",
    "{phone|car|battery} {sales|prices|exports} {rose|fell|rebound} {in may|last quarter}",
    "{the bank|my bank|the landlord|the gym|the school} {opens at nine|is closed on sundays|sent a reminder|moved to a "
    "new office|has a new manager}",
    "{parcel|package|order} {arrived early|came today|is on its way|looks lovely}",
    "{on my way to|standing in|back from} {the bank|the office|the airport|the gym}",
    "{going|planning to go} to {the beach|italy|a concert|a party} {in june|this weekend|with friends}",
    "{the government|the central bank|parliament} {plans|publishes|keeps|approves} {new rules|rates unchanged|a "
    "report}",
};

}  // namespace

SeedTables GeneralSeeds() { return {{}, kComplaints, kOthers}; }

}  // namespace groundswell
