// Trends, the posts behind their numbers, reports and the watchlist on the engine itself, with made-up posts whose number
// is known. Run: node reading_test.mjs --binary GROUNDSWELL [--shots FOLDER]

import assert from 'node:assert/strict';
import {mkdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {parseArgs} from 'node:util';

import {findFaults} from './axe.mjs';
import {closePage, launchBrowser, LOST, openPage, until} from './browser.mjs';
import {ask, Engines, sendPosts} from './engine.mjs';
import {hashOf, live} from './harness.mjs';

const {values: options} = parseArgs({options: {binary: {type: 'string'}, shots: {type: 'string'}}});
if (!options.binary) {
  console.error('--binary GROUNDSWELL is needed');
  process.exit(2);
}

const HOUR_MS = 3600000, DAY_MS = 24 * HOUR_MS;
// A Wednesday, 20:30 in Shanghai, where the pages of these tests are read.
const NOW = Date.parse('2026-03-11T12:30:00Z');
const DAY = '2026-03-10';
const SETTINGS = ['engine.zone=+08:00', 'organisation.海桥银行.aliases=海桥', 'organisation.岚翼航空.role=competitor', 'organisation.晨报.role=voice'];
// What of markup the engine keeps, it keeps as text.
const NASTY = '{{7*7}} onerror=alert(1) &lt;b&gt;bold&lt;/b&gt;';

// Three weeks of posts: eight a day, twelve of the newest days' about one cause.
function makePosts() {
  const posts = [];
  const add = (at, fields) => posts.push({id: `p${posts.length}`, time: new Date(at).toISOString(), channel: 'microblog', author: `a${posts.length}`,
    text: '今天天气不错', ...fields});
  for (let day = 20; day >= 0; --day) {
    for (let i = 0; i < 8; ++i) {
      add(NOW - day * DAY_MS - (8 - i) * HOUR_MS, {channel: i % 2 ? 'forum' : 'microblog', region: i % 4 ? '上海' : '成都',
        text: i % 3 ? `今天第 ${i} 次路过 ${posts.length} 号` : `岚翼航空的航班很准时，服务也好 ${posts.length}`});
    }
    for (let i = 0; day < 3 && i < 12; ++i) {
      add(NOW - day * DAY_MS - 90 * 60000 + i * 60000, {region: '上海', text: `海桥银行重复扣款第 ${i} 天不退，客服推脱，投诉 ${posts.length} ${i === 11 ? NASTY : ''}`});
    }
  }
  return posts.sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}

const engines = new Engines(options.binary), POSTS = makePosts();
let browser, engine;
before(async () => {
  await engines.prepare();
  browser = await launchBrowser();
  engine = await engines.start('store', 0, SETTINGS);
  await sendPosts(engine, POSTS);
});
after(async () => {
  await browser?.close();
  await engines.end();
});

async function onPage(hash, act, {expected = null, role = null, ...given} = {}) {
  const page = await openPage(browser, engine.url, {path: `/${hash}`, viewport: {width: 1440, height: 900}, ...given});
  try {
    if (role) {
      await page.route('**/api/v1/me', (route) => route.fulfill({json: {role}}));
      await page.reload();
    }
    await act(page);
    await closePage(page, expected);
  } finally {
    await page.context().close();
  }
}

const number = (text) => Number(text.replace(/[^\d]/g, ''));

// How many posts a link leads to: all of them are read.
async function countBehind(page, link) {
  const href = await link.getAttribute('href');
  const other = await page.context().newPage();
  await other.goto(`${engine.url}/${href}`);
  const words = () => other.locator('.page-head [role=status]').textContent();
  // What it says while it loads is no answer.
  await other.locator('ol.posts > li').first().waitFor();
  for (;;) {
    if (await other.getByText('No posts.').count() > 0) return other.close().then(() => 0);
    if (/all there/.test(await words())) break;
    const before = await words();
    await other.getByRole('button', {name: 'Earlier posts'}).click();
    await until(words, (now) => now !== before);
  }
  const count = number(await words());
  await other.close();
  return count;
}

test('trends: what is counted is what was sent, against the days before, and leads to it', () => onPage('#/trends', async (page) => {
  const posts = page.locator('.trend-facts dd').first();
  await posts.waitFor();
  const from = Date.parse('2026-03-04T16:00:00Z'), of = (start) => POSTS.filter(({time}) => Date.parse(time) >= start && Date.parse(time) < start + NOW - from + HOUR_MS / 2).length;
  assert.equal(number(await posts.locator('.figure-link').first().textContent()), of(from));
  assert.equal(number(await posts.locator('small .figure-link').textContent()), of(from - 7 * DAY_MS));
  assert.match(await posts.locator('small').textContent(), /more than before/);
  assert.equal(await countBehind(page, posts.locator('.figure-link').first()), of(from));
  assert.equal(await countBehind(page, posts.locator('small .figure-link')), of(from - 7 * DAY_MS));
}));

test('trends: every cell of the hours leads to exactly its posts, by region too', () => onPage('#/trends?by=region&window=30d&name=上海', async (page) => {
  const cells = page.locator('.heat-cell:not(:empty)');
  await cells.first().waitFor();
  const sum = (await cells.allTextContents()).reduce((all, text) => all + number(text), 0);
  assert.equal(sum, POSTS.filter(({region}) => region === '上海').length);
  for (const cell of [cells.first(), cells.last()]) assert.equal(await countBehind(page, cell), number(await cell.textContent()));
  await page.locator('.heat-cell').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /^Tue,? 01:00–02:00/);
}));

