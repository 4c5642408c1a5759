// The shell of the page against a stand-in for the engine: addresses, languages, themes, signing in, the event stream and
// what happens when it is cut. Run: node shell_test.mjs

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launchBrowser, LOST, until} from './browser.mjs';
import {makeGroup, makePost} from './fake_engine.mjs';
import {hashOf, live, onPage as onPageIn, row, titles, untilTitles} from './harness.mjs';
import {figure, makeEntry, makeReport, prepareWatchlist} from './reading.mjs';

let browser;
before(async () => browser = await launchBrowser());
after(() => browser?.close());
const onPage = (options, act) => onPageIn(browser, options, act);

// What the page's reader of event streams makes of texts: its events, and after each text the id and what to wait.
const parse = (page, texts) => page.evaluate(async (given) => {
  const {EventParser} = await import('/core/stream.js');
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
    assert.deepEqual(events, [{event: 'group', data: '{"a":"甲"}'}, {event: 'message', data: 'one\ntwo'}], `cut into ${size}`);
    assert.equal(ids.at(-1), '3-0');
    assert.equal(retryMs, 3000);
  }
}));

test('an id counts only once its event is whole', () => onPage({}, async (page) => {
  const {ids} = await parse(page, ['id: 1-0\n\n', 'id: 2-0\ndata: {}\n', '\n']);
  assert.deepEqual(ids, ['1-0', '1-0', '2-0']);
}));

test('addresses name the page, lead back, and an unknown one leads to the first page', () => onPage({
  groups: [makeGroup('a', {title: 'alpha'})], path: '/#/no-such-page?x=1',
}, async (page) => {
  await row(page, 'a').waitFor();
  await row(page, 'a').locator('a').click();
  await page.getByRole('heading', {name: 'alpha', level: 1}).waitFor();
  assert.equal(hashOf(page), '#/groups/a');
  await until(() => page.title(), (title) => title === 'alpha · Groundswell');
  // Whoever came by keyboard or ear begins at the heading of the new page.
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
  assert.equal(await page.locator('#nav [aria-current]').textContent(), 'Now');
  await page.goBack();
  await row(page, 'a').waitFor();
  assert.equal(await page.title(), 'Now · Groundswell');
}));

test('the language is the browser\'s until another is chosen, which is remembered', () => onPage({
  groups: [makeGroup('a', {level: 'emerging'})], locale: 'zh-TW',
}, async (page, engine) => {
  await row(page, 'a').waitFor();
  assert.equal(await row(page, 'a').locator('.badge').textContent(), '升温');
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await page.getByRole('button', {name: '设置'}).click();
  await page.getByLabel('English').click();
  await until(() => row(page, 'a').locator('.badge').textContent(), (words) => words === 'emerging');
  await page.goto(`${engine.url}/`);
  await until(() => row(page, 'a').locator('.badge').textContent(), (words) => words === 'emerging');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en-GB');
}));

test('the theme is the system\'s until another is chosen, which is remembered and there from the first moment', () => onPage({
  colorScheme: 'dark', groups: [makeGroup('a')],
}, async (page) => {
  const theme = () => page.locator('html').getAttribute('data-theme');
  await row(page, 'a').waitFor();
  assert.equal(await theme(), 'dark');
  await page.emulateMedia({colorScheme: 'light'});
  await until(theme, (value) => value === 'light');
  await page.keyboard.press(',');
  await page.getByLabel('dark', {exact: true}).check();
  assert.equal(await theme(), 'dark');
  await page.reload({waitUntil: 'commit'});
  await until(theme, (value) => value === 'dark');
}));

test('keys lead to pages, open the help, and are quiet while somebody types or when they are switched off', () => onPage({
  groups: [makeGroup('a', {title: 'alpha'})], path: '/#/groups/a',
}, async (page) => {
  await page.getByRole('heading', {name: 'alpha', level: 1}).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await until(() => hashOf(page), (hash) => hash === '#/now');
  await row(page, 'a').waitFor();
  await page.keyboard.press('?');
  await page.getByRole('dialog', {name: 'Keyboard shortcuts'}).waitFor();
  await page.getByLabel('Use single keys as shortcuts').uncheck();
  await page.keyboard.press('Escape');
  await until(() => page.getByRole('dialog').count(), (count) => count === 0);
  await page.keyboard.press('?');
  assert.equal(await page.getByRole('dialog').count(), 0);
  await page.evaluate(() => localStorage.setItem('groundswell.keys', 'on'));
  await page.reload();
  await row(page, 'a').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('gn?');
  assert.equal(await page.getByRole('searchbox').inputValue(), 'gn?');
  assert.equal(await page.getByRole('dialog').count(), 0);
}));

