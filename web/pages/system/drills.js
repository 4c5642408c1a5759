// Drills: marked messages through the real receivers, and whether somebody confirmed them.

import {part, post} from '../../core/api.js';
import {arrange, make, makeAgo, makeButton, show} from '../../core/dom.js';
import {formatDue, say, sayLevel} from '../../core/language.js';
import {myName, setMyName} from '../../core/settings.js';
import {makeDeliveries, sayLatency} from '../../parts/deliveries.js';
import {openForm} from '../../parts/form.js';
import {LEVELS_SHOWN, makeBadge} from '../../parts/group_words.js';

const BY_BYTES_MAX = 128, TEXT_BYTES_MAX = 500;
const WAITS_SECS = [600, 1800, 3600];

const by = () => ({name: 'by', label: say('formBy'), required: true, value: myName(), bytesMax: BY_BYTES_MAX, autocomplete: 'name'});

// What became of it, in words.
function sayDrill({state, acknowledged, expires_at: expires}) {
  if (acknowledged) return say('drillConfirmed', {name: acknowledged.by, after: sayLatency(acknowledged.after_ms)});
  return state === 'over' ? say('drillOver') : say('drillWaits', {due: formatDue(Date.parse(expires))});
}

export class Drills {
  // `namesOf()` gives the receivers there are; `onChanged()` is called once one was called for or confirmed.
  constructor(mayAct, namesOf, onChanged) {
    Object.assign(this, {mayAct, namesOf, onChanged, nodes: new Map()});
    this.list = make('ul', {class: 'entries'});
    this.none = make('p', {class: 'soft', hidden: true}, say('drillsNone'));
    this.node = make('section', {class: 'card section'}, make('div', {class: 'section-head'}, make('h2', {}, say('drills')),
        mayAct ? makeButton(say('drillCall'), () => this.openCall()) : null), this.list, this.none);
  }

  set(drills) {
    const nodes = new Map();
    for (const drill of drills) {
      const stamp = JSON.stringify(drill) + sayDrill(drill), known = this.nodes.get(drill.id);
      nodes.set(drill.id, known?.stamp === stamp ? known : {stamp, node: this.make(drill)});
    }
    this.nodes = nodes;
    arrange(this.list, [...nodes.values()].map(({node}) => node));
    show(this.none, drills.length === 0);
  }

  make(drill) {
    const isOpen = drill.state === 'waiting';
    return make('li', {}, make('p', {class: 'entry-head'}, make('strong', {dir: 'auto'}, drill.text || say('drillText')), makeBadge(drill.level),
        make('span', {class: 'soft', dir: 'auto'}, drill.by), makeAgo(drill.at, {class: 'soft'})),
        make('p', {class: drill.state === 'over' && !drill.acknowledged ? 'wrong' : null}, sayDrill(drill), ' ',
            isOpen && this.mayAct ? makeButton(say('drillConfirm'), () => this.openConfirm(drill), {class: 'link no-print'}) : null),
        makeDeliveries(drill.receivers));
  }

  openCall() {
    const all = ['', say('drillAll')];
    openForm({
      title: say('drillCall'), lead: say('drillLead'), submit: say('drillSend'),
      fields: [by(), {name: 'text', label: say('drillText'), bytesMax: TEXT_BYTES_MAX},
        {name: 'level', label: say('filterLevel'), kind: 'select', required: true, value: 'emerging',
          options: LEVELS_SHOWN.map((level) => [level, sayLevel(level)])},
        {name: 'receiver', label: say('filterReceiver'), kind: 'select', options: [all, ...this.namesOf().map((name) => [name, name])]},
        {name: 'wait', label: say('drillWait'), kind: 'select', required: true,
          options: WAITS_SECS.map((secs) => [String(secs), say('minutes', {count: secs / 60})])}],
      send: ({by: name, text, level, receiver, wait}) => this.act('drills',
          {by: name, text, level, receivers: receiver ? [receiver] : undefined, wait_secs: Number(wait)}),
    });
  }

  openConfirm(drill) {
    openForm({title: say('drillConfirm'), lead: drill.text, submit: say('drillConfirm'), fields: [by()],
      send: ({by: name}) => this.act(`drills/${part(drill.id)}/ack`, {by: name})});
  }

  async act(path, body) {
    await post(path, body);
    setMyName(body.by);
    this.onChanged();
  }
}
