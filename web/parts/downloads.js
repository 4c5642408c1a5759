// Files that the engine makes of what a page shows. They are fetched, for a link cannot send a token.

import {getFile} from '../core/api.js';
import {make, makeButton} from '../core/dom.js';

async function save(path, parameters, name) {
  const address = URL.createObjectURL(await getFile(path, parameters));
  make('a', {href: address, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

// A button a format: `formats` are [format, words]; `ask()` gives {path, parameters, name} when one is pressed.
export const makeDownloads = (context, formats, ask) => make(
    'span', {class: 'downloads no-print'},
    formats.map(([format, words]) => makeButton(words, async ({currentTarget}) => {
                  const {path, parameters, name} = ask();
                  currentTarget.disabled = true;
                  await context.try(() => save(path, {...parameters, format}, `${name}.${format}`));
                  currentTarget.disabled = false;
                }, {class: 'plain'})));
