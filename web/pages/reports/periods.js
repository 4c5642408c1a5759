// The names of days, weeks and months as the engine has them ("2026-03-05", "2026-W10", "2026-03"), and the list of
// them to choose from.

import {make} from '../../core/dom.js';
import {formatDate, formatDay, formatMonth, formatWeekday, say} from '../../core/language.js';
import {addressOf} from '../../core/router.js';
import {dateText} from '../../parts/period.js';

const DAYS = 14, WEEKS = 8, MONTHS = 6, DAY_MS = 86400000;

const dayName = (day) => dateText(day.getTime());
const monthName = (day) => dayName(day).slice(0, 7);

function monday(day) {
  const first = new Date(day.getFullYear(), day.getMonth(), day.getDate());
  first.setDate(first.getDate() - (first.getDay() + 6) % 7);
  return first;
}

// A week of ISO 8601 belongs to the year that its Thursday lies in.
function weekName(day) {
  const thursday = monday(day);
  thursday.setDate(thursday.getDate() + 3);
  const first = monday(new Date(thursday.getFullYear(), 0, 4));
  return `${thursday.getFullYear()}-W${String(1 + Math.round((thursday - first) / DAY_MS / 7 - 3 / 7)).padStart(2, '0')}`;
}

export const nameOf = (kind, day) => ({day: dayName, week: weekName, month: monthName})[kind](day);

// The day that a moment lies on in a zone ("+08:00"), as the day of the same name here.
function dayIn(zone, ms) {
  const minutes = /^[+-]\d\d:\d\d$/.test(zone ?? '') ?
      Number(`${zone[0]}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))) :
      -new Date(ms).getTimezoneOffset();
  const at = new Date(ms + minutes * 60000);
  return new Date(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate());
}

// The dates of a period in words; its times are midnights of the report's own zone, whose clock may change in it.
export function sayPeriod({kind, since, until, zone}) {
  const from = dayIn(zone, Date.parse(since)).getTime(), to = dayIn(zone, Date.parse(until) - 7200000).getTime();
  if (kind === 'month') return formatMonth(from);
  return kind === 'day' ? `${formatDate(from)} ${formatWeekday(from)}` :
                          say('reportPeriod', {from: formatDate(from), to: formatDate(to)});
}

// The day in the middle of a period.
export const middleOf = ({since, until, zone}) => dayIn(zone, (Date.parse(since) + Date.parse(until)) / 2);

function makeColumn(title, kind, days, sayOne) {
  return make(
      'section', {class: 'card section'}, make('h2', {}, title),
      make(
          'ul', {class: 'period-list'},
          days.map(
              (day, i) => make(
                  'li', {}, make('a', {href: addressOf('reports', nameOf(kind, day))}, sayOne(day)),
                  i === 0 ? make('span', {class: 'tag'}, say('reportNow')) : null))));
}

// Days, weeks and months up to the newest post, of the zone that reports go by; `go(name)` opens another day.
export function makePeriods(watermark, zone, go) {
  const last = dayIn(zone, watermark),
        at = (days, months = 0) => months ? new Date(last.getFullYear(), last.getMonth() - months, 1) :
                                            new Date(last.getFullYear(), last.getMonth(), last.getDate() - days);
  const list = (count, make) => Array.from({length: count}, (_, i) => make(i));
  const other = make('input', {type: 'date', id: 'report-day', max: dayName(last)});
  other.addEventListener('change', () => other.value && go(other.value));
  return [
    make('p', {class: 'soft period-lead'}, say('reportLead')),
    make(
        'div', {class: 'period-grid'},
        makeColumn(
            say('reportDays'), 'day', list(DAYS, (i) => at(i)),
            (day) => `${formatDay(day.getTime())} ${formatWeekday(day.getTime())}`),
        make(
            'div', {class: 'period-side'},
            makeColumn(
                say('reportWeeks'), 'week', list(WEEKS, (i) => at(i * 7)),
                (day) => {
                  const from = monday(day).getTime();
                  return `${weekName(day).slice(5)} · ${formatDay(from)} – ${formatDay(from + 6.5 * DAY_MS)}`;
                })),
        make(
            'div', {class: 'period-side'},
            makeColumn(
                say('reportMonths'), 'month', list(MONTHS, (i) => at(0, i)), (day) => formatMonth(day.getTime())),
            make(
                'section', {class: 'card section'},
                make(
                    'p', {class: 'field'},
                    make(
                        'label',
                        {for: 'report-day'
                        },
                        say('reportOther')),
                    other))))
  ];
}
