// Earlier groups that are like this one: why they are, when they were, how they ended.

import {get, part} from '../../core/api.js';
import {make, makeAgo} from '../../core/dom.js';
import {say, sayStatus} from '../../core/language.js';
import {makeGroupLink, makeOrg, sayPeople} from '../../parts/group_words.js';
import {sayCause} from '../../words/group.js';

// `one` is the case of the other group, as far as it has one.
function sayEnd(group, one) {
  const status = one?.status ?? group.status ?? 'received';
  const state = one?.resolved ? 'caseResolved' : status === 'received' ? 'caseNobody' : null;
  return [state ? say(state) : sayStatus(status), one?.cause, one?.measure].filter(Boolean).join(' · ');
}

function sayWhy({group, same_cause: isSameCause, words}) {
  return [isSameCause ? say('similarCause', {cause: sayCause(group.cause)}) : null,
    words.length > 0 ? say('similarWords', {words: words.join(' · ')}) : null].filter(Boolean).join(' · ');
}

const makeOne = (one) => make(
    'li', {}, make('p', {}, makeGroupLink(one.group)),
    make(
        'p', {class: 'entry-head soft'}, one.same_org ? null : makeOrg(one.group.org), makeAgo(one.group.first_at),
        make('span', {}, sayPeople(one.group.complainants))),
    make('p', {class: 'soft', dir: 'auto'}, sayWhy(one)),
    make('p', {class: 'entry-text', dir: 'auto'}, sayEnd(one.group, one.case)));

// Throws ApiError.
export async function makeSimilar(id) {
  const page = await get(`groups/${part(id)}/similar`);
  return make('section', {class: 'card section'}, make('h2', {}, say('similar')), page.items.length > 0 ?
      make('ul', {class: 'entries'}, page.items.map(makeOne)) : make('p', {class: 'soft'}, say('similarNone')));
}
