// A stretch of time to choose: a plain length up to now, or days of one's own. In the address it is `window` ("7d") or
// `since` and `until`: dates in the reader's time zone, both included, or moments as the API has them, as links of
// reports say.

import {make, show} from '../core/dom.js';
import {say} from '../core/language.js';
import {offer} from './filters.js';

const DAY_MS = 86400000;
const WINDOWS = {'1d': DAY_MS, '7d': 7 * DAY_MS, '30d': 30 * DAY_MS};

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

// The moment that the address names: of a date its first, or with `days` 1 the first after it. NaN for none.
function momentOf(text, days = 0) {
  const [, year, month, day] = DATE.exec(text ?? '')?.map(Number) ?? [];
  return year ? new Date(year, month - 1, day + days).getTime() : Date.parse(text);
}

const isoOf = (ms) => Number.isNaN(ms) ? null : new Date(ms).toISOString();

// {since, until} for the engine, null where there is none; `nowMs` is what lengths are counted back from.
export function periodOf(query, nowMs) {
  const length = WINDOWS[query.window];
  if (length) return {since: isoOf(nowMs - length), until: null};
  return {since: isoOf(momentOf(query.since)), until: isoOf(momentOf(query.until, 1))};
}

// A moment as the date it falls on here, "2026-03-05"; empty for none.
export function dateText(ms) {
  const date = new Date(ms), two = (number) => String(number).padStart(2, '0');
  return Number.isNaN(ms) ? '' : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

// The date on which a moment of the address lies, as a date field takes it.
const dateOf = (text, beforeMs) => DATE.test(text ?? '') ? text : dateText(Date.parse(text) - beforeMs);

export const isPeriod = (query) => Boolean(query.window || query.since || query.until);

export class Period {
  // `onChange({window, since, until})` gets what is chosen; undefined is none.
  constructor(onChange) {
    this.select = make('select', {name: 'window', 'aria-label': say('period')});
    this.since = make('input', {type: 'date', name: 'since', 'aria-label': say('periodSince')});
    this.until = make('input', {type: 'date', name: 'until', 'aria-label': say('periodUntil')});
    this.select.addEventListener('change', () => {
      if (this.select.value === 'own') return this.open();
      onChange({window: this.select.value || undefined, since: undefined, until: undefined});
    });
    for (const input of [this.since, this.until]) input.addEventListener('change', () => onChange(
        {window: undefined, since: this.since.value || undefined, until: this.until.value || undefined}));
    this.nodes = [this.select, this.since, this.until];
  }

  open() {
    for (const input of [this.since, this.until]) show(input, true);
    this.since.focus();
  }

  set(query) {
    const isOwn = Boolean(query.since || query.until);
    offer(this.select, [['', say('periodAll')], ...Object.keys(WINDOWS).map((one) => [one, say(`period${one}`)]),
      ['own', say('periodOwn')]], isOwn ? 'own' : query.window ?? '');
    for (const input of [this.since, this.until]) {
      show(input, isOwn);
      // The end is the first moment after the last day. Left alone where it says so already: somebody may be typing.
      const date = dateOf(query[input.name], input === this.until ? 1 : 0);
      if (input.value !== date) input.value = date;
    }
  }
}
