// The curve of a group: posts in each stretch of time as bars, and below them all complainants so far as a stair. Drawn
// as SVG without inline styles, with a spoken summary and the same figures as a table.

import {arrange, make, makeSvg, setText} from './dom.js';
import {formatClock, formatDay, formatHour, formatMoment, formatSpan, say} from './language.js';

const HEIGHT = 104, LEFT = 46, RIGHT = 12, TOP = 22, BOTTOM = 6, AXIS = 22;
const TICK_SECS = [10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800,
  1209600, 2592000, 7776000];

// A round number at or above `most` for the end of an axis.
function roundUp(most) {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((end) => end >= most);
}

// Where the x-axis says a time: round moments of the reader's day, so many that they do not touch.
function timeTicks(from, to, width) {
  const count = Math.max(2, Math.floor(width / 90));
  const secs = TICK_SECS.find((step) => (to - from) / 1000 / step <= count) ?? TICK_SECS.at(-1);
  const zone = new Date(from).getTimezoneOffset() * 60000;
  const ticks = [];
  const first = Math.ceil((from - zone) / 1000 / secs) * secs * 1000 + zone;
  for (let at = first; at <= to; at += secs * 1000) ticks.push(at);
  return {ticks, format: secs >= 86400 ? formatDay : secs < 60 ? formatClock : formatHour};
}

// The name of a part, its grid, and where a value lies in it. The name may be of several pieces.
function frame(name, most, width, top) {
  const bottom = top + HEIGHT - BOTTOM, y = (value) => bottom - (value / most) * (HEIGHT - TOP - BOTTOM);
  const parts = [makeSvg('text', {class: 'curve-name', x: LEFT, y: top + 12}, ...name)];
  for (const value of [0, most]) {
    parts.push(makeSvg('line', {class: 'curve-grid', x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value)}));
    parts.push(makeSvg('text', {class: 'curve-y', x: LEFT - 6, y: y(value) + 4}, String(value)));
  }
  return {parts, y};
}

function drawBars(buckets, spanMs, x, width) {
  const most = roundUp(Math.max(...buckets.map((bucket) => bucket.posts)));
  const key = (of) => makeSvg('tspan', {class: `curve-key-${of}`, 'aria-hidden': 'true'}, '■ ');
  const name = [key('posts'), say('curvePosts', {span: formatSpan(spanMs / 1000)}), '  ', key('complaints'),
    say('curveComplaints')];
  const {parts, y} = frame(name, most, width, 0);
  for (const bucket of buckets) {
    const left = x(bucket.at), wide = Math.max(x(bucket.at + spanMs) - left - 1, 1);
    if (bucket.posts === 0) continue;
    parts.push(makeSvg('rect', {class: 'curve-bar', x: left, y: y(bucket.posts), width: wide,
        height: y(0) - y(bucket.posts)}, makeSvg('title', {}, `${formatMoment(bucket.at)}: ${bucket.posts}`)));
    const loud = bucket.complaints;
    if (loud > 0) {
      parts.push(makeSvg('rect',
          {class: 'curve-bar-complaints', x: left, y: y(loud), width: wide, height: y(0) - y(loud)}));
    }
  }
  return parts;
}

function drawStair(buckets, spanMs, x, width) {
  const most = roundUp(Math.max(...buckets.map((bucket) => bucket.people)));
  const {parts, y} = frame([say('curvePeople')], most, width, HEIGHT);
  let path = `M${x(buckets[0].at)} ${y(0)}`;
  for (const bucket of buckets) path += `H${x(bucket.at)}V${y(bucket.people)}H${x(bucket.at + spanMs)}`;
  parts.push(makeSvg('path', {class: 'curve-area', d: `${path}V${y(0)}Z`}));
  parts.push(makeSvg('path', {class: 'curve-line', d: path}));
  return parts;
}

function drawTimes(from, to, x, width) {
  const {ticks, format} = timeTicks(from, to, width - LEFT - RIGHT);
  const base = 2 * HEIGHT - BOTTOM;
  return ticks.flatMap((at) => [
    makeSvg('line', {class: 'curve-tick', x1: x(at), x2: x(at), y1: base, y2: base + 4}),
    // Kept whole at both ends.
    makeSvg('text', {class: 'curve-x', x: Math.min(Math.max(x(at), LEFT + 14), width - RIGHT - 14), y: base + 17},
        format(at)),
  ]);
}

function spoken(buckets, spanMs) {
  const top = buckets.reduce((best, bucket) => bucket.posts > best.posts ? bucket : best);
  return say('curveSpoken', {
    from: formatMoment(buckets[0].at),
    to: formatMoment(buckets.at(-1).at + spanMs),
    posts: buckets.reduce((sum, bucket) => sum + bucket.posts, 0),
    people: buckets.at(-1).people,
    span: formatSpan(spanMs / 1000),
    most: top.posts,
    at: formatMoment(top.at),
  });
}

function table(buckets) {
  const names = ['curveTime', 'figurePosts', 'curveNew', 'curvePeople'];
  const head = names.map((name) => make('th', {scope: 'col'}, say(name)));
  const rows = buckets.filter((bucket) => bucket.posts > 0).map((bucket) => {
    const cells = [formatMoment(bucket.at), bucket.posts, bucket.joined, bucket.people];
    return make('tr', {}, ...cells.map((cell) => make('td', {}, String(cell))));
  });
  return make('table', {}, make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows));
}

// Draws into `place`, as wide as it is. `buckets` are in order of time, each `spanMs` long (timeline.js).
export function drawCurve(place, buckets, spanMs) {
  if (buckets.length === 0) return place.replaceChildren(make('p', {class: 'empty'}, say('curveNone')));
  const width = Math.max(place.clientWidth, 240), height = 2 * HEIGHT + AXIS;
  const from = buckets[0].at, to = buckets.at(-1).at + spanMs;
  const x = (at) => LEFT + (at - from) / (to - from) * (width - LEFT - RIGHT);
  const picture = makeSvg('svg',
      {viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-labelledby': 'curve-title curve-words'},
      makeSvg('title', {id: 'curve-title'}, say('curveTitle')),
      makeSvg('desc', {id: 'curve-words'}, spoken(buckets, spanMs)),
      ...drawBars(buckets, spanMs, x, width), ...drawStair(buckets, spanMs, x, width),
      ...drawTimes(from, to, x, width));
  // The table's fold is kept as a node, with whether it is open and has the focus.
  const fold = place.querySelector('details') ?? make('details', {}, make('summary'));
  setText(fold.firstChild, say('curveTable'));
  arrange(fold, [fold.firstChild, table(buckets)]);
  arrange(place, [picture, fold]);
}
