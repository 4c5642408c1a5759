// Hours of the week in the reader's time zone: a map of them by how much happened, and the stretches of time that a
// cell of it stands for.

import {make} from '../../core/dom.js';
import {formatHour, formatNumber, formatWeekday, say} from '../../core/language.js';

const HOUR_MS = 3600000, DAY_MS = 24 * HOUR_MS, STRETCHES_MAX = 400, SHADES = 6;
const KEYS = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0]
};

// A Monday; days are numbered from it, 1 to 7.
const weekdayName = (weekday) => formatWeekday(new Date(2024, 0, weekday).getTime());
const hourName = (hour) => formatHour(new Date(2024, 0, 1, hour).getTime());
export const weekdayOf = (ms) => new Date(ms).getDay() || 7;

// "Mon 14:00–15:00" of an address.
export const sayWeekHour = ({weekday, hour, hours = 1}) =>
    `${weekdayName(Number(weekday))} ${hourName(Number(hour))}–${hourName(Number(hour) + Number(hours))}`;

// The stretches between `since` and `until` that fall on that weekday and hour, the newest first, as the API takes
// them.
export function stretchesOf({since, until, weekday, hour, hours = 1}) {
  const from = Date.parse(since), to = Date.parse(until), stretches = [];
  const day = new Date(to);
  for (day.setHours(Number(hour), 0, 0, 0); day.getTime() + DAY_MS > from && stretches.length < STRETCHES_MAX;
       day.setDate(day.getDate() - 1)) {
    const start = Math.max(day.getTime(), from), end = Math.min(day.getTime() + Number(hours) * HOUR_MS, to);
    if (weekdayOf(day.getTime()) === Number(weekday) && start < end)
      stretches.push({since: new Date(start).toISOString(), until: new Date(end).toISOString()});
  }
  return stretches;
}

// `sums` are seven lists (Monday first) of as many numbers as a day is cut into; `addressOfCell(weekday, hour)` is
// where the posts of one stand. One cell is a stop of the Tab key; the arrows go on from it.
export function makeHeat(sums, addressOfCell) {
  const columns = sums[0].length, hours = 24 / columns;
  const most = Math.max(1, ...sums.flat());
  const cells = [make('span', {})];
  for (let column = 0; column < columns; ++column)
    cells.push(make('span', {class: 'heat-hour'}, String(column * hours)));
  const links = sums.map((row, i) => row.map((value, column) => {
    const shade = value === 0 ? 0 : Math.max(1, Math.round(Math.sqrt(value / most) * (SHADES - 1)));
    const words = say(
        'trendHeatCell',
        {day: weekdayName(i + 1), from: hourName(column * hours), to: hourName((column + 1) * hours), count: value});
    return make(
        'a', {
          class: `heat-cell heat-${shade}`,
          href: addressOfCell(i + 1, column * hours),
          tabindex: -1,
          title: words,
          'aria-label': words
        },
        value === 0 ? '' : formatNumber(value));
  }));
  links.forEach((row, i) => cells.push(make('span', {class: 'heat-day'}, weekdayName(i + 1)), ...row));
  links[0][0].tabIndex = 0;
  const grid = make('div', {class: `heat heat-by-${hours}`, role: 'group', 'aria-label': say('trendHours')}, cells);
  grid.addEventListener('keydown', (event) => moveFocus(event, links));
  return grid;
}

function moveFocus(event, links) {
  const step = KEYS[event.key], row = links.findIndex((one) => one.includes(event.target));
  if (!step || row < 0) return;
  event.preventDefault();
  // On a narrow screen the days stand side by side and the hours below one another.
  const isTurned = links[0][1] && links[0][1].offsetTop > links[0][0].offsetTop;
  const [down, right] = isTurned ? [step[1], step[0]] : step;
  const next = links[row + down]?.[links[row].indexOf(event.target) + right];
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
