// The dialogues of the shell: settings, help, signing in.

import {make, makeButton, setText} from './dom.js';
import {areKeysOn, setKeysOn} from './keys.js';
import {currentLanguage, say, sayName} from './language.js';
import {recall, remember} from './memory.js';
import {currentTheme, setTheme, THEMES} from './theme.js';
import {openDialog} from '../parts/dialog.js';

export const myName = () => recall('name') ?? '';
export const setMyName = (name) => remember('name', name);

// A row of choices of which one holds; `choices` are [value, words, language of the words].
function makeChoice(title, name, choices, chosen, onChoose) {
  const options = choices.map(([value, words, lang]) => {
    const input = make('input', {type: 'radio', name, value, checked: value === chosen});
    input.addEventListener('change', () => onChoose(value));
    return make('label', {class: 'choice', lang}, input, make('span', {}, words));
  });
  return make('fieldset', {class: 'choices'}, make('legend', {}, title), make('div', {class: 'choice-row'}, options));
}

export function openSettings({role, hasToken, onLanguage, onSignOut}) {
  const name = make('input', {id: 'my-name', type: 'text', maxlength: 40, autocomplete: 'name', value: myName(),
    'aria-describedby': 'my-name-why'});
  name.addEventListener('change', () => setMyName(name.value.trim()));
  const dialog = openDialog(say('settings'), [
    makeChoice(
        say('language'), 'language', [['zh', '中文', 'zh-CN'], ['en', 'English', 'en']], currentLanguage(),
        (value) => {
          onLanguage(value);
          dialog.close();
        }),
    makeChoice(
        say('theme'), 'theme', THEMES.map((theme) => [theme, sayName('theme', theme)]), currentTheme(), setTheme),
    role !== 'operate' ? null :
                         make(
                             'p', {class: 'field'},
                             make(
                                 'label',
                                 {for: 'my-name'
                                 },
                                 say('yourName')),
                             name, make('span', {class: 'hint', id: 'my-name-why'}, say('yourNameWhy'))),
    make('p', {class: 'hint'}, `${say('role')}: ${role ? sayName('role', role) : say('unknown')}`),
    hasToken ? make(
                   'p', {class: 'dialog-foot'},
                   makeButton(
                       say('signOut'),
                       () => {
                         dialog.close();
                         onSignOut();
                       })) :
               null,
  ].filter(Boolean));
}

function makeKey(key) {
  const parts = key.split(' ');
  return make('span', {class: 'keys'}, parts.flatMap((part, i) =>
      i === 0 ? [make('kbd', {}, part)] : [` ${say('keyThen')} `, make('kbd', {}, part)]));
}

// `sets`: [[title, [{key, words}]]].
export function openHelp(sets) {
  const isOn = make('input', {type: 'checkbox', id: 'keys-on', checked: areKeysOn()});
  isOn.addEventListener('change', () => setKeysOn(isOn.checked));
  const lists = sets.filter(([, keys]) => keys.length > 0).map(([title, keys]) => make('section', {},
      make('h3', {}, title), make('dl', {class: 'key-list'}, keys.map(({key, words}) =>
          make('div', {}, make('dt', {}, makeKey(key)), make('dd', {}, words))))));
  openDialog(say('help'), [...lists,
    make('p', {class: 'check'}, isOn, make('label', {for: 'keys-on'}, say('helpKeys')))], {className: 'help'});
}

// Asks for a token; `onToken(token)` gets it. `wasWrong` says that the engine refused the one there was.
export function makeSignIn(wasWrong, onToken) {
  const input = make('input', {id: 'token', type: 'password', autocomplete: 'off', spellcheck: 'false', required: true,
    'aria-describedby': 'token-why'});
  const why = make('p', {id: 'token-why', class: wasWrong ? 'wrong' : null}, say(wasWrong ? 'signInWrong' : 'signInWhy'));
  const form = make('form', {class: 'sign-in card'},
      make('h1', {tabindex: -1}, say('signInTitle')), why,
      make('p', {class: 'field'}, make('label', {for: 'token'}, say('signInToken')), input),
      make('p', {}, make('button', {type: 'submit', class: 'primary'}, say('signIn'))));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const token = input.value.trim();
    if (!/[^\x21-\x7e]/.test(token)) return onToken(token);
    // No header can carry it: the call would fail as if the engine were gone.
    why.className = 'wrong';
    setText(why, say('signInOdd'));
    input.focus();
  });
  return {form, input};
}
