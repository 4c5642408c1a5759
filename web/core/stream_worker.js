// A shared worker that holds the event stream of all tabs of a browser: one for each token. A tab says
// {join: token, url} once, {leave: true} when it goes, {hurry: true} when the line may be back.

import {StreamHub} from './stream_hub.js';

const hubs = new Map();  // By token: {hub, ports}.

function join(port, token, url) {
  let entry = hubs.get(token);
  if (!entry) {
    const ports = new Set();
    const hub = new StreamHub(url, token, (message) => {
      for (const each of ports) each.postMessage(message);
    });
    entry = {hub, ports};
    hubs.set(token, entry);
  }
  // One that was refused is not tried again by itself: a new page asks whether it still is, for all of them.
  const mustStart = entry.ports.size === 0 || entry.hub.state === 'refused';
  entry.ports.add(port);
  if (mustStart) entry.hub.start();
  else for (const message of entry.hub.summary()) port.postMessage(message);
}

function leave(port, token) {
  const entry = hubs.get(token);
  if (!entry?.ports.delete(port) || entry.ports.size > 0) return;
  entry.hub.stop();
  hubs.delete(token);
}

self.addEventListener('connect', ({ports: [port]}) => {
  let token = null;
  port.onmessage = ({data}) => {
    if (data.leave) leave(port, token);
    if (data.hurry) hubs.get(token)?.hub.hurry();
    if (data.join === undefined) return;
    if (token !== null) leave(port, token);
    token = data.join;
    join(port, token, data.url);
  };
});
