// The parts of a report as nodes. Every figure is a link to what it counts.

import {make, makeAgo, makeOutside} from '../../core/dom.js';
import {formatDue, formatFixed, formatMoment, formatNumber, formatShare, say, sayLevel, sayName, sayStatus} from '../../core/language.js';
import {groupAddress} from '../../core/router.js';
import {sayClock} from '../../parts/clocks.js';
import {makeBadge, makeOrg, sayOrg, sayTitle} from '../../parts/group_words.js';
import {addressOfQuery} from '../../parts/queries.js';
import {sayCause} from '../../words/group.js';

const MOODS = ['posts', 'complaints', 'negative', 'neutral', 'positive'];

const to = (one, words) => make('a', {href: addressOfQuery(one.query)}, words);
const figure = (one, mark = '') => one ? to(one, formatNumber(one.value) + mark) : '–';
const markOf = (moods) => moods?.counted_by === 'panes' ? '*' : '';
const signed = (value, words) => (value > 0 ? '+' : value < 0 ? '−' : '±') + words;
const groupLink = ({id, org, title}) => make(
    'span', {}, make('a', {href: groupAddress(id), dir: 'auto'}, sayTitle({title})), ' ',
    org === undefined ? null : makeOrg(org || null));
const right = (...cells) => cells.map((cell) => make('td', {class: 'right'}, cell));
const empty = (key) => make('p', {class: 'soft'}, say(key));

