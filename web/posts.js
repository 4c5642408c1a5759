// The posts of the chosen group, the newest first, by pages. What a post says is shown as text and as nothing else.

import {get} from './api.js';
import {arrange, find, flash, make, setAgo, show} from './dom.js';
import {currentLanguage, say, sayMood} from './language.js';

const PAGE = 20;

const keyOf = (post) => JSON.stringify([post.channel, post.id]);

// A link to where the post stands, when what the post says of it is one.
function makeSource(url) {
  if (!/^https?:\/\//i.test(url ?? '')) return null;
  return make('a', {href: url, target: '_blank', rel: 'noopener noreferrer', class: 'source'}, say('original'));
}

function makePost(post) {
  const time = make('time');
  setAgo(time, post.time);
  const mood = post.sentiment ? make('span', {class: `mood mood-${post.sentiment}`}, sayMood(post.sentiment)) : null;
  const mark = (key, isSet) => isSet ? make('span', {class: `mark mark-${key}`}, say(key)) : null;
  return make('li', {class: 'post'},
      make('p', {class: 'post-head'}, time, make('span', {class: 'channel'}, post.channel ?? ''),
          post.region ? make('span', {}, post.region) : null, mood, mark('complaint', post.is_complaint),
          mark('copy', post.is_copy), makeSource(post.url)),
      post.title ? make('p', {class: 'post-title', dir: 'auto'}, post.title) : null,
      make('p', {class: 'post-text', dir: 'auto', lang: post.lang === 'und' ? null : post.lang},
          post.text || (post.title ? '' : say('textNone'))));
}

export class PostList {
  constructor(onFailure) {
    this.onFailure = onFailure;
    this.list = find('detail-posts');
    this.more = find('posts-more');
    this.more.addEventListener('click', () => this.loadMore());
    this.open('');
  }

  // Empties the list; refresh() fills it from `path`.
  open(path) {
    this.path = path;
    this.posts = [];
    this.cursor = null;
    this.isLoaded = false;
    this.nodes = new Map();
    arrange(this.list, []);
    show(this.more, false);
  }

  // The newest page replaces what was shown of its stretch of time: new posts come in, deleted ones go.
  // Throws ApiError.
  async refresh() {
    const path = this.path;
    const {items, next_cursor: cursor} = await get(path, {limit: PAGE});
    if (path !== this.path) return;
    const fresh = new Set(items.map(keyOf)), known = new Set(this.posts.map(keyOf));
    this.added = this.isLoaded ? new Set([...fresh].filter((key) => !known.has(key))) : new Set();
    const last = items.length > 0 ? keyOf(items.at(-1)) : null;
    const joint = this.posts.findIndex((post) => keyOf(post) === last);
    if (joint >= 0) {
      this.posts = [...items, ...this.posts.slice(joint + 1).filter((post) => !fresh.has(keyOf(post)))];
    } else {
      this.posts = items;
      this.cursor = cursor;
    }
    this.isLoaded = true;
  }

  async loadMore() {
    const path = this.path;
    try {
      const page = await get(path, {limit: PAGE, cursor: this.cursor});
      if (path !== this.path) return;
      const known = new Set(this.posts.map(keyOf));
      this.posts.push(...page.items.filter((post) => !known.has(keyOf(post))));
      this.cursor = page.next_cursor;
      this.render();
    } catch (failure) {
      if (path === this.path) this.onFailure(failure);
    }
  }

  render() {
    const nodes = new Map();
    for (const post of this.posts) {
      const key = keyOf(post), stamp = currentLanguage() + JSON.stringify(post);
      const known = this.nodes.get(key);
      nodes.set(key, known?.stamp === stamp ? known : {stamp, node: makePost(post)});
      if (this.added?.delete(key)) flash(nodes.get(key).node);
    }
    this.nodes = nodes;
    const shown = [...nodes.values()].map(({node}) => node);
    if (shown.length === 0 && this.isLoaded) shown.push(make('li', {class: 'empty'}, say('postsNone')));
    arrange(this.list, shown);
    show(this.more, Boolean(this.cursor));
  }
}
