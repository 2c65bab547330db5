// Small pictures: a line of the last minutes, the day's windows, the week. Everything they show is also written beside them.

import { h, s } from './dom.js';
import { hour, percent, t } from './words.js';

const DAY = 1440;

/** A line without axes, for a tile; what it means is the number beside it. */
export function spark(values, variable) {
  const known = values.filter((value) => value !== null);
  const most = Math.max(1e-9, ...known);
  const width = 120;
  const height = 28;
  const step = width / Math.max(1, values.length - 1);
  const points = values
    .map((value, i) => value === null ? null : `${(i * step).toFixed(1)},${(height - 2 - (value / most) * (height - 4)).toFixed(1)}`)
    .filter(Boolean);
  const picture = s('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  if (points.length > 1) {
    const first = points[0].split(',')[0];
    const last = points[points.length - 1].split(',')[0];
    const area = s('polygon', { points: `${first},${height} ${points.join(' ')} ${last},${height}`, class: 'area' });
    const line = s('polyline', { points: points.join(' '), class: 'line', 'vector-effect': 'non-scaling-stroke' });
    area.style.fill = `var(${variable})`;
    line.style.stroke = `var(${variable})`;
    picture.append(area, line);
  }
  return picture;
}

const at = (minute) => `${(minute * 100 / DAY).toFixed(3)}%`;

function rect(kind, from, to, y, height) {
  return s('rect', { class: kind, x: at(from), width: at(to - from), y, height });
}

/** The bar of a day; strips below it for what is gained or lost. */
export function bar(pieces, strips, nowMinute) {
  const height = strips ? 31 : 22;
  return s('svg', { class: 'bar', width: '100%', height, 'aria-hidden': 'true' },
    rect('admitted', 0, DAY, 0, 22),
    pieces.filter((piece) => piece.access !== 'admitted').map((piece) => [
      rect('back', piece.from, piece.to, 0, 22), rect(piece.access, piece.from, piece.to, 0, 22)]),
    [6, 12, 18].map((each) => s('line', { x1: at(each * 60), x2: at(each * 60), y1: 0, y2: 22 })),
    (strips || []).map((strip) => rect(`strip ${strip.sense}`, strip.from, strip.to, 25, 6)),
    nowMinute === undefined ? null : s('line', { class: 'now', x1: at(nowMinute), x2: at(nowMinute), y1: 0, y2: height }));
}

/** The hatching that says « refused » without a colour; once in the page. */
export function patterns() {
  const hatch = (id, gap) => s('pattern', { id, width: gap, height: gap, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    s('rect', { width: gap, height: gap, class: `${id}-back` }), s('line', { x1: 0, y1: 0, x2: 0, y2: gap, class: `${id}-line` }));
  return s('svg', { class: 'patterns', width: 0, height: 0, 'aria-hidden': 'true' },
    s('defs', {}, hatch('refused', 6), hatch('newcomers', 8)));
}

/** What the colours mean. */
export function legend(kinds) {
  return h('ul', { class: 'legend', 'aria-label': t('week.legend') }, kinds.map((kind) =>
    h('li', {}, s('svg', { class: 'key', width: 28, height: 14, 'aria-hidden': 'true' },
      s('rect', { class: 'back', width: '100%', height: '100%' }),
      s('rect', { class: kind === 'newcomers' ? 'refused-to-newcomers' : ['gain', 'loss', 'neither'].includes(kind) ? `strip ${kind}` : kind,
        width: '100%', height: '100%' })), t(`week.${kind}`))));
}

/** The week as a table of bars. */
export function weekTable(week) {
  const changes = week.difference?.changes.filter((change) => change.days.length) || [];
  const told = (pieces) => pieces.length === 1 ? pieces : pieces.filter((piece) => piece.access !== 'admitted' || piece.rule);
  const strips = (role, i) => changes.filter((change) => change.roles.includes(role))
    .flatMap((change) => change.days[i].map((hours) => ({ ...hours, sense: change.sense })));
  const kinds = ['admitted', 'refused'];
  if (week.rows.some((row) => row.days.flat().some((piece) => piece.access === 'refused-to-newcomers'))) kinds.push('newcomers');
  for (const sense of ['gain', 'loss', 'neither']) if (changes.some((change) => change.sense === sense)) kinds.push(sense);
  return [legend(kinds),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('policy.week') },
      h('table', { class: 'week' }, h('caption', {}, t('week.caption')),
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, t('week.role')),
          week.days.map((day) => h('th', { scope: 'col', class: ['weekday', 'school-day'].includes(day.kind) ? '' : 'off' },
            day.name, day.about.map((about) => h('small', {}, about)))))),
        h('tbody', {}, week.rows.map((row) => h('tr', {},
          h('th', { scope: 'row' }, row.people,
            row.admittedBelowPercent < 100
              ? h('small', {}, t('roles.below', { percent: percent(row.admittedBelowPercent / 100) })) : null),
          row.days.map((pieces, i) => {
            const here = strips(row.role, i);
            return h('td', { class: ['weekday', 'school-day'].includes(week.days[i].kind) ? '' : 'off' },
              bar(pieces, changes.length ? here : null),
              h('ul', {}, told(pieces).map((piece) => h('li', {}, piece.say)),
                here.map((strip) => h('li', { class: strip.sense },
                  `${hour(strip.from)} – ${hour(strip.to)} ${t(`week.${strip.sense}`)}`))));
          })))))) ];
}
