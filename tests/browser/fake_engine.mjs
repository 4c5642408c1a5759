// A stand-in for the engine, for what the real one does not do on demand: it serves the page's files and the calls of
// the read API from plain values, cuts its streams, goes away and comes back, asks for a token.

import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const WEB = fileURLToPath(new URL('../../web/', import.meta.url));
const UPLOT = fileURLToPath(new URL('../../web/node_modules/uplot/dist/', import.meta.url));
const VENDOR = {'/vendor/uplot.js': 'uPlot.iife.min.js', '/vendor/uplot.css': 'uPlot.min.css'};
const TYPES = {'.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml'};

// The policy of serve/page.cc; the test of the real engine compares them.
export const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const LEVELS = ['none', 'watch', 'emerging', 'major', 'crisis'];

// A group as GET /api/v1/groups gives it; `fields` replaces what a test is about.
export function makeGroup(id, fields = {}) {
  return {
    id, org: '海桥银行', title: `重复扣款 ${id}`, keywords: ['重复', '扣款'], level: 'watch', posts: 3,
    complainants: {count: 2, low: 2, high: 2},
    first_at: '2026-03-10T01:00:00.000Z', last_at: '2026-03-10T02:00:00.000Z',
    rate_per_hour: 2, baseline_per_hour: 0.1, surprise: 1.3, sentiment: {mean: -0.5, negative_share: 0.8},
    channels: {microblog: 3}, regions: {}, organic_share: 1, representatives: [], merged_from: [], ...fields,
  };
}

export const makePost = (id, fields = {}) => ({
  id, channel: 'microblog', seq: 1, time: '2026-03-10T01:30:00.000Z', kind: 'post', text: `post ${id}`, org: null,
  lang: 'en', sentiment: 'negative', sentiment_score: -0.6, complaint: 0.9, is_complaint: true, is_copy: false,
  ...fields,
});

// A source as GET /api/v1/sources gives it.
export const makeSource = (name, fields = {}) => ({
  name, kind: 'sse', state: 'running', lag_secs: 0.004, posts: 12, duplicates: 0, refused: 0, behind_bytes: 0, lines: 12,
  bytes: 999, requests: 0, refused_signatures: 0, errors: 0, held_lines: 0, gaps: 0, gap_secs: 0, ...fields,
});

