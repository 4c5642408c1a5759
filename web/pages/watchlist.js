// The page "Watchlist": organisations by role and above one another, what each is called; changed by those who may,
// with what the change would have found, saved as a version that says who and why, and earlier versions put back.

import '../words/group.js';
import '../words/trends.js';

import {ApiError, get, getTagged, LONG_MS, post, send} from '../core/api.js';
import {make, makeAgo, makeButton, setText, show} from '../core/dom.js';
import {formatMoment, say, sayName} from '../core/language.js';
import {myName, setMyName} from '../core/settings.js';
import {objection, openForm, sayFailure} from '../parts/form.js';
import {sayRefusal} from '../words/watchlist.js';

import {makeConflicts} from './watchlist/conflicts.js';
import {bodyOf, change, clear, conflicts, differences, draft, drop, isEmpty, keepMine, ROLES, withDraft} from './watchlist/draft.js';
import {openEntryForm} from './watchlist/entry_form.js';
import {makePreview} from './watchlist/preview.js';
import {makeAct, makeTree} from './watchlist/tree.js';

const AGAIN_MS = 20000, TYPING_MS = 250, VERSIONS = 20, BY_BYTES = 64, COMMENT_BYTES = 4000;

class WatchlistPage {
  constructor(root, context) {
    Object.assign(this, {context, query: context.address.query, list: null, opened: new Set(), preview: null});
    this.mayEdit = context.may('operate');
    if (context.address.id !== null) {
      this.query = {...this.query, q: context.address.id};
      this.opened.add(context.address.id);
    }
    this.version = make('p', {class: 'soft'});
    this.add = this.mayEdit ? makeButton(say('watchAdd'), () => this.openEntry(null), {class: 'push'}) : null;
    this.said = make('p', {class: 'said', role: 'status', hidden: true});
    this.pending =
        make('section', {class: 'card section watch-pending', 'aria-label': say('watchPreview'), hidden: true});
    this.tree = make('div', {class: 'watch-sections'}, make('p', {class: 'empty', role: 'status'}, say('loading')));
    this.versions = make('section', {class: 'card section watch-versions', hidden: true});
    root.append(
        make('div', {class: 'page-head'}, this.title = make('h1', {tabindex: -1}, say('watchTitle')), this.version, this.add ?? ''),
        this.makeFilters(), this.said, this.pending, make('div', {class: 'watch-grid'}, this.tree, this.versions));
    context.onRefresh(() => this.load());
    context.onAddress(({query}) => this.setQuery(query, false));
    context.every(AGAIN_MS, () => this.load());
    context.keys([{key: '/', words: say('keySearch'), act: () => this.text.focus()}]);
    this.load();
  }

  // --- From the engine

  // The list is read when there is another version of it: it may be long.
  async load() {
    const answer = await this.context.try(async () => {
      const versions = await get('watchlist/versions', {limit: VERSIONS});
      const isKnown = this.list !== null && versions.items[0]?.version === this.list.value.version;
      return {versions: versions.items, list: isKnown ? this.list : await getTagged('watchlist')};
    });
    if (answer === null || answer.list === this.list) return;
    const isFirst = this.list === null;
    this.list = answer.list;
    this.renderVersions(answer.versions);
    this.render();
    if (isEmpty()) return;
    this.askPreview();
    if (!isFirst) this.warn();
  }

  get items() {
    return this.list?.value.items ?? [];
  }

  async askPreview() {
    const asked = this.asked = {};
    if (isEmpty()) {
      this.preview = null;
      return this.renderPending();
    }
    this.preview = null;
    this.complaint = '';
    this.renderPending();
    try {
      const preview = await post('watchlist/preview', bodyOf(this.items), LONG_MS);
      if (asked === this.asked) this.preview = preview;
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      if (asked === this.asked) this.complaint = sayRefusal(failure) ?? sayFailure(failure);
    }
    if (!this.context.isOver && asked === this.asked) this.renderPending();
  }

  // --- What is shown

