// One connection to the event stream, read with fetch() rather than EventSource: it can send a token, sees the status of a refusal, and
// says which event it wants to go on after when it connects again.

// The engine sends a heartbeat several times within this: silence means the line is dead without a word.
const SILENCE_MS = 45000;
const RETRY_FIRST_MS = 1000;
const RETRY_MAX_MS = 20000;

// Cuts a text/event-stream into events, as text comes: feed(text) calls onEvent({event, data}) for each whole one.
// `id` is how far the engine has told everything: an id may come without an event. `retryMs` is what the engine asks for.
export class EventParser {
  constructor(onEvent) {
    this.onEvent = onEvent;
    this.rest = '';
    this.id = this.nextId = '';
    this.retryMs = null;
    this.clear();
  }

  clear() {
    this.event = '';
    this.data = [];
  }

  feed(text) {
    this.rest += text;
    // A carriage return at the end may be half of a line end.
    const end = this.rest.endsWith('\r') ? this.rest.length - 1 : this.rest.length;
    const lines = this.rest.slice(0, end).split(/\r\n|\n|\r/);
    this.rest = lines.pop() + this.rest.slice(end);
    for (const line of lines) this.takeLine(line);
  }

  takeLine(line) {
    if (line === '') return this.dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return;  // A comment: the heartbeat.
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.data.push(value);
    else if (field === 'event') this.event = value;
    else if (field === 'id') this.nextId = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
  }

  dispatch() {
    this.id = this.nextId;
    if (this.data.length > 0) this.onEvent({event: this.event || 'message', data: this.data.join('\n')});
    this.clear();
  }
}

// Keeps one connection to `url` open until stop(). `token` may be empty. `hooks`: onEvent({event, data, id}), with `id`
// the place to go on after; onState('connecting' | 'live' | 'cut' | 'refused'), the last when the token is missing or
// wrong; onHeard() whenever anything came, a heartbeat too. `lastId` goes on behind an event that was heard elsewhere.
export class EventStream {
  constructor(url, token, hooks, lastId = '') {
    this.url = url;
    this.token = token;
    this.hooks = hooks;
    this.lastId = lastId;
    this.retryMs = RETRY_FIRST_MS;
  }

  start() {
    this.hooks.onState('connecting');
    this.connect();
  }

  stop() {
    clearTimeout(this.retryTimer);
    const abort = this.abort;
    this.abort = null;
    abort?.abort();
  }

  // Tries at once, for the line may be back. One that is open stays so.
  hurry() {
    if (!this.retryTimer) return;
    clearTimeout(this.retryTimer);
    this.retryTimer = null;
    this.retryMs = RETRY_FIRST_MS;
    this.connect();
  }

  async connect() {
    const abort = this.abort = new AbortController();
    try {
      await this.read(abort);
    } catch {
      // Cut, silent, or never there: all of them mean trying again.
    }
    clearTimeout(this.silenceTimer);
    if (abort !== this.abort || this.isRefused) return;
    this.hooks.onState('cut');
    // Not all pages of a team at the same moment.
    this.retryTimer = setTimeout(() => {
      this.retryTimer = null;
      this.connect();
    }, this.retryMs * (0.75 + Math.random() / 2));
    this.retryMs = Math.min(this.retryMs * 2, RETRY_MAX_MS);
  }

  async read(abort) {
    this.isRefused = false;
    this.expectWithin(abort);
    const headers = {Accept: 'text/event-stream'};
    if (this.token !== '') headers.Authorization = `Bearer ${this.token}`;
    if (this.lastId !== '') headers['Last-Event-ID'] = this.lastId;
    const response = await fetch(this.url, {headers, cache: 'no-store', signal: abort.signal});
    if (response.status === 401 || response.status === 403) {
      this.isRefused = true;
      abort.abort();
      return this.hooks.onState('refused');
    }
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    this.retryMs = RETRY_FIRST_MS;
    this.hooks.onState('live');
    const parser = new EventParser((event) => this.hooks.onEvent({...event, id: parser.id}));
    parser.nextId = this.lastId;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const {done, value} = await reader.read();
      if (done) return;
      this.expectWithin(abort);
      this.hooks.onHeard();
      parser.feed(value);
      if (parser.id !== '') this.lastId = parser.id;
      this.retryMs = Math.min(parser.retryMs ?? RETRY_FIRST_MS, RETRY_MAX_MS);
    }
  }

  expectWithin(abort) {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => abort.abort(), SILENCE_MS);
  }
}
