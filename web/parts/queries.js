// Where the posts behind a number stand: addresses of the page of posts, and of whatever a call of the API lists.

import {addressOf, groupAddress} from '../core/router.js';

// In addresses: posts that name nobody. No organisation is called so.
export const UNKNOWN = '-';

// The page of these posts: `org`, `channel`, `since`, `until`, `q`, `sentiment`, `complaint` … as GET /api/v1/posts has
// them, `group` and `joined` for those of a group, `weekday` and `hour`. An `org` of null or '' is an unknown
// one.
export const postsAddress = ({org, ...query}) =>
    addressOf('posts', null, {org: org === null || org === '' ? UNKNOWN : org, ...query});

// Where the page shows what this call lists, such as "/api/v1/posts?org=A&since=…".
export function addressOfQuery(call) {
  const url = new URL(call, location.origin), query = Object.fromEntries(url.searchParams);
  const [kind, id, what] = url.pathname.split('/').slice(3).map(decodeURIComponent);
  if (kind === 'posts') return postsAddress(query);
  if (kind === 'groups' && what === 'posts') return postsAddress({group: id, ...query});
  if (kind === 'alerts') return addressOf('alerts', id ?? null, query);
  return groupAddress(id);
}
