// What a stand-in for the engine answers on the pages of alerts, cases and the system.

import {makeSource} from './fake_engine.mjs';

export const listOf = (items, next_cursor = null) => ({items, next_cursor});

export const makeDelivery = (alert, receiver, fields = {}) => ({at: '2026-03-10T02:00:01.000Z', receiver, alert,
  group: alert.split('-')[0], level: 'emerging', outcome: 'sent', message: alert, attempts: 1, latency_ms: 30, ...fields});

export const makeNotice = (id, fields = {}) => ({id, at: '2026-03-10T02:00:00.000Z', kind: 'receiver_down', level: 'major',
  thread: 'receiver/sms', over: false,
  zh: {headline: `接收端 ${id}`, parts: [{kind: 'fact', weight: 1, label: '错误', text: '410'}]},
  en: {headline: `Receiver ${id}`, parts: [{kind: 'fact', weight: 1, label: 'Error', text: 'answered 410'}]}, ...fields});

export const makeCase = (id, fields = {}) => ({id, org: '海桥银行', title: `case ${id}`, level: 'emerging', status: 'registered',
  resolved: false, people_by_state: {}, entries: 1, opened_at: '2026-03-10T01:00:00.000Z', changed_at: '2026-03-10T01:00:00.000Z', ...fields});

export const clockDue = (due) => ({due, clocks: [{name: 'reply', en: 'Reply', zh: '答复', after: 'received', until: 'answered',
  due, running: 1, passed: 0}]});

export const DUTY = {at: '2026-03-10T02:00:00.000Z', has_rota: true, gaps: [], level: 'emerging', steps: [], waiting: [],
  now: {from: '2026-03-10T01:00:00.000Z', until: '2026-03-10T10:00:00.000Z', person: 'li-min', name: '李敏'},
  next: {from: '2026-03-10T10:00:00.000Z', until: '2026-03-11T01:00:00.000Z', person: 'wang', name: '王强'}};

export const makeDrill = (id, fields = {}) => ({id, at: '2026-03-10T02:00:00.000Z', level: 'emerging', text: 'power is out', by: 'Ann',
  expires_at: new Date(Date.now() + 600000).toISOString(), state: 'waiting', receivers: [{receiver: 'desk', outcome: 'sent'}], ...fields});

export const makeReject = (number, fields = {}) => ({number, line: number + 1, code: 'missing_field', reason: 'field id: required',
  bytes: '{"text":"[phone]"}', source: 'http', at: '2026-03-10T02:00:00.000Z', ...fields});

export const METRICS = `# HELP groundswell_engine_posts_total Posts
groundswell_engine_posts_total 100
groundswell_engine_busy_seconds_total 1
groundswell_intake_lines_refused_total 3
groundswell_intake_requests_refused_total{reason="busy"} 2
groundswell_intake_requests_refused_total{reason="type"} 0
groundswell_disk_free_bytes 47000000000
groundswell_store_bytes 1234567890
groundswell_watch_amiss 1
groundswell_notify_disabled{receiver="desk"} 0
groundswell_notify_disabled{receiver="sms"} 1
groundswell_notify_failing{receiver="desk"} 0
groundswell_notify_alerts_delivered_total{receiver="desk"} 19
groundswell_notify_alerts_dropped_total{receiver="sms",reason="failed"} 4
process_resident_memory_bytes 150000000
`;

// Something of everything; `id` is a group that has an alert "x1".
export function prepareOperations(engine, id) {
  const {answers} = engine;
  answers.set('deliveries', listOf([makeDelivery('x1', 'desk'),
    makeDelivery('x1', 'sms', {outcome: 'failed', why: 'answered 410', attempts: 10, latency_ms: 4200})]));
  answers.set('notices', listOf([makeNotice('n1'), makeNotice('n2', {kind: 'sign_of_life', level: 'none'}), makeNotice('n3', {over: true, group: id})]));
  const late = clockDue('2026-03-10T01:30:00.000Z');
  answers.set('cases', (url) => url.searchParams.get('sort') === 'due' ? listOf([makeCase(id, {status: 'received', entries: 0, ...late})]) :
      url.searchParams.get('status').includes('dismissed') ? listOf([makeCase('none', {status: 'dismissed'})]) :
      listOf([makeCase('major', {status: 'handling', assignee: '王强', ...clockDue(new Date(Date.now() + 3600000).toISOString())})]));
  answers.set('oncall', {...DUTY, waiting: [{group: id, level: 'crisis', since: '2026-03-10T01:00:00.000Z', asked: [{person: 'wang', at: '2026-03-10T01:10:00.000Z'}]}]});
  answers.set('drills', listOf([makeDrill('drill-1'), makeDrill('drill-2', {state: 'over'})]));
  answers.set('metrics', METRICS);
  answers.set('rejects/counts', {rejected: 3, kept: 3, by_code: {missing_field: 2, too_odd: 1}, by_source: {http: 2, crawler: 1}});
  answers.set('rejects', (url) => listOf([makeReject(2, {source: 'crawler', code: 'too_odd'}), makeReject(1), makeReject(0)]
      .filter((one) => ['code', 'source'].every((name) => [null, one[name]].includes(url.searchParams.get(name))))));
  engine.sources = [makeSource('crawler', {kind: 'file', late: 0, ahead: 0, refused: 1}), makeSource('forum', {kind: 'poll', state: 'waiting', late: 1, ahead: 0,
    last_error: {at: '2026-03-10T02:00:00.000Z', message: 'cannot connect'}}), makeSource('shops', {state: 'paused', late: 0, ahead: 0})];
}
