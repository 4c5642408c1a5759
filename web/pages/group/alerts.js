// The alerts of one group, and on demand what became of each at every receiver.

import {part} from '../../core/api.js';
import {make, makeAgo} from '../../core/dom.js';
import {say, sayEvent} from '../../core/language.js';
import {makeDeliveryFold} from '../../parts/deliveries.js';
import {makeBadge, sayPeople} from '../../parts/group_words.js';

function makeAlert(alert, context) {
  return make(
      'li', {},
      make(
          'p', {class: 'entry-head'}, make('strong', {}, sayEvent(alert.event)), makeBadge(alert.level),
          make('span', {class: 'soft'}, sayPeople(alert.group?.complainants)), makeAgo(alert.at, {class: 'soft'})),
      makeDeliveryFold(`alerts/${part(alert.id)}/deliveries`, context));
}

export class GroupAlerts {
  constructor(context) {
    this.context = context;
    this.list = make('ul', {class: 'entries'});
    this.node = make('section', {class: 'card section'}, make('h2', {}, say('groupAlerts')), this.list);
  }

  // Folds that are open stay so: alerts do not change.
  set(alerts) {
    const known = new Map([...this.list.children].map((node) => [node.dataset.id, node]));
    const nodes = alerts.map((alert) => {
      const node = known.get(alert.id) ?? makeAlert(alert, this.context);
      node.dataset.id = alert.id;
      return node;
    });
    this.list.replaceChildren(...(nodes.length > 0 ? nodes : [make('li', {class: 'soft'}, say('alertsNone'))]));
  }
}
