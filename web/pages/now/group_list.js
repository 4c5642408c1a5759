// All groups that the list knows, their order, and when it may change: figures grow where they stand, but rows move only
// while nobody reads or aims at them; until then the page says how many would be new.

import {levelRank} from '../../parts/group_words.js';
import {Hold} from '../../parts/hold.js';

const SOON_MS = 700;

const byLast = (a, b) => b.last - a.last || (a.id < b.id ? -1 : 1);
const COMPARE = {
  // The order of the engine's own list, so that its further pages join below.
  urgency: (a, b) => levelRank(b.level) - levelRank(a.level) || b.urgency - a.urgency || byLast(a, b),
  surprise: (a, b) => b.surprise - a.surprise || byLast(a, b),
  people: (a, b) => b.complainants.count - a.complainants.count || byLast(a, b),
  newest: byLast,
};

export class GroupList {
  // `view` is the VirtualList; `onPending({news, moved})` is told what waits, or null.
  constructor(view, onPending, signal) {
    this.view = view;
    this.onPending = onPending;
    this.groups = new Map();
    this.order = [];
    this.sort = 'urgency';
    this.places = new Map();  // Where each row stands, by id.
    this.isWhole = false;  // Whether the engine has no further page.
    this.hold = new Hold(view.list, () => this.arrange(), signal);
  }

  get size() {
    return this.groups.size;
  }

  // Starts with the first page of a list: all that was known goes.
  replace(groups, isWhole) {
    this.groups = new Map(groups.map((group) => [group.id, group]));
    this.isWhole = isWhole;
    this.refreshRows();
  }

  // A further page.
  append(groups, isWhole) {
    for (const group of groups) if (!this.groups.has(group.id)) this.groups.set(group.id, group);
    this.isWhole = isWhole;
  }

  // A group as an event brought it. One that belongs below what was read so far comes with its page.
  put(group) {
    const isKnown = this.groups.has(group.id);
    if (!isKnown && !this.isWhole && this.isBelow(group)) return;
    this.groups.set(group.id, group);
    const at = this.places.get(group.id);
    if (at === undefined) return;
    this.view.items[at] = group;
    this.view.update(group);
  }

  // Figures change where they stand, whatever becomes of the order.
  refreshRows() {
    const {items} = this.view;
    for (let i = 0; i < items.length; ++i) {
      const group = this.groups.get(items[i].id);
      if (group === undefined || group === items[i]) continue;
      items[i] = group;
      this.view.update(group);
    }
  }

  isBelow(group) {
    const last = this.order.at(-1);
    return last !== undefined && COMPARE.urgency(last, group) < 0;
  }

  remove(id) {
    this.groups.delete(id);
  }

  // The same, soon: ten thousand rows are not sorted for each event.
  arrangeSoon() {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      if (this.view.list.isConnected) this.arrange();
    }, SOON_MS);
  }

  // Puts the rows in order, unless that would move them away under somebody: then it says what waits.
  arrange(isNow = false) {
    const wanted = [...this.groups.values()].sort(COMPARE[this.sort] ?? COMPARE.urgency);
    this.order = wanted;
    const shown = this.view.items;
    const isSame = wanted.length === shown.length && wanted.every((group, i) => group.id === shown[i].id);
    if (!isSame && !isNow && shown.length > 0 && this.hold.isHeld) {
      const known = new Set(shown.map((group) => group.id));
      return this.onPending({news: wanted.filter((group) => !known.has(group.id)).length});
    }
    this.onPending(null);
    if (isSame && !isNow) return;
    this.places = new Map(wanted.map((group, i) => [group.id, i]));
    this.view.setItems(wanted);
  }
}
