// The pages of alerts, cases and the system against a stand-in for the engine: filters in the address, what comes while
// somebody reads, deliveries, the board, sources that are stopped, drills. Run: node operations_test.mjs

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launchBrowser, LOST, until} from './browser.mjs';
import {makeGroup, makeSource} from './fake_engine.mjs';
import {act, hashOf, live, onPage as onPageIn, restPointer, said} from './harness.mjs';
import {clockDue, DUTY, listOf, makeCase, makeDelivery, makeDrill, makeNotice, makeReject, METRICS, prepareOperations} from './operations.mjs';

let browser;
before(async () => browser = await launchBrowser());
after(() => browser?.close());
const onPage = (options, act) => onPageIn(browser, options, act);

const groups = [makeGroup('a', {title: 'double charge', level: 'crisis', complainants: {count: 23, low: 23, high: 23}}), makeGroup('b', {title: 'late claim'})];
const items = (page) => page.locator('.item .item-link').allTextContents();
const untilItems = (page, wanted) => until(() => items(page), (all) => all.join() === wanted.join(), `wanted ${wanted}`);
const asked = (engine, path) => engine.calls.filter((call) => call.split('?')[0] === `/api/v1/${path}`);
const lastQuery = (engine, path) => new URLSearchParams(asked(engine, path).at(-1).split('?')[1]);
const NASTY = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';

// --- Alerts

test('an alert tells its event, levels, rule and people, and leads to its group', () => onPage({
  groups, path: '/#/alerts', prepare: (engine) => {
    prepareOperations(engine, 'a');
    engine.raise('a', {previous_level: 'emerging', rule: {name: 'spreading', window_complainants: 20, window_hours: 24}});
    engine.raise('b', {event: 'opened', previous_level: 'none', rule: {name: 'of_tomorrow'}});
  },
}, async (page) => {
  await untilItems(page, ['late claim', 'double charge']);
  const row = page.locator('.item').nth(1);
  assert.equal(await row.locator('.item-kind').textContent(), 'roseemerging →crisis');
  assert.match(await row.locator('.item-sub').textContent(), /20 new people within 24 hours/);
  assert.match(await page.locator('.item .item-sub').first().textContent(), /of_tomorrow/);
  assert.equal(await row.locator('.item-figure').textContent(), '23 people');
  assert.equal(await row.locator('.item-link').getAttribute('href'), '#/groups/a');
}));

test('what alerts are narrowed to is in the address, and in what the engine is asked', () => onPage({groups, path: '/#/alerts?level=crisis',
  prepare: (engine) => engine.raise('a')}, async (page, engine) => {
  await untilItems(page, ['double charge']);
  assert.equal(lastQuery(engine, 'alerts').get('level'), 'crisis');
  assert.ok(await page.getByLabel('crisis').isChecked());
  await page.getByLabel('Event', {exact: true}).selectOption('surged');
  await page.getByLabel('Organisation').selectOption('海桥银行');
  await page.getByLabel('Time').selectOption('7d');
  await until(() => hashOf(page), (hash) => hash.includes('window=7d') && hash.includes('event=surged') && hash.includes('level=crisis'));
  // Lengths count back from the newest post, for a recording may be years old.
  await until(() => lastQuery(engine, 'alerts').get('since'), (since) => since === '2026-03-03T02:00:00.000Z');
  assert.equal(lastQuery(engine, 'alerts').get('org'), '海桥银行');
  await page.getByLabel('Time').selectOption('own');
  await page.getByLabel('From', {exact: true}).fill('2026-03-09');
  await page.getByLabel('To', {exact: true}).fill('2026-03-09');
  await until(() => lastQuery(engine, 'alerts').get('until'), (time) => time === '2026-03-09T16:00:00.000Z');
  assert.equal(lastQuery(engine, 'alerts').get('since'), '2026-03-08T16:00:00.000Z');
  assert.match(hashOf(page), /since=2026-03-09&until=2026-03-09/);
  // Links of reports name moments.
  await page.goto(`${engine.url}/#/alerts?since=2026-03-06T16:00:00.000Z&until=2026-03-07T16:00:00.000Z`);
  await until(() => lastQuery(engine, 'alerts').get('until'), (time) => time === '2026-03-07T16:00:00.000Z');
  assert.equal(lastQuery(engine, 'alerts').get('since'), '2026-03-06T16:00:00.000Z');
  assert.deepEqual([await page.getByLabel('From', {exact: true}).inputValue(), await page.getByLabel('To', {exact: true}).inputValue()],
      ['2026-03-07', '2026-03-07']);
}));