test('trends: a file holds the days that are shown, and all of their posts', () => onPage('#/trends?by=channel&since=2026-03-01&until=2026-03-03', async (page) => {
  const from = Date.parse('2026-02-28T16:00:00Z'), to = from + 3 * DAY_MS;
  const count = POSTS.filter(({time}) => Date.parse(time) >= from && Date.parse(time) < to).length;
  const shown = page.locator('.trend-facts .figure-link').first();
  await shown.waitFor();
  assert.equal(number(await shown.textContent()), count);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: 'CSV'}).click()]);
  const [head, ...rows] = (await readFile(await file.path(), 'utf8')).replace('\uFEFF', '').trim().split(/\r?\n/).map((line) => line.split(','));
  const column = (name) => rows.map((row) => row[head.indexOf(name)]);
  assert.equal(column('posts').reduce((sum, posts) => sum + Number(posts), 0), count);
  const times = column('time').map((time) => Date.parse(time));
  assert.equal(Math.min(...times), from);
  assert.equal(Math.max(...times), to - HOUR_MS);
}));

test('trends: causes are told by their names, and each number leads to as many posts', () => onPage('#/trends?by=cause&window=30d', async (page) => {
  const row = page.locator('.trend-names tbody tr').first();
  await row.waitFor();
  assert.doesNotMatch(await row.locator('th').textContent(), /^[a-z-]+$/, 'the words of a cause, not its tag');
  const link = row.locator('td a').first(), count = number(await link.textContent());
  assert.ok(count >= 30, String(count));
  assert.match(await link.getAttribute('href'), /cause=[a-z-]+&/);
  assert.equal(await countBehind(page, link), count);
  await row.getByRole('button').click();
  await page.getByText(/^Only /).waitFor();
  const cell = page.locator('.heat-cell:not(:empty)').last();
  assert.equal(await countBehind(page, cell), number(await cell.textContent()));
}));

test('a stretch of the curve of a group leads to its posts, and to the new people among them', () => onPage('#/now', async (page) => {
  await page.locator('.row-link').first().click();
  await page.locator('.chart-table summary').click();
  const cells = page.locator('.chart-table tbody tr').last().locator('td');
  for (const i of [1, 3]) {
    const link = cells.nth(i).getByRole('link');
    if (i === 3 && await link.count() === 0) continue;
    assert.equal(await countBehind(page, link), number(await link.textContent()));
  }
}));

