// The page of the morning: are we full, who waits, what is refused, how does the portal answer.

import { listen, read, Refusal } from './api.js';
import { ceilingCard, messageCard, modeCard } from './acts.js';
import { chart } from './charts.js';
import { fill, h, say, wide } from './dom.js';
import { bar, legend, spark } from './shapes.js';
import { clock, hour, millis, minuteOf, number, percent, rate, t, wait, zoneIs } from './words.js';

const KEPT = 720;
const RECENT = 60; // points: ten minutes
const MINUTE = 6;
const SILENCE = 9000; // milliseconds: four beats
const COLOURS = { eleve: '--c1', enseignant: '--c2', personnel: '--c3', parent: '--c4', autre: '--c5' };
const MORE = ['--c6', '--c7', '--c8'];

const sum = (counts) => counts ? Object.values(counts).reduce((a, b) => a + b, 0) : null;

export function livePage(me, whenOut) {
  const state = { points: [], status: null, week: null, people: {}, lostAt: null, service: '' };
  const stop = new AbortController();

  const lost = h('p', { class: 'notice bad', role: 'status', hidden: true });
  const refusedReload = h('p', { class: 'notice bad', role: 'status', hidden: true });
  const big = h('strong');
  const of = h('span');
  const share = h('span', { class: 'share' });
  const pill = h('span', { class: 'pill' });
  const sentence = h('p', { class: 'sentence', role: 'status' });
  const gauge = h('div', { class: 'gauge', role: 'img' });
  const hero = h('section', { class: 'card hero', 'aria-labelledby': 'now' },
    h('div', { class: 'head' }, h('h1', { id: 'now' }, t('now.title')), pill),
    h('p', { class: 'big' }, big, ' ', of, share), gauge, sentence);
  const tiles = h('div', { class: 'tiles' });
  const roles = h('tbody');
  const services = h('tbody');
  const rules = h('div', { class: 'whole' });
  const today = h('div');

  const roleNames = () => Object.keys(state.status?.occupancy?.byRole || {});
  const roleColour = (role) => COLOURS[role] || MORE[roleNames().filter((r) => !COLOURS[r]).indexOf(role) % MORE.length] || '--c5';
  const person = (role) => state.people[role] || role;

  const bands = () => roleNames().map((role) => ({ label: person(role), colour: roleColour(role), fill: 'b8', width: 1 }));
  const seats = chart(t('chart.seats'), {
    series: () => [...bands(), { label: t('chart.ceiling'), colour: '--ceiling', width: 2.5, step: true }],
    stacked: () => roleNames().length, format: (v) => number(v), whole: true });
  const portal = chart(t('chart.portal'), {
    series: () => [{ label: t('chart.p50'), colour: '--c1', fill: '20' }, { label: t('chart.p95'), colour: '--c4' }],
    format: millis, least: 50, hint: t('chart.portal.hint') });
  const waiting = chart(t('chart.waiting'), { series: bands, stacked: () => roleNames().length, format: (v) => number(v), whole: true, least: 10 });
  const rates = chart(t('chart.rates'), {
    series: () => [{ label: t('chart.admitted'), colour: '--c2', fill: '20' }, { label: t('chart.turned'), colour: '--c4' },
      { label: t('chart.refused'), colour: '--bad' }], format: rate, least: 5 });
  const chosen = h('select', { 'aria-label': t('chart.service'), onchange: () => { state.service = chosen.value; draw(); } });
  chosen.hidden = true;
  portal.extra.append(chosen);
  const charts = [seats, portal, waiting, rates];

  const ceiling = ceilingCard(me, () => state);
  const mode = modeCard(me);
  const message = messageCard(me);

  const table = (caption, columns, body, hint, size) => h('section', { class: `card ${size || ''}` }, h('h2', {}, caption),
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
      h('table', { class: 'figures' }, h('caption', { class: 'hidden' }, caption),
        h('thead', {}, h('tr', {}, columns.map((key) => h('th', { scope: 'col', class: key === 'rules.window' ? 'text' : '' }, t(key))))), body)),
    hint ? h('p', { class: 'soft small' }, hint) : null);

  const page = h('main', { id: 'content', class: 'live' }, lost, refusedReload,
    h('div', { class: 'top' }, hero, tiles),
    h('div', { class: 'columns' },
      h('div', { class: 'main' }, seats.figure, portal.figure,
        table(t('roles.title'), ['roles.role', 'roles.inside', 'roles.waiting', 'roles.first', 'roles.estimate', 'roles.now'], roles, null, 'whole'),
        waiting.figure, rates.figure,
        h('section', { class: 'card whole' }, h('h2', {}, t('day.title')), today),
        rules,
        table(t('portal.title'), ['portal.service', 'portal.requests', 'chart.p50', 'chart.p95', 'portal.errors'], services, t('portal.hint'), 'whole')),
      h('div', { class: 'side' }, ceiling.card, mode.card, message.card)));

  function draw() {
    const status = state.status;
    if (!status) return;
    hero.classList.toggle('stale', !status.ledger.healthy);
    drawHero(status);
    drawTiles(status);
    drawRoles(status);
    drawServices();
    drawRules();
    drawToday(status);
    drawCharts();
    ceiling.show(status);
    mode.show(status);
    message.show(status);
  }

  /** In which state the ENT is: one word that everybody understands at 8:02. */
  function verdict(status) {
    const { total } = status.occupancy || {};
    const free = status.ceiling.sessions - total;
    if (!status.occupancy) return { word: 'unknown', says: t('now.unknown') };
    if (status.mode !== 'on') return { word: status.mode, says: t(`now.${status.mode}`) };
    if (free < 0) return { word: 'full', says: t('now.over', { over: -free }) };
    if (free === 0) return { word: 'full', says: t('now.full') };
    if (status.waiting.total > 0) return { word: 'full', says: t('now.thresholds', { free }) };
    return free < status.ceiling.sessions * 0.1 ? { word: 'busy', says: t('now.busy', { free }) } : { word: 'calm', says: t('now.calm', { free }) };
  }

  function drawHero(status) {
    const { word, says } = verdict(status);
    const total = status.occupancy?.total;
    const top = Math.max(status.ceiling.sessions, total || 0);
    say(big, total === undefined ? '–' : number(total));
    say(of, t('now.of', { ceiling: status.ceiling.sessions }));
    say(share, total === undefined ? '' : percent(total / status.ceiling.sessions));
    pill.className = `pill ${word}`;
    say(pill, t(`now.word.${word}`));
    say(sentence, status.ledger.healthy ? says : `${t('now.lost')}. ${says}`);
    gauge.setAttribute('aria-label', t('now.bar', { total: total || 0, ceiling: status.ceiling.sessions, percent: share.textContent }));
    fill(gauge, Object.entries(status.occupancy?.byRole || {}).filter(([, count]) => count).map(([role, count]) => {
      const part = wide(h('span'), count / top);
      part.style.background = `var(${roleColour(role)})`;
      return part;
    }));
  }

  function tile(label, value, unit, more, line, state_) {
    return h('div', { class: `card tile ${state_ || ''}` }, h('h2', {}, label),
      h('p', { class: /^\p{L}/u.test(value) ? 'value word' : 'value' }, value, unit ? h('small', {}, unit) : null), h('p', { class: 'soft' }, more), line);
  }

  function drawTiles(status) {
    const recent = state.points.slice(-RECENT * 3);
    const first = Math.max(0, ...Object.values(status.lanes || {}).map((lane) => lane.firstWaitsSeconds || 0));
    const answers = portalNow('');
    const refusedToday = sum(last()?.refusals || {});
    const people = status.waiting?.total ?? null;
    fill(tiles,
      tile(t('tile.waiting'), people === null ? '–' : number(people), '',
        people ? t('tile.waiting.first', { wait: wait(first) }) : t('tile.waiting.none'),
        spark(recent.map((p) => sum(p.waiting)), '--c4'), people ? 'warm' : ''),
      tile(t('tile.portal'), millis(answers.p95), '',
        answers.requests ? t('tile.portal.more', { p50: millis(answers.p50), errors: percent(answers.errors / answers.requests, 1) }) : t('tile.portal.none'),
        spark(recent.map((p) => merged(p, '').p95Millis), '--c1'), answers.p95 > 2000 ? 'hot' : answers.p95 > 1000 ? 'warm' : ''),
      tile(t('tile.admitted'), rate(status.rates.admittedPerSecond), t('tile.second'),
        t('tile.turned', { count: rate(status.rates.waitingPerSecond) }), spark(recent.map((p) => p.admittedPerSecond), '--c2')),
      tile(t('tile.refused'), rate(status.rates.refusedPerSecond), t('tile.second'),
        t('tile.refused.today', { count: refusedToday }), spark(recent.map((p) => p.refusedPerSecond), '--bad')),
      tile(t('tile.ledger'), status.ledger.healthy ? t('tile.ledger.ok') : t('tile.ledger.lost'), '',
        t(`tile.ledger.${status.ledger.kind}`), null, status.ledger.healthy ? 'well' : 'hot'));
  }

  /** What the rules say of a role at this minute. */
  function ruled(role) {
    const row = state.week?.rows.find((each) => each.role === role);
    const minute = minuteOf(new Date(state.status.time));
    const pieces = row?.days[0] || [];
    const piece = pieces.find((each) => each.from <= minute && minute < each.to);
    if (!piece || piece.access === 'admitted') return null;
    return t(piece.access === 'refused' ? 'roles.refused' : 'roles.newcomers', { hour: hour(piece.to) });
  }

  /** What somebody of a role meets who comes now without a seat: the mode first, as at the gateway's own desk. */
  function standing(status, role, lane, total) {
    if (status.mode === 'off' || status.mode === 'observe') return ['yes', t('roles.through')];
    const refused = ruled(role);
    if (refused) return ['no', refused];
    if (status.mode === 'hold') return ['no', t('roles.held')];
    const limit = lane?.admittedBelowPercent ?? 100;
    const below = percent(limit / 100);
    if (lane && !lane.callable && lane.waiting) return ['no', t('roles.stuck')];
    if (lane?.waiting || total * 100 >= limit * status.ceiling.sessions) return ['wait', limit < 100 ? t('roles.wait.below', { percent: below }) : t('roles.wait')];
    return ['yes', limit < 100 ? t('roles.below', { percent: below }) : t('roles.open')];
  }

  function drawRoles(status) {
    const names = roleNames();
    const total = Math.max(1, status.occupancy?.total || 0);
    fill(roles, names.map((role) => {
      const count = status.occupancy.byRole[role];
      const lane = status.lanes?.[role];
      const dot = h('span', { class: 'swatch', 'aria-hidden': 'true' });
      dot.style.background = `var(${roleColour(role)})`;
      const part = wide(h('span'), count / total);
      part.style.background = `var(${roleColour(role)})`;
      const waits = lane?.waiting || 0;
      const [chip, says] = standing(status, role, lane, total);
      return h('tr', {}, h('th', { scope: 'row' }, dot, person(role)),
        h('td', {}, number(count), h('span', { class: 'share-bar', 'aria-hidden': 'true' }, part)),
        h('td', { class: waits ? 'strong' : '' }, number(waits)),
        h('td', {}, lane?.firstWaitsSeconds === null || lane?.firstWaitsSeconds === undefined ? '–' : wait(lane.firstWaitsSeconds)),
        h('td', {}, !waits ? '–' : lane.estimateSeconds === null ? t('roles.unknown') : lane.estimateSeconds < 60 ? wait(lane.estimateSeconds) : t('roles.about', { wait: wait(lane.estimateSeconds) })),
        h('td', {}, h('span', { class: `chip ${chip}` }, says)));
    }));
  }

  const last = () => state.points[state.points.length - 1];

  /** Services together: the worst of each percentile is what somebody may meet. */
  function merged(point, service) {
    const all = Object.entries(point.portal).filter(([name]) => !service || name === service).map(([, value]) => value);
    const most = (key) => { const known = all.map((v) => v[key]).filter((v) => v !== null); return known.length ? Math.max(...known) : null; };
    return { requests: all.reduce((n, v) => n + v.requests, 0), errors: all.reduce((n, v) => n + v.errors, 0),
      p50Millis: most('p50Millis'), p95Millis: most('p95Millis') };
  }

  /** Over the last minute. */
  function portalNow(service) {
    const points = state.points.slice(-MINUTE).map((point) => merged(point, service));
    const most = (key) => { const known = points.map((p) => p[key]).filter((v) => v !== null); return known.length ? Math.max(...known) : null; };
    return { requests: points.reduce((n, p) => n + p.requests, 0), errors: points.reduce((n, p) => n + p.errors, 0),
      p50: most('p50Millis'), p95: most('p95Millis'), seconds: points.length * 10 };
  }

  function drawServices() {
    const names = [...new Set(state.points.slice(-RECENT).flatMap((point) => Object.keys(point.portal)))].sort();
    fill(services, names.length ? names.map((service) => {
      const now = portalNow(service);
      const wrong = now.requests ? now.errors / now.requests : 0;
      return h('tr', {}, h('th', { scope: 'row' }, service),
        h('td', {}, rate(now.requests / Math.max(10, now.seconds))), h('td', {}, millis(now.p50)),
        h('td', { class: now.p95 > 1000 ? 'strong' : '' }, millis(now.p95)),
        h('td', { class: wrong > 0.01 ? 'bad strong' : '' }, `${number(now.errors)} (${percent(wrong, 1)})`));
    }) : h('tr', {}, h('td', { colspan: 5 }, t('portal.none'))));
    const options = ['', ...names];
    if (options.join() !== [...chosen.options].map((option) => option.value).join()) {
      fill(chosen, options.map((name) => h('option', { value: name, selected: name === state.service }, name || t('chart.total'))));
      chosen.hidden = names.length < 2;
    }
  }

  function drawRules() {
    const refusing = (state.week?.rules || []).filter((rule) => rule.effect !== 'admit');
    const now = last()?.refusals || {};
    const then = state.points[Math.max(0, state.points.length - 1 - RECENT)]?.refusals || {};
    const body = h('tbody', {}, refusing.map((rule) => {
      const today_ = now[rule.name] || 0;
      const before = then[rule.name] || 0;
      const recent = today_ >= before ? today_ - before : today_;
      return h('tr', {}, h('th', { scope: 'row' }, h('code', {}, rule.name)),
        h('td', { class: 'text' }, `${rule.who} : ${rule.when}`.replace(' :', document.documentElement.lang === 'fr' ? '\u00a0:' : ':')),
        h('td', {}, number(today_)), h('td', { class: recent ? 'strong' : '' }, number(recent)));
    }));
    fill(rules, refusing.length ? table(t('rules.title'), ['rules.rule', 'rules.window', 'rules.today', 'rules.recent'], body, t('rules.hint'), 'whole')
      : h('section', { class: 'card whole' }, h('h2', {}, t('rules.title')), h('p', { class: 'soft' }, t('rules.none'))));
  }

  function drawToday(status) {
    if (!state.week) return;
    const now = new Date(status.time);
    const minute = minuteOf(now);
    const kinds = ['admitted', 'refused'];
    if (state.week.rows.some((row) => row.days[0].some((piece) => piece.access === 'refused-to-newcomers'))) kinds.push('newcomers');
    const day = state.week.days[0];
    fill(today, h('p', { class: 'soft' }, h('strong', {}, day.name), day.about.map((about) => ` · ${about}`), ' · ', t('day.now', { hour: clock(now) }), ' · ', t('day.hint', { zone: state.week.timeZone })),
      legend(kinds),
      h('div', { class: 'timeline' }, h('div', { class: 'scale', 'aria-hidden': 'true' }, [0, 6, 12, 18, 24].map((each) => h('span', {}, hour(each * 60)))),
        h('ul', {}, state.week.rows.map((row) => h('li', {}, h('span', { class: 'who' }, row.people), bar(row.days[0], null, minute),
          h('span', { class: 'soft small' }, row.days[0].filter((p) => p.access !== 'admitted' || p.rule || row.days[0].length === 1).map((p) => p.say).join(' · ')))))));
  }

  function drawCharts() {
    const { points } = state;
    if (!points.length) return;
    const at = points.map((point) => point.at);
    const names = roleNames();
    const by = (key, role) => points.map((point) => point[key] ? point[key][role] || 0 : null);
    const totals = points.map((point) => sum(point.seats)).filter((v) => v !== null);
    const waits = points.map((point) => sum(point.waiting)).filter((v) => v !== null);
    const limits = points.map((point) => point.ceiling);
    const changes = [];
    let before = null;
    points.forEach((point) => {
      if (point.ceiling === null) return;
      if (before !== null && point.ceiling !== before) changes.push({ at: point.at, from: before, to: point.ceiling });
      before = point.ceiling;
    });
    const hours = { from: clock(new Date(at[0] * 1000)), to: clock(new Date(at[at.length - 1] * 1000)) };
    const max = (values) => values.length ? Math.max(...values) : 0;
    seats.show({ at, changes, values: [...names.map((role) => by('seats', role)), limits],
      says: t('chart.seats.says', { ...hours, least: totals.length ? Math.min(...totals) : 0, most: max(totals), now: state.status.occupancy?.total ?? 0, ceiling: state.status.ceiling.sessions })
        + (points.length < KEPT - 10 ? ` ${t('chart.young')}` : '') });
    waiting.show({ at, changes, values: names.map((role) => by('waiting', role)),
      says: !max(waits) ? t('chart.waiting.none') : t('chart.waiting.says', { most: max(waits), now: state.status.waiting?.total ?? 0 }) });
    const answers = points.map((point) => merged(point, state.service));
    const now = portalNow(state.service);
    const worst = max(answers.map((a) => a.p95Millis).filter((v) => v !== null));
    portal.show({ at, changes, values: [answers.map((a) => a.p50Millis), answers.map((a) => a.p95Millis)],
      says: now.p95 === null ? t('chart.portal.none') : t('chart.portal.says', { p50: millis(now.p50), p95: millis(now.p95), worst: millis(worst) }) });
    const second = state.status.rates;
    rates.show({ at, changes, values: [points.map((p) => p.admittedPerSecond), points.map((p) => p.waitingPerSecond), points.map((p) => p.refusedPerSecond)],
      says: t('chart.rates.says', { admitted: rate(second.admittedPerSecond), waiting: rate(second.waitingPerSecond), refused: rate(second.refusedPerSecond) }) });
  }

  async function readDay() {
    state.week = await read(`week?from=${(state.status?.time || '').slice(0, 10)}`);
    state.people = Object.fromEntries(state.week.rows.map((row) => [row.role, row.people]));
    zoneIs(state.week.timeZone);
    const policy = await read('policy');
    refusedReload.hidden = !policy.lastRefused;
    if (policy.lastRefused) {
      const first = policy.lastRefused.issues[0];
      say(refusedReload, `${t('policy.refusedReload', { time: clock(new Date(policy.lastRefused.at)) })} ${first ? `${first.file}:${first.line} ${first.message}` : ''}`);
    }
  }

  function hear(name, data) {
    if (name === 'history') state.points = data.points;
    if (name === 'point') {
      state.points.push(data);
      if (state.points.length > KEPT) state.points.shift();
    }
    if (name === 'status') {
      const first = !state.status;
      state.status = data;
      lost.hidden = true;
      if (first) readDay().catch(() => {}).finally(draw);
      document.title = `${data.occupancy ? percent(data.occupancy.total / data.ceiling.sessions) : '–'} · ${data.ent} · Écluse`;
    }
    if (name !== 'history') draw();
  }

  /** A node that died, or a laptop that slept, ends no connection: silence must not pass for calm. */
  async function untilSilence(heard) {
    const silence = new AbortController();
    let last_ = performance.now();
    const watch = setInterval(() => { if (performance.now() - last_ > SILENCE) silence.abort(); }, 1000);
    const stopped = () => silence.abort();
    stop.signal.addEventListener('abort', stopped);
    try {
      await listen((name, data) => { last_ = performance.now(); heard(name, data); }, silence.signal);
    } finally {
      clearInterval(watch);
      stop.signal.removeEventListener('abort', stopped);
    }
  }

  async function follow() {
    for (let tries = 0; !stop.signal.aborted; tries += 1) {
      try {
        await untilSilence((name, data) => { tries = 0; hear(name, data); });
      } catch (error) {
        if (stop.signal.aborted) return;
        if (error instanceof Refusal && error.status === 401) { whenOut(error); return; }
      }
      if (stop.signal.aborted) return;
      lost.hidden = false;
      say(lost, state.status ? t('stream.lost', { time: clock(new Date(state.status.time), true) }) : t('stream.waiting'));
      await new Promise((again) => { setTimeout(again, Math.min(10000, 1000 * 2 ** tries)); });
    }
  }

  const often = setInterval(() => { if (state.status) readDay().then(draw, () => {}); }, 60000);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const redraw = () => charts.forEach((each) => each.redraw());
  scheme.addEventListener('change', redraw);
  follow();
  return { page, close: () => { stop.abort(); clearInterval(often); scheme.removeEventListener('change', redraw); charts.forEach((each) => each.close()); } };
}