test('an alert that comes stands on top without a reload; under a pointer it waits', () => onPage({groups, path: '/#/alerts',
  prepare: (engine) => engine.raise('b')}, async (page, engine) => {
  await live(page);
  await untilItems(page, ['late claim']);
  await restPointer(page);
  engine.raise('a');
  await untilItems(page, ['double charge', 'late claim']);
  const at = () => page.locator('.item').first().evaluate((node) => node.getBoundingClientRect().top), before = await at();
  await page.locator('.item').first().hover();
  engine.raise('b', {event: 'surged'});
  await page.getByRole('button', {name: '1 new: show'}).waitFor();
  assert.deepEqual(await items(page), ['double charge', 'late claim']);
  assert.equal(await at(), before);
  await restPointer(page);
  await untilItems(page, ['late claim', 'double charge', 'late claim']);
  await page.locator('.item-link').first().focus();
  engine.raise('a', {event: 'resolved'});
  await page.getByRole('button', {name: '1 new: show'}).click();
  await untilItems(page, ['double charge', 'late claim', 'double charge', 'late claim']);
  assert.ok(await page.locator('.item-link').first().evaluate((node) => node === document.activeElement));
}));

test('an alert that the filters do not take stays away', () => onPage({groups, path: '/#/alerts?level=crisis', prepare: (engine) => engine.raise('a')},
  async (page, engine) => {
    await live(page);
    await restPointer(page);
    await untilItems(page, ['double charge']);
    engine.raise('b');
    engine.raise('a', {event: 'surged'});
    await untilItems(page, ['double charge', 'double charge']);
  }));

test('deliveries are told in short, and in full once asked for', () => onPage({groups, path: '/#/alerts', prepare: (engine) => {
  engine.raise('a', {id: 'x1'});
  const rows = [makeDelivery('x1', 'desk'), makeDelivery('x1', 'sms', {outcome: 'failed', why: 'answered 410', attempts: 10, latency_ms: 4200})];
  engine.answers.set('deliveries', listOf(rows));
  engine.deliveries.set('x1', rows);
}}, async (page) => {
  const summary = page.locator('.item summary');
  await until(() => summary.textContent(), (words) => words === 'Deliveries: desk sent · sms failed');
  await summary.click();
  const rows = page.locator('.deliveries li');
  await rows.nth(1).waitFor();
  assert.match(await rows.nth(0).textContent(), /^sent · desk · .* · 30 ms$/);
  assert.match(await rows.nth(1).textContent(), /^failed · sms · .* · 10 attempts · 4\.2 sanswered 410$/);
}));

test('further pages come on demand, and one that holds nothing yet is passed over', () => onPage({groups, path: '/#/alerts', prepare: (engine) => {
  const alerts = Array.from({length: 60}, (_, i) => ({id: `x${i}`, event: 'opened', level: 'watch', at: '2026-03-10T01:00:00.000Z',
    group: makeGroup('b', {title: `alert ${i}`})}));
  engine.answers.set('alerts', (url) => ({null: listOf([], 'c1'), c1: listOf(alerts.slice(0, 50), 'c2'), c2: listOf(alerts.slice(50))})[url.searchParams.get('cursor')]);
}}, async (page) => {
  await until(() => page.locator('.item').count(), (count) => count === 50);
  await page.getByRole('button', {name: 'Show more'}).click();
  await until(() => page.locator('.item').count(), (count) => count === 60);
  assert.ok(await page.getByRole('button', {name: 'Show more'}).isHidden());
}));