test('trends: filters stand in the address, a name is looked at alone, new posts come in by themselves', () => onPage('#/trends', async (page) => {
  await live(page);
  await page.getByRole('radio', {name: '24 hours'}).check({force: true});
  await page.getByRole('radio', {name: 'channel'}).check({force: true});
  await page.locator('.trend-names').getByRole('button', {name: 'microblog'}).click();
  await page.getByText('Only microblog').waitFor();
  assert.equal(hashOf(page), '#/trends?window=24h&by=channel&name=microblog');
  const shown = async () => number(await page.locator('.trend-facts .figure-link').first().textContent());
  await until(shown, (count) => count === POSTS.filter(({time, channel}) => channel === 'microblog' && Date.parse(time) >= NOW - 23.5 * HOUR_MS).length);
  const count = await shown();
  await sendPosts(engine, [{id: `late${Date.now()}`, time: new Date(NOW - 2 * HOUR_MS).toISOString(), channel: 'microblog', author: 'z', text: '迟到的一帖'}]);
  await until(shown, (now) => now === count + 1);
}));

test('the chart leads to the posts of a point, and its table says the same', () => onPage('#/trends?window=24h', async (page) => {
  await page.locator('.chart canvas').first().waitFor();
  await page.locator('.chart-table summary').click();
  const rows = page.locator('.chart-table tbody tr');
  await until(() => rows.count(), (count) => count === 24);
  const sum = (await rows.locator('td:nth-child(2)').allTextContents()).reduce((all, text) => all + number(text), 0);
  assert.equal(sum, number(await page.locator('.trend-facts .figure-link').first().textContent()));
  const over = page.locator('.u-over').first(), box = await over.boundingBox();
  await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
  await page.mouse.click(box.x + box.width * 0.9, box.y + box.height / 2);
  await page.getByRole('heading', {name: 'Posts', level: 1}).waitFor();
  assert.match(hashOf(page), /^#\/posts\?since=2026-03-1\dT.*&until=/);
}));

test('posts: narrowed by words and mood, filters taken away, what they say is text', () => onPage('#/posts?org=海桥银行&since=2026-03-01T00:00:00.000Z', async (page) => {
  await page.locator('.post').first().waitFor();
  await page.getByRole('searchbox').fill('onerror');
  await until(() => page.locator('.page-head [role=status]').textContent(), (words) => words === '3 posts, all there are');
  assert.ok((await page.locator('.post-text').first().textContent()).includes('onerror=alert(1)'));
  assert.equal(await page.locator('.post b, .post img').count(), 0);
  await page.getByRole('button', {name: /Organisation: 海桥银行/}).click();
  await page.getByRole('searchbox').fill('');
  await page.getByLabel('Complaint').selectOption('true');
  await until(() => hashOf(page), (hash) => hash === '#/posts?since=2026-03-01T00%3A00%3A00.000Z&complaint=true');
}));

test('a report: each of its numbers leads to as many posts', () => onPage(`#/reports/${DAY}`, async (page) => {
  await page.getByRole('heading', {name: 'Volume and mood'}).waitFor();
  const report = await ask(engine, `reports/${DAY}`);
  const from = Date.parse(`${DAY}T00:00+08:00`);
  // Competitors stand by themselves.
  assert.equal(report.volume.posts.value, POSTS.filter(({time, text}) => Date.parse(time) >= from && Date.parse(time) < from + DAY_MS && !/岚翼/.test(text)).length);
  const links = page.locator('.report a[href^="#/posts"]');
  const numbers = (await links.evaluateAll((all) => all.map((link, i) => [i, link.textContent]))).filter(([, text]) => /^[\d,]+$/.test(text) && Number(text) > 0);
  assert.ok(numbers.length > 12);
  // Far apart in the report: the volume, a channel, an organisation, a word, an event.
  for (const [i, text] of numbers.filter((_, place) => place % Math.ceil(numbers.length / 8) === 0)) {
    assert.equal(await countBehind(page, links.nth(i)), number(text), `figure ${i}`);
  }
  assert.match(await page.locator('.report').textContent(), /岚翼航空/);
}));

test('a report is edited; who wrote meanwhile is told and nothing is lost; it stands in the file', () => onPage(`#/reports/${DAY}`, async (page) => {
  await page.getByRole('button', {name: 'Edit'}).click();
  await page.getByLabel('Title').fill('A quiet day');
  await page.getByLabel('Summary').fill(`Two lines.\n${NASTY}`);
  await page.getByLabel('Who writes it').fill('李敏');
  await page.locator('#keep-hot_words').uncheck();
  await page.locator('.report-events textarea').first().fill('They were called back.');
  const url = `${engine.url}/api/v1/reports/${DAY}/text`;
  await fetch(url, {method: 'PUT', headers: {'If-Match': '"0"', 'Content-Type': 'application/json'}, body: JSON.stringify({by: 'ann', title: 'Hers'})});
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByText('ann has saved version 1 meanwhile', {exact: false}).waitFor();
  assert.equal(await page.getByLabel('Title').inputValue(), 'A quiet day');
  await page.getByRole('button', {name: 'Save mine in its place'}).click();
  await page.getByText('Saved as version 2.').waitFor();
  await page.reload();
  await page.getByRole('heading', {name: 'A quiet day', level: 1}).waitFor();
  assert.ok((await page.locator('.report').textContent()).includes('onerror=alert(1)'));
  assert.equal(await page.getByRole('heading', {name: 'Hot words'}).count(), 0);
  await page.getByText('They were called back.').waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: 'Markdown'}).click()]);
  assert.equal(file.suggestedFilename(), `report-${DAY}.md`);
  assert.match(await readFile(await file.path(), 'utf8'), /A quiet day[\s\S]*They were called back/);
}, {expected: LOST}));

