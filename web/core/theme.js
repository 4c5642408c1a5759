// Light, dark, or as the system has it. The first choice is made by boot.js before anything is drawn.

import {recall, remember} from './memory.js';

export const THEMES = ['system', 'light', 'dark'];
const dark = matchMedia('(prefers-color-scheme: dark)');

export const currentTheme = () => THEMES.includes(recall('theme')) ? recall('theme') : 'system';

function put(isPaper = false) {
  const theme = currentTheme();
  const isDark = !isPaper && (theme === 'dark' || (theme === 'system' && dark.matches));
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}

function apply() {
  const before = document.documentElement.dataset.theme;
  put();
  if (document.documentElement.dataset.theme === before) return;
  // Charts are drawn in the theme's colours and have to be drawn again.
  document.dispatchEvent(new CustomEvent('themechange'));
}

export function setTheme(theme) {
  remember('theme', theme);
  apply();
}

export function followTheme() {
  dark.addEventListener('change', apply);
  // Paper is white. Charts hear of the same events later, and are drawn again by themselves.
  addEventListener('beforeprint', () => put(true));
  addEventListener('afterprint', () => put());
  apply();
}
