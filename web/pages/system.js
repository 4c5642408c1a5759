// The page of the system: whether all is well, how fast posts come, where from and where alerts go, what was refused,
// what the store holds, drills, and which version with which settings runs.

import '../words/group.js';
import '../words/operations.js';
import {get} from '../core/api.js';
import {make, makeAgo, setText, show} from '../core/dom.js';
import {formatMoment, formatMomentLong, formatNumber, formatShare, formatShort, say, sayLevel} from '../core/language.js';
import {addressOf} from '../core/router.js';
import {LEVELS_SHOWN} from '../parts/group_words.js';
import {Drills} from './system/drills.js';
import {Pace, readMetrics} from './system/metrics.js';
import {Rejects} from './system/rejects.js';
import {makeState, Receivers, Sources} from './system/tables.js';

const AGAIN_MS = 5000;
const DRILLS = 10;
const OUTCOMES = ['accepted', 'updated', 'refreshed', 'duplicates', 'deletions', 'rejected', 'late', 'ahead'];

const sayBytes = (bytes) => bytes === undefined ? '–' : bytes < 1e9 ? `${formatNumber(Math.round(bytes / 1e6))} MB` :
    `${formatNumber(bytes / 1e9)} GB`;
const makeFigure = (name, value, small = null) =>
    make('div', {}, make('dt', {}, name), make('dd', {}, value, small === null ? null : make('small', {}, small)));
const makeLink = (address, words) => make('a', {class: 'figure-link', href: address}, words);

class SystemPage {
  constructor(root, context) {
    this.context = context;
    const mayAct = context.may('operate');
    this.pace = new Pace();
    this.health = make('p', {class: 'health', role: 'status'});
    this.empty = make('p', {class: 'empty', role: 'status'}, say('loading'));
    this.figures = make('dl', {class: 'figures'});
    this.spark = make('div', {class: 'pace', hidden: true});
    this.sources = new Sources(mayAct, () => this.load());
    this.receivers = new Receivers();
    this.drills = new Drills(mayAct, () => this.receivers.names, () => this.load());
    this.refused = make('div');
    this.rejects = new Rejects(context);
    this.setup = make('dl', {class: 'figures'});
    const section = (key, ...nodes) => make('section', {class: 'card section'}, make('h2', {}, say(key)), ...nodes);
    this.body = make('div', {class: 'system-grid', hidden: true},
        make('div', {}, section('throughput', this.figures, this.spark), this.sources.node, this.rejects.node, this.receivers.node),
        make('div', {}, section('refused', this.refused), this.drills.node, section('setup', this.setup)));
    root.append(make('div', {class: 'page-head'}, make('h1', {tabindex: -1}, say('pageSystem')), this.health), this.empty, this.body);
    context.watch('status', () => this.render());
    context.onRefresh(() => this.load());
    context.every(AGAIN_MS, () => this.load());
    this.load();
  }

  async load() {
    if (this.isLoading) return;
    this.isLoading = true;
    const read = await this.context.try(() =>
        Promise.all([readMetrics(), get('sources'), get('drills', {limit: DRILLS}), get('status')]));
    this.isLoading = false;
    if (read === null) return;
    const [metrics, sources, drills, status] = read;
    this.pace.take(metrics, performance.now());
    Object.assign(this, {metrics, list: sources.items, status});
    this.drills.set(drills.items);
    this.render();
    await this.rejects.set(status.rejected);
  }

  render() {
    if (!this.metrics || this.context.isOver) return;
    const isFirst = this.body.hidden;
    show(this.empty, false);
    show(this.body, true);
    this.sources.set(this.list, this.status.sources?.http);
    this.receivers.set(this.metrics);
    this.renderHealth();
    this.replace(this.figures, this.makeFigures());
    this.replace(this.refused, this.makeRefused());
    this.replace(this.setup, this.makeSetup());
    show(this.spark, this.pace.rates.length > 1);
    if (!this.spark.hidden) this.spark.replaceChildren(this.pace.draw(), make('p', {class: 'hint'}, say('paceWhy')));
    if (isFirst) this.context.restoreScroll();
  }

  // Left alone while it says the same.
  replace(place, nodes) {
    const said = nodes.map((node) => node.textContent).join('|');
    if (place.said === said) return;
    place.said = said;
    const at = [...place.querySelectorAll('a')].indexOf(document.activeElement);
    place.replaceChildren(...nodes);
    place.querySelectorAll('a')[at]?.focus({preventScroll: true});
  }

