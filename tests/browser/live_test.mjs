// The page on the engine itself: the made-up day is fed over HTTP, quickened, and in Chromium groups appear and grow
// and an alert arrives, in both languages, wide and narrow. Run: node live_test.mjs --binary GROUNDSWELL [--shots FOLDER]

import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

import {closePage, launchBrowser, LOST, openPage, until} from './browser.mjs';
import {POLICY} from './fake_engine.mjs';

const {values: options} = parseArgs({options: {binary: {type: 'string'}, shots: {type: 'string'}}});
if (!options.binary) {
  console.error('--binary GROUNDSWELL is needed');
  process.exit(2);
}
const FEED = fileURLToPath(new URL('../../tools/feed', import.meta.url));

const children = new Set();
// A child whose stderr is gathered in `words`.
function start(command, commandArguments) {
  const child = spawn(command, commandArguments, {stdio: ['ignore', 'ignore', 'pipe']});
  child.words = '';
  child.stderr.setEncoding('utf8').on('data', (text) => child.words += text);
  children.add(child);
  child.ended = once(child, 'close').then(([code]) => {
    children.delete(child);
    return code;
  });
  return child;
}

async function startEngine(folder, port = 0) {
  const engine = start(options.binary,
      ['serve', '--data-dir', path.join(folder, 'store'), '--listen', `127.0.0.1:${port}`]);
  await until(() => /^ready/m.test(engine.words) || engine.exitCode !== null, Boolean, engine.words);
  engine.url = engine.words.match(/listening on (http:\/\/\S+)/)?.[1];
  assert.ok(engine.url, `the engine did not start: ${engine.words}`);
  return engine;
}

let browser, folder;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'groundswell-page-'));
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  for (const child of children) child.kill('SIGKILL');
  await Promise.all([...children].map((child) => child.ended));
  await rm(folder, {recursive: true, force: true});
});

// Id and people of every row.
const rows = (page) => page.locator('#group-list li').evaluateAll((nodes) => nodes.map((node) =>
    [node.dataset.id, parseInt(node.querySelector('.people').textContent.replace(/^\D+/, ''), 10)]));

// Waits until a row has become larger than it was when it was first seen, without having been made anew.
async function seeOneGrow(page) {
  await until(() => page.locator('#group-list li').evaluateAll((nodes) => nodes.some((node) => {
    const people = parseInt(node.querySelector('.people').textContent.replace(/^\D+/, ''), 10);
    node.firstPeople ??= people;
    return people > node.firstPeople;
  })), Boolean, 'without a row that grew');
}

async function shoot(page, name) {
  if (!options.shots) return;
  await mkdir(options.shots, {recursive: true});
  await page.screenshot({path: path.join(options.shots, `${name}.png`)});
}

// The group of the newest alert, with all that is shown of it.
async function openFirst(page) {
  await page.locator('#alert-list a').first().click();
  await page.locator('#detail-curve svg').waitFor();
  await page.locator('#detail-posts .post-text').first().waitFor();
  assert.notEqual((await page.locator('#detail-title').textContent()).trim(), '');
}

test('groups appear and grow, and an alert arrives, while a day is fed over HTTP', async () => {
  const feed = path.join(folder, 'feed.jsonl');
  assert.equal(await start(options.binary, ['generate', '--no-truth', '--out', feed]).ended, 0);
  let engine = await startEngine(folder);

  const answer = await fetch(`${engine.url}/`);
  assert.equal(answer.headers.get('content-security-policy'), POLICY);
  const again = await fetch(`${engine.url}/`, {headers: {'If-None-Match': answer.headers.get('etag')}});
  assert.equal(again.status, 304);

  const english = await openPage(browser, engine.url, {viewport: {width: 1440, height: 900}});
  await english.getByText('No groups yet', {exact: false}).waitFor();
  await english.getByText('live', {exact: true}).waitFor();
  const feeder = start('python3', [FEED, feed, '--url', engine.url, '--day-secs', '240', '--from-hours', '8.75']);

  await english.locator('#group-list li').first().waitFor();
  await seeOneGrow(english);
  await english.locator('#alert-list li').first().waitFor();
  // A picture of a page with something on it.
  await until(async () => (await rows(english)).filter(([, people]) => people >= 5).length >= 2);
  await openFirst(english);
  await shoot(english, 'en-wide');

  const chinese = await openPage(browser, engine.url, {locale: 'zh-CN', viewport: {width: 1440, height: 900}});
  await openFirst(chinese);
  await chinese.getByText('投诉人', {exact: true}).first().waitFor();
  await shoot(chinese, 'zh-wide');
  for (const [name, page] of [['en-narrow', english], ['zh-narrow', chinese]]) {
    await page.setViewportSize({width: 390, height: 844});
    await page.evaluate(() => scrollTo(0, 0));
    await shoot(page, name);
  }
  await english.setViewportSize({width: 1440, height: 900});
  await chinese.setViewportSize({width: 1440, height: 900});
  await chinese.emulateMedia({colorScheme: 'dark'});
  await shoot(chinese, 'zh-wide-dark');

  feeder.kill('SIGTERM');
  assert.equal(await feeder.ended, 0, feeder.words);

  // The engine stops in good order, comes back on its store, and the page finds it again with the same groups.
  // The page may be a moment behind the engine.
  const shown = async () => [...new Map(await rows(english)).keys()].sort();
  const stored = async () => (await (await fetch(`${engine.url}/api/v1/groups?limit=500`)).json())
      .items.map((group) => group.id).sort();
  await until(async () => `${await shown()}` === `${await stored()}`);
  const known = await stored();
  const {port} = new URL(engine.url);
  engine.kill('SIGTERM');
  assert.equal(await engine.ended, 0, engine.words);
  await english.getByRole('alert').getByText('cannot be reached', {exact: false}).waitFor();
  engine = await startEngine(folder, port);
  await english.getByText('live', {exact: true}).waitFor();
  assert.deepEqual(await stored(), known);
  await until(async () => `${await shown()}` === `${known}`);
  await closePage(english, LOST);
  await closePage(chinese, LOST);
  engine.kill('SIGTERM');
  assert.equal(await engine.ended, 0, engine.words);
});