  makeFilters() {
    this.text = make('input', {
      type: 'search',
      'aria-label': say('watchText'),
      placeholder: say('watchText'),
      value: this.query.q ?? '',
      autocomplete: 'off'
    });
    this.text.addEventListener('input', () => {
      clearTimeout(this.typing);
      this.typing =
          setTimeout(() => this.setQuery({...this.query, q: this.text.value.trim() || undefined}, true), TYPING_MS);
    });
    this.roles = ROLES.map(
        (role) =>
            [role,
             makeButton(
                 sayName('watch', role),
                 () => this.setQuery({...this.query, role: this.query.role === role ? undefined : role}, true),
                 {class: 'chip'})]);
    return make(
        'div', {class: 'filters', role: 'search', 'aria-label': say('watchFilters')}, this.text,
        make('div', {class: 'chips'}, this.roles.map(([, chip]) => chip)));
  }

  setQuery(query, isOwn) {
    this.query = query;
    if (isOwn)
      this.context.setQuery(query);
    else
      this.text.value = query.q ?? '';
    this.render();
  }

  render() {
    for (const [role, chip] of this.roles) chip.setAttribute('aria-pressed', String(this.query.role === role));
    if (this.list === null) return;
    const {version, by, at, edited} = this.list.value;
    setText(
        this.version,
        say('watchVersion', {version, by: edited ? by : say('watchConfig'), at: formatMoment(Date.parse(at))}));
    const entries = withDraft(this.items);
    for (const node of this.tree.querySelectorAll('details'))
      this.opened[node.open ? 'add' : 'delete'](node.dataset.name);
    const sections = makeTree(
        entries, {query: this.query, opened: this.opened, acts: this.mayEdit ? (entry) => this.makeActs(entry) : null});
    const held = this.tree.contains(document.activeElement) ? document.activeElement.closest('details') : null;
    this.tree.replaceChildren(
        ...sections,
        ...(sections.length > 0 ?
                [] :
                [make('p', {class: 'empty'}, say(entries.length === 0 ? 'watchNone' : 'watchNoMatch'))]),
        ...(this.mayEdit ? [] : [make('p', {class: 'hint'}, say('watchReadOnly'))]));
    // The focus stays with the entry it was in.
    const same = (node) => node.dataset.name === held?.dataset.name;
    if (held) ([...this.tree.querySelectorAll('details')].find(same)?.firstChild ?? this.title).focus({preventScroll: true});
    this.renderPending();
  }

  makeActs(entry) {
    if (draft.restore !== null) return null;
    const undo = () => {
      drop(this.items, entry.name);
      this.onChanged();
    };
    if (entry.state === 'removed') return [makeAct('watchUndo', undo)];
    return [
      makeAct('watchEdit', () => this.openEntry(entry)),
      makeAct(
          'watchRemove',
          () => {
            change(this.items, entry.name, null);
            this.onChanged();
          }),
      entry.state ? makeAct('watchUndo', undo) : null
    ];
  }

  renderPending() {
    const against = conflicts(this.items);
    const hadFocus = this.pending.contains(document.activeElement);
    show(this.pending, this.mayEdit && !isEmpty());
    if (isEmpty()) return hadFocus && this.title.focus();
    const of = draft.restore ? differences(this.items, draft.restore.items) :
                               differences(this.items, withDraft(this.items).filter(({state}) => state !== 'removed'));
    const words = draft.restore ? say('watchRestoring', {version: draft.restore.version}) :
                                  say('watchPending', {count: draft.changes.size});
    this.pending.replaceChildren(
        make(
            'div', {class: 'section-head'}, make('h2', {}, words),
            make(
                'span', {class: 'watch-tools'},
                makeButton(
                    say('watchDiscard'),
                    () => {
                      clear();
                      this.onChanged();
                    }),
                makeButton(say('watchSave'), () => this.openSave(), {class: 'primary', disabled: against.length > 0}))),
        against.length > 0 ? makeConflicts(against, (name, isMine) => this.choose(name, isMine)) : '',
        make(
            'ul', {class: 'hot-words'},
            of.slice(0, 50).map(
                ([name, state]) => make(
                    'li', {}, make('span', {dir: 'auto'}, name), ' ',
                    make('small', {class: 'soft'}, sayName('watch', state))))),
        of.length === 0 ? make('p', {class: 'soft'}, say('watchSame')) : '',
        this.complaint ?
            make('p', {class: 'field-error', role: 'alert'}, this.complaint) :
            make(
                'div', {'aria-live': 'polite'},
                this.preview ? makePreview(this.preview) : make('p', {class: 'soft'}, say('watchPreviewing'))));
    if (hadFocus) this.pending.querySelector('button').focus();
  }