test('the first stop of the keyboard skips to the content', () => onPage({groups: [makeGroup('a')]}, async (page) => {
  await row(page, 'a').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
}));

test('a stream that is cut goes on where it was, and nothing is missed', () => onPage({
  groups: [makeGroup('a', {title: 'first'})], expected: LOST,
}, async (page, engine) => {
  await live(page);
  engine.put(makeGroup('a', {title: 'second'}));
  await untilTitles(page, ['second']);
  engine.canStream = false;
  engine.cutStreams();
  await page.locator('.connection-polling').waitFor();
  engine.put(makeGroup('a', {title: 'third'}));
  engine.put(makeGroup('b', {title: 'fourth', level: 'emerging'}));
  engine.canStream = true;
  await live(page);
  await untilTitles(page, ['fourth', 'third']);
  assert.deepEqual(engine.lastEventIds, ['', '1-0']);
}));

test('without a stream the page says so and asks every few seconds', () => onPage({
  groups: [makeGroup('a', {title: 'first'})], expected: LOST, prepare: (engine) => engine.canStream = false,
}, async (page, engine) => {
  await untilTitles(page, ['first']);
  engine.groups.set('a', makeGroup('a', {title: 'second', level: 'emerging'}));
  await untilTitles(page, ['second']);
  await page.getByText('The live stream is cut', {exact: false}).waitFor();
}));

test('what the stream cannot tell again is read from the lists', () => onPage({
  groups: [makeGroup('a', {title: 'first'})],
}, async (page, engine) => {
  await live(page);
  await untilTitles(page, ['first']);
  engine.groups.set('b', makeGroup('b', {title: 'unheard of', level: 'emerging'}));
  engine.emit('reset', {});
  await untilTitles(page, ['unheard of', 'first']);
}));

test('an engine that cannot be reached is said, with the moment of what is shown, and forgotten once it is back', () => onPage({
  groups: [makeGroup('a')], expected: LOST,
}, async (page, engine) => {
  await live(page);
  await row(page, 'a').waitFor();
  await engine.stop();
  await page.getByText(/cannot be reached\. What you see is from \d\d:\d\d:\d\d/).waitFor();
  assert.equal(await page.locator('#connection').textContent(), 'not reachable');
  assert.equal((await titles(page)).length, 1);
  await engine.start(engine.port);
  await live(page);
  await until(() => page.locator('#stale').isHidden());
}));

// Two tabs of one browser, with a script that takes away what the browser would rather use.
async function onTwoTabs(taken, act) {
  await onPage({groups: [makeGroup('a', {title: 'first'})], path: '/favicon.svg', expected: LOST}, async (page, engine) => {
    const context = page.context();
    await context.addInitScript(taken);
    await page.goto(`${engine.url}/`);
    await live(page);
    const second = await context.newPage();
    await second.goto(`${engine.url}/`);
    await live(second);
    await act(page, second, engine);
  });
}

const ways = [['a shared worker', () => {}], ['the tab that holds a lock', () => delete window.SharedWorker]];
for (const [name, taken] of ways) {
  test(`two tabs have one stream, by ${name}, and the second lives on without the first`, () => onTwoTabs(taken,
      async (first, second, engine) => {
        assert.equal(engine.streams.size, 1);
        engine.put(makeGroup('b', {title: 'second', level: 'emerging'}));
        await untilTitles(first, ['second', 'first']);
        await untilTitles(second, ['second', 'first']);
        await first.close();
        await until(() => engine.streams.size, (size) => size === 1);
        engine.put(makeGroup('c', {title: 'third', level: 'crisis'}));
        await untilTitles(second, ['third', 'second', 'first']);
        assert.equal(engine.streams.size, 1);
        await second.goto('about:blank');
        await until(() => engine.streams.size, (size) => size === 0, 'streams');
      }));
}

