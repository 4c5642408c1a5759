// The engine's figures for Prometheus, read on the page: what the API does not tell otherwise; and how fast posts come
// while the page is open, which is what two readings of them tell.

import {getMetricsText} from '../../core/api.js';
import {drawSpark} from '../../parts/spark.js';

const KEPT = 60;
const LINE = /^(\w+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export class Metrics {
  constructor(text) {
    this.series = new Map();  // By name: [{labels, value}].
    for (const line of text.split('\n')) {
      const found = LINE.exec(line);
      if (!found) continue;
      const [, name, labels, value] = found;
      if (!this.series.has(name)) this.series.set(name, []);
      const pairs = [...(labels ?? '').matchAll(LABEL)].map(([, key, word]) => [key, word.replace(/\\(.)/g, '$1')]);
      this.series.get(name).push({labels: Object.fromEntries(pairs), value: Number(value)});
    }
  }

  all(name) {
    return this.series.get(`groundswell_${name}`) ?? this.series.get(name) ?? [];
  }

  // The value with these labels; undefined where there is none.
  value(name, labels = {}) {
    const fits = (one) => Object.entries(labels).every(([key, word]) => one.labels[key] === word);
    return this.all(name).find(fits)?.value;
  }

  // The words of a label that a metric has, in order.
  words(name, label) {
    return [...new Set(this.all(name).map((one) => one.labels[label]))];
  }
}

// Throws ApiError.
export const readMetrics = async () => new Metrics(await getMetricsText());

export class Pace {
  constructor() {
    this.before = null;
    this.rates = [];
  }

  // Takes a reading of the counters at a moment of the page's own clock.
  take(metrics, atMs) {
    const now = {atMs, posts: metrics.value('engine_posts_total'), busy: metrics.value('engine_busy_seconds_total')};
    const {before} = this;
    this.before = now;
    const secs = before === null ? 0 : (atMs - before.atMs) / 1000;
    // A counter that went back is that of another process.
    if (before === null || secs <= 0.5 || now.posts === undefined || now.posts < before.posts) return;
    this.busy = Math.min(Math.max((now.busy - before.busy) / secs, 0), 1);
    this.rates = [...this.rates, (now.posts - before.posts) / secs].slice(-KEPT);
  }

  // Posts a second just now; undefined before there were two readings.
  get rate() {
    return this.rates.at(-1);
  }

  draw() {
    const none = Array(Math.max(KEPT - this.rates.length, 0)).fill(0);
    const values = [...none, ...this.rates];
    return drawSpark(values, values);
  }
}
