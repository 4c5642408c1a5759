// The page of cases: a board by state. Each card tells who has the case, how many people complain, its level and the
// deadline that comes first; it leads to the case on its group's page. Untouched groups stand there from `emerging` on,
// and below it where a deadline runs.

import '../words/operations.js';
import {get} from '../core/api.js';
import {make, makeButton, setText, show} from '../core/dom.js';
import {formatMoment, say, sayLevel, sayName} from '../core/language.js';
import {myName} from '../core/settings.js';
import {makeDownloads, TABLES} from '../parts/downloads.js';
import {makeFilterBar, makeSelect, offer, optionsOf, orgOptions, UNKNOWN} from '../parts/filters.js';
import {levelRank} from '../parts/group_words.js';
import {Hold} from '../parts/hold.js';
import {Board} from './cases/board.js';

const SORTS = ['due', 'level', 'changed'];
const NOBODY = '-';
const OPEN = 'registered,analysed,handling,answered', CLOSED = 'reviewed,dismissed';
// A competitor is compared, and nobody's case before somebody takes it.
const UNTOUCHED = {status: 'received', level: 'emerging,major,crisis', role: 'own'};
const PAGE = 500, CLOSED_SHOWN = 100;
const SOON_MS = 1500, AGAIN_MS = 30000;

const timeOf = (text) => Date.parse(text) || Infinity;
const byDue = (a, b) => timeOf(a.due) - timeOf(b.due);
const byLevel = (a, b) => levelRank(b.level) - levelRank(a.level) || (b.people?.count ?? 0) - (a.people?.count ?? 0);
const byId = (a, b) => a.id < b.id ? -1 : 1;
const byChange = (a, b) => (Date.parse(b.changed_at) || 0) - (Date.parse(a.changed_at) || 0);
const COMPARE = {
  due: (a, b) => byDue(a, b) || byLevel(a, b) || byId(a, b),
  level: (a, b) => byLevel(a, b) || byDue(a, b) || byId(a, b),
  changed: (a, b) => byChange(a, b) || byLevel(a, b) || byId(a, b),
};

// All cases by id, as cards show them: what a case knows, and of its group how many people it has.
export function joinCases(cases, groups, {waiting, now, next}) {
  const all = new Map();
  for (const one of cases) all.set(one.id, {...all.get(one.id), ...one});
  for (const group of groups) {
    const {id, org, title, level, status, clocks} = group;
    const known = all.get(id) ?? {id, clocks, due: clocks?.find((clock) => clock.running > 0)?.due, status: status ?? 'received'};
    all.set(id, {...known, org: org ?? known.org, title, level, people: group.complainants});
  }
  const names = new Map([now, next].filter(Boolean).map(({person, name}) => [person, name]));
  for (const {group, since, asked} of waiting) {
    const people = new Set(asked.map(({person}) => names.get(person) ?? person));
    if (all.has(group)) all.get(group).waiting = {since, asked: [...people]};
  }
  return all;
}

// Who is on call: now, next, and when nobody is.
const moment = (text) => formatMoment(Date.parse(text));
const GAPS_SHOWN = 2;

const makeFact = (name, value, words = '') => make('div', {}, make('dt', {}, name), make('dd', {}, value),
    words === '' ? null : make('dd', {class: 'soft'}, words));

function makeDuty(oncall) {
  const {now, next, gaps, waiting, fallback} = oncall;
  if (!oncall.has_rota) return make('p', {class: 'soft'}, say('rotaNone'));
  return make('dl', {class: 'duty-facts'},
      makeFact(say('onCallNow'), now?.name ?? make('span', {class: 'wrong'}, fallback ? say('onCallNobodyBut', {name: fallback}) :
          say('onCallNobody')), now ? say('onCallUntil', {time: moment(now.until)}) : ''),
      next ? makeFact(say('onCallNext'), next.name, say('onCallFrom', {time: moment(next.from)})) : null,
      gaps.length > 0 ? makeFact(say('onCallGaps'), make('span', {class: 'wrong'}, gaps.slice(0, GAPS_SHOWN)
          .map(({from, until}) => `${moment(from)} – ${moment(until)}`).join(' · '))) : null,
      makeFact(say('onCallWaiting', {level: sayLevel(oncall.level)}), say('casesCount', {count: waiting.length})));
}

class CasesPage {
  constructor(root, context) {
    Object.assign(this, {context, query: context.address.query, cases: new Map(), others: new Set(), isLoaded: false, call: 0});
    const onChange = (name, value) => this.setQuery({...this.query, [name]: value || undefined}, true);
    this.assignee = makeSelect('assignee', say('filterAssignee'), onChange);
    this.org = makeSelect('org', say('filterOrg'), onChange);
    this.sort = makeSelect('sort', say('filterOrder'), onChange);
    this.count = make('p', {class: 'soft', role: 'status'});
    this.waiting = makeButton(say('casesMoved'), () => this.render(true), {class: 'waiting', hidden: true});
    this.duty = make('section', {class: 'duty', 'aria-label': say('onCall'), hidden: true});
    this.board = new Board();
    this.empty = make('p', {class: 'empty', role: 'status'}, say('loading'));
    this.retry = makeButton(say('retry'), () => this.load(), {hidden: true});
    this.hold = new Hold(this.board.node, () => this.render(), context.signal);
    root.append(make('div', {class: 'page-head'}, make('h1', {tabindex: -1}, say('pageCases')), this.count, this.waiting),
        this.duty, makeFilterBar(say('caseFilters'), [this.assignee, this.org, this.sort]), this.empty, this.retry,
        this.board.node, this.makeExports());
    context.onEvent('group', (group) => this.onGroup(group));
    context.onRefresh(() => this.load());
    context.onAddress(({query}) => this.setQuery(query, false));
    context.every(AGAIN_MS, () => this.load());
    context.keys([{key: 'j', words: say('keyNext'), act: () => this.board.step(1)},
      {key: 'k', words: say('keyPrevious'), act: () => this.board.step(-1)}]);
    this.renderFilters();
    this.load();
  }

