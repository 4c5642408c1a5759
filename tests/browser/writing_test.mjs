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

test('days, weeks and months are those of the report’s own zone, wherever it is read', async () => {
  const period = {name: '2026-11-22', since: '2026-11-21T16:00:00Z', until: '2026-11-22T16:00:00Z'};
  const hrefs = (page, place) => page.locator(place).evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  for (const timezoneId of ['America/New_York', 'Pacific/Kiritimati']) {
    await onPage({path: '/#/reports/2026-11-22', timezoneId, prepare: (engine) => engine.answers.set('reports/2026-11-22', makeReport({period}))}, async (page) => {
      await page.getByRole('heading', {name: 'Daily report · 22 Nov 2026 Sun'}).waitFor();
      assert.deepEqual(await hrefs(page, '.report-nav .chip'), ['#/reports/2026-11-22', '#/reports/2026-W47', '#/reports/2026-11']);
    });
    await onPage({path: '/#/reports', timezoneId, prepare: (engine) => engine.answers.set('status',
        {...engine.status(), watermark: '2026-11-22T16:30:00.000Z', zone_offset: '+08:00'})}, async (page) => {
      await page.locator('.period-list').first().waitFor();
      assert.deepEqual((await hrefs(page, '.period-list li:first-child a')), ['#/reports/2026-11-23', '#/reports/2026-W48', '#/reports/2026-11']);
    });
  }
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

test('a merge with no other group is refused at its field, in the reader’s words', () => onPage({...GROUP, locale: 'zh-CN'}, async (page, engine) => {
  await page.locator('.menu summary').click();
  await page.locator('.menu').getByRole('button', {name: '合并', exact: true}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('操作人').fill('李敏');
  for (const address of ['', 'the other one', 'a']) {
    await dialog.getByLabel('或其网址').fill(address);
    await dialog.getByRole('button', {name: '合并', exact: true}).click();
    await dialog.getByText('请选择另一个群组', {exact: false}).waitFor();
    assert.equal(await dialog.getByLabel('或其网址').getAttribute('aria-invalid'), 'true');
  }
  assert.deepEqual(engine.acts, []);
}));

const refuse = (status, detail) => (url, request, response) => {
  response.writeHead(status, {'Content-Type': 'application/problem+json'});
  response.end(JSON.stringify({detail}));
};

test('an address of no report and one of no time say so in the reader’s words', async () => {
  await onPage({path: '/#/reports/abc', locale: 'zh-CN', expected: LOST, prepare: (engine) =>
    engine.answers.set('reports/abc', refuse(404, 'no such period: a day is 2026-03-05'))}, async (page) => {
    await page.getByText('没有这个时段', {exact: false}).waitFor();
  });
  await onPage({path: '/#/posts?since=garbage', locale: 'zh-CN', expected: LOST, prepare: (engine) =>
    engine.answers.set('posts', (url, ...given) => url.searchParams.get('since') ? refuse(400, 'parameter since: must be RFC 3339')(url, ...given) :
      {items: [makePost('1')], next_cursor: null})}, async (page) => {
    await page.getByText('“garbage”不是时间', {exact: false}).waitFor();
    assert.equal(await page.getByText('正在加载').count(), 0);
    assert.ok(await page.locator('#notice').isHidden());
    await page.getByRole('button', {name: /garbage/}).click();
    await page.locator('.post').waitFor();
  });
});

test('what the engine refuses of a watchlist is told in words, not in those of its configuration', () => onPage({path: '/#/watchlist', locale: 'zh-CN',
  expected: LOST, prepare: (engine) => {
    prepareWatchlist(engine, [makeEntry('one'), makeEntry('branch', {parent: 'one'})]);
    engine.answers.set('watchlist/preview', refuse(400, 'organisation.branch.parent: there is no [organisation."one"]; add it, or name the parent as its section does'));
  }}, async (page) => {
  await page.locator('details[data-name="one"] > summary').click();
  await page.locator('details[data-name="one"]').first().getByRole('button', {name: '移除'}).first().click();
  await page.getByText('“branch”所隶属的“one”将不在名单中').waitFor();
}));

// --- What there is too much of

test('a file that holds the first rows alone says so', () => onPage({path: '/#/posts', prepare: (engine) => engine.answers.set('posts', (url, request, response) => {
  if (!url.searchParams.has('format')) return {items: [makePost('1')], next_cursor: null};
  response.writeHead(200, {'Content-Type': 'text/csv', Link: '<https://x/api/v1/posts?cursor=c>; rel="next"'});
  response.end('a,b');
})}, async (page) => {
  await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: 'CSV'}).click()]);
  await page.getByText('The file has the first rows alone', {exact: false}).waitFor();
}));

test('days of one’s own are as many as the engine can compare, and what was left away is said', () => onPage({path: '/#/trends?since=2000-01-01&until=2026-03-10',
  prepare: (engine) => engine.answers.set('trends', (url) => {
    const to = Date.parse(url.searchParams.get('until')), step = 4 * 3600000;
    const times = Array.from({length: 2399}, (_, i) => new Date(to - (2399 - i) * step).toISOString()), one = times.map(() => 1);
    return {by: 'org', step_secs: step / 1000, times, items: [{name: 'A', posts: one, complaints: one, negative: one, positive: one}]};
  })}, async (page) => {
  await page.getByText('the last 199 of the days asked for', {exact: false}).waitFor();
  assert.equal(await page.getByLabel('From', {exact: true}).inputValue(), '2025-08-24');
}));
