// The shell: it opens the event stream, asks for the status, mounts the page that the address names, and knows who is
// before it. What a page shows is the page's own business (pages/, core/context.js).

import './words/shell.js';
import {currentToken, get, hasToken, setToken} from './core/api.js';
import {Context} from './core/context.js';
import {find, make, makeButton, refreshAgo, setText} from './core/dom.js';
import {Header} from './core/header.js';
import {Keys} from './core/keys.js';
import {say, sayAll, sayName, setLanguage} from './core/language.js';
import {openLink} from './core/live.js';
import {addressOf, readAddress} from './core/router.js';
import {makeSignIn, openHelp, openSettings} from './core/settings.js';
import {Store} from './core/store.js';
import {followTheme} from './core/theme.js';
import {ROUTES} from './routes.js';

const STATUS_MS = 5000;
const AGO_MS = 10000;
// A page is read after the stream stands, so that nothing falls between the two; but nobody waits long for a stream.
const FIRST_WAIT_MS = 700;

class App {
  constructor() {
    this.store = new Store({status: null, stream: 'connecting', failure: null, heardAt: null, role: null, unread: false});
    this.keys = new Keys();
    this.header = new Header(this.store);
    this.context = null;  // Of the page that is mounted.
    this.unmount = null;
    this.missing = null;  // {address, isMove} of a page whose module did not come.
    this.tries = 0;       // Counts the modules that did not come.
    this.visit = 0;       // Counts visits: a module that comes after somebody went on is not mounted.
    this.scrolls = new Map();
    this.title = '';
    this.unseen = 0;
    this.askedRoleOf = null;  // The token whose role is being asked for.
  }

