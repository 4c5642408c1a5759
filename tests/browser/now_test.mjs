// The page "Now" against a stand-in for the engine: order, growth without moving, filters in the address, thousands of
// rows, keyboard, narrow screens. Run: node now_test.mjs

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launchBrowser, until} from './browser.mjs';
import {makeGroup} from './fake_engine.mjs';
import {hashOf, live, onPage as onPageIn, people, restPointer, row, titles, untilTitles} from './harness.mjs';

let browser;
before(async () => browser = await launchBrowser());
after(() => browser?.close());
const onPage = (options, act) => onPageIn(browser, options, act);

const abc = () => ['a', 'b', 'c'].map((id, i) => makeGroup(id, {title: id, last_at: `2026-03-10T0${5 - i}:00:00.000Z`}));

test('groups stand by level, then by urgency, then by their newest post, with level and organisation in words', () => onPage({
  groups: [
    makeGroup('a', {title: 'old watch', last_at: '2026-03-10T01:00:00.000Z'}),
    makeGroup('b', {title: 'crisis', level: 'crisis', last_at: '2026-03-10T00:00:00.000Z'}),
    makeGroup('c', {title: 'new watch', org: null, last_at: '2026-03-10T03:00:00.000Z'}),
    makeGroup('d', {title: 'emerging', level: 'emerging', complainants: {count: 12, low: 12, high: 15}}),
  ],
}, async (page) => {
  await untilTitles(page, ['crisis', 'emerging', 'new watch', 'old watch']);
  assert.equal(await row(page, 'b').locator('.badge').textContent(), 'crisis');
  assert.equal(await row(page, 'c').locator('.org').textContent(), 'unknown organisation');
  assert.equal(await people(page, 'd'), '12–15');
  assert.equal(await page.locator('.page-head [role=status]').textContent(), '4 groups');
}));

test('a row tells growth against the usual, mood, state, channels and its curve', () => onPage({
  groups: [makeGroup('a', {rate_per_hour: 12, baseline_per_hour: 0.5, sentiment: {negative_share: 0.8}, status: 'handling',
    channels: {microblog: 3, desk: 9, forum: 1}, urgency: 63.4})],
}, async (page) => {
  await row(page, 'a').locator('.spark rect').first().waitFor();
  assert.deepEqual(await row(page, 'a').locator('strong').allTextContents(), ['2', '+12', '80%', '63']);
  assert.equal(await row(page, 'a').locator('.cell-growth small').textContent(), '×24');
  assert.equal(await row(page, 'a').locator('.facts').textContent(), 'desk · microblog +1');
  assert.equal(await row(page, 'a').locator('.row-status').textContent(), 'handling');
}));

test('a row grows where it is, and is marked for a moment', () => onPage({
  groups: [makeGroup('a'), makeGroup('b', {level: 'emerging'})],
}, async (page, engine) => {
  await live(page);
  await row(page, 'a').evaluate((node) => node.mine = true);
  engine.put(makeGroup('a', {posts: 9, complainants: {count: 4, low: 4, high: 4}}));
  await until(() => people(page, 'a'), (words) => words === '4');
  assert.equal(await row(page, 'a').evaluate((node) => node.mine), true);
  assert.match(await row(page, 'a').getAttribute('class'), /changed/);
  assert.doesNotMatch(await row(page, 'b').getAttribute('class'), /changed/);
}));

test('rows do not move away under the pointer; new ones are told, and stand there once it has left', () => onPage({
  groups: abc(),
}, async (page, engine) => {
  await live(page);
  await row(page, 'b').hover();
  engine.put(makeGroup('c', {title: 'c', level: 'crisis'}));
  engine.put(makeGroup('d', {title: 'd', level: 'major'}));
  await page.getByRole('button', {name: '1 new group: show'}).waitFor();
  assert.deepEqual(await titles(page), ['a', 'b', 'c']);
  assert.equal(await row(page, 'c').locator('.badge').textContent(), 'crisis');
  assert.equal(await page.locator('#announce').textContent(), '1 new group');
  await restPointer(page);
  await untilTitles(page, ['c', 'd', 'a', 'b']);
  await until(() => page.locator('.waiting').isHidden());
}));

test('rows that wait for their place are shown when asked, and the focus goes to the first', () => onPage({
  groups: abc(),
}, async (page, engine) => {
  await live(page);
  await row(page, 'a').locator('a').focus();
  engine.put(makeGroup('b', {title: 'b', level: 'crisis'}));
  await page.getByRole('button', {name: 'Order has changed: show'}).click();
  await untilTitles(page, ['b', 'a', 'c']);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'b');
}));

test('an engine without groups says what will appear', () => onPage({}, async (page, engine) => {
  await page.getByText('No group yet', {exact: false}).waitFor();
  engine.put(makeGroup('a'));
  await row(page, 'a').waitFor();
  assert.equal(await page.locator('.empty').isHidden(), true);
}));

