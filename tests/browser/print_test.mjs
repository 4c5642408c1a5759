// What paper shows: every figure, how old it is, light colours. Run: node print_test.mjs

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launchBrowser, LOST, until} from './browser.mjs';
import {makeGroup} from './fake_engine.mjs';
import {live, onPage as onPageIn} from './harness.mjs';

let browser;
before(async () => browser = await launchBrowser());
after(() => browser?.close());
const onPage = (options, act) => onPageIn(browser, options, act);

// The page as it is on paper, and as it is again afterwards; the events come while it is still, and again, on the screen.
async function print(page) {
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({media: 'print'});
}
async function printed(page) {
  await page.emulateMedia({media: 'screen'});
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
}

// How many pixels of the chart have this colour, "#rrggbb".
const pixels = (page, colour) => page.locator('.chart canvas').evaluate((canvas, name) => {
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const wanted = parseInt(name.slice(1), 16);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) count += (data[i] << 16 | data[i + 1] << 8 | data[i + 2]) === wanted && data[i + 3] === 255;
  return count;
}, colour);
const LIGHT = '#17599c', DARK = '#86b9f0';  // Of the line of people.

const GROUP = {path: '/#/groups/a', groups: [makeGroup('a', {title: 'alpha', level: 'major', posts: 31, complainants: {count: 22, low: 22, high: 22},
  cause: {class: 'quality', tag: 'late-claim', posts: 2, evidence: []}, demands: {refund: 17}, channels: {microblog: 19, desk: 12}})]};

test('a group has all its figures on paper, and nothing to press', () => onPage(GROUP, async (page) => {
  await page.locator('.figures').waitFor();
  const words = () => page.locator('main').innerText(), screen = await words();
  await print(page);
  const paper = await words();
  for (const figure of [/22/, /31/, /80\s?%/, /\b17\b/, /\b19\b/, /\b12\b/, /2 of 31/]) {
    assert.match(screen, figure);
    assert.match(paper, figure);
  }
  assert.match(screen, /Take it/);
  assert.doesNotMatch(paper, /Take it|Now\n/);
}));

test('names of trends stand on paper, and which measure the hours are of', () => onPage({path: '/#/trends', groups: [makeGroup('a')],
  prepare: (engine) => engine.answers.set('trends', (url) => {
    const to = Date.parse(url.searchParams.get('until')), times = Array.from({length: 400}, (_, i) => new Date(to - (400 - i) * 3600000).toISOString());
    const counts = {posts: times.map(() => 2), complaints: times.map(() => 1), negative: times.map(() => 1), positive: times.map(() => 1)};
    return {by: 'org', step_secs: 3600, times, items: [{name: '海桥银行', ...counts}]};
  })}, async (page) => {
  await page.locator('.trend-names').getByRole('button', {name: '海桥银行'}).waitFor();
  await print(page);
  assert.match(await page.locator('.trend-names').innerText(), /海桥银行/);
  assert.equal(await page.locator('.section-head .chip:visible').allTextContents().then((all) => all.join()), 'Posts');
}));

test('paper says how old it is, and that the engine was gone', () => onPage({...GROUP, expected: LOST}, async (page, engine) => {
  await live(page);
  await page.locator('.figures').waitFor();
  await print(page);
  assert.ok(await page.locator('#up-to').isVisible());
  // The day, too: paper is read on another one.
  const day = await page.locator('#up-to').evaluate((node) => getComputedStyle(node, '::after').content);
  assert.match(day, /10 March 2026/);
  assert.equal(await page.locator('#connection').isVisible(), false);
  await printed(page);
  await engine.stop();
  await page.getByText(/cannot be reached\. What you see is from/).waitFor();
  await print(page);
  assert.ok(await page.locator('#stale').isVisible());
  await engine.start(engine.port);
}));

test('a chart of a dark page is light on paper, no wider than it, and dark again afterwards', () => onPage({...GROUP, colorScheme: 'dark', expected: /willReadFrequently/}, async (page) => {
  await until(() => page.locator('.chart canvas').count(), (count) => count === 1);
  await until(() => pixels(page, DARK), (count) => count > 20);
  await print(page);
  assert.equal(await pixels(page, DARK), 0);
  assert.ok(await pixels(page, LIGHT) > 20);
  assert.ok(await page.locator('.u-wrap').evaluate((node) => node.offsetWidth <= 640));
  await printed(page);
  assert.ok(await pixels(page, DARK) > 20);
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
}));
