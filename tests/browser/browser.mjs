// Debian's Chromium for the tests: one browser, a fresh context a page, and a record of everything it complained about.

import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';

// Far more than anything here takes: a machine may be busy, and an engine under a sanitizer is slow.
const PATIENCE_MS = 60000;

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

function stop(words) {
  console.error(`${words}; tools/setup --tests installs what the tests of the page need`);
  process.exit(1);
}

export async function launchBrowser() {
  if (!existsSync(CHROMIUM)) stop(`${CHROMIUM} is not there`);
  let playwright;
  try {
    playwright = await import('playwright-core');
  } catch (failure) {
    stop(`playwright-core cannot be loaded (${failure.code ?? failure.message})`);
  }
  return playwright.chromium.launch({executablePath: CHROMIUM, args: ['--no-sandbox']});
}

// A page in a context of its own, on `path` unless that is null. `page.faults` gathers errors of scripts, the console
// and the policy, and requests to others than `url`.
export async function openPage(browser, url, {path = '/', ...options} = {}) {
  const context = await browser.newContext(
      {locale: 'en-GB', timezoneId: 'Asia/Shanghai', viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(`error: ${error.stack}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) page.faults.push(`request: ${request.url()}`);
  });
  if (path !== null) await page.goto(url + path);
  return page;
}

// Ends the page; fails when it complained of anything but what is `expected` (a lost connection is told as an error).
export async function closePage(page, expected = null) {
  const faults = page.faults.filter((fault) => !expected?.test(fault));
  await page.context().close();
  assert.deepEqual(faults, []);
}

// What the browser says of a connection that broke or a status that is no success.
export const LOST = /Failed to load resource|net::ERR_|Failed to fetch/;

// Waits until `read` gives a value that `accept` takes (by default: equal to itself once truthy), and returns it.
export async function until(read, accept = Boolean, what = '') {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (accept(value)) return value;
    if (Date.now() > end) assert.fail(`still ${JSON.stringify(value)} after ${PATIENCE_MS} ms ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
