// The head of the page: connection, totals, what is wrong and what to do about it, the title of the tab.

import {hasToken} from './api.js';
import {arrange, find, make, setText, show} from './dom.js';
import {currentLanguage, formatClock, formatMoment, formatMomentLong, formatNumber, say} from './language.js';

const TITLE = 'Groundswell';

function totalsOf(status) {
  const moment = Date.parse(status.watermark);
  return [
    ['totalPosts', status.posts], ['totalGroups', status.groups], ['totalAlerts', status.alerts?.total],
    ['totalRejected', status.rejected > 0 ? status.rejected : undefined],
    ['watermark', Number.isNaN(moment) ? undefined :
        make('time', {datetime: status.watermark, title: formatMomentLong(moment)}, formatMoment(moment))],
  ].filter(([, value]) => value !== undefined && value !== null);
}

const isRefusal = (failure) => failure?.status === 401 || failure?.status === 403;

export class Header {
  constructor() {
    this.connection = 'connecting';
    this.failure = null;
    this.status = null;
    this.heardAt = null;
    this.unseen = 0;
  }

  // 'connecting', 'live', 'cut' or 'refused'.
  setConnection(connection) {
    this.connection = connection;
    this.render();
  }

  // An ApiError, or null when the engine answers.
  setFailure(failure) {
    if (failure === null) this.heardAt = Date.now();
    this.failure = failure;
    this.render();
  }

  setStatus(status) {
    this.status = status;
    this.setFailure(null);
  }

  setUnseen(count) {
    this.unseen = count;
    document.title = count > 0 ? `(${count}) ${TITLE}` : TITLE;
  }

  get isRefused() {
    return this.connection === 'refused' || isRefusal(this.failure);
  }

  render() {
    for (const button of document.querySelectorAll('[data-language]')) {
      button.setAttribute('aria-pressed', String(button.dataset.language === currentLanguage()));
    }
    this.renderConnection();
    this.renderNotice();
    const wasHidden = find('token-form').hidden;
    show(find('token-form'), this.isRefused);
    setText(find('token-why'), say(hasToken() ? 'tokenWrong' : 'tokenWhy'));
    if (wasHidden && this.isRefused) find('token').focus();
    this.renderTotals();
  }

  renderConnection() {
    const isLost = this.failure?.status === 0 && this.connection !== 'live';
    const heard = this.connection === 'cut' ? 'polling' : this.connection;
    const state = this.isRefused ? 'refused' : isLost ? 'unreachable' : heard;
    find('connection').className = `connection connection-${state}`;
    setText(find('connection'), say(state));
  }

  renderNotice() {
    setText(find('notice'), this.notice());
    show(find('notice'), find('notice').textContent !== '');
  }

  notice() {
    if (this.isRefused) return '';
    if (this.failure === null) {
      return this.status?.ready === false ? say('noticeNotReady', {detail: this.status.not_ready.join('; ')}) : '';
    }
    if (this.failure.status === 503) return say('noticeNotReady', {detail: this.failure.message});
    if (this.failure.status !== 0) return say('noticeError', {detail: this.failure.message});
    if (this.heardAt === null) return say('noticeFirst');
    return say('noticeUnreachable', {time: formatClock(this.heardAt)});
  }

  renderTotals() {
    if (!this.status) return;
    const pairs = totalsOf(this.status).map(([key, value]) => make('div', {}, make('dt', {}, say(key)),
        make('dd', {}, typeof value === 'number' ? formatNumber(value) : value)));
    arrange(find('totals'), pairs);
  }
}
