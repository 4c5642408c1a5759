// The alerts, newest first, as they come. One click opens the group; the newest is spoken to screen readers.

import {get} from './api.js';
import {arrange, find, flash, make, setAgo, setBadge, setText, show} from './dom.js';
import {levelRank, sayOrg, sayPeople, sayTitle} from './groups.js';
import {say, sayEvent, sayLevel} from './language.js';

// Most alerts are of groups at `watch`, which are hidden at first: a page large enough to hold others.
const PAGE = 200;
const ALERTS_MAX = 1000;
const WATCH = levelRank('watch');

// Whether an alert tells of more than a group at `watch`: what is delivered to people by default.
const isHigh = (alert) => levelRank(alert.level) > WATCH || levelRank(alert.previous_level) > WATCH ||
    alert.event === 'critical_post';

function makeAlert(alert) {
  const badge = make('span'), time = make('time');
  setBadge(badge, alert.level, sayLevel(alert.level));
  setAgo(time, alert.at);
  return make('li', {class: `alert level-${alert.level}`},
      make('a', {href: `#/groups/${encodeURIComponent(alert.group.id)}`}, badge,
          make('span', {class: `event event-${alert.event}`}, sayEvent(alert.event)),
          make('span', {class: alert.group.org ? 'org' : 'org unknown'}, sayOrg(alert.group)),
          make('span', {class: 'title'}, sayTitle(alert.group)),
          make('span', {class: 'people'}, sayPeople(alert.group)), time));
}

export class AlertList {
  // `onUnseen` is called with each alert that came while the page is open and that the filter shows.
  constructor(onFailure, onUnseen) {
    this.onFailure = onFailure;
    this.onUnseen = onUnseen;
    this.alerts = new Map();  // By id, the newest first.
    this.nodes = new Map();
    this.cursor = null;
    this.isLoaded = false;
    this.list = find('alert-list');
    this.all = find('alerts-all');
    this.all.addEventListener('change', () => this.render());
    find('alerts-more').addEventListener('click', () => this.load(this.cursor));
  }

  isShown(alert) {
    return this.all.checked || isHigh(alert);
  }

  // The newest page, or with a cursor the one behind what is shown. Where the newest page does not reach down to what is
  // shown, it takes its place: a list with a gap in it would tell less than it seems to.
  // With `isReset` it does so in any case: the engine may stand on another store.
  async load(cursor = null, isReset = false) {
    try {
      const page = await get('alerts', {limit: PAGE, cursor});
      const isNews = this.isLoaded && cursor === null;
      const shown = [...this.alerts.values()];
      const fresh = page.items.filter((alert) => !this.alerts.has(alert.id));
      const isGap = fresh.length === page.items.length && page.next_cursor !== null;
      const isReplaced = isNews && (isReset || isGap);
      const all = isReplaced ? page.items : cursor === null ? [...fresh, ...shown] : [...shown, ...fresh];
      this.alerts = new Map(all.map((alert) => [alert.id, alert]));
      if (cursor !== null || !this.isLoaded || isReplaced) this.cursor = page.next_cursor;
      this.isLoaded = true;
      this.render();
      // What came while the stream was cut is news all the same.
      if (isNews) for (const alert of fresh.reverse()) this.tell(alert);
    } catch (failure) {
      this.onFailure(failure);
    }
  }

  // An alert from the stream.
  add(alert) {
    if (this.alerts.has(alert.id)) return;
    this.alerts = new Map([[alert.id, alert], ...this.alerts].slice(0, ALERTS_MAX));
    this.render();
    this.tell(alert);
  }

  tell(alert) {
    if (!this.isShown(alert)) return;
    flash(this.nodes.get(alert.id));
    setText(find('announce'), say('alertSpoken', {
      event: sayEvent(alert.event),
      level: sayLevel(alert.level),
      org: sayOrg(alert.group),
      title: sayTitle(alert.group),
    }));
    this.onUnseen(alert);
  }

  render(isLanguageNew = false) {
    const nodes = new Map();
    for (const [id, alert] of this.alerts) {
      if (this.isShown(alert)) nodes.set(id, !isLanguageNew && this.nodes.get(id) || makeAlert(alert));
    }
    this.nodes = nodes;
    arrange(this.list, [...nodes.values()]);
    show(find('alerts-empty'), nodes.size === 0 && this.isLoaded);
    setText(find('alerts-empty'), say(this.all.checked ? 'alertsNone' : 'alertsNoneHigh'));
    show(find('alerts-more'), Boolean(this.cursor) && this.alerts.size < ALERTS_MAX);
  }
}
