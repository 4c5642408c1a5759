// Addresses: what stands behind "#" names the page, what it shows and its filters, so that every view can be sent on:
// "#/now?level=crisis", "#/groups/5ab2a4d0ec65ba1f". They stand behind "#" because then the page is one file for every
// proxy, and links in alerts that were sent long ago still work.

import {ROUTES} from '../routes.js';

const HOME = 'now';

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const fits = (route, path, id) => route.load && route.path === path &&
    (route.id === 'needed' ? id !== null : route.id === 'allowed' || id === null);

// {route, name, id, query} of a hash: `route` is one of routes.js, `id` is null where there is none, `query` an object.
export function readAddress(hash) {
  const [place, words = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [path, ...rest] = place.split('/');
  const id = rest.length > 0 && rest[0] !== '' ? decode(rest.join('/')) : null;
  const route = ROUTES.find((one) => fits(one, path, id)) ?? ROUTES.find((one) => one.name === HOME);
  return {route, name: route.name, id: route.id ? id : null, query: Object.fromEntries(new URLSearchParams(words))};
}

// The hash of a page; parameters that are empty, null or undefined are left out.
export function addressOf(name, id = null, query = {}) {
  const route = ROUTES.find((one) => one.name === name);
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const words = new URLSearchParams(given).toString();
  return `#/${route.path}${id === null ? '' : `/${encodeURIComponent(id)}`}${words === '' ? '' : `?${words}`}`;
}

export const groupAddress = (id) => addressOf('group', id);
