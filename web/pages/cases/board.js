// The columns of the board and the cards in them. On a narrow screen the columns stand below one another.

import {arrange, make, makeButton, setBadge, setText, show} from '../../core/dom.js';
import {formatDue, formatMomentLong, formatNumber, say, sayLevel, sayStatus} from '../../core/language.js';
import {addressOf} from '../../core/router.js';
import {sayClock, soonestClock} from '../../parts/clocks.js';
import {sayOrg, sayPeople, sayTitle, STATUSES} from '../../parts/group_words.js';

const CARDS_SHOWN = 40;
const SOON_MS = 24 * 3600 * 1000;
const CLOSED = new Set(['reviewed', 'dismissed']);

class Card {
  constructor(one) {
    this.badge = make('span', {class: 'badge'});
    this.people = make('span', {class: 'number'});
    this.link = make('a', {class: 'case-link', href: addressOf('group', one.id, {part: 'case'}), dir: 'auto'});
    this.org = make('span', {class: 'org', dir: 'auto'});
    this.clock = make('p', {class: 'case-clock'});
    this.who = make('p', {class: 'case-who', dir: 'auto'});
    this.node = make('li', {class: 'case-card'}, make('p', {class: 'case-head'}, this.badge, this.people), this.link,
        make('p', {class: 'case-org'}, this.org), this.clock, this.who);
    this.set(one);
  }

  set(one) {
    this.node.className = `case-card level-${one.level}`;
    setBadge(this.badge, one.level ?? 'none', sayLevel(one.level ?? 'none'));
    setText(this.people, one.people ? sayPeople(one.people) : '');
    setText(this.link, sayTitle(one));
    setText(this.org, sayOrg(one.org));
    this.org.classList.toggle('unknown', !one.org);
    setText(this.who, one.assignee ? one.assignee : one.status === 'received' ? this.sayWaiting(one.waiting) : '');
    this.who.classList.toggle('is-asked', !one.assignee);
    this.setClock(one);
  }

  sayWaiting(waiting) {
    if (!waiting) return say('assigneeNone');
    const names = waiting.asked.join(' · ');
    return [say('toldWhen', {time: formatDue(Date.parse(waiting.since))}), names ? say('askedNames', {names}) : null]
        .filter(Boolean).join(' · ');
  }

  // The deadline that comes first, and how many more run. A closed case may have some that nobody has ended.
  setClock(one) {
    const running = (one.clocks ?? []).filter((clock) => clock.running > 0);
    const first = running.find((clock) => clock.due === one.due) ?? soonestClock(running);
    const ms = Date.parse(first?.due);
    show(this.clock, first !== undefined && first !== null && !Number.isNaN(ms));
    if (this.clock.hidden) return;
    this.clock.className = `case-clock${ms < Date.now() ? ' is-late' : ms < Date.now() + SOON_MS ? ' is-soon' : ''}`;
    this.clock.title = formatMomentLong(ms);
    const more = running.length > 1 ? ` ${say('moreClocks', {count: running.length - 1})}` : '';
    setText(this.clock, `${sayClock(first)} ${formatDue(ms)}${more}`);
  }
}

class Column {
  constructor(status) {
    this.status = status;
    this.most = CARDS_SHOWN;
    this.count = make('span', {class: 'soft number'});
    this.list = make('ol', {class: 'case-list', 'aria-label': sayStatus(status)});
    this.more = makeButton(say('more'), () => {
      this.most += CARDS_SHOWN;
      this.onMore();
    }, {class: 'link no-print', hidden: true});
    this.node = make('section', {class: `case-column${CLOSED.has(status) ? ' is-closed' : ''}`},
        make('h2', {}, sayStatus(status), ' ', this.count), this.list, this.more);
  }
}

export class Board {
  constructor() {
    this.cards = new Map();
    this.columns = STATUSES.map((status) => new Column(status));
    for (const column of this.columns) column.onMore = () => this.set(this.shown);
    this.node = make('div', {class: 'board', hidden: true}, this.columns.map((column) => column.node));
    this.shown = [];
  }

  // Whether these would stand elsewhere, or in another order, than those that are shown.
  isMoving(cases) {
    const key = (all) => all.map((one) => one.id + one.status).join();
    return this.shown.length > 0 && key(cases) !== key(this.shown);
  }

  // New figures on the cards where they are.
  update(cases) {
    for (const [id, card] of this.cards) if (cases.has(id)) card.set(cases.get(id));
  }

  set(cases) {
    this.shown = cases;
    const cards = new Map();
    for (const column of this.columns) {
      const mine = cases.filter((one) => one.status === column.status), shown = mine.slice(0, column.most);
      for (const one of shown) {
        const card = this.cards.get(one.id) ?? new Card(one);
        card.set(one);
        cards.set(one.id, card);
      }
      arrange(column.list, shown.map((one) => cards.get(one.id).node));
      setText(column.count, formatNumber(mine.length));
      column.node.classList.toggle('is-empty', mine.length === 0);
      show(column.more, mine.length > shown.length);
    }
    this.cards = cards;
  }

  step(by) {
    const links = [...this.node.querySelectorAll('.case-link')], at = links.indexOf(document.activeElement);
    links[Math.min(Math.max(at < 0 ? 0 : at + by, 0), links.length - 1)]?.focus();
  }
}
