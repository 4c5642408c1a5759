// What the tests of the page share: a page on a stand-in for the engine, and words for what stands where.

import {closePage, openPage, until} from './browser.mjs';
import {FakeEngine} from './fake_engine.mjs';

// Runs `act(page, engine)` with an engine that holds `groups` and a page on it. `prepare(engine)` comes before the page,
// `expected` is what the browser may complain of, `path` the address; other options are of the browser's context.
export async function onPage(browser, {groups = [], engine: engineOptions, expected = null, prepare, ...options}, act) {
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

// The titles of the rows that exist, from top to bottom.
export const titles = (page) => page.locator('.row-list .row').evaluateAll((rows) => rows
    .sort((a, b) => Number(a.ariaPosInSet) - Number(b.ariaPosInSet)).map((row) => row.querySelector('.row-link').textContent));
export const row = (page, id) => page.locator(`.row-list .row[data-id="${id}"]`);
export const people = (page, id) => row(page, id).locator('.cell-people strong').textContent();

export const live = (page) => page.locator('.connection-live').waitFor();
export const untilTitles = (page, wanted) => until(() => titles(page), (all) => all.join() === wanted.join(), `wanted ${wanted}`);
export const hashOf = (page) => new URL(page.url()).hash;

// A wheel of the page under a reader whose pointer is away from the list.
export const restPointer = (page) => page.mouse.move(1, 1);

// What the page says once an act is done.
export const said = (page, words) => page.locator('.said', {hasText: words}).waitFor();

// Opens an act, from the row or from "More", fills its fields by their labels, and sends it.
export async function act(page, name, fields, submit = name) {
  const entries = () => page.locator('.history > ol > li').count(), before = await entries();
  const shown = page.locator('.acts > button', {hasText: new RegExp(`^${name}$`)});
  // Which acts stand in the row, and whether the menu is open, may change with the case meanwhile.
  const item = page.locator('.menu').getByRole('button', {name, exact: true});
  const button = await until(async () => {
    if (await shown.count() > 0) return shown;
    if (!await item.isVisible()) await page.locator('.menu summary').click();
    return await item.isVisible() ? item : null;
  });
  await button.click();
  const dialog = page.getByRole('dialog', {name});
  for (const [label, value] of Object.entries(fields)) {
    const field = dialog.getByLabel(label);
    if (await field.evaluate((node) => node.tagName === 'SELECT')) await field.selectOption(value);
    else await field.fill(value);
  }
  await dialog.getByRole('button', {name: submit, exact: true}).click();
  await until(() => page.getByRole('dialog').count(), (count) => count === 0);
  // What comes next depends on where the case stands now. A merge is written down by the engine alone.
  if (name !== 'Merge') await until(entries, (count) => count > before, `entries after ${name}`);
}
