// Posts, the newest first, by pages. What a post says is shown as text and as nothing else; the words that tell its cause
// are marked; posts of nearly the same words are folded behind the newest of them.

import {get} from '../core/api.js';
import {arrange, flash, make, makeAgo, makeButton, makeOutside, show} from '../core/dom.js';
import {currentLanguage, formatShort, say, sayMood} from '../core/language.js';

const PAGE = 20, PAGE_NARROWED = 200, PAGE_MAX = 500;
const FEW = 10, PAGES_MAX = 10;

export const keyOfPost = (post) => JSON.stringify([post.channel, post.id]);

// `text` as nodes, with each place of `evidence` in <mark>.
export function markEvidence(text, evidence) {
  if (!evidence) return [text];
  const nodes = [], folded = text.toLowerCase(), wanted = evidence.toLowerCase();
  // Folding may change the length of a few letters; then places do not fit and nothing is marked.
  if (folded.length !== text.length || wanted === '') return [text];
  let from = 0;
  for (let at; (at = folded.indexOf(wanted, from)) >= 0; from = at + wanted.length) {
    nodes.push(text.slice(from, at), make('mark', {}, text.slice(at, at + wanted.length)));
  }
  return [...nodes, text.slice(from)];
}

// A link to where the post stands, when what the post says of it is one.
const makeSource = (url) => makeOutside(url ?? '', say('original'));

const reachOf = (post) => (post.followers ?? 0) > 0 ? say('followers', {count: formatShort(post.followers)}) : null;

function makeMarks(post) {
  const mark = (key, isSet) => isSet ? make('span', {class: `mark-${key}`}, say(key)) : null;
  return [post.sentiment ? make('span', {class: `mood-${post.sentiment}`}, sayMood(post.sentiment)) : null,
    mark('complaint', post.is_complaint), mark('copy', post.is_copy),
    post.kind && post.kind !== 'post' ? make('span', {}, say(`kind_${post.kind}`)) : null];
}

// One post; `tools` are nodes at its right, for those who may act.
export function makePost(post, tools = []) {
  const words = post.text || (post.title ? '' : say('textNone'));
  return make('li', {class: 'post'},
      make('div', {class: 'post-head'}, makeAgo(post.time), make('span', {}, post.channel ?? ''),
          post.region ? make('span', {}, post.region) : null, ...makeMarks(post), reachOf(post), makeSource(post.url),
          tools.length > 0 ? make('span', {class: 'post-tools no-print'}, tools) : null),
      post.title ? make('p', {class: 'post-title', dir: 'auto'}, markEvidence(post.title, post.cause?.evidence)) : null,
      make('p', {class: 'post-text', dir: 'auto', lang: post.lang === 'und' ? null : post.lang},
          markEvidence(words, post.cause?.evidence)));
}

// What makes two posts nearly the same: their letters and digits, without mentions and links.
const gist = (post) =>
    `${post.title ?? ''}${post.text}`.replace(/https?:\/\/\S+|@\S+/g, '').replace(/[^\p{L}\p{N}]+/gu, '').toLowerCase();

function makeCopies(copies) {
  return make(
      'details', {class: 'copies'}, make('summary', {}, say('copies', {count: copies.length})),
      make(
          'ul', {},
          copies.map((post) => make('li', {}, makeAgo(post.time), ` ${post.channel} `, makeSource(post.url)))));
}

export class PostList {
  // `path` of the API gives the posts, or a function of {limit, cursor} that answers as one does; `context` is the
  // page's; `makeTools(post)` gives nodes for each post. `onRender()`, where set, is called when other posts are shown.
  constructor(path, context, makeTools = () => []) {
    const read = typeof path === 'function' ? path : (parameters) => get(path, parameters);
    Object.assign(
        this, {read, context, makeTools, posts: [], cursor: null, accept: null, isLoaded: false, nodes: new Map()});
    this.list = make('ol', {class: 'posts'});
    this.more = makeButton(say('postsMore'), () => this.loadMore(), {hidden: true});
    this.node = make('div', {}, this.list, make('p', {class: 'more no-print'}, this.more));
  }

  // Reads as far as posts were loaded, within one page of the engine: it replaces what was shown of its stretch of time,
  // so that new posts come in and deleted ones go. Throws ApiError.
  async refresh() {
    const wanted = Math.min(Math.max(this.posts.length, PAGE), PAGE_MAX);
    const {items, next_cursor: cursor} = await this.read({limit: wanted});
    const fresh = new Set(items.map(keyOfPost)), known = new Set(this.posts.map(keyOfPost));
    this.added = this.isLoaded ? new Set([...fresh].filter((key) => !known.has(key))) : new Set();
    const last = items.length > 0 ? keyOfPost(items.at(-1)) : null;
    const joint = this.posts.findIndex((post) => keyOfPost(post) === last);
    if (joint >= 0 && cursor !== null) {
      this.posts = [...items, ...this.posts.slice(joint + 1).filter((post) => !fresh.has(keyOfPost(post)))];
    } else {
      this.posts = items;
      this.cursor = cursor;
    }
    this.isLoaded = true;
    this.render();
  }

  // Further posts: of a list that is narrowed, so many pages that some come.
  async loadMore() {
    const accepted = () => this.accepted().length, wanted = accepted() + (this.accept ? FEW : 1);
    for (let pages = 0; pages < PAGES_MAX && this.cursor !== null && accepted() < wanted; ++pages) {
      const page = await this.context.try(
          () => this.read({limit: this.accept ? PAGE_NARROWED : PAGE, cursor: this.cursor}));
      if (page === null) return;
      const known = new Set(this.posts.map(keyOfPost));
      this.posts.push(...page.items.filter((post) => !known.has(keyOfPost(post))));
      this.cursor = page.next_cursor;
    }
    this.render();
  }

  // Shows only posts that `accept(post)` takes; null: all.
  narrow(accept) {
    this.accept = accept;
    this.render();
    if (accept && this.accepted().length < FEW) this.loadMore();
  }

  accepted() {
    return this.accept ? this.posts.filter(this.accept) : this.posts;
  }

  // The posts as [newest of its words, the others of them], in order.
  folded() {
    const firsts = new Map();
    for (const post of this.accepted()) {
      const key = gist(post) || keyOfPost(post);
      if (firsts.has(key)) firsts.get(key).copies.push(post);
      else firsts.set(key, {post, copies: []});
    }
    return [...firsts.values()];
  }

  // Forgets what was made, for tools that have changed.
  renew() {
    this.nodes = new Map();
    this.render();
  }

  render() {
    const nodes = new Map();
    for (const {post, copies} of this.folded()) {
      const key = keyOfPost(post), stamp = currentLanguage() + JSON.stringify([post, copies.length]);
      const known = this.nodes.get(key);
      nodes.set(key, known?.stamp === stamp ? known : {stamp, node: this.make(post, copies)});
      if (this.added?.delete(key)) flash(nodes.get(key).node);
    }
    this.nodes = nodes;
    const shown = [...nodes.values()].map(({node}) => node);
    if (shown.length === 0 && this.isLoaded) shown.push(make('li', {class: 'empty'}, say('postsNone')));
    arrange(this.list, shown);
    show(this.more, Boolean(this.cursor));
    this.onRender?.();
  }

  make(post, copies) {
    const node = makePost(post, this.makeTools(post));
    if (copies.length > 0) node.append(makeCopies(copies));
    return node;
  }
}
