// A list that the engine gives in pages, the newest first. It is read anew from the top when something may have changed,
// and further down on demand; what is shown stays where it is, with what somebody opened in it. What comes on top while
// somebody reads waits behind a button.

import {get} from '../core/api.js';
import {arrange, flash, make, makeButton, setText, show} from '../core/dom.js';
import {say} from '../core/language.js';
import {Hold} from './hold.js';

const PAGE = 50;
// A narrowed page of the engine may hold few items, or none, and yet not be the last: so many are asked for at once.
const FEW = 10, PAGES_MAX = 10;

export class PagedList {
  // `path` and `parameters()` are of the engine's list; items never change and are told apart by `keyOf`; `makeRow(item)`
  // gives an <li>; `sayNone()` is what stands in place of an empty list; `onLoaded(items)` hears of all there are.
  constructor(context, {path, parameters, keyOf, makeRow, sayNone, label, onLoaded = () => {}}) {
    Object.assign(this, {context, path, parameters, keyOf, makeRow, sayNone, onLoaded});
    Object.assign(this, {items: [], cursor: null, call: 0, rows: new Map(), isLoaded: false, news: []});
    this.list = make('ol', {class: 'items', 'aria-label': label});
    this.card = make('section', {class: 'card item-card', hidden: true}, this.list);
    this.empty = make('p', {class: 'empty', role: 'status'}, say('loading'));
    this.retry = makeButton(say('retry'), () => this.load(), {hidden: true});
    this.further = makeButton(say('more'), () => this.loadMore(), {hidden: true});
    this.waiting = makeButton('', () => this.showNews(), {class: 'waiting', hidden: true});
    this.hold = new Hold(this.list, () => this.settle(), context.signal);
    this.node = make('div', {class: 'paged'}, this.waiting, this.card, this.empty, this.retry, make('p', {class: 'more no-print'}, this.further));
  }

  // Another query: nothing of what was shown holds.
  restart() {
    Object.assign(this, {items: [], news: [], cursor: null, isLoaded: false});
    this.render();
    return this.load();
  }

  async read(cursor) {
    const items = [];
    for (let pages = 0; pages < PAGES_MAX; ++pages) {
      const from = cursor;
      const page = await this.context.try(() => get(this.path, {...this.parameters(), limit: PAGE, cursor: from}));
      if (page === null) return null;
      items.push(...page.items);
      cursor = page.next_cursor;
      if (!cursor || items.length >= FEW) break;
    }
    return {items, cursor};
  }

  async load() {
    const call = ++this.call, before = new Set(this.news.map(this.keyOf));
    const page = await this.read(null);
    if (call !== this.call || this.context.isOver) return;
    this.hasFailed = page === null;
    if (page) this.take(page, this.news.filter((item) => !before.has(this.keyOf(item))));
    this.render();
    if (page) this.onLoaded(this.items);
  }

  // The newest page replaces its stretch of the list; what joins it below stays.
  take({items, cursor}, meanwhile) {
    const fresh = new Set(items.map(this.keyOf)), isFirst = !this.isLoaded;
    const all = [...meanwhile.filter((item) => !fresh.has(this.keyOf(item))), ...items];
    const joint = items.length > 0 ? this.items.findIndex((item) => this.keyOf(item) === this.keyOf(items.at(-1))) : -1;
    if (joint < 0) this.cursor = cursor;
    this.isLoaded = true;
    const shown = new Set(this.items.map(this.keyOf));
    const rest = joint < 0 ? [] : this.items.slice(joint + 1);
    const added = isFirst ? 0 : all.findIndex((item) => shown.has(this.keyOf(item)));
    if (added > 0 && this.hold.isHeld) {
      this.news = all.slice(0, added);
      this.items = [...all.slice(added), ...rest];
    } else {
      this.news = [];
      this.items = [...all, ...rest];
    }
    if (isFirst) requestAnimationFrame(() => this.context.isOver || this.context.restoreScroll());
  }

  async loadMore() {
    const call = this.call;
    this.further.disabled = true;
    const page = await this.read(this.cursor);
    this.further.disabled = false;
    if (call !== this.call || page === null) return;
    const known = new Set(this.items.map(this.keyOf)), last = this.list.lastElementChild;
    this.items.push(...page.items.filter((item) => !known.has(this.keyOf(item))));
    this.cursor = page.cursor;
    this.render();
    // The button that had the focus may be gone: it goes on where the new rows begin.
    if (this.further.hidden) last?.nextElementSibling?.querySelector('a, summary')?.focus({preventScroll: true});
    this.onLoaded(this.items);
  }

  // One that an event brought, newer than all others.
  put(item) {
    if ([...this.news, ...this.items].some((one) => this.keyOf(one) === this.keyOf(item))) return;
    this.news.unshift(item);
    this.settle();
  }

  settle() {
    if (this.news.length > 0 && this.isLoaded && !this.hold.isHeld) this.showNews(false);
    else this.renderWaiting();
  }

  showNews(isAsked = true) {
    const added = this.news.map(this.keyOf);
    this.items.unshift(...this.news);
    this.news = [];
    this.render();
    for (const key of added) flash(this.rows.get(key));
    if (!isAsked) return;
    scrollTo({top: 0});
    this.list.querySelector('a, summary')?.focus({preventScroll: true});
  }

  // Puts the focus on the link of the row `by` rows away from the one that has it.
  step(by) {
    const rows = [...this.list.children];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const row = rows[Math.min(Math.max(at < 0 ? 0 : at + by, 0), rows.length - 1)];
    row?.querySelector('a, summary')?.focus();
  }

  renderWaiting() {
    const count = this.isLoaded ? this.news.length : 0;
    show(this.waiting, count > 0);
    if (count > 0) setText(this.waiting, say('newsShow', {count}));
  }

  render() {
    const rows = new Map(this.items.map((item) => [this.keyOf(item), this.rows.get(this.keyOf(item)) ?? this.makeRow(item)]));
    this.rows = rows;
    arrange(this.list, [...rows.values()]);
    const count = this.items.length;
    show(this.card, count > 0);
    show(this.empty, count === 0 && !this.hasFailed);
    show(this.retry, count === 0 && Boolean(this.hasFailed));
    setText(this.empty, this.isLoaded ? this.sayNone() : say('loading'));
    show(this.further, Boolean(this.cursor));
    this.renderWaiting();
  }
}
