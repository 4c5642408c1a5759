// What became of an alert or a notice at each receiver: outcome, receiver, when, after how many attempts and how long,
// and why.

import '../words/group.js';
import {get} from '../core/api.js';
import {make, makeAgo} from '../core/dom.js';
import {formatNumber, say, sayName} from '../core/language.js';

export const sayOutcome = (outcome) => sayName('outcome', outcome);
export const isLost = (outcome) => outcome === 'failed' || outcome === 'expired';

// Up to a second in milliseconds, then in seconds.
export const sayLatency = (ms) =>
    ms === undefined ? null : ms < 1000 ? `${formatNumber(ms)} ms` : `${formatNumber(ms / 1000)} s`;

// How a row came about, in words: "2 attempts", "30 ms".
export const effortOf = ({attempts, latency_ms: ms}) =>
    [attempts > 1 ? say('attempts', {count: attempts}) : null, sayLatency(ms)].filter(Boolean);

// One row; an outcome that is absent is still to come.
export function makeDelivery(row) {
  const words = row.outcome ? sayOutcome(row.outcome) : say('outcomeNone');
  return make('li', {}, make('span', {class: isLost(row.outcome) ? 'wrong' : ''}, words), ' · ', row.receiver,
      row.at ? [' · ', makeAgo(row.at)] : null, effortOf(row).map((effort) => ` · ${effort}`),
      row.why ? make('p', {class: 'soft'}, row.why) : null);
}

export const makeDeliveries = (rows) => rows.length > 0 ? make('ul', {class: 'deliveries'}, rows.map(makeDelivery)) :
    make('p', {class: 'soft'}, say('deliveriesNone'));

// A fold that reads the rows at `path` when it is opened, each time anew. `summary` is its <summary>.
export function makeDeliveryFold(path, context) {
  const summary = make('summary', {}, say('deliveries')), body = make('div');
  const fold = make('details', {class: 'delivery-fold'}, summary, body);
  fold.addEventListener('toggle', async () => {
    if (!fold.open) return;
    const page = await context.try(() => get(path), () => {});
    if (page !== null) body.replaceChildren(makeDeliveries(page.items));
  });
  return fold;
}
