// Keyboard shortcuts: single letters, and "g" before a letter to go somewhere. They are quiet while somebody types, and
// can be switched off, for those whose speech or switches would set them off.

import {recall, remember} from './memory.js';

const SEQUENCE_MS = 1500;

export const areKeysOn = () => recall('keys') !== 'off';
export const setKeysOn = (isOn) => remember('keys', isOn ? 'on' : 'off');

const isTyping = (node) => node.closest('input, textarea, select, [contenteditable]') !== null &&
    !['checkbox', 'radio', 'button'].includes(node.type);

export class Keys {
  constructor() {
    this.sets = [];  // The newest first: a page's own keys win over those of the shell.
    this.leader = '';
    document.addEventListener('keydown', (event) => this.onKey(event));
  }

  // `keys`: [{key: 'j' or 'g n', words, act}]. The answer takes them away again.
  add(keys) {
    this.sets.unshift(keys);
    return () => this.sets.splice(this.sets.indexOf(keys), 1);
  }

  // All that are in force, for the help.
  all() {
    return this.sets.flat();
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector('dialog[open]') || !areKeysOn()) return;
    const pressed = this.leader === '' ? event.key : `${this.leader} ${event.key}`;
    clearTimeout(this.timer);
    this.leader = '';
    const found = this.all().find((one) => one.key === pressed);
    if (found) {
      event.preventDefault();
      found.act();
    } else if (this.all().some((one) => one.key.startsWith(`${event.key} `))) {
      this.leader = event.key;
      this.timer = setTimeout(() => this.leader = '', SEQUENCE_MS);
    }
  }
}
