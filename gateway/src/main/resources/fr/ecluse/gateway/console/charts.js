// The last two hours as charts (uPlot), each with a sentence and a table that say the same.

import { h, fill, say } from './dom.js';
import { clock, clockZone, number, t } from './words.js';

const SYNC = 'two-hours';
const HOURS = 2 * 3600;
const LEAST = 5 * 60; // of a node that has just started
const HEIGHT = 190;
const WHOLE = Array.from({ length: 7 }, (_, power) => [1, 2, 5].map((each) => each * 10 ** power)).flat(); // no half people
const TABLE_STEP = 300;

/** The colour that the style sheet gives a thing now, in the light or in the dark. */
export function colour(variable) {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}

/**
 * A chart in its frame.
 *
 * @param title what it is called
 * @param facts {series: [{label, colour, fill, dash, width, step}], stacked: how many of the first lie on one another,
 *     format: how a value is told, whole: whether there are no halves, least: the least top of the axis, hint}
 */
export function chart(title, facts) {
  const plotted = h('div', { class: 'plot', 'aria-hidden': 'true' });
  const summary = h('p', { class: 'says' });
  const legend = h('ul', { class: 'legend' });
  const table = h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `${title} – ${t('chart.table')}` });
  const details = h('details', {}, h('summary', {}, t('chart.table')), table);
  const extra = h('div', { class: 'extra' });
  const figure = h('figure', { class: 'card chart' },
    h('figcaption', {}, h('h2', {}, title), extra), legend, plotted, summary,
    facts.hint ? h('p', { class: 'soft small' }, facts.hint) : null, details);
  let plot = null;
  let shown = null;
  let drawn = '';

  details.addEventListener('toggle', () => { if (details.open && shown) fill(table, tabled(title, facts, shown)); });

  /** @param data {at: [], values: [[]…], changes: [{at, from, to}], says, now} */
  function show(data) {
    shown = data;
    say(summary, data.says);
    const looks = JSON.stringify([facts.series().map((each) => [each.label, colour(each.colour)]), clockZone()]);
    if (looks !== drawn) {
      plot?.destroy();
      fill(legend, facts.series().map((each) =>
        h('li', { class: each.dash ? 'dashed' : '' }, swatch(each), each.label)));
      plot = new window.uPlot(options(facts, () => shown, plotted.clientWidth), stack(facts, data), plotted);
      drawn = looks;
    } else {
      plot.setData(stack(facts, data), false);
      plot.setScale('x', range(data));
    }
    if (details.open && !table.contains(document.activeElement) && document.activeElement !== table) {
      fill(table, tabled(title, facts, data));
    }
  }

  const watch = new ResizeObserver(() => {
    if (plot && plotted.clientWidth) plot.setSize({ width: plotted.clientWidth, height: HEIGHT });
  });
  watch.observe(plotted);
  return { figure, extra, show, redraw: () => { drawn = ''; if (shown) show(shown); }, close: () => { watch.disconnect(); plot?.destroy(); } };
}

function swatch(series) {
  const mark = h('span', { class: 'swatch', 'aria-hidden': 'true' });
  mark.style.background = `var(${series.colour})`;
  return mark;
}

function range(data) {
  const last = data.at[data.at.length - 1] || Date.now() / 1000;
  const first = data.at[0] || last;
  return { min: Math.max(last - HOURS, Math.min(first, last - LEAST)), max: last };
}

/** The first series lie on one another, so that their sum is the top. */
function stack(facts, data) {
  const stacked = facts.stacked ? facts.stacked() : 0;
  const sums = data.at.map(() => 0);
  const values = data.values.map((series, i) => i >= stacked ? series : series.map((value, at) => {
    if (value === null) return null;
    sums[at] += value;
    return sums[at];
  }));
  return [data.at, ...values];
}

