// A list of what happened, with filters that the address holds: alerts, deliveries and notices are three of them.

import {make} from '../../core/dom.js';
import {currentLanguage, say} from '../../core/language.js';
import {queryOf} from '../../core/api.js';
import {makeDownloads, TABLES} from '../../parts/downloads.js';
import {makeFilterBar, makeSelect, offer, orgParameter} from '../../parts/filters.js';
import {PagedList} from '../../parts/paged_list.js';
import {isPeriod, Period, periodOf} from '../../parts/period.js';

export class Log {
  // `path` of the API gives the list. `selects` are [name, label, options()], `chips` stands before them where given;
  // `now()`, where given, is what lengths of time count back from; `none` and `noMatch` are words for an empty list.
  // `rows` are further options of the PagedList; `hasTables` and `hasFeeds` say what else the engine makes of the list.
  constructor(root, context, {path, label, selects, chips = null, now = null, none, noMatch, rows, hasTables, hasFeeds}) {
    Object.assign(this, {context, path, now, chips, query: context.address.query});
    const onChange = (name, value) => this.setQuery({...this.query, [name]: value || undefined}, true);
    this.chips = chips?.(onChange);
    this.selects = selects.map(([name, words, options]) => ({name, options, node: makeSelect(name, words, onChange)}));
    this.period = now && new Period((chosen) => this.setQuery({...this.query, ...chosen}, true));
    const nodes = [...this.selects.map(({node}) => node), ...(this.period?.nodes ?? [])];
    this.list = new PagedList(context, {...rows, path, parameters: () => this.parameters(), label,
      sayNone: () => say(this.isNarrowed ? noMatch : none)});
    root.append(this.chips ? makeFilterBar(label, [this.chips.node], nodes) : makeFilterBar(label, nodes), this.list.node);
    if (hasTables) root.append(this.makeExports(hasFeeds));
    context.onRefresh(() => this.list.load());
    context.onAddress(({query}) => this.setQuery(query, false));
    context.keys([{key: 'j', words: say('keyNext'), act: () => this.list.step(1)},
      {key: 'k', words: say('keyPrevious'), act: () => this.list.step(-1)}]);
    this.render();
    this.list.load();
  }

  get isNarrowed() {
    return isPeriod(this.query) || this.names.some((name) => this.query[name]);
  }

  get names() {
    return [...this.selects.map(({name}) => name), ...(this.chips ? ['level'] : [])];
  }

  // What the engine is asked for.
  parameters() {
    const given = Object.fromEntries(this.names.map((name) =>
        [name, name === 'org' ? orgParameter(this.query.org) : this.query[name] || null]));
    return this.now ? {...given, ...periodOf(this.query, this.now())} : given;
  }

  setQuery(query, isOwn) {
    this.query = query;
    if (isOwn) this.context.setQuery(query);
    this.render();
    scrollTo(0, 0);
    this.list.restart();
  }

  render() {
    this.chips?.set(this.query.level);
    for (const {name, node, options} of this.selects) offer(node, options(), this.query[name]);
    this.period?.set(this.query);
  }

  // The same list for spreadsheets and for feed readers, with the same filters.
  makeExports(hasFeeds) {
    const makeFeed = (kind, words) => {
      const link = make('a', {}, words);
      const point = () => link.href =
          `api/v1/${this.path}.${kind}${queryOf({...this.parameters(), lang: currentLanguage() === 'zh' ? 'zh-CN' : 'en'})}`;
      for (const name of ['pointerenter', 'focus']) link.addEventListener(name, point);
      point();
      return link;
    };
    return make('p', {class: 'exports no-print'}, say('exportAs'),
        makeDownloads(this.context, TABLES, () => ({path: this.path, parameters: this.parameters(), name: this.path})),
        hasFeeds ? [say('exportFeeds'), makeFeed('atom', 'Atom'), makeFeed('feed.json', 'JSON Feed')] : null);
  }
}
