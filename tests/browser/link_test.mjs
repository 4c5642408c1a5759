// The page behind a signed link in Chromium, as wide as a phone: it fits, it has one large button, looking at it often
// acts not, pressing the button acts once, and nothing is loaded but its style sheet. On a real engine, in both languages.
// Run: node link_test.mjs --binary GROUNDSWELL [--shots FOLDER]

import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createServer} from 'node:http';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {after, before, test} from 'node:test';
import {parseArgs} from 'node:util';

import {closePage, launchBrowser, openPage, until} from './browser.mjs';

const {values: options} = parseArgs({options: {binary: {type: 'string'}, shots: {type: 'string'}}});
if (!options.binary) {
  console.error('--binary GROUNDSWELL is needed');
  process.exit(2);
}

const ROTA = `
[person.an]
name = "李敏"
slack = "U1"
[shift.all]
people = ["an"]
`;

let browser, folder, engine, chat, words = '';
const messages = [];

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'groundswell-link-'));
  chat = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => body += part).on('end', () => {
      messages.push(body);
      response.end('ok');
    });
  }).listen(0, '127.0.0.1');
  await once(chat, 'listening');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [rota, config] = ['rota.toml', 'config.toml'].map((name) => path.join(folder, name));
  await writeFile(rota, ROTA);
  await writeFile(config, `
[receiver.chat]
kind = "slack"
url = "http://127.0.0.1:${chat.address().port}/hook"
allow_private = true
[serve]
public_url = "${url}"
[oncall]
file = "${rota}"
links = true
`);
  // On the engine's own address, where the origins of pages are checked.
  engine = spawn(options.binary, ['serve', '--config', config, '--data-dir', path.join(folder, 'store'), '--listen',
    `127.0.0.1:${port}`], {stdio: ['ignore', 'ignore', 'pipe']});
  engine.stderr.setEncoding('utf8').on('data', (text) => words += text);
  await until(() => /^ready/m.test(words) || engine.exitCode !== null, Boolean, words);
  engine.url = url;
  const posts = Array.from({length: 6}, (_, i) => ({
    id: `${i}`, channel: 'weibo', time: `2026-03-01T09:0${i}:00+08:00`, author: `a${i}`, org: '海桥银行',
    text: `收款音箱又不播报了,客服电话一直打不通,第${i}天没法做生意`,
  }));
  const answer = await fetch(`${url}/api/v1/posts`, {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(posts),
  });
  assert.equal(answer.status, 200);
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  if (engine && engine.exitCode === null) {
    engine.kill('SIGKILL');
    await once(engine, 'close');
  }
  chat?.close();
  await rm(folder, {recursive: true, force: true});
});

const PHONE = {viewport: {width: 360, height: 740}, deviceScaleFactor: 2, hasTouch: true, isMobile: true};

async function shot(page, name) {
  if (!options.shots) return;
  await mkdir(options.shots, {recursive: true});
  await page.screenshot({path: path.join(options.shots, `${name}.png`), fullPage: true});
}

async function linksOfMessage() {
  const text = await until(() => messages.find((message) => message.includes('/l/')), Boolean, words);
  return [...text.matchAll(/http:\/\/[^|"\\]*\/l\/[\w-]{40,}/g)].map((found) => new URL(found[0]).pathname);
}

test('the page fits a phone, shows the figures, and acts on the button alone', async () => {
  const [ack, assign] = await linksOfMessage();
  const group = (await (await fetch(`${engine.url}/api/v1/groups?level=emerging`)).json()).items[0].id;
  const status = async () => (await (await fetch(`${engine.url}/api/v1/groups/${group}`)).json()).status;
  for (const method of ['GET', 'HEAD', 'GET']) await fetch(engine.url + ack, {method});
  const page = await openPage(browser, engine.url, {path: ack, locale: 'zh-CN', ...PHONE});
  assert.match(await page.locator('h1').textContent(), /海桥银行/);
  const button = page.getByRole('button');
  assert.equal(await button.count(), 1);
  assert.equal(await button.textContent(), '确认受理');
  const box = await button.boundingBox();
  assert.ok(box.height >= 44 && box.width >= 250, `a thumb hits it: ${JSON.stringify(box)}`);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'it is no wider');
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('article')).borderRadius), '12px',
    'its style sheet is loaded');
  await shot(page, 'link-zh');
  await page.reload();
  assert.equal(await status(), 'received', 'looking acted');
  await button.tap();
  await page.getByText('已受理').first().waitFor();
  assert.equal(await status(), 'registered');
  await shot(page, 'link-done-zh');
  await closePage(page);

  const used = await openPage(browser, engine.url, {path: ack, locale: 'en-GB', ...PHONE});
  await used.getByRole('heading', {name: 'The link was used'}).waitFor();
  assert.equal(await used.getByRole('button').count(), 0);
  await closePage(used, /status of 410/);

  const english = await openPage(browser, engine.url, {path: assign, locale: 'en-GB', colorScheme: 'dark', ...PHONE});
  assert.equal(await english.getByRole('button').textContent(), 'Assign to me');
  await shot(english, 'link-en-dark');
  await english.getByRole('button').tap();
  await english.getByText('Assigned to you').first().waitFor();
  await closePage(english);
});
