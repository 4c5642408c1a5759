// The page of one group: its story, what it is about, the posts, its case and what may be done. It follows the group
// while it is open.

import '../words/group.js';
import {get, part} from '../core/api.js';
import {make, makeButton, setText, show} from '../core/dom.js';
import {say, sayLevel, sayStatus} from '../core/language.js';
import {addressOf, groupAddress} from '../core/router.js';
import {sayFailure} from '../parts/form.js';
import {sayOrg, sayTitle} from '../parts/group_words.js';
import {keyOfPost, PostList} from '../parts/posts.js';
import {getTimeline} from '../parts/timeline.js';
import {Actions} from './group/actions.js';
import {GroupAlerts} from './group/alerts.js';
import {CaseCard} from './group/case.js';
import {makeFigures, makeLineage, makeSpread, makeWhy} from './group/facts.js';
import {makeSimilar} from './group/similar.js';
import {Story} from './group/story.js';

// A busy group changes several times a second; its curve, posts and case are asked for at most so often.
const REFRESH_MS = 2500;
const BUCKETS = 96;
const ALERTS = 100;

class GroupPage {
  constructor(root, context) {
    Object.assign(this, {root, context, id: context.address.id, group: null, chosen: new Map(), isSplitting: false});
    this.mayAct = context.may('operate');
    this.showPosts = (words, accept) => this.narrowPosts(words, accept);
    this.loading = make('p', {class: 'empty', role: 'status'}, say('loading'));
    // The page has its heading from the first moment: whoever comes here by keyboard or ear starts from it.
    this.title = make('h1', {tabindex: -1, dir: 'auto'}, say('pageGroup'));
    this.head = make('div', {class: 'group-kicker'});
    this.keywords = make('p', {class: 'tags'});
    root.append(make('p', {class: 'back no-print'}, make('a', {href: addressOf('now')}, `← ${say('backToNow')}`)),
        this.head, this.title, this.keywords, this.loading);
    context.onEvent('group', (group) => this.onGroup(group));
    context.onEvent('alert', (alert) => alert.group?.id === this.id && this.later());
    context.onRefresh(() => this.refresh());
    this.refresh();
  }

  // --- From the engine

  onGroup(group) {
    if (group.id !== this.id) return;
    if (group.merged_into) return this.moveTo(group.merged_into);
    if (this.group === null) return;
    const before = this.group;
    this.group = {...this.group, ...group};
    this.renderHead();
    this.renderFigures();
    if (before.level !== group.level) {
      this.context.announce(`${sayTitle(group)}: ${sayLevel(group.level)}`);
    }
    this.later();
  }

  later() {
    this.timer ??= setTimeout(() => this.refresh(), REFRESH_MS);
  }

