// Where posts come from: a line a source, those that need somebody first. It is only to be read: to pause a source takes
// a right that a reader of this page need not have.

import {get} from './api.js';
import {arrange, find, make, setAgo, setText, show} from './dom.js';
import {formatNumber, say, sayState} from './language.js';

// In this order; what none of these needs nobody.
const TROUBLED = ['failed', 'waiting', 'paused'];
// Less is no news: every source lags by some milliseconds.
const LAG_SECS_MIN = 1;

const rank = (source) => (TROUBLED.indexOf(source.state) + TROUBLED.length + 1) % (TROUBLED.length + 1);
const order = (a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1);

// What is worth telling of it, in words.
function factsOf(source) {
  const facts = [say('sourcePosts', {count: source.posts})];
  if (source.lag_secs >= LAG_SECS_MIN) facts.push(say('sourceLag', {secs: source.lag_secs}));
  if (source.behind_bytes > 0) facts.push(say('sourceBehind', {bytes: formatNumber(source.behind_bytes)}));
  if (source.refused > 0) facts.push(say('sourceRefused', {count: source.refused}));
  if (source.gaps > 0) facts.push(say('sourceGaps', {count: source.gaps, secs: source.gap_secs}));
  return facts;
}

// The last error stands as long as it may still be what is wrong; of a source that runs, it is history.
function makeError(source) {
  if (!source.last_error) return null;
  const time = make('time');
  setAgo(time, source.last_error.at);
  const isOver = !TROUBLED.includes(source.state);
  return make('p', {class: isOver ? 'source-error over' : 'source-error'}, source.last_error.message, ' ', time);
}

function makeLine(source) {
  return make('li', {class: `source state-${source.state}`, 'data-name': source.name},
      make('span', {class: 'state'}, sayState(source.state)),
      make('span', {class: 'name'}, source.name),
      make('span', {class: 'kind'}, source.mapping ? `${source.kind} · ${source.mapping}` : source.kind),
      ...factsOf(source).map((fact) => make('span', {class: 'fact'}, fact)),
      makeError(source));
}

export class SourceList {
  constructor(onFailure) {
    this.onFailure = onFailure;
    this.sources = [];
  }

  async load() {
    try {
      this.sources = (await get('sources')).items;
      this.render();
    } catch (failure) {
      this.onFailure(failure);
    }
  }

  render() {
    show(find('sources'), this.sources.length > 0);
    arrange(find('source-list'), [...this.sources].sort(order).map(makeLine));
    const troubled = this.sources.filter((source) => TROUBLED.includes(source.state)).length;
    setText(find('sources-summary'),
        troubled > 0 ? say('sourcesTroubled', {count: troubled, all: this.sources.length}) :
                       say('sourcesFine', {count: this.sources.length}));
  }
}
