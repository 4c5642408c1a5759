// What the trends are asked for: by what, and in which window. The address holds it.

import {make} from '../../core/dom.js';
import {say, sayName} from '../../core/language.js';
import {dateText} from '../../parts/period.js';

import {isOwn, WINDOWS} from './series.js';

const DEFAULT_WINDOW = '7d';

function makeChips(legend, name, options, onChoose) {
  const inputs = options.map(([value, words]) => {
    const input = make('input', {type: 'radio', name, value});
    input.addEventListener('change', () => onChoose(value));
    return {input, node: make('label', {class: 'chip'}, input, make('span', {}, words))};
  });
  return {
    inputs,
    node: make(
        'fieldset', {}, make('legend', {class: 'unseen'}, legend),
        make('div', {class: 'chips'}, inputs.map(({node}) => node)))
  };
}

export class TrendFilters {
  // `onChange(changes)` gets what of the query is to be different.
  constructor(onChange) {
    this.by = makeChips(
        say('trendBy'), 'by', ['org', 'channel', 'region', 'cause'].map((one) => [one, sayName('by', one)]),
        (value) => onChange({by: value === 'org' ? undefined : value, name: undefined}));
    this.window = makeChips(
        say('trendWindow'), 'window', [...WINDOWS.map((one) => [one, say(`window${one}`)]), ['own', say('windowOwn')]],
        (value) => this.onWindow(value, onChange));
    const date = (key) => {
      const input = make('input', {type: 'date', 'aria-label': say(key)});
      input.addEventListener(
          'change',
          () => this.since.value && this.until.value &&
              onChange({window: undefined, since: this.since.value, until: this.until.value}));
      return input;
    };
    this.since = date('trendSince');
    this.until = date('trendUntil');
    this.dates = make(
        'span', {class: 'trend-dates', hidden: true}, this.since, make('span', {'aria-hidden': 'true'}, '–'),
        this.until);
    this.node = make(
        'div', {class: 'filters', role: 'search', 'aria-label': say('trendFilters')}, this.by.node, this.window.node,
        this.dates);
  }

  onWindow(value, onChange) {
    if (value === 'own') return onChange({window: undefined, since: this.since.value, until: this.until.value});
    onChange({window: value === DEFAULT_WINDOW ? undefined : value, since: undefined, until: undefined});
  }

  // `window` is the one that is shown, or undefined where nothing is.
  set(query, by, window) {
    const chosen = isOwn(query) ? 'own' : WINDOWS.includes(query.window) ? query.window : DEFAULT_WINDOW;
    for (const {input} of this.by.inputs) input.checked = input.value === by;
    for (const {input} of this.window.inputs) input.checked = input.value === chosen;
    this.dates.hidden = chosen !== 'own';
    if (window && ![this.since, this.until].includes(document.activeElement)) {
      this.since.value = dateText(window.from);
      this.until.value = dateText(window.to - 1);
    }
  }
}
