// The posts behind a number: found by what the address says, which is what links of other pages and of reports say. The
// engine filters; hours of the week are looked for here, as stretches of time.

import '../words/trends.js';

import {get, part} from '../core/api.js';
import {arrange, make, makeButton, setText} from '../core/dom.js';
import {formatMoment, say, sayMood, sayName} from '../core/language.js';
import {groupAddress} from '../core/router.js';
import {makeDownloads, TABLES} from '../parts/downloads.js';
import {sayFailure} from '../parts/form.js';
import {PostList} from '../parts/posts.js';
import {UNKNOWN} from '../parts/queries.js';
import {sayTag} from '../words/group.js';

import {sayWeekHour, stretchesOf} from './trends/hours.js';

// The engine looks at so many records a call: a rare word may need several calls for one page.
const CALLS_MAX = 12;
const TYPING_MS = 400, REFRESH_MS = 5000;
const OF_GROUPS = ['since', 'until', 'joined'];
const OF_ALL = ['org', 'channel', 'region', 'cause', 'since', 'until', 'q', 'lang', 'sentiment', 'complaint', 'role'];

// What the engine is asked for: {path, parameters}.
function callOf(query) {
  const names = query.group ? OF_GROUPS : OF_ALL;
  const parameters = Object.fromEntries(names.filter((name) => query[name]).map((name) => [name, query[name]]));
  if (query.org === UNKNOWN && !query.group) parameters.org = '';
  return {path: query.group ? `groups/${part(query.group)}/posts` : 'posts', parameters};
}

// Reads pages of posts as the API gives them, stretch by stretch of time where the address names hours of the week.
function makeReader(query) {
  const {path, parameters} = callOf(query);
  const stretches = query.weekday ? stretchesOf(query) : [{}];
  return async ({
           limit,
           cursor =
           {
             at: 0, cursor: null
           }
         }) => {
    const items = [];
    let place = stretches.length > 0 ? cursor : null;
    for (let calls = 0; place !== null && items.length < limit && calls < CALLS_MAX; ++calls) {
      const page = await get(path, {
        ...parameters,
        ...stretches[place.at],
        cursor: place.cursor,
        limit: limit - items.length
      });
      items.push(...page.items);
      if (page.next_cursor !== null)
        place = {at: place.at, cursor: page.next_cursor};
      else
        place = place.at + 1 < stretches.length ? {at: place.at + 1, cursor: null} : null;
    }
    return {items, next_cursor: place};
  };
}

class PostsPage {
  constructor(root, context) {
    Object.assign(this, {context, query: context.address.query});
    this.count = make('p', {class: 'soft', role: 'status'});
    this.filters = make('div', {class: 'filters is-open', role: 'search', 'aria-label': say('findFilters')});
    this.place = make('section', {class: 'card section'});
    this.files =
        makeDownloads(context, TABLES, () => ({...callOf(this.query), name: 'posts'}));
    root.append(
        make(
            'div', {class: 'page-head'}, make('h1', {tabindex: -1}, say('findTitle')), this.count,
            make('span', {class: 'push'}), this.files),
        this.filters, this.place);
    context.onAddress(({query}) => this.setQuery(query, false));
    context.onRefresh(() => this.load());
    context.onEvent('trend', () => this.timer ??= setTimeout(() => this.load(), REFRESH_MS));
    context.keys([{key: '/', words: say('keySearch'), act: () => this.text.focus()}]);
    this.renderFilters();
    this.start();
  }

  // Another question: another list.
  start() {
    this.list = new PostList(makeReader(this.query), this.context);
    this.list.onRender = () => this.renderCount();
    this.place.replaceChildren(make('p', {class: 'empty'}, say('loading')));
    this.load();
  }

