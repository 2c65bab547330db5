// What operators do. Every act says first what it will do, needs a reason where the audit asks for one, and names the version
// that was looked at: of two people who decide at once, one is told of the other.

import { ask, read, Refusal } from './api.js';
import { field, fill, h, name, say } from './dom.js';
import { millis, moment, signed, t } from './words.js';

const CLOCK = 'clock';
const SLOW_MILLIS = 1000;

/** A form on a card, which a token that may only look sees and can't use. */
export function act(me, title, content, submit) {
  const answer = h('p', { class: 'answer', role: 'status' });
  const set = h('fieldset', { disabled: me.scope !== 'operate' }, content);
  const form = h('form', {
    novalidate: true,
    onsubmit: (event) => {
      event.preventDefault();
      attempt(form, answer, submit);
    },
  }, set, me.scope === 'operate' ? null : h('p', { class: 'soft small' }, t('scope.view')), answer);
  const id = name('card');
  return { card: h('section', { class: 'card act', 'aria-labelledby': id }, h('h2', { id }, title), form), form, answer };
}

/** Does it, and says what came of it. */
export async function attempt(form, answer, submit) {
  const set = form.querySelector('fieldset');
  set.setAttribute('aria-busy', 'true');
  answer.className = 'answer';
  try {
    say(answer, await submit() || '');
    answer.classList.add('well');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    fill(answer, h('strong', {}, error.message), ' ', error.detail);
    answer.classList.add('bad');
  } finally {
    set.removeAttribute('aria-busy');
  }
}

export function reasonField(example = t('act.reason.example')) {
  const input = h('input', { name: 'reason', maxlength: 200, required: true, autocomplete: 'off', placeholder: example });
  return { input, row: field(t('act.reason'), input, t('act.reason.hint')) };
}

/** When an act ends by itself; value(now) gives ISO 8601 or undefined. */
export function untilField(usual = t('act.until.never')) {
  const choice = h('select', { name: 'until' },
    h('option', { value: '' }, usual),
    [30].map((count) => h('option', { value: count }, t('act.until.minutes', { count: String(count) }))),
    [1, 2, 4].map((count) => h('option', { value: count * 60 }, t('act.until.hours', { count: String(count) }))),
    h('option', { value: CLOCK }, t('act.until.at')));
  const at = h('input', { type: 'time', name: 'until-clock', value: '18:00' });
  const clockRow = field(t('act.until.clock'), at);
  clockRow.hidden = true;
  choice.addEventListener('change', () => { clockRow.hidden = choice.value !== CLOCK; });
  return {
    rows: [field(t('act.until'), choice), clockRow],
    /** @param now the gateway's clock as it writes it, with the offset of the ENT */
    value: (now) => {
      if (choice.value === '') return undefined;
      if (choice.value !== CLOCK) return new Date(Date.parse(now) + Number(choice.value) * 60000).toISOString();
      const offset = now.match(/(Z|[+-]\d\d:\d\d)$/)[1];
      const today = `${now.slice(0, 10)}T${at.value || '18:00'}:00${offset}`;
      if (Date.parse(today) > Date.parse(now)) return today;
      return new Date(Date.parse(today) + 24 * 3600000).toISOString();
    },
    clear: () => { choice.value = ''; clockRow.hidden = true; },
  };
}