test('tables and feeds have the filters of the list; where a token is needed the page fetches the file', () => onPage({groups,
  path: '/#/alerts?level=crisis', engine: {tokens: {'some-token': 'read'}}, expected: LOST, prepare: (engine) => {
    engine.raise('a');
  }}, async (page, engine) => {
  await page.getByLabel('Token').fill('some-token');
  await page.getByLabel('Token').press('Enter');
  await untilItems(page, ['double charge']);
  assert.equal(await page.getByRole('link', {name: 'Atom'}).getAttribute('href'), 'api/v1/alerts.atom?level=crisis&lang=en');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: 'CSV'}).click()]);
  assert.equal(file.suggestedFilename(), 'alerts.csv');
  assert.equal(lastQuery(engine, 'alerts').get('format'), 'csv');
}));

test('an address shows one alert with its deliveries, or says that it is gone', () => onPage({groups, path: '/#/alerts/a-1', prepare: (engine) => {
  engine.answers.set('alerts/a-1', {id: 'a-1', event: 'opened', level: 'crisis', at: '2026-03-10T01:00:00.000Z', group: groups[0]});
  engine.deliveries.set('a-1', [makeDelivery('a-1', 'desk')]);
  engine.alertsOf = () => [];
}}, async (page) => {
  await page.locator('.deliveries li').waitFor();
  assert.deepEqual(await items(page), ['double charge']);
  await page.getByRole('link', {name: '← All alerts'}).click();
  await page.getByText('No alert yet.').waitFor();
}));

test('the log over all deliveries tells what each alert was about, and is narrowed to a receiver', () => onPage({groups, path: '/#/alerts/deliveries?receiver=sms',
  prepare: (engine) => {
    engine.answers.set('deliveries', listOf([makeDelivery('a-1', 'sms', {outcome: 'failed', why: 'answered 410'})]));
    engine.answers.set('alerts/a-1', {id: 'a-1', event: 'opened', level: 'crisis', at: '2026-03-10T01:00:00.000Z', group: groups[0]});
  }}, async (page, engine) => {
  await untilItems(page, ['double charge']);
  assert.equal(lastQuery(engine, 'deliveries').get('receiver'), 'sms');
  assert.match(await page.locator('.item').textContent(), /failedsms.*answered 410/);
  await page.getByLabel('Outcome').selectOption('failed');
  await until(() => lastQuery(engine, 'deliveries').get('outcome'), (outcome) => outcome === 'failed');
  await page.locator('.item-link').click();
  await until(() => hashOf(page), (hash) => hash === '#/alerts/a-1');
}));

test('notices of the engine tell their facts, lead to what they are about, and come without a reload', () => onPage({groups, path: '/#/alerts/notices',
  prepare: (engine) => engine.answers.set('notices', listOf([makeNotice('n1'), makeNotice('n2', {kind: 'clock', group: 'a', over: true})])),
}, async (page, engine) => {
  await untilItems(page, ['Receiver n1', 'Receiver n2']);
  const second = page.locator('.item').nth(1);
  assert.match(await page.locator('.item').first().textContent(), /Receiver downmajor.*Error answered 410/);
  assert.match(await second.textContent(), /Deadlineover/);
  assert.equal(await second.locator('.item-link').getAttribute('href'), '#/groups/a');
  await page.getByLabel('Kind').selectOption('drill');
  await until(() => lastQuery(engine, 'notices').get('kind'), (kind) => kind === 'drill');
}));

test('what cannot be read is told in the words of the engine, and can be tried again', () => onPage({path: '/#/alerts', expected: LOST, prepare: (engine) => {
  engine.problemOnce = true;
  const {answer} = engine;
  engine.answer = (request, response) => engine.problemOnce && request.url.startsWith('/api/v1/alerts') ?
      engine.problem(response, 503, 'the store is being rebuilt') : answer.call(engine, request, response);
}}, async (page, engine) => {
  await page.getByText('the store is being rebuilt').waitFor();
  engine.problemOnce = false;
  await page.getByRole('button', {name: 'Try again'}).click();
  await page.getByText('No alert yet.').waitFor();
}));

// --- Cases