test('an engine that asks for a token is given one, and the page keeps it for the tab alone', () => onPage({
  groups: [makeGroup('a')], engine: {tokens: {'secret-token': 'operate'}}, expected: LOST,
}, async (page, engine) => {
  await page.getByRole('heading', {name: 'This engine asks for a token'}).waitFor();
  // Whichever call was refused first says so; the stream learns it a moment later.
  await until(() => page.locator('#connection').textContent(), (words) => words === 'token needed');
  await page.getByLabel('Token').fill('wrong');
  await page.getByLabel('Token').press('Enter');
  await page.getByText('refused this token', {exact: false}).waitFor();
  await page.getByLabel('Token').fill('secret-token');
  await page.getByRole('button', {name: 'Sign in'}).click();
  await live(page);
  await row(page, 'a').waitFor();
  engine.put(makeGroup('b', {level: 'emerging'}));
  await row(page, 'b').waitFor();
  await page.reload();
  await live(page);
  await row(page, 'a').waitFor();
  assert.ok(engine.calls.every((call) => !call.includes('secret')));
  assert.equal(await page.evaluate(() => JSON.stringify({...localStorage}).includes('secret')), false);
  await page.getByRole('button', {name: 'Settings'}).click();
  await page.getByRole('button', {name: 'Sign out'}).click();
  await page.getByRole('heading', {name: 'This engine asks for a token'}).waitFor();
}));

test('a role that may look is offered nothing to do', () => onPage({
  groups: [makeGroup('a', {title: 'alpha'})], engine: {tokens: {'r-token': 'read', 'o-token': 'operate'}}, expected: LOST,
  path: '/#/groups/a', prepare: (engine) => engine.posts.set('a', [makePost('1')]),
}, async (page) => {
  const signIn = async (token) => {
    await page.getByLabel('Token').fill(token);
    await page.getByLabel('Token').press('Enter');
    await page.locator('.post').waitFor();
  };
  await signIn('r-token');
  assert.equal(await page.getByRole('button', {name: /Take it|Note|Correct|Register/}).count(), 0);
  await page.getByRole('button', {name: 'Settings'}).click();
  await page.getByRole('button', {name: 'Sign out'}).click();
  await signIn('o-token');
  await page.getByRole('button', {name: 'Take it'}).waitFor();
  assert.equal(await page.getByRole('button', {name: 'Correct'}).count(), 1);
}));

test('the title counts the alerts that came while the tab was hidden', () => onPage({
  groups: [makeGroup('a', {level: 'emerging'})],
}, async (page, engine) => {
  const hide = (isHidden) => page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', {value, configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
  }, isHidden);
  await live(page);
  await hide(true);
  engine.raise('a');
  engine.raise('a');
  await until(() => page.title(), (title) => title === '(2) Now · Groundswell');
  await hide(false);
  assert.equal(await page.title(), 'Now · Groundswell');
}));

test('another page of the same browser does not see a token of this tab', async () => {
  await onPage({groups: [makeGroup('a')], engine: {tokens: {'secret-token': 'read'}}, expected: LOST}, async (page, engine) => {
    await page.getByLabel('Token').fill('secret-token');
    await page.getByLabel('Token').press('Enter');
    await row(page, 'a').waitFor();
    const other = await page.context().newPage();
    await other.goto(`${engine.url}/`);
    await other.getByRole('heading', {name: 'This engine asks for a token'}).waitFor();
  });
});


const incomplete = (page) => page.locator('.connection-incomplete').waitFor();

test('a first list that is lost is asked for again, and a few events are no list meanwhile', () => onPage({
  groups: [makeGroup('a'), makeGroup('b')], expected: LOST, prepare: (engine) => engine.troubles.set('groups', 0),
}, async (page, engine) => {
  await incomplete(page);
  await page.getByText('what you see is incomplete', {exact: false}).waitFor();
  engine.put(makeGroup('b', {level: 'major'}));
  await page.waitForTimeout(600);  // Longer than events are gathered.
  assert.equal(await page.locator('.row-list .row').count(), 0);
  engine.troubles.clear();
  await live(page);
  assert.deepEqual(await page.locator('.row-list .row').evaluateAll((rows) => rows.map((one) => one.dataset.id).sort()), ['a', 'b']);
}));

test('a list that is lost after a reset is read once the engine answers again', () => onPage({
  groups: [makeGroup('a')], expected: LOST,
}, async (page, engine) => {
  await row(page, 'a').waitFor();
  await live(page);
  engine.troubles.set('groups', 503);
  engine.groups.set('b', makeGroup('b', {level: 'crisis'}));
  engine.emit('reset', {});
  await incomplete(page);
  engine.troubles.clear();
  await row(page, 'b').waitFor();
  await live(page);
}));

test('a group, its posts and a list of reports that were lost come by themselves', async () => {
  for (const [path, lost, wanted] of [
    ['groups/a', 'groups/a', 'the words'], ['groups/a', 'groups/a/posts', 'the words'], ['groups/a', 'groups/a/similar', 'Similar earlier groups'],
    ['reports', 'status', 'What happened in a day, a week'],
  ]) {
    await onPage({
      groups: [makeGroup('a')], path: `/#/${path}`, expected: LOST, prepare: (engine) => {
        engine.posts.set('a', [makePost('p', {text: 'the words'})]);
        engine.troubles.set(lost, 503);
      },
    }, async (page, engine) => {
      await incomplete(page);
      engine.troubles.clear();
      await page.getByText(wanted).first().waitFor();
      await live(page);
    });
  }
});

