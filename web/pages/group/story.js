// How a group went: posts and people over its life, the moments at which its level changed, and where the forecast leads.

import {make, setText, show} from '../../core/dom.js';
import {formatMoment, formatShare, formatSpan, say, sayLevel} from '../../core/language.js';
import {Chart, makeTableFold} from '../../parts/chart.js';
import {postsAddress} from '../../parts/queries.js';

// The forecast may take this much of the picture, against the past.
const AHEAD_SHARE = 0.6;

// The edges of the band have no line of their own; the sentence below the chart tells them.
const FORECAST = () => [
  {label: say('chartEarly'), kind: 'dashes', colour: 'transparent', scale: 'people', isUntold: true},
  {label: say('chartMedian'), kind: 'dashes', colour: 'chart-people', scale: 'people'},
  {label: say('chartLate'), kind: 'dashes', colour: 'transparent', scale: 'people', isUntold: true},
];

// As dark as a small word needs; the ink of a crisis is made for its own ground.
const inkOf = ({event, level}) => event === 'surged' ? 'soft' : level === 'crisis' ? 'crisis' : `${level}-ink`;

export class Story {
  constructor() {
    this.marks = [];
    this.place = make('div');
    this.forecast = make('p', {class: 'soft story-forecast'});
    this.fold = makeTableFold(
        say('chartTable'), ['chartTime', 'figurePosts', 'complaint', 'chartNew', 'chartPeople'].map((key) => say(key)),
        () => this.rows());
    this.node =
        make('section', {class: 'card section'}, make('h2', {}, say('story')), this.place, this.forecast, this.fold);
  }

  rows() {
    const link = (bucket, count, more) => make('a', {href: this.addressOf(bucket, more)}, String(count));
    return (this.curve?.buckets ?? []).filter((bucket) => bucket.posts > 0).map((bucket) =>
        [formatMoment(bucket.at), link(bucket, bucket.posts), String(bucket.complaints),
          bucket.joined > 0 ? link(bucket, bucket.joined, {joined: 'true'}) : '0', String(bucket.people)]);
  }

  // The page of the posts of a stretch of the curve.
  addressOf({at}, more = {}) {
    const iso = (ms) => new Date(ms).toISOString();
    return postsAddress({group: this.id, since: iso(at), until: iso(at + this.curve.spanMs), ...more});
  }

  pick(place) {
    const bucket = this.curve.buckets[place];
    if (bucket) location.hash = this.addressOf(bucket);
  }

  // `alerts` are those of the group, in any order.
  set(group, curve, alerts) {
    Object.assign(this, {curve, id: group.id});
    this.marks = alerts.filter((alert) => alert.level !== alert.previous_level || alert.event === 'surged')
                     .map((alert) => ({
                            at: Date.parse(alert.at),
                            label: alert.event === 'surged' ? say('eventSurged') : sayLevel(alert.level),
                            colour: inkOf(alert)
                          }))
                     .sort((a, b) => a.at - b.at);
    this.renderForecast(group.forecast);
    this.fold.renew();
    if (curve.buckets.length > 0) this.draw(group, curve);
  }

  draw(group, {buckets, spanMs}) {
    const span = formatSpan(spanMs / 1000);
    const hasForecast = this.ahead(group, buckets, spanMs) !== null;
    const form = `${span}\n${hasForecast}`;
    if (this.form !== form) {
      this.chart?.end();
      this.form = form;
      this.chart = new Chart(this.place, {
        name: this.name(buckets, spanMs), height: 280, marks: () => this.marks, pick: (place) => this.pick(place),
        series: [
          {label: say('chartPosts', {span}), kind: 'bars', colour: 'chart-posts'},
          {label: say('chartComplaints'), kind: 'bars', colour: 'chart-complaints'},
          {label: say('chartPeople'), kind: 'stairs', colour: 'chart-people', scale: 'people'},
          ...(hasForecast ? FORECAST() : []),
        ],
        bands: hasForecast ? [{series: [3, 5], fill: 'chart-band'}] : [],
      });
    }
    this.chart.set(this.data(group, buckets, spanMs));
  }

  // Columns for the chart: the buckets, and behind them the corners of the forecast.
  data(group, buckets, spanMs) {
    const past = [buckets.map((bucket) => bucket.at), ...['posts', 'complaints', 'people'].map((key) =>
        buckets.map((bucket) => bucket[key]))];
    const none = buckets.map(() => null);
    const ahead = this.ahead(group, buckets, spanMs);
    if (ahead === null) return past;
    const now = buckets.at(-1).at + spanMs, people = buckets.at(-1).people;
    const line = (edge) => ahead.times.map((at) => Math.min(people + ahead.slope(edge) * (at - now), ahead.threshold));
    return [[...past[0], now, ...ahead.times],
      ...past.slice(1, 3).map((column) => [...column, null, ...ahead.times.map(() => null)]),
      [...past[3], people, ...ahead.times.map(() => null)],
      ...[ahead.early, ahead.at, ahead.late].map((edge) => [...none, people, ...line(edge)])];
  }

  ahead(group, buckets, spanMs) {
    const forecast = group.forecast;
    if (!forecast) return null;
    const now = buckets.at(-1).at + spanMs, people = buckets.at(-1).people;
    const [early, at, late] = ['early', 'at', 'late'].map((key) => Date.parse(forecast[key]));
    const edges = [early, at, late].filter((ms) => ms > now);
    if (edges.length === 0 || forecast.complainants <= people) return null;
    const end = Math.min(Math.max(...edges), now + (now - buckets[0].at) * AHEAD_SHARE);
    const times = [...new Set([...edges.filter((ms) => ms < end), end])].sort((a, b) => a - b);
    // An edge beyond the horizon: nobody may come any more. One that has passed: the threshold is due at once.
    const slope = (edge) => Number.isNaN(edge) ? 0 : (forecast.complainants - people) / Math.max(edge - now, 1);
    return {times, early, at, late, slope, threshold: forecast.complainants};
  }

  name(buckets, spanMs) {
    const top = buckets.reduce((best, bucket) => bucket.posts > best.posts ? bucket : best);
    return say('chartName', {from: formatMoment(buckets[0].at), to: formatMoment(buckets.at(-1).at + spanMs),
      posts: buckets.reduce((sum, bucket) => sum + bucket.posts, 0), people: buckets.at(-1).people,
      span: formatSpan(spanMs / 1000), most: top.posts, at: formatMoment(top.at)});
  }

  renderForecast(forecast) {
    show(this.forecast, Boolean(forecast));
    if (!forecast) return;
    const when = (iso) => formatMoment(Date.parse(iso));
    const values = {to: sayLevel(forecast.to), people: forecast.complainants, days: forecast.horizon_days,
      probability: formatShare(forecast.probability), early: forecast.early ? when(forecast.early) : '–'};
    const words = forecast.at && forecast.late && forecast.early ?
        say('forecastLikely', {...values, at: when(forecast.at), late: when(forecast.late)}) :
        say('forecastOpen', values);
    setText(this.forecast, `${words} ${say('forecastWhen')}`);
  }

  end() {
    this.chart?.end();
  }
}