function table(head, rows, label) {
  return make(
      'div', {class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': label},
      make(
          'table', {class: 'table'},
          make(
              'thead', {},
              make('tr', {}, head.map((words, i) => make('th', {scope: 'col', class: i > 0 ? 'right' : null}, words)))),
          make('tbody', {}, rows)));
}

const rowOf = (first, cells) => make('tr', {}, make('th', {scope: 'row', dir: 'auto'}, first), right(...cells));
const changeOf = (change) =>
    change === undefined ? null : make('small', {class: 'soft'}, signed(change, formatShare(Math.abs(change))));
const pointsOf = (change) => change === undefined ?
    null :
    make(
        'small', {class: 'soft'},
        signed(change, say('reportChangePoints', {points: formatFixed(Math.abs(change * 100), 1)})));

// The cells of a row of counts: the five, and the share of negative ones.
const moodCells = (moods) =>
    [...MOODS.map((name) => figure(moods[name], markOf(moods))),
     moods.negative_share === undefined ? '–' : formatShare(moods.negative_share)];

function makeVolume({volume}) {
  const rows = [rowOf(say('reportThis'), moodCells(volume))];
  for (const other of volume.compared) {
    const name = sayName('with', other.with), change = other.change ?? {};
    if (!other.posts) {
      rows.push(rowOf(name, [make('span', {class: 'soft'}, say('reportNoRecords')), '', '', '', '', '']));
      continue;
    }
    const cells = moodCells(other);
    const told =
        [changeOf(change.posts), changeOf(change.complaints), null, null, null, pointsOf(change.negative_share)];
    rows.push(rowOf(name, cells.map((cell, i) => make('span', {}, cell, told[i] ? make('br') : null, told[i]))));
  }
  return table(['', ...MOODS.map((name) => sayName('report', name)), say('reportShare')], rows, say('partVolume'));
}

const makeRows = (part, key) => (report) =>
    report[part] &&
    table(
        [
          say('reportName'), say('reportPosts'), say('reportBefore'), ...MOODS.slice(1).map((name) => sayName('report', name)),
          say('reportShare')
        ],
        report[part].map((one) => {
          const [posts, ...others] = moodCells(one);
          const name = key === 'org' ? sayOrg(one.org || null) : one[key];
          return rowOf(one.event ? make('span', {}, name, make('br'), make('small', {}, groupLink(one.event))) : name, [
            posts,
            make(
                'span', {}, figure(one.before?.posts, markOf(one.before)),
                one.change?.posts === undefined ? null : [' ', changeOf(one.change.posts)]),
            ...others
          ]);
        }),
        sayName('part', part));

function makeWords({hot_words: words}) {
  if (!words) return null;
  if (words.items.length === 0) return empty('reportWordsNone');
  return make(
      'div', {}, words.sample ? empty('reportSample') : null,
      make(
          'ul', {class: 'hot-words'},
          words.items.map(
              (one) => make(
                  'li', {}, make('span', {dir: 'auto'}, one.word), one.posts ? [' ', figure(one.posts)] : null,
                  one.before ?
                      make('small', {}, ' ', to(one.before, say('reportWordBefore', {count: one.before.value}))) :
                      null))));
}

const makeQuote = (post) => make(
    'li', {},
    make(
        'span', {class: 'soft'},
        make('a', {href: addressOfQuery(post.query)}, `${post.channel} ${formatMoment(Date.parse(post.time))}`), ' ',
        makeOutside(post.url ?? '', say('reportOriginal'))),
    make('p', {dir: 'auto'}, post.text));

function makeEvent(event) {
  const fact = (key, ...nodes) => make('span', {}, make('span', {class: 'soft'}, `${say(key)} `), ...nodes);
  const quotes = [
    event.first,
    ...event.representatives.filter((post) => post.id !== event.first?.id || post.channel !== event.first.channel)
  ].filter(Boolean);
  return [
    make(
        'p', {class: 'kicker'}, makeBadge(event.highest), makeOrg(event.group.org || null),
        make('span', {class: 'tag'}, sayStatus(event.status)),
        event.cause ? make('span', {class: 'tag'}, sayCause(event.cause)) : null,
        event.highest === event.at_end ?
            null :
            make(
                'small', {class: 'soft'},
                say('reportHighest', {level: sayLevel(event.highest), end: sayLevel(event.at_end)}))),
    make('h3', {}, make('a', {href: groupAddress(event.group.id), dir: 'auto'}, sayTitle(event.group))),
    make(
        'p', {class: 'event-facts'}, fact('reportPeople', figure(event.complainants)),
        event.joined ? fact(
                           'reportJoined', figure(event.joined), ' (', say('reportBefore'), ' ',
                           figure(event.joined_before), ')') :
                       null,
        fact('reportEventPosts', figure(event.posts)),
        event.first ? fact('reportFirst', `${event.first.channel} ${formatMoment(Date.parse(event.first.time))}`) : null),
    make('ul', {class: 'quotes'}, quotes.map(makeQuote))
  ];
}

const makeRisen = ({risen}) => make(
    'p', {}, say('reportRisen'),
    ...Object.entries(risen ?? {}).flatMap(([level, one]) => [' ', makeBadge(level), ' ', figure(one)]));

const makeAnswers = ({answers}) => answers.length === 0 ?
    empty('reportAnswersNone') :
    make(
        'ul', {class: 'entries'},
        answers.map(
            (one) => make(
                'li', {},
                make(
                    'p', {class: 'entry-head'}, make('strong', {}, one.by), makeAgo(one.at ?? one.watermark),
                    groupLink(one.group)),
                make('p', {class: 'entry-text', dir: 'auto'}, one.text ?? ''), makeOutside(one.link ?? '', one.link),
                make(
                    'p', {class: 'soft'}, figure(one.joined_hour_before), ` ${say('reportHourBefore')} · `,
                    figure(one.joined_hour_after), ` ${say('reportHourAfter')} `,
                    one.complete ? '' : say('reportAnswerOpen')))));

const makeActions = ({needs_action: actions}) => actions.length === 0 ?
    empty('reportActionsNone') :
    make(
        'ul', {class: 'report-lines'},
        actions.map(
            (one) => make(
                'li', {}, makeBadge(one.level),
                make('span', {class: 'line-what'}, groupLink({...one.group, org: one.group.org ?? ''})),
                make(
                    'span', {class: 'soft'}, one.reasons.map((reason) => sayName('reason', reason)).join(' · '),
                    one.assignee ? ` · ${one.assignee}` : ''),
                make('span', {class: 'right'}, figure(one.complainants)))));

const makeClocks = ({clocks}) => clocks &&
    (clocks.length === 0 ?
         empty('reportClocksNone') :
         make(
             'ul', {class: 'report-lines'},
             clocks.map(
                 (one) => make(
                     'li', {}, make('span', {class: 'line-what'}, groupLink({...one.group, org: one.group.org ?? ''})),
                     make('span', {}, sayClock(one)),
                     make(
                         'time', {datetime: one.due, class: Date.parse(one.due) < Date.now() ? 'mood-negative' : null},
                         say('reportDue', {due: formatDue(Date.parse(one.due))})),
                     make(
                         'span', {class: 'soft'}, to(one.running, say('reportRunning', {count: one.running.value})), ' · ',
                         to(one.passed, say('reportPassed', {count: one.passed.value})))))));

// [name of the part, what makes its node of the report (null where the report has none)], in the report's order.
export const SECTIONS = [
  ['volume', makeVolume], ['platforms', makeRows('platforms', 'channel')],
  ['organisations', makeRows('organisations', 'org')], ['hot_words', makeWords], ['events', makeRisen],
  ['answers', makeAnswers], ['needs_action', makeActions], ['clocks', makeClocks],
  ['competitors', makeRows('competitors', 'org')]
];
export {makeEvent};

export const hasPanes = (report) => JSON.stringify(report).includes('"counted_by":"panes"');
