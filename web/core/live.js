// The event stream as this tab sees it. All tabs of a browser share one connection: a shared worker holds it, or, where
// there is none, the tab that holds a lock does and tells the others over a channel. Without either each tab has its
// own. The messages are those of stream_hub.js.

import {StreamHub} from './stream_hub.js';

// Changes whenever messages do, for a worker of yesterday's page may still be running.
const NAME = 'groundswell-1';
// A leader that says nothing for so long is asleep: another tab takes its place.
const LEADER_MS = 60000;

// Tabs with different tokens must not hear one another; the name tells them apart and nothing about the token.
function nameFor(token) {
  let hash = 2166136261;
  for (const letter of token) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619) >>> 0;
  return `${NAME}-${hash.toString(16)}`;
}

// Through a shared worker.
class WorkerLink {
  constructor(url, token, tell) {
    this.worker = new SharedWorker(new URL('stream_worker.js', import.meta.url), {type: 'module', name: NAME});
    this.port = this.worker.port;
    this.port.onmessage = ({data}) => tell(data);
    this.port.postMessage({join: token, url});
    // A page that is kept for "back" must not go on filling a queue, and joins again when it is shown.
    this.onHide = () => this.port.postMessage({leave: true});
    this.onShow = ({persisted}) => persisted && this.port.postMessage({join: token, url});
    addEventListener('pagehide', this.onHide);
    addEventListener('pageshow', this.onShow);
  }

  hurry() {
    this.port.postMessage({hurry: true});
  }

  stop() {
    removeEventListener('pagehide', this.onHide);
    removeEventListener('pageshow', this.onShow);
    this.port.postMessage({leave: true});
    this.port.close();
  }
}

// Through the tab that holds the lock, which may be this one.
class LeaderLink {
  constructor(url, token, tell) {
    Object.assign(this, {url, token, tell, name: nameFor(token), lastId: '', heardAt: Date.now()});
    this.channel = new BroadcastChannel(this.name);
    this.channel.onmessage = ({data}) => this.onMessage(data);
    this.abort = new AbortController();
    this.lead({signal: this.abort.signal});
    this.channel.postMessage({kind: 'hello'});
    this.timer = setInterval(() => this.watchLeader(), LEADER_MS / 4);
  }

  // Waits for the lock, and holds it, with the connection, until this tab ends or another takes it away.
  lead(options) {
    navigator.locks.request(this.name, options, () => {
      const ended = new Promise((end) => this.end = end);
      this.hub = new StreamHub(this.url, this.token, (message) => {
        this.channel.postMessage(message);
        this.take(message);
      }, this.lastId);
      this.hub.start();
      return ended;
    }).catch(() => this.onTaken());
  }

  onTaken() {
    this.hub?.stop();
    this.hub = null;
    if (!this.abort.signal.aborted) this.lead({signal: this.abort.signal});
  }

  watchLeader() {
    if (this.hub || Date.now() - this.heardAt < LEADER_MS || document.hidden) return;
    this.heardAt = Date.now();
    this.abort.abort();
    this.abort = new AbortController();
    this.lead({steal: true});
  }

  onMessage(message) {
    if (message.kind === 'hurry') return this.hub?.hurry();
    if (message.kind !== 'hello') return this.take(message);
    if (this.hub?.state === 'refused') return this.hub.start();
    for (const one of this.hub?.summary() ?? []) this.channel.postMessage(one);
  }

  take(message) {
    this.heardAt = Date.now();
    if (message.kind === 'event' && message.id) this.lastId = message.id;
    this.tell(message);
  }

  hurry() {
    if (this.hub) this.hub.hurry();
    else this.channel.postMessage({kind: 'hurry'});
  }

  stop() {
    clearInterval(this.timer);
    this.abort.abort();
    this.hub?.stop();
    this.end?.();
    this.channel.close();
  }
}

// Opens the best link that this browser has. It tells of each message by tell(message), and ends with stop().
export function openLink(token, tell) {
  const url = new URL('api/v1/stream', document.baseURI).href;
  if (typeof SharedWorker === 'function') {
    try {
      return new WorkerLink(url, token, tell);
    } catch {
      // Some browsers have the name and forbid the thing.
    }
  }
  if (navigator.locks && typeof BroadcastChannel === 'function') return new LeaderLink(url, token, tell);
  const hub = new StreamHub(url, token, tell);
  hub.start();
  return hub;
}
