// One event stream and what is told of it to any number of pages, as plain messages that may cross a port:
//   {kind: 'state', state, fresh}   'connecting', 'live', 'cut' or 'refused'; fresh: live without an event to go on after,
//                                   so that whatever happened before is in the lists alone
//   {kind: 'event', name, value, id} an event, its JSON parsed; name 'reset' means: read all lists anew
//   {kind: 'heard', at}             something came, wall time in ms; at most every few seconds

import {EventStream} from './stream.js';

const HEARD_MS = 4000;

export class StreamHub {
  // `tell(message)` gets each message; `lastId` goes on behind an event that was heard elsewhere.
  constructor(url, token, tell, lastId = '') {
    this.tell = tell;
    this.state = 'connecting';
    this.heardAt = null;
    this.toldAt = 0;
    this.stream = new EventStream(url, token, {
      onEvent: (event) => this.onEvent(event),
      onState: (state) => this.onState(state),
      onHeard: () => this.onHeard(),
    }, lastId);
  }

  start() {
    this.stream.start();
  }

  stop() {
    this.stream.stop();
  }

  hurry() {
    this.stream.hurry();
  }

  // What a page that joins later has to know.
  summary() {
    return [{kind: 'state', state: this.state, fresh: false}, {kind: 'heard', at: this.heardAt}];
  }

  onState(state) {
    this.state = state;
    this.tell({kind: 'state', state, fresh: state === 'live' && this.stream.lastId === ''});
    if (state === 'live') this.onHeard();
  }

  onHeard() {
    this.heardAt = Date.now();
    if (this.heardAt - this.toldAt < HEARD_MS) return;
    this.toldAt = this.heardAt;
    this.tell({kind: 'heard', at: this.heardAt});
  }

  onEvent({event, data, id}) {
    let value = null;
    try {
      if (event !== 'reset') value = JSON.parse(data);
    } catch {
      return;  // Half an event of a line that broke: the next connection sends it again.
    }
    this.tell({kind: 'event', name: event, value, id});
  }
}
