// A dialogue: a native modal <dialog> with a heading, a way to close it, and the focus back where it was afterwards.

import {make, makeButton} from '../core/dom.js';
import {say} from '../core/language.js';

// Shows `body` (nodes) under `title`; `onClose` is called once, however it ends. The answer is the <dialog>.
export function openDialog(title, body, {className = '', onClose = () => {}} = {}) {
  const heading = make('h2', {id: 'dialog-title'}, title);
  const close = makeButton('×', () => dialog.close(), {class: 'dialog-close', 'aria-label': say('close')});
  const dialog = make('dialog', {class: `dialog ${className}`, 'aria-labelledby': 'dialog-title'},
      make('div', {class: 'dialog-head'}, heading, close), ...body);
  // A press that began inside and ended outside is somebody marking text.
  dialog.addEventListener('pointerdown', (event) => {
    if (event.target === dialog && isOutside(dialog, event)) dialog.close();
  });
  const before = document.activeElement;
  dialog.addEventListener('close', () => {
    dialog.remove();
    onClose();
    // What had the focus may be gone, or hidden in a menu that has closed.
    for (const node of [before, document.querySelector('.menu summary'), document.querySelector('h1')])
      if (document.activeElement === document.body) node?.focus({preventScroll: true});
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function isOutside(dialog, {clientX, clientY}) {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