const column = (page, name) => page.locator('.case-column', {has: page.getByRole('heading', {name: new RegExp(`^${name} `)})});
const cards = (page, name) => column(page, name).locator('.case-link').allTextContents();
const untilCards = (page, name, wanted) => until(() => cards(page, name), (all) => all.join() === wanted.join(), `${name}: wanted ${wanted}`);

const SOON = new Date(Date.now() + 3600000).toISOString(), LATE = '2026-03-10T01:30:00.000Z';
const onBoard = (cases, more = {}) => (engine) => {
  engine.answers.set('cases', (url) => {
    const status = url.searchParams.get('status')?.split(',');
    return listOf(cases.filter((one) => status ? status.includes(one.status) : one.due !== undefined));
  });
  engine.answers.set('oncall', {...DUTY, ...more});
  engine.answers.set('groups', () => listOf([...engine.groups.values()]));
};
const THREE = [makeCase('c1', {status: 'handling', assignee: '王强', ...clockDue(SOON)}), makeCase('c2', {status: 'handling', assignee: '李敏', ...clockDue(LATE)}),
  makeCase('c3', {status: 'dismissed', org: 'B'})];

test('cases stand by state, what is due first stands first, and what has passed is marked', () => onPage({path: '/#/cases',
  groups: [makeGroup('a', {title: 'untouched', status: 'received', level: 'emerging', complainants: {count: 12, low: 12, high: 12}})],
  prepare: onBoard(THREE, {waiting: [{group: 'a', level: 'emerging', since: LATE, asked: [{person: 'wang', at: LATE}]}]})}, async (page) => {
  await untilCards(page, 'handling', ['case c2', 'case c1']);
  await untilCards(page, 'new', ['untouched']);
  await untilCards(page, 'dismissed', ['case c3']);
  assert.match(await column(page, 'new').textContent(), /emerging12 people.*asked: 王强/);
  assert.deepEqual(await column(page, 'handling').locator('.is-late, .is-soon').evaluateAll((nodes) => nodes.map((node) => node.className)),
      ['case-clock is-late', 'case-clock is-soon']);
  assert.equal(await page.locator('.page-head [role=status]').textContent(), '4 cases · 1 past a deadline');
  assert.match(await page.locator('.duty').textContent(), /On call now李敏until 10 Mar, 18:00Next王强/);
}));

test('the board is narrowed to a person and an organisation, by the address', () => onPage({path: `/#/cases?assignee=${encodeURIComponent('李敏')}`,
  prepare: onBoard(THREE)}, async (page) => {
  await untilCards(page, 'handling', ['case c2']);
  await page.getByLabel('Assignee').selectOption('-');
  await untilCards(page, 'dismissed', ['case c3']);
  await page.getByLabel('Organisation').selectOption('海桥银行');
  await page.getByText('No case fits these filters.').waitFor();
  assert.equal(decodeURIComponent(hashOf(page)), '#/cases?assignee=-&org=海桥银行');
}));

test('the table to save is the board: all cases, however it is ordered, and the groups that nobody has touched', () => onPage({path: '/#/cases',
  groups: [makeGroup('a', {title: 'untouched', status: 'received', level: 'emerging'})], prepare: onBoard(THREE)}, async (page, engine) => {
  await untilCards(page, 'new', ['untouched']);
  const save = async (place) => Promise.all([page.waitForEvent('download'), page.locator('.exports').getByRole('button', {name: 'CSV'}).nth(place).click()]);
  assert.equal((await save(0))[0].suggestedFilename(), 'cases.csv');
  assert.deepEqual([...lastQuery(engine, 'cases')], [['format', 'csv']]);
  assert.equal((await save(1))[0].suggestedFilename(), 'groups-untouched.csv');
  assert.deepEqual([...lastQuery(engine, 'groups')], [['status', 'received'], ['level', 'emerging,major,crisis'], ['role', 'own'], ['format', 'csv']]);
  await page.getByLabel('Assignee').selectOption('王强');
  await until(() => page.locator('.exports').getByRole('button', {name: 'CSV'}).count(), (count) => count === 1);
}));

