// The page on the engine itself: the made-up day is fed over HTTP, quickened, and in Chromium groups appear, grow and
// escalate without a reload, in both languages, wide and narrow; the engine is killed and comes back under it; a case is
// walked through; naughty strings are text. Run: node live_test.mjs --binary GROUNDSWELL [--shots FOLDER]

import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {mkdir, readdir, readFile} from 'node:fs/promises';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

import {closePage, launchBrowser, LOST, openPage, until} from './browser.mjs';
import {ask, Engines, sendPosts} from './engine.mjs';
import {POLICY} from './fake_engine.mjs';
import {act, live, said} from './harness.mjs';

const {values: options} = parseArgs({options: {binary: {type: 'string'}, shots: {type: 'string'}}});
if (!options.binary) {
  console.error('--binary GROUNDSWELL is needed');
  process.exit(2);
}
const FEED = fileURLToPath(new URL('../../tools/feed', import.meta.url));
const DATA = [process.env.GROUNDSWELL_DATA, fileURLToPath(new URL('../../../shared/data', import.meta.url))]
    .find((folder) => folder && existsSync(path.join(folder, 'bad-input')));

const engines = new Engines(options.binary);
let browser;
before(async () => {
  await engines.prepare();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await engines.end();
});

// Id, people and level of every row that exists.
const rows = (page) => page.locator('.row-list .row').evaluateAll((nodes) => nodes.map((node) => ({id: node.dataset.id,
  people: parseInt(node.querySelector('.cell-people strong').textContent, 10), level: node.className.match(/level-(\w+)/)[1]})));

// Waits until a row has become larger than it was when it was first seen, without having been made anew.
async function seeOneGrow(page) {
  await until(() => page.locator('.row-list .row').evaluateAll((nodes) => nodes.some((node) => {
    const people = parseInt(node.querySelector('.cell-people strong').textContent, 10);
    node.firstPeople ??= people;
    return people > node.firstPeople;
  })), Boolean, 'without a row that grew');
}

async function shoot(page, name) {
  if (!options.shots) return;
  await mkdir(options.shots, {recursive: true});
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({path: path.join(options.shots, `${name}.png`)});
}

async function openGroup(page, id) {
  await page.goto(new URL(`/#/groups/${id}`, page.url()).href);
  await page.locator('.chart canvas').waitFor();
  await page.locator('.post-text').first().waitFor();
}

// Pictures of both pages, wide and narrow, light and dark, in both languages.
async function shootAll(engine, id) {
  if (!options.shots) return;
  for (const [name, locale, colorScheme, viewport] of [
    ['now-wide-zh', 'zh-CN', 'light', {width: 1440, height: 900}], ['now-wide-dark-en', 'en-GB', 'dark', {width: 1440, height: 900}],
    ['now-phone-zh', 'zh-CN', 'dark', {width: 390, height: 844}], ['group-wide-zh', 'zh-CN', 'light', {width: 1440, height: 900}],
    ['group-phone-en', 'en-GB', 'light', {width: 390, height: 844}], ['group-wide-dark-en', 'en-GB', 'dark', {width: 1440, height: 900}],
  ]) {
    const page = await openPage(browser, engine.url, {locale, colorScheme, viewport});
    await page.locator('.row-list .spark rect').first().waitFor();
    if (name.startsWith('group')) await openGroup(page, id);
    await shoot(page, name);
    await closePage(page);
  }
}

