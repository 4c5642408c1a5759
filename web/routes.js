// The pages: a line each. `path` is what stands first behind "#/"; `id` says whether something of that page is named
// after it ('needed', 'allowed'); `key` is the letter that goes there after "g"; `under` is the entry of the navigation
// that stands for a page without one of its own. `load` brings the page's module, whose mount(root, context) fills
// `root` and returns what empties it again (core/context.js says what a page gets). An entry is shown once it has one.

export const ROUTES = [
  {name: 'now', path: 'now', key: 'n', load: () => import('./pages/now.js')},
  {name: 'group', path: 'groups', id: 'needed', under: 'now', load: () => import('./pages/group.js')},
  {name: 'trends', path: 'trends', key: 't', load: () => import('./pages/trends.js')},
  {name: 'posts', path: 'posts', under: 'trends', load: () => import('./pages/posts.js')},
  {name: 'alerts', path: 'alerts', id: 'allowed', key: 'a', load: () => import('./pages/alerts.js')},
  {name: 'cases', path: 'cases', id: 'allowed', key: 'c', load: () => import('./pages/cases.js')},
  {name: 'reports', path: 'reports', id: 'allowed', key: 'r', load: () => import('./pages/reports.js')},
  {name: 'watchlist', path: 'watchlist', id: 'allowed', key: 'w', load: () => import('./pages/watchlist.js')},
  {name: 'system', path: 'system', key: 's', load: () => import('./pages/system.js')},
];
