// Light, dark, or as the system has it. The first choice is made by boot.js before anything is drawn.

import {recall, remember} from './memory.js';

export const THEMES = ['system', 'light', 'dark'];
const dark = matchMedia('(prefers-color-scheme: dark)');

export const currentTheme = () => THEMES.includes(recall('theme')) ? recall('theme') : 'system';

function apply() {
  const theme = currentTheme();
  const isDark = theme === 'dark' || (theme === 'system' && dark.matches);
  const name = isDark ? 'dark' : 'light';
  if (document.documentElement.dataset.theme === name) return;
  document.documentElement.dataset.theme = name;
  // Charts are drawn in the theme's colours and have to be drawn again.
  document.dispatchEvent(new CustomEvent('themechange'));
}

export function setTheme(theme) {
  remember('theme', theme);
  apply();
}

export function followTheme() {
  dark.addEventListener('change', apply);
  apply();
}
