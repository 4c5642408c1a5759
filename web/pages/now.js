// The page "Now": all groups by urgency, live. The list is read page by page as somebody scrolls; the event stream
// brings what changes.

import '../words/now.js';
import {get} from '../core/api.js';
import {make, makeButton, setText, show} from '../core/dom.js';
import {say} from '../core/language.js';
import {learnNames} from '../parts/filters.js';
import {Sparks} from '../parts/spark.js';
import {VirtualList} from '../parts/virtual_list.js';
import {Filters, isFiltered, matches, parametersOf} from './now/filters.js';
import {GroupList} from './now/group_list.js';
import {makeHead, Row, trim} from './now/row.js';

const PAGE = 100;
const PAGE_ALL = 500;     // The engine's limit; for an order that the engine does not have, everything is read.
const GROUPS_MAX = 10000;
const GATHER_MS = 250;    // Events of a busy moment are shown together.
const CURVES_MS = 10000;
const NEAR_END_ROWS = 30;
const SORTED_AT_ONCE = 500;

class NowPage {
  constructor(root, context) {
    this.context = context;
    this.query = context.address.query;
    this.call = 0;         // The newest call for groups: the answers of earlier ones are stale.
    this.isLoading = false;
    this.cursor = null;
    this.changed = new Map();
    this.build(root);
    context.onEvent('group', (group) => this.onGroup(group));
    context.onRefresh(() => this.load());
    context.onAddress(({query}) => this.setQuery(query, false));
    context.every(CURVES_MS, () => this.sparks.want(this.seen));
    context.every(5000, () => this.list.arrange());
    context.keys([
      {key: 'j', words: say('keyNext'), act: () => this.view.step(1)},
      {key: 'k', words: say('keyPrevious'), act: () => this.view.step(-1)},
      {key: '/', words: say('keySearch'), act: () => this.filters.text.focus()},
    ]);
    this.load();
    this.learn();
  }

  build(root) {
    const {signal} = this.context;
    this.count = make('p', {class: 'soft', role: 'status'});
    this.waiting = makeButton('', () => this.showWaiting(), {class: 'waiting', hidden: true});
    this.filters = new Filters(this.query, (query) => this.setQuery(query, true));
    this.empty = make('p', {class: 'empty'}, say('loading'));
    this.clear = makeButton(say('nowClear'), () => this.setQuery({}, true), {hidden: true});
    const list = make('ol', {class: 'row-list', 'aria-label': say('nowTitle')});
    this.seen = [];
    this.sparks = new Sparks((id, svg) => this.view.row(id)?.setSpark(svg));
    this.view = new VirtualList(list, (group) => new Row(group), (seen) => this.onSeen(seen), signal);
    this.list = new GroupList(this.view, (pending) => this.renderWaiting(pending), signal);
    list.addEventListener('keydown', (event) => this.onKey(event));
    this.card = make('section', {class: 'card rows'}, makeHead(), list);
    root.append(
        make('div', {class: 'page-head'}, make('h1', {tabindex: -1}, say('nowTitle')), this.count, this.waiting),
        this.filters.node, this.card, this.empty, make('p', {}, this.clear));
  }

  // --- From the engine

  // The list from its top, as far as it was read.
  async load() {
    const call = ++this.call;
    const {context} = this;
    this.isLoading = true;
    const limit = Math.min(Math.max(PAGE, Math.ceil(this.list.size / PAGE) * PAGE), PAGE_ALL);
    const page = await context.try(() => get('groups', {...parametersOf(this.query), limit}));
    if (call !== this.call) return;
    this.isLoading = false;
    if (page === null) return this.render();
    this.cursor = page.next_cursor;
    this.list.replace(page.items.map(trim), this.cursor === null);
    const isFirst = !this.isLoaded;
    this.isLoaded = true;
    this.list.sort = this.query.sort ?? 'urgency';
    this.list.arrange(this.isNewQuery);
    this.isNewQuery = false;
    this.learnFrom(page.items);
    this.showChanged();
    this.render();
    if (isFirst) this.context.restoreScroll();
    if (this.query.sort) this.loadRest(call);
  }