function options(facts, shown, width) {
  const ink = colour('--soft');
  const grid = { stroke: colour('--line'), width: 1 };
  const font = '12px system-ui, sans-serif';
  const series = facts.series();
  const stacked = facts.stacked ? facts.stacked() : 0;
  return {
    width: width || 600,
    height: HEIGHT,
    padding: [10, 8, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: SYNC }, drag: { x: false, y: false }, points: { size: 7 } },
    tzDate: (seconds) => window.uPlot.tzDate(new Date(seconds * 1000), clockZone()),
    scales: {
      x: { time: true, range: () => { const r = range(shown()); return [r.min, r.max]; } },
      y: { range: (u, least, most) => [0, Math.max(facts.least || 1, (most || 0) * 1.12)] },
    },
    axes: [
      { stroke: ink, font, grid, ticks: { show: false }, size: 30, values: (u, at) => at.map((s) => clock(new Date(s * 1000))), space: 60 },
      { stroke: ink, font, grid, ticks: { show: false }, size: 62, incrs: facts.whole ? WHOLE : undefined, values: (u, at) => at.map((v) => facts.format(v)) },
    ],
    series: [{}, ...series.map((each) => ({
      label: each.label,
      stroke: colour(each.colour),
      width: each.width ?? 2,
      dash: each.dash,
      fill: each.fill ? `${colour(each.colour)}${each.fill}` : undefined,
      points: { show: false },
      paths: each.step ? window.uPlot.paths.stepped({ align: 1 }) : undefined,
    }))],
    bands: Array.from({ length: Math.max(0, stacked - 1) }, (_, i) => ({ series: [i + 2, i + 1] })),
    plugins: [marks(shown), tip(facts, shown)],
  };
}

/** An upright line where the ceiling changed. */
function marks(shown) {
  return {
    hooks: {
      draw: (u) => {
        const { ctx } = u;
        ctx.save();
        ctx.strokeStyle = colour('--mark');
        ctx.fillStyle = colour('--text');
        ctx.lineWidth = window.devicePixelRatio;
        ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
        ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
        // the newest first: where two labels would lie on one another, the older one gives way
        let taken = Infinity;
        for (const change of [...(shown().changes || [])].reverse()) {
          const x = Math.round(u.valToPos(change.at, 'x', true));
          if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
          ctx.beginPath();
          ctx.moveTo(x, u.bbox.top);
          ctx.lineTo(x, u.bbox.top + u.bbox.height);
          ctx.stroke();
          const label = `${change.to > change.from ? '▲' : '▼'} ${number(change.to)}`;
          const room = ctx.measureText(label).width + 6;
          const left = x + room > Math.min(taken, u.bbox.left + u.bbox.width);
          const from = left ? x - room : x;
          if (from + room > taken && left && x > taken) continue;
          ctx.textAlign = left ? 'right' : 'left';
          ctx.fillText(label, left ? x - 4 : x + 4, u.bbox.top + 11 * devicePixelRatio);
          taken = from;
        }
        ctx.restore();
      },
    },
  };
}

/** What the values are where the pointer is. */
function tip(facts, shown) {
  const box = h('div', { class: 'tip', hidden: true });
  return {
    hooks: {
      init: (u) => { u.over.append(box); u.over.addEventListener('mouseleave', () => { box.hidden = true; }); },
      setCursor: (u) => {
        const at = u.cursor.idx;
        const data = shown();
        if (at === null || at === undefined || data.at[at] === undefined || u.cursor.left < 0) {
          box.hidden = true;
          return;
        }
        fill(box, h('strong', {}, clock(new Date(data.at[at] * 1000), true)),
          facts.series().map((each, i) => data.values[i][at] === null ? null
            : h('span', {}, swatch(each), ` ${each.label} `, h('b', {}, facts.format(data.values[i][at])))).reverse());
        box.hidden = false;
        const right = u.cursor.left > u.over.clientWidth / 2;
        box.style.left = right ? 'auto' : `${u.cursor.left + 12}px`;
        box.style.right = right ? `${u.over.clientWidth - u.cursor.left + 12}px` : 'auto';
      },
    },
  };
}

function tabled(title, facts, data) {
  const rows = [];
  let last = Infinity;
  for (let i = data.at.length - 1; i >= 0; i--) {
    if (last - data.at[i] < TABLE_STEP) continue;
    last = data.at[i];
    rows.push(h('tr', {}, h('th', { scope: 'row' }, clock(new Date(data.at[i] * 1000))),
      data.values.map((series) => h('td', {}, series[i] === null ? '–' : facts.format(series[i])))));
  }
  return h('table', {}, h('caption', {}, t('chart.table.caption', { chart: title })),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('chart.hour')),
      facts.series().map((each) => h('th', { scope: 'col' }, each.label)))),
    h('tbody', {}, rows));
}
