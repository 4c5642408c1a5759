// Words of the watchlist.

import {addWords, say} from '../core/language.js';

addWords({
  en: {
    watchTitle: 'Watchlist', watchText: 'Search names, aliases, accounts', watchNone: 'The watchlist is empty: organisations are then known by the field “org” of posts alone.', watchNoMatch: 'Nothing fits.',
    watchFilters: 'Filter the watchlist', watchMore: 'Only the first {count} are shown; search for the others.',
    watchOwn: 'Own', watchCompetitor: 'Competitors', watchIndustry: 'Industry', watchVoice: 'Voices',
    watchOwnWhy: 'They raise alerts.', watchCompetitorWhy: 'Compared, never alerted.', watchIndustryWhy: 'Associations, regulators, the trade: taken where nothing else is named.', watchVoiceWhy: 'Heard far: their accounts are told apart, their names are no organisations of a complaint.',
    watchVersion: 'Version {version} by {by}, {at}', watchConfig: 'the configuration',
    watchAdd: 'Add', watchEdit: 'Edit', watchRemove: 'Remove', watchUndo: 'Take back', watchPosts: 'Posts', watchPartOf: 'part of {parent}',
    kindGroup: 'group', kindCompany: 'company', kindBranch: 'branch', kindBrand: 'brand', kindProduct: 'product',
    watchName: 'Name', watchKind: 'Kind', watchParent: 'Belongs to', watchRole: 'Role', watchRoleParent: 'as what it belongs to, else own', watchAliases: 'Other names', watchRequires: 'Counts only beside', watchExcludes: 'Not when there is',
    watchAccounts: 'Accounts', watchMasked: 'Masked names', watchHomophones: 'Homophones', watchAliasesWhy: 'One a line.', watchRequiresWhy: 'Its names count only in texts that have one of these. One a line.',
    watchExcludesWhy: 'A word that holds a name cancels it there; another one cancels it in the whole text. One a line.', watchAccountsWhy: 'CHANNEL:AUTHOR, one a line. What these write is never a complaint.', watchMaskedWhy: 'With characters hidden, such as 某 or *.', watchHomophonesWhy: 'Other characters of the same sound.',
    watchNoParent: '“{name}” belongs to “{value}”, which would not be on the list.', watchNoKind: '“{name}” cannot belong to what it names: choose another, or the kind of one of them.', watchCircle: 'What “{name}” belongs to leads back to itself.',
    watchShared: '“{value}” would be a name of both “{name}” and “{other}”: take it out of one, or say what must stand beside it.', watchNoAccount: '“{name}”: “{value}” is no account; write CHANNEL:AUTHOR.', watchTwice: '“{name}” and “{other}” have the same name in other letters.',
    watchNoName: '“{name}”: “{value}” cannot be looked for in texts; change it.', watchVersionGone: 'That version is not kept any more.',
    watchTake: 'Take over', watchThere: 'There is an entry of this name.', watchNewTitle: 'New entry', watchYes: 'found too', watchNo: 'not looked for',
    watchPending: '{count} changes, not saved yet', watchPending_one: '1 change, not saved yet', watchRestoring: 'Version {version} is to be put back', watchAdded: 'new', watchChanged: 'changed', watchRemoved: 'removed', watchSame: 'It has the same entries as the one in force.',
    watchPreview: 'What this would have found', watchPreviewing: 'Asking the posts of the last seven days …', watchPreviewSum: 'Of {posts} posts from {since} to {until}, {changed} would have another organisation.', watchPreviewPart: 'The newest {posts} posts (from {since}) were asked: {changed} would have another organisation.',
    watchPreviewNone: 'Of {posts} posts from {since} to {until}, none would have another organisation.', watchPreviewAccounts: 'Posts that are there keep the organisation they got. Accounts are not asked, for authors are stored hashed.',
    watchNow: 'Now', watchThen: 'Then', watchGained: 'Gained', watchLost: 'Lost', watchExamples: 'For example', watchBecomes: '{before} → {after}',
    watchSave: 'Save', watchDiscard: 'Discard', watchSaveLead: 'In force for the posts that come from now on.', watchComment: 'Why', watchSaved: 'Saved as version {version}.', watchUnchanged: 'Nothing was different; version {version} stays in force.',
    watchConflict: 'Somebody has changed the watchlist meanwhile: it is version {version} by {by}. Your changes now stand on top of it: look at them again, then save.',
    watchConflicts: 'Somebody else has changed these entries since you began. Choose for each what stays; then it can be saved.', watchTheirs: 'Keep theirs', watchMine: 'Keep mine', watchApart: 'theirs {theirs}; yours {mine}', watchYouRemoved: 'You remove what somebody else has changed.', watchTheyRemoved: 'Somebody else has removed what you change.',
    watchVersions: 'Versions', watchEntries: '{count} entries', watchEntries_one: '1 entry', watchInForce: 'in force', watchPutBack: 'Put back', watchFromConfig: 'from the configuration', watchReadOnly: 'Your role may look at the watchlist, not change it.',
  },
  zh: {
    watchTitle: '关注名单', watchText: '搜索名称、别名、账号', watchNone: '名单为空：此时只按帖子的“org”字段识别机构。', watchNoMatch: '没有符合的条目。',
    watchFilters: '筛选名单', watchMore: '仅显示前 {count} 条，其余请搜索。',
    watchOwn: '自有机构', watchCompetitor: '竞争机构', watchIndustry: '行业', watchVoice: '媒体与大号',
    watchOwnWhy: '会触发告警。', watchCompetitorWhy: '只作对比，不告警。', watchIndustryWhy: '协会、监管、行业统称：没有其他机构时才采用。', watchVoiceWhy: '影响面广：单独识别其账号，其名称不作为被投诉机构。',
    watchVersion: '第 {version} 版，{by}，{at}', watchConfig: '配置文件',
    watchAdd: '新增', watchEdit: '编辑', watchRemove: '移除', watchUndo: '撤回', watchPosts: '帖子', watchPartOf: '隶属 {parent}',
    kindGroup: '集团', kindCompany: '公司', kindBranch: '分支机构', kindBrand: '品牌', kindProduct: '产品',
    watchName: '名称', watchKind: '类别', watchParent: '隶属于', watchRole: '角色', watchRoleParent: '随上级，无上级则为自有', watchAliases: '别名', watchRequires: '须同时出现', watchExcludes: '排除词',
    watchAccounts: '账号', watchMasked: '遮掩写法', watchHomophones: '同音写法', watchAliasesWhy: '每行一个。', watchRequiresWhy: '文中有其中之一时名称才算数。每行一个。',
    watchExcludesWhy: '含有名称的词只在该处排除，其他词使全文不算。每行一个。', watchAccountsWhy: '渠道:作者，每行一个。其发帖不算投诉。', watchMaskedWhy: '以某、* 等遮掩的写法。', watchHomophonesWhy: '读音相同的其他字。',
    watchNoParent: '“{name}”所隶属的“{value}”将不在名单中。', watchNoKind: '“{name}”的类别不能隶属于它：请另选上级，或修改其中一个的类别。', watchCircle: '“{name}”的隶属关系绕回了自身。',
    watchShared: '“{value}”会同时是“{name}”和“{other}”的名称：请从其中一个去掉，或填写须同时出现的词。', watchNoAccount: '“{name}”：“{value}”不是账号，应写作 CHANNEL:AUTHOR。', watchTwice: '“{name}”与“{other}”只是写法不同的同一名称。',
    watchNoName: '“{name}”：“{value}”无法在文本中查找，请修改。', watchVersionGone: '该版本已不再保存。',
    watchTake: '采用', watchThere: '已有同名条目。', watchNewTitle: '新条目', watchYes: '一并识别', watchNo: '不识别',
    watchPending: '{count} 项改动尚未保存', watchRestoring: '将恢复第 {version} 版', watchAdded: '新增', watchChanged: '改动', watchRemoved: '移除', watchSame: '其条目与现行版本相同。',
    watchPreview: '若当时如此，结果会怎样', watchPreviewing: '正在核对最近七天的帖子……', watchPreviewSum: '{since} 至 {until} 的 {posts} 帖中，{changed} 帖的机构会不同。', watchPreviewPart: '核对了最新 {posts} 帖（自 {since}）：{changed} 帖的机构会不同。',
    watchPreviewNone: '{since} 至 {until} 的 {posts} 帖中，没有一帖的机构会不同。', watchPreviewAccounts: '已有帖子保持原来的机构。作者以散列保存，账号无法核对。',
    watchNow: '现在', watchThen: '改后', watchGained: '新得', watchLost: '失去', watchExamples: '例如', watchBecomes: '{before} → {after}',
    watchSave: '保存', watchDiscard: '放弃', watchSaveLead: '对此后到达的帖子生效。', watchComment: '缘由', watchSaved: '已存为第 {version} 版。', watchUnchanged: '没有不同，第 {version} 版继续有效。',
    watchConflict: '名单已被他人改动：现为第 {version} 版（{by}）。您的改动已移到其上，请核对后再保存。',
    watchConflicts: '您开始改动之后，他人也改动了这些条目。请逐条选择保留哪一方，然后才能保存。', watchTheirs: '保留对方的', watchMine: '保留我的', watchApart: '对方：{theirs}；您：{mine}', watchYouRemoved: '您要移除他人刚改动的条目。', watchTheyRemoved: '他人已移除您要改动的条目。',
    watchVersions: '历史版本', watchEntries: '{count} 条', watchInForce: '现行', watchPutBack: '恢复此版', watchFromConfig: '来自配置', watchReadOnly: '您的角色只能查看名单，不能改动。',
  },
});

const ENTRY = /^organisation\."?(?<name>.+?)"?(?:\.(?:aliases|requires|excludes|accounts|parent))?: (?<what>.*)$/;
const REFUSALS = [
  [/^there is no \[organisation\."(?<value>.*)"\]/, 'watchNoParent'], [/cannot belong to a/, 'watchNoKind'], [/in a circle/, 'watchCircle'],
  [/^"(?<value>.*)" is a name of organisation\.(?<other>.*) too/, 'watchShared'], [/^"(?<value>.*)" is no account/, 'watchNoAccount'],
  [/^has the name of organisation\.(?<other>.*) in other/, 'watchTwice'], [/^(?:"(?<value>.*)"|the name) (?:has nothing|is longer|is taken)/, 'watchNoName'],
];

// What the engine refuses of a watchlist, or null for the rest: its own words name the sections of a configuration.
export function sayRefusal({message}) {
  const {name, what} = ENTRY.exec(message)?.groups ?? {};
  for (const [form, key] of name ? REFUSALS : []) {
    const found = form.exec(what);
    if (found) return say(key, {name, ...found.groups, value: found.groups?.value ?? name});
  }
  return null;
}
