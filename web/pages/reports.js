// The page "Reports": days, weeks and months to choose from, and one report: read, edited, printed, saved as a file.

import '../words/group.js';
import '../words/reports.js';

import {ApiError, get, LONG_MS, part, send} from '../core/api.js';
import {make, makeButton, setText, show} from '../core/dom.js';
import {currentLanguage, formatMoment, say, sayName} from '../core/language.js';
import {addressOf} from '../core/router.js';
import {myName, setMyName} from '../core/settings.js';
import {makeDownloads} from '../parts/downloads.js';
import {sayFailure} from '../parts/form.js';

import {bodyOf, draftOf, dropDraft, startDraft} from './reports/draft.js';
import {makePeriods, middleOf, nameOf, sayPeriod} from './reports/periods.js';
import {hasPanes, makeEvent, SECTIONS} from './reports/sections.js';

// A report of a period that is not over is made anew at most so often: it costs the engine a reading of all its posts.
const REFRESH_MS = 60000;
const KINDS = ['day', 'week', 'month'];
const TITLE_BYTES = 256;

class ReportPage {
  constructor(root, context) {
    Object.assign(this, {context, name: context.address.id, path: `reports/${part(context.address.id)}`});
    this.mayEdit = context.may('operate');
    this.title = make('h1', {tabindex: -1, dir: 'auto'}, say('reportTitle'));
    this.nav = make(
        'nav', {class: 'report-nav no-print', 'aria-label': say('reportTitle')},
        make('a', {href: addressOf('reports')}, say('reportAll')));
    this.tools = make('p', {class: 'report-tools no-print'});
    this.said = make('div', {class: 'said', role: 'status', hidden: true});
    this.body = make('div', {class: 'report'}, make('p', {class: 'empty', role: 'status'}, say('reportMaking')));
    root.append(
        this.nav, make('div', {class: 'page-head'}, this.title, make('span', {class: 'push'}), this.tools), this.said,
        this.body);
    context.onRefresh(() => this.report ? this.later() : this.load());
    context.onEvent('trend', () => this.later());
    context.keys(
        [{key: 'e', words: say('reportEdit'), act: () => this.mayEdit && this.report && !this.draft && this.edit()}]);
    this.load();
  }

  get draft() {
    return this.mayEdit ? draftOf(this.name) : null;
  }

  later() {
    if (this.report && !this.report.period.complete && !this.draft)
      this.timer ??= setTimeout(() => this.load(), REFRESH_MS);
  }

