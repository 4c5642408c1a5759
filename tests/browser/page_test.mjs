// The page against a stand-in for the engine (fake_engine.mjs): what it shows, what it does when things go wrong, and
// that nothing in a post is ever more than text. Run: node page_test.mjs

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {closePage, launchBrowser, LOST, openPage, until} from './browser.mjs';
import {FakeEngine, makeGroup, makePost, makeSource} from './fake_engine.mjs';

let browser;
before(async () => browser = await launchBrowser());
after(() => browser?.close());

const titles = (page) => page.locator('#group-list .title').allTextContents();
const row = (page, id) => page.locator(`#group-list li[data-id="${id}"]`);

// Runs `act` with an engine that holds `groups` and a page on it.
async function onPage({groups = [], engine: engineOptions, expected = null, prepare, ...options}, act) {
  const engine = await new FakeEngine(engineOptions).start();
  for (const group of groups) engine.groups.set(group.id, group);
  prepare?.(engine);
  const page = await openPage(browser, engine.url, options);
  try {
    await act(page, engine);
    await closePage(page, expected);
  } finally {
    await page.context().close();
    await engine.stop();
  }
}

const live = (page) => page.getByText('live', {exact: true}).waitFor();

test('both languages have the same words', () => onPage({}, async (page) => {
  const strings = await page.evaluate(async () => (await import('/strings.js')).STRINGS);
  const plain = (table) => Object.keys(table).filter((key) => !key.endsWith('_one')).sort();
  assert.deepEqual(plain(strings.zh), plain(strings.en));
  for (const key of plain(strings.en)) {
    const names = (words) => [...words.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    assert.deepEqual(names(strings.zh[key]), names(strings.en[key]), key);
  }
}));

// What the page's reader of event streams makes of texts: its events, and after each text the id and what to wait.
const parse = (page, texts) => page.evaluate(async (given) => {
  const {EventParser} = await import('/stream.js');
  const events = [], ids = [];
  const parser = new EventParser((event) => events.push(event));
  for (const text of given) {
    parser.feed(text);
    ids.push(parser.id);
  }
  return {events, ids, retryMs: parser.retryMs};
}, texts);

test('an event stream reads the same however it is cut', () => onPage({}, async (page) => {
  const stream = 'retry: 3000\nid: 1-0\n\nevent: group\nid: 2-0\ndata: {"a":"甲"}\n\n: heartbeat\nid: 3-0\n\n' +
      'data: one\r\ndata: two\r\n\r\nevent: empty\n\n';
  for (let size = 1; size <= stream.length; ++size) {
    const pieces = stream.match(new RegExp(`[^]{1,${size}}`, 'g'));
    const {events, ids, retryMs} = await parse(page, pieces);
    assert.deepEqual(events, [{event: 'group', data: '{"a":"甲"}'}, {event: 'message', data: 'one\ntwo'}]);
    assert.equal(ids.at(-1), '3-0');
    assert.equal(retryMs, 3000);
  }
}));

test('an id counts only once its event is whole', () => onPage({}, async (page) => {
  const {ids} = await parse(page, ['id: 1-0\ndata: x\n\nid: 2-0\ndata: y\n', '\n']);
  assert.deepEqual(ids, ['1-0', '2-0']);
}));

test('groups stand by level, then by their newest post, with level and organisation in words', () => onPage({
  groups: [
    makeGroup('a', {title: 'old watch', last_at: '2026-03-10T01:00:00.000Z'}),
    makeGroup('b', {title: 'crisis', level: 'crisis', last_at: '2026-03-10T00:00:00.000Z'}),
    makeGroup('c', {title: 'new watch', org: null, last_at: '2026-03-10T03:00:00.000Z'}),
    makeGroup('d', {title: 'emerging', level: 'emerging', complainants: {count: 12, low: 12, high: 15}}),
  ],
}, async (page) => {
  await until(() => titles(page), (all) => all.length === 4);
  assert.deepEqual(await titles(page), ['crisis', 'emerging', 'new watch', 'old watch']);
  assert.equal(await row(page, 'b').locator('.badge').textContent(), 'crisis');
  assert.equal(await row(page, 'c').locator('.org').textContent(), 'unknown organisation');
  assert.equal(await row(page, 'd').locator('.people').textContent(), '12–15 people');
  assert.match(await page.locator('#totals').textContent(), /1,234/);
}));

test('markup in posts, titles, organisations and alerts stays text', () => {
  const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><b>bold</b>&amp;';
  const group = makeGroup('a', {level: 'major', title: evil, org: evil, keywords: [evil], channels: {[evil]: 3},
    representatives: [{id: '1', channel: evil, text: evil}]});
  return onPage({groups: [group], prepare: (engine) => {
    engine.posts.set('a', [
      makePost('1', {text: evil, title: evil, channel: evil, region: evil, url: 'javascript:window.hacked=1'}),
      makePost('2', {url: 'https://example.org/"onclick="x'}),
    ]);
    engine.raise('a', {id: 'first'});
  }}, async (page, engine) => {
    await row(page, 'a').click();
    await page.locator('#detail-posts li').nth(1).waitFor();
    engine.raise('a', {id: 'second'});
    await until(() => page.locator('#alert-list li').count(), (count) => count === 2);
    assert.equal(await page.locator('#detail-posts .post-text').first().textContent(), evil);
    assert.equal(await page.locator('#detail-title').textContent(), evil);
    assert.equal(await page.locator('.alert .title').first().textContent(), evil);
    assert.equal(await page.locator('body img, body script, #detail b, #group-list b').count(), 0);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    // Only an address of the web is a link.
    assert.equal(await page.locator('#detail-posts .source').count(), 1);
    assert.equal(await page.locator('#detail-posts .source').getAttribute('rel'), 'noopener noreferrer');
  });
});

test('sources stand with what is wrong first, as text alone, and are asked for again', () => {
  const evil = '<img src=x onerror="window.hacked=1">';
  const error = {at: '2026-03-10T01:00:00.000Z', message: `social.example: answered 503 ${evil}`};
  return onPage({prepare: (engine) => engine.sources = [
    makeSource('archive', {kind: 'archive', state: 'done', posts: 1}),
    makeSource('crawler', {kind: 'file', mapping: 'weibo', lag_secs: 2.5, refused: 3, behind_bytes: 4096}),
    makeSource('paused', {state: 'paused'}),
    makeSource('social', {mapping: 'mastodon', state: 'waiting', gaps: 2, gap_secs: 63, last_error: error}),
  ]}, async (page, engine) => {
    const lines = page.locator('#source-list li');
    await until(() => lines.count(), (count) => count === 4);
    assert.deepEqual(await lines.evaluateAll((nodes) => nodes.map((node) => node.dataset.name)),
        ['social', 'paused', 'archive', 'crawler']);
    assert.equal(await page.locator('#sources-summary').textContent(), '2 of 4 not read');
    assert.deepEqual(await lines.first().locator('.state, .fact').allTextContents(),
        ['waiting', '12 posts', '2 gaps, 63 s lost']);
    assert.match(await lines.first().locator('.source-error').textContent(), /answered 503 <img src=x/);
    assert.deepEqual(await lines.last().locator('.kind, .fact').allTextContents(),
        ['file · weibo', '12 posts', '2.5 s behind', '4,096 bytes unread', '3 refused']);
    await page.locator('[data-language="zh"]').click();
    assert.equal(await lines.first().locator('.state').textContent(), '等待中');
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    engine.sources = [makeSource('social')];
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await until(() => page.locator('#sources-summary').textContent(), (text) => text === '1 个来源均正常');
    assert.equal(await lines.count(), 1);
  });
});

test('without sources there is no list of them', () => onPage({}, async (page, engine) => {
  await until(() => engine.calls.includes('/api/v1/sources'));
  assert.equal(await page.locator('#sources').isVisible(), false);
}));

test('the language is the browser\'s until another is chosen, which is remembered', () => onPage({
  groups: [makeGroup('a', {level: 'emerging'})], locale: 'zh-TW',
}, async (page, engine) => {
  await row(page, 'a').click();
  assert.equal(await row(page, 'a').locator('.badge').textContent(), '升温');
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await page.getByRole('button', {name: 'English'}).click();
  assert.equal(await row(page, 'a').locator('.badge').textContent(), 'emerging');
  await page.getByText('Complainants', {exact: true}).waitFor();
  await page.goto(`${engine.url}/`);
  await until(() => row(page, 'a').locator('.badge').textContent(), (words) => words === 'emerging');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en-GB');
  assert.equal(await page.getByRole('button', {name: 'English'}).getAttribute('aria-pressed'), 'true');
}));

test('a row grows where it is, and is marked for a moment', () => onPage({
  groups: [makeGroup('a'), makeGroup('b', {level: 'emerging'})],
}, async (page, engine) => {
  await live(page);
  await row(page, 'a').evaluate((node) => node.mine = true);
  engine.put(makeGroup('a', {posts: 9, complainants: {count: 4, low: 4, high: 4}}));
  await until(() => row(page, 'a').locator('.people').textContent(), (words) => words === '4 people');
  assert.equal(await row(page, 'a').evaluate((node) => node.mine), true);
  assert.match(await row(page, 'a').getAttribute('class'), /changed/);
  assert.doesNotMatch(await row(page, 'b').getAttribute('class'), /changed/);
}));

test('rows do not move away under the pointer; they are sorted once it has left', () => onPage({
  groups: ['a', 'b', 'c'].map((id, i) => makeGroup(id, {title: id, last_at: `2026-03-10T0${5 - i}:00:00.000Z`})),
}, async (page, engine) => {
  await live(page);
  await row(page, 'b').hover();
  engine.put(makeGroup('c', {title: 'c', level: 'crisis'}));
  engine.put(makeGroup('d', {title: 'd', level: 'major'}));
  await page.getByRole('button', {name: /sort now/}).waitFor();
  assert.deepEqual(await titles(page), ['a', 'b', 'c']);
  assert.equal(await row(page, 'c').locator('.badge').textContent(), 'crisis');
  await page.locator('h1').hover();
  await until(() => titles(page), (all) => all.join() === 'c,d,a,b');
  await until(() => page.locator('#groups-waiting').isHidden());
}));

test('rows waiting for their place are sorted when asked', () => onPage({
  groups: [makeGroup('a', {title: 'a'}), makeGroup('b', {title: 'b', last_at: '2026-03-10T01:00:00.000Z'})],
}, async (page, engine) => {
  await live(page);
  await row(page, 'a').locator('a').focus();
  engine.put(makeGroup('b', {title: 'b', level: 'crisis'}));
  await page.getByRole('button', {name: /sort now/}).click();
  assert.deepEqual(await titles(page), ['b', 'a']);
}));

test('an alert stands on top, is spoken, and opens its group', () => onPage({
  groups: [makeGroup('a', {level: 'emerging', title: 'double charge'})],
}, async (page, engine) => {
  await live(page);
  await page.getByText('No alert above “watch” yet', {exact: false}).waitFor();
  engine.raise('a', {id: '1'});
  engine.raise('a', {id: '2', event: 'surged'});
  await until(() => page.locator('#alert-list li').count(), (count) => count === 2);
  assert.match(await page.locator('#alert-list li').first().textContent(), /surge/);
  assert.equal(await page.locator('#announce').getAttribute('aria-live'), 'polite');
  assert.equal(await page.locator('#announce').textContent(), 'surge, emerging: 海桥银行, double charge');
  await page.locator('#alert-list a').first().click();
  await page.getByRole('heading', {name: 'double charge'}).waitFor();
  assert.equal(new URL(page.url()).hash, '#/groups/a');
}));

test('alerts of groups at watch show when asked for', () => onPage({
  groups: [makeGroup('a'), makeGroup('b', {level: 'emerging'})],
  prepare: (engine) => {
    engine.raise('a', {event: 'opened', previous_level: 'none'});
    engine.raise('b');
    engine.raise('a', {event: 'deescalated', previous_level: 'emerging'});
  },
}, async (page) => {
  await until(() => page.locator('#alert-list li').count(), (count) => count === 2);
  await page.getByLabel('also “watch”').check();
  assert.equal(await page.locator('#alert-list li').count(), 3);
}));

test('the title counts the alerts that came while the tab was hidden', () => onPage({
  groups: [makeGroup('a', {level: 'emerging'})],
}, async (page, engine) => {
  const hide = (isHidden) => page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', {value, configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
  await live(page);
  engine.raise('a');
  await page.locator('#alert-list li').waitFor();
  assert.equal(await page.title(), 'Groundswell');
  await hide(true);
  engine.raise('a');
  engine.raise('a');
  await until(() => page.title(), (title) => title === '(2) Groundswell');
  await hide(false);
  assert.equal(await page.title(), 'Groundswell');
}));

test('a stream that is cut goes on where it was, and nothing is missed', () => onPage({
  groups: [makeGroup('a', {title: 'first'})], expected: LOST,
}, async (page, engine) => {
  await live(page);
  engine.put(makeGroup('a', {title: 'second'}));
  await until(() => titles(page), (all) => all[0] === 'second');
  engine.canStream = false;
  engine.cutStreams();
  await page.getByText('stream cut', {exact: false}).waitFor();
  engine.put(makeGroup('a', {title: 'third'}));
  engine.put(makeGroup('b', {title: 'fourth', level: 'emerging'}));
  engine.canStream = true;
  await live(page);
  await until(() => titles(page), (all) => all.join() === 'fourth,third');
  assert.deepEqual(engine.lastEventIds, ['', '1-0']);
}));

test('without a stream the page asks every few seconds', () => onPage({
  groups: [makeGroup('a', {title: 'first'})], expected: LOST, prepare: (engine) => engine.canStream = false,
}, async (page, engine) => {
  await page.getByText('stream cut', {exact: false}).waitFor();
  await until(() => titles(page), (all) => all[0] === 'first');
  engine.groups.set('a', makeGroup('a', {title: 'second', level: 'emerging'}));
  engine.raise('a');
  await until(() => titles(page), (all) => all[0] === 'second');
  await page.locator('#alert-list li').waitFor();
}));

test('what the stream cannot tell again is read from the lists', () => onPage({
  groups: [makeGroup('a', {title: 'first'})],
}, async (page, engine) => {
  await live(page);
  engine.raise('a', {level: 'emerging'});
  await page.locator('#alert-list li').waitFor();
  engine.groups.set('b', makeGroup('b', {title: 'unheard of', level: 'emerging'}));
  engine.alerts = [];
  engine.emit('reset', {});
  await until(() => titles(page), (all) => all.join() === 'unheard of,first');
  await until(() => page.locator('#alert-list li').count(), (count) => count === 0);
}));

test('an engine that cannot be reached is said, and forgotten once it is back', () => onPage({
  groups: [makeGroup('a')], expected: LOST,
}, async (page, engine) => {
  await live(page);
  await engine.stop();
  await page.getByRole('alert').getByText('cannot be reached', {exact: false}).waitFor();
  assert.equal(await page.locator('#connection').textContent(), 'engine not reachable');
  assert.equal(await titles(page).then((all) => all.length), 1);
  await engine.start(engine.port);
  await live(page);
  await until(() => page.getByRole('alert').isHidden());
}));

test('an engine that asks for a token is given one, and the page keeps it for the tab', () => onPage({
  groups: [makeGroup('a')], engine: {token: 'secret'}, expected: LOST,
}, async (page, engine) => {
  await page.getByText('asks for a token', {exact: false}).waitFor();
  assert.equal(await page.locator('#connection').textContent(), 'token needed');
  await page.getByLabel('Token').fill('wrong');
  await page.getByLabel('Token').press('Enter');
  await page.getByText('refused this token', {exact: false}).waitFor();
  await page.getByLabel('Token').fill('secret');
  await page.getByRole('button', {name: 'Use it'}).click();
  await live(page);
  await row(page, 'a').waitFor();
  assert.equal(await page.locator('#token-form').isHidden(), true);
  engine.put(makeGroup('b', {level: 'emerging'}));
  await row(page, 'b').waitFor();
  await page.reload();
  await live(page);
  await row(page, 'a').waitFor();
  assert.ok(engine.calls.every((call) => !call.includes('secret')));
  assert.equal(await page.evaluate(() => localStorage.getItem('groundswell.token')), null);
}));

test('before a group is chosen its place says so, and shows nothing else', () => onPage({}, async (page) => {
  await live(page);
  await page.getByText('Choose a group', {exact: false}).waitFor();
  assert.equal(await page.locator('#detail-body').isVisible(), false);
}));

test('an engine without groups says what will appear', () => onPage({}, async (page, engine) => {
  await page.getByText('No groups yet', {exact: false}).waitFor();
  engine.put(makeGroup('a'));
  await row(page, 'a').waitFor();
  assert.equal(await page.locator('#groups-empty').isHidden(), true);
}));

test('filters narrow pages and events alike', () => onPage({
  groups: [
    makeGroup('a', {title: 'alpha', level: 'watch'}), makeGroup('b', {title: 'beta', level: 'emerging', org: null}),
    makeGroup('c', {title: 'gamma', level: 'crisis', org: '岚翼航空'}),
  ],
}, async (page, engine) => {
  await live(page);
  await page.getByLabel('Level').selectOption('emerging');
  await until(() => titles(page), (all) => all.join() === 'gamma,beta');
  engine.put(makeGroup('d', {title: 'delta'}));
  engine.put(makeGroup('e', {title: 'epsilon', level: 'major'}));
  await until(() => titles(page), (all) => all.join() === 'gamma,epsilon,beta');
  engine.put(makeGroup('e', {title: 'epsilon', level: 'watch'}));
  await until(() => titles(page), (all) => all.join() === 'gamma,beta');
  await page.getByLabel('Organisation').selectOption({label: 'unknown organisation'});
  await until(() => titles(page), (all) => all.join() === 'beta');
  assert.ok(engine.calls.some((call) => call.includes('org=&')));
  await page.getByLabel('Organisation').selectOption('岚翼航空');
  await until(() => titles(page), (all) => all.join() === 'gamma');
  await page.getByLabel('Words').fill('nothing like it');
  await page.getByText('No group fits these filters.').waitFor();
}));

test('further groups come by pages', () => onPage({
  groups: Array.from({length: 120}, (_, i) => makeGroup(`g${String(i).padStart(3, '0')}`)),
}, async (page) => {
  await until(() => titles(page), (all) => all.length === 50);
  await page.getByRole('button', {name: 'More groups'}).click();
  await until(() => titles(page), (all) => all.length === 100);
  await page.getByRole('button', {name: 'More groups'}).click();
  await until(() => titles(page), (all) => all.length === 120);
  assert.equal(await page.getByRole('button', {name: 'More groups'}).isHidden(), true);
}));

test('a group shows its figures, its curve in words and its posts by pages', () => onPage({
  groups: [makeGroup('a', {complainants: {count: 12, low: 12, high: 14}, rate_per_hour: 6, baseline_per_hour: 0.25,
    surprise: 12.34, channels: {forum: 2, microblog: 10}})],
  prepare: (engine) => engine.posts.set('a', Array.from({length: 45}, (_, i) => makePost(`p${i}`))),
}, async (page) => {
  await row(page, 'a').click();
  const figures = page.locator('#detail-figures');
  await figures.getByText('12–14 people').waitFor();
  await figures.getByText('6 (usual: 0.25)').waitFor();
  await figures.getByText('12 (by chance 1 in 10¹²)').waitFor();
  await figures.getByText('microblog\u00a010 · forum\u00a02').waitFor();
  await figures.getByText('80%').waitFor();
  const curve = page.getByRole('img', {name: 'Posts and complainants over time'});
  await curve.waitFor();
  assert.match(await curve.locator('desc').textContent(), /3 posts, 2 complainants/);
  await page.getByText('The same as a table').click();
  assert.equal(await page.locator('#detail-curve tbody tr').count(), 3);
  await until(() => page.locator('#detail-posts li').count(), (count) => count === 20);
  await page.getByRole('button', {name: 'Earlier posts'}).click();
  await until(() => page.locator('#detail-posts li').count(), (count) => count === 40);
  await page.getByRole('button', {name: 'Earlier posts'}).click();
  await until(() => page.locator('#detail-posts li').count(), (count) => count === 45);
}));

test('posts come and go while their group is open', () => onPage({
  groups: [makeGroup('a')],
  prepare: (engine) => engine.posts.set('a', [makePost('3'), makePost('2'), makePost('1')]),
}, async (page, engine) => {
  const texts = () => page.locator('#detail-posts .post-text').allTextContents();
  await row(page, 'a').click();
  await until(texts, (all) => all.length === 3);
  engine.posts.set('a', [makePost('4'), makePost('3'), makePost('1')]);
  engine.put(makeGroup('a', {posts: 4}));
  await until(texts, (all) => all.join() === 'post 4,post 3,post 1');
  engine.posts.set('a', []);
  engine.put(makeGroup('a', {posts: 0}));
  await page.getByText('No posts.').waitFor();
}));

test('a group that merges away leads to the one it lives on in', () => onPage({
  groups: [makeGroup('a', {title: 'elder'}), makeGroup('b', {title: 'younger'})],
}, async (page, engine) => {
  await live(page);
  await row(page, 'b').click();
  await page.getByRole('heading', {name: 'younger'}).waitFor();
  engine.merge('b', 'a');
  await page.getByRole('heading', {name: 'elder'}).waitFor();
  assert.equal(new URL(page.url()).hash, '#/groups/a');
  assert.deepEqual(await titles(page), ['elder']);
}));

test('an old address of a merged group leads there too', () => onPage({
  groups: [makeGroup('a', {title: 'elder'})], path: '/#/groups/b', prepare: (engine) => engine.merged.set('b', 'a'),
}, async (page) => {
  await page.getByRole('heading', {name: 'elder'}).waitFor();
  await until(() => new URL(page.url()).hash, (hash) => hash === '#/groups/a');
}));

test('an address of no group says so', () => onPage({
  path: '/#/groups/ffff', expected: LOST,
}, async (page) => page.getByText('not there any more', {exact: false}).waitFor()));

test('everything is done by keyboard', () => onPage({
  groups: ['a', 'b', 'c'].map((id, i) => makeGroup(id, {title: id, last_at: `2026-03-10T0${5 - i}:00:00.000Z`})),
}, async (page) => {
  await until(() => titles(page), (all) => all.length === 3);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'skip');
  await page.keyboard.press('Enter');
  const focused = () => page.evaluate(() => document.activeElement.closest('li')?.dataset.id);
  assert.equal(await focused(), 'a');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(), 'b');
  await page.keyboard.press('End');
  assert.equal(await focused(), 'c');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', {name: 'b', exact: true}).waitFor();
  assert.equal(await row(page, 'b').locator('a').getAttribute('aria-current'), 'true');
  // One stop for the whole list.
  await page.keyboard.press('Shift+Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'filter-text');
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'b');
  await page.keyboard.press('Escape');
  await until(() => page.locator('#detail-body').isHidden());
  assert.equal(await focused(), 'b');
}));

