// What people write and do on the page: nothing of it is torn away, lost or sent twice, the focus stays where they are, and
// what is refused is said in their language. Run: node writing_test.mjs

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launchBrowser, LOST, until} from './browser.mjs';
import {makeGroup, makePost} from './fake_engine.mjs';
import {live, onPage as onPageIn, said} from './harness.mjs';
import {makeEntry, makeReport, prepareReport, prepareWatchlist} from './reading.mjs';

let browser;
before(async () => browser = await launchBrowser());
after(() => browser?.close());
const onPage = (options, act) => onPageIn(browser, options, act);

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.slice(0, 40));
const untilFocused = (page, wanted) => until(() => focused(page), (words) => words === wanted, `wanted ${wanted}`);

// --- Reports

const REPORT = '/#/reports/2026-03-10';
const calls = (engine) => engine.calls.filter((call) => call === '/api/v1/reports/2026-03-10').length;

test('what somebody writes into a report stays under the hand while the stream is cut', async () => {
  let one;
  await onPage({path: REPORT, expected: LOST, prepare: (engine) => one = prepareReport(engine, {period: {complete: false}})}, async (page, engine) => {
    await live(page);
    await page.getByRole('button', {name: 'Edit'}).click();
    await page.getByLabel('Summary').fill('half a sen');
    await page.getByLabel('Summary').evaluate((node) => node.mine = true);
    const before = calls(engine);
    engine.canStream = false;
    engine.cutStreams();
    await page.locator('.connection-polling').waitFor();
    await page.waitForTimeout(6000);  // The page asks every few seconds now.
    assert.equal(await page.getByLabel('Summary').evaluate((node) => node.mine && node === document.activeElement), true);
    assert.equal(calls(engine), before, 'a report costs the engine a reading of all its posts');
  });
});

test('a second press on Save is none', async () => {
  let one, open;
  await onPage({path: REPORT, prepare: (engine) => one = prepareReport(engine)}, async (page) => {
    one.gate = new Promise((resolve) => open = resolve);
    await page.getByRole('button', {name: 'Edit'}).click();
    await page.getByLabel('Summary').fill('mine');
    await page.getByLabel('Who writes it').fill('Ann');
    await page.getByRole('button', {name: 'Save'}).dblclick();
    await until(() => one.puts.length);
    open();
    await page.getByText('Saved as version 1.').waitFor();
    assert.equal(one.puts.length, 1);
  });
});

// What the browser asks when somebody leaves or loads anew; the answer is yes.
async function questions(page, act) {
  const asked = [], answer = (dialog) => {
    asked.push(dialog.type());
    dialog.accept();
  };
  page.on('dialog', answer);
  await act();
  page.off('dialog', answer);
  return asked;
}

test('words that are not saved are asked about before the page goes', async () => {
  await onPage({path: REPORT, prepare: prepareReport}, async (page) => {
    await page.getByRole('button', {name: 'Edit'}).click();
    await page.getByLabel('Summary').fill('mine');
    assert.deepEqual(await questions(page, () => page.reload()), ['beforeunload']);
    await page.getByRole('button', {name: 'Edit'}).click();
    await page.getByRole('button', {name: 'Discard'}).click();
    assert.deepEqual(await questions(page, () => page.reload()), []);
  });
  await onPage({path: '/#/watchlist', prepare: (engine) => prepareWatchlist(engine, [makeEntry('one'), makeEntry('two')])}, async (page) => {
    await page.locator('details[data-name="one"] > summary').click();
    await page.locator('details[data-name="one"]').getByRole('button', {name: 'Remove'}).click();
    assert.deepEqual(await questions(page, () => page.reload()), ['beforeunload']);
    assert.deepEqual(await questions(page, () => page.reload()), []);
  });
});

// --- The focus

const GROUP = {path: '/#/groups/a', groups: [makeGroup('a', {title: 'alpha'})], prepare: (engine) => engine.posts.set('a', [makePost('1')])};

test('a dialogue gives the focus back, to the menu it was opened from or to the heading', () => onPage(GROUP, async (page, engine) => {
  await page.locator('.post').waitFor();
  for (const name of ['Handle', 'Merge']) {
    await page.locator('.menu summary').click();
    await page.locator('.menu').getByRole('button', {name, exact: true}).click();
    await page.getByRole('dialog', {name}).waitFor();
    await page.keyboard.press('Escape');
    await untilFocused(page, 'More');
  }
  await page.getByRole('button', {name: 'Correct'}).click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await untilFocused(page, 'Correct');
}));