  async load() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.isReading) return;
    this.isReading = true;
    const report = await this.context.try(() => get(this.path, {}, LONG_MS), () => this.onGone());
    this.isReading = false;
    if (report === null) return;
    const isFirst = !this.report;
    this.report = report;
    if (isFirst || !this.draft) this.render();  // Nothing moves under the hand of somebody who writes.
  }

  onGone() {
    this.complain(say('reportGone'));
    if (!this.report) this.body.replaceChildren();
  }

  // --- What is shown

  render() {
    const {report, draft} = this, {text, period} = report;
    const kind = sayName('reportKind', period.kind), dates = sayPeriod(period);
    setText(this.title, text?.title || `${kind} · ${dates}`);
    this.context.title(`${kind} ${report.period.name}`);
    this.renderNav();
    this.renderTools();
    const parts = [make('p', {class: 'soft report-about'}, [
      text?.title ? `${kind} · ${dates}` : null,
      report.as_of.watermark ? say('reportAsOf', {time: formatMoment(Date.parse(report.as_of.watermark))}) : null,
      period.complete ? null : say('reportUnfinished'), report.scope === 'own' ? say('reportScopeOwn') : null,
      hasPanes(report) ? say('reportPanes') : null
    ].filter(Boolean).join(' · '))];
    if (draft)
      parts.push(this.makeEditor(draft));
    else if (text?.summary)
      parts.push(make(
          'section', {class: 'card section'}, make('h2', {}, say('reportSummary')),
          make('p', {class: 'entry-text', dir: 'auto'}, text.summary)));
    if (text?.by)
      parts.push(make(
          'p', {class: 'hint no-print'},
          say('reportWritten', {by: text.by, at: formatMoment(Date.parse(text.at)), version: text.version})));
    for (const [name, makePart] of SECTIONS) parts.push(this.makeSection(name, makePart(report)));
    this.body.replaceChildren(...parts.filter(Boolean));
  }

  // A part, unless it is left out; while the report is edited it stands there all the same, with a box to leave it out.
  makeSection(name, node) {
    const isOut = this.leavesOut(name);
    if (!node || (isOut && !this.draft)) return null;
    const section = make(
        'section', {class: 'card section report-part'},
        make('div', {class: 'section-head'}, make('h2', {}, sayName('part', name)), this.makeKeep(name)), node,
        name === 'events' ? this.makeEvents() : null);
    section.classList.toggle('is-out', isOut);
    return section;
  }

  makeEvents() {
    const {events} = this.report;
    if (events.length === 0) return make('p', {class: 'soft'}, say('reportEventsNone'));
    return make(
        'ol', {class: 'report-events'},
        events.filter(({group}) => this.draft || !this.leavesOut(group.id)).map((event) => {
          const {id} = event.group, comment = this.report.text?.comments[id];
          const item = make(
              'li', {class: 'report-part'}, this.makeKeep(id), makeEvent(event),
              this.draft ? this.makeArea(
                               `comment-${id}`, say('reportComment'), this.draft.comments[id] ?? '',
                               (words) => this.draft.comments[id] = words, 2) :
                  comment ? make(
                                'p', {class: 'said entry-text', dir: 'auto'},
                                make('strong', {}, `${say('reportComment')}: `), comment) :
                            null);
          item.classList.toggle('is-out', this.leavesOut(id));
          return item;
        }));
  }

  leavesOut(name) {
    return this.draft ? this.draft.leftOut.has(name) : Boolean(this.report.text?.left_out.includes(name));
  }

  makeKeep(name) {
    if (!this.draft) return null;
    const box = make('input', {type: 'checkbox', checked: !this.draft.leftOut.has(name), id: `keep-${name}`});
    box.addEventListener('change', () => {
      this.draft.leftOut[box.checked ? 'delete' : 'add'](name);
      box.closest('.report-part').classList.toggle('is-out', !box.checked);
    });
    return make('span', {class: 'check keep no-print'}, box, make('label', {for: `keep-${name}`
                }, say('reportInReport')));
  }

  makeArea(id, label, value, onInput, rows, isLine = false) {
    const field = make(
        isLine ? 'input' : 'textarea',
        {id, rows: isLine ? null : rows, maxlength: isLine ? TITLE_BYTES : null, dir: 'auto'});
    field.value = value;
    field.addEventListener('input', () => onInput(field.value));
    return make('p', {class: 'field'}, make('label', {for: id
                }, label), field);
  }

  makeEditor(draft) {
    const by = this.makeArea('report-by', say('reportBy'), this.by ?? myName(), (words) => this.by = words, 1, true);
    return make(
        'section', {class: 'card section form no-print'}, make('p', {class: 'soft'}, say('reportEditing')),
        this.makeArea('report-title', say('reportHead'), draft.title, (words) => draft.title = words, 1, true),
        this.makeArea('report-summary', say('reportSummary'), draft.summary, (words) => draft.summary = words, 6), by);
  }

  renderNav() {
    const {previous, next, period} = this.report, day = middleOf(period);
    const link = (name, words, rel) => make('a', {href: addressOf('reports', name), rel}, words);
    const kinds = KINDS.map((kind) => make(
        'a', {href: addressOf('reports', nameOf(kind, day)), class: 'chip', 'aria-current': kind === period.kind ? 'true' : null},
        sayName('reportOf', kind)));
    this.nav.replaceChildren(
        make('a', {href: addressOf('reports')}, `← ${say('reportAll')}`), make('span', {class: 'chips'}, kinds),
        link(previous, `‹ ${say('reportPrevious')}`, 'prev'),
        ...(period.complete ? [link(next, `${say('reportNext')} ›`, 'next')] : []));
  }

  renderTools() {
    const files = makeDownloads(
        this.context, [['docx', 'Word'], ['html', 'HTML'], ['md', 'Markdown']],
        () => ({
          path: this.path,
          parameters: {lang: currentLanguage() === 'zh' ? 'zh-CN' : 'en'},
          name: `report-${this.name}`
        }));
    const print = makeButton(say('reportPrint'), () => globalThis.print(), {class: 'plain'});
    const acts = !this.mayEdit ? [] :
        this.draft ?
                                 [
                                   makeButton(say('reportDiscard'), () => this.discard()),
                                   makeButton(say('save'), () => this.save(), {class: 'primary'})
                                 ] :
                                 [makeButton(say('reportEdit'), () => this.edit())];
    this.tools.replaceChildren(...(this.draft ? [] : [files, print]), ...acts);
  }

  // --- From the people before it

  edit() {
    startDraft(this.name, this.report.text);
    show(this.said, false);
    this.render();
    document.getElementById('report-title').focus();
  }

  discard() {
    dropDraft(this.name);
    show(this.said, false);
    this.render();
    this.title.focus();
  }

  async save() {
    const by = (this.by ?? myName()).trim(), {draft} = this;
    if (by === '') {
      this.complain(say('reportByMissing'));
      return document.getElementById('report-by').focus();
    }
    setMyName(by);
    if (this.isSending) return;
    this.isSending = true;
    try {
      const text = await send('PUT', `${this.path}/text`, bodyOf(draft, by), `"${draft.base}"`);
      dropDraft(this.name);
      if (this.context.isOver) return;
      this.report.text = text;
      this.render();
      this.tell(say('reportSaved', {version: text.version}));
      this.title.focus();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      if (this.context.isOver) return;
      if (failure.status === 412)
        await this.onConflict();
      else
        this.complain(sayFailure(failure));
    } finally {
      this.isSending = false;
    }
  }

  // Somebody else has saved: nothing of either is lost until one chooses.
  async onConflict() {
    const text = await this.context.try(() => get(`${this.path}/text`));
    if (text === null) return;
    this.complain(say(
        'reportConflict',
        {by: text.by ?? say('unknown'), version: text.version, at: text.at ? formatMoment(Date.parse(text.at)) : '–'}));
    this.said.append(make('span', {class: 'conflict-acts'}, makeButton(say('reportTheirs'), () => {
                            this.report.text = text;
                            this.discard();
                          }), makeButton(say('reportMine'), () => {
                            this.draft.base = text.version;
                            this.save();
                          })));
    this.said.querySelector('button').focus();
  }

  tell(words) {
    this.said.classList.remove('is-wrong');
    this.said.replaceChildren(words);
    show(this.said, true);
  }

  complain(words) {
    this.tell(words);
    this.said.classList.add('is-wrong');
  }
}

// The list to choose from.
async function mountList(root, context) {
  const place = make('div', {}, make('p', {class: 'empty', role: 'status'}, say('loading')));
  root.append(make('div', {class: 'page-head'}, make('h1', {tabindex: -1}, say('reportTitle'))), place);
  let isShown = false;
  async function load() {
    const status = isShown ? null : await context.try(() => get('status'));
    if (status === null) return;
    if (!status.watermark) return setText(place.firstChild, say('reportNone'));
    isShown = true;
    place.replaceChildren(
        ...makePeriods(Date.parse(status.watermark), status.zone_offset, (name) => context.go(addressOf('reports', name))));
  }
  context.onRefresh(load);
  await load();
}

export function mount(root, context) {
  if (context.address.id === null) {
    mountList(root, context);
    return () => {};
  }
  const page = new ReportPage(root, context);
  return () => clearTimeout(page.timer);
}
