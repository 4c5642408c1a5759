// The page of a group against a stand-in for the engine: its story, its posts as text and nothing else, every act of a
// case with what is sent, what is refused and where that is said. Run: node group_test.mjs

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launchBrowser, LOST, until} from './browser.mjs';
import {makeGroup, makePost} from './fake_engine.mjs';
import {act, hashOf, live, onPage as onPageIn, said} from './harness.mjs';

const ID = 'aaaaaaaaaaaaaaaa', OTHER = 'bbbbbbbbbbbbbbbb';
let browser;
before(async () => browser = await launchBrowser());
after(() => browser?.close());
const onPage = (options, run) => onPageIn(browser, {path: `/#/groups/${ID}`, ...options}, run);

const heading = (page, name) => page.getByRole('heading', {name, level: 1, exact: true}).waitFor();

test('a group tells its figures, the moments of its levels, cause, demands, spread, forecast and alerts', () => onPage({
  groups: [makeGroup(ID, {title: 'alpha', level: 'major', complainants: {count: 22, low: 22, high: 25, joiners: 3}, surprise: 3,
    severity: 48.2, severity_parts: {harm: 30, money: 18}, cause: {class: 'quality', tag: 'late-claim', posts: 2,
      evidence: [{id: '1', channel: 'microblog', text: '拖着不赔'}]}, demands: {refund: 2, apology: 1}, regions: {上海: 2},
    authorship: {verdict: 'copied', organic: 1, copied: 2, coordinated: 0, templates: 1, signs: []},
    forecast: {to: 'crisis', complainants: 40, probability: 0.9, horizon_days: 14, at: '2026-03-11T01:00:00.000Z',
      early: '2026-03-10T12:00:00.000Z', late: '2026-03-12T01:00:00.000Z'}})],
  prepare: (engine) => {
    engine.posts.set(ID, [makePost('1', {text: '保险公司拖着不赔，拖着不赔', cause: {class: 'quality', evidence: '拖着不赔'}})]);
    engine.raise(ID, {id: 'x1', event: 'escalated', level: 'major', at: '2026-03-10T01:20:00.000Z'});
    engine.deliveries.set('x1', [{at: '2026-03-10T01:20:01.000Z', receiver: 'duty', alert: 'x1', group: ID, level: 'major',
      outcome: 'failed', why: 'answered 503'}]);
  },
}, async (page) => {
  await heading(page, 'alpha');
  const text = (of) => page.locator(of).innerText();
  await until(() => text('.figures'), (words) => /22–25/.test(words) && /3 only agreed/.test(words) && /1 in 1,000/.test(words) &&
      /harm 30 · money 18/.test(words));
  await page.locator('.chart canvas').waitFor();
  assert.match(await page.locator('.chart canvas').getAttribute('aria-label'), /3 posts, 2 complainants/);
  assert.match(await text('.story-forecast'), /crisis \(40 people\) is likely around .*Probability 90%/);
  await page.getByText('The same as a table').click();
  assert.equal(await page.locator('.chart-table tbody tr').count(), 3);
  assert.equal(await text('.cause strong'), 'Claim paid late');
  assert.deepEqual(await page.locator('.post mark').allTextContents(), ['拖着不赔', '拖着不赔']);
  await page.getByText('partly copied texts').waitFor();
  await page.getByText('Deliveries', {exact: true}).click();
  await page.getByText('answered 503').waitFor();
}));

const EVIL = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><b>bold</b>&amp;';
test('markup anywhere in a group, its posts, its case or its alerts stays text', () => onPage({
  groups: [makeGroup(ID, {level: 'major', title: EVIL, org: EVIL, keywords: [EVIL], channels: {[EVIL]: 3}, regions: {[EVIL]: 1},
    representatives: [{id: '1', channel: EVIL, text: EVIL}], cause: {class: 'quality', tag: EVIL, posts: 1, evidence: [{id: '1',
      channel: EVIL, text: EVIL}]}, lineage: [{event: 'merged', group: OTHER, at: '2026-03-10T01:00:00.000Z', posts: 2, why: 'rule',
      by: EVIL, reason: EVIL}]})],
  prepare: (engine) => {
    engine.posts.set(ID, [
      makePost('1', {text: EVIL, title: EVIL, channel: EVIL, region: EVIL, url: 'javascript:window.hacked=1', cause: {class: 'quality', evidence: '<b>'}}),
      makePost('2', {url: 'https://example.org/"onclick="x'}),
    ]);
    engine.cases.set(ID, {...engine.caseOf(ID), assignee: EVIL, entries: 1, timeline: [{entry: 1, seq: 1, action: 'link', status: 'received',
      by: EVIL, text: EVIL, link: 'javascript:window.hacked=1'}]});
    engine.raise(ID, {id: 'x1'});
  },
}, async (page) => {
  await page.locator('.post').nth(1).waitFor();
  await page.locator('.case-body').waitFor();
  assert.equal(await page.locator('.post-text').first().textContent(), EVIL);
  assert.equal(await page.locator('h1').textContent(), EVIL);
  assert.equal(await page.locator('main img, main script, main b').count(), 0);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  // Only an address of the web is a link.
  assert.deepEqual(await page.locator('main a[target]').evaluateAll((nodes) => nodes.map((node) => [node.protocol, node.rel])),
      [['https:', 'noopener noreferrer']]);
}));

