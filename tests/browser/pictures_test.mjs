// The pictures of docs/dashboard.md: pages of an engine that was fed a week of the made-up companies, in both languages,
// wide and narrow, light and dark. Each is small. Run: node pictures_test.mjs --binary GROUNDSWELL [--shots FOLDER];
// what it leaves in FOLDER goes to docs/images.

import assert from 'node:assert/strict';
import {mkdir, readFile, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {parseArgs} from 'node:util';

import {closePage, launchBrowser, openPage, until} from './browser.mjs';
import {ask, Engines, sendPosts} from './engine.mjs';
import {takePicture} from './picture.mjs';

const {values: options} = parseArgs({options: {binary: {type: 'string'}, shots: {type: 'string'}}});
if (!options.binary) {
  console.error('--binary GROUNDSWELL is needed');
  process.exit(2);
}
const BYTES_MAX = 65536;
const DAYS = 8, POSTS_A_DAY = 1500, DAY_MS = 86400000, CHINA_MS = 8 * 3600000;
// Whole days of Shanghai, where the pages are read; the last one ended at midnight.
const TODAY = Math.floor((Date.now() + CHINA_MS) / DAY_MS) * DAY_MS - CHINA_MS;
const YESTERDAY = new Date(TODAY - DAY_MS + CHINA_MS).toISOString().slice(0, 10);
const SETTINGS = ['engine.zone=+08:00', 'organisation.海桥银行.aliases=海桥,haiqiao', 'organisation.海桥信用卡.parent=海桥银行',
  'organisation.海桥信用卡.kind=brand', 'organisation.澄岳保险.aliases=澄岳,chengyue', 'organisation.岚翼航空.aliases=岚翼,lanyi',
  'organisation.岚翼航空.role=competitor', 'organisation.晨报.role=voice', 'organisation.晨报.accounts=microblog:晨报'];

const engines = new Engines(options.binary);
let browser, engine, story;

// A day of the feed; another one each time, under ids of its own.
async function makeDay(day) {
  const file = path.join(engines.folder, `day${day}.jsonl`), start = new Date(TODAY - (DAYS - day) * DAY_MS).toISOString();
  const made = engines.run(options.binary, ['generate', '--no-truth', '--seed', `${day + 1}`, '--posts', `${POSTS_A_DAY}`, '--start', start, '--out', file]);
  assert.equal(await made.ended, 0, made.words);
  const posts = (await readFile(file, 'utf8')).split('\n').filter(Boolean).map((line) => JSON.parse(line));
  return posts.filter(({time, id}) => time && id).map((post) => ({...post, id: `${day}-${post.id}`}));
}

async function act(id, name, body) {
  const answer = await fetch(`${engine.url}/api/v1/groups/${id}/${name}`, {method: 'POST', body: JSON.stringify({by: '李敏', ...body})});
  assert.equal(answer.status, 200, await answer.text());
}

// Cases in every state, with promises that fall due.
async function workOnCases(groups) {
  const steps = [['ack', {}], ['assign', {to: '王强'}], ['analyse', {cause: '停机维护'}], ['handle', {measure: '手续费退还'}],
    ['answer', {text: '已恢复，今日退还'}], ['resolve', {cause: '停机维护', measure: '维护改在夜间'}], ['review', {text: '公告提前三天'}]];
  for (const [i, group] of groups.entries()) {
    for (const [name, body] of steps.slice(0, i % (steps.length + 1))) await act(group.id, name, body);
    if (i % 3 === 2) await act(group.id, 'promise', {due: `${4 + 20 * (i % 4)}h`, text: '答复投诉人'});
  }
}

before(async () => {
  await engines.prepare();
  browser = await launchBrowser();
  engine = await engines.start('pictures', 0, SETTINGS);
  for (let day = 0; day < DAYS; ++day) await sendPosts(engine, await makeDay(day));
  const {items} = await until(() => ask(engine, 'groups?limit=24'), (list) => list.items.length >= 8);
  await workOnCases([...items].reverse());
  const likes = await Promise.all(items.map(({id}) => ask(engine, `groups/${id}/similar`)));
  // One with something like it before, if there is one.
  story = (items.find((_, i) => likes[i].items.length > 0) ?? items[0]).id;
});
after(async () => {
  await browser?.close();
  await engines.end();
});

const WIDE = {width: 1280, height: 720}, PHONE = {width: 390, height: 844};
const PICTURES = [
  ['now-wide-zh', () => '', '.row-list .spark rect', WIDE, 'light', 'zh-CN'],
  ['now-phone-zh', () => '', '.row-list .spark rect', PHONE, 'dark', 'zh-CN'],
  ['group-wide-dark-en', () => `#/groups/${story}`, '.chart canvas', WIDE, 'dark', 'en-GB'],
  ['group-phone-en', () => `#/groups/${story}`, '.chart canvas', PHONE, 'light', 'en-GB'],
  ['trends-wide-zh', () => '#/trends', '.chart canvas', WIDE, 'light', 'zh-CN'],
  ['trends-phone-dark-en', () => '#/trends?by=channel', '.chart canvas', PHONE, 'dark', 'en-GB'],
  ['cases-wide-dark-zh', () => '#/cases', '.case-card', WIDE, 'dark', 'zh-CN'],
  ['cases-phone-en', () => '#/cases', '.case-card', PHONE, 'light', 'en-GB'],
  ['report-wide-en', () => `#/reports/${YESTERDAY}`, '.report-part', WIDE, 'light', 'en-GB'],
  ['report-phone-dark-zh', () => `#/reports/${YESTERDAY}`, '.report-part', PHONE, 'dark', 'zh-CN'],
  ['watchlist-wide-dark-en', () => '#/watchlist', '.watch-entry', WIDE, 'dark', 'en-GB'],
  ['watchlist-phone-zh', () => '#/watchlist', '.watch-entry', PHONE, 'light', 'zh-CN'],
];
for (const [name, address, ready, viewport, colorScheme, locale] of PICTURES) {
  test(`${name}: a picture of few bytes`, async () => {
    const page = await openPage(browser, engine.url, {path: `/${address()}`, viewport, colorScheme, locale});
    await page.locator(ready).first().waitFor();
    await page.locator('.connection-live').waitFor();
    if (name.startsWith('watchlist')) await page.locator('.watch-entry summary').first().click();
    await page.evaluate(() => scrollTo(0, 0));
    const picture = await takePicture(page);
    assert.ok(picture.length < BYTES_MAX, `${picture.length} bytes`);
    await closePage(page);
    if (!options.shots) return;
    await mkdir(options.shots, {recursive: true});
    await writeFile(path.join(options.shots, `${name}.png`), picture);
  });
}
