// What the engine refuses of a watchlist, in the words of the page: its own name the sections of a configuration.

import {say} from '../../core/language.js';
import {sayFailure} from '../../parts/form.js';

const ENTRY = /^organisation\."?(?<name>.+?)"?(?:\.(?:aliases|requires|excludes|accounts|parent))?: (?<what>.*)$/;
const REFUSALS = [
  [/^there is no \[organisation\."(?<value>.*)"\]/, 'watchNoParent'], [/cannot belong to a/, 'watchNoKind'], [/in a circle/, 'watchCircle'],
  [/^"(?<value>.*)" is a name of organisation\.(?<other>.*) too/, 'watchShared'], [/^"(?<value>.*)" is no account/, 'watchNoAccount'],
  [/^has the name of organisation\.(?<other>.*) in other/, 'watchTwice'], [/^"?(?<value>.*?)"? (?:has nothing|is longer|is taken)/, 'watchNoName'],
];

export function sayRefusal(failure) {
  const {name, what} = ENTRY.exec(failure.message)?.groups ?? {};
  for (const [form, key] of name ? REFUSALS : []) {
    const found = form.exec(what);
    if (found) return say(key, {name, ...found.groups});
  }
  return sayFailure(failure);
}
