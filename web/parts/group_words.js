// How a group is told in words, the same on every page.

import {make} from '../core/dom.js';
import {formatNumber, formatShort, say, sayLevel} from '../core/language.js';
import {groupAddress} from '../core/router.js';

export const LEVELS = ['none', 'watch', 'emerging', 'major', 'crisis'];
// As filters offer them, the gravest first.
export const LEVELS_SHOWN = LEVELS.slice(1).reverse();
export const STATUSES = ['received', 'registered', 'analysed', 'handling', 'answered', 'reviewed', 'dismissed'];

export const levelRank = (level) => LEVELS.indexOf(level);

export const sayOrg = (org) => org ?? say('orgUnknown');
export const sayTitle = (group) => group.title || say('titleNone');

// How many people complain: "12 people", or "12–15 people" when some posts name no author.
export function sayPeople({count = 0, low = count, high = count} = {}) {
  return low < high ? say('peopleRange', {low, high}) : say('people', {count});
}

// The same as a figure alone: "12" or "12–15".
export function sayPeopleShort({count = 0, low = count, high = count} = {}) {
  return low < high ? `${formatShort(low)}–${formatShort(high)}` : formatShort(count);
}

// How many times the usual a rate is, or null where nothing is usual or nothing goes on.
export function growthOf({rate_per_hour: rate = 0, baseline_per_hour: baseline = 0}) {
  return rate > 0 && baseline > 0 ? rate / baseline : null;
}

export function sayTimes(times) {
  return times >= 1000 ? '> ×1000' : `×${formatNumber(times)}`;
}

export const makeBadge = (level) => make('span', {class: `badge badge-${level}`}, sayLevel(level));

export const makeOrg = (org) => make('span', {class: org ? 'org' : 'org unknown'}, sayOrg(org));

// A group's title as a link to its page. `group` is {id, title}.
export const makeGroupLink = (group, attributes = {}) =>
    make('a', {href: groupAddress(group.id), dir: 'auto', ...attributes}, sayTitle(group));

// [name, number] of an object of counts, the largest first.
export const countsOf = (counts) => Object.entries(counts ?? {}).sort((a, b) => b[1] - a[1]);