test('a competitor is nobody’s case, and its posts do not have the board read again and again', () => onPage({path: '/#/cases',
  groups: [makeGroup('a', {title: 'ours', status: 'received', level: 'emerging'})], prepare: (engine) => {
    onBoard(THREE)(engine);
    engine.answers.set('groups', (url) => listOf([...engine.groups.values()].filter((group) => url.searchParams.get('role') !== 'own' || group.org !== 'B')
        .filter((group) => url.searchParams.get('status').split(',').includes(group.status))));
  }}, async (page, engine) => {
  await live(page);
  await untilCards(page, 'new', ['ours']);
  const read = asked(engine, 'oncall').length;
  const theirs = (posts) => engine.put(makeGroup('b', {title: 'theirs', org: 'B', status: 'received', level: 'crisis', posts}));
  theirs(1);
  await until(() => asked(engine, 'oncall').length, (count) => count === read + 1);
  theirs(2);
  await page.waitForTimeout(2500);  // Longer than the board waits before it is read anew.
  assert.equal(asked(engine, 'oncall').length, read + 1);
  await untilCards(page, 'new', ['ours']);
  engine.put(makeGroup('c', {title: 'ours too', status: 'received', level: 'emerging'}));
  await untilCards(page, 'new', ['ours', 'ours too']);
}));

test('a card leads to the case on the page of its group', () => onPage({path: '/#/cases', groups: [makeGroup('a', {status: 'received', level: 'emerging'})],
  prepare: (engine) => {
    onBoard([makeCase('a', {status: 'handling'})])(engine);
    engine.answers.delete('groups');
  }}, async (page) => {
  await column(page, 'handling').locator('.case-link').click();
  await until(() => hashOf(page), (hash) => hash === '#/groups/a?part=case');
  await until(() => page.evaluate(() => document.activeElement?.textContent), (words) => words === 'Case');
}));

test('a case that somebody takes moves on the open board, but not away under a hand', () => onPage({path: '/#/cases',
  groups: [makeGroup('c1', {status: 'handling', level: 'emerging'})], prepare: onBoard(THREE)}, async (page, engine) => {
  await live(page);
  await untilCards(page, 'handling', ['case c2', '重复扣款 c1']);
  await column(page, 'handling').locator('.case-card').first().hover();
  onBoard([{...THREE[0], status: 'answered'}, ...THREE.slice(1)])(engine);
  engine.put(makeGroup('c1', {status: 'answered', level: 'major', complainants: {count: 30, low: 30, high: 30}}));
  await page.getByRole('button', {name: 'The board has changed: show'}).waitFor();
  assert.match(await column(page, 'handling').textContent(), /major30 people/);
  await restPointer(page);
  await untilCards(page, 'answered', ['重复扣款 c1']);
  await untilCards(page, 'handling', ['case c2']);
}));

test('on a phone the states stand below one another, without those that are empty', () => onPage({path: '/#/cases', viewport: {width: 390, height: 844},
  prepare: onBoard(THREE, {now: undefined, fallback: 'zhao', gaps: [{from: '2026-03-10T01:00:00.000Z', until: '2026-03-10T10:00:00.000Z'}]})}, async (page) => {
  await untilCards(page, 'handling', ['case c2', 'case c1']);
  assert.deepEqual((await page.locator('.case-column h2').allInnerTexts()).filter(Boolean).length, 7);
  assert.equal(await page.locator('.case-column:visible').count(), 2);
  const [first, second] = await page.locator('.case-column:visible').evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect()));
  assert.ok(first.bottom <= second.top && first.left === second.left);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  assert.match(await page.locator('.duty').textContent(), /nobody; zhao is called.*Nobody is10 Mar, 09:00 – 10 Mar, 18:00/);
}));

// --- Deadlines of a case, on the page of its group

const CASE_PATH = {path: '/#/groups/a?part=case', groups: [makeGroup('a', {title: 'double charge', status: 'handling', level: 'major'})]};
const withClocks = (clocks) => (engine) => engine.cases.set('a', {...engine.caseOf('a'), status: 'handling', clocks});
const DECIDE = {...clockDue(SOON).clocks[0], name: 'decide', en: 'Decision', zh: '作出处理决定'};
const PROMISED = {name: 'promise', en: 'Promise', zh: '承诺', after: 'promise', until: 'answered', due: SOON, running: 1, passed: 0};
const offered = async (page) => {
  await page.locator('.menu summary').click();
  const all = await page.locator('.menu button').allTextContents();
  await page.locator('.menu summary').click();
  return all;
};

