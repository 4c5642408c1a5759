// The list of groups, the most urgent first. Rows grow in place; order changes only while nobody is aiming at a row.

import {arrange, find, flash, make, setAgo, setBadge, setText, show} from './dom.js';
import {formatNumber, say, sayLevel} from './language.js';

const LEVELS = ['none', 'watch', 'emerging', 'major', 'crisis'];
const ROWS_MAX = 1000;
// A hand that has not moved for so long aims at nothing: the list is sorted even below it, with its row kept in place.
const REST_MS = 30000;

export const levelRank = (level) => LEVELS.indexOf(level);

// The most urgent first, in the order of the engine's own list, so that further pages join below.
export function compareGroups(a, b) {
  return levelRank(b.level) - levelRank(a.level) || (b.urgency ?? -1) - (a.urgency ?? -1) ||
      Date.parse(b.last_at) - Date.parse(a.last_at) || (a.id < b.id ? -1 : 1);
}

// How many people complain: "12 people", or "12–15" when some posts name no author.
export function sayPeople(group) {
  const {count = 0, low = count, high = count} = group.complainants ?? {};
  return low < high ? say('peopleRange', {low, high}) : say('people', {count});
}

export const sayOrg = (group) => group.org ?? say('orgUnknown');
export const sayTitle = (group) => group.title || say('titleNone');

// One group in the list. Its nodes are made once; show() changes what differs.
class Row {
  constructor(group) {
    this.badge = make('span', {class: 'badge'});
    this.org = make('span', {class: 'org'});
    this.title = make('span', {class: 'title'});
    this.people = make('span', {class: 'people'});
    this.posts = make('span');
    this.rate = make('span');
    this.last = make('time');
    this.link = make('a', {href: `#/groups/${encodeURIComponent(group.id)}`, tabindex: -1},
        make('span', {class: 'head'}, this.badge, this.org,
            make('span', {class: 'counts'}, this.people, this.posts, this.rate, this.last)), this.title);
    this.node = make('li', {class: 'row'}, this.link);
    this.node.dataset.id = group.id;
    this.set(group);
  }

  // Whether anything a person would notice has changed.
  set(group) {
    const before = this.group;
    this.group = group;
    this.render();
    return before && (before.level !== group.level || before.posts !== group.posts ||
        before.complainants?.count !== group.complainants?.count);
  }

  render() {
    const group = this.group;
    this.node.className = this.node.className.replace(/\blevel-\w+\b|$/, ` level-${group.level}`).replace(/ +/g, ' ');
    setBadge(this.badge, group.level, sayLevel(group.level));
    setText(this.org, sayOrg(group));
    this.org.classList.toggle('unknown', group.org === null || group.org === undefined);
    setText(this.title, sayTitle(group));
    setText(this.people, sayPeople(group));
    setText(this.posts, say('postsCount', {count: group.posts ?? 0}));
    setText(this.rate, say('perHour', {rate: formatNumber(group.rate_per_hour ?? 0)}));
    setAgo(this.last, group.last_at);
  }
}

export class GroupList {
  constructor() {
    this.list = find('group-list');
    this.waiting = find('groups-waiting');
    this.rows = new Map();
    this.chosen = null;
    this.lastMove = 0;
    this.watchHands();
    this.waiting.addEventListener('click', () => this.sort(true));
    setInterval(() => this.sort(), 5000);
  }

  get size() {
    return this.rows.size;
  }

  // What the list knows of a group, or null.
  find(id) {
    return this.rows.get(id)?.group ?? null;
  }

  // Replaces all rows by these; those that stay keep their nodes, and with them focus and place.
  replace(groups) {
    const kept = new Set(groups.map((group) => group.id));
    for (const id of [...this.rows.keys()]) if (!kept.has(id)) this.remove(id);
    this.add(groups);
  }

  add(groups) {
    for (const group of groups) this.put(group);
    this.sort();
  }