/** @param seen gives {status, points} as the page shows them */
export function ceilingCard(me, seen) {
  const current = h('p', { class: 'current' });
  const input = h('input', { type: 'number', name: 'sessions', inputmode: 'numeric', min: 1, required: true });
  const bounds = h('small', { id: name('bounds') });
  const effect = h('p', { class: 'effect', role: 'status' });
  const steps = h('div', { class: 'steps' }, [-10, 5, 10, 20].map((step) =>
    h('button', { type: 'button', class: 'quiet', onclick: () => propose(step) },
      t('ceiling.step', { sign: step > 0 ? '+' : '−', percent: String(Math.abs(step)) }))));
  const reason = reasonField();
  const until = untilField();
  const clear = h('button', { type: 'button', class: 'quiet' }, t('ceiling.clear'));
  const set = h('button', { type: 'submit', class: 'go' }, t('ceiling.set'));
  let ceiling = null;
  let version = null;
  input.setAttribute('aria-describedby', bounds.id);
  input.id = name('ceiling');

  const made = act(me, t('ceiling.title'), [
    current, h('div', { class: 'field' }, h('label', { for: input.id }, t('ceiling.wanted')), input, bounds), steps, effect,
    reason.row, until.rows, h('div', { class: 'buttons' }, set, clear)], async () => {
    const status = seen().status;
    const order = { sessions: Number(input.value), reason: reason.input.value.trim(), until: until.value(status.time) };
    const answer = await changed(() => ask('PUT', 'ceiling', { body: order, version }));
    after(answer);
    return t('ceiling.done', { sessions: answer.sessions });
  });

  /** Whoever was told of somebody else's change decides anew on what is shown next. */
  async function changed(order) {
    try {
      return await (await order()).json();
    } catch (error) {
      if (error.status === 412) version = null;
      throw error;
    }
  }

  function after(answer) {
    ceiling = answer;
    version = answer.version;
    reason.input.value = '';
    until.clear();
    input.value = '';
    preview();
  }

  clear.addEventListener('click', () => attempt(made.form, made.answer, async () => {
    const why = encodeURIComponent(reason.input.value.trim());
    after(await changed(() => ask('DELETE', `ceiling?reason=${why}`, { version })));
    return t('ceiling.cleared');
  }));

  function propose(step) {
    const from = Number(input.value) || ceiling.sessions;
    const wanted = Math.round(from * (100 + step) / 100 / 10) * 10 || from + Math.sign(step);
    input.value = Math.max(ceiling.atLeast, Math.min(ceiling.atMost ?? Infinity, from < 100 ? from + Math.sign(step) * Math.max(1, Math.round(Math.abs(step) / 100 * from)) : wanted));
    preview();
  }

  /** What a raise would do, before it is done. */
  function preview() {
    const wanted = Number(input.value);
    if (!ceiling || !input.value || !Number.isFinite(wanted)) { fill(effect); return; }
    const { status, points } = seen();
    const more = wanted - ceiling.sessions;
    if (more === 0) { fill(effect, t('ceiling.same')); return; }
    const lines = [t(more > 0 ? 'ceiling.more' : 'ceiling.less', { count: Math.abs(more), percent: signed(more / ceiling.sessions) })];
    if (more > 0 && status) {
      const enter = Math.min(status.waiting?.total || 0, Math.max(0, wanted - (status.occupancy?.total || 0)));
      if (enter) lines.push(t('ceiling.enter', { count: enter }));
      const p95 = Math.max(0, ...points.slice(-6).flatMap((point) => Object.values(point.portal).map((portal) => portal.p95Millis || 0)));
      if (p95 > SLOW_MILLIS) lines.push(t('ceiling.slow', { p95: millis(p95) }));
    }
    fill(effect, lines.join(' '));
  }
  input.addEventListener('input', preview);

  return {
    card: made.card,
    show: (status) => {
      const shown = status.ceiling;
      // whoever is typing decides on what they saw; the API tells them if it has changed
      if (version === null || !made.form.contains(document.activeElement)) version = shown.version;
      ceiling = shown;
      const source = [t(`ceiling.${shown.source}`), shown.until ? t('ceiling.until', { time: moment(shown.until) }) : null].filter(Boolean).join(', ');
      const now = `${t('ceiling.now', { sessions: shown.sessions })} – ${source}`;
      if (current.textContent !== now) fill(current, h('strong', {}, t('ceiling.now', { sessions: shown.sessions })), ` – ${source}`);
      say(bounds, shown.atMost === null ? t('ceiling.bounds.open', { least: shown.atLeast }) : t('ceiling.bounds', { least: shown.atLeast, most: shown.atMost }));
      input.min = shown.atLeast;
      if (shown.atMost !== null) input.max = shown.atMost;
      clear.hidden = shown.source !== 'live';
    },
  };
}