test('a promise is given with the day by which, and a deadline is extended with a reason', () => onPage({...CASE_PATH,
  prepare: withClocks([DECIDE, PROMISED])}, async (page, engine) => {
  await page.getByText('Decision').first().waitFor();
  await act(page, 'Promise', {'What is promised': 'refund by Friday', 'By when': '7d', 'Who does it': '李敏'});
  await said(page, 'Promise');
  await act(page, 'Extend', {Deadline: 'decide', Reason: 'complex'});
  await said(page, 'Extend');
  // The name of the deadline, not its key.
  await until(() => page.locator('.history li').first().textContent(), (words) => /extended.*Decision/.test(words));
  await act(page, 'Promise kept', {});
  const by = '李敏';
  assert.deepEqual(engine.acts, [{path: 'groups/a/promise', body: {text: 'refund by Friday', due: '7d', by}},
    {path: 'groups/a/extend', body: {deadline: 'decide', reason: 'complex', by}}, {path: 'groups/a/promise-kept', body: {by}}]);
}));

test('a moment of one’s own is sent as such, and a promise without words or a day is not sent', () => onPage({...CASE_PATH,
  prepare: withClocks([])}, async (page, engine) => {
  await page.locator('.menu summary').click();
  await page.locator('.menu').getByRole('button', {name: 'Promise', exact: true}).click();
  const dialog = page.getByRole('dialog', {name: 'Promise'}), send = () => dialog.getByRole('button', {name: 'Promise'}).click();
  await dialog.getByLabel('Who does it').fill('Ann');
  await dialog.getByLabel('By when').selectOption('at');
  await send();
  assert.equal(await dialog.getByLabel('By when').getAttribute('aria-invalid'), 'true');
  assert.equal(await dialog.getByLabel('What is promised').getAttribute('aria-invalid'), 'true');
  await dialog.getByLabel('What is promised').fill('a call');
  await dialog.getByLabel('Moment').fill('2026-03-12T09:30');
  await send();
  await said(page, 'Promise');
  assert.deepEqual(engine.acts[0].body, {text: 'a call', due: '2026-03-12T01:30:00.000Z', by: 'Ann'});
}));

test('what runs is what may be extended or kept; promising is always offered', () => onPage({...CASE_PATH, prepare: withClocks([DECIDE])},
  async (page, engine) => {
    await page.getByText('Decision').first().waitFor();
    assert.deepEqual((await offered(page)).filter((name) => /Promise|Extend/.test(name)), ['Promise', 'Extend']);
    withClocks([])(engine);
    engine.put(makeGroup('a', {title: 'double charge', status: 'answered', level: 'major'}));
    await until(() => offered(page), (all) => all.includes('Promise') && !all.includes('Extend') && !all.includes('Promise kept'));
  }));

test('a term that the rules do not give is refused in the words of the engine', () => onPage({...CASE_PATH, prepare: withClocks([DECIDE]), expected: LOST},
  async (page, engine) => {
    engine.refusals.set('extend', [409, 'decide cannot be extended further']);
    await page.locator('.menu summary').click();
    await page.locator('.menu').getByRole('button', {name: 'Extend'}).click();
    const dialog = page.getByRole('dialog', {name: 'Extend'});
    await dialog.getByLabel('Reason').fill('complex');
    await dialog.getByLabel('Who does it').fill('Ann');
    await dialog.getByRole('button', {name: 'Extend'}).click();
    await dialog.getByText('Not possible now: decide cannot be extended further').waitFor();
  }));

test('who may only look is offered no promise and no extension', () => onPage({...CASE_PATH, prepare: withClocks([DECIDE]),
  engine: {tokens: {'some-token': 'read'}}, expected: LOST}, async (page) => {
  await page.getByLabel('Token').fill('some-token');
  await page.getByLabel('Token').press('Enter');
  await page.getByText('Decision').first().waitFor();
  assert.equal(await page.locator('.acts').count(), 0);
}));

