// Where posts come from and where alerts go, as tables: the state of each source and receiver, what it brought or took,
// what went wrong; sources are stopped and go on.

import {ApiError, part, send} from '../../core/api.js';
import {arrange, make, makeAgo, makeButton, setText, show} from '../../core/dom.js';
import {formatNumber, formatShort, say, sayName} from '../../core/language.js';
import {addressOf} from '../../core/router.js';
import {sayLatency} from '../../parts/deliveries.js';
import {sayFailure} from '../../parts/form.js';

// A table whose rows become cards on a narrow screen, each figure with the name of its column. Rows are made anew only
// when what they say has changed, so that a selection and the focus stay.
export class LiveTable {
  // `head`: [words, isRight] of the columns; the first names the row.
  constructor(label, head) {
    this.head = head;
    this.rows = new Map();
    this.body = make('tbody', {role: 'rowgroup'});
    // Roles are said, for browsers forget them where a table is laid out as cards.
    this.node = make('table', {class: 'table live-table', role: 'table', 'aria-label': label},
        make('thead', {role: 'rowgroup'}, make('tr', {role: 'row'}, head.map(([words, isRight]) =>
            make('th', {scope: 'col', role: 'columnheader', class: isRight ? 'right' : null}, words)))), this.body);
  }

  // `rows`: [{key, value, cells}]; `cells(value)` gives what stands in each column, and is called when `value` has changed.
  set(rows) {
    const made = new Map();
    for (const {key, value, cells} of rows) {
      const stamp = JSON.stringify(value), known = this.rows.get(key);
      made.set(key, known?.stamp === stamp ? known : {stamp, node: this.makeRow(cells(value))});
    }
    const focused = [...this.rows].find(([, {node}]) => node.contains(document.activeElement))?.[0];
    this.rows = made;
    arrange(this.body, [...made.values()].map(({node}) => node));
    const row = made.get(focused)?.node;
    if (row && !row.contains(document.activeElement)) row.querySelector('button, a')?.focus({preventScroll: true});
  }

  makeRow(cells) {
    return make('tr', {role: 'row'}, cells.map((cell, i) => make(i === 0 ? 'th' : 'td', {
      role: i === 0 ? 'rowheader' : 'cell', scope: i === 0 ? 'row' : null, class: this.head[i][1] ? 'right' : null,
      'data-name': i === 0 ? null : this.head[i][0],
    }, cell ?? '')));
  }
}

const TROUBLED = new Set(['failed', 'waiting']);

export const makeState = (kind, words) => make('span', {class: `state state-${kind}`}, words);
const stateKind = (state) => TROUBLED.has(state) ? 'bad' : state === 'running' || state === 'done' ? 'good' : 'off';

const sayLag = (secs) => secs < 1 ? '< 1 s' : `${formatNumber(Math.round(secs))} s`;
const nameCell = (name, about) => [make('strong', {}, name), make('small', {class: 'soft'}, about)];

function errorsOf(source) {
  const lines = (source.clock_errors ?? []).map(({message}) => make('p', {class: 'wrong'}, message));
  const {last_error: error} = source;
  if (error) {
    lines.push(make('p', {class: TROUBLED.has(source.state) ? 'wrong' : 'soft'}, error.message, ' ', makeAgo(error.at, {class: 'soft'})));
  }
  if (source.gaps > 0) lines.push(make('p', {class: 'wrong'}, say('sourceGaps', {count: source.gaps, secs: Math.round(source.gap_secs)})));
  if (source.refused_signatures > 0) lines.push(make('p', {class: 'wrong'}, say('sourceSignatures', {count: source.refused_signatures})));
  return lines;
}

export class Sources {
  // `onChanged()` is called once a source was stopped or goes on.
  constructor(mayAct, onChanged) {
    this.mayAct = mayAct;
    this.onChanged = onChanged;
    this.problem = make('p', {class: 'wrong', role: 'alert', hidden: true});
    this.table = new LiveTable(say('sources'), [[say('colSource')], [say('colState')], [say('colLag'), true], [say('colPosts'), true],
      [say('colDuplicates'), true], [say('colRefused'), true], [say('colLate'), true], [say('colTrouble')], ...(mayAct ? [['']] : [])]);
    this.none = make('p', {class: 'soft', hidden: true}, say('sourcesNone'));
    this.node = make('section', {class: 'card section'}, make('h2', {}, say('sources')), this.problem,
        this.table.node, this.none);
  }