test('groups appear, grow and escalate on the open page, through a kill of the engine', async () => {
  const feed = path.join(engines.folder, 'feed.jsonl');
  assert.equal(await engines.run(options.binary, ['generate', '--no-truth', '--out', feed]).ended, 0);
  let engine = await engines.start('store');

  const answer = await fetch(`${engine.url}/`);
  assert.equal(answer.headers.get('content-security-policy'), POLICY);
  assert.equal(answer.headers.get('content-encoding'), 'gzip');
  const again = await fetch(`${engine.url}/`, {headers: {'If-None-Match': answer.headers.get('etag')}});
  assert.equal(again.status, 304);

  const page = await openPage(browser, engine.url, {viewport: {width: 1440, height: 900}});
  await page.getByText('No group yet', {exact: false}).waitFor();
  await live(page);
  await page.evaluate(() => window.isTheFirstLoad = true);
  const feeder = engines.run('python3', [FEED, feed, '--url', engine.url, '--day-secs', '240', '--from-hours', '8.75']);
  await page.locator('.row-list .row').first().waitFor();
  await seeOneGrow(page);
  await until(async () => (await rows(page)).some(({level}) => level === 'emerging'));
  const [grown] = await until(async () => (await rows(page)).filter(({people}) => people >= 8), (all) => all.length > 0);

  const chinese = await openPage(browser, engine.url, {locale: 'zh-CN', viewport: {width: 1440, height: 900}});
  await openGroup(chinese, grown.id);
  await chinese.getByText('投诉人', {exact: true}).first().waitFor();
  const peopleShown = async () => parseInt(await chinese.locator('.figures dd').first().textContent(), 10);
  const before = await peopleShown();
  await until(peopleShown, (count) => count > before, 'people of the open group');
  await shootAll(engine, grown.id);

  feeder.kill('SIGTERM');
  assert.equal(await feeder.ended, 0, feeder.words);
  // The page may be a moment behind the engine.
  const shown = async () => `${(await rows(page)).map(({id, people}) => `${id} ${people}`).slice(0, 8)}`;
  const stored = async () => `${(await ask(engine, 'groups?limit=8')).items.map((group) => `${group.id} ${group.complainants.count}`)}`;
  await page.mouse.move(1, 1);
  await until(async () => await shown() === await stored());
  const known = (await ask(engine, 'groups?limit=8')).items, {port} = engine;
  engine.kill('SIGKILL');
  await engine.ended;
  await page.getByText('cannot be reached', {exact: false}).waitFor();
  await chinese.getByText('连不上引擎。您看到的是', {exact: false}).waitFor();
  engine = await engines.start('store', port);
  await live(page);
  await live(chinese);
  // One by one: those of one urgency change places as time passes.
  for (const {id, complainants} of known) assert.equal((await ask(engine, `groups/${id}`)).complainants.count, complainants.count);
  await until(async () => await shown() === await stored());
  // What comes after the restart shows as what came before it: without a reload.
  const text = '海桥银行手机银行转账后余额不对，客服打不通';
  await sendPosts(engine, ['x1', 'x2', 'x3', 'x4', 'x5', 'x6'].map((id, i) => ({id, time: Date.now() + i, author: id, org: '新来的公司',
    text: `新来的公司充电桩扣费两次不退款，${text.slice(i)}`})));
  await until(async () => (await page.locator('.row-list .org').allTextContents()).includes('新来的公司'));
  assert.equal(await page.evaluate(() => window.isTheFirstLoad), true);
  await closePage(page, LOST);
  await closePage(chinese, LOST);
  engine.kill('SIGTERM');
  assert.equal(await engine.ended, 0, engine.words);
});

// One group of `count` people about one thing; `fields(i)` are further fields of each post.
const complaints = (count, fields = () => ({})) => Array.from({length: count}, (_, i) => ({id: `p${i}`, time: 1772355600000 + i * 60000,
  author: `author ${i}`, channel: 'microblog', org: '海桥银行', text: `商户收款音箱不播报了,客服电话也打不通 ${i}`, ...fields(i)}));

