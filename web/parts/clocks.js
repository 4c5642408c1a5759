// Clocks that the law or a promise started: what is due when, and how many run.

import {make} from '../core/dom.js';
import {currentLanguage, formatDue, formatMomentLong, say} from '../core/language.js';

export const sayClock = (clock) => clock[currentLanguage()] ?? clock.name;

// The clock that runs out first, or null where none runs.
export function soonestClock(clocks) {
  const running = (clocks ?? []).filter((clock) => clock.running > 0 && !Number.isNaN(Date.parse(clock.due)));
  return running.sort((a, b) => Date.parse(a.due) - Date.parse(b.due))[0] ?? null;
}

// All clocks of a case as a list; null where there is none.
export function makeClocks(clocks) {
  if (!clocks || clocks.length === 0) return null;
  return make('ul', {class: 'clocks'}, clocks.map((clock) => {
    const ms = Date.parse(clock.due);
    const isLate = clock.passed > 0 || ms < Date.now();
    return make('li', {class: isLate ? 'clock is-late' : 'clock'}, make('span', {class: 'clock-name'}, sayClock(clock)),
        make('time', {datetime: clock.due, title: formatMomentLong(ms)}, formatDue(ms)),
        make('span', {class: 'soft'}, say('clockCounts', {running: clock.running, passed: clock.passed})));
  }));
}
