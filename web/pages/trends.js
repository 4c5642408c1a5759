// The page "Trends": how much was written and in what mood, by organisation, channel, region or cause, in any window,
// against the window before. Every figure, point and cell leads to its posts.

import '../words/trends.js';

import {get} from '../core/api.js';
import {make, makeButton, setText, show} from '../core/dom.js';
import {formatMoment, formatNumber, say} from '../core/language.js';
import {Chart, makeTableFold} from '../parts/chart.js';
import {makeDownloads, TABLES} from '../parts/downloads.js';
import {sayOrg} from '../parts/group_words.js';
import {postsAddress, UNKNOWN} from '../parts/queries.js';
import {sayTag} from '../words/group.js';

import {makeFigures, makeNames} from './trends/figures.js';
import {TrendFilters} from './trends/filters.js';
import {makeHeat, weekdayOf} from './trends/hours.js';
import {askFor, NAMES, OWN_DAYS_MAX, readTrends, windowOf} from './trends/series.js';

const REFRESH_MS = 10000, SILENCE_SHARE = 0.1;
const MEASURES = [
  ['posts', 'trendPosts', {}], ['complaints', 'trendComplaints', {complaint: 'true'}],
  ['negative', 'trendNegative', {sentiment: 'negative'}]
];
const iso = (ms) => new Date(ms).toISOString();

class TrendsPage {
  constructor(root, context) {
    Object.assign(this, {context, query: context.address.query, call: 0});
    this.span = make('p', {class: 'soft trend-span'});
    this.empty = make('p', {class: 'empty', role: 'status'}, say('loading'));
    this.filters = new TrendFilters((changes) => this.setQuery({...this.query, ...changes}, true));
    this.body = make('div', {class: 'trend-grid', hidden: true});
    const files = makeDownloads(
        context, TABLES,
        () => ({
          path: 'trends',
          parameters: {
            by: this.by,
            ...this.trends && askFor(this.trends.window.from, this.trends.window.to),
            ...(this.name === undefined ? {top: NAMES} : {name: this.name})
          },
          name: `trends-${this.by}`
        }));
    root.append(
        make(
            'div', {class: 'page-head'}, make('h1', {tabindex: -1}, say('trendTitle')), make('span', {class: 'push'}),
            files),
        this.filters.node, this.span, this.body, this.empty);
    this.build();
    context.onAddress(({query}) => this.setQuery(query, false));
    context.onRefresh(() => this.load());
    context.onEvent('trend', () => this.timer ??= setTimeout(() => this.load(), REFRESH_MS));
    this.load();
  }

  get by() {
    return ['channel', 'region', 'cause'].includes(this.query.by) ? this.query.by : 'org';
  }

  // The name that is looked at alone, as the API takes it; undefined where none is.
  get name() {
    return this.query.name === UNKNOWN ? '' : this.query.name;
  }

  build() {
    const section = (key, ...more) => make('section', {class: 'card section'}, make('h2', {}, say(key)), ...more);
    this.figures = make('div');
    const volume = make('div'), mood = make('div');
    const pick = (place) => this.context.go(this.addressOf(this.trends.blocks[place]));
    const line = (label, kind, ink) =>
        ({label: say(label), kind, colour: ink});
    this.volume = new Chart(volume, {
      name: say('trendVolume'),
      pick,
      height: 240,
      series: [
        line('trendPosts', 'bars', 'chart-posts'), line('trendComplaints', 'bars', 'chart-complaints'),
        line('trendSeriesBefore', 'dashes', 'chart-people')
      ]
    });
    this.mood = new Chart(mood, {
      name: say('trendMood'),
      pick,
      height: 240,
      series: [
        line('trendSeriesNegative', 'line', 'chart-complaints'), line('trendSeriesPositive', 'line', 'good'),
        line('trendSeriesNegativeBefore', 'dashes', 'soft')
      ]
    });
    this.table = makeTableFold(
        say('trendTable'),
        ['chartTime', 'trendPosts', 'trendComplaints', 'trendNegative', 'trendPositive'].map((key) => say(key)),
        () => this.tableRows());
    this.names = make('section', {class: 'card section trend-names'});
    this.heat = make('div');
    this.measures = make('div', {class: 'chips', role: 'group', 'aria-label': say('trendHeat')});
    const hours = make(
        'section', {class: 'card section'},
        make('div', {class: 'section-head'}, make('h2', {}, say('trendHours')), this.measures), this.heat);
    this.body.append(
        make(
            'section', {class: 'card section trend-figures'}, this.figures),
        section('trendVolume', volume, make('p', {class: 'hint no-print'}, say('trendPick'))),
        section('trendMood', mood, this.table), this.names, hours);
  }

  async load() {
    clearTimeout(this.timer);
    this.timer = null;
    const call = ++this.call, {by, name} = this;
    const trends = await this.context.try(async () => {
      const {watermark} = await get('status');
      if (!watermark) return {isNone: true};
      const ms = Date.parse(watermark), window = windowOf(this.query, ms);
      return {...await readTrends({by, name}, window), window};
    });
    if (call !== this.call) return;
    if (trends === null)
      return this.trends ? undefined : setText(this.empty, this.context.store.get('failure')?.message ?? '');
    this.trends = trends.isNone ? null : trends;
    this.filters.set(this.query, this.by, trends.window);
    show(this.empty, trends.isNone || trends.now.posts === 0);
    setText(this.empty, say(trends.isNone ? 'trendNone' : 'trendQuiet'));
    show(this.body, !trends.isNone);
    if (!trends.isNone) this.render();
  }

  setQuery(query, isOwn) {
    this.query = query;
    if (isOwn) this.context.setQuery(query);
    this.load();
  }

  // --- Where posts stand

