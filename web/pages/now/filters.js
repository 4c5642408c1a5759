// What the list of groups is narrowed to. The address holds it; the engine filters its pages by it, and the same filter
// is put here to what the event stream brings.

import {make} from '../../core/dom.js';
import {say, sayLevel, sayName, sayStatus} from '../../core/language.js';
import {makeChips, makeFilterBar, makeSelect, offer, optionsOf, orgOptions, orgParameter, UNKNOWN} from '../../parts/filters.js';
import {LEVELS_SHOWN, STATUSES} from '../../parts/group_words.js';

export const SORTS = ['urgency', 'surprise', 'people', 'newest'];
const TYPING_MS = 300;

const fold = (text) => text.normalize('NFKC').toLowerCase();

// The query of an address as parameters of the engine's list.
export function parametersOf(query) {
  return {
    level: query.level || null,
    status: query.status || null,
    channel: query.channel || null,
    org: orgParameter(query.org),
    q: query.q || null,
  };
}

export const isFiltered = (query) => ['level', 'status', 'channel', 'org', 'q'].some((name) => query[name]);

// Whether a group belongs into the list of this query.
export function matches(group, query) {
  if (query.level && !query.level.split(',').includes(group.level)) return false;
  if (query.status && group.status !== query.status) return false;
  if (query.channel && !group.channels.some(([name]) => name === query.channel)) return false;
  if (query.org && (group.org ?? UNKNOWN) !== query.org) return false;
  if (!query.q) return true;
  const searched = fold(`${group.title} ${group.keywords} ${group.org ?? ''}`);
  return fold(query.q).split(/\s+/).every((word) => searched.includes(word));
}

export class Filters {
  // `onChange(query)` gets the whole query anew.
  constructor(query, onChange) {
    this.query = query;
    this.orgs = new Set();
    this.channels = new Set();
    this.onChange = (name, value) => onChange({...this.query, [name]: value || undefined});
    this.levels = makeChips('level', say('filterLevel'), LEVELS_SHOWN, sayLevel, this.onChange);
    this.org = makeSelect('org', say('filterOrg'), this.onChange);
    this.status = makeSelect('status', say('nowStatus'), this.onChange);
    this.channel = makeSelect('channel', say('nowChannel'), this.onChange);
    this.sort = makeSelect('sort', say('nowSort'), this.onChange);
    this.text = make('input', {type: 'search', name: 'q', 'aria-label': say('nowText'), placeholder: say('nowTextHint'),
      autocomplete: 'off', enterkeyhint: 'search'});
    this.text.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.onChange('q', this.text.value.trim()), TYPING_MS);
    });
    this.node = makeFilterBar(say('nowFilters'), [this.text, this.levels.node],
        [this.org, this.status, this.channel, this.sort]);
    this.set(query);
  }

  // Organisations and channels are offered as the page gets to know them.
  learn({orgs = [], channels = []}) {
    const before = this.orgs.size + this.channels.size;
    for (const org of orgs) if (org) this.orgs.add(org);
    for (const channel of channels) if (channel) this.channels.add(channel);
    if (this.orgs.size + this.channels.size > before) this.render();
  }

  set(query) {
    this.query = query;
    if (document.activeElement !== this.text) this.text.value = query.q ?? '';
    this.levels.set(query.level);
    this.render();
  }

  render() {
    const {query} = this;
    offer(this.org, orgOptions(this.orgs), query.org);
    offer(this.status, [['', say('nowStatusAny')], ...STATUSES.map((one) => [one, sayStatus(one)])], query.status);
    offer(this.channel, [['', say('nowChannelAny')], ...optionsOf(this.channels)], query.channel);
    offer(this.sort, SORTS.map((sort, i) => [i === 0 ? '' : sort, sayName('sort', sort)]), query.sort);
  }
}
