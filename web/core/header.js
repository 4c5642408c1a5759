// The head of every page: navigation, whether what is shown is live, and what is wrong when it is not.

import {arrange, find, make, setText, show} from './dom.js';
import {formatClock, formatMoment, formatMomentLong, sayName, say} from './language.js';
import {addressOf} from './router.js';
import {ROUTES} from '../routes.js';

// A cut line is mended within seconds as a rule; only what lasts is worth a line of text.
const PATIENCE_MS = 4000;
const dayOf = (ms) => new Date(ms).toDateString();

export class Header {
  constructor(store) {
    this.store = store;
    for (const name of ['stream', 'failure', 'status', 'heardAt', 'unread']) store.watch(name, () => this.renderState());
    this.cutAt = null;
    store.watch('stream', (state) => this.cutAt = state === 'live' ? null : this.cutAt ?? Date.now());
  }

  render(current) {
    this.current = current ?? this.current;
    const items = ROUTES.filter((route) => route.load && !route.under).map((route) => {
      const isHere = this.current && (route.name === this.current.name || route.name === this.current.under);
      return make('li', {}, make('a', {href: addressOf(route.name), 'aria-current': isHere ? 'page' : null},
          sayName('page', route.name)));
    });
    find('nav').replaceChildren(...items);
    // The entry of a page far to the right must be in sight on a narrow screen.
    find('nav').querySelector('[aria-current]')?.scrollIntoView({block: 'nearest', inline: 'nearest'});
    this.renderState();
  }

  // 'live', 'incomplete', 'polling', 'connecting', 'unreachable' or 'refused'.
  get state() {
    const {stream, failure} = this;
    if (stream === 'refused') return 'refused';
    if (stream === 'live') return this.store.get('unread') ? 'incomplete' : 'live';
    if (stream === 'connecting') return stream;
    return failure?.status === 0 ? 'unreachable' : 'polling';
  }

  get stream() {
    return this.store.get('stream');
  }

  get failure() {
    return this.store.get('failure');
  }

  renderState() {
    const node = find('connection');
    node.className = `connection connection-${this.state}`;
    setText(node.firstElementChild, sayName('stream', this.state));
    this.renderUpTo();
    const words = this.stale();
    setText(find('stale'), words);
    show(find('stale'), words !== '');
    const notice = this.notice();
    setText(find('notice'), notice);
    show(find('notice'), notice !== '');
  }

  // The moment of the newest post that was taken: what is live may still be a recording.
  renderUpTo() {
    const status = this.store.get('status'), node = find('up-to');
    const ms = Date.parse(status?.watermark);
    if (Number.isNaN(ms)) return arrange(node, []);
    // Of today the clock alone says enough.
    setText(node, say('upTo', {time: dayOf(ms) === dayOf(Date.now()) ? formatClock(ms) : formatMoment(ms)}));
    node.title = formatMomentLong(ms);
  }

  stale() {
    if (this.state === 'refused' || this.state === 'connecting') return '';
    const status = this.store.get('status'), heardAt = this.store.get('heardAt');
    if (this.state === 'unreachable') {
      return heardAt === null ? say('staleFirst') :
          say('staleUnreachable', {time: formatClock(heardAt)});
    }
    if (status?.ready === false) return say('staleNotReady', {detail: (status.not_ready ?? []).join('; ')});
    if (this.state === 'incomplete') return say('staleIncomplete');
    const isLong = this.cutAt !== null && Date.now() - this.cutAt > PATIENCE_MS;
    return this.state === 'polling' && isLong ? say('staleCut') : '';
  }

  notice() {
    const failure = this.failure;
    if (!failure || [0, 401, 403].includes(failure.status) || this.state === 'refused') return '';
    return say('noticeError', {detail: failure.message});
  }
}