  // The page of the posts between two moments, of one name where one is looked at.
  addressOf({from, to}, more = {}) {
    const of = this.name === undefined ? {} : {[this.by]: this.name};
    return postsAddress({...of, since: iso(from), until: iso(to), ...more});
  }

  // --- What is shown

  render() {
    const {trends, by} = this, {window} = trends;
    const before = window.days === 0 ? say('trendBefore24h') : say('trendBeforeDays', {count: window.days});
    setText(this.span, say('trendSpan', {from: formatMoment(window.from), to: formatMoment(window.to), before}) +
        (window.isCut ? ` · ${say('trendCut', {count: OWN_DAYS_MAX})}` : '') + this.sayPart());
    const earlier = {from: window.from - window.shift, to: window.to - window.shift};
    const hasBefore = trends.before.posts > 0;
    this.figures.replaceChildren(makeFigures(
        trends.now, trends.before, (more) => this.addressOf(window, more), (more) => this.addressOf(earlier, more)));
    const at = trends.blocks.map((block) => block.from), list = (read) => trends.blocks.map(read);
    const share = (field) => (counts) => counts.posts > 0 ? Math.round(counts[field] / counts.posts * 1000) / 10 : null;
    this.volume.set([
      at, list(({now}) => now.posts), list(({now}) => now.complaints), list(({then}) => hasBefore ? then.posts : null)
    ]);
    this.mood.set([
      at, list(({now}) => share('negative')(now)), list(({now}) => share('positive')(now)),
      list(({then}) => share('negative')(then))
    ]);
    this.nameCharts();
    this.table.renew();
    const sayOne = (name) => by === 'org' ? sayOrg(name) : !name ? say('unknown') : by === 'cause' ? sayTag(name) : name;
    const rows = makeNames(trends, {
      chosen: this.query.name,
      sayOne,
      choose: (name) => this.choose(name),
      addressOf: (name, more, isBefore) => postsAddress({
        [by]: name ?? UNKNOWN,
        since: iso(isBefore ? earlier.from : window.from),
        until: iso(isBefore ? earlier.to : window.to),
        ...more
      })
    });
    const title = {org: 'trendByOrg', channel: 'trendByChannel', region: 'trendByRegion', cause: 'trendByCause'}[by];
    const all = this.query.name === undefined ?
        null :
        make(
            'span', {}, make('span', {class: 'tag'}, say('trendOnly', {name: sayOne(this.name || null)})), ' ',
            makeButton(say('trendAll'), () => this.choose(undefined), {class: 'link no-print'}));
    this.names.replaceChildren(make('div', {class: 'section-head'}, make('h2', {}, say(title)), all ?? ''), rows);
    this.renderHeat();
  }

  // Where the window before begins with a long silence, nothing tells whether that was one, or nobody listened yet.
  sayPart() {
    const {times, total, window} = this.trends, from = window.from - window.shift;
    const first = times[total.posts.findIndex((count, i) => count > 0 && times[i] >= from)];
    const isPart = first < window.to - window.shift && first > from + window.shift * SILENCE_SHARE;
    return isPart ? ` · ${say('trendPart', {time: formatMoment(first)})}` : '';
  }

  // What the pictures say, for those who do not see them.
  nameCharts() {
    const {blocks, window, now} = this.trends;
    const most = blocks.reduce((best, block) => block.now.posts > best.now.posts ? block : best, blocks[0]);
    for (const [chart, key] of [[this.volume, 'trendVolume'], [this.mood, 'trendMood']]) {
      chart.name = say('trendChartName', {
        what: say(key),
        from: formatMoment(window.from),
        to: formatMoment(window.to),
        posts: now.posts,
        at: formatMoment(most.from),
        most: most.now.posts
      });
      chart.place.querySelector('canvas')?.setAttribute('aria-label', chart.name);
    }
  }

  tableRows() {
    const link = (block, field, more) => make('a', {href: this.addressOf(block, more)}, formatNumber(block.now[field]));
    return this.trends.blocks.map(
        (block) =>
            [formatMoment(block.from), link(block, 'posts', {}), link(block, 'complaints', {complaint: 'true'}),
             link(block, 'negative', {sentiment: 'negative'}), link(block, 'positive', {sentiment: 'positive'})]);
  }

  renderHeat() {
    const {trends} = this, {step, window} = trends;
    const [field, , more] = MEASURES.find(([name]) => name === this.query.heat) ?? MEASURES[0];
    const sums = Array.from({length: 7}, () => new Array(24 / step).fill(0));
    for (const i of trends.places) {
      const at = trends.times[i];
      sums[weekdayOf(at) - 1][Math.floor(new Date(at).getHours() / step)] += trends.total[field][i];
    }
    const said = JSON.stringify([sums, this.query]);
    if (said === this.heatSaid) return;
    this.heatSaid = said;
    this.heat.replaceChildren(makeHeat(
        sums, (weekday, hour) => this.addressOf(window, {...more, weekday, hour, hours: step === 1 ? null : step})));
    this.measures.replaceChildren(
        ...MEASURES.map(([name, key]) => makeButton(say(key), () => {
                          this.query = {...this.query, heat: name === 'posts' ? undefined : name};
                          this.context.setQuery(this.query);
                          this.renderHeat();
                          this.measures.querySelector('[aria-pressed=true]').focus();
                        }, {class: 'chip', 'aria-pressed': String(name === field)})));
  }

  choose(name) {
    this.setQuery({...this.query, name: name === null || name === '' ? UNKNOWN : name}, true);
    this.names.querySelector('button')?.focus({preventScroll: true});
  }

  end() {
    clearTimeout(this.timer);
    this.volume.end();
    this.mood.end();
  }
}

export function mount(root, context) {
  const page = new TrendsPage(root, context);
  return () => page.end();
}
