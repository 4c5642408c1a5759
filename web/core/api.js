// Calls to the engine, below api/v1/, which lies beside the page wherever a proxy puts both. The token, where one is needed, is kept in sessionStorage: it ends with the tab.

const TOKEN_KEY = 'groundswell.token';
const PATIENCE_MS = 15000;
// Of what the engine has to count or write first, to its last byte: reports, previews, files.
export const LONG_MS = 120000;

let token = readToken();

function readToken() {
  try {
    return sessionStorage.getItem(TOKEN_KEY) ?? '';
  } catch {
    return '';
  }
}

export const currentToken = () => token;
export const hasToken = () => token !== '';

export function setToken(value) {
  token = value;
  try {
    sessionStorage.setItem(TOKEN_KEY, value);
  } catch {
    // Without storage it lasts as long as the page.
  }
}

export const authorization = () => token === '' ? {} : {Authorization: `Bearer ${token}`};

// What went wrong: `status` is that of the answer, or 0 when there was none; `field` is the field of the body that the
// engine found wrong, where it names one.
export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
    // The same call may well be answered a moment later.
    this.isPassing = status === 0 || status === 429 || status >= 500;
    this.field = detail.match(/^(?:field|parameter) (\S+?):/)?.[1] ?? null;
  }
}

// The `detail` of a problem+json answer, else its status.
async function problemOf(response) {
  try {
    const problem = await response.json();
    return problem.detail || problem.title || `HTTP ${response.status}`;
  } catch {
    return `HTTP ${response.status}`;
  }
}

// `patienceMs` is how long the answer may take, its body included.
async function call(path, {patienceMs = PATIENCE_MS, ...options}) {
  const asked = token;
  let response;
  try {
    response = await fetch(`api/v1/${path}`, {cache: 'no-store', ...options,
      headers: {Accept: 'application/json', ...options.headers, ...authorization()},
      signal: AbortSignal.timeout(patienceMs)});
  } catch (failure) {
    throw new ApiError(0, String(failure));
  }
  if (!response.ok) {
    const failure = new ApiError(response.status, await problemOf(response));
    // What an earlier token may not says nothing about the one there is now.
    failure.isStale = asked !== token;
    throw failure;
  }
  return response;
}

// The body of an answer, by `read(response)`.
async function bodyOf(response, read) {
  try {
    return await read(response);
  } catch (failure) {
    throw new ApiError(0, String(failure));  // Cut off on the way.
  }
}

const jsonOf = (response) => bodyOf(response, (given) => given.json());

// One part of a path, whatever it holds.
export const part = encodeURIComponent;

// "?a=1&b=2" of what is given; parameters that are null or undefined are left out.
export function queryOf(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}

// The answer's JSON. Throws ApiError.
export const get = async (path, parameters = {}, patienceMs = PATIENCE_MS) =>
    jsonOf(await call(path + queryOf(parameters), {patienceMs}));

// Sends one JSON object; fields that are undefined are left out. The answer's JSON. Throws ApiError.
export const post = async (path, body, patienceMs = PATIENCE_MS) => jsonOf(await call(path,
    {patienceMs, method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)}));

// {value, tag}: the answer's JSON and its version, which a change of it names. Throws ApiError.
export async function getTagged(path) {
  const response = await call(path, {});
  return {value: await jsonOf(response), tag: response.headers.get('ETag')};
}

// The same with another method (PUT, PATCH, DELETE); an answer without a body gives null. `tag`, where given, is the
// version that was read: 412 when there is another one now.
export async function send(method, path, body, tag = null) {
  const headers = body === undefined ? {} : {'Content-Type': 'application/json'};
  if (tag !== null) headers['If-Match'] = tag;
  const response = await call(path, {method, headers, body: body === undefined ? undefined : JSON.stringify(body)});
  return response.status === 204 ? null : jsonOf(response);
}

// The engine's figures for Prometheus, as their text. They lie beside api/, not in it. Throws ApiError.
export const getMetricsText = async () =>
    bodyOf(await call('../../metrics', {headers: {Accept: 'text/plain'}}), (given) => given.text());

// A file that the engine makes, as {blob, isCut}: a link cannot send a token, nor tell that the engine has more rows than
// it puts into one file. Throws ApiError.
export async function getFile(path, parameters = {}) {
  const response = await call(path + queryOf(parameters), {patienceMs: LONG_MS, headers: {Accept: '*/*'}});
  return {blob: await bodyOf(response, (given) => given.blob()), isCut: response.headers.get('Link')?.includes('rel="next"')};
}
