// Lines that were refused: how many for which reason, and the newest of them with who sent them, where and why. What
// they are narrowed to stands in the address.

import {get} from '../../core/api.js';
import {make, makeAgo, makeButton, setText, show} from '../../core/dom.js';
import {formatNumber, hasWords, say} from '../../core/language.js';
import {makeDownloads, TABLES} from '../../parts/downloads.js';
import {countsOf} from '../../parts/group_words.js';
import {LiveTable} from './tables.js';

const ROWS = 20, ROWS_MAX = 500;

const sayCode = (code) => hasWords(`refused_${code}`) ? say(`refused_${code}`) : code;

const makeCells = ({source, code, reason, bytes, line, at}) => [source ?? '–', [make('strong', {}, sayCode(code)), make('small', {}, reason),
  bytes ? make('small', {class: 'soft', dir: 'auto'}, bytes) : null], formatNumber(line), at ? makeAgo(at) : '–'];

export class Rejects {
  constructor(context) {
    Object.assign(this, {context, rows: ROWS, chips: make('div', {class: 'chips', role: 'group', 'aria-label': say('refusedReason')})});
    this.about = make('p', {class: 'soft', role: 'status'});
    this.table = new LiveTable(say('refusedLines'), [[say('colSource')], [say('refusedReason')], [say('refusedLine'), true], [say('refusedAt'), true]]);
    this.more = makeButton(say('more'), () => {
      this.rows = ROWS_MAX;
      this.load();
    }, {hidden: true});
    this.node = make('section', {class: 'card section', hidden: true}, make('div', {class: 'section-head'}, make('h2', {}, say('refusedLines')),
        makeDownloads(context, TABLES, () => ({path: 'rejects', parameters: this.asked, name: 'rejects'}))),
        this.chips, this.about, this.table.node, this.more);
    context.onAddress(({query}) => this.narrow(query));
  }

  get asked() {
    const {code, source} = this.context.address.query;
    return {code, source};
  }

  // `total` is how many were ever refused: nothing is asked for while it is what it was.
  async set(total) {
    show(this.node, total > 0);
    if (total > 0 && total !== this.total) await this.load();
  }

  async load() {
    const {asked} = this;
    const read = await this.context.try(() => Promise.all([get('rejects/counts'), get('rejects', {...asked, limit: this.rows})]));
    if (JSON.stringify(asked) !== JSON.stringify(this.asked)) return;
    if (read === null) return this.total = null;  // Asked for again with the next figures.
    const [counts, {items, next_cursor: next}] = read;
    this.total = counts.rejected;
    setText(this.about, say('refusedKept', {kept: counts.kept, total: counts.rejected}) + (asked.source ? ` · ${asked.source}` : ''));
    const focused = [...this.chips.children].indexOf(document.activeElement);
    this.chips.replaceChildren(...[[undefined, counts.kept], ...countsOf(counts.by_code)].map(([code, count]) => makeButton(
        `${code ? sayCode(code) : say('refusedAll')} ${formatNumber(count)}`, () => this.narrow({code}),
        {class: 'chip', 'aria-pressed': String(asked.code === code && !asked.source)})));
    this.chips.children[focused]?.focus({preventScroll: true});
    this.table.set(items.map((one) => ({key: one.number, value: one, cells: makeCells})));
    show(this.more, next !== null && this.rows < ROWS_MAX);
  }

  narrow(query) {
    this.context.setQuery(query);
    this.rows = ROWS;
    this.load();
    if (query.source) this.node.scrollIntoView({block: 'start'});
  }
}
