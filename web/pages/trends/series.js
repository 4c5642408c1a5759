// Which window of time is shown, what it is compared with, and the engine's counts cut to both.
//
// A window of days begins at midnight in the reader's time zone and ends with the newest post; the window before it is
// the same stretch so many days earlier, up to the same hour: what has not happened yet is never missed.

import {get} from '../../core/api.js';

export const HOUR_MS = 3600000, DAY_MS = 24 * HOUR_MS;
export const WINDOWS = ['24h', '7d', '30d', '90d'];
export const NAMES = 30;  // So many are listed.
const FIELDS = ['posts', 'complaints', 'negative', 'positive'];
// The window before is read too, and the engine gives 400 days.
export const OWN_DAYS_MAX = 199;
const BUCKETS_MAX = 1990, WINDOW_DAYS_MAX = 400;
const DEFAULT_DAYS = 7;

function midnight(ms, days = 0) {
  const day = new Date(ms);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() + days);
  return day.getTime();
}

// "2026-03-05" as its midnight here; NaN for what is no date.
const dateOf = (text) => /^\d{4}-\d\d-\d\d$/.test(text ?? '') ? new Date(`${text}T00:00`).getTime() : NaN;

export const isOwn = (query) => !Number.isNaN(dateOf(query.since)) && !Number.isNaN(dateOf(query.until));

// {from, to, shift, days, isCut} in ms: the window of an address, and how far before it the other one lies; days is 0
// for hours; isCut says that the address asks for more days than there may be, of which these are the last.
export function windowOf(query, watermark) {
  const end = (Math.floor(watermark / HOUR_MS) + 1) * HOUR_MS;
  if (isOwn(query)) {
    const [since, until] = [dateOf(query.since), dateOf(query.until)].sort((a, b) => a - b);
    const asked = Math.min(since, midnight(end - 1)), to = Math.min(midnight(Math.max(until, asked), 1), end);
    const from = Math.max(asked, midnight(to - 1, 1 - OWN_DAYS_MAX));
    const days = Math.round((midnight(to - 1, 1) - from) / DAY_MS);
    return {from, to, shift: days * DAY_MS, days, isCut: from > asked};
  }
  if (query.window === '24h') return {from: end - DAY_MS, to: end, shift: DAY_MS, days: 0};
  const days = WINDOWS.includes(query.window) ? parseInt(query.window, 10) : DEFAULT_DAYS;
  return {from: midnight(end - 1, 1 - days), to: end, shift: days * DAY_MS, days};
}

// What to ask the engine for, so that its buckets hold all from one moment to another: {window, step, until}. Steps of up
// to eight hours meet midnight in most zones.
export function askFor(from, to) {
  const bucketsOf = (step) => Math.ceil(to / (step * HOUR_MS)) - Math.floor(from / (step * HOUR_MS));
  const step = [1, 2, 4, 8].find((one) => bucketsOf(one) <= BUCKETS_MAX) ?? 8;
  const hours = Math.min(bucketsOf(step) * step, WINDOW_DAYS_MAX * 24);
  return {window: `${hours}h`, step: `${step}h`, until: new Date(to).toISOString()};
}

const zero = () => ({posts: 0, complaints: 0, negative: 0, positive: 0});
const add = (to, counts, i) => FIELDS.forEach((field) => to[field] += counts[field][i]);

// The sums of some blocks of buckets: lists of places in the engine's series.
const sumsOf = (counts, blocks) => blocks.map((places) => {
  const sum = zero();
  for (const i of places) add(sum, counts, i);
  return sum;
});

// How the buckets of the window lie in blocks that a chart shows: [{from, to, places, before}].
function blocksOf(times, stepMs, {from, to, shift, days}) {
  const hours = days === 0 || days <= 2 ? 1 : days <= 8 ? 3 : 24;
  const blocks = [];
  times.forEach((at, i) => {
    if (at + stepMs <= from || at >= to) return;
    const start =
        Math.max(hours === 1 ? at : midnight(at) + Math.floor(new Date(at).getHours() / hours) * hours * HOUR_MS, from);
    if (blocks.at(-1)?.from !== start) blocks.push({from: start, to: 0, places: [], before: []});
    const block = blocks.at(-1), j = i - Math.round(shift / stepMs);
    block.places.push(i);
    block.to = Math.min(at + stepMs, to);
    if (j >= 0) block.before.push(j);
  });
  return blocks;
}

// The engine's counts by one dimension, of all its names together or of one: {window, step, blocks, now, before,
// names}. `blocks` have their counts in `now` and `before`; `names` are [{name, now, before, course}], the most posts
// first.
export async function readTrends({by, name}, window) {
  const asked = askFor(window.from - window.shift, window.to), step = parseInt(asked.step, 10);
  // Not every post has a region or a cause; each has a channel.
  const whole = name === undefined ? {by: 'channel', top: 1} : {by, name};
  const [all, each] = await Promise.all([get('trends', {...asked, ...whole}), get('trends', {...asked, by, top: NAMES})]);
  const stepMs = step * HOUR_MS, times = all.times.map((time) => Date.parse(time));
  const blocks = blocksOf(times, stepMs, window);
  const places = blocks.flatMap((block) => block.places), before = blocks.flatMap((block) => block.before);
  const parts = all.other ? [...all.items, all.other] : all.items;
  const total = Object.fromEntries(
      FIELDS.map((field) => [field, times.map((_, i) => parts.reduce((sum, one) => sum + one[field][i], 0))]));
  const now = sumsOf(total, blocks.map((block) => block.places)),
        then = sumsOf(total, blocks.map((block) => block.before));
  const row = (item) => ({
    name: item.name ?? null,
    now: sumsOf(item, [places])[0],
    before: sumsOf(item, [before])[0],
    course: sumsOf(item, blocks.map((block) => block.places))
  });
  const names = each.items.map(row)
                    .filter((one) => one.now.posts + one.before.posts > 0)
                    .sort((a, b) => b.now.posts - a.now.posts);
  return {
    step,
    times,
    total,
    places,
    blocks: blocks.map((block, i) => ({...block, now: now[i], then: then[i]})),
    now: sumsOf(total, [places])[0],
    before: sumsOf(total, [before])[0],
    names,
    other: each.other ? row(each.other) : null
  };
}
