// A list of which only the rows in sight exist: ten thousand rows scroll like ten. Rows have one height, in rem, so that
// the place of each is known; the page itself scrolls, as everywhere else.

import {arrange} from '../core/dom.js';

const AHEAD = 6;        // Rows beyond the edge that exist already.
const PRINTED_MAX = 200;

export class VirtualList {
  // `list` is an empty <ol> with the CSS length --row on it; `makeRow(item)` gives {node, set(item)}; items have an `id`.
  // `onShown(items)` is told which are in sight, whenever that changes.
  constructor(list, makeRow, onShown, signal) {
    this.list = list;
    this.makeRow = makeRow;
    this.onShown = onShown;
    this.items = [];
    this.rows = new Map();
    const later = () => this.frame ??= requestAnimationFrame(() => this.render());
    addEventListener('scroll', later, {passive: true, signal});
    addEventListener('resize', later, {signal});
    addEventListener('beforeprint', () => this.render(PRINTED_MAX), {signal});
    addEventListener('afterprint', () => this.render(), {signal});
  }

  setItems(items) {
    this.items = items;
    this.render();
  }

  // One item changed where it is.
  update(item) {
    const row = this.rows.get(item.id);
    if (row) row.set(item);
    return row;
  }

  row(id) {
    return this.rows.get(id);
  }

  get height() {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    return parseFloat(getComputedStyle(this.list).getPropertyValue('--row')) * rem;
  }

  render(printed = 0) {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const height = this.height, top = -this.list.getBoundingClientRect().top;
    const first = printed ? 0 : Math.max(0, Math.floor(top / height) - AHEAD);
    const last = printed || Math.min(this.items.length, Math.ceil((top + innerHeight) / height) + AHEAD);
    const shown = this.items.slice(first, last);
    const indexes = new Map(shown.map((item, i) => [item.id, first + i]));
    this.keepFocused(indexes, shown);
    for (const id of this.rows.keys()) if (!indexes.has(id)) this.rows.delete(id);
    this.list.style.height = `${this.items.length * height}px`;
    arrange(this.list, shown.map((item) => this.place(item, indexes.get(item.id), height)));
    this.onShown(shown);
  }

  // The row in focus lives on out of sight: else the focus would be lost.
  keepFocused(indexes, shown) {
    const focused = document.activeElement?.closest?.('li');
    const id = focused?.parentElement === this.list ? focused.dataset.id : undefined;
    if (id === undefined || indexes.has(id)) return;
    const at = this.items.findIndex((item) => item.id === id);
    if (at < 0) return;
    indexes.set(id, at);
    shown.push(this.items[at]);
    shown.sort((a, b) => indexes.get(a.id) - indexes.get(b.id));
  }

  place(item, index, height) {
    let row = this.rows.get(item.id);
    if (!row) {
      row = this.makeRow(item);
      row.node.dataset.id = item.id;
      this.rows.set(item.id, row);
    }
    row.node.style.transform = `translateY(${index * height}px)`;
    row.node.ariaPosInSet = String(index + 1);
    row.node.ariaSetSize = String(this.items.length);
    return row.node;
  }

  // Puts the focus on the link of the row `by` rows away from the one that has it, or on the first in sight.
  step(by) {
    const id = document.activeElement?.closest?.('li')?.dataset.id;
    const at = this.items.findIndex((item) => item.id === id);
    const first = Math.max(0, Math.ceil(-this.list.getBoundingClientRect().top / this.height));
    this.focus(at < 0 ? first : at + by);
  }

  focus(index) {
    const item = this.items[Math.min(Math.max(index, 0), this.items.length - 1)];
    if (!item) return;
    if (!this.rows.has(item.id)) {
      scrollTo(0, scrollY + this.list.getBoundingClientRect().top + index * this.height - innerHeight / 2);
      this.render();
    }
    const {node} = this.rows.get(item.id);
    node.querySelector('a').focus({preventScroll: true});
    node.scrollIntoView({block: 'nearest'});
  }
}
