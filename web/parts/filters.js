// What lists are narrowed by: selects and rows of chips whose choice is in the address. A page hears of each choice and
// says what is chosen; which names there are to choose from it learns as it goes.

import {get} from '../core/api.js';
import {arrange, make, makeButton, setText} from '../core/dom.js';
import {say} from '../core/language.js';

// Stands in the address for posts that name nobody; no organisation is called so.
export const UNKNOWN = '-';

// The organisation of an address as the engine's lists take it.
export const orgParameter = (org) => org === UNKNOWN ? '' : org || null;

export function makeSelect(name, label, onChange) {
  const select = make('select', {name, 'aria-label': label});
  select.addEventListener('change', () => onChange(name, select.value));
  return select;
}

// The words of several values with commas between them, as links of reports have them; else the value itself.
function sayAll(options, chosen) {
  const words = chosen.split(',').map((one) => options.find(([value]) => value === one)?.[1]);
  return words.includes(undefined) ? chosen : words.join(' · ');
}

// Gives a select its `options`, [value, words] each, and chooses one; what stays the same is not touched.
export function offer(select, options, chosen) {
  // What the address asks for is offered even where nothing is known of it yet.
  const all = chosen && !options.some(([value]) => value === chosen) ? [...options, [chosen, sayAll(options, chosen)]] : options;
  const made = new Map([...select.options].map((option) => [option.value, option]));
  arrange(select, all.map(([value, words]) => {
    const option = made.get(value) ?? make('option', {value});
    setText(option, words);
    return option;
  }));
  select.value = chosen ?? '';
}

export const optionsOf = (names) => [...names].sort((a, b) => a.localeCompare(b)).map((name) => [name, name]);
export const orgOptions = (orgs) => [['', say('anyOrg')], ...optionsOf(orgs), [UNKNOWN, say('orgUnknown')]];

// Several of a few values: {node, set(chosen)}, where `chosen` is what stands in the address, with commas.
export function makeChips(name, legend, values, sayValue, onChange) {
  const inputs = values.map((value) => make('input', {type: 'checkbox', name, value}));
  const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value).join(',');
  for (const input of inputs) input.addEventListener('change', () => onChange(name, chosen()));
  const chips = inputs.map((input) => make('label', {class: 'chip'}, input, make('span', {}, sayValue(input.value))));
  return {
    node: make('fieldset', {}, make('legend', {class: 'unseen'}, legend), make('div', {class: 'chips'}, chips)),
    set: (words) => inputs.forEach((input) => input.checked = (words ?? '').split(',').includes(input.value)),
  };
}

// The bar itself. `first` always show; on a narrow screen `others`, where there are any, stand behind a button.
export function makeFilterBar(label, first, others = []) {
  const node = make('div', {class: 'filters', role: 'search', 'aria-label': label}, first);
  if (others.length === 0) {
    node.classList.add('is-open', 'is-plain');
    return node;
  }
  const more = makeButton(say('moreFilters'), () => {
    more.setAttribute('aria-expanded', String(node.classList.toggle('is-open')));
  }, {class: 'filters-more', 'aria-expanded': 'false'});
  node.append(more, ...others);
  return node;
}

// The names of organisations or channels (`by`) that posts of the last month have; none where they cannot be read.
export async function learnNames(context, by) {
  const trends = await context.try(() => get('trends', {by, window: '30d', step: '1d', top: 50}), () => {});
  return (trends?.items ?? []).map((item) => item.name);
}
