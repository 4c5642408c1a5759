// The pages: a line each. `path` is what stands first behind "#/"; `id` says whether something of that page is named
// after it ('needed', 'allowed'); `key` is the letter that goes there after "g"; `under` is the entry of the navigation
// that stands for a page without one of its own. `load` brings the page's module, whose mount(root, context) fills
// `root` and returns what empties it again (core/context.js says what a page gets). An entry is shown once it has one.
// A browser remembers that a module did not come: `again` is '', or the query that makes it ask anew.

export const ROUTES = [
  {name: 'now', path: 'now', key: 'n', load: (again) => import(`./pages/now.js${again}`)},
  {name: 'group', path: 'groups', id: 'needed', under: 'now', load: (again) => import(`./pages/group.js${again}`)},
  {name: 'trends', path: 'trends', key: 't', load: (again) => import(`./pages/trends.js${again}`)},
  {name: 'posts', path: 'posts', under: 'trends', load: (again) => import(`./pages/posts.js${again}`)},
  {name: 'alerts', path: 'alerts', id: 'allowed', key: 'a', load: (again) => import(`./pages/alerts.js${again}`)},
  {name: 'cases', path: 'cases', id: 'allowed', key: 'c', load: (again) => import(`./pages/cases.js${again}`)},
  {name: 'reports', path: 'reports', id: 'allowed', key: 'r', load: (again) => import(`./pages/reports.js${again}`)},
  {name: 'watchlist', path: 'watchlist', id: 'allowed', key: 'w', load: (again) => import(`./pages/watchlist.js${again}`)},
  {name: 'system', path: 'system', key: 's', load: (again) => import(`./pages/system.js${again}`)},
];