  async start() {
    followTheme();
    this.listen();
    this.addKeys();
    sayAll(document);
    this.header.render();
    this.connect();
    // Nobody waits long for either: what comes late is put in place then.
    const late = new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS));
    await Promise.race([Promise.all([this.firstState(), this.loadRole()]), late]);
    this.store.watch('role', () => this.mountAgain());
    setInterval(() => this.loadStatus(), STATUS_MS);
    setInterval(() => this.onTime(), AGO_MS);
    this.loadStatus();
    await this.route();
  }

  listen() {
    find('skip').addEventListener('click', () => find('main').focus());
    find('settings').addEventListener('click', () => this.openSettings());
    addEventListener('hashchange', () => this.route());
    addEventListener('online', () => this.link.hurry());
    addEventListener('pageshow', ({persisted}) => persisted && this.refresh());
    document.addEventListener('visibilitychange', () => document.hidden || this.onSeen());
    document.addEventListener('themechange', () => this.mountAgain());
  }

  addKeys() {
    const going = ROUTES.filter((route) => route.load && route.key).map((route) => ({key: `g ${route.key}`,
      get words() {
        return say('keyGo', {page: sayName('page', route.name)});
      },
      act: () => location.hash = addressOf(route.name)}));
    this.ownKeys = [...going,
      {key: '?', get words() { return say('keyHelp'); }, act: () => this.openHelp()},
      {key: ',', get words() { return say('keySettings'); }, act: () => this.openSettings()}];
    this.keys.add(this.ownKeys);
  }

  // --- From the engine

  connect() {
    this.link?.stop();
    this.store.set('stream', 'connecting');
    this.link = openLink(currentToken(), (message) => this.onMessage(message));
  }

  // Resolves once the stream is open, or will not be for a while.
  firstState() {
    return new Promise((resolve) => {
      const end = this.store.watch('stream', () => {
        end();
        resolve();
      });
      if (this.store.get('stream') !== 'connecting') resolve();
    });
  }

  onMessage({kind, state, fresh, name, value, at}) {
    if (kind === 'heard') return at !== null && this.store.set('heardAt', at);
    if (kind === 'state') {
      this.store.set('stream', state);
      if (state === 'refused') this.route();
      if (state === 'live') this.onLive();
      if (fresh && this.context) this.refresh();
      return;
    }
    if (name === 'reset') return this.refresh();
    if (name === 'alert' && document.hidden) this.setUnseen(this.unseen + 1);
    for (const handler of this.context?.eventHandlers ?? []) if (handler.name === name) handler.handle(value);
  }

  onLive() {
    this.store.set('failure', null);
    if (this.signIn) this.route();  // Another tab has found that the token is taken again.
    this.loadMissing();
  }

  // What was lost when it was first asked for, and is not asked for again by itself.
  loadMissing() {
    if (this.store.get('role') === null) this.loadRole();
    if (this.missing) this.mount(this.missing.address, this.missing.isMove);
  }

  async loadStatus() {
    if (this.store.get('stream') === 'refused') return;
    try {
      this.store.set('status', await get('status'));
      this.store.set('failure', null);
      this.store.set('heardAt', Date.now());
      const isWanted = this.store.get('stream') === 'cut' || this.store.get('unread');
      // An engine that is slow to answer is not asked for more meanwhile.
      if (isWanted && !this.context?.isReading) this.refresh();
      this.loadMissing();
    } catch (failure) {
      this.onFailure(failure);
    }
  }

  async loadRole() {
    const asked = currentToken();
    if (this.askedRoleOf === asked) return;
    this.askedRoleOf = asked;
    let role = null;  // Looking is all that is offered to somebody of whom nothing is known.
    try {
      ({role} = await get('me'));
    } catch (failure) {
      if (asked === currentToken()) this.onFailure(failure);
    }
    if (asked !== currentToken()) return;
    this.askedRoleOf = null;
    this.store.set('role', role);
  }

  refresh() {
    this.context?.refresh();
  }

  onFailure(failure) {
    if (typeof failure.status !== 'number') throw failure;
    if (failure.isStale) return;
    if (failure.status === 401 || (failure.status === 403 && this.store.get('role') === null)) {
      this.store.set('stream', 'refused');
      if (!this.signIn) this.route();
    }
    this.store.set('failure', failure);
  }

  onTime() {
    refreshAgo();
    this.header.renderState();
  }

  onSeen() {
    this.setUnseen(0);
    this.link.hurry();
    this.onTime();
    this.loadStatus();
  }

  // --- Pages

  async route() {
    const address = readAddress(location.hash);
    // One that is shown already stays: somebody may be typing into it.
    if (this.store.get('stream') === 'refused') return this.signIn ?? this.showSignIn();
    const before = this.context?.address;
    const isSame = before && !this.signIn && before.name === address.name && before.id === address.id;
    if (isSame && this.context.addressHandler) {
      this.context.address = address;
      return this.context.addressHandler(address);
    }
    await this.mount(address, before !== undefined);
  }

  async mount(address, isMove) {
    if (this.missing?.address !== address) this.missing = null;
    const visit = ++this.visit;
    const page = await this.loadModule(address.route);
    if (visit !== this.visit || (page === null && this.missing?.address === address)) return;
    this.leave();
    const root = find('main');
    this.header.render(address.route);
    this.setTitle(sayName('page', address.name));
    if (page === null) return this.showMissing(root, {address, isMove});
    this.context = new Context(this, address);
    this.context.scrollTop = isMove ? this.scrolls.get(this.hashOf(address)) ?? 0 : 0;
    this.unmount = page.mount(root, this.context);
    if (!isMove) return;
    this.context.restoreScroll();
    root.querySelector('h1')?.focus({preventScroll: true});
  }

  // Null when it does not come, as while the engine starts anew.
  async loadModule(route) {
    try {
      return await route.load(this.tries === 0 ? '' : `?${this.tries}`);
    } catch {
      ++this.tries;
      return null;
    }
  }

  // The page is tried again as soon as the engine answers. By hand everything is loaded anew: what the module itself
  // asks for may be what is missing.
  showMissing(root, missing) {
    this.missing = missing;
    const words = say('pageMissing', {page: sayName('page', missing.address.name)});
    root.append(make('h1', {tabindex: -1}, sayName('page', missing.address.name)), make('p', {class: 'empty', role: 'status'}, words),
        make('p', {}, makeButton(say('retry'), () => location.reload())));
    if (missing.isMove) root.querySelector('h1').focus({preventScroll: true});
  }

  leave() {
    if (this.context) this.scrolls.set(this.hashOf(this.context.address), scrollY);
    this.context?.end();
    this.unmount?.();
    this.context = this.unmount = this.signIn = this.missing = null;
    this.store.set('unread', false);
    find('main').replaceChildren();
  }

  hashOf({name, id, query}) {
    return addressOf(name, id, query);
  }

  // The same page in other words or colours.
  mountAgain() {
    if (this.signIn) return this.showSignIn();
    const address = (this.context ?? this.missing)?.address;
    if (address) this.mount(address, false);
  }

  onAddressReplaced() {
    this.header.renderState();
  }

  showSignIn() {
    ++this.visit;
    this.leave();
    this.setTitle(say('signIn'));
    const {form, input} = makeSignIn(hasToken(), (token) => this.useToken(token));
    this.signIn = form;
    find('main').replaceChildren(form);
    input.focus();
  }

  useToken(token) {
    setToken(token);
    this.store.set('failure', null);
    this.signIn = null;
    this.connect();
    this.firstState().then(() => this.route());
    this.loadRole();
    this.loadStatus();
  }

  // --- From the people before it

  openSettings() {
    openSettings({role: this.store.get('role'), hasToken: hasToken(), onSignOut: () => this.useToken(''),
      onLanguage: (language) => {
        setLanguage(language);
        sayAll(document);
        this.header.render();
        this.mountAgain();
      }});
  }

  openHelp() {
    openHelp([[say('helpAnywhere'), this.ownKeys],
      [say('helpHere'), this.keys.all().filter((key) => !this.ownKeys.includes(key))]]);
  }

  setTitle(words) {
    this.title = words;
    const count = this.unseen > 0 ? `(${this.unseen}) ` : '';
    document.title = `${count}${words} · Groundswell`;
  }

  // Alerts that came while nobody looked: the tab counts them.
  setUnseen(count) {
    this.unseen = count;
    this.setTitle(this.title);
  }

  announce(words) {
    setText(find('announce'), words);
  }
}

new App().start();