  renderHealth() {
    const amiss = this.metrics.value('watch_amiss') ?? 0, isReady = this.status.ready;
    const words = !isReady ? say('notReady', {detail: (this.status.not_ready ?? []).join('; ')}) :
        amiss > 0 ? say('amiss', {count: amiss}) : say('allWell');
    if (this.health.textContent === words) return;
    const state = makeState(isReady && amiss === 0 ? 'good' : 'bad', words);
    this.health.replaceChildren(amiss > 0 ? make('a', {href: addressOf('alerts', 'notices')}, state) : state);
  }

  makeFigures() {
    const {metrics, status, pace} = this, value = (name) => metrics.value(name) ?? 0;
    const {alerts} = status;
    const levels = LEVELS_SHOWN.filter((level) => alerts[level] > 0)
        .flatMap((level, i) => [i > 0 ? ' · ' : '', makeLink(addressOf('alerts', null, {level}), `${sayLevel(level)} ${formatShort(alerts[level])}`)]);
    return [
      makeFigure(say('figureRateNow'), pace.rate === undefined ? '–' : formatNumber(pace.rate), say('figureRateWhy')),
      makeFigure(say('figureBusy'), pace.busy === undefined ? '–' : formatShare(pace.busy)),
      makeFigure(say('figureStored'), makeLink('#/posts', formatNumber(status.posts)), say('figureRecords', {count: status.next_seq})),
      makeFigure(say('figureGroups'), makeLink(addressOf('now'), formatNumber(status.groups))),
      makeFigure(say('pageAlerts'), makeLink(addressOf('alerts'), formatNumber(alerts.total)), levels),
      makeFigure(say('figureQueue'), sayBytes(value('intake_waiting_bytes'))),
      makeFigure(say('figureStore'), sayBytes(metrics.value('store_bytes'))),
      makeFigure(say('figureDisk'), sayBytes(metrics.value('disk_free_bytes'))),
      makeFigure(say('figureMemory'), sayBytes(metrics.value('process_resident_memory_bytes'))),
      makeFigure(say('figurePages'), formatNumber(value('listeners_open'))),
    ];
  }

  // What came in, and who was refused how much; the lines and their reasons stand in a table of their own.
  makeRefused() {
    const {metrics, status} = this;
    const reasons = metrics.all('intake_requests_refused_total').filter((one) => one.value > 0)
        .map(({labels, value}) => [say('refusedRequests', {reason: say(`reason_${labels.reason}`)}), value]);
    const lines = metrics.value('intake_lines_refused_total') ?? 0;
    const sources = this.list.filter((source) => source.refused > 0).map(({name, refused}) => [say('refusedSource', {name}), refused, {source: name}]);
    const rows = [...(lines > 0 ? [[say('refusedHttp'), lines, {source: 'http'}]] : []), ...sources, ...reasons];
    const pair = ([name, count, query]) => make('div', {}, make('dt', {}, name),
        make('dd', {}, query ? makeLink(addressOf('system', null, query), formatNumber(count)) : formatNumber(count)));
    return [make('dl', {class: 'pairs'}, OUTCOMES.map((one) => pair([say(`outcome_${one}`), status[one] ?? 0]))),
      make('h3', {}, say('refusedSince')),
      rows.length > 0 ? make('dl', {class: 'pairs'}, rows.map(pair)) : make('p', {class: 'soft'}, say('refusedNone'))];
  }

  makeSetup() {
    const {status} = this, {reload = {}} = status, started = Date.now() - status.uptime_secs * 1000;
    const since = make('time', {datetime: new Date(started).toISOString(), title: formatMomentLong(started)},
        formatMoment(Math.round(started / 60000) * 60000));
    const {last} = reload;
    return [
      makeFigure(say('figureVersion'), status.version), makeFigure(say('figureSince'), since),
      makeFigure(say('figureHash'), make('code', {}, status.config_hash ?? '–')),
      makeFigure(say('figureAudit'), formatNumber(status.audit.entries), make('code', {title: status.audit.head}, `${status.audit.head.slice(0, 16)}…`)),
      make('div', {class: 'wide'}, make('dt', {}, say('reload')), make('dd', {}, say('reloads', {taken: reload.taken ?? 0, refused: reload.refused ?? 0}),
          last ? make('small', {class: last.taken ? null : 'wrong'}, makeAgo(last.at), ` ${last.message}`) : null,
          make('small', {}, say('reloadHow')))),
    ];
  }
}

export function mount(root, context) {
  new SystemPage(root, context);
  return () => {};
}