  async load() {
    clearTimeout(this.timer);
    this.timer = null;
    const {list} = this;
    const wrong = await this.context.try(() => list.refresh().catch((failure) => {
      if (failure.status !== 400 && failure.status !== 404) throw failure;
      return failure;
    }));
    if (this.context.isOver || list !== this.list) return;
    if (wrong) {
      setText(this.count, '');
      const words = OF_GROUPS.includes(wrong.field) ? say('findBadTime', {value: this.query[wrong.field]}) : sayFailure(wrong);
      return this.place.replaceChildren(make('p', {class: 'empty', role: 'status'}, words));
    }
    if (!list.isLoaded) return;
    if (this.place.firstChild !== list.node) this.place.replaceChildren(list.node);
  }

  setQuery(query, isOwn) {
    this.query = query;
    if (isOwn) this.context.setQuery(query);
    this.renderFilters();
    this.start();
  }

  set(name, value) {
    this.setQuery({...this.query, [name]: value || undefined}, true);
  }

  renderCount() {
    const count = this.list.posts.length;
    setText(this.count, count === 0 ? '' : say(this.list.cursor === null ? 'findAll' : 'findSome', {count}));
  }

  renderFilters() {
    const {query} = this;
    this.files.hidden = Boolean(query.weekday);
    const chips = this.chips().map(([names, words]) => {
      const without = {...query, ...Object.fromEntries(names.map((name) => [name, undefined]))};
      const chip = makeButton(
          '', () => this.setQuery(without, true),
          {class: 'chip', 'aria-label': `${words}: ${say('findRemove')}`, title: say('findRemove')});
      chip.append(make('span', {dir: 'auto'}, words), make('span', {'aria-hidden': 'true', class: 'soft'}, '×'));
      return chip;
    });
    // The engine searches a group's posts by time alone.
    const fields = query.group ? [make('a', {href: groupAddress(query.group)}, say('findToGroup'))] : [
      this.text ?? this.makeText(),
      this.makeSelect(
          'sentiment', 'findMood',
          [['', say('findMoodAny')], ...['negative', 'neutral', 'positive'].map((mood) => [mood, sayMood(mood)])]),
      this.makeSelect(
          'complaint', 'findKind',
          [['', say('findKindAny')], ['true', say('findKindYes')], ['false', say('findKindNo')]])
    ];
    if (this.text && document.activeElement !== this.text) this.text.value = query.q ?? '';
    // The field that somebody types in stays where it is.
    arrange(this.filters, [...fields, ...chips]);
  }

  makeText() {
    this.text = make('input', {
      type: 'search',
      'aria-label': say('findText'),
      placeholder: say('findText'),
      autocomplete: 'off',
      value: this.query.q ?? '',
      enterkeyhint: 'search'
    });
    this.text.addEventListener('input', () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.set('q', this.text.value.trim()), TYPING_MS);
    });
    return this.text;
  }

  makeSelect(name, label, options) {
    const select =
        make('select', {'aria-label': say(label)}, options.map(([value, words]) => make('option', {value}, words)));
    select.value = this.query[name] ?? '';
    select.addEventListener('change', () => this.set(name, select.value));
    return select;
  }

  // [the names that a chip stands for, its words].
  chips() {
    const {query} = this, chips = [];
    const add = (key, names, value = query[names[0]]) => query[names[0]] && chips.push([names, say(key, {value})]);
    const moment = (name) => Number.isNaN(Date.parse(query[name])) ? query[name] : formatMoment(Date.parse(query[name]));
    add('findOrg', ['org'], query.org === UNKNOWN ? say('orgUnknown') : query.org);
    for (const name of ['channel', 'region', 'lang']) add(`find${name[0].toUpperCase()}${name.slice(1)}`, [name]);
    if (query.cause) add('findCause', ['cause'], sayTag(query.cause));
    add('findRole', ['role'], sayName('role', query.role ?? ''));
    add('findSince', ['since'], moment('since'));
    add('findUntil', ['until'], moment('until'));
    if (query.weekday) add('findWhen', ['weekday', 'hour', 'hours'], sayWeekHour(query));
    add('findJoined', ['joined']);
    return chips;
  }
}

export function mount(root, context) {
  const page = new PostsPage(root, context);
  return () => {
    clearTimeout(page.timer);
    clearTimeout(page.typing);
  };
}
