// What the list of groups is narrowed to: a level and above, an organisation, words. The engine filters its pages; the
// same filter is put here to what the event stream brings.

import {arrange, find, make, setText} from './dom.js';
import {say, sayLevel} from './language.js';

const LEVELS = ['watch', 'emerging', 'major', 'crisis'];
const TYPING_MS = 300;
// An option's value for posts that name nobody; no organisation is called so.
const UNKNOWN = '\n';

const fold = (text) => text.normalize('NFKC').toLowerCase();

export class Filters {
  constructor(onChange) {
    this.level = find('filter-level');
    this.org = find('filter-org');
    this.text = find('filter-text');
    this.orgs = new Set();
    this.render();
    this.level.addEventListener('change', onChange);
    this.org.addEventListener('change', onChange);
    this.text.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(onChange, TYPING_MS);
    });
  }

  // Organisations are offered as groups of them appear.
  learn(groups) {
    const before = this.orgs.size;
    for (const {org} of groups) if (org) this.orgs.add(org);
    if (this.orgs.size > before) this.render();
  }

  render() {
    const levels = LEVELS.map((level) => [level, level === 'crisis' ? sayLevel(level) :
        say('filterLevelFrom', {level: sayLevel(level)})]);
    this.offer(this.level, [['', say('filterLevelAny')], ...levels.reverse()]);
    const orgs = [...this.orgs].sort((a, b) => a.localeCompare(b)).map((org) => [org, org]);
    this.offer(this.org, [['', say('filterOrgAny')], ...orgs, [UNKNOWN, say('orgUnknown')]]);
  }

  offer(select, options) {
    const made = new Map([...select.options].map((option) => [option.value, option]));
    arrange(select, options.map(([value, words]) => {
      const option = made.get(value) ?? make('option', {value});
      setText(option, words);
      return option;
    }));
  }

  get isActive() {
    return this.level.value !== '' || this.org.value !== '' || this.text.value.trim() !== '';
  }

  get levels() {
    return this.level.value === '' ? null : LEVELS.slice(LEVELS.indexOf(this.level.value));
  }

  // As the engine's list takes them: an `org` that is there but empty asks for groups of unknown organisation.
  parameters() {
    const parameters = {};
    if (this.levels) parameters.level = this.levels.join(',');
    if (this.org.value !== '') parameters.org = this.org.value === UNKNOWN ? '' : this.org.value;
    if (this.text.value.trim() !== '') parameters.q = this.text.value.trim();
    return parameters;
  }

  matches(group) {
    if (this.levels && !this.levels.includes(group.level)) return false;
    if (this.org.value !== '' && (group.org ?? UNKNOWN) !== this.org.value) return false;
    const searched = fold([group.title ?? '', ...(group.keywords ?? []), group.org ?? ''].join(' '));
    return fold(this.text.value).split(/\s+/).every((word) => searched.includes(word));
  }
}