  // One reading at a time: what is asked for meanwhile is read once more afterwards.
  async refresh() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.isReading) return this.later();
    this.isReading = true;
    try {
      await this.read();
    } finally {
      this.isReading = false;
    }
  }

  async read() {
    const path = `groups/${part(this.id)}`;
    const all = await this.context.try(async () => {
      const group = await get(path);
      if (group.id !== this.id) return {moved: group.id};  // Merged: the engine answered with the group it is in now.
      const [curve, alerts, one] = await Promise.all([
        getTimeline(group, BUCKETS), get('alerts', {group: this.id, limit: ALERTS}),
        this.readCase(), this.posts?.refresh()
      ]);
      return {group, curve, alerts: alerts.items, one};
    }, () => this.onGone());
    if (all === null) return;
    if (all.moved) return this.moveTo(all.moved);
    this.group = all.group;
    if (!this.body) await this.build();
    this.render(all);
  }

  // null where nobody has touched the group yet.
  async readCase() {
    try {
      return await get(`cases/${part(this.id)}`);
    } catch (failure) {
      if (failure.status !== 404) throw failure;
      return null;
    }
  }

  moveTo(id) {
    this.context.go(groupAddress(id), true);
  }

  onGone() {
    this.body?.remove();
    setText(this.loading, say('groupGone'));
    show(this.loading, true);
  }

  // --- What stands where

  async build() {
    this.figures = make('section', {class: 'card section figures-card'});
    this.story = new Story();
    this.why = make('div');
    this.spread = make('div');
    this.lineage = make('div');
    this.similar = make('div');
    this.alerts = new GroupAlerts(this.context);
    this.actions = this.mayAct ? new Actions(this.id, (words) => this.onDone(words), () => this.startSplit()) : null;
    if (this.actions) this.actions.onFailed = (failure) => this.context.announce(this.complain(sayFailure(failure)));
    this.case = new CaseCard(this.actions);
    this.said = make('p', {class: 'said', role: 'status', hidden: true});
    this.posts = new PostList(`groups/${part(this.id)}/posts`, this.context, (post) => this.makeTools(post));
    this.splitBar = make('div', {class: 'split-bar card', hidden: true});
    this.postsTitle = make('h2', {tabindex: -1}, say('posts'));
    this.narrowed = make('p', {class: 'narrowed', role: 'status', hidden: true});
    const posts = make('section', {class: 'card section'}, make('div', {class: 'section-head'}, this.postsTitle,
        make('span', {class: 'hint'}, say('postsNewest'))), this.narrowed, this.splitBar, this.posts.node);
    // In the order in which a narrow screen shows them.
    this.body = make('div', {class: 'group-grid'},
        make('div', {class: 'group-main'}, this.figures, this.story.node, this.why),
        make('div', {class: 'group-side'}, this.case.node, this.spread, this.alerts.node, this.similar, this.lineage),
        make('div', {class: 'group-posts'}, posts));
    show(this.loading, false);
    this.root.append(...[this.actions?.node, this.said, this.body].filter(Boolean));
    await this.context.try(() => this.posts.refresh());
    if (this.context.address.query.part === 'case') this.leadToCase = true;
  }

  render({group, curve, alerts, one}) {
    this.renderHead();
    this.renderFigures();
    this.story.set(group, curve, alerts);
    this.replace(this.why, makeWhy(group, this.showPosts));
    this.replace(this.spread, makeSpread(group, this.showPosts));
    this.replace(this.lineage, makeLineage(group));
    this.alerts.set(alerts);
    if (one) this.case.set(one, one.clocks ?? group.clocks);
    if (one && this.leadToCase) this.case.lead();
    this.leadToCase = false;
    this.renderSimilar();
  }

  // Asked for anew when the group has become about something else.
  async renderSimilar() {
    const {org, keywords, cause} = this.group, about = JSON.stringify([org, keywords, cause?.tag]);
    if (about === this.similarTo) return;
    this.similarTo = about;
    const node = await this.context.try(() => makeSimilar(this.id), () => {});
    if (about !== this.similarTo) return;
    if (node === null) this.similarTo = null;
    else this.replace(this.similar, node);
  }

  // Left alone while it says the same, for somebody may be copying from it.
  replace(place, node) {
    const said = node?.textContent ?? '';
    if (place.said === said) return;
    place.said = said;
    place.replaceChildren(...(node ? [node] : []));
  }

  renderHead() {
    const group = this.group;
    setText(this.title, sayTitle(group));
    this.context.title(sayTitle(group));
    this.replace(
        this.head,
        make(
            'p', {class: 'kicker'}, make('span', {class: `badge badge-${group.level}`}, sayLevel(group.level)),
            make('span', {class: group.org ? 'org' : 'org unknown', dir: 'auto'}, sayOrg(group.org)),
            group.status ? make('span', {class: 'tag'}, sayStatus(group.status)) : null));
    this.replace(
        this.keywords,
        make(
            'span', {},
            (group.keywords ?? []).flatMap((word) => [make('span', {class: 'tag', dir: 'auto'}, word), ' '])));
  }

  renderFigures() {
    if (this.figures) this.replace(this.figures, makeFigures(this.group, this.showPosts));
  }

  // --- From the people before it

  onDone(words) {
    this.complain('');
    setText(this.said, words);
    show(this.said, true);
    clearTimeout(this.saidTimer);
    this.saidTimer = setTimeout(() => show(this.said, false), 6000);
    this.stopSplit();
    this.refresh();
  }

  complain(words) {
    this.said.classList.toggle('is-wrong', words !== '');
    setText(this.said, words);
    show(this.said, words !== '');
    return words;
  }

  // The posts behind a number.
  narrowPosts(words, accept) {
    this.posts.narrow(accept);
    show(this.narrowed, accept !== null);
    if (accept === null) return;
    this.narrowed.replaceChildren(say('postsOnly', {what: words}), ' ',
        makeButton(say('postsAll'), () => this.narrowPosts('', null), {class: 'link no-print'}));
    this.postsTitle.focus({preventScroll: true});
    this.postsTitle.scrollIntoView({block: 'start'});
  }

  makeTools(post) {
    if (!this.mayAct) return [];
    if (this.isSplitting) return [this.makeChoice(post)];
    return [makeButton(say('actPerson'), () => this.actions.openPerson(post), {class: 'link'}),
      makeButton(say('actCorrect'), () => this.actions.openCorrect(post), {class: 'link'})];
  }

  makeChoice(post) {
    const key = keyOfPost(post);
    const input = make('input', {type: 'checkbox', checked: this.chosen.has(key), 'aria-label': say('actSplit')});
    input.addEventListener('change', () => {
      if (input.checked) this.chosen.set(key, post);
      else this.chosen.delete(key);
      this.renderSplit();
    });
    return input;
  }

  startSplit() {
    this.isSplitting = true;
    this.chosen.clear();
    this.posts.renew();
    this.renderSplit();
    this.splitBar.scrollIntoView({block: 'start'});
    this.posts.node.querySelector('input')?.focus({preventScroll: true});
  }

  stopSplit() {
    if (!this.isSplitting) return;
    this.isSplitting = false;
    this.posts.renew();
    this.renderSplit();
  }

  renderSplit() {
    show(this.splitBar, this.isSplitting);
    const go = makeButton(say('splitGo'), () => this.actions.openSplit([...this.chosen.values()]), {class: 'primary'});
    go.disabled = this.chosen.size === 0;
    this.splitBar.replaceChildren(make('span', {role: 'status'}, this.chosen.size === 0 ? say('splitChoose') :
        say('splitChosen', {count: this.chosen.size})), go, makeButton(say('cancel'), () => this.stopSplit()));
  }

  end() {
    clearTimeout(this.timer);
    clearTimeout(this.saidTimer);
    this.story?.end();
  }
}

export function mount(root, context) {
  const page = new GroupPage(root, context);
  return () => page.end();
}
