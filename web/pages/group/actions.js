// What may be done to a group: which acts its case allows now, the form of each, and what is sent. The engine decides;
// what it refuses is said in the form.

import {get, part, post} from '../../core/api.js';
import {make, makeButton} from '../../core/dom.js';
import {say, sayMood, sayName} from '../../core/language.js';
import {myName, setMyName} from '../../core/settings.js';
import {sayClock} from '../../parts/clocks.js';
import {objection, openForm} from '../../parts/form.js';
import {sayTitle} from '../../parts/group_words.js';
import {CAUSE_TAGS} from '../../words/causes.js';
import {sayTag} from '../../words/group.js';

const TEXT_BYTES_MAX = 4096, VALUE_BYTES_MAX = 512, BY_BYTES_MAX = 128, REASON_BYTES_MAX = 1024;
const UNTIL = ['1h', '4h', '1d', '3d', '7d', '30d'];
const PERSON_STATES = ['contacted', 'answered', 'settled', 'refused', 'withdrawn', 'followed_up'];
const CLASSES = ['quality', 'information', 'communication', 'opinion'];
const CANDIDATES = 50;

const by = () =>
    ({name: 'by', label: say('formBy'), required: true, value: myName(), bytesMax: BY_BYTES_MAX, autocomplete: 'name'});
const area = (name, key, required) => ({name, label: say(key), kind: 'area', required, bytesMax: TEXT_BYTES_MAX});
const line = (name, key, required, more = {}) =>
    ({name, label: say(key), required, bytesMax: VALUE_BYTES_MAX, ...more});
const until = (name, key, value) => ({name, label: say(key), kind: 'until', required: true, value,
  options: UNTIL.map((one) => [one, say(`until${one}`)])});

// The fields of each act beside `by`, in the order of the form. `one` is the case, `clocks` those that run for it.
const FORMS = {
  ack: () => [area('text', 'formText')],
  assign: () => [line('to', 'formTo', true), area('text', 'formText')],
  note: () => [area('text', 'formNote', true)],
  link: () => [line('link', 'formLink', true, {kind: 'url'}), area('text', 'formText')],
  analyse: (one) => [line('cause', 'formCause', true, {value: one.cause}), area('text', 'formText')],
  handle: () => [area('measure', 'formMeasure', true)],
  answer: () => [area('text', 'formAnswer', true), line('link', 'formLink', false, {kind: 'url'})],
  resolve: (one) => [line('cause', 'formCause', true, {value: one.cause}), area('measure', 'formMeasure', true)],
  review: () => [area('text', 'formLesson', true)],
  reopen: () => [area('reason', 'formReason', true)],
  dismiss: () => [area('reason', 'formReason', true)],
  silence: () => [until('until', 'formUntil', '4h'), area('reason', 'formReason', true), {
    name: 'scope',
    label: say('formScope'),
    kind: 'select',
    required: true,
    options: [['group', say('scopeGroup')], ['org', say('scopeOrg')], ['cause', say('scopeCause')]]
  }],
  'follow-up': () => [until('at', 'formAt', '7d'), area('text', 'formText')],
  promise: () => [until('due', 'formDue', '3d'), area('text', 'formPromise', true)],
  'promise-kept': () => [area('text', 'formText')],
  extend: (one, clocks) => [
    {
      name: 'deadline',
      label: say('formDeadline'),
      kind: 'select',
      required: true,
      options: legalOf(clocks).map((clock) => [clock.name, sayClock(clock)])
    },
    area('reason', 'formReason', true)
  ],
};
const LEADS = {dismiss: 'leadDismiss', silence: 'leadSilence', promise: 'leadPromise', extend: 'leadExtend'};
const sayAct = (act) => sayName('act', act.replace('-', '_'));

const isClosed = (one) => one.resolved || one.status === 'reviewed' || one.status === 'dismissed';

const PROMISE = 'promise';
const legalOf = (clocks) => clocks.filter(({name, running}) => name !== PROMISE && running > 0);