  // A group as it stands now: a new row, or the row changed where it is. Call sort() after.
  put(group, isNews = false) {
    const row = this.rows.get(group.id);
    if (row) {
      if (row.set(group) && isNews) flash(row.node);
      return;
    }
    const made = new Row(group);
    this.rows.set(group.id, made);
    if (isNews) flash(made.node);
    this.markChosen(made);
  }

  remove(id) {
    const row = this.rows.get(id);
    if (!row) return;
    this.rows.delete(id);
    row.node.remove();
    this.fixTabStop();
  }

  choose(id) {
    this.chosen = id;
    for (const row of this.rows.values()) this.markChosen(row);
    this.fixTabStop();
  }

  markChosen(row) {
    if (row.group.id === this.chosen) row.link.setAttribute('aria-current', 'true');
    else row.link.removeAttribute('aria-current');
  }

  render() {
    for (const row of this.rows.values()) row.render();
    this.sort();
  }

  // Puts the rows in order, unless that would move one away under somebody's hand: then it offers to.
  sort(now = false) {
    const wanted = [...this.rows.values()].sort((a, b) => compareGroups(a.group, b.group));
    for (const row of wanted.splice(ROWS_MAX)) this.remove(row.group.id);
    const current = [...this.list.children];
    const moves = wanted.filter((row, i) => row.node !== current[i]).length;
    const isHeld = !now && current.length > 0 && this.isAimedAt() && moves > 0;
    show(this.waiting, isHeld);
    if (isHeld) return setText(this.waiting, say('groupsWaiting', {count: moves}));
    if (moves > 0) this.place(wanted, current);
  }

  place(wanted, current) {
    const focused = document.activeElement;
    const anchor = this.anchor();
    const top = anchor?.getBoundingClientRect().top;
    arrange(this.list, wanted.map((row) => row.node));
    if (focused !== document.activeElement && this.list.contains(focused)) focused.focus({preventScroll: true});
    if (anchor) this.list.scrollTop += anchor.getBoundingClientRect().top - top;
    if (current.length === 0 || !this.list.querySelector('a[tabindex="0"]')) this.fixTabStop();
  }

  // The row whose place on the screen is to stay: the one in hand, or the first seen of a list scrolled down.
  anchor() {
    const inHand = this.list.querySelector('li:hover') ?? document.activeElement?.closest?.('#group-list li');
    if (inHand || this.list.scrollTop === 0) return inHand;
    const edge = this.list.getBoundingClientRect().top;
    return [...this.list.children].find((node) => node.getBoundingClientRect().bottom > edge);
  }

  isAimedAt() {
    const inHand = this.list.matches(':hover') || this.list.contains(document.activeElement);
    return inHand && Date.now() - this.lastMove < REST_MS;
  }

  watchHands() {
    const moved = () => this.lastMove = Date.now();
    for (const event of ['pointermove', 'pointerdown', 'wheel', 'focusin']) {
      this.list.addEventListener(event, moved, {passive: true});
    }
    this.list.addEventListener('pointerleave', () => this.sort());
    this.list.addEventListener('focusout', () => setTimeout(() => this.sort(), 0));
    this.list.addEventListener('keydown', (event) => {
      moved();
      this.onKey(event);
    });
    this.list.addEventListener('focusin', (event) => this.moveTabStop(event.target.closest('a')));
  }

  // One stop for Tab, arrows within: a list of hundreds is no hundred stops.
  onKey(event) {
    const links = [...this.list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement);
    const to = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1}[event.key];
    if (at < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    links[Math.min(Math.max(to, 0), links.length - 1)].focus();
  }

  moveTabStop(link) {
    if (!link) return;
    for (const other of this.list.querySelectorAll('a[tabindex="0"]')) other.tabIndex = -1;
    link.tabIndex = 0;
  }

  fixTabStop() {
    const chosen = this.rows.get(this.chosen)?.link;
    const stop = chosen?.isConnected ? chosen : this.list.querySelector('a');
    if (!this.list.contains(document.activeElement)) this.moveTabStop(stop);
  }

  focus() {
    (this.list.querySelector('a[tabindex="0"]') ?? this.list.querySelector('a'))?.focus();
  }
}
