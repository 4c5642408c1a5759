// Words of the page of all groups.

import {addWords} from '../core/language.js';

addWords({
  en: {
    nowTitle: 'What is rising', nowCount: '{count} groups', nowCount_one: '1 group',
    nowCountMore: 'the first {count} groups',
    nowNone: 'No group yet. As soon as two people complain about the same thing, their group stands here.',
    nowNoMatch: 'No group fits these filters.', nowClear: 'Clear filters',
    nowNews: '{count} new groups', nowNews_one: '1 new group', nowMoved: 'Order has changed', nowShow: 'show',
    nowFilters: 'Filter groups', 
    nowStatus: 'State', nowStatusAny: 'all states', nowChannel: 'Channel', nowChannelAny: 'all channels',
    nowText: 'Words', nowTextHint: 'Search title, keywords, organisation',
    nowSort: 'Order', sortUrgency: 'most urgent first', sortSurprise: 'most surprising first',
    sortPeople: 'most people first', sortNewest: 'newest first',
    colGroup: 'Group', colCurve: 'Posts since the first', colPeople: 'People', colGrowth: 'New an hour',
    colMood: 'Negative', colUrgency: 'Urgency',
    growthUsual: 'usual {rate}', growthQuiet: 'quiet', surpriseIs: 'surprise {value}',
    joiners: '{count} joined in', moreChannels: '+{count}', clockDue: '{name} {due}',
  },
  zh: {
    nowTitle: '正在升温', nowCount: '{count} 个群组', nowCountMore: '前 {count} 个群组',
    nowNone: '还没有群组。只要有两个人投诉同一件事，群组就会出现在这里。',
    nowNoMatch: '没有符合筛选条件的群组。', nowClear: '清除筛选',
    nowNews: '{count} 个新群组', nowMoved: '排序有变化', nowShow: '显示',
    nowFilters: '筛选群组', 
    nowStatus: '状态', nowStatusAny: '全部状态', nowChannel: '渠道', nowChannelAny: '全部渠道',
    nowText: '关键词', nowTextHint: '搜索标题、关键词、机构',
    nowSort: '排序', sortUrgency: '最紧急在前', sortSurprise: '最异常在前', sortPeople: '人数最多在前', sortNewest: '最新在前',
    colGroup: '群组', colCurve: '首帖以来的发帖', colPeople: '人数', colGrowth: '每小时新增', colMood: '负面', colUrgency: '紧急度',
    growthUsual: '平时 {rate}', growthQuiet: '平静', surpriseIs: '异常度 {value}',
    joiners: '附和 {count} 人', moreChannels: '+{count}', clockDue: '{name} {due}',
  },
});
