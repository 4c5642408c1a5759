// The case of a group: where it stands, who has it, which clocks run, who was contacted, and all that was done.

import {make, makeAgo, makeOutside} from '../../core/dom.js';
import {formatDue, formatMoment, formatNumber, say, sayName, sayStatus} from '../../core/language.js';
import {makeClocks, sayClock} from '../../parts/clocks.js';
import {STATUSES} from '../../parts/group_words.js';
import {sayDone} from '../../words/group.js';

const STEPS = STATUSES.filter((status) => status !== 'dismissed');

// The way of a case, with where it stands.
function makeSteps(one) {
  if (one.status === 'dismissed') return make('p', {}, make('strong', {}, sayStatus('dismissed')));
  const at = STEPS.indexOf(one.status);
  return make('ol', {class: 'steps'}, STEPS.map((status, i) => make('li', {class: i < at ? 'is-past' : null,
    'aria-current': i === at ? 'step' : null}, sayStatus(status))));
}

// A link where what stands there is one; all else is text.
const makeLink = (address) => makeOutside(address, address) ?? make('span', {}, address);

function detailsOf(entry, clocks) {
  const lines = [];
  if (entry.deadline) lines.push(sayClock(clocks?.find(({name}) => name === entry.deadline) ?? {name: entry.deadline}));
  if (entry.to) lines.push(say('entryTo', {name: entry.to}));
  if (entry.cause) lines.push(entry.cause);
  if (entry.state) lines.push([sayName('person', entry.state), entry.channel, entry.post].filter(Boolean).join(' · '));
  if (entry.until)
    lines.push(`${formatMoment(Date.parse(entry.until))}${entry.scope ? ` (${sayName('scope', entry.scope)})` : ''}`);
  if (entry.corrected) lines.push(entry.corrected);
  if (entry.text) lines.push(entry.text);
  if (entry.erased) lines.push(say('entryErased'));
  return lines;
}

function makeEntry(entry, clocks) {
  return make('li', {}, make('p', {class: 'entry-head'}, make('strong', {}, sayDone(entry.action)),
      entry.by ? make('span', {dir: 'auto'}, entry.by) : null, entry.at ? makeAgo(entry.at, {class: 'soft'}) : null),
      detailsOf(entry, clocks).map((words) => make('p', {class: 'entry-text', dir: 'auto'}, words)),
      entry.link ? make('p', {class: 'entry-text'}, makeLink(entry.link)) : null);
}

function makeRegister(one) {
  const counts = Object.entries(one.people_by_state ?? {});
  if (counts.length === 0) return null;
  return make('p', {class: 'soft'}, `${say('people_register')}: `,
      counts.map(([state, count]) => `${sayName('person', state)} ${formatNumber(count)}`).join(' · '));
}

function makeSilences(one) {
  return (one.silences ?? [])
      .filter((silence) => Date.parse(silence.until) > Date.now())
      .map(
          (silence) => make(
              'p', {class: 'soft'},
              say('silencedUntil',
                  {time: formatMoment(Date.parse(silence.until)), scope: sayName('scope', silence.scope)})));
}

export class CaseCard {
  // `actions` is null for those who may only look.
  constructor(actions) {
    this.actions = actions;
    this.body = make('div', {class: 'case-body'});
    this.title = make('h2', {tabindex: -1}, say('case'));
    this.node = make('section', {class: 'card section'}, this.title, this.body,
        this.history = make('div', {class: 'history'}));
  }

  // Somebody came for the case, from the board.
  lead() {
    this.title.focus({preventScroll: true});
    this.node.scrollIntoView({block: 'nearest'});
  }

  // `clocks` are those of the case, or of the group.
  set(one, clocks) {
    this.actions?.set(one, clocks ?? []);
    const follow = Date.parse(one.follow_up);
    const made = JSON.stringify([one, clocks]);
    if (made === this.made) return;
    this.made = made;
    this.body.replaceChildren(
        ...[makeSteps(one),
            make(
                'p', {}, one.assignee ? say('caseBy', {name: one.assignee}) : say('caseNobody'),
                one.resolved ? ` · ${say('caseResolved')}` : ''),
            makeClocks(clocks),
            Number.isNaN(follow) ?
                null :
                make('p', {class: follow < Date.now() ? 'wrong' : 'soft'}, say('followUp', {due: formatDue(follow)})),
            makeRegister(one), ...makeSilences(one)]
            .filter(Boolean));
    const entries = [...one.timeline].reverse().map((entry) => makeEntry(entry, clocks));
    this.history.replaceChildren(make('h3', {}, say('caseHistory')), entries.length > 0 ?
        make('ol', {class: 'entries'}, entries) : make('p', {class: 'soft'}, say('caseNoEntries')));
  }
}
