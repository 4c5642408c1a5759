// What a page gets from the shell. A page is a module of pages/ with mount(root, context), which fills `root` (empty, the
// element <main>) and returns a function that ends what it started; what it asked for through the context ends by itself.
// A page begins with an <h1>, which gets the focus when somebody comes to it. Data flows one way: from the engine (get,
// events) into the page, and from people into calls; pages do not know one another and lead to each other by links.

import {addressOf} from './router.js';
import {ApiError, get, post} from './api.js';

const RANKS = {read: 1, operate: 2};

export class Context {
  // `shell` is the App; `address` is the readAddress() of this page.
  constructor(shell, address) {
    this.shell = shell;
    this.address = address;
    this.store = shell.store;
    this.abort = new AbortController();
    this.ends = [];
    this.eventHandlers = [];
    this.refreshers = [];
    this.addressHandler = null;
    this.scrollTop = 0;
    this.lost = 0;  // Counts calls that were lost.
    this.readings = 0;  // Rounds of reading anew that have not come to their end.
  }

  // Ends everything that was asked for here.
  end() {
    this.abort.abort();
    for (const end of this.ends.splice(0)) end();
    this.eventHandlers = [];
    this.refreshers = [];
  }

  get isOver() {
    return this.abort.signal.aborted;
  }

  // Fires when the page is left: for addEventListener(…, {signal}).
  get signal() {
    return this.abort.signal;
  }

  // 'read' or 'operate': what the role may not do is not offered.
  may(role) {
    return RANKS[this.store.get('role')] >= RANKS[role];
  }

  // onEvent(name, handle): handle(value) for each 'group', 'alert' or 'trend' of the stream.
  onEvent(name, handle) {
    this.eventHandlers.push({name, handle});
  }

  // Called whenever what the page shows may be incomplete: read it anew, and resolve when that is done. (The stream or a
  // call was lost, or the stream is cut and the lists are asked for every few seconds instead.)
  onRefresh(refresh) {
    this.refreshers.push(refresh);
  }

  // Called with the new address when only its query changed: without it the page is mounted anew.
  onAddress(handle) {
    this.addressHandler = handle;
  }

  watch(name, watcher) {
    this.ends.push(this.store.watch(name, watcher));
  }

  // Every `ms` while the page is there and seen.
  every(ms, act) {
    const timer = setInterval(() => document.hidden || act(), ms);
    this.ends.push(() => clearInterval(timer));
  }

  keys(keys) {
    this.ends.push(this.shell.keys.add(keys));
  }

  // Reads the page anew. It is whole again once nothing was lost on the way.
  async refresh() {
    const before = this.lost;
    ++this.readings;
    try {
      await Promise.all(this.refreshers.map((refresh) => refresh()));
    } finally {
      --this.readings;
    }
    if (!this.isOver && this.lost === before) this.store.set('unread', false);
  }

  get isReading() {
    return this.readings > 0;
  }

  // Something that the page wanted to show did not come: the shell reads it anew as soon as the engine answers.
  lose() {
    ++this.lost;
    this.store.set('unread', true);
  }

  // Runs `work`, an async function; what the engine refuses is shown in the page's notice, 404 goes to `onGone` where
  // given; what was lost on the way is asked for again. Answers of calls that end after the page has been left are
  // dropped: null.
  async try(work, onGone = null) {
    try {
      const value = await work();
      return this.isOver ? null : value;
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      if (this.isOver) return null;
      if (failure.status === 404 && onGone) onGone(failure);
      else this.shell.onFailure(failure);
      if (failure.isPassing) this.lose();
      return null;
    }
  }

  get(path, parameters) {
    return get(path, parameters);
  }

  post(path, body) {
    return post(path, body);
  }

  // Changes the query of the address; filters are no steps for "back".
  setQuery(query) {
    const hash = addressOf(this.address.name, this.address.id, query);
    this.address = {...this.address, query};
    history.replaceState(history.state, '', hash);
    this.shell.onAddressReplaced(this.address);
  }

  go(hash, isReplacing = false) {
    if (isReplacing) location.replace(hash);
    else location.hash = hash;
  }

  // Where the page was scrolled to when somebody left it. The shell does it after mount(); a page that is empty until its
  // data comes does it again then.
  restoreScroll() {
    scrollTo(0, this.scrollTop);
  }

  // The tab's title: "TITLE · Groundswell".
  title(words) {
    this.shell.setTitle(words);
  }

  // Said by screen readers, shown nowhere.
  announce(words) {
    this.shell.announce(words);
  }
}
