// What is known of a group beside its story: figures, cause, demands, voices, where it spreads, how it came together.

import {make, makeAgo, makeButton} from '../../core/dom.js';
import {formatMoment, formatNumber, formatShare, formatShort, say, sayName} from '../../core/language.js';
import {groupAddress} from '../../core/router.js';
import {makeBars} from '../../parts/bars.js';
import {countsOf, sayPeopleShort} from '../../parts/group_words.js';
import {markEvidence} from '../../parts/posts.js';
import {sayCause} from '../../words/group.js';

const raise = (exponent) => [...String(exponent)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[digit]).join('');

// -log10 of the probability of as many by chance, as "1 in N".
function sayOdds(surprise) {
  if (surprise < 0.3) return null;
  return say(
      'figureOdds',
      {odds: surprise < 5 ? formatNumber(Math.round(10 ** surprise)) : `10${raise(Math.round(surprise))}`});
}

const sayParts = (parts) => Object.entries(parts ?? {}).filter(([, value]) => value >= 0.5).sort((a, b) => b[1] - a[1])
    .map(([name, value]) => `${sayName('part', name)} ${formatNumber(Math.round(value))}`).join(' · ') || null;

// Name, value, what stands small below it and which posts are behind it, of every figure that the engine gives.
function figuresOf(group) {
  const joiners = group.complainants?.joiners ?? 0;
  return [
    [
      'figurePeople', sayPeopleShort(group.complainants), joiners > 0 ? say('joinedIn', {count: joiners}) : null,
      (post) => post.is_complainant
    ],
    ['figurePosts', formatNumber(group.posts ?? 0), null, () => true],
    ['figureRate', group.rate_per_hour, say('figureUsual', {rate: formatNumber(group.baseline_per_hour ?? 0)})],
    ['figureSurprise', group.surprise, sayOdds(group.surprise ?? 0)],
    ['figureSeverity', round(group.severity), sayParts(group.severity_parts)],
    ['figureUrgency', round(group.urgency), sayParts(group.urgency_parts)],
    [
      'figureNegative',
      group.sentiment?.negative_share === undefined ? undefined : formatShare(group.sentiment.negative_share), null,
      (post) => post.sentiment === 'negative'
    ],
    ['figureReach', group.reach === undefined ? undefined : formatShort(group.reach), say('figureReachWhy')],
    [
      'figureFormal', group.formal?.posts, group.formal ? say('figureFormalPeople', {count: group.formal.people}) : null
    ],
    ['figureFirst', group.first_at ? formatMoment(Date.parse(group.first_at)) : undefined],
    ['figureLast', group.last_at ? makeAgo(group.last_at) : undefined],
  ].filter(([, value]) => value !== undefined);
}

const round = (value) => value === undefined ? undefined : Math.round(value);

// `showPosts(words, accept)` shows the posts that are behind a figure.
export function makeFigures(group, showPosts) {
  return make('dl', {class: 'figures'}, figuresOf(group).map(([key, value, small, accept]) => {
    const words = typeof value === 'number' ? formatNumber(value) : value;
    return make(
        'div', {}, make('dt', {}, say(key)),
        make(
            'dd', {},
            accept ? makeButton(words, () => showPosts(say(key), accept), {class: 'link figure-link'}) : words,
            small ? make('small', {}, small) : null));
  }));
}

// A quote, with the words that tell its cause marked.
function makeQuote(quote, evidence) {
  return make('li', {}, make('blockquote', {dir: 'auto'}, markEvidence(quote.text, evidence)),
      make('p', {class: 'hint'}, quote.channel ?? ''));
}

function makeVoices(group) {
  const words = new Map((group.cause?.evidence ?? []).map((one) => [`${one.channel}\n${one.id}`, one.text]));
  const voices = (group.representatives ?? []).filter((voice) => voice.text);
  if (voices.length === 0) return make('p', {class: 'soft'}, say('voicesNone'));
  return make(
      'ul', {class: 'voices'}, voices.map((voice) => makeQuote(voice, words.get(`${voice.channel}\n${voice.id}`))));
}