export class FakeEngine {
  // `tokens` is {TOKEN: ROLE}; without it everybody may do everything.
  constructor({tokens = null, hasPage = true} = {}) {
    this.tokens = tokens;
    this.hasPage = hasPage;
    this.groups = new Map();
    this.posts = new Map();  // By group, the newest first.
    this.merged = new Map();
    this.alerts = [];        // The newest first.
    this.sources = [];
    this.cases = new Map();
    this.deliveries = new Map();  // By alert.
    this.answers = new Map([['deliveries', {items: [], next_cursor: null}]]);  // What further calls give: by path below /api/v1/, or 'metrics'; a value, or (url, request, response) => value, which may be a promise and takes what is sent there, too.
    this.troubles = new Map();    // By path below /api/v1/: the status that reading it gives until this is taken away; 0 cuts the line.
    this.missing = new Set();     // Files of the page that do not come: the line is cut.
    this.acts = [];          // What was sent: {path, body}, in order.
    this.refusals = new Map();    // By the last part of a path: [status, detail] for the next act of that name.
    this.log = [];           // Frames sent, for Last-Event-ID.
    this.streams = new Set();
    this.lastEventIds = [];  // As the page asked for, one a connection.
    this.calls = [];
    this.number = 0;
    this.canStream = true;
    this.rejected = 0;
    this.server = createServer((request, response) => this.answer(request, response));
    this.sockets = new Set();
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  async start(port = 0) {
    await new Promise((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    this.url = `http://127.0.0.1:${this.port}`;
    return this;
  }

  // Goes away as a killed process does; start(engine.port) brings it back.
  async stop() {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  // --- What tests make happen

  put(group) {
    this.groups.set(group.id, group);
    this.emit('group', group);
  }

  merge(id, into) {
    this.groups.delete(id);
    this.merged.set(id, into);
    this.emit('group', {id, merged_into: into});
  }

  raise(groupId, fields = {}) {
    const group = this.groups.get(groupId);
    const alert = {id: `${groupId}-${this.alerts.length + 1}`, event: 'escalated', level: group.level,
      previous_level: 'watch', at: new Date().toISOString(), group, rule: {name: 'group_threshold'}, evidence: [],
      config_hash: 'f', ...fields};
    this.alerts.unshift(alert);
    this.emit('alert', alert);
  }

  emit(event, value) {
    const id = `${++this.number}-${this.alerts.length}`;
    const frame = `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(value)}\n\n`;
    this.log.push({id, frame});
    for (const stream of this.streams) stream.write(frame);
  }

  cutStreams() {
    for (const stream of this.streams) stream.destroy();
    this.streams.clear();
  }

  // --- What the page asks for

  async answer(request, response) {
    const url = new URL(request.url, this.url);
    if (url.pathname === '/metrics') return this.answerMetrics(response);
    if (!url.pathname.startsWith('/api/')) return this.answerFile(url.pathname, response);
    this.calls.push(url.pathname + url.search);
    const trouble = this.troubles.get(url.pathname.split('/').slice(3).join('/'));
    if (trouble === 0) return request.socket.destroy();
    if (trouble !== undefined) return this.problem(response, trouble, 'not just now');
    const role = this.roleOf(request);
    if (role === null) return this.problem(response, 401, 'give a bearer token');
    const parts = url.pathname.split('/').slice(3).map(decodeURIComponent);
    const given = this.answers.get(parts.join('/'));
    if (request.method === 'POST' && typeof given !== 'function') return this.answerAct(request, role, parts, response);
    if (given !== undefined) return this.json(response, typeof given === 'function' ? await given(url, request, response) : given);
    if (parts[0] === 'me') return this.json(response, {role});
    if (parts[0] === 'stream') return this.answerStream(request, response);
    if (parts[0] === 'status') return this.json(response, this.status());
    if (parts[0] === 'sources') return this.json(response, {items: this.sources, next_cursor: null});
    if (parts[0] === 'alerts' && parts[2] === 'deliveries') {
      return this.json(response, {items: this.deliveries.get(parts[1]) ?? [], next_cursor: null});
    }
    if (parts[0] === 'alerts') return this.json(response, this.page(this.alertsOf(url.searchParams.get('group')), url));
    if (parts[0] === 'trends') return this.json(response, this.trends(url));
    if (parts[0] === 'cases' && parts.length === 2) return this.answerCase(parts[1], response);
    if (parts[0] === 'groups' && parts.length === 1) return this.json(response, this.page(this.list(url), url));
    if (parts[0] === 'groups') return this.answerGroup(parts, url, response);
    return this.problem(response, 404, 'no such call');
  }

  answerMetrics(response) {
    const given = this.answers.get('metrics') ?? '';
    response.end(typeof given === 'function' ? given() : given);
  }

  roleOf(request) {
    if (this.tokens === null) return 'operate';
    return this.tokens[request.headers.authorization?.replace('Bearer ', '')] ?? null;
  }

  alertsOf(group) {
    return this.alerts.filter((alert) => group === null || alert.group.id === group);
  }

  trends(url) {
    const by = url.searchParams.get('by') ?? 'org';
    const names = [...this.groups.values()].flatMap((group) => by === 'org' ? [group.org] : Object.keys(group.channels));
    const none = {posts: [], complaints: [], negative: [], positive: []};
    return {by, step_secs: 86400, from: '2026-03-09T00:00:00.000Z', to: '2026-03-10T00:00:00.000Z', times: [],
      items: [...new Set(names)].map((name) => ({name, ...none, sum: {posts: 0, complaints: 0, negative: 0, positive: 0}}))};
  }

  caseOf(id) {
    const group = this.groups.get(id);
    return this.cases.get(id) ?? {id, org: group.org ?? undefined, title: group.title, level: group.level, status: 'received',
      resolved: false, people_by_state: {}, entries: 0, people: [], timeline: []};
  }

  answerCase(id, response) {
    if (!this.groups.has(id)) return this.problem(response, 404, 'no such case');
    return this.json(response, this.caseOf(id));
  }

  // Every act is taken and remembered; one of a case gets an entry, and the status that `statuses` names.
  async answerAct(request, role, parts, response) {
    let text = '';
    for await (const piece of request) text += piece;
    if (role !== 'operate') return this.problem(response, 403, 'this token may not do that');
    const act = parts.at(-1), refusal = this.refusals.get(act);
    this.refusals.delete(act);
    if (refusal) return this.problem(response, ...refusal);
    const body = text === '' ? {} : JSON.parse(text);
    this.acts.push({path: parts.join('/'), body});
    if (parts[0] !== 'groups') return this.json(response, {posts: 1, entry: this.acts.length});
    const one = this.caseOf(parts[1]);
    const status = {ack: 'registered', assign: 'registered', analyse: 'analysed', handle: 'handling', answer: 'answered',
      review: 'reviewed', dismiss: 'dismissed', reopen: 'registered'}[act] ?? one.status;
    const entry = {entry: one.entries + 1, seq: 1, action: act, status, ...body,
      ...(body.until ? {until: new Date(Date.now() + 86400000).toISOString()} : {}), at: new Date().toISOString()};
    this.cases.set(parts[1], {...one, status, entries: one.entries + 1, assignee: body.to ?? one.assignee ?? body.by,
      resolved: act === 'resolve' || (one.resolved && act !== 'reopen'), timeline: [...one.timeline, entry]});
    return this.json(response, {id: parts[1], status, entry: entry.entry, part: 'f'.repeat(16), merged: body.with, posts: 1});
  }

  async answerFile(name, response) {
    if (this.missing.has(name)) return response.destroy();
    if (!this.hasPage) return this.problem(response, 404, 'no page');
    const file = VENDOR[name] ? UPLOT + VENDOR[name] : WEB + (name === '/' ? 'index.html' : path.normalize(name));
    try {
      const bytes = await readFile(file);
      response.writeHead(200, {'Content-Type': TYPES[path.extname(file)], 'Content-Security-Policy': POLICY,
        'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-cache'});
      response.end(bytes);
    } catch {
      this.problem(response, 404, `${name} is not there`);
    }
  }

  answerStream(request, response) {
    if (!this.canStream) return this.problem(response, 503, 'no streams just now');
    const last = request.headers['last-event-id'] ?? '';
    this.lastEventIds.push(last);
    response.writeHead(200, {'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store'});
    response.write(': hello\n\n');
    const at = this.log.findIndex(({id}) => id === last);
    if (last !== '') for (const {frame} of this.log.slice(at + 1)) response.write(frame);
    this.streams.add(response);
    response.on('close', () => this.streams.delete(response));
  }

  answerGroup([, id, what], url, response) {
    if (this.merged.has(id)) {
      const rest = what ? `/${what}` : '';
      response.writeHead(308, {Location: `/api/v1/groups/${this.merged.get(id)}${rest}${url.search}`});
      return response.end();
    }
    const group = this.groups.get(id);
    if (!group) return this.problem(response, 404, 'no such group');
    if (what === undefined) return this.json(response, group);
    if (what === 'similar') return this.json(response, {items: [], next_cursor: null});
    if (what === 'posts') return this.json(response, this.page(this.posts.get(id) ?? [], url));
    return this.json(response, this.timeline(group));
  }

  list(url) {
    const levels = url.searchParams.get('level')?.split(',');
    const org = url.searchParams.get('org'), words = url.searchParams.get('q')?.split(/\s+/) ?? [];
    return [...this.groups.values()]
        .filter((group) => (!levels || levels.includes(group.level)) && (org === null || (group.org ?? '') === org) &&
            words.every((word) => `${group.title} ${group.keywords.join(' ')} ${group.org}`.includes(word)))
        .sort((a, b) => LEVELS.indexOf(b.level) - LEVELS.indexOf(a.level) ||
            Date.parse(b.last_at) - Date.parse(a.last_at) || (a.id < b.id ? -1 : 1));
  }

  page(items, url) {
    const from = Number(url.searchParams.get('cursor') ?? 0), limit = Number(url.searchParams.get('limit') ?? 50);
    const next = from + limit < items.length ? String(from + limit) : null;
    return {items: items.slice(from, from + limit), next_cursor: next};
  }

  timeline(group) {
    const from = Date.parse(group.first_at);
    const times = [0, 1, 2, 3].map((i) => new Date(from + i * 600000).toISOString());
    return {group: group.id, step_secs: 600, from: times[0], to: times[3], times, posts: [1, 0, 1, 1],
      complaints: [1, 0, 1, 0], new_complainants: [1, 0, 1, 0], complainants: [1, 1, 2, 2], complete: true};
  }

  status() {
    return {version: '0.1.0', config_hash: 'f', posts: 1234, duplicates: 0, rejected: this.rejected, groups: this.groups.size,
      alerts: {total: this.alerts.length}, ready: true, watermark: '2026-03-10T02:00:00.000Z', next_seq: 1240, uptime_secs: 60,
      audit: {entries: 2, head: 'a'.repeat(64)}, reload: {taken: 0, refused: 0}, sources: {http: {requests: 1, records: 1234}}};
  }

  json(response, value) {
    if (response.headersSent) return;  // By what a test gave.
    response.writeHead(200, {'Content-Type': 'application/json', 'Cache-Control': 'no-store'});
    response.end(JSON.stringify(value));
  }

  problem(response, status, detail) {
    response.writeHead(status, {'Content-Type': 'application/problem+json'});
    response.end(JSON.stringify({type: 'about:blank', title: String(status), status, detail}));
  }
}
