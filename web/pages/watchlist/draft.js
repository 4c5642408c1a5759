// Changes to the watchlist that are not saved yet, by the names they are about: they stand on top of whatever version
// is in force. Each remembers the entry that it was made of: where somebody else has changed that one meanwhile, nothing
// is saved before a person has chosen. Kept while the page is open, whichever
// page of it is looked at.

const LISTS = ['aliases', 'requires', 'excludes', 'accounts'];
export const KINDS = ['company', 'group', 'branch', 'brand', 'product'];
export const ROLES = ['own', 'competitor', 'industry', 'voice'];

export const draft = {
  changes: new Map(),
  bases: new Map(),  // By the same names: the entry as it was when its change began, null where there was none.
  names: new Map(),  // New name → the name in force of an entry that is to be called otherwise.
  restore: null
};

export const isEmpty = () => draft.changes.size === 0 && draft.restore === null;
addEventListener('beforeunload', (event) => isEmpty() || event.preventDefault());

export function clear() {
  draft.changes.clear();
  draft.bases.clear();
  draft.names.clear();
  draft.restore = null;
}

function forget(name) {
  draft.changes.delete(name);
  draft.bases.delete(name);
}

// Takes a change back; of another name both halves, with what went along below it.
export function drop(items, name) {
  const pair = [...draft.names].find((names) => names.includes(name));
  if (!pair) return forget(name);
  draft.names.delete(pair[0]);
  pair.forEach(forget);
  moveChildren(items, ...pair);
}

function moveChildren(items, from, to) {
  for (const child of withDraft(items)) if (child.parent === from && child.state !== 'removed') put(items, child.name, {...child, parent: to});
}

const same = (a, b) => JSON.stringify(bare(a)) === JSON.stringify(bare(b));

// An entry without what follows from others.
export const bare = ({name, kind, parent, role, aliases, requires, excludes, accounts, masked, homophones}) =>
    ({name, kind, parent, role, aliases, requires, excludes, accounts, masked, homophones});

const isSame = (a, b) => a === null || b === null ? a === b : same(a, b);
const entryNow = (items, name) => items.find((one) => one.name === name) ?? null;

// [{name, mine, theirs}] of the changes whose entry is another one in `items` than the one they were made of; null
// stands for none. A change that somebody else has made as well is one no more.
export function conflicts(items) {
  const all = [...draft.changes].map(([name, mine]) => ({name, mine, theirs: entryNow(items, name)}));
  for (const {name, mine, theirs} of all) if (isSame(mine, theirs)) forget(name), draft.names.delete(name);
  return all.filter(({name, theirs}) => draft.changes.has(name) && !isSame(draft.bases.get(name), theirs));
}

// Somebody has seen what the others made of `name`, and wants the own change all the same.
export const keepMine = (items, name) => draft.bases.set(name, entryNow(items, name));

// The fields in which two entries differ, as [field, value of a, value of b].
export const fieldsApart = (a, b) => Object.keys(bare(a))
    .filter((field) => JSON.stringify(a[field]) !== JSON.stringify(b[field])).map((field) => [field, a[field], b[field]]);

// Puts `entry` (null: none) in the place of what was called `name`; back as it was is no change.
export function change(items, name, entry) {
  const isRenamed = name !== null && entry !== null && entry.name !== name;
  if (name !== null && entry?.name !== name) put(items, name, null);
  if (entry) put(items, entry.name, entry);
  if (!isRenamed) return;
  const first = draft.names.get(name) ?? name;
  draft.names.delete(name);
  if (entryNow(items, first) && first !== entry.name) draft.names.set(entry.name, first);
  moveChildren(items, name, entry.name);
}

function put(items, name, value) {
  const now = entryNow(items, name);
  if (isSame(now, value)) return forget(name);
  if (!draft.changes.has(name)) draft.bases.set(name, now);
  draft.changes.set(name, value);
}

// All entries as they are to be, each with `state`: 'added', 'changed', 'removed' or none.
export function withDraft(items) {
  const known = new Set(items.map(({name}) => name));
  const changed = items.map((one) => {
    if (!draft.changes.has(one.name)) return one;
    const to = draft.changes.get(one.name);
    return to === null ? {...one, state: 'removed'} : {...to, state: 'changed'};
  });
  return [
    ...changed,
    ...[...draft.changes].filter(([name, to]) => to !== null && !known.has(name)).map(([
                                                                                        , to
                                                                                      ]) => ({...to, state: 'added'}))
  ];
}

// What a change or a preview of it sends: every entry, or the version to put back.
export const bodyOf = (items) => draft.restore !== null ?
    {restore: draft.restore.version} :
    {items: withDraft(items).filter(({state}) => state !== 'removed').map(bare)};

// [name, 'added', 'changed' or 'removed'] of what is different in `to`.
export function differences(from, to) {
  const before = new Map(from.map((one) => [one.name, one])), after = new Map(to.map((one) => [one.name, one]));
  return [
    ...[...after]
        .filter(([name, one]) => !before.has(name) || !same(before.get(name), one))
        .map(([name]) => [name, before.has(name) ? 'changed' : 'added']),
    ...[...before.keys()].filter((name) => !after.has(name)).map((name) => [name, 'removed'])
  ];
}

// The role that an entry comes to: its own, else the nearest above, else own.
export function roleOf(entry, byName) {
  for (let one = entry, steps = 0; one && steps < 64; one = byName.get(one.parent), ++steps)
    if (one.role) return one.role;
  return 'own';
}

// The values of the form as an entry.
export function entryOf(values) {
  const lines = (text) => [...new Set((text ?? '').split('\n').map((line) => line.trim()).filter(Boolean))];
  return {
    name: values.name,
    kind: values.kind,
    parent: values.parent ?? null,
    role: values.role ?? null,
    ...Object.fromEntries(LISTS.map((name) => [name, lines(values[name])])),
    masked: values.masked === 'yes',
    homophones: values.homophones === 'yes'
  };
}
