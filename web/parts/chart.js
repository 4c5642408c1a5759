// Series over time, drawn by uPlot (vendor/, fetched when the first chart is). This file knows how a chart looks: colours
// of the theme, times and numbers of the language; a page says which series. The same figures stand below as a table,
// for those who do not see the picture.

import {make} from '../core/dom.js';
import {formatClock, formatDay, formatHour, formatMoment, formatNumber, formatShort, say} from '../core/language.js';

let uplot = null;

// The library: one script that leaves one name behind.
function loadLibrary() {
  uplot ??= new Promise((resolve, reject) => {
    const sheet = make('link', {rel: 'stylesheet', href: 'vendor/uplot.css'});
    const script = make('script', {src: 'vendor/uplot.js'});
    script.addEventListener('load', () => resolve(globalThis.uPlot));
    script.addEventListener('error', () => {
      uplot = null;
      reject(new Error('vendor/uplot.js did not come'));
    });
    document.head.append(sheet, script);
  });
  return uplot;
}

// A colour of the theme by its name in base.css; 'transparent' is none of them.
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() || name;

// So wide is what paper holds.
const PAPER_PX = 640;
let isPaper = false;
addEventListener('beforeprint', () => isPaper = true);
addEventListener('afterprint', () => isPaper = false);

const DAY_SECS = 86400;

function axisOf(names) {
  return {
    stroke: colour('soft'),
    grid: {stroke: colour('line'), width: 1},
    ticks: {stroke: colour('line'), width: 1, size: 4},
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    ...names
  };
}

// Round moments in the reader's words: a day where days pass, else the hour.
function timeLabels(_, splits, __, ___, step) {
  return splits.map((secs, i) => {
    const ms = secs * 1000;
    if (step >= DAY_SECS) return formatDay(ms);
    const isNewDay = i === 0 || new Date(ms).getDate() !== new Date(splits[i - 1] * 1000).getDate();
    const hour = step < 60 ? formatClock(ms) : formatHour(ms);
    return isNewDay ? `${hour}\n${formatDay(ms)}` : hour;
  });
}

export class Chart {
  // Draws into `place`. `series`: [{label, kind: 'bars' | 'line' | 'stairs' | 'dashes', colour, scale, isUntold}],
  // without the times; isUntold keeps one out of the legend. `bands`: [{series: [upper, lower], fill}]. `marks()` gives
  // [{at (ms), label, colour}], drawn as upright lines. Colours are names of base.css. `height` is in pixels; `name` is what screen
  // readers call it; `zoom(from, to)` in ms is called when somebody marks a stretch, `pick(place)` when somebody presses
  // at the time of that place in the data.
  constructor(place, {series, bands = [], marks = () => [], height = 260, name, zoom = null, pick = null}) {
    Object.assign(this, {place, series, bands, marks, height, name, zoom, pick});
    place.classList.add('chart');
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(place);
    this.ending = new AbortController();
    for (const name of ['beforeprint', 'afterprint']) addEventListener(name, () => this.redraw(), {signal: this.ending.signal});
  }

  // `data`: a list of times in ms, then one list of values (null: none) for each series.
  async set(data) {
    this.data = [data[0].map((ms) => ms / 1000), ...data.slice(1)];
    const library = await loadLibrary();
    if (this.isOver) return;
    if (this.plot) this.plot.setData(this.data);
    else this.draw(library);
  }

  draw(library) {
    const scales = [...new Set(this.series.map((one) => one.scale ?? 'y'))];
    this.plot =
        new library(
            {
              width: this.width,
              height: this.height,
              cursor: {y: false, points: {size: 6}, drag: {x: this.zoom !== null, y: false}},
              legend: {live: true, markers: {width: 0, fill: (_, i) => colour(this.series[i - 1]?.colour)}},
              scales: Object.fromEntries(
                  scales.map((scale) => [scale, {range: (_, low, high) => [0, Math.max(high * 1.08, 1)]}])),
              axes: [
                axisOf({values: timeLabels, space: 90, size: 44}),
                ...scales.map((scale, i) => axisOf({
                                scale,
                                side: i === 0 ? 3 : 1,
                                grid: {show: i === 0, stroke: colour('line'), width: 1},
                                size: 48,
                                incrs: [
                                  1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000,
                                  100000, 500000, 1000000
                                ],
                                values: (_, values) => values.map(formatShort)
                              }))
              ],
              series: [
                {label: say('chartTime'), value: (_, secs) => secs === null ? '–' : formatMoment(secs * 1000)},
                ...this.series.map((one) => this.makeSeries(library, one))
              ],
              bands: this.bands.map(({series: [upper, lower], fill}) => ({series: [upper + 1, lower + 1], fill: colour(fill)})),
              hooks: {draw: [(plot) => this.drawMarks(plot)], setSelect: [(plot) => this.onSelect(plot)]},
            },
            this.data, this.place);
    const canvas = this.place.querySelector('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', this.name);
    if (!this.pick) return;
    this.plot.over.classList.add('is-pickable');
    this.plot.over.addEventListener('click', () => this.plot.cursor.idx >= 0 && this.pick(this.plot.cursor.idx));
  }