// What may be done about deadlines, whatever the state: `clocks` are those that run.
const timedActsOf = (clocks) => [
  PROMISE, ...clocks.some(({name}) => name === PROMISE) ? ['promise-kept'] : [],
  ...legalOf(clocks).length > 0 ? ['extend'] : []
];

// The acts that the case allows now: the one that comes next, and the others.
function actsOf(one, clocks) {
  if (isClosed(one)) {
    const next = one.resolved && one.status !== 'reviewed' ? 'review' : 'reopen';
    const others = [
      next === 'review' ? 'reopen' : null, one.status === 'reviewed' || one.status === 'dismissed' ? null : 'answer'
    ];
    return {next, others: [...others.filter(Boolean), 'note', 'link', 'silence', 'follow-up', ...timedActsOf(clocks)]};
  }
  const next = {
    received: 'ack',
    registered: 'analyse',
    analysed: 'handle',
    handling: 'answer',
    answered: 'resolve'
  }[one.status] ??
      'ack';
  const others = [
    'ack', 'assign', 'analyse', 'handle', 'answer', 'resolve', 'note', 'link', 'silence', 'follow-up',
    ...timedActsOf(clocks), 'dismiss'
  ];
  return {next, others: others.filter((act) => act !== next && (act !== 'ack' || !one.acked))};
}

export class Actions {
  // `onDone(words)` is called after each act that was done, `onSplit()` when posts are to be chosen.
  constructor(id, onDone, onSplit) {
    Object.assign(this, {id, onDone, onSplit});
    this.node = make('div', {class: 'acts no-print'});
  }

  // `clocks` are those that run for it.
  set(one, clocks) {
    Object.assign(this, {one, clocks});
    const {next, others} = actsOf(one, clocks);
    const made = JSON.stringify([next, others]);
    if (made === this.made) return;
    this.made = made;
    const item = (words, act) => make('li', {}, makeButton(words, () => {
      this.menu.open = false;
      act();
    }));
    this.menu = make('details', {class: 'menu'}, make('summary', {}, say('actMore')), make('ul', {class: 'card'},
        others.map((act) => item(sayAct(act), () => this.open(act))),
        item(say('actMerge'), () => this.openMerge()), item(say('actSplit'), () => this.onSplit())));
    this.menu.addEventListener('keydown', (event) => this.onMenuKey(event));
    this.menu.addEventListener('focusout', ({relatedTarget}) => {
      if (relatedTarget && !this.menu.contains(relatedTarget)) this.menu.open = false;
    });
    const at = this.node.contains(document.activeElement) ? document.activeElement.tagName : null;
    this.node.replaceChildren(makeButton(sayAct(next), () => this.open(next), {class: 'primary'}),
        others.includes('assign') ? makeButton(sayAct('assign'), () => this.open('assign')) : '',
        makeButton(sayAct('note'), () => this.open('note')), this.menu);
    if (at) this.node.querySelector(at).focus();
  }

  onMenuKey(event) {
    if (event.key !== 'Escape' || !this.menu.open) return;
    event.stopPropagation();
    this.menu.open = false;
    this.menu.querySelector('summary').focus();
  }

  // Whoever has given a name takes a case by one press.
  open(act) {
    if (act === 'ack' && myName() !== '') return this.sendAck();
    openForm({
      title: sayAct(act),
      lead: LEADS[act] ? say(LEADS[act]) : null,
      fields: [...FORMS[act](this.one, this.clocks), by()],
      submit: sayAct(act),
      isGrave: act === 'dismiss',
      send: (values) => this.send(`groups/${part(this.id)}/${act}`, values, sayAct(act))
    });
  }

  async sendAck() {
    const failed = await this.send(`groups/${part(this.id)}/ack`, {by: myName()}, sayAct('ack'))
                       .then(() => null, (failure) => failure);
    if (failed) this.onFailed(failed);
  }