  renderVersions(versions) {
    show(this.versions, versions.length > 0);
    const now = this.list.value.version;
    this.versions.replaceChildren(
        make('h2', {}, say('watchVersions')),
        make(
            'ol', {class: 'entries'},
            versions.map(
                (one) => make(
                    'li', {},
                    make(
                        'p', {class: 'entry-head'}, make('strong', {class: 'number'}, `#${one.version}`),
                        make('span', {dir: 'auto'}, one.edited ? one.by : say('watchFromConfig')),
                        makeAgo(one.at, {class: 'soft'}),
                        make('span', {class: 'soft'}, say('watchEntries', {count: one.entries})),
                        one.version === now ? make('span', {class: 'tag'}, say('watchInForce')) :
                            this.mayEdit    ? makeButton(say('watchPutBack'), () => this.putBack(one.version), {
                                 class: 'link no-print',
                                 'aria-label': `${say('watchPutBack')}: #${one.version}`
                            }) :
                                              null),
                    one.comment ? make('p', {class: 'entry-text', dir: 'auto'}, one.comment) : null))));
  }

  // --- From the people before it

  onChanged() {
    show(this.said, false);
    this.render();
    this.askPreview();
  }

  openEntry(entry) {
    openEntryForm(entry, this.items, (name) => {
      this.opened.add(name);
      this.onChanged();
    });
  }

  async putBack(version) {
    const value =
        await this.context.try(() => get(`watchlist/versions/${version}`), () => this.tell(say('watchVersionGone')));
    if (value === null) return;
    clear();
    draft.restore = {version, items: value.items};
    this.onChanged();
    this.pending.scrollIntoView({block: 'nearest'});
    this.pending.querySelector('button').focus();
  }

  choose(name, isMine) {
    if (isMine) keepMine(this.items, name);
    else drop(this.items, name);
    this.onChanged();
  }

  // What is saved is what was looked at when the form was opened: a version that comes meanwhile is a conflict.
  openSave() {
    const {list} = this;
    openForm({
      title: say('watchSave'),
      lead: say('watchSaveLead'),
      submit: say('watchSave'),
      fields: [
        {name: 'by', label: say('formBy'), value: myName(), required: true, autocomplete: 'name', bytesMax: BY_BYTES},
        {name: 'comment', label: say('watchComment'), kind: 'area', bytesMax: COMMENT_BYTES},
      ],
      send: async ({by, comment}) => {
        setMyName(by);
        try {
          await this.save({...bodyOf(list.value.items), by, comment}, list);
        } catch (failure) {
          const words = sayRefusal(failure);
          if (words) throw objection('items', words);
          if (!(failure instanceof ApiError) || failure.status !== 412) throw failure;
          await this.onConflict();
        }
      }
    });
  }

  async save(body, list) {
    const before = list.value.version;
    const value = await send('PUT', 'watchlist', body, list.tag);
    clear();
    this.preview = null;
    await this.load();
    this.render();
    this.tell(say(value.version === before ? 'watchUnchanged' : 'watchSaved', {version: value.version}));
  }

  // The changes stand on top of what somebody else made of it; they are looked at again before they are saved.
  async onConflict() {
    await this.load();
    this.onChanged();
    this.warn();
  }

  warn() {
    const {version, by} = this.list.value;
    this.tell(say('watchConflict', {version, by}));
    this.said.classList.add('is-wrong');
  }

  tell(words) {
    this.said.classList.remove('is-wrong');
    setText(this.said, words);
    show(this.said, true);
  }
}

export function mount(root, context) {
  const page = new WatchlistPage(root, context);
  return () => clearTimeout(page.typing);
}