export function modeCard(me) {
  const current = h('p', { class: 'current' });
  const words = ['on', 'observe', 'hold', 'off'];
  const group = name('mode');
  const choices = words.map((word) => {
    const input = h('input', { type: 'radio', name: group, value: word, id: `${group}-${word}`, 'aria-describedby': `${group}-${word}-what` });
    return h('div', { class: 'choice' }, input, h('label', { for: input.id }, t(`mode.${word}`)),
      h('small', { id: `${group}-${word}-what` }, t(`mode.${word}.what`)));
  });
  const reason = reasonField();
  const until = untilField();
  let seen = null;
  let version = null;
  const made = act(me, t('mode.title'), [current,
    h('details', {}, h('summary', {}, t('mode.set')),
      h('div', { class: 'choices', role: 'radiogroup', 'aria-label': t('mode.title') }, choices), reason.row, until.rows,
      h('div', { class: 'buttons' }, h('button', { type: 'submit', class: 'go' }, t('mode.set'))))], async () => {
    const wanted = made.form.querySelector(`input[name=${group}]:checked`)?.value;
    const order = { mode: wanted, reason: reason.input.value.trim(), until: wanted === 'on' ? undefined : until.value(seen.time) };
    const answer = await (await ask('PUT', 'mode', { body: order, version })).json();
    version = answer.version;
    reason.input.value = '';
    until.clear();
    return t('mode.done', { mode: t(`mode.${answer.mode}`) });
  });
  made.form.querySelector('details').addEventListener('toggle', async () => {
    version = (await read('mode').catch(() => ({ version: null }))).version;
  });
  return {
    card: made.card,
    show: (status) => {
      seen = status;
      const now = [t(`mode.${status.mode}`), status.modeUntil ? t('ceiling.until', { time: moment(status.modeUntil) }) : null].filter(Boolean).join(', ');
      if (current.dataset.now !== now) {
        current.dataset.now = now;
        fill(current, h('strong', {}, now), ` – ${t(`mode.${status.mode}.what`)}`);
      }
      if (!made.form.contains(document.activeElement)) made.form.querySelector(`#${group}-${status.mode}`).checked = true;
    },
  };
}

export function messageCard(me) {
  const current = h('blockquote');
  const fr = h('textarea', { name: 'fr', rows: 2, maxlength: 500, lang: 'fr' });
  const en = h('textarea', { name: 'en', rows: 2, maxlength: 500, lang: 'en' });
  const until = untilField();
  const clear = h('button', { type: 'button', class: 'quiet' }, t('message.clear'));
  let seen = null;
  const made = act(me, t('message.title'), [current,
    h('details', {}, h('summary', {}, t('message.set')), field(t('message.fr'), fr), field(t('message.en'), en), until.rows,
      h('div', { class: 'buttons' }, h('button', { type: 'submit', class: 'go' }, t('message.set')))), clear], async () => {
    const order = { fr: line(fr), en: line(en), until: until.value(seen.time) };
    await ask('PUT', 'message', { body: order });
    until.clear();
    return t('message.done');
  });
  const line = (area) => area.value.replace(/\s+/g, ' ').trim() || undefined;
  clear.addEventListener('click', () => attempt(made.form, made.answer, async () => {
    await ask('DELETE', 'message');
    return t('message.cleared');
  }));
  return {
    card: made.card,
    show: (status) => {
      seen = status;
      const { message } = status;
      const told = message ? [message.fr, message.en].filter(Boolean) : [];
      const now = JSON.stringify([told, message?.until]);
      if (current.dataset.now !== now) {
        current.dataset.now = now;
        fill(current, told.length ? told.map((text) => h('p', {}, text)) : h('p', { class: 'soft' }, t('message.none')),
          message?.until ? h('p', { class: 'soft small' }, t('ceiling.until', { time: moment(message.until) })) : null);
      }
      clear.hidden = !message;
    },
  };
}

/** A question before what can't be undone; resolves to whether they are sure. */
export function sure(question) {
  return new Promise((answer) => {
    const id = name('sure');
    const yes = h('button', { class: 'go danger', type: 'button' }, t('act.sure'));
    const no = h('button', { class: 'quiet', type: 'button' }, t('act.cancel'));
    const dialog = h('dialog', { 'aria-labelledby': id }, h('p', { id }, question), h('div', { class: 'buttons' }, no, yes));
    const close = (said) => { dialog.close(); dialog.remove(); answer(said); };
    yes.addEventListener('click', () => close(true));
    no.addEventListener('click', () => close(false));
    dialog.addEventListener('cancel', (event) => { event.preventDefault(); close(false); });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