test('nothing is cut off on a narrow screen, or zoomed to 200 %', async () => {
  for (const width of [320, 640]) {
    await onPage({
      groups: [makeGroup('a', {level: 'crisis', title: 'x'.repeat(120), org: 'y'.repeat(60)})],
      viewport: {width, height: 480},
      prepare: (engine) => {
        engine.posts.set('a', [makePost('1', {text: 'https://example.org/' + 'z'.repeat(200)})]);
        engine.raise('a');
      },
    }, async (page) => {
      await row(page, 'a').click();
      await page.locator('#detail-posts li').waitFor();
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width} px`);
      // What was chosen is in sight.
      const title = page.locator('#detail-title');
      await until(() => title.evaluate((node) => node.getBoundingClientRect().top < innerHeight));
    });
  }
});

test('text keeps a contrast of 4.5 in light and dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    await onPage({
      groups: ['crisis', 'major', 'emerging', 'watch', 'none'].map((level) => makeGroup(level, {level,
        org: level === 'none' ? null : 'A', representatives: [{id: '1', channel: 'c', text: 'voice'}]})),
      colorScheme,
      prepare: (engine) => {
        const fields = {title: 'title', region: 'here', is_copy: true, url: 'https://example.org/'};
        engine.posts.set('crisis', ['negative', 'neutral', 'positive'].map((sentiment) =>
            makePost(sentiment, {...fields, sentiment})));
        engine.raise('crisis');
      },
    }, async (page) => {
      await row(page, 'crisis').click();
      await page.locator('#detail-posts li').first().waitFor();
      assert.deepEqual(await page.evaluate(findPale), []);
    });
  }
});

// In the page: texts whose contrast with what lies behind them is below 4.5 (WCAG 2.2, 1.4.3).
function findPale() {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const linear = (c) => c <= 0.04045 * 255 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = channels(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const pale = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode.parentElement;
    if (texts.currentNode.data.trim() === '' || !node.checkVisibility()) continue;
    if (node.closest('[aria-hidden], title, desc')) continue;
    const style = getComputedStyle(node), isDrawn = node instanceof SVGElement;
    const [dark, light] = [luminance(channels(isDrawn ? style.fill : style.color)), luminance(behind(node))]
        .sort((a, b) => a - b);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) pale.push(`${texts.currentNode.data.trim()} (${node.className}): ${contrast.toFixed(2)}`);
  }
  return pale;
}
