// Figures of a window beside those of the window before: the change in words, and a row for each name.

import {make, makeButton} from '../../core/dom.js';
import {formatFixed, formatNumber, formatShare, say} from '../../core/language.js';
import {drawSpark} from '../../parts/spark.js';

// A change below this is none worth a word; a factor from here on is told as such.
const SAME = 0.03, TIMES = 3, POINTS_SAME = 0.5;

const shareOf = (counts, field) => counts.posts > 0 ? counts[field] / counts.posts : null;

// How `now` differs from `before` in words, with a mark where the figure before is told.
function sayChange(now, before, hasBefore) {
  if (!hasBefore) return say('trendNoBefore');
  if (before === 0) return say(now === 0 ? 'trendSame' : 'trendNew', {before: '\u0000'});
  const change = now / before - 1, values = {before: '\u0000', share: formatShare(Math.abs(change))};
  if (Math.abs(change) < SAME) return say('trendSame', values);
  if (now / before >= TIMES) return say('trendTimes', {...values, times: formatFixed(now / before, 1)});
  return say(change > 0 ? 'trendMore' : 'trendLess', values);
}

function sayPoints(now, before) {
  if (now === null || before === null) return say('trendNoBefore');
  const points = (now - before) * 100, values = {before: '\u0000', points: formatFixed(Math.abs(points), 1)};
  if (Math.abs(points) < POINTS_SAME) return say('trendPointsSame', values);
  return say(points > 0 ? 'trendPointsUp' : 'trendPointsDown', values);
}

// Words with a link at the place that the figure before is told at.
const withLink = (words, node) => words.split('\u0000').flatMap((part, i) => i === 0 ? [part] : [node, part]);

// Posts, complaints and moods of the window, each with its change; `addressOf(more)` and `addressBefore(more)` lead to
// the posts of the two windows.
export function makeFigures(now, before, addressOf, addressBefore) {
  const link = (address, words) => make('a', {href: address, class: 'figure-link'}, words);
  const entry = (key, shown, small, change) => make(
      'div', {}, make('dt', {}, say(key)),
      make('dd', {}, shown, small ? make('span', {class: 'figure-of'}, small) : null, make('small', {}, change)));
  const count = (key, field, more) => entry(
      key, link(addressOf(more), formatNumber(now[field])), null,
      withLink(
          sayChange(now[field], before[field], before.posts > 0),
          link(addressBefore(more), formatNumber(before[field]))));
  const share = (key, field) => {
    const [to, from] = [shareOf(now, field), shareOf(before, field)], more = {sentiment: field};
    return entry(
        key, link(addressOf(more), to === null ? '–' : formatShare(to)), ` ${formatNumber(now[field])}`,
        withLink(sayPoints(to, from), link(addressBefore(more), from === null ? '–' : formatShare(from))));
  };
  return make(
      'dl', {class: 'figures trend-facts'}, count('trendPosts', 'posts', {}),
      count('trendComplaints', 'complaints', {complaint: 'true'}), share('trendNegative', 'negative'),
      share('trendPositive', 'positive'));
}

function changeCell(now, before) {
  if (before === 0) return make('td', {class: 'right soft'}, '–');
  const change = now / before - 1, sign = change > 0 ? '+' : change < 0 ? '−' : '';
  return make(
      'td', {class: `right ${change >= 0.5 && now >= 10 ? 'is-up' : ''}`},
      sign + (change >= 9 ? `×${formatNumber(now / before)}` : formatShare(Math.abs(change))));
}

function pointsCell(now, before) {
  const points = now === null || before === null ? null : (now - before) * 100;
  const sign = points > 0 ? '+' : points < 0 ? '−' : '';
  return make('td', {class: 'right soft'}, points === null ? '–' : sign + formatFixed(Math.abs(points), 1));
}

// The names as a table; `choose(name)` looks at one alone, `addressOf(name, more, isBefore)` leads to its posts.
export function makeNames({names, other}, {chosen, sayOne, choose, addressOf}) {
  const link = (one, field, more, isBefore = false) => make(
      'td', {class: 'right'},
      make('a', {href: addressOf(one.name, more, isBefore)}, formatNumber((isBefore ? one.before : one.now)[field])));
  const rows = names.map((one) => {
    const share = shareOf(one.now, 'negative');
    return make(
        'tr', {class: chosen !== undefined && (one.name ?? '-') === chosen ? 'is-chosen' : null},
        make('th', {scope: 'row'}, makeButton(sayOne(one.name), () => choose(one.name), {class: 'link', dir: 'auto'})),
        make(
            'td', {class: 'trend-course'},
            drawSpark(one.course.map(({posts}) => posts), one.course.map(({complaints}) => complaints))),
        link(one, 'posts', {}), link(one, 'posts', {}, true), changeCell(one.now.posts, one.before.posts),
        link(one, 'complaints', {complaint: 'true'}),
        make(
            'td', {class: 'right'},
            make(
                'a', {href: addressOf(one.name, {sentiment: 'negative'}, false)},
                share === null ? '–' : formatShare(share))),
        pointsCell(share, shareOf(one.before, 'negative')));
  });
  if (other && other.now.posts > 0) {
    rows.push(make(
        'tr', {class: 'soft'}, make('th', {scope: 'row'}, say('trendOther')), make('td', {}),
        ...[other.now.posts, other.before.posts].map((value) => make('td', {class: 'right'}, formatNumber(value))),
        changeCell(other.now.posts, other.before.posts),
        make('td', {class: 'right'}, formatNumber(other.now.complaints)),
        make('td', {class: 'right'}, formatShare(shareOf(other.now, 'negative'))),
        pointsCell(shareOf(other.now, 'negative'), shareOf(other.before, 'negative'))));
  }
  const head = [
    ['trendColName'], ['trendColCurve'], ['trendPosts', 1], ['trendColBefore', 1], ['trendColChange', 1],
    ['trendComplaints', 1], ['trendColShare', 1], ['trendColPoints', 1]
  ];
  return make(
      'div', {class: 'table-scroll'},
      make(
          'table', {class: 'table'},
          make(
              'thead', {},
              make(
                  'tr', {},
                  head.map(([key, isRight]) => make('th', {scope: 'col', class: isRight ? 'right' : null}, say(key))))),
          make('tbody', {}, rows)));
}
