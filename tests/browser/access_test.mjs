// Every page by axe-core, in both languages, light and dark, wide and narrow: nothing serious. Run: node access_test.mjs

import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {findFaults} from './axe.mjs';
import {launchBrowser, LOST} from './browser.mjs';
import {makeGroup, makePost} from './fake_engine.mjs';
import {onPage as onPageIn} from './harness.mjs';
import {prepareOperations} from './operations.mjs';

const ID = 'aaaaaaaaaaaaaaaa';

let browser;
before(async () => browser = await launchBrowser());
after(() => browser?.close());

const groups = ['crisis', 'major', 'emerging', 'watch', 'none'].map((level, i) => makeGroup(i === 0 ? ID : level, {level,
  status: ['received', 'handling', 'answered', 'reviewed', 'dismissed'][i], rate_per_hour: 9, urgency: 10 * i,
  org: level === 'none' ? null : 'A', representatives: [{id: '1', channel: 'c', text: 'voice'}], surprise: 4,
  cause: {class: 'quality', tag: 'late-claim', posts: 1, evidence: [{id: '1', channel: 'c', text: 'voice'}]}, demands: {refund: 1},
  authorship: {verdict: 'coordinated', organic: 1, copied: 1, coordinated: 1, templates: 2, signs: [], agents: {}},
  clocks: [{name: 'reply', en: 'Reply', zh: '答复', due: '2026-03-11T01:00:00.000Z', running: 1, passed: 1}]}));

function prepare(engine) {
  prepareOperations(engine, ID);
  const fields = {title: 'title', region: 'here', is_copy: true, url: 'https://example.org/', cause: {class: 'quality', evidence: 'post'}};
  engine.posts.set(ID, ['negative', 'neutral', 'positive'].map((sentiment) => makePost(sentiment, {...fields, sentiment})));
  engine.raise(ID, {id: 'x1'});
  engine.answers.set(`groups/${ID}/similar`, {next_cursor: null, items: [{score: 0.7, same_org: false, same_cause: true, words: ['扣款'],
    group: groups[3], case: {status: 'reviewed', resolved: true, cause: 'an update', measure: 'at night'}}]});
  engine.rejected = 3;
  engine.cases.set(ID, {...engine.caseOf(ID), assignee: '王强', follow_up: '2026-03-10T01:00:00.000Z', people_by_state: {settled: 2}, entries: 1,
    timeline: [{entry: 1, seq: 1, action: 'ack', status: 'registered', by: '李敏', text: 'mine', at: '2026-03-10T01:00:00.000Z'}]});
}

const VIEWS = {
  now: {path: '/#/now', ready: '.row-list .row .spark'},
  group: {path: `/#/groups/${ID}`, ready: '.post', also: '.chart canvas'},
  alerts: {path: '/#/alerts', ready: '.item'},
  deliveries: {path: '/#/alerts/deliveries', ready: '.item'},
  notices: {path: '/#/alerts/notices', ready: '.item'},
  cases: {path: '/#/cases', ready: '.case-card'},
  system: {path: '/#/system', ready: '.live-table button', also: '.chips'},
};

for (const [name, view] of Object.entries(VIEWS)) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [locale, width] of [['en-GB', 1440], ['zh-CN', 390]]) {
      test(`${name} has nothing serious, ${colorScheme}, ${locale}, ${width} px`, () => onPageIn(browser,
          {groups, prepare, colorScheme, locale, viewport: {width, height: 900}, path: view.path, expected: LOST}, async (page) => {
            await page.locator(view.ready).first().waitFor();
            if (view.also) await page.locator(view.also).waitFor();
            assert.deepEqual(await findFaults(page), []);
          }));
    }
  }
}

test('dialogues and the sign-in have nothing serious', () => onPageIn(browser, {groups, prepare, path: `/#/groups/${ID}`,
  engine: {tokens: {'some-token': 'operate'}}, expected: LOST}, async (page) => {
  await page.getByLabel('Token').waitFor();
  assert.deepEqual(await findFaults(page), []);
  await page.getByLabel('Token').fill('some-token');
  await page.getByLabel('Token').press('Enter');
  await page.locator('.post').first().waitFor();
  await page.locator('.menu summary').click();
  assert.deepEqual(await findFaults(page, {isCovered: true}), []);
  await page.locator('.menu').getByRole('button', {name: 'Silence'}).click();
  await page.getByRole('dialog').getByRole('button', {name: 'Silence'}).click();
  assert.deepEqual(await findFaults(page), []);
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('dialog').waitFor();
  assert.deepEqual(await findFaults(page), []);
}));