test('a role that is lost is asked for again, and then acts are offered', () => onPage({
  groups: [makeGroup('a')], path: '/#/groups/a', expected: LOST, prepare: (engine) => engine.troubles.set('me', 0),
}, async (page, engine) => {
  await page.getByRole('heading', {name: '重复扣款 a'}).waitFor();
  assert.equal(await page.getByRole('button', {name: 'Take it'}).count(), 0);
  engine.troubles.clear();
  await page.getByRole('button', {name: 'Take it'}).waitFor();
}));

test('a page that does not come is said to be missing, and comes once it is there', () => onPage({
  groups: [makeGroup('a')], expected: LOST,
}, async (page, engine) => {
  await row(page, 'a').waitFor();
  engine.missing.add('/pages/cases.js');
  await page.locator('#nav').getByText('Cases').click();
  await page.getByText('“Cases” did not come', {exact: false}).waitFor();
  assert.equal(await row(page, 'a').count(), 0);
  assert.equal(await page.locator('#nav [aria-current]').textContent(), 'Cases');
  engine.missing.clear();
  await page.getByRole('combobox', {name: 'Assignee'}).waitFor();
}));

test('a deep link whose page is lost once is opened a moment later', () => onPage({
  groups: [makeGroup('a')], path: '/#/groups/a', expected: LOST, prepare: (engine) => engine.missing.add('/pages/group.js'),
}, async (page, engine) => {
  await page.getByText('did not come', {exact: false}).waitFor();
  engine.missing.clear();
  await page.getByRole('heading', {name: '重复扣款 a'}).waitFor();
  await live(page);
}));

test('a stream that was refused is tried again for all tabs when another one comes', () => onPage({
  groups: [makeGroup('a')], engine: {tokens: {}}, expected: LOST,
}, async (page, engine) => {
  await page.getByRole('heading', {name: 'This engine asks for a token'}).waitFor();
  engine.tokens = null;
  const other = await page.context().newPage();
  await other.goto(engine.url);
  await row(other, 'a').waitFor();
  await live(other);
  await row(page, 'a').waitFor();
  await live(page);
}));

// --- What takes long, and what breaks off

const later = (ms, value) => new Promise((resolve) => setTimeout(() => resolve(value), ms));
// On a page whose patience is a fiftieth: 15 s are 300 ms.
const onHastyPage = (options, path, act) => onPage({...options, path: null}, async (page, engine) => {
  await page.addInitScript(() => {
    const real = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = (ms) => real(ms / 50);
  });
  await page.goto(`${engine.url}/#/${path}`);
  await act(page, engine);
});

test('a report that takes longer than other answers is waited for', () => onHastyPage({
  prepare: (engine) => engine.answers.set('reports/2026-03-10', () => later(700, makeReport())),
}, 'reports/2026-03-10', async (page) => {
  await page.getByRole('heading', {name: 'Volume'}).waitFor();
  await live(page);
}));

test('a download that breaks off is said, and its button works again', () => onPage({
  path: '/#/reports/2026-03-10', expected: LOST, prepare: (engine) => engine.answers.set('reports/2026-03-10', (url, request, response) => {
    if (!url.searchParams.has('format')) return makeReport();
    response.writeHead(200, {'Content-Length': 1000});
    response.write('half');
    return later(100).then(() => response.destroy());
  }),
}, async (page) => {
  const button = page.getByRole('button', {name: 'Word'});
  await button.click();
  await page.getByText('The file did not come').waitFor();
  await button.and(page.locator(':enabled')).waitFor();
}));

test('an answer in a report leads to its group, and its first post is told with its own time', () => onPage({
  path: '/#/reports/2026-03-10', prepare: (engine) => {
    const group = {id: 'g7', org: '海桥银行', title: 'double charge', query: '/api/v1/groups/g7'};
    const first = {channel: 'forum', id: '1', time: '2026-03-10T03:00:00Z', text: 'the first of these', query: '/api/v1/posts'};
    engine.answers.set('reports/2026-03-10', makeReport({
      answers: [{group, entry: 1, watermark: '2026-03-10T05:00:00Z', by: '李敏', text: 'answered', complete: true,
        joined_hour_before: figure(2), joined_hour_after: figure(0)}],
      events: [{group, status: 'received', highest: 'major', at_end: 'major', level: 'major', first_at: '2026-03-10T01:00:00Z', complainants: figure(4),
        posts: figure(5), alerts: figure(1), representatives: [], first}],
    }));
  },
}, async (page) => {
  const link = page.locator('.entry-head a');
  await link.waitFor();
  assert.equal(await link.textContent(), 'double charge');
  assert.equal(await link.getAttribute('href'), '#/groups/g7');
  const fact = await page.locator('.event-facts').textContent();
  assert.match(fact, /forum .*11:00/);
  assert.doesNotMatch(fact, /09:00/);
}));

