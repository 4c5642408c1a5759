// The history of alerts, live: filters in the address, and for each alert where it went.

import {get, part} from '../../core/api.js';
import {make, makeAgo, setText} from '../../core/dom.js';
import {formatShort, say, sayEvent, sayLevel} from '../../core/language.js';
import {addressOf, groupAddress} from '../../core/router.js';
import {isLost, makeDeliveryFold, sayOutcome} from '../../parts/deliveries.js';
import {learnNames, makeChips, orgOptions, UNKNOWN} from '../../parts/filters.js';
import {LEVELS_SHOWN, makeBadge, makeGroupLink, makeOrg, sayPeople} from '../../parts/group_words.js';
import {sayRule} from '../../words/operations.js';
import {Log} from './log.js';

const EVENTS = ['opened', 'escalated', 'surged', 'critical_post', 'reopened', 'deescalated', 'resolved', 'withdrawn'];
const SUMMARY_ROWS = 500, SUMMARY_SOON_MS = 4000, SUMMARY_MS = 20000;

// One alert as a row. The group is as it stood then; its page shows it as it is now.
function makeRow(alert, context) {
  const group = alert.group ?? {};
  const isMove = alert.previous_level && alert.previous_level !== alert.level && alert.previous_level !== 'none';
  const fold = makeDeliveryFold(`alerts/${part(alert.id)}/deliveries`, context);
  const row = make('li', {class: `item level-${alert.level}`},
      make('div', {class: 'item-kind'}, make('strong', {}, sayEvent(alert.event)),
          make('span', {class: 'item-levels'}, isMove ? make('span', {class: 'soft'}, `${sayLevel(alert.previous_level)} →`) : null,
              makeBadge(alert.level))),
      make('div', {class: 'item-main'}, makeGroupLink(group, {class: 'item-link'}),
          make('p', {class: 'item-sub'}, makeOrg(group.org ?? null), make('span', {}, sayRule(alert.rule))), fold),
      make('a', {class: 'item-figure', href: groupAddress(group.id ?? ''), 'aria-label': sayPeople(group.complainants)},
          make('strong', {}, formatShort(group.complainants?.count ?? 0)), ' ', make('small', {}, say('peopleUnit'))),
      makeAgo(alert.at, {class: 'item-when'}));
  row.fold = fold;
  return row;
}

// "desk sent · sms failed", by receiver.
function makeSummary(rows) {
  return rows.map((row, i) => [i === 0 ? ': ' : ' · ',
    make('span', {class: isLost(row.outcome) ? 'wrong' : 'soft'}, `${row.receiver} ${sayOutcome(row.outcome)}`)]);
}

export function mountHistory(root, context) {
  const orgs = new Set();
  let soon = null;
  const log = new Log(root, context, {
    path: 'alerts', label: say('alertFilters'), none: 'alertsNoneYet', noMatch: 'alertsNoMatch', hasTables: true, hasFeeds: true,
    chips: (onChange) => makeChips('level', say('filterLevel'), LEVELS_SHOWN, sayLevel, onChange),
    selects: [['org', say('filterOrg'), () => orgOptions(orgs)],
      ['event', say('filterEvent'), () => [['', say('anyEvent')], ...EVENTS.map((event) => [event, sayEvent(event)])]]],
    // Alerts have event time, so lengths of time count back from the newest post: a recording may be years old.
    now: () => Date.parse(context.store.get('status')?.watermark) || Date.now(),
    rows: {keyOf: (alert) => alert.id, makeRow: (alert) => makeRow(alert, context), onLoaded: (alerts) => {
      learn(alerts.map((alert) => alert.group?.org));
      loadSummaries();
    }},
  });

  function learn(names) {
    for (const name of names) if (name) orgs.add(name);
    log.render();
  }

  // Where the newest alerts went, in one call; what lies further back is read when its fold is opened.
  async function loadSummaries() {
    clearTimeout(soon);
    soon = null;
    const page = await context.try(() => get('deliveries', {limit: SUMMARY_ROWS}), () => {});
    const byAlert = new Map();
    for (const row of page?.items ?? []) byAlert.set(row.alert, [...byAlert.get(row.alert) ?? [], row]);
    for (const [id, rows] of byAlert) {
      const summary = log.list.rows.get(id)?.fold.firstElementChild, said = JSON.stringify(rows);
      if (!summary || summary.said === said) continue;
      summary.said = said;
      summary.replaceChildren(say('deliveries'), ...makeSummary(rows).flat());
    }
  }

  function onAlert(alert) {
    const {level, event, since, until} = log.parameters(), {org} = log.query, at = Date.parse(alert.at);
    const isOf = (words, word) => !words || words.split(',').includes(word);
    if (!isOf(level, alert.level) || !isOf(event, alert.event) || (org && (alert.group?.org ?? UNKNOWN) !== org) ||
        at < Date.parse(since) || at >= Date.parse(until)) return;
    log.list.put(alert);
    soon ??= setTimeout(loadSummaries, SUMMARY_SOON_MS);
  }

  context.onEvent('alert', onAlert);
  context.every(SUMMARY_MS, loadSummaries);
  learnNames(context, 'org').then(learn);
  return () => clearTimeout(soon);
}

// One alert, as a delivery or a message names it.
export function mountOne(root, context) {
  const words = make('p', {class: 'empty', role: 'status'}, say('loading'));
  root.append(make('p', {class: 'back'}, make('a', {href: addressOf('alerts')}, `← ${say('alertsAll')}`)), words);
  context.try(() => get(`alerts/${part(context.address.id)}`), () => setText(words, say('noticeGone'))).then((alert) => {
    if (alert === null) return;
    const row = makeRow(alert, context);
    words.replaceWith(make('section', {class: 'card item-card'}, make('ol', {class: 'items'}, row)));
    row.fold.open = true;
  });
  return () => {};
}
