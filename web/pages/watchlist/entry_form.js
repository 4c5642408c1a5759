// The form of one entry of the watchlist: a new one, or what is to stand in the place of one.

import {say, sayName} from '../../core/language.js';
import {objection, openForm} from '../../parts/form.js';

import {change, entryOf, KINDS, ROLES, withDraft} from './draft.js';

function fieldsOf(entry, others) {
  const select = (name, key, options, required = false) =>
      ({name, label: say(key), kind: 'select', options, value: entry?.[name] ?? options[0][0], required});
  const area = (name, key) =>
      ({name, label: say(key), kind: 'area', value: (entry?.[name] ?? []).join('\n'), hint: say(`${key}Why`)});
  const flag = (name, key) => ({
    ...select(name, key, [['no', say('watchNo')], ['yes', say('watchYes')]], true),
    value: entry?.[name] ? 'yes' : 'no',
    hint: say(`${key}Why`)
  });
  const parents = others.map(({name}) => [name, name]).sort((a, b) => a[1].localeCompare(b[1]));
  return [
    {name: 'name', label: say('watchName'), value: entry?.name, required: true, bytesMax: 512},
    select('kind', 'watchKind', KINDS.map((kind) => [kind, sayName('kind', kind)]), true),
    select('parent', 'watchParent', [['', '–'], ...parents]),
    select('role', 'watchRole', [['', say('watchRoleParent')], ...ROLES.map((role) => [role, sayName('watch', role)])]),
    area('aliases', 'watchAliases'),
    area('requires', 'watchRequires'),
    area('excludes', 'watchExcludes'),
    area('accounts', 'watchAccounts'),
    flag('masked', 'watchMasked'),
    flag('homophones', 'watchHomophones'),
  ];
}

// `entry` is null for a new one; `items` are those in force. What is taken over becomes a change that is not saved yet,
// and `onTaken(name)` is called.
export function openEntryForm(entry, items, onTaken) {
  const others = withDraft(items).filter(({name, state}) => name !== entry?.name && state !== 'removed');
  openForm({
    title: entry?.name ?? say('watchNewTitle'),
    submit: say('watchTake'),
    fields: fieldsOf(entry, others),
    send: async (values) => {
      const made = entryOf(values);
      if (others.some(({name}) => name === made.name)) throw objection('name', say('watchThere'));
      change(items, entry?.name ?? null, made);
      onTaken(made.name);
    }
  });
}
