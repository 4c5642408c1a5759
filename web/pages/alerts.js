// The page of alerts: their history, the delivery log over all of them, and what the engine had to say of itself. Each
// view has its own address, "#/alerts", "#/alerts/deliveries", "#/alerts/notices"; "#/alerts/ID" shows one alert.

import '../words/operations.js';
import {make} from '../core/dom.js';
import {say} from '../core/language.js';
import {addressOf} from '../core/router.js';
import {mountHistory, mountOne} from './alerts/history.js';
import {mountDeliveries, mountNotices} from './alerts/told.js';

const VIEWS = {history: mountHistory, deliveries: mountDeliveries, notices: mountNotices};

export function mount(root, context) {
  const {id} = context.address;
  const current = id === null ? 'history' : Object.hasOwn(VIEWS, id) ? id : null;
  const tabs = Object.keys(VIEWS).map((name) => make('li', {}, make('a', {
    href: addressOf('alerts', name === 'history' ? null : name), 'aria-current': name === current ? 'page' : null,
  }, say(`tab_${name}`))));
  root.append(make('div', {class: 'page-head'}, make('h1', {tabindex: -1}, say('pageAlerts')),
      make('nav', {'aria-label': say('alertViews')}, make('ul', {class: 'tabs no-print'}, tabs))));
  return current === null ? mountOne(root, context) : VIEWS[current](root, context);
}