// --- System

const row = (page, name) => page.getByRole('row', {name: new RegExp(`^${name}`)});

test('a source tells its state, its figures and what went wrong, and is stopped and goes on', () => onPage({path: '/#/system', prepare: (engine) =>
  prepareOperations(engine, 'a')}, async (page, engine) => {
  await row(page, 'forum').waitFor();
  assert.match(await row(page, 'forum').textContent(), /waits for its peer.*cannot connect/);
  assert.match(await row(page, 'HTTP').textContent(), /1,234/);
  await page.getByRole('button', {name: 'Pause: crawler'}).click();
  await until(() => engine.acts.map((act) => act.path), (paths) => paths.join() === 'sources/crawler/pause');
  engine.sources = [makeSource('crawler', {state: 'paused', late: 0, ahead: 0})];
  await page.getByRole('button', {name: 'Resume: crawler'}).click();
  await until(() => engine.acts.length, (count) => count === 2);
  assert.equal(engine.acts[1].path, 'sources/crawler/resume');
}));

test('what the engine refuses to stop is told in its words', () => onPage({path: '/#/system', expected: LOST, prepare: (engine) => {
  prepareOperations(engine, 'a');
  engine.refusals.set('pause', [503, 'the store takes nothing']);
}}, async (page) => {
  await page.getByRole('button', {name: 'Pause: crawler'}).click();
  await page.getByRole('alert').filter({hasText: 'crawler: The engine takes nothing just now: the store takes nothing'}).waitFor();
}));

test('who may only look is offered nothing to stop, call or confirm', () => onPage({path: '/#/system', engine: {tokens: {'some-token': 'read'}},
  expected: LOST, prepare: (engine) => prepareOperations(engine, 'a')}, async (page) => {
  await page.getByLabel('Token').fill('some-token');
  await page.getByLabel('Token').press('Enter');
  await row(page, 'forum').waitFor();
  assert.deepEqual(await page.locator('main').getByRole('button').allTextContents(), []);
}));

test('receivers, what was refused, the store and how fast posts come', () => onPage({path: '/#/system', prepare: (engine) => {
  prepareOperations(engine, 'a');
  let posts = 100;
  engine.answers.set('metrics', () => METRICS.replace('posts_total 100', `posts_total ${posts += 50}`));
}}, async (page) => {
  await row(page, 'sms').waitFor();
  assert.match(await row(page, 'sms').textContent(), /^smsgone until a restart/);
  assert.equal(await row(page, 'sms').getByRole('link', {name: '4'}).getAttribute('href'), '#/alerts/deliveries?receiver=sms&outcome=failed');
  assert.equal(await row(page, 'desk').getByRole('link', {name: '19'}).getAttribute('href'), '#/alerts/deliveries?receiver=desk');
  assert.deepEqual(await page.locator('.health a').evaluate((link) => [link.textContent, link.getAttribute('href')]), ['1 thing is amiss', '#/alerts/notices']);
  const words = await page.locator('main').textContent();
  for (const wanted of ['Posts stored1,234', 'Size of the store1.2 GB', 'Free on the disk47 GB', 'Records sent to the API3', 'Requests: over capacity2', 'Version0.1.0']) {
    assert.ok(words.includes(wanted), wanted);
  }
  assert.ok(!words.includes('unknown content type'));
  await until(() => page.locator('.figures').first().textContent(), (text) => /Posts a second(8|9|10|11|12)/.test(text));
}));

const refused = (page) => page.getByRole('table', {name: 'Refused lines'}).locator('tbody tr');

