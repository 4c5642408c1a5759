// The language of the page: which it is, words in it, and times and numbers as it writes them. Words come from the files
// of words/, one for each page: a page registers its own before it says any.

import {recall, remember} from './memory.js';

const STRINGS = {en: {}, zh: {}};

const LOCALES = {zh: 'zh-CN', en: 'en-GB'};

// addWords({en: {key: 'words'}, zh: {…}}): {name} in the words is filled by say(); a key with _one is used where {count}
// is 1. Both languages have the same keys, those with _one aside, and no key is used twice.
export function addWords(tables) {
  for (const [name, table] of Object.entries(tables)) Object.assign(STRINGS[name], table);
}

// All words there are, for the test that compares the languages.
export const allWords = () => STRINGS;

function firstLanguage() {
  const kept = recall('language');
  if (kept !== null && Object.hasOwn(STRINGS, kept)) return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

let language = firstLanguage();

export const currentLanguage = () => language;

export function setLanguage(chosen) {
  language = chosen;
  remember('language', chosen);
}

export const hasWords = (key) => Object.hasOwn(STRINGS[language], key);

// The words of `key`, with {name} filled from `values`; numbers are written as the language writes them.
export function say(key, values = {}) {
  const table = STRINGS[language];
  const words = values.count === 1 && table[key + '_one'] || table[key] || key;
  return words.replace(/\{(\w+)\}/g, (_, name) =>
      typeof values[name] === 'number' ? formatNumber(values[name]) : values[name]);
}

// Fills every element that names its words, below `root`.
export function sayAll(root) {
  document.documentElement.lang = LOCALES[language];
  for (const node of root.querySelectorAll('[data-text]')) node.textContent = say(node.dataset.text);
  for (const node of root.querySelectorAll('[data-label]')) node.setAttribute('aria-label', say(node.dataset.label));
  for (const node of root.querySelectorAll('[data-hint]')) node.setAttribute('placeholder', say(node.dataset.hint));
}

const formats = new Map();
function formatter(kind, options) {
  const key = language + kind.name + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new kind(LOCALES[language], options));
  return formats.get(key);
}

// Large numbers whole, small ones with as many places as tell something.
export function formatNumber(value) {
  const digits = Math.abs(value) >= 10 ? 0 : Math.abs(value) >= 1 ? 1 : 2;
  return formatter(Intl.NumberFormat, {maximumFractionDigits: Number.isInteger(value) ? 0 : digits}).format(value);
}

// With as many places as are given, always: for columns of figures that stand below one another.
export const formatFixed = (value, places) =>
    formatter(Intl.NumberFormat, {minimumFractionDigits: places, maximumFractionDigits: places}).format(value);

// 1234 as "1,234", 12345 as "1.2万" or "12K": for axes and narrow columns.
export const formatShort = (value) => value < 10000 ? formatNumber(value) :
    formatter(Intl.NumberFormat, {notation: 'compact', maximumFractionDigits: 1}).format(value);

export const formatShare = (share) =>
    formatter(Intl.NumberFormat, {style: 'percent', maximumFractionDigits: 0}).format(share);

// Moments, in the reader's time zone.
const DAY = {month: 'short', day: 'numeric'};
const HOUR = {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'};
const timeFormat = (options) =>
    ({format: (ms) => Number.isNaN(ms) ? '–' : formatter(Intl.DateTimeFormat, options).format(ms)});
export const formatMoment = (ms) => timeFormat({...DAY, ...HOUR}).format(ms);
export const formatMomentLong = (ms) =>
    timeFormat({dateStyle: 'full', timeStyle: 'long', hourCycle: 'h23'}).format(ms);
export const formatClock = (ms) => timeFormat({...HOUR, second: '2-digit'}).format(ms);
export const formatHour = (ms) => timeFormat(HOUR).format(ms);
export const formatDate = (ms) => timeFormat({dateStyle: 'medium'}).format(ms);
export const formatDay = (ms) => timeFormat(DAY).format(ms);
export const formatWeekday = (ms) => timeFormat({weekday: 'short'}).format(ms);
export const formatMonth = (ms) => timeFormat({year: 'numeric', month: 'long'}).format(ms);

// "3 min ago" within a day of now, else the moment itself: a recording may be years old.
export function formatAgo(ms) {
  const secs = Math.round((ms - Date.now()) / 1000);
  if (Math.abs(secs) >= 86400) return formatMoment(ms);
  const ago = formatter(Intl.RelativeTimeFormat, {style: 'short', numeric: 'auto'});
  if (Math.abs(secs) < 60) return ago.format(secs, 'second');
  if (Math.abs(secs) < 3600) return ago.format(Math.round(secs / 60), 'minute');
  return ago.format(Math.round(secs / 3600), 'hour');
}

// "in 3 hours", "2 days ago": of something that has a due time.
export function formatDue(ms) {
  const secs = Math.round((ms - Date.now()) / 1000);
  const ago = formatter(Intl.RelativeTimeFormat, {style: 'short', numeric: 'always'});
  if (Math.abs(secs) < 3600) return ago.format(Math.round(secs / 60), 'minute');
  if (Math.abs(secs) < 2 * 86400) return ago.format(Math.round(secs / 3600), 'hour');
  return ago.format(Math.round(secs / 86400), 'day');
}

const SPANS = [['spanDays', 86400], ['spanHours', 3600], ['spanMinutes', 60], ['spanSeconds', 1]];
// A length of time in words: "15 minutes", "hour".
export function formatSpan(secs) {
  for (const [key, unit] of SPANS) if (secs % unit === 0) return say(key, {count: secs / unit});
  return '';
}

const capital = (word) => word.replace(/(^|_)(\w)/g, (_, bar, letter) => letter.toUpperCase());
// Words for the engine's own names: sayName('level', 'watch') says `levelWatch`. One that the page does not know yet is
// shown as it is.
export const sayName = (prefix, name) =>
    hasWords(prefix + capital(name)) ? say(prefix + capital(name)) : name;
export const sayLevel = (level) => sayName('level', level);
export const sayStatus = (status) => sayName('status', status);
export const sayEvent = (event) => sayName('event', event);
export const sayMood = (mood) => sayName('mood', mood);