  // `http` is what comes as posts, from the status.
  set(sources, http) {
    const plain = http ? [{key: '', value: http, cells: (value) => this.makeHttp(value)}] : [];
    this.table.set([...plain, ...sources.map((source) => ({key: source.name, cells: (value) => this.makeCells(value),
      value: {...source, cursor: undefined, lines: undefined, bytes: undefined}}))]);
    show(this.none, sources.length === 0);
  }

  makeHttp(http) {
    const cells = [nameCell('HTTP', say('sourceHttp')), makeState('good', say('stateRunning')), '', formatShort(http.records), '', '', '',
      errorsOf(http)];
    return this.mayAct ? [...cells, ''] : cells;
  }

  makeCells(source) {
    const about = [sayName('kind', source.kind), source.mapping, source.address].filter(Boolean).join(' · ');
    const behind = source.behind_bytes > 0 ? make('small', {class: 'soft'}, say('behind', {size: formatShort(source.behind_bytes)})) : null;
    const cells = [nameCell(source.name, about), makeState(stateKind(source.state), sayName('state', source.state)),
      [sayLag(source.lag_secs), behind], formatShort(source.posts), formatShort(source.duplicates),
      source.refused > 0 ? make('a', {href: addressOf('system', null, {source: source.name})}, formatShort(source.refused)) : '0',
      formatShort(source.late), errorsOf(source)];
    return this.mayAct ? [...cells, this.makeTool(source)] : cells;
  }

  makeTool({name, state}) {
    if (state === 'done') return '';
    const act = state === 'paused' ? 'resume' : 'pause', words = say(act === 'pause' ? 'actPause' : 'actResume');
    const button = makeButton(words, () => this.act(name, act, button), {'aria-label': `${words}: ${name}`});
    return button;
  }

  async act(name, act, button) {
    button.disabled = true;
    this.complain('');
    try {
      await send('POST', `sources/${part(name)}/${act}`);
      this.onChanged();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      this.complain(`${name}: ${sayFailure(failure)}`);
    } finally {
      button.disabled = false;
    }
  }

  complain(words) {
    setText(this.problem, words);
    show(this.problem, words !== '');
  }
}

// A figure that leads to the deliveries behind it.
const makeCount = (count, query) => count > 0 ?
    make('a', {href: addressOf('alerts', 'deliveries', query)}, formatShort(count)) : formatShort(count ?? 0);

function receiverOf(metrics, receiver) {
  const value = (name, labels = {}) => metrics.value(`notify_${name}`, {receiver, ...labels});
  const answers = value('latency_seconds_count') ?? 0;
  return {
    receiver,
    state: value('disabled') ? 'gone' : value('failing') ? 'failing' : 'takes',
    delivered: value('alerts_delivered_total'),
    waiting: value('pending_alerts'),
    lost: value('alerts_dropped_total', {reason: 'failed'}),
    attempts: value('failed_attempts_total'),
    latency_ms: answers > 0 ? value('latency_seconds_sum') / answers * 1000 : undefined,
  };
}

function makeCells(one) {
  return [make('strong', {}, one.receiver),
    makeState(one.state === 'takes' ? 'good' : 'bad', say(`receiver_${one.state}`)),
    makeCount(one.delivered, {receiver: one.receiver}), formatShort(one.waiting ?? 0),
    makeCount(one.lost, {receiver: one.receiver, outcome: 'failed'}), formatShort(one.attempts ?? 0), sayLatency(one.latency_ms) ?? '–'];
}

export class Receivers {
  constructor() {
    this.body = make('div');
    this.table = new LiveTable(say('receivers'), [[say('filterReceiver')], [say('colState')], [say('colDelivered'), true],
      [say('colWaiting'), true], [say('colLost'), true], [say('colAttempts'), true], [say('colLatency'), true]]);
    this.node = make('section', {class: 'card section'}, make('h2', {}, say('receivers')), this.body);
    this.names = [];
  }

  set(metrics) {
    this.names = metrics.words('notify_disabled', 'receiver');
    const node = this.names.length > 0 ? this.table.node : this.none ??= make('p', {class: 'soft'}, say('receiversNone'));
    if (this.body.firstElementChild !== node) this.body.replaceChildren(node);
    this.table.set(this.names.map((name) => ({key: name, value: receiverOf(metrics, name), cells: makeCells})));
  }
}