test('posts come by pages, come and go while the group is open, and those of the same words are folded', () => onPage({
  groups: [makeGroup(ID, {title: 'alpha'})],
  prepare: (engine) => engine.posts.set(ID, Array.from({length: 45}, (_, i) => makePost(`${i}`))),
}, async (page, engine) => {
  const texts = () => page.locator('.post-text').allTextContents();
  await until(texts, (all) => all.length === 20);
  await live(page);
  await page.getByRole('button', {name: 'Earlier posts'}).click();
  await until(texts, (all) => all.length === 40);
  engine.posts.set(ID, [makePost('n2', {text: 'Same words! @you'}), makePost('n1', {text: 'same words'}), makePost('1')]);
  engine.put(makeGroup(ID, {title: 'alpha', posts: 3}));
  await until(texts, (all) => all[0] === 'Same words! @you' && all[1] === 'post 1');
  assert.equal(await page.locator('.copies summary').textContent(), 'and 1 more in the same words');
}));

const similar = (page) => page.locator('section', {has: page.getByRole('heading', {name: 'Similar earlier groups'})});

test('earlier groups that are like it tell why they are and how they ended, and lead to themselves', () => onPage({
  groups: [makeGroup(ID, {title: 'alpha'}), makeGroup(OTHER, {title: 'the last time'})],
  prepare: (engine) => engine.answers.set(`groups/${ID}/similar`, {next_cursor: null, items: [
    {score: 0.8, same_org: true, same_cause: true, words: ['扣款', '重复'], group: makeGroup(OTHER, {title: 'the last time', level: 'none',
      cause: {class: 'quality', tag: 'late-claim', posts: 3, evidence: []}}),
    case: {status: 'reviewed', resolved: true, cause: 'an update of cards', measure: 'updates at night', resolved_at: '2026-02-10T01:00:00.000Z'}},
    {score: 0.3, same_org: false, same_cause: false, words: [EVIL], group: makeGroup('c'.repeat(16), {title: EVIL, org: '岚翼航空', status: 'handling'})},
    {score: 0.3, same_org: false, same_cause: false, words: ['扣款'], group: makeGroup('d'.repeat(16), {org: '岚翼航空', status: 'received'})}]}),
}, async (page) => {
  const items = similar(page).locator('li');
  await until(() => items.count(), (count) => count === 3);
  const [first, second, third] = await items.allTextContents();
  assert.match(first, /^the last time.*2 peoplesame cause: Claim paid late · same words: 扣款 · 重复resolved · an update of cards · updates at night$/);
  assert.ok(!first.includes('海桥银行'), 'its own organisation is not named again');
  assert.match(second, /岚翼航空/);
  assert.ok(second.includes(`same words: ${EVIL}handling`), second);
  assert.match(third, /nobody has taken it$/);
  await similar(page).getByRole('link', {name: 'the last time'}).click();
  await heading(page, 'the last time');
}));

test('where nothing earlier is like it, it says so; once it is about something else it is asked again', () => onPage({
  groups: [makeGroup(ID, {title: 'alpha'})],
}, async (page, engine) => {
  await similar(page).getByText('No earlier group is like it.').waitFor();
  await live(page);
  const asked = () => engine.calls.filter((call) => call.endsWith('/similar')).length;
  const read = () => engine.calls.filter((call) => call.endsWith('/timeline') || call.includes('/timeline?')).length, before = read();
  engine.put(makeGroup(ID, {title: 'alpha', posts: 4}));
  await until(read, (count) => count > before);
  assert.equal(asked(), 1);
  engine.put(makeGroup(ID, {title: 'alpha', keywords: ['rent']}));
  await until(asked, (count) => count === 2);
}));

