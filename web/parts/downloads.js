// Files that the engine makes of what a page shows. They are fetched, for a link cannot send a token.

import {ApiError, getFile} from '../core/api.js';
import {make, makeButton, setText} from '../core/dom.js';
import {say} from '../core/language.js';

export const TABLES = [['csv', 'CSV'], ['xlsx', 'Excel']];

async function save(path, parameters, name) {
  const {blob, isCut} = await getFile(path, parameters), address = URL.createObjectURL(blob);
  make('a', {href: address, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  return isCut;
}

// A button a format: `formats` are [format, words]; `ask()` gives {path, parameters, name} when one is pressed. What goes
// wrong is said beside them.
export function makeDownloads(context, formats, ask) {
  const said = make('span', {class: 'wrong', role: 'alert'});
  const press = (format) => async ({currentTarget: button}) => {
    const {path, parameters, name} = ask();
    button.disabled = true;
    setText(said, '');
    try {
      if (await save(path, {...parameters, format}, `${name}.${format}`)) setText(said, say('fileCut'));
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      if (!context.isOver) setText(said, failure.isPassing ? say('fileLost') : say('noticeError', {detail: failure.message}));
    } finally {
      button.disabled = false;
    }
  };
  return make('span', {class: 'downloads no-print'},
      formats.map(([format, words]) => makeButton(words, press(format), {class: 'plain'})), said);
}