  async loadMore(limit = PAGE) {
    if (this.isLoading || this.cursor === null || this.list.size >= GROUPS_MAX) return;
    const call = this.call;
    this.isLoading = true;
    const page = await this.context.try(() =>
        get('groups', {...parametersOf(this.query), limit, cursor: this.cursor}));
    if (call !== this.call) return;
    this.isLoading = false;
    if (page === null) return;
    this.cursor = page.next_cursor;
    this.list.append(page.items.map(trim), this.cursor === null);
    this.learnFrom(page.items);
    // What comes below is no change under anybody's hand.
    this.list.arrange(limit === PAGE);
    this.showChanged();
    this.render();
  }

  async loadRest(call) {
    while (call === this.call && this.cursor !== null && this.list.size < GROUPS_MAX && !this.context.isOver) {
      const before = this.cursor;
      await this.loadMore(PAGE_ALL);
      if (this.cursor === before) return;
    }
    if (call === this.call && !this.context.isOver) this.list.arrange(true);
  }

  // Names to filter by, from the posts of the last month.
  async learn() {
    for (const by of ['org', 'channel']) this.filters.learn({[`${by}s`]: await learnNames(this.context, by)});
  }

  learnFrom(groups) {
    this.filters.learn({orgs: groups.map((group) => group.org),
      channels: groups.flatMap((group) => Object.keys(group.channels ?? {}))});
  }

  onGroup(group) {
    this.changed.set(group.id, group);
    this.timer ??= setTimeout(() => this.showChanged(), GATHER_MS);
  }

  // Shows what events brought, unless a list is on its way that may be newer or older: then after it.
  showChanged() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.isLoading || this.context.isOver || this.changed.size === 0) return;
    const changed = [...this.changed.values()];
    this.changed.clear();
    // A few groups are no list: while there is none they wait for it, and it will have them.
    if (!this.isLoaded) return;
    for (const group of changed) {
      const trimmed = group.merged_into ? null : trim(group);
      if (trimmed && matches(trimmed, this.query)) this.list.put(trimmed);
      else this.list.remove(group.id);
    }
    this.learnFrom(changed.filter((group) => !group.merged_into));
    if (this.list.size > SORTED_AT_ONCE) this.list.arrangeSoon();
    else this.list.arrange();
    this.render();
  }

  // --- From the people before it

  setQuery(query, isOwn) {
    const isSame = JSON.stringify(parametersOf(query)) === JSON.stringify(parametersOf(this.query));
    this.query = query;
    if (isOwn) this.context.setQuery(query);
    this.filters.set(query);
    this.isNewQuery = true;
    scrollTo(0, 0);
    if (!isSame || query.sort) return this.load();
    this.list.sort = 'urgency';
    this.list.arrange(true);
    this.isNewQuery = false;
  }

  showWaiting() {
    this.list.arrange(true);
    scrollTo({top: 0});
    this.view.focus(0);
  }

  onKey(event) {
    const by = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (by === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.view.step(by);
  }

  onSeen(seen) {
    this.seen = seen;
    this.sparks.want(seen);
    const last = seen.at(-1);
    const isNearEnd = last && this.view.items.indexOf(last) > this.view.items.length - NEAR_END_ROWS;
    if (isNearEnd && this.isLoaded) this.loadMore();
  }

  render() {
    const count = this.list.size;
    setText(this.count, this.isLoaded ? say(this.list.isWhole ? 'nowCount' : 'nowCountMore', {count}) : '');
    show(this.empty, count === 0);
    show(this.card, count > 0);
    const isNarrowed = isFiltered(this.query);
    setText(this.empty, !this.isLoaded ? say('loading') : say(isNarrowed ? 'nowNoMatch' : 'nowNone'));
    show(this.clear, count === 0 && isNarrowed);
  }

  renderWaiting(pending) {
    show(this.waiting, pending !== null);
    if (pending === null) return;
    const words = pending.news > 0 ? say('nowNews', {count: pending.news}) : say('nowMoved');
    setText(this.waiting, `${words}: ${say('nowShow')}`);
    if (pending.news > 0 && pending.news !== this.announced) this.context.announce(words);
    this.announced = pending.news;
  }
}

export function mount(root, context) {
  const page = new NowPage(root, context);
  return () => clearTimeout(page.timer);
}