test('every number leads to the posts behind it', () => onPage({
  groups: [makeGroup(ID, {title: 'alpha', channels: {desk: 30, microblog: 15}, demands: {refund: 1}})],
  prepare: (engine) => engine.posts.set(ID, Array.from({length: 45}, (_, i) => makePost(`${i}`, {channel: i % 3 ? 'desk' : 'microblog',
    is_complainant: i < 5, demands: i === 44 ? ['refund'] : []}))),
}, async (page) => {
  const texts = () => page.locator('.post-text').allTextContents();
  await until(texts, (all) => all.length === 20);
  await page.getByRole('button', {name: 'refund: 1'}).click();
  await until(texts, (all) => all.join() === 'post 44');
  await page.getByText('Only: refund').waitFor();
  await page.getByRole('button', {name: 'microblog: 15'}).click();
  await until(texts, (all) => all.length === 15);
  await page.locator('.figures').getByRole('button').first().click();
  await until(texts, (all) => all.join() === 'post 0,post 1,post 2,post 3,post 4');
  await page.getByRole('button', {name: 'show all'}).click();
  await until(texts, (all) => all.length === 45);
}));

test('a group that merges away leads to the one it lives on in, as does its old address', () => onPage({
  groups: [makeGroup(ID, {title: 'younger'}), makeGroup(OTHER, {title: 'elder'})],
}, async (page, engine) => {
  await heading(page, 'younger');
  await live(page);
  engine.merge(ID, OTHER);
  await heading(page, 'elder');
  await page.goto('about:blank');
  await page.goto(`${engine.url}/#/groups/${ID}`);
  await heading(page, 'elder');
  await until(() => hashOf(page), (hash) => hash === `#/groups/${OTHER}`);
}));

test('an address of no group says so', () => onPage({expected: LOST}, (page) =>
  page.getByText('not there any more', {exact: false}).waitFor()));

test('a group grows and escalates on the open page, and the new level is said', () => onPage({
  groups: [makeGroup(ID, {title: 'alpha'})],
}, async (page, engine) => {
  await heading(page, 'alpha');
  await live(page);
  engine.put(makeGroup(ID, {title: 'alpha', level: 'crisis', complainants: {count: 40, low: 40, high: 40}}));
  await until(() => page.locator('.kicker .badge').textContent(), (words) => words === 'crisis');
  await until(() => page.locator('.figures').innerText(), (words) => /40/.test(words));
  assert.equal(await page.locator('#announce').textContent(), 'alpha: crisis');
}));