// --- The watchlist of two hands

for (const [words, wanted] of [['Keep mine', ['mine']], ['Keep theirs', ['theirs']]]) {
  test(`an entry that somebody else has changed too is saved after a choice alone: ${words}`, async () => {
    let list;
    await onPage({path: '/#/watchlist', prepare: (engine) => list = prepareWatchlist(engine, [makeEntry('one'), makeEntry('two')])}, async (page, engine) => {
      const edit = async (name, alias) => {
        await page.locator(`details[data-name="${name}"] > summary`).click();
        await page.locator(`details[data-name="${name}"]`).getByRole('button', {name: 'Edit'}).click();
        await page.getByRole('dialog').getByLabel('Other names').fill(alias);
        await page.getByRole('dialog').getByRole('button', {name: 'Take over'}).click();
      };
      await edit('one', 'mine');
      await edit('two', 'zwei');
      Object.assign(list, {version: 2, by: 'B', items: [makeEntry('one', {aliases: ['theirs']}), makeEntry('two')]});
      engine.emit('reset', {});
      const pending = page.locator('.watch-pending'), save = pending.getByRole('button', {name: 'Save'});
      await pending.getByText('theirs theirs; yours mine', {exact: false}).waitFor();
      assert.equal(await save.isDisabled(), true);
      await pending.getByRole('button', {name: words}).click();
      await save.click();
      await page.getByRole('dialog').getByLabel('Who does it').fill('A');
      await page.getByRole('dialog').getByRole('button', {name: 'Save'}).click();
      await page.getByText('Saved as version 3').waitFor();
      assert.equal(list.puts.length, 1);
      assert.equal(list.puts[0].tag, '"2"');
      assert.deepEqual(list.puts[0].body.items.map(({aliases}) => aliases), [wanted, ['zwei']]);
    });
  });
}

// --- Lists and their files

test('posts that were loaded with "more" go when they are deleted', () => onPage({
  groups: [makeGroup('a')], path: '/#/groups/a', prepare: (engine) => engine.posts.set('a', Array.from({length: 45}, (_, i) =>
      makePost(`p${i}`, {text: `words of ${String.fromCharCode(97 + i % 26)}${i}`}))),
}, async (page, engine) => {
  const count = () => page.locator('ol.posts > .post').count();
  await until(count, (all) => all === 20);
  await page.locator('.more button').click();
  await until(count, (all) => all === 40);
  engine.posts.set('a', engine.posts.get('a').filter(({id}) => id !== 'p30'));
  engine.emit('reset', {});
  await until(() => page.getByText('words of e30').count(), (all) => all === 0);
}));

test('on a phone a row tells when its newest post came, however long its names; 320 px hold the alerts', async () => {
  await onPage({groups: [makeGroup('a', {org: '一家名字很长很长很长很长的股份有限公司', status: 'handling', channels: {'a-channel-with-a-long-name': 3, 'another-of-these': 2, more: 1}})],
    viewport: {width: 390, height: 844}}, async (page) => {
    await row(page, 'a').waitFor();
    const [line, time] = await page.locator('.row-sub, .row-sub time').evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().right));
    assert.ok(time <= line + 0.5, `${time} > ${line}`);
  });
  for (const locale of ['en-GB', 'zh-CN']) {
    await onPage({path: '/#/alerts', locale, viewport: {width: 320, height: 640}}, async (page) => {
      await page.locator('.tabs').waitFor();
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), locale);
    });
  }
});

test('a group that never rose to watch is below it, not over', () => onPage({groups: [makeGroup('a', {level: 'none'})]}, async (page) => {
  await until(() => row(page, 'a').locator('.badge').textContent(), (words) => words === 'below watch');
}));

test('a link of several events is told in words', () => onPage({
  groups: [makeGroup('a')], path: '/#/alerts?event=opened,escalated',
}, async (page) => {
  await until(() => page.getByLabel('Event').locator('option:checked').textContent(), (words) => words === 'new · rose');
}));