// What it is about: the cause, what is asked for, typical voices.
export function makeWhy(group, showPosts) {
  const {cause} = group;
  const demands = countsOf(group.demands).map(([name, posts]) => [sayName('demand', name), posts,
    () => showPosts(sayName('demand', name), (post) => post.demands?.includes(name))]);
  const evidence = [...new Set((cause?.evidence ?? []).map((one) => one.text).filter(Boolean))];
  return make('section', {class: 'card section'}, make('h2', {}, say('why')),
      make('p', {class: 'cause'}, make('strong', {}, sayCause(cause)),
          cause?.tag ? make('span', {class: 'soft'}, sayName('class', cause.class)) : null,
          cause ? makeButton(say('causeShare', {count: cause.posts, posts: group.posts}), () => showPosts(sayCause(cause),
              (post) => post.is_complaint && post.cause?.class === cause.class && post.cause.tag === cause.tag), {class: 'link'}) : null),
      evidence.length > 0 ? make('p', {class: 'evidence'}, make('span', {class: 'soft'}, `${say('evidence')}: `),
          evidence.flatMap((text, i) => [i > 0 ? ' ' : null, make('mark', {dir: 'auto'}, text)])) : null,
      make('div', {class: 'halves'},
          make('div', {}, make('h3', {}, say('voices')), makeVoices(group)),
          make('div', {}, make('h3', {}, say('demands')),
              demands.length > 0 ? makeBars(demands) : make('p', {class: 'soft'}, say('demandsNone')))));
}

function makeVerdict(group) {
  const {authorship} = group;
  const lines = [];
  if (authorship) {
    lines.push(
        make('strong', {}, sayName('verdict', authorship.verdict)),
        make('p', {class: 'soft'}, say('authors', authorship)));
    if (authorship.templates > 0)
      lines.push(make('p', {class: 'soft'}, say('templates', {count: authorship.templates})));
    if (authorship.agents) lines.push(make('p', {class: 'wrong'}, say('agents')));
  }
  if (group.organic_share !== undefined) {
    lines.push(make('p', {class: 'soft'}, say('organicShare', {share: formatShare(group.organic_share)})));
  }
  return lines.length === 0 ? null : make('div', {}, make('h3', {}, say('organic')), lines);
}

export function makeSpread(group, showPosts) {
  const entries = (counts, key) =>
      countsOf(counts).map(([name, posts]) => [name, posts, () => showPosts(name, (post) => post[key] === name)]);
  const channels = entries(group.channels, 'channel'), regions = entries(group.regions, 'region');
  return make(
      'section', {class: 'card section'}, make('h2', {}, say('spread')), make('h3', {}, say('channels')),
      makeBars(channels), make('h3', {}, say('regions')),
      regions.length > 0 ? makeBars(regions) : make('p', {class: 'soft'}, say('regionsNone')), makeVerdict(group));
}

// How the group came to have its posts, the newest first; null for one that nothing happened to.
export function makeLineage(group) {
  const lineage = group.lineage ?? [];
  if (lineage.length === 0) return null;
  return make('section', {class: 'card section'}, make('h2', {}, say('lineage')), make('ul', {class: 'entries'},
      [...lineage].reverse().map((one) => make('li', {}, makeAgo(one.at, {class: 'soft'}), ' ',
          say(`lineage${one.event[0].toUpperCase()}${one.event.slice(1)}`, {posts: one.posts}), ' (',
          make('a', {href: groupAddress(one.group)}, say('theGroup')), ', ',
          one.why === 'rule' ? say('whyRule', {by: one.by ?? say('unknown')}) : say('whyAlike'), ')',
          one.reason ? make('p', {class: 'soft', dir: 'auto'}, one.reason) : null))));
}
