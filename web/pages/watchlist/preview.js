// What a change of the watchlist would have found in the posts of the last seven days, as the engine tells it.

import {make} from '../../core/dom.js';
import {formatMoment, formatNumber, say} from '../../core/language.js';
import {sayOrg} from '../../parts/group_words.js';
import {markEvidence} from '../../parts/posts.js';
import {postsAddress} from '../../parts/queries.js';

// More than these are shown when asked for.
const EXAMPLES_OPEN = 6;

function makeExample(one) {
  const around = {channel: one.channel, since: one.time, until: new Date(Date.parse(one.time) + 1).toISOString()};
  return make(
      'li', {},
      make(
          'p', {class: 'soft'},
          make('a', {href: postsAddress(around)}, `${one.channel} ${formatMoment(Date.parse(one.time))}`), ' ',
          make('strong', {dir: 'auto'}, say('watchBecomes', {before: sayOrg(one.before), after: sayOrg(one.after)}))),
      make('p', {dir: 'auto'}, markEvidence(one.text, one.evidence)));
}

export function makePreview(preview) {
  const moment = (iso) => iso ? formatMoment(Date.parse(iso)) : '–';
  const key = preview.changed === 0 && preview.complete ? 'watchPreviewNone' :
      preview.complete                                  ? 'watchPreviewSum' :
                                                          'watchPreviewPart';
  const words =
      say(key,
          {posts: preview.posts, changed: preview.changed, since: moment(preview.since), until: moment(preview.until)});
  const head = ['trendColName', 'watchNow', 'watchThen', 'watchGained', 'watchLost'];
  const number = (value, sign = '') =>
      make('td', {class: 'right'}, value === 0 && sign ? '–' : sign + formatNumber(value));
  const link = (name, value) => make(
      'td', {class: 'right'},
      make('a', {href: postsAddress({org: name, since: preview.since, until: preview.until})}, formatNumber(value)));
  return make(
      'div', {class: 'watch-preview'}, make('p', {}, words), make('p', {class: 'hint'}, say('watchPreviewAccounts')),
      preview.organisations.length === 0 ?
          null :
          make(
              'div', {class: 'table-scroll'},
              make(
                  'table', {class: 'table'},
                  make(
                      'thead', {},
                      make(
                          'tr', {},
                          head.map((name, i) => make('th', {scope: 'col', class: i > 0 ? 'right' : null}, say(name))))),
                  make(
                      'tbody', {},
                      preview.organisations.map(
                          (one) => make(
                              'tr', {}, make('th', {scope: 'row', dir: 'auto'}, sayOrg(one.name)),
                              link(one.name, one.before), number(one.after), number(one.gained, '+'),
                              number(one.lost, '−')))))),
      preview.examples.length === 0 ?
          null :
          make(
              'details', {open: preview.examples.length <= EXAMPLES_OPEN}, make('summary', {}, say('watchExamples')),
              make('ul', {class: 'quotes'}, preview.examples.map(makeExample))));
}
