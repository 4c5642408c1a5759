// One group in the list: its nodes are made once, set() changes what differs.

import {flash, make, makeSvg, setAgo, setText, show} from '../../core/dom.js';
import {formatDue, formatNumber, formatShare, say, sayLevel, sayStatus} from '../../core/language.js';
import {groupAddress} from '../../core/router.js';
import {sayClock, soonestClock} from '../../parts/clocks.js';
import {growthOf, sayOrg, sayPeopleShort, sayTimes, sayTitle} from '../../parts/group_words.js';

const CHANNELS_SHOWN = 2;

// What the list keeps of a group: ten thousand of them are held at once.
export function trim(group) {
  return {
    id: group.id,
    org: group.org ?? null,
    title: group.title ?? '',
    keywords: (group.keywords ?? []).join(' '),
    level: group.level,
    status: group.status,
    posts: group.posts ?? 0,
    complainants: group.complainants ?? {count: 0, low: 0, high: 0},
    first_at: group.first_at,
    last_at: group.last_at,
    last: Date.parse(group.last_at) || 0,
    rate_per_hour: group.rate_per_hour ?? 0,
    baseline_per_hour: group.baseline_per_hour ?? 0,
    surprise: group.surprise ?? 0,
    urgency: group.urgency ?? -1,
    negative: group.sentiment?.negative_share,
    channels: Object.entries(group.channels ?? {}).sort((a, b) => b[1] - a[1]),
    clock: soonestClock(group.clocks),
  };
}

// A cell: its figure, what stands small below it, and its name for those who do not see the head of the column.
function makeCell(name, key) {
  const figure = make('strong'), small = make('small');
  return {figure, small, node: make('div', {class: `cell cell-${name}`}, make('span', {class: 'cell-name'}, say(key)),
      figure, small)};
}

export class Row {
  constructor(group) {
    this.badge = make('span', {class: 'badge'});
    this.link = make('a', {class: 'row-link', href: groupAddress(group.id), dir: 'auto'});
    this.org = make('span', {class: 'org'});
    this.facts = make('span', {class: 'facts'});
    this.status = make('span', {class: 'row-status'});
    this.due = make('span', {class: 'row-due'});
    this.last = make('time');
    this.spark = make('div', {class: 'cell cell-curve'});
    this.people = makeCell('people', 'colPeople');
    this.growth = makeCell('growth', 'colGrowth');
    this.mood = makeCell('mood', 'colMood');
    this.urgency = makeCell('urgency', 'colUrgency');
    this.moodFill = makeSvg('rect', {class: 'fill-negative', height: 4});
    this.mood.small.className = 'mood-bar';
    this.mood.small.append(makeSvg('svg', {viewBox: '0 0 100 4', preserveAspectRatio: 'none', 'aria-hidden': 'true'},
        this.moodFill));
    this.node = make('li', {class: 'row'},
        make('div', {class: 'cell cell-level'}, this.badge),
        make('div', {class: 'cell cell-group'}, this.link,
            make('p', {class: 'row-sub'}, this.org, this.status, this.due, this.facts, this.last)),
        this.spark, this.people.node, this.growth.node, this.mood.node, this.urgency.node);
    this.set(group);
  }

  set(group) {
    const before = this.group;
    if (before === group) return;
    this.group = group;
    this.render();
    const isNews = before && (before.level !== group.level || before.complainants.count !== group.complainants.count);
    if (isNews) flash(this.node);
  }

  setSpark(svg) {
    this.spark.replaceChildren(svg);
  }

  render() {
    const group = this.group;
    this.node.className = `row level-${group.level}`;
    this.badge.className = `badge badge-${group.level}`;
    setText(this.badge, sayLevel(group.level));
    setText(this.link, sayTitle(group));
    setText(this.org, sayOrg(group.org));
    this.org.classList.toggle('unknown', group.org === null);
    setText(this.status, group.status ? sayStatus(group.status) : '');
    this.status.className = `row-status status-${group.status}`;
    show(this.due, group.clock !== null);
    if (group.clock)
      setText(this.due, say('clockDue', {name: sayClock(group.clock), due: formatDue(Date.parse(group.clock.due))}));
    setText(this.facts, this.channels());
    setAgo(this.last, group.last_at);
    this.renderFigures();
  }

  channels() {
    const names = this.group.channels.slice(0, CHANNELS_SHOWN).map(([name]) => name);
    const rest = this.group.channels.length - names.length;
    return names.join(' · ') + (rest > 0 ? ` ${say('moreChannels', {count: rest})}` : '');
  }

  renderFigures() {
    const group = this.group, times = growthOf(group);
    setText(this.people.figure, sayPeopleShort(group.complainants));
    setText(this.people.small, say('postsCount', {count: group.posts}));
    const isGrowing = group.rate_per_hour > 0;
    setText(this.growth.figure, isGrowing ? `+${formatNumber(group.rate_per_hour)}` : '0');
    const usual = say('growthUsual', {rate: formatNumber(group.baseline_per_hour)});
    const isMore = times !== null && times >= 2;
    setText(this.growth.small, !isGrowing ? say('growthQuiet') : isMore ? sayTimes(times) : usual);
    this.growth.node.title = `${usual} · ${say('surpriseIs', {value: group.surprise})}`;
    this.growth.node.classList.toggle('is-growing', isMore);
    const share = group.negative;
    setText(this.mood.figure, share === undefined ? '–' : formatShare(share));
    this.moodFill.setAttribute('width', String(Math.round((share ?? 0) * 100)));
    setText(this.urgency.figure, group.urgency < 0 ? '–' : formatNumber(Math.round(group.urgency)));
  }
}

// The names of the columns, above a list wide enough for columns.
export function makeHead() {
  const cell = (name, key) => make('div', {class: `cell cell-${name}`}, key ? say(key) : '');
  return make('div', {class: 'row-head', 'aria-hidden': 'true'}, cell('level'), cell('group', 'colGroup'),
      cell('curve', 'colCurve'), cell('people', 'colPeople'), cell('growth', 'colGrowth'), cell('mood', 'colMood'),
      cell('urgency', 'colUrgency'));
}

