// Calls to the engine. The token, where one is needed, is kept in sessionStorage: it ends with the tab.

const TOKEN_KEY = 'groundswell.token';
const PATIENCE_MS = 15000;

let token = readToken();

function readToken() {
  try {
    return sessionStorage.getItem(TOKEN_KEY) ?? '';
  } catch {
    return '';
  }
}

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

// What went wrong: `status` is that of the answer, or 0 when there was none.
export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
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

// GET below api/v1/, which lies beside the page wherever a proxy puts both: the answer's JSON. Parameters that are null
// are left out. Throws ApiError.
export async function get(path, parameters = {}) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null);
  const url = `api/v1/${path}${given.length > 0 ? '?' + new URLSearchParams(given) : ''}`;
  let response;
  try {
    response = await fetch(url, {
      headers: {Accept: 'application/json', ...authorization()},
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (failure) {
    throw new ApiError(0, String(failure));
  }
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  try {
    return await response.json();
  } catch (failure) {
    throw new ApiError(0, String(failure));  // Cut off on the way.
  }
}