test('filters narrow pages and events alike, stand in the address, and are read from one', () => onPage({
  groups: [
    makeGroup('a', {title: 'alpha', level: 'watch'}), makeGroup('b', {title: 'beta', level: 'emerging', org: null}),
    makeGroup('c', {title: 'gamma', level: 'crisis', org: '岚翼航空'}),
  ],
}, async (page, engine) => {
  await live(page);
  for (const level of ['crisis', 'major', 'emerging']) await page.getByRole('checkbox', {name: level}).check({force: true});
  await untilTitles(page, ['gamma', 'beta']);
  engine.put(makeGroup('d', {title: 'delta'}));
  engine.put(makeGroup('e', {title: 'epsilon', level: 'major'}));
  await untilTitles(page, ['gamma', 'epsilon', 'beta']);
  engine.put(makeGroup('e', {title: 'epsilon', level: 'watch'}));
  await untilTitles(page, ['gamma', 'beta']);
  await page.getByLabel('Organisation').selectOption({label: 'unknown organisation'});
  await untilTitles(page, ['beta']);
  assert.ok(engine.calls.some((call) => call.includes('org=&')));
  await page.getByLabel('Organisation').selectOption('岚翼航空');
  await untilTitles(page, ['gamma']);
  const address = hashOf(page);
  assert.equal(decodeURIComponent(address), '#/now?level=crisis,major,emerging&org=岚翼航空');
  await page.goto('about:blank');
  await page.goto(`${engine.url}/${address}`);
  await untilTitles(page, ['gamma']);
  assert.equal(await page.getByLabel('Organisation').inputValue(), '岚翼航空');
  assert.equal(await page.getByRole('checkbox', {name: 'major'}).isChecked(), true);
  await page.getByRole('searchbox').fill('nothing like it');
  await page.getByText('No group fits these filters.').waitFor();
  await page.getByRole('button', {name: 'Clear filters'}).click();
  await until(() => titles(page), (all) => all.length === 5);
  assert.equal(hashOf(page), '#/now');
}));

test('another order is of all groups, not of the first page', () => onPage({
  groups: Array.from({length: 250}, (_, i) => makeGroup(`g${String(i).padStart(3, '0')}`, {title: `t${i}`, surprise: i})),
  path: '/#/now?sort=surprise',
}, async (page) => {
  await until(() => titles(page), (all) => all[0] === 't249' && all[1] === 't248');
  await until(() => page.locator('.page-head [role=status]').textContent(), (words) => words === '250 groups');
}));

test('thousands of groups are read as somebody scrolls, and few rows exist at a time', () => onPage({
  groups: Array.from({length: 1000}, (_, i) => makeGroup(`g${String(i).padStart(4, '0')}`, {title: `t${i}`})),
}, async (page, engine) => {
  await until(() => titles(page), (all) => all[0] === 't0');
  assert.ok(engine.calls.filter((call) => call.startsWith('/api/v1/groups?')).length <= 2, 'the first view reads a page');
  for (let i = 0; i < 200; ++i) {
    await page.mouse.wheel(0, 4000);
    if ((await titles(page)).includes('t999')) break;
    await page.waitForTimeout(30);
  }
  assert.ok((await titles(page)).includes('t999'), (await titles(page)).join());
  assert.ok((await titles(page)).length < 40);
  assert.equal(await page.locator('.page-head [role=status]').textContent(), '1,000 groups');
  assert.equal(await row(page, 'g0999').evaluate((node) => `${node.ariaPosInSet} ${node.ariaSetSize}`), '1000 1000');
}));

test('the list is walked by keyboard, and "back" returns to where it was', () => onPage({
  groups: Array.from({length: 60}, (_, i) => makeGroup(`g${String(i).padStart(2, '0')}`, {title: `t${i}`})),
}, async (page) => {
  await until(() => titles(page), (all) => all[0] === 't0');
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press('j');
  assert.equal(await focused(), 't0');
  for (let i = 0; i < 30; ++i) await page.keyboard.press(i % 2 ? 'j' : 'ArrowDown');
  assert.equal(await focused(), 't30');
  await page.keyboard.press('k');
  assert.equal(await focused(), 't29');
  const before = await page.evaluate(() => scrollY);
  assert.ok(before > 300);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {name: 't29', level: 1}).waitFor();
  await page.goBack();
  await row(page, 'g29').waitFor();
  await until(() => page.evaluate(() => scrollY), (top) => Math.abs(top - before) < 200);
}));

test('nothing is cut off on a narrow screen, or zoomed to 200 %', async () => {
  for (const width of [320, 640]) {
    await onPage({
      groups: [makeGroup('a', {level: 'crisis', title: 'x'.repeat(120), org: 'y'.repeat(60), channels: {['z'.repeat(80)]: 3}})],
      viewport: {width, height: 480},
    }, async (page) => {
      await row(page, 'a').waitFor();
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} px`);
      // What stands in a row stands within it.
      const {outside} = await row(page, 'a').evaluate((node) => {
        const box = node.getBoundingClientRect();
        return {outside: [...node.querySelectorAll('strong, .row-link')].filter((one) =>
            one.getBoundingClientRect().bottom > box.bottom + 1 || one.getBoundingClientRect().right > box.right + 1).length};
      });
      assert.equal(outside, 0);
    });
  }
});