test('a case is walked through from the page, from the first hand to the review and back', async () => {
  const engine = await engines.start('case');
  await sendPosts(engine, complaints(8));
  const [group] = await until(async () => (await ask(engine, 'groups')).items, (items) => items.length === 1);
  const page = await openPage(browser, engine.url, {path: `/#/groups/${group.id}`});
  const status = (words) => page.locator('.steps [aria-current]', {hasText: words}).waitFor();
  await page.locator('.post').first().waitFor();
  await act(page, 'Take it', {'Who does it': '李敏'});
  await status('taken');
  await act(page, 'Assign', {'To whom': '王强', Text: '请联系分行'});
  await page.getByText('with 王强').waitFor();
  await act(page, 'Note', {Note: 'a note <b>of mine</b>'});
  await act(page, 'Link', {Address: 'https://example.org/t/1'});
  await act(page, 'Analyse', {'Cause found': '停机维护'});
  await status('analysed');
  await act(page, 'Handle', {Measure: '手续费退还'});
  await status('handling');
  await act(page, 'Answer', {'What was answered': '已恢复'});
  await status('answered');
  await act(page, 'Silence', {Reason: 'known', Until: '1h', 'What is silent': 'group'});
  await page.getByText('Silenced until', {exact: false}).waitFor();
  await act(page, 'Follow up', {When: '3d'});
  await page.getByText('Follow up in 3 days', {exact: false}).waitFor();
  await page.locator('.post').first().getByRole('button', {name: 'Register'}).click();
  await page.getByRole('dialog').getByLabel('State').selectOption('settled');
  await page.getByRole('dialog').getByRole('button', {name: 'Register'}).click();
  await page.getByText('People contacted: settled 1').waitFor();
  await page.locator('.post').first().getByRole('button', {name: 'Correct'}).click();
  await page.getByRole('dialog').getByLabel('Complaint').selectOption('no');
  await page.getByRole('dialog').getByRole('button', {name: 'Correct'}).click();
  await said(page, 'Correct');
  await until(async () => (await ask(engine, `groups/${group.id}`)).complainants.count, (count) => count === 7);
  await act(page, 'Resolve', {'Cause found': '停机维护', Measure: '改在夜间'});
  await act(page, 'Review', {'What is learned from it': '提前公告'});
  await status('reviewed');
  await act(page, 'Reopen', {Reason: 'again'});
  await status('taken');
  await page.locator('.menu summary').click();
  await page.locator('.menu').getByRole('button', {name: 'Split'}).click();
  for (const i of [0, 1, 2]) await page.locator('.post input').nth(i).check();
  await page.getByRole('button', {name: 'Split off'}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Split off'}).click();
  await until(async () => (await ask(engine, 'groups')).items.length, (count) => count === 2);
  const part = (await ask(engine, 'groups')).items.find(({id}) => id !== group.id);
  await page.reload();
  await page.locator('.post').first().waitFor();
  await act(page, 'Merge', {'Or its address': `${engine.url}/#/groups/${part.id}`, 'Also where': 'yes'});
  await until(async () => (await ask(engine, 'groups')).items.length, (count) => count === 1);
  await act(page, 'Dismiss', {Reason: 'no complaint'});
  await page.getByText('dismissed').first().waitFor();
  // What the engine does not allow is said in words, in the form.
  const {id} = (await ask(engine, 'groups')).items[0];
  await fetch(`${engine.url}/api/v1/groups/${id}/reopen`, {method: 'POST', body: JSON.stringify({by: 'x', reason: 'y'})});
  await page.getByRole('button', {name: 'Reopen'}).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('once more');
  await page.getByRole('dialog').getByRole('button', {name: 'Reopen'}).click();
  await page.getByText('Not possible now', {exact: false}).waitFor();
  await closePage(page, /409|Failed to load resource/);
  engine.kill('SIGTERM');
  assert.equal(await engine.ended, 0, engine.words);
});

test('a deadline is extended once, as its rule gives, and a promise is given and kept', async () => {
  const engine = await engines.start('clocks', 0, ['channel.microblog.formal=true',
    'profile.clocks=decide = 15 days after received until answered extendable to 30 named 作出处理决定 / Decision']);
  await sendPosts(engine, complaints(8));
  const [group] = await until(async () => (await ask(engine, 'groups')).items, (items) => items.length === 1);
  const page = await openPage(browser, engine.url, {path: `/#/groups/${group.id}`});
  const clock = (name) => page.locator('.clock', {hasText: name}), due = () => clock('Decision').locator('time').getAttribute('datetime');
  const before = await due();
  await act(page, 'Extend', {Deadline: 'decide', Reason: '案情复杂', 'Who does it': '李敏'});
  await until(due, (time) => Date.parse(time) > Date.parse(before));
  await page.locator('.history', {hasText: '案情复杂'}).waitFor();
  await page.locator('.menu summary').click();
  await page.locator('.menu').getByRole('button', {name: 'Extend', exact: true}).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('once more');
  await page.getByRole('dialog').getByRole('button', {name: 'Extend'}).click();
  await page.getByText('Not possible now', {exact: false}).waitFor();
  await page.getByRole('button', {name: 'Cancel'}).click();
  await act(page, 'Promise', {'What is promised': '周五前答复', 'By when': '3d'});
  await clock('Promise').waitFor();
  await act(page, 'Promise kept', {Text: '已致电'});
  await until(() => clock('Promise').count(), (count) => count === 0);
  await closePage(page, /409|Failed to load resource/);
  engine.kill('SIGTERM');
  assert.equal(await engine.ended, 0, engine.words);
});

async function naughtyLines() {
  const lines = JSON.parse(await readFile(path.join(DATA, 'bad-input/blns/blns.json'), 'utf8'));
  const xss = path.join(DATA, 'bad-input/xss/Intruder');
  for (const name of await readdir(xss)) lines.push(...(await readFile(path.join(xss, name), 'utf8')).split('\n'));
  return [...new Set(lines.map((line) => line.trim()).filter(Boolean))];
}

test('every naughty string and line of cross-site scripting is text', {skip: DATA ? false : 'the data set bad-input is not there'}, async () => {
  const lines = await naughtyLines();
  const engine = await engines.start('naughty');
  await sendPosts(engine, complaints(lines.length, (i) => ({text: `收款音箱不播报,客服打不通 ${lines[i]}`, title: lines[i].slice(0, 200),
    region: lines[i].slice(0, 60), url: lines[i].slice(0, 200)})));
  const {items} = await until(() => ask(engine, 'groups?limit=500'), (list) => list.items.length > 0);
  const page = await openPage(browser, engine.url);
  await page.locator('.row-list .row').first().waitFor();
  await openGroup(page, items.sort((a, b) => b.posts - a.posts)[0].id);
  // Every post as the engine gives it, through the same hands as those of a group's list.
  const shown = await page.evaluate(async () => {
    const {get} = await import('/core/api.js');
    const {makePost} = await import('/parts/posts.js');
    let shown = 0;
    for (let cursor = null;;) {
      const list = await get('posts', {limit: 500, cursor});
      for (const post of list.items) {
        const node = makePost(post);
        document.querySelector('.posts').append(node);
        const isSame = node.querySelector('.post-text').textContent === post.text && node.querySelector('.post-title')?.textContent === post.title;
        shown += isSame ? 1 : 0;
      }
      if ((cursor = list.next_cursor) === null) return shown;
    }
  });
  // Lines of nothing but what is cleaned away have no title; all others are shown to the letter.
  assert.equal(shown, (await ask(engine, 'status')).posts);
  assert.ok(shown > 500, `${shown} of ${lines.length}`);
  assert.equal(await page.locator('.posts :is(img, script, iframe, object, embed, form, style, link, base, svg, video)').count(), 0);
  assert.deepEqual(await page.locator('main a[target]').evaluateAll((nodes) => nodes.filter((node) =>
      !['http:', 'https:'].includes(node.protocol)).map((node) => node.href)), []);
  await closePage(page);
  engine.kill('SIGTERM');
  assert.equal(await engine.ended, 0, engine.words);
});
