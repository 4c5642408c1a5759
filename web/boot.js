// Runs before anything is drawn, so that nobody sees the wrong colours for a moment: the theme that was chosen, or the
// system's. The page's other scripts are modules and come later.

(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let chosen = null;
  try {
    chosen = localStorage.getItem('groundswell.theme');
  } catch {
    // Without storage the system decides.
  }
  const isDark = chosen === 'dark' || (chosen !== 'light' && dark.matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
})();
