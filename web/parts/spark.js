// A sparkline: the posts of a group over its life as small bars, the people who joined in them darker. It repeats what
// the figures beside it say, so screen readers pass it by.

import {makeSvg} from '../core/dom.js';
import {getTimeline} from './timeline.js';
import {ApiError} from '../core/api.js';

const BUCKETS = 32;
const WIDTH = 128, HEIGHT = 32;
const AT_ONCE = 3;        // Calls at the same time: the list of groups must not make the engine's readers wait.
const AGAIN_MS = 10000;   // The curve of a busy group is asked for again no sooner.
const KEPT = 600;         // Curves remembered; the oldest give way.

// `values` and `darker` are lists of the same length, the newest last.
export function drawSpark(values, darker) {
  const most = Math.max(1, ...values);
  const step = WIDTH / Math.max(values.length, 12), wide = Math.max(step - 1, 1);
  const bars = values.flatMap((value, i) => {
    if (value === 0) return [];
    const bar = (css, of) => makeSvg('rect', {class: css, x: (i * step).toFixed(1), width: wide.toFixed(1), rx: 1,
      y: (HEIGHT - of / most * HEIGHT).toFixed(1), height: (of / most * HEIGHT).toFixed(1)});
    return [bar('spark-bar', value), darker[i] > 0 ? bar('spark-new', Math.min(darker[i], value)) : null];
  });
  return makeSvg('svg', {class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none',
    'aria-hidden': 'true'}, ...bars);
}

// Brings the curves of the groups that are seen, a few at a time, and gives each to `show(id, svg)`.
export class Sparks {
  constructor(show) {
    this.show = show;
    this.known = new Map();  // By group: {posts, at, buckets}.
    this.wanted = new Map();
    this.running = 0;
  }

  // The groups that are seen now. What was asked for before and is out of sight is not fetched any more.
  want(groups) {
    const before = this.wanted;
    this.wanted = new Map();
    for (const group of groups) {
      const known = this.known.get(group.id);
      if (known && !before.has(group.id)) this.draw(group.id, known);
      const isOld = !known || (known.posts !== group.posts && Date.now() - known.at > AGAIN_MS);
      if (isOld) this.wanted.set(group.id, group);
    }
    this.fetchNext();
  }

  drawKnown(id) {
    const known = this.known.get(id);
    if (known) this.draw(id, known);
  }

  draw(id, {buckets}) {
    this.show(id, drawSpark(buckets.map((bucket) => bucket.posts), buckets.map((bucket) => bucket.joined)));
  }

  fetchNext() {
    while (this.running < AT_ONCE && this.wanted.size > 0) {
      const [id, group] = this.wanted.entries().next().value;
      this.wanted.delete(id);
      ++this.running;
      this.fetch(group).finally(() => {
        --this.running;
        this.fetchNext();
      });
    }
  }

  async fetch(group) {
    const known = {posts: group.posts, at: Date.now(), buckets: []};
    try {
      known.buckets = (await getTimeline(group, BUCKETS)).buckets.slice(-BUCKETS);
    } catch (failure) {
      // Gone, or the engine is away: the list says so; a picture more or less does not.
      if (!(failure instanceof ApiError)) throw failure;
    }
    this.known.delete(group.id);
    this.known.set(group.id, known);
    if (this.known.size > KEPT) this.known.delete(this.known.keys().next().value);
    this.draw(group.id, known);
  }
}