  // Once more, in the colours and the width of paper, or of the screen again.
  redraw() {
    if (!this.plot) return;
    this.plot.destroy();
    this.draw(globalThis.uPlot);
  }

  makeSeries(library, {label, kind = 'line', colour: ink, scale = 'y', isUntold}) {
    const stroke = colour(ink);
    const paths = {bars: library.paths.bars({size: [0.85, 48], align: 1, radius: 0.15}),
      stairs: library.paths.stepped({align: 1})}[kind];
    return {
      label,
      scale,
      stroke,
      class: isUntold ? 'untold' : undefined,
      fill: kind === 'bars' ? stroke : undefined,
      width: kind === 'bars' ? 0 : 2,
      dash: kind === 'dashes' ? [5, 5] : undefined,
      points: {show: false},
      paths,
      spanGaps: kind === 'dashes',
      value: (_, value) => value === null || value === undefined ? '–' : formatNumber(value)
    };
  }

  drawMarks(plot) {
    const {ctx, bbox} = plot;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.font = `600 ${11 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
    let free = -Infinity, row = 0;
    for (const {at, label, colour: name} of this.marks()) {
      const ink = colour(name);
      const x = Math.round(plot.valToPos(at / 1000, 'x', true));
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.strokeStyle = ctx.fillStyle = ink;
      ctx.lineWidth = 1.5 * ratio;
      ctx.setLineDash([3 * ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const wide = ctx.measureText(label).width;
      // Names that would touch stand below one another.
      row = x < free ? row + 1 : 0;
      free = Math.max(free, x + wide + 12 * ratio);
      const isAtEnd = x + wide + 8 * ratio > bbox.left + bbox.width;
      ctx.textAlign = isAtEnd ? 'right' : 'left';
      // On a ground of its own: it may stand before a bar.
      ctx.fillStyle = colour('card');
      ctx.globalAlpha = 0.85;
      ctx.fillRect(
          isAtEnd ? x - wide - 8 * ratio : x + 2 * ratio, bbox.top + (row * 15 + 1) * ratio, wide + 6 * ratio,
          14 * ratio);
      ctx.globalAlpha = 1;
      ctx.fillStyle = ink;
      ctx.fillText(label, x + (isAtEnd ? -5 : 5) * ratio, bbox.top + (12 + row * 15) * ratio);
    }
    ctx.restore();
  }

  onSelect(plot) {
    if (!this.zoom || plot.select.width < 8) return;
    const at = (x) => plot.posToVal(x, 'x') * 1000;
    this.zoom(at(plot.select.left), at(plot.select.left + plot.select.width));
  }

  get width() {
    return Math.max(Math.min(this.place.clientWidth, isPaper ? PAPER_PX : Infinity), 240);
  }

  resize() {
    if (this.plot && Math.abs(this.plot.width - this.width) > 1)
      this.plot.setSize({width: this.width, height: this.height});
  }

  end() {
    this.isOver = true;
    this.ending.abort();
    this.observer.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }
}

// The same figures to be read: `head` are the names of the columns, `rows` lists of words; opened on demand, and made
// only then.
export function makeTableFold(words, head, makeRows) {
  const fold = make('details', {class: 'chart-table no-print'}, make('summary', {}, words));
  fold.addEventListener('toggle', () => {
    if (!fold.open || fold.children.length > 1) return;
    fold.append(make(
        'div', {class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': words},
        make(
            'table', {class: 'table'},
            make('thead', {}, make('tr', {}, head.map((name) => make('th', {scope: 'col'}, name)))),
            make('tbody', {}, makeRows().map((row) => make('tr', {}, row.map((cell) => make('td', {}, cell))))))));
  });
  // New figures: what was made is old.
  fold.renew = () => {
    const isOpen = fold.open;
    while (fold.children.length > 1) fold.lastChild.remove();
    if (isOpen) fold.dispatchEvent(new Event('toggle'));
  };
  return fold;
}
