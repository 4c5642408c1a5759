// Making and changing elements. Text goes in as text, always: nothing here or elsewhere on the page parses markup.

import {formatAgo, formatMomentLong} from './language.js';

const SVG = 'http://www.w3.org/2000/svg';

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// make('p', {class: 'x'}, 'text', node): children that are strings become text nodes, lists of children are taken apart,
// and null, undefined and false are left out.
export const make = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
export const makeSvg = (tag, attributes = {}, ...children) =>
    fill(document.createElementNS(SVG, tag), attributes, children);

// A button that calls `act`; `attributes` may name a class, a type or what a screen reader calls it.
export function makeButton(words, act, attributes = {}) {
  const button = make('button', {type: 'button', ...attributes}, words);
  button.addEventListener('click', act);
  return button;
}

// A link to another place of the web, in a tab of its own, when `address` is one; else null.
export function makeOutside(address, words) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  return make('a', {href: url.href, target: '_blank', rel: 'noopener noreferrer'}, words);
}

// A word that only screen readers say.
export const unseen = (words) => make('span', {class: 'unseen'}, words);

export const find = (id) => document.getElementById(id);

export const show = (node, shown) => node.hidden = !shown;

// Sets text only when it differs, so that a screen reader or a selection is not disturbed by what stays the same.
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Makes `nodes` the children of `parent`, in this order, and touches only what is out of place: what stays keeps its
// selection, and its place on the screen.
export function arrange(parent, nodes) {
  const kept = new Set(nodes);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const node of nodes) {
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
}

// A badge with the level's colour and, for those who do not see it, its word.
export function setBadge(node, level, word) {
  node.className = `badge badge-${level}`;
  setText(node, word);
}

// Marks a node as changed for a moment; done again before the mark has faded, it starts anew.
export function flash(node) {
  node.classList.remove('changed');
  void node.offsetWidth;  // The animation restarts only after a layout in between.
  node.classList.add('changed');
  clearTimeout(node.flashTimer);
  node.flashTimer = setTimeout(() => node.classList.remove('changed'), 2500);
}

// Makes a <time> say how long ago `iso` was; the exact moment shows on hover.
export function setAgo(node, iso) {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return setText(node, '');
  node.dateTime = iso;
  node.dataset.ago = '';
  node.title = formatMomentLong(ms);
  setText(node, formatAgo(ms));
}

export function makeAgo(iso, attributes = {}) {
  const node = make('time', attributes);
  setAgo(node, iso);
  return node;
}

// Called now and then, for "3 minutes ago" does not stay true.
export function refreshAgo() {
  for (const node of document.querySelectorAll('time[data-ago]')) setAgo(node, node.dateTime);
}