  makeExports() {
    this.exports = make('p', {class: 'exports no-print'}, say('exportAs'), makeDownloads(this.context, TABLES,
        () => ({path: 'cases', parameters: {assignee: this.query.assignee || null}, name: 'cases'})),
        this.untouched = make('span', {}, say('casesFile'), ' ',
        makeDownloads(this.context, TABLES, () => ({path: 'groups', parameters: UNTOUCHED, name: 'groups-untouched'}))));
    return this.exports;
  }

  // --- From the engine

  async load() {
    clearTimeout(this.timer);
    this.timer = null;
    const call = ++this.call;
    const all = await this.context.try(() => Promise.all([
      get('cases', {status: `received,${OPEN}`, limit: PAGE}), get('cases', {sort: 'due', limit: PAGE}),
      get('cases', {status: CLOSED, limit: CLOSED_SHOWN}), get('groups', {...UNTOUCHED, limit: PAGE}),
      get('groups', {status: `${OPEN},${CLOSED}`, limit: PAGE}), get('oncall'),
    ]));
    if (call !== this.call || this.context.isOver) return;
    show(this.retry, all === null && !this.isLoaded);
    if (all === null) return show(this.empty, false);
    const [open, due, closed, received, touched, oncall] = all;
    this.isWhole = [open, due, closed, received].every((page) => page.next_cursor === null);
    this.cases = joinCases([...due.items, ...closed.items, ...open.items], [...received.items, ...touched.items], oncall);
    this.isLoaded = true;
    const duty = makeDuty(oncall);
    show(this.duty, true);
    if (this.duty.textContent !== duty.textContent) this.duty.replaceChildren(duty);
    this.renderFilters();
    this.render();
  }

  onGroup(group) {
    const known = this.cases.get(group.id);
    // What is looked for once and is no case is that of a competitor.
    const isNew = !known && !group.merged_into && levelRank(group.level) >= levelRank('emerging') && !this.others.has(group.id);
    if (isNew) this.others.add(group.id);
    const isMove = known && (group.merged_into || (group.status && known.status !== group.status));
    if (isNew || isMove) this.timer ??= setTimeout(() => this.load(), SOON_MS);
    if (!known || group.merged_into) return;
    this.cases.set(group.id, {...known, title: group.title, level: group.level, people: group.complainants});
    this.render();
  }

  // --- From the people before it

  setQuery(query, isOwn) {
    this.query = query;
    if (isOwn) this.context.setQuery(query);
    this.renderFilters();
    this.render(true);
  }

  takes(one) {
    const {assignee, org} = this.query;
    return (!assignee || (one.assignee ?? NOBODY) === assignee) && (!org || (one.org ?? UNKNOWN) === org);
  }

  // Figures change where they stand; cards move only while nobody aims at them.
  render(isNow = false) {
    if (!this.isLoaded) return;
    const shown = [...this.cases.values()].filter((one) => this.takes(one)).sort(COMPARE[this.query.sort] ?? COMPARE.due);
    const isMoving = this.board.isMoving(shown), mustWait = isMoving && !isNow && this.hold.isHeld;
    show(this.waiting, mustWait);
    if (mustWait) this.board.update(this.cases);
    else this.board.set(shown);
    const late = shown.filter((one) => one.due && Date.parse(one.due) < Date.now()).length;
    setText(this.count, [say(this.isWhole ? 'casesCount' : 'casesCountFirst', {count: shown.length}),
      late > 0 ? say('casesLate', {count: late}) : null].filter(Boolean).join(' · '));
    show(this.board.node, shown.length > 0);
    show(this.empty, shown.length === 0);
    setText(this.empty, say(this.query.assignee || this.query.org ? 'casesNoMatch' : 'casesNone'));
  }

  renderFilters() {
    // The engine cannot narrow its table by these, and a file of more than is shown would be taken for what is shown.
    show(this.exports, !this.query.org && this.query.assignee !== NOBODY);
    show(this.untouched, !this.query.assignee);
    const cases = [...this.cases.values()], names = new Set(cases.map((one) => one.assignee).filter(Boolean));
    if (myName() !== '') names.add(myName());
    offer(this.assignee, [['', say('anyAssignee')], ...optionsOf(names), [NOBODY, say('assigneeNone')]], this.query.assignee);
    offer(this.org, orgOptions(new Set(cases.map((one) => one.org).filter(Boolean))), this.query.org);
    offer(this.sort, SORTS.map((sort, i) => [i === 0 ? '' : sort, sayName('caseSort', sort)]), this.query.sort);
  }
}

export function mount(root, context) {
  const page = new CasesPage(root, context);
  return () => clearTimeout(page.timer);
}
