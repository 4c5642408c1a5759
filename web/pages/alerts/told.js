// The delivery log over all alerts, and what the engine had to say of itself: sources that fell silent, receivers that
// are gone, deadlines, drills, signs of life. The event stream tells of neither, so they are read every few seconds.

import {get, part} from '../../core/api.js';
import {make, makeAgo, setText} from '../../core/dom.js';
import {currentLanguage, say, sayName} from '../../core/language.js';
import {addressOf, groupAddress} from '../../core/router.js';
import {effortOf, isLost, makeDeliveryFold, sayOutcome} from '../../parts/deliveries.js';
import {optionsOf} from '../../parts/filters.js';
import {makeBadge, makeOrg} from '../../parts/group_words.js';
import {Log} from './log.js';

const OUTCOMES = ['sent', 'digest', 'counted', 'late', 'inhibited', 'silenced', 'failed'];
const KINDS = ['source_quiet', 'source_failing', 'source_back', 'receiver_down', 'receiver_back', 'disk_low', 'disk_ok',
  'store_failing', 'store_back', 'overloaded', 'overload_over', 'sign_of_life', 'drill', 'clock', 'unacknowledged', 'report'];
const AGAIN_MS = 10000;
const keyOf = (row) => `${row.alert} ${row.receiver}`;

function makeDeliveryRow(row) {
  const link = make('a', {class: 'item-link', href: addressOf('alerts', row.alert), dir: 'auto'}, say('theAlert', {id: row.alert}));
  const node = make('li', {class: 'item'},
      make('div', {class: 'item-kind'}, make('strong', {class: isLost(row.outcome) ? 'wrong' : null}, sayOutcome(row.outcome)),
          make('span', {class: 'soft'}, row.receiver)),
      make('div', {class: 'item-main'}, link, make('p', {class: 'item-sub'}, makeBadge(row.level),
          make('a', {href: groupAddress(row.group)}, say('pageGroup')), effortOf(row).map((words) => make('span', {}, words))),
          row.why ? make('p', {class: 'item-text soft'}, row.why) : null),
      makeAgo(row.at, {class: 'item-when'}));
  node.link = link;
  return node;
}

// Rows name alerts by their ids alone: what each was about is read one by one, and shown as it comes.
class Titles {
  constructor(context) {
    this.context = context;
    this.known = new Map();
  }

  async fill(list) {
    for (const row of list.items) {
      if (this.context.isOver) return;
      if (!this.known.has(row.alert)) {
        this.known.set(row.alert, '');
        const alert = await this.context.try(() => get(`alerts/${part(row.alert)}`), () => {});
        this.known.set(row.alert, alert?.group?.title ?? '');
      }
      const link = list.rows.get(keyOf(row))?.link, title = this.known.get(row.alert);
      if (link && title !== '') setText(link, title);
    }
  }
}

export function mountDeliveries(root, context) {
  const receivers = new Set(), titles = new Titles(context);
  const log = new Log(root, context, {
    path: 'deliveries', label: say('deliveryFilters'), none: 'deliveriesNoneYet', noMatch: 'deliveriesNoMatch', hasTables: true, now: Date.now,
    selects: [['outcome', say('filterOutcome'), () => [['', say('anyOutcome')], ...OUTCOMES.map((one) => [one, sayOutcome(one)])]],
      ['receiver', say('filterReceiver'), () => [['', say('anyReceiver')], ...optionsOf(receivers)]]],
    rows: {keyOf, makeRow: makeDeliveryRow, onLoaded: (rows) => {
      for (const row of rows) receivers.add(row.receiver);
      log.render();
      titles.fill(log.list);
    }},
  });
  context.every(AGAIN_MS, () => log.list.load());
  return () => {};
}

// What a notice leads to: its group, or the view of the page that it names.
function addressOfNotice(notice) {
  if (notice.group) return groupAddress(notice.group);
  return notice.page?.startsWith('/#/') ? notice.page.slice(1) : null;
}

function makeNoticeRow(notice, context) {
  const words = notice[currentLanguage()], address = addressOfNotice(notice);
  const facts = words.parts.map(({label, text}) => make('p', {class: 'item-text', dir: 'auto'},
      label ? make('span', {class: 'soft'}, `${label} `) : null, text));
  return make('li', {class: `item level-${notice.over ? 'none' : notice.level}`},
      make('div', {class: 'item-kind'}, make('strong', {}, sayName('notice', notice.kind)),
          notice.level === 'none' ? null : notice.over ? make('span', {class: 'badge'}, say('noticeOver')) : makeBadge(notice.level)),
      make('div', {class: 'item-main'},
          address ? make('a', {class: 'item-link', href: address}, words.headline) : make('p', {class: 'item-link'}, words.headline),
          notice.org ? make('p', {class: 'item-sub'}, makeOrg(notice.org)) : null, facts,
          makeDeliveryFold(`notices/${part(notice.id)}/deliveries`, context)),
      makeAgo(notice.at, {class: 'item-when'}));
}

export function mountNotices(root, context) {
  const log = new Log(root, context, {
    path: 'notices', label: say('noticeFilters'), none: 'noticesNone', noMatch: 'noticesNoMatch',
    selects: [['kind', say('filterKind'), () => [['', say('anyKind')], ...KINDS.map((one) => [one, sayName('notice', one)])]]],
    rows: {keyOf: (notice) => notice.id, makeRow: (notice) => makeNoticeRow(notice, context)},
  });
  context.every(AGAIN_MS, () => log.list.load());
  return () => {};
}
