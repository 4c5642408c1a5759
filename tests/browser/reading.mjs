// What a stand-in for the engine answers on the pages of reports and the watchlist.

export const figure = (value) => ({value, query: '/api/v1/posts'});

export const makeReport = (fields = {}) => {
  const moods = Object.fromEntries(['posts', 'complaints', 'negative', 'neutral', 'positive'].map((name) => [name, figure(1)]));
  const period = {kind: 'day', name: '2026-03-10', since: '2026-03-09T16:00:00Z', until: '2026-03-10T16:00:00Z', zone: '+08:00', complete: true,
    ...fields.period};
  return {previous: '2026-03-09', next: '2026-03-11', as_of: {seq: 1}, scope: 'all', volume: {...moods, compared: []},
    risen: {}, events: [], answers: [], needs_action: [], ...fields, period};
};

async function bodyOf(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return JSON.parse(text);
}

// A report whose text is written: {text, puts, gate}; a change waits for `gate`.
export function prepareReport(engine, fields = {}) {
  const one = {text: {version: 0, left_out: [], comments: {}}, puts: [], gate: null};
  engine.answers.set('reports/2026-03-10', () => makeReport({...fields, text: one.text}));
  engine.answers.set('reports/2026-03-10/text', async (url, request, response) => {
    if (request.method !== 'PUT') return one.text;
    one.puts.push(await bodyOf(request));
    await one.gate;
    if (request.headers['if-match'] !== `"${one.text.version}"`) {
      response.writeHead(412, {'Content-Type': 'application/problem+json'});
      return response.end('{"detail":"there is another version"}');
    }
    return one.text = {...one.puts.at(-1), version: one.text.version + 1, at: '2026-03-10T01:00:00Z'};
  });
  return one;
}

export const makeEntry = (name, fields = {}) => ({name, kind: 'company', parent: null, role: 'own', aliases: [], requires: [], excludes: [],
  accounts: [], masked: false, homophones: false, ...fields});

// A watchlist with versions: {items, by, puts}, where `puts` are the changes that came, with the version they named.
export function prepareWatchlist(engine, items) {
  const list = {version: 1, items, by: 'A', puts: []};
  const at = '2026-03-10T01:00:00Z';
  engine.answers.set('watchlist/versions', () => ({items: [{version: list.version, by: list.by, at, edited: true, entries: 2}], next_cursor: null}));
  engine.answers.set('watchlist/preview', () => ({posts: 0, changed: 0, complete: true, organisations: [], examples: []}));
  engine.answers.set('watchlist', async (url, request, response) => {
    if (request.method === 'PUT') {
      const body = await bodyOf(request);
      list.puts.push({tag: request.headers['if-match'], body});
      Object.assign(list, {version: list.version + 1, items: body.items});
    }
    response.setHeader('ETag', `"${list.version}"`);
    return {version: list.version, by: list.by, at, edited: true, items: list.items};
  });
  return list;
}
