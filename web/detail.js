// The chosen group: its figures, its curve, what was said. Follows the group while it is open.

import {ApiError, get} from './api.js';
import {drawCurve} from './curve.js';
import {find, flash, make, setBadge, setText, show} from './dom.js';
import {sayOrg, sayPeople, sayTitle} from './groups.js';
import {formatMoment, formatMomentLong, formatNumber, formatShare, say, sayLevel} from './language.js';
import {PostList} from './posts.js';
import {getTimeline} from './timeline.js';

// A busy group changes several times a second; its curve and posts are asked for at most so often.
const REFRESH_MS = 3000;

const countsOf = (counts) => Object.entries(counts ?? {}).sort((a, b) => b[1] - a[1]);

function sayCounts(counts) {
  const shown = countsOf(counts).slice(0, 6).map(([name, posts]) => `${name}\u00a0${formatNumber(posts)}`);
  return shown.length === 0 ? null : shown.join(' · ') + (countsOf(counts).length > 6 ? ' …' : '');
}

const raise = (exponent) => [...String(exponent)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[digit]).join('');

// -log10 of the probability of as many by chance, and that probability in words.
function saySurprise(value) {
  if (value === undefined) return null;
  if (value < 0.3) return say('figureSurpriseNone');
  const odds = value < 5 ? formatNumber(Math.round(10 ** value)) : `10${raise(Math.round(value))}`;
  return say('figureSurpriseValue', {value, odds});
}

function makeMoment(iso) {
  const node = make('time', {datetime: iso, title: formatMomentLong(Date.parse(iso))});
  setText(node, formatMoment(Date.parse(iso)));
  return node;
}

// Name and value of every figure that the engine gives of the group.
function figuresOf(group) {
  const rate = group.rate_per_hour === undefined ? null : say('figureRateValue',
      {rate: group.rate_per_hour, baseline: formatNumber(group.baseline_per_hour ?? 0)});
  const share = (value) => value === undefined ? null : formatShare(value);
  const merged = group.merged_from ?? [];
  return [
    ['figurePeople', sayPeople(group)],
    ['figurePosts', formatNumber(group.posts ?? 0)],
    ['figureRate', rate],
    ['figureSurprise', saySurprise(group.surprise)],
    ['figureNegative', share(group.sentiment?.negative_share)],
    ['figureOrganic', share(group.organic_share)],
    ['figureSeverity', group.severity === undefined ? null : formatNumber(group.severity)],
    ['figureUrgency', group.urgency === undefined ? null : formatNumber(group.urgency)],
    ['figureStatus', group.status ?? null],
    ['figureChannels', sayCounts(group.channels)],
    ['figureRegions', sayCounts(group.regions)],
    ['figureFirst', group.first_at ? makeMoment(group.first_at) : null],
    ['figureLast', group.last_at ? makeMoment(group.last_at) : null],
    ['figureMerged', merged.length > 0 ? say('groupCount', {count: merged.length}) : null],
  ].filter(([, value]) => value !== null);
}

export class Detail {
  constructor(onFailure, onMoved) {
    this.onFailure = onFailure;
    this.onMoved = onMoved;
    this.id = this.group = null;
    this.posts = new PostList((failure) => this.onRefused(failure));
    this.curve = null;
    this.isGone = false;
    let width = 0;
    new ResizeObserver(([entry]) => {
      if (Math.abs(entry.contentRect.width - width) < 2) return;
      width = entry.contentRect.width;
      if (this.group) this.renderCurve();
    }).observe(find('detail-curve'));
  }

  // Shows a group; `known` is what the list knows of it, so that something shows at once.
  open(id, known) {
    this.id = id;
    this.group = known ?? null;
    this.posts.open(`groups/${encodeURIComponent(id)}/posts`);
    this.curve = null;
    this.isGone = false;
    find('detail-figures').replaceChildren();
    find('detail').scrollTop = 0;
    this.render();
    this.refresh();
  }

  close() {
    this.id = this.group = null;
    clearTimeout(this.timer);
    this.timer = null;
    this.render();
  }

  // The group has changed. What the event brings shows at once, the rest a moment later.
  update(group) {
    if (group.id !== this.id) return;
    this.group = {...this.group, ...group};
    this.renderFigures();
    this.timer ??= setTimeout(() => this.refresh(), REFRESH_MS);
  }

  async refresh() {
    clearTimeout(this.timer);
    this.timer = null;
    const id = this.id;
    if (id === null) return;
    try {
      const group = await get(`groups/${encodeURIComponent(id)}`);
      if (id !== this.id) return;
      if (group.id !== id) return this.onMoved(group);  // Merged: the engine answered with the group it is in now.
      const [curve] = await Promise.all([getTimeline(group), this.posts.refresh()]);
      if (id !== this.id) return;
      this.group = group;
      this.curve = curve;
      this.isGone = false;
      this.render();
    } catch (failure) {
      if (id === this.id) this.onRefused(failure);
    }
  }

  onRefused(failure) {
    if (!(failure instanceof ApiError)) throw failure;
    if (failure.status !== 404) return this.onFailure(failure);
    this.group = null;
    this.isGone = true;
    this.render();
  }

  render() {
    show(find('detail-body'), this.group !== null);
    show(find('detail-empty'), this.group === null);
    setText(find('detail-empty'), say(this.id === null ? 'detailEmpty' : this.isGone ? 'groupGone' : 'groupsLoading'));
    find('detail').classList.toggle('is-open', this.id !== null);
    if (!this.group) return;
    this.renderFigures();
    this.renderCurve();
    this.renderVoices();
    this.posts.render();
  }

  renderFigures() {
    const group = this.group;
    setBadge(find('detail-level'), group.level, sayLevel(group.level));
    setText(find('detail-org'), sayOrg(group));
    setText(find('detail-title'), sayTitle(group));
    setText(find('detail-keywords'), (group.keywords ?? []).join(' · '));
    const said = figuresOf(group).map(([key, value]) => [say(key), value]);
    const list = find('detail-figures');
    const names = [...list.children].map((pair) => pair.firstChild.textContent);
    // The figures of one group keep their places: only what differs is touched.
    if (names.join() === said.map(([name]) => name).join()) {
      return said.forEach(([, value], i) => this.changeFigure(list.children[i].lastChild, value));
    }
    list.replaceChildren(...said.map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value))));
  }

  changeFigure(node, value) {
    if (node.textContent === (value.textContent ?? value)) return;
    node.replaceChildren(value);
    flash(node);
  }

  renderCurve() {
    if (this.curve) drawCurve(find('detail-curve'), this.curve.buckets, this.curve.spanMs);
    else find('detail-curve').replaceChildren();
  }

  renderVoices() {
    const voices = (this.group.representatives ?? []).filter((voice) => voice.text);
    const nodes = voices.map((voice) => make('li', {},
        make('q', {dir: 'auto'}, voice.text), ' ', make('span', {class: 'channel'}, voice.channel ?? '')));
    if (nodes.length === 0) nodes.push(make('li', {class: 'empty'}, say('voicesNone')));
    // Left alone while they say the same, for somebody may be copying them.
    const said = nodes.map((node) => node.textContent).join('\n');
    if (said === this.voicesSaid) return;
    this.voicesSaid = said;
    find('detail-voices').replaceChildren(...nodes);
  }
}