test('the watchlist: a change shows what it would have found, is saved over another one, and is undone', () => onPage('#/watchlist', async (page) => {
  const entry = (name) => page.locator(`.watch-entry[data-name="${name}"]`);
  await page.getByRole('heading', {name: 'Own 1'}).waitFor();
  await page.getByRole('heading', {name: 'Competitors 1'}).waitFor();
  await page.getByRole('heading', {name: 'Voices 1'}).waitFor();
  await page.getByRole('button', {name: 'Add'}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', {exact: true}).fill('海桥客服');
  await dialog.getByLabel('Kind').selectOption('branch');
  await dialog.getByLabel('Belongs to').selectOption('海桥银行');
  await dialog.getByLabel('Other names').fill('路过');
  await dialog.getByRole('button', {name: 'Take over'}).click();
  await page.getByText('would have another organisation', {exact: false}).waitFor();
  assert.match(await page.locator('.watch-preview').textContent(), /unknown organisation/);
  assert.equal(await entry('海桥客服').locator('xpath=ancestor::ul').count(), 2, 'below what it belongs to');
  const now = await fetch(`${engine.url}/api/v1/watchlist`), tag = now.headers.get('ETag'), {items} = await now.json();
  const answer = await fetch(`${engine.url}/api/v1/watchlist`, {method: 'PUT', headers: {'If-Match': tag, 'Content-Type': 'application/json'},
    body: JSON.stringify({by: 'ann', comment: 'hers', items: [...items, {name: '银行业协会', role: 'industry'}]})});
  assert.equal(answer.status, 200, await answer.clone().text());
  const save = async () => {
    await page.getByRole('button', {name: 'Save'}).click();
    await dialog.getByLabel('Who does it').fill('李敏');
    await dialog.getByLabel('Why').fill('a new branch');
    await dialog.getByRole('button', {name: 'Save'}).click();
  };
  await save();
  await page.getByText('it is version 2 by ann', {exact: false}).waitFor();
  await page.getByText('would have another organisation', {exact: false}).waitFor();
  await save();
  await page.getByText('Saved as version 3.').waitFor();
  assert.deepEqual((await ask(engine, 'watchlist')).items.map(({name}) => name).sort(), ['岚翼航空', '晨报', '海桥客服', '海桥银行', '银行业协会']);
  await page.getByRole('button', {name: 'Put back: #2'}).click();
  await page.getByText('Version 2 is to be put back').waitFor();
  await save();
  await page.getByText('Saved as version 4.').waitFor();
  assert.equal(await entry('海桥客服').count(), 0);
  assert.equal(await entry('银行业协会').count(), 1);
}, {expected: LOST}));

test('what the engine refuses of a watchlist is told in the words of the page', () => onPage('#/watchlist', async (page) => {
  const dialog = page.getByRole('dialog');
  const add = async (fields) => {
    await page.getByRole('button', {name: 'Add'}).click();
    for (const [label, value] of Object.entries(fields)) {
      const field = dialog.getByLabel(label, {exact: label === 'Name'});
      if (await field.evaluate((node) => node.tagName === 'SELECT')) await field.selectOption(value);
      else await field.fill(value);
    }
    await dialog.getByRole('button', {name: 'Take over'}).click();
  };
  const refused = (words) => page.locator('.watch-pending [role=alert]').getByText(words).waitFor();
  const back = () => page.getByRole('button', {name: 'Discard'}).click();
  for (const [fields, words] of [
    [{Name: '新条目', 'Other names': '海桥'}, /^“海桥” would be a name of both “.*” and “.*”: take it out/],
    [{Name: '新条目', Accounts: 'nobody'}, '“新条目”: “nobody” is no account; write CHANNEL:AUTHOR.'],
    [{Name: '新条目', 'Other names': '\u200b'}, /^“新条目”: “\u200b” cannot be looked for in texts; change it\.$/],
    [{Name: '\u200b'}, /^“\u200b”: “\u200b” cannot be looked for in texts; change it\.$/],
    [{Name: '新集团', Kind: 'group', 'Belongs to': '海桥银行'}, '“新集团” cannot belong to what it names: choose another, or the kind of one of them.'],
  ]) {
    await add(fields);
    await refused(words);
    await back();
  }
  await add({Name: '新条目', Kind: 'branch', 'Belongs to': '海桥银行'});
  const entry = page.locator('.watch-entry[data-name="海桥银行"]');
  await entry.locator('summary').first().click();
  await entry.getByRole('button', {name: 'Remove'}).first().click();
  await refused('“新条目” belongs to “海桥银行”, which would not be on the list.');
}, {expected: LOST}));

test('who may only look is offered nothing to change', async () => {
  await onPage('#/watchlist', async (page) => {
    await page.locator('.watch-entry summary').first().click();
    await page.getByText('Your role may look at the watchlist', {exact: false}).waitFor();
    for (const name of ['Add', 'Edit', 'Remove', /Put back/]) assert.equal(await page.getByRole('button', {name}).count(), 0);
  }, {role: 'read'});
  await onPage(`#/reports/${DAY}`, async (page) => {
    await page.locator('.report-part').first().waitFor();
    assert.equal(await page.getByRole('button', {name: 'Edit'}).count(), 0);
    await page.keyboard.press('e');
    assert.equal(await page.getByLabel('Summary').count(), 0);
  }, {role: 'read'});
});

test('a period that is none is told in words', () => onPage('#/reports/yesterday', async (page) => {
  await page.getByText('no such period', {exact: false}).waitFor();
}, {expected: LOST}));

const VIEWS = {
  trends: ['#/trends?window=30d', '.heat-cell'], posts: ['#/posts?org=海桥银行', '.post'], reports: ['#/reports', '.period-list'],
  report: [`#/reports/${DAY}`, '.report-part'], watchlist: ['#/watchlist', '.watch-entry'],
};
for (const [name, [hash, ready]] of Object.entries(VIEWS)) {
  for (const [locale, colorScheme, width] of [['en-GB', 'light', 1440], ['zh-CN', 'dark', 1440], ['zh-CN', 'light', 390], ['en-GB', 'dark', 390]]) {
    test(`${name} has nothing serious, ${colorScheme}, ${locale}, ${width} px`, () => onPage(hash, async (page) => {
      await page.locator(ready).first().waitFor();
      if (name === 'trends') await page.locator('.chart canvas').last().waitFor();
      if (name === 'report' && width === 390) await page.keyboard.press('e');
      if (name === 'watchlist') await page.locator('.watch-entry summary').first().click();
      assert.deepEqual(await findFaults(page), []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is cut off');
      if (!options.shots) return;
      await mkdir(options.shots, {recursive: true});
      await page.screenshot({path: path.join(options.shots, `${name}-${width === 390 ? 'phone' : 'wide'}-${colorScheme}.png`)});
    }, {locale, colorScheme, viewport: {width, height: width === 390 ? 844 : 900}}));
  }
}