test('every act of a case is done from the page, with who did it', () => onPage({
  groups: [makeGroup(ID, {title: 'alpha'}), makeGroup(OTHER, {title: 'beta'})],
  prepare: (engine) => engine.posts.set(ID, [makePost('p1', {channel: 'a/b'}), makePost('p2')]),
}, async (page, engine) => {
  await heading(page, 'alpha');
  await page.locator('.post').first().waitFor();
  await act(page, 'Take it', {'Who does it': '李敏', Text: 'mine'});
  await said(page, 'Take it');
  await act(page, 'Assign', {'To whom': '王强'});
  await page.getByText('with 王强').waitFor();
  await act(page, 'Note', {Note: 'a note'});
  await act(page, 'Link', {Address: 'https://example.org/t/1'});
  await act(page, 'Analyse', {'Cause found': 'outage'});
  await page.locator('.steps [aria-current]', {hasText: 'analysed'}).waitFor();
  await act(page, 'Handle', {Measure: 'fees returned'});
  await act(page, 'Answer', {'What was answered': 'we are sorry'});
  await act(page, 'Silence', {Reason: 'noise', Until: '1d', 'What is silent': 'org'});
  await act(page, 'Follow up', {When: '3d'});
  await act(page, 'Resolve', {'Cause found': 'outage', Measure: 'night work'});
  await page.getByText('resolved', {exact: false}).first().waitFor();
  await act(page, 'Review', {'What is learned from it': 'tell earlier'});
  await act(page, 'Reopen', {Reason: 'again'});
  await act(page, 'Dismiss', {Reason: 'no complaint'});
  await page.locator('.post').first().getByRole('button', {name: 'Register'}).click();
  await page.getByRole('dialog').getByLabel('State').selectOption('settled');
  await page.getByRole('dialog').getByRole('button', {name: 'Register'}).click();
  await said(page, 'Register');
  await page.locator('.post').first().getByRole('button', {name: 'Correct'}).click();
  await page.getByRole('dialog').getByLabel('Complaint').selectOption('no');
  await page.getByRole('dialog').getByLabel('Cause').selectOption('late-claim');
  await page.getByRole('dialog').getByLabel('Organisation').fill('-');
  await page.getByRole('dialog').getByRole('button', {name: 'Correct'}).click();
  await said(page, 'Correct');
  await act(page, 'Merge', {'The other group': OTHER, Reason: 'the same'});
  await page.locator('.menu summary').click();
  await page.locator('.menu').getByRole('button', {name: 'Split'}).click();
  await page.locator('.post input').first().check();
  await page.getByRole('button', {name: 'Split off'}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Split off'}).click();
  await until(() => page.getByRole('dialog').count(), (count) => count === 0);
  const by = '李敏', group = `groups/${ID}`;
  assert.deepEqual(engine.acts.map(({path, body}) => [path, body]), [
    [`${group}/ack`, {text: 'mine', by}], [`${group}/assign`, {to: '王强', by}], [`${group}/note`, {text: 'a note', by}],
    [`${group}/link`, {link: 'https://example.org/t/1', by}], [`${group}/analyse`, {cause: 'outage', by}],
    [`${group}/handle`, {measure: 'fees returned', by}], [`${group}/answer`, {text: 'we are sorry', by}],
    [`${group}/silence`, {until: '1d', reason: 'noise', scope: 'org', by}], [`${group}/follow-up`, {at: '3d', by}],
    [`${group}/resolve`, {cause: 'outage', measure: 'night work', by}], [`${group}/review`, {text: 'tell earlier', by}],
    [`${group}/reopen`, {reason: 'again', by}], [`${group}/dismiss`, {reason: 'no complaint', by}],
    [`${group}/person`, {state: 'settled', by, channel: 'a/b', post: 'p1'}],
    ['posts/a/b/p1/correct', {by, complaint: false, cause: 'late-claim', org: null}],
    [`${group}/merge`, {reason: 'the same', by, with: OTHER}], [`${group}/split`, {by, posts: [{id: 'p1', channel: 'a/b'}]}],
  ]);
}));

test('whoever has given a name takes a case by one press', () => onPage({groups: [makeGroup(ID, {title: 'alpha'})]},
    async (page, engine) => {
      await page.evaluate(() => localStorage.setItem('groundswell.name', '李敏'));
      await page.reload();
      await page.getByRole('button', {name: 'Take it'}).click();
      await said(page, 'Take it');
      assert.deepEqual(engine.acts, [{path: `groups/${ID}/ack`, body: {by: '李敏'}}]);
    }));

test('what is missing or refused is said in words at its field, and nothing that was written is lost', () => onPage({
  groups: [makeGroup(ID, {title: 'alpha'})], expected: LOST,
}, async (page, engine) => {
  await heading(page, 'alpha');
  await page.getByRole('button', {name: 'Note'}).click();
  const dialog = page.getByRole('dialog'), send = () => dialog.getByRole('button', {name: 'Note'}).click();
  await send();
  assert.equal(await dialog.getByLabel('Note').getAttribute('aria-invalid'), 'true');
  assert.equal(await dialog.locator('.field-error:visible').first().textContent(), 'Required.');
  assert.equal(engine.acts.length, 0);
  await dialog.getByLabel('Note').fill('written');
  await dialog.getByLabel('Who does it').fill('李敏');
  engine.refusals.set('note', [400, 'field text: must be a text of 1 to 4096 bytes']);
  await send();
  await dialog.getByText('must be a text of 1 to 4096 bytes').waitFor();
  assert.equal(await dialog.getByLabel('Note').getAttribute('aria-invalid'), 'true');
  engine.refusals.set('note', [409, 'the case is full']);
  await send();
  await dialog.getByRole('alert').getByText('Not possible now: the case is full').waitFor();
  assert.equal(await dialog.getByLabel('Note').inputValue(), 'written');
  await send();
  await said(page, 'Note');
  assert.equal(engine.acts[0].body.text, 'written');
}));