test('an act leaves the focus among the acts', () => onPage(GROUP, async (page) => {
  await page.evaluate(() => localStorage.setItem('groundswell.name', 'Ann'));
  await page.reload();
  await page.getByRole('button', {name: 'Take it'}).focus();
  await page.keyboard.press('Enter');
  await said(page, 'Take it');
  await untilFocused(page, 'Analyse');
}));

test('the watchlist keeps the focus when a change is taken back, and when all are saved', () => onPage({path: '/#/watchlist',
  prepare: (engine) => prepareWatchlist(engine, [makeEntry('one'), makeEntry('two')])}, async (page) => {
  const one = page.locator('details[data-name="one"]');
  await one.locator('summary').click();
  await one.getByRole('button', {name: 'Remove'}).click();
  await until(() => page.evaluate(() => document.activeElement.closest('details')?.dataset.name), (name) => name === 'one');
  await one.getByRole('button', {name: 'Take back'}).click();
  await until(() => page.evaluate(() => document.activeElement.closest('details')?.dataset.name), (name) => name === 'one');
  await one.getByRole('button', {name: 'Remove'}).click();
  await page.locator('.watch-pending').getByRole('button', {name: 'Save'}).click();
  await page.getByRole('dialog').getByLabel('Who does it').fill('Ann');
  await page.getByRole('dialog').getByRole('button', {name: 'Save'}).click();
  await page.getByText('Saved as version 2').waitFor();
  await untilFocused(page, 'Watchlist');
}));

// --- Names that change

test('an entry with another name takes those below along, and is taken back whole', async () => {
  let list;
  await onPage({path: '/#/watchlist', prepare: (engine) => list = prepareWatchlist(engine,
      [makeEntry('one'), makeEntry('branch', {parent: 'one', aliases: ['b']}), makeEntry('two')])}, async (page) => {
    const entry = (name) => page.locator(`details[data-name="${name}"]`);
    const rename = async (name, to) => {
      if (!await entry(name).evaluate((node) => node.open)) await entry(name).locator('summary').click();
      await entry(name).getByRole('button', {name: 'Edit'}).click();
      await page.getByRole('dialog').getByLabel('Name', {exact: true}).fill(to);
      await page.getByRole('dialog').getByRole('button', {name: 'Take over'}).click();
      await entry(to).waitFor();
    };
    const badges = () => page.locator('.watch-entry .badge').allTextContents();
    await rename('one', 'uno');
    assert.deepEqual((await badges()).sort(), ['changed', 'new', 'removed']);
    for (const half of ['uno', 'one']) {
      if (!await entry(half).evaluate((node) => node.open)) await entry(half).locator('summary').click();
      await entry(half).getByRole('button', {name: 'Take back'}).click();
      await until(() => badges(), (all) => all.length === 0, half);
      if (half === 'uno') await rename('one', 'uno');
    }
    await rename('one', 'uno');
    await rename('uno', 'eins');
    await page.locator('.watch-pending').getByRole('button', {name: 'Save'}).click();
    await page.getByRole('dialog').getByLabel('Who does it').fill('Ann');
    await page.getByRole('dialog').getByRole('button', {name: 'Save'}).click();
    await page.getByText('Saved as version 2').waitFor();
    assert.deepEqual(list.puts[0].body.items.map(({name, parent, aliases}) => [name, parent, aliases.join()]).sort(),
        [['branch', 'eins', 'b'], ['eins', null, ''], ['two', null, '']]);
  });
});

// --- What is refused

test('a token that no header can carry is refused where it is typed', () => onPage({...GROUP, path: '/', engine: {tokens: {'some-token': 'read'}},
  expected: LOST}, async (page) => {
  for (const token of ['令牌', 'ｓｏｍｅ－ｔｏｋｅｎ', 'some token']) {
    await page.getByLabel('Token').fill(token);
    await page.getByLabel('Token').press('Enter');
    await page.getByText('switch the input method', {exact: false}).waitFor();
  }
  await page.getByLabel('Token').fill('some-token');
  await page.getByLabel('Token').press('Enter');
  await live(page);
}));
