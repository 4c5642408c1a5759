// The entries of the watchlist by their role, each below what it belongs to; opened, an entry shows all it says.

import {make, makeButton} from '../../core/dom.js';
import {say, sayName} from '../../core/language.js';
import {postsAddress} from '../../parts/queries.js';

import {roleOf, ROLES} from './draft.js';

const SHOWN_MAX = 300, ALIASES_SHOWN = 4;
const FACTS = [
  ['aliases', 'watchAliases'], ['requires', 'watchRequires'], ['excludes', 'watchExcludes'],
  ['accounts', 'watchAccounts']
];

const fold = (text) => text.normalize('NFKC').toLowerCase();
const fits = (entry, words) =>
    words.every((word) => fold([entry.name, ...entry.aliases, ...entry.accounts].join('\n')).includes(word));

function makeFacts(entry) {
  const facts =
      FACTS.filter(([name]) => entry[name].length > 0).map(([name, key]) => [say(key), entry[name].join(' · ')]);
  const also =
      [entry.masked ? say('watchMasked') : null, entry.homophones ? say('watchHomophones') : null].filter(Boolean);
  if (also.length > 0) facts.push([say('watchYes'), also.join(' · ')]);
  return make(
      'dl', {class: 'watch-facts'},
      facts.map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {dir: 'auto'}, value))));
}

function makeEntry(entry, {isOpen, acts, isApart}) {
  const aliases =
      entry.aliases.slice(0, ALIASES_SHOWN).join(' · ') + (entry.aliases.length > ALIASES_SHOWN ? ' …' : '');
  const tools = make(
      'p', {class: 'watch-tools no-print'}, make('a', {href: postsAddress({org: entry.name})}, say('watchPosts')),
      acts?.(entry) ?? null);
  return make(
      'details',
      {class: `watch-entry ${entry.state ? `is-${entry.state}` : ''}`, open: isOpen, 'data-name': entry.name},
      make(
          'summary', {}, make('span', {class: 'watch-name', dir: 'auto'}, entry.name),
          make('span', {class: 'tag'}, sayName('kind', entry.kind)),
          isApart && entry.parent ? make('span', {class: 'soft'}, say('watchPartOf', {parent: entry.parent})) : null,
          entry.state ? make('span', {class: 'badge badge-emerging'}, sayName('watch', entry.state)) : null,
          make('span', {class: 'soft watch-aliases', dir: 'auto'}, aliases)),
      makeFacts(entry), tools);
}

// `entries` as sections; `query` {q, role} narrows them; `opened` names those that are open; `acts(entry)` gives
// buttons.
export function makeTree(entries, {query, opened, acts}) {
  const byName = new Map(entries.map((one) => [one.name, one]));
  const words = fold(query.q ?? '').split(/\s+/).filter(Boolean);
  const shown = entries.filter((one) => fits(one, words));
  return ROLES.filter((role) => !query.role || query.role === role).flatMap((role) => {
    const of = shown.filter((one) => roleOf(one, byName) === role).sort((a, b) => a.name.localeCompare(b.name));
    if (of.length === 0) return [];
    const names = new Set(of.map(({name}) => name)), below = groupByParent(of);
    let count = 0;
    const branch = (list, isTop, above) => list.length === 0 ?
        null :
        make('ul', {class: isTop ? 'watch-tree' : 'watch-tree is-below'}, list.flatMap((one) => {
          if (++count > SHOWN_MAX || above.includes(one.name)) return [];
          return [make(
              'li', {}, makeEntry(one, {isOpen: opened.has(one.name), acts, isApart: isTop}),
              branch(below.get(one.name) ?? [], false, [...above, one.name]))];
        }));
    const tree = branch(of.filter(({parent}) => !parent || !names.has(parent)), true, []);
    return [make(
        'section', {class: 'card section'},
        make(
            'div', {class: 'section-head'},
            make('h2', {}, sayName('watch', role), ' ', make('span', {class: 'soft number'}, String(of.length))),
            make('span', {class: 'hint'}, say(`watch${role[0].toUpperCase()}${role.slice(1)}Why`))),
        tree, count > SHOWN_MAX ? make('p', {class: 'soft'}, say('watchMore', {count: SHOWN_MAX})) : null)];
  });
}

function groupByParent(entries) {
  const groups = new Map();
  for (const one of entries) {
    if (!groups.has(one.parent)) groups.set(one.parent, []);
    groups.get(one.parent).push(one);
  }
  return groups;
}

// A button that asks for nothing but a press.
export const makeAct = (key, act) => makeButton(say(key), act, {class: 'link'});
