// Entries of the watchlist that somebody else has changed since one's own change of them began: both are shown, and one
// of them is chosen.

import {make, makeButton} from '../../core/dom.js';
import {say, sayName} from '../../core/language.js';
import {fieldsApart} from './draft.js';

const sayValue = (value) => [value ?? '–'].flat().join(', ') || '–';

function makeDifference(mine, theirs) {
  if (mine === null || theirs === null) return make('p', {}, say(mine === null ? 'watchYouRemoved' : 'watchTheyRemoved'));
  return make('ul', {}, fieldsApart(theirs, mine).map(([field, other, own]) => make('li', {dir: 'auto'},
      `${sayName('watch', field)}: ${say('watchApart', {theirs: sayValue(other), mine: sayValue(own)})}`)));
}

// `choose(name, isMine)` is called with what somebody chose.
export const makeConflicts = (conflicts, choose) => make('div', {class: 'said is-wrong', role: 'alert'},
    make('p', {}, say('watchConflicts')),
    conflicts.map(({name, mine, theirs}) => make('section', {},
        make('p', {}, make('strong', {dir: 'auto'}, name),
            make('span', {class: 'conflict-acts'}, makeButton(say('watchTheirs'), () => choose(name, false)),
                makeButton(say('watchMine'), () => choose(name, true)))),
        makeDifference(mine, theirs))));