  async send(path, values, words) {
    if (values.by) setMyName(values.by);
    const answer = await post(path, values);
    this.onDone(say('saved', {what: words}), answer);
  }

  // --- Rules about groups

  async openMerge() {
    const {org} = this.one;
    const page = await get('groups', {org: org ?? '', limit: CANDIDATES}).catch(() => ({items: []}));
    const others = page.items.filter((group) => group.id !== this.id);
    const fields = [
      {
        name: 'chosen',
        label: say('formOther'),
        kind: 'select',
        hint: say('formOtherHint'),
        options: [['', '–'], ...others.map((group) => [group.id, sayTitle(group).slice(0, 60)])]
      },
      line('with', 'formOtherAddress'),
      {name: 'reason', label: say('formReason'), kind: 'area', bytesMax: REASON_BYTES_MAX},
      {name: 'lifts_split', label: say('formLifts'), kind: 'select', options: [['', say('no')], ['yes', say('yes')]]},
      by()
    ];
    openForm({
      title: say('actMerge'),
      lead: say('leadMerge'),
      fields,
      submit: say('actMerge'),
      isGrave: true,
      send: async ({chosen, with: given, lifts_split: lifts, ...values}) => {
        const other = (given ?? chosen)?.match(/[0-9a-f]{16}/)?.[0];
        if (!other || other === this.id) throw objection('with', say('formOtherNone'));
        await this.send(
            `groups/${part(this.id)}/merge`, {...values, with: other, lifts_split: lifts === 'yes' || undefined},
            say('actMerge'));
      }
    });
  }

  openSplit(posts) {
    openForm({
      title: say('actSplit'),
      lead: say('leadSplit', {count: posts.length}),
      submit: say('splitGo'),
      isGrave: true,
      fields: [{name: 'reason', label: say('formReason'), kind: 'area', bytesMax: REASON_BYTES_MAX}, by()],
      send: (values) => this.send(
          `groups/${part(this.id)}/split`, {...values, posts: posts.map(({id, channel}) => ({id, channel}))},
          say('actSplit'))
    });
  }

  // --- What is done to one post

  openPerson({channel, id}) {
    const states = PERSON_STATES.map((state) => [state, sayName('person', state)]);
    openForm({title: say('actPerson'), lead: say('leadPerson'), submit: say('actPerson'),
      fields: [{name: 'state', label: say('formState'), kind: 'select', required: true, options: states},
        line('link', 'formLink'), area('text', 'formText'), by()],
      send: (values) => this.send(`groups/${part(this.id)}/person`, {...values, channel, post: id}, say('actPerson'))});
  }

  openCorrect({channel, id}) {
    const same = ['', say('unchanged')];
    const select = (name, key, options) => ({name, label: say(key), kind: 'select', options: [same, ...options]});
    openForm({
      title: say('actCorrect'),
      lead: say('leadCorrect'),
      submit: say('actCorrect'),
      fields: [
        select('complaint', 'formComplaint', [['yes', say('yes')], ['no', say('no')]]),
        select(
            'sentiment', 'formSentiment',
            ['negative', 'neutral', 'positive'].map(
                (mood) => [mood, sayMood(mood)])),
        select(
            'cause', 'formTag',
            [
              ['-', say('none')], ...CLASSES.map((one) => [one, sayName('class', one)]),
              ...CAUSE_TAGS.map((tag) => [tag, sayTag(tag)])
            ]),
        line('org', 'formOrg', false, {hint: say('formOrgHint'), bytesMax: 256}),
        {name: 'reason', label: say('formReason'), kind: 'area', bytesMax: REASON_BYTES_MAX}, by()
      ],
      send: ({complaint, cause, org, ...values}) => this.send(
          `posts/${part(channel)}/${part(id)}/correct`, {
            ...values,
            ...(complaint ? {complaint: complaint === 'yes'} : {}),
            ...(cause ? {cause: cause === '-' ? null : cause} : {}),
            ...(org ? {org: org === '-' ? null : org} : {})
          },
          say('actCorrect'))
    });
  }
}
