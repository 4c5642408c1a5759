// Wires the page: what the engine says into the views, what people do into calls. Data flows one way: the event stream
// (or, while it is cut, a poll every few seconds) -> views; a view never changes another one.

import {AlertList} from './alerts.js';
import {ApiError, get, setToken} from './api.js';
import {Detail} from './detail.js';
import {find, refreshAgo, setText, show} from './dom.js';
import {Filters} from './filters.js';
import {GroupList} from './groups.js';
import {Header} from './header.js';
import {say, sayAll, setLanguage} from './language.js';
import {SourceList} from './sources.js';
import {EventStream} from './stream.js';

const GROUPS_PAGE = 50;
const GROUPS_PAGE_MAX = 500;  // The engine's limit.
const POLL_MS = 5000;
const SOURCES_MS = 15000;
const AGO_MS = 10000;
// Events of a busy moment are shown together, so that the page stays quick when hundreds of groups change a second.
const GATHER_MS = 200;

class App {
  constructor() {
    this.changed = new Map();  // Groups that events brought and that are not shown yet, by id.
    this.groupsCall = 0;       // The newest call for groups: the answers of earlier ones are stale.
    this.isLoading = false;
    this.areGroupsLoaded = false;
    this.cursor = null;
    const onFailure = (failure) => this.onFailure(failure);
    this.header = new Header();
    this.groups = new GroupList();
    this.filters = new Filters(() => this.loadGroups());
    this.detail = new Detail(onFailure, (group) => this.moveTo(group.id));
    this.alerts = new AlertList(onFailure, () => this.onAlertShown());
    this.sources = new SourceList(onFailure);
    this.stream = new EventStream((event) => this.onEvent(event), (state) => this.onConnection(state));
  }

  start() {
    this.listen();
    this.render();
    this.stream.start();
    this.loadAll();
    this.route();
    setInterval(() => this.poll(), POLL_MS);
    setInterval(refreshAgo, AGO_MS);
    setInterval(() => this.loadSources(), SOURCES_MS);
  }

  listen() {
    for (const button of document.querySelectorAll('[data-language]')) {
      button.addEventListener('click', () => {
        setLanguage(button.dataset.language);
        this.render();
      });
    }
    find('skip').addEventListener('click', () => this.groups.focus());
    find('groups-more').addEventListener('click', () => this.loadGroups(this.cursor));
    find('detail-close').addEventListener('click', () => this.leave());
    find('token-form').addEventListener('submit', (event) => this.onToken(event));
    addEventListener('hashchange', () => this.route());
    addEventListener('online', () => this.header.connection === 'cut' && this.stream.restart());
    document.addEventListener('visibilitychange', () => document.hidden || this.onSeen());
    document.addEventListener('keydown', (event) => event.key === 'Escape' && this.detail.id !== null && this.leave());
    // A link to the group that is open already changes no address, but whoever follows it wants to see the group.
    document.addEventListener('click', (event) => {
      if (event.target.closest('a')?.hash === location.hash && this.detail.id !== null) this.reveal();
    });
  }

  // --- From the engine

  loadAll(isReset = false) {
    this.loadStatus();
    this.loadGroups();
    this.alerts.load(null, isReset);
    this.detail.refresh();
    this.loadSources();
  }

  // Seldom, and only for somebody to see: of sources nothing is told by the stream.
  loadSources() {
    if (!this.header.isRefused && !document.hidden) this.sources.load();
  }

  poll() {
    if (this.header.isRefused) return;
    if (this.header.connection === 'live') this.loadStatus();
    else this.loadAll();
  }

  async loadStatus() {
    try {
      this.header.setStatus(await get('status'));
    } catch (failure) {
      this.onFailure(failure);
    }
  }

