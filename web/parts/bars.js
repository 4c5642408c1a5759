// Names with a number each, as bars of which the longest fills the width: channels, regions, demands.

import {make, makeButton, makeSvg} from '../core/dom.js';
import {formatNumber} from '../core/language.js';

const HEIGHT = 8;

// `entries`: [[name, number, act]], in the order to be shown; at most `most` of them. `act`, where given, is called when
// somebody wants to see what is behind a number.
export function makeBars(entries, most = 8) {
  const largest = Math.max(1, ...entries.map(([, value]) => value));
  return make(
      'ul', {class: 'bars'},
      entries.slice(0, most).map(
          ([name, value, act]) => make(
              'li', {}, make('span', {class: 'name', dir: 'auto'}, name),
              make(
                  'span', {class: 'bar', 'aria-hidden': 'true'},
                  makeSvg(
                      'svg', {viewBox: `0 0 100 ${HEIGHT}`, preserveAspectRatio: 'none'},
                      makeSvg('rect', {class: 'fill-bar', width: (value / largest * 100).toFixed(1), height: HEIGHT}))),
              act ? makeButton(
                        formatNumber(value), act,
                        {class: 'link value', 'aria-label': `${name}: ${formatNumber(value)}`}) :
                    make('span', {class: 'value'}, formatNumber(value)))));
}