test('refused lines stand with who sent them, where and why, and each count leads to its lines', () => onPage({path: '/#/system', prepare: (engine) => {
  prepareOperations(engine, 'a');
  engine.rejected = 3;
}}, async (page, engine) => {
  await until(() => refused(page).count(), (count) => count === 3);
  assert.match(await refused(page).nth(1).textContent(), /^httpfield missingfield id: required\{"text":"\[phone\]"\}2/);
  assert.match(await refused(page).first().textContent(), /^crawlertoo_odd/, 'a reason that the page does not know is shown as it is');
  await page.getByText('The newest 3 of 3 refused lines.').waitFor();
  await page.getByRole('button', {name: 'field missing 2'}).click();
  await until(() => refused(page).count(), (count) => count === 2);
  assert.equal(hashOf(page), '#/system?code=missing_field');
  assert.equal(await page.getByRole('button', {name: 'field missing 2'}).getAttribute('aria-pressed'), 'true');
  await row(page, 'crawler').first().getByRole('link', {name: '1'}).click();
  await until(() => refused(page).count(), (count) => count === 1);
  assert.equal(hashOf(page), '#/system?source=crawler');
  const calls = asked(engine, 'rejects').length;
  engine.rejected = 4;
  engine.answers.set('rejects/counts', {rejected: 4, kept: 4, by_code: {missing_field: 3, too_odd: 1}, by_source: {http: 3, crawler: 1}});
  await page.getByRole('button', {name: 'field missing 3'}).waitFor({timeout: 15000});
  assert.equal(asked(engine, 'rejects').length, calls + 1, 'they are asked for only when more were refused');
}));

test('a drill is called for and confirmed', () => onPage({path: '/#/system', prepare: (engine) => prepareOperations(engine, 'a')}, async (page, engine) => {
  await page.getByText('nobody confirmed it').waitFor();
  await page.getByRole('button', {name: 'Call a drill'}).click();
  const dialog = page.getByRole('dialog', {name: 'Call a drill'});
  await dialog.getByLabel('Who does it').fill('Ann');
  await dialog.getByLabel('Drill').fill('power is out');
  await dialog.getByLabel('Receiver').selectOption('desk');
  await dialog.getByRole('button', {name: 'Send it'}).click();
  await until(() => page.getByRole('dialog').count(), (count) => count === 0);
  assert.deepEqual(engine.acts[0], {path: 'drills', body: {by: 'Ann', text: 'power is out', level: 'emerging', receivers: ['desk'], wait_secs: 600}});
  await page.getByRole('button', {name: 'Confirm'}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Confirm'}).click();
  await until(() => engine.acts.length, (count) => count === 2);
  assert.deepEqual(engine.acts[1], {path: 'drills/drill-1/ack', body: {by: 'Ann'}});
}));

// --- All of them

test('whatever posts, people and peers say is text', () => onPage({groups: [makeGroup('a', {title: NASTY, org: NASTY, level: 'crisis'})], prepare: (engine) => {
  prepareOperations(engine, 'a');
  engine.raise('a', {id: 'x1', rule: {name: NASTY}});
  engine.answers.set('deliveries', listOf([makeDelivery('x1', NASTY, {outcome: 'failed', why: NASTY})]));
  engine.answers.set('alerts/x1', engine.alerts[0]);
  engine.answers.set('notices', listOf([makeNotice('n', {org: NASTY, en: {headline: NASTY, parts: [{kind: 'fact', weight: 1, label: NASTY, text: NASTY}]}})]));
  onBoard([makeCase('c', {title: NASTY, assignee: NASTY, org: NASTY})], {now: {...DUTY.now, name: NASTY}})(engine);
  engine.answers.set('drills', listOf([makeDrill('d', {text: NASTY, by: NASTY})]));
  engine.rejected = 1;
  engine.answers.set('rejects', listOf([makeReject(0, {source: NASTY, code: NASTY, reason: NASTY, bytes: NASTY})]));
  engine.sources = [makeSource('s', {late: 0, ahead: 0, mapping: NASTY, last_error: {at: '2026-03-10T02:00:00.000Z', message: NASTY}})];
}}, async (page, engine) => {
  for (const [path, least] of [['alerts', 3], ['alerts/deliveries', 2], ['alerts/notices', 3], ['cases', 5], ['system', 7]]) {
    await page.goto(`${engine.url}/#/${path}`);
    await until(() => page.locator('main').textContent(), (words) => words.split(NASTY).length > least, path);
  }
  assert.equal(await page.evaluate(() => window.hit), undefined);
}));