  // The list from its top, as long as it is now; or, with a cursor, the page behind it.
  async loadGroups(cursor = null) {
    const call = ++this.groupsCall;
    const limit = cursor ? GROUPS_PAGE : Math.min(Math.max(this.groups.size, GROUPS_PAGE), GROUPS_PAGE_MAX);
    this.isLoading = true;
    try {
      const page = await get('groups', {...this.filters.parameters(), limit, cursor});
      if (call !== this.groupsCall) return;
      this.filters.learn(page.items);
      if (cursor) this.groups.add(page.items);
      else this.groups.replace(page.items);
      this.cursor = page.next_cursor;
      this.areGroupsLoaded = true;
    } catch (failure) {
      this.onFailure(failure);
    }
    if (call !== this.groupsCall) return;
    this.isLoading = false;
    this.renderGroupsFoot();
    this.showChanged();
  }

  onEvent({event, data}) {
    if (event === 'reset') return this.loadAll(true);
    if (event !== 'group' && event !== 'alert') return;
    let value;
    try {
      value = JSON.parse(data);
    } catch {
      return;  // Half an event of a line that broke: the next connection sends it again.
    }
    if (event === 'alert') return this.alerts.add(value);
    this.changed.set(value.id, value);
    this.gatherTimer ??= setTimeout(() => this.showChanged(), GATHER_MS);
  }

  // Shows what events brought, unless a list is on its way that may be newer or older: then after it.
  showChanged() {
    clearTimeout(this.gatherTimer);
    this.gatherTimer = null;
    if (this.isLoading || this.changed.size === 0) return;
    const changed = [...this.changed.values()];
    this.changed.clear();
    this.filters.learn(changed);
    for (const group of changed) {
      if (group.merged_into) this.onMerged(group);
      else if (this.filters.matches(group)) this.groups.put(group, true);
      else this.groups.remove(group.id);
      this.detail.update(group);
    }
    this.groups.sort();
    this.renderGroupsFoot();
  }

  onMerged(group) {
    this.groups.remove(group.id);
    if (this.detail.id === group.id) this.moveTo(group.merged_into);
  }

  onConnection(state) {
    this.header.setConnection(state);
    // Without an event to go on after, whatever happened before this connection is in the lists alone.
    if (state === 'live' && this.stream.lastId === '') this.loadAll();
    if (state === 'live') this.loadStatus();
  }

  onFailure(failure) {
    if (!(failure instanceof ApiError)) throw failure;
    this.header.setFailure(failure);
  }

  onSeen() {
    this.header.setUnseen(0);
    this.loadSources();
  }

  onAlertShown() {
    if (document.hidden) this.header.setUnseen(this.header.unseen + 1);
  }

  // --- From the people before it

  onToken(event) {
    event.preventDefault();
    setToken(find('token').value.trim());
    find('token').value = '';
    this.header.setFailure(null);
    this.stream.restart();
    this.loadAll();
  }

  // The address names the open group, so that it can be sent on, and "back" works.
  route() {
    const [, id = null] = location.hash.match(/^#\/groups\/([0-9a-zA-Z_-]+)$/) ?? [];
    if (id === this.detail.id) return;
    this.groups.choose(id);
    if (id === null) return this.detail.close();
    this.detail.open(id, this.groups.find(id));
    this.reveal();
  }

  // On a narrow screen the group stands above the list, out of sight of whoever scrolled down to choose it.
  reveal() {
    if (matchMedia('(max-width: 56rem)').matches) find('detail').focus();
  }

  moveTo(id) {
    location.replace(`#/groups/${encodeURIComponent(id)}`);
  }

  leave() {
    location.hash = '#/';
    this.groups.focus();
  }

  render() {
    sayAll(document);
    this.header.render();
    this.filters.render();
    this.groups.render();
    this.alerts.render(true);
    this.detail.render();
    this.sources.render();
    this.renderGroupsFoot();
  }

  renderGroupsFoot() {
    show(find('groups-more'), Boolean(this.cursor));
    show(find('groups-empty'), this.groups.size === 0);
    const words = !this.areGroupsLoaded ? 'groupsLoading' : this.filters.isActive ? 'groupsNoMatch' : 'groupsNone';
    setText(find('groups-empty'), say(words));
  }
}

new App().start();
