// What is done less often than a raise: release a role, block an address, and see who changed what.

import { ask, read, Refusal } from './api.js';
import { act, attempt, reasonField, sure, untilField } from './acts.js';
import { field, fill, h, say } from './dom.js';
import { moment, t } from './words.js';

export function journalPage(me) {
  let status = null;
  const audit = h('div');
  const blocked = h('div');

  // releasing
  const role = h('select', { name: 'role' });
  const why = reasonField(t('act.reason.other'));
  const release = act(me, t('release.title'), [h('p', { class: 'soft' }, t('release.hint')), field(t('release.role'), role), why.row,
    h('div', { class: 'buttons' }, h('button', { type: 'submit', class: 'go danger' }, t('release.set')))], async () => {
    status = await read('status');
    const count = status.occupancy?.byRole[role.value] ?? 0;
    if (!await sure(t('release.sure', { count, people: role.selectedOptions[0].textContent }))) return '';
    const answer = await (await ask('POST', 'seats/release', { body: { role: role.value, reason: why.input.value.trim() } })).json();
    why.input.value = '';
    readAudit();
    return t('release.done', { count: answer.released });
  });

  // blocking
  const network = h('input', { name: 'network', required: true, autocomplete: 'off', spellcheck: 'false' });
  const blockWhy = reasonField(t('act.reason.other'));
  const until = untilField(t('blocks.day'));
  const force = h('input', { type: 'checkbox', id: 'force' });
  const block = act(me, t('blocks.title'), [blocked, field(t('blocks.network'), network, t('blocks.network.hint')), blockWhy.row, until.rows,
    h('div', { class: 'choice' }, force, h('label', { for: 'force' }, t('blocks.force'))),
    h('div', { class: 'buttons' }, h('button', { type: 'submit', class: 'go danger' }, t('blocks.set')))], async () => {
    status = await read('status');
    const order = { network: network.value.trim(), reason: blockWhy.input.value.trim(), until: until.value(status.time), force: force.checked || undefined };
    showBlocks(await (await ask('PUT', 'blocks', { body: order })).json());
    const done = network.value;
    network.value = '';
    blockWhy.input.value = '';
    force.checked = false;
    readAudit();
    return t('blocks.done', { network: done });
  });

  function showBlocks({ blocks }) {
    fill(blocked, !blocks.length ? h('p', { class: 'soft' }, t('blocks.none')) : h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('blocks.title') },
      h('table', {}, h('caption', { class: 'hidden' }, t('blocks.title')),
        h('thead', {}, h('tr', {}, ['blocks.network', 'blocks.until', 'blocks.by', 'blocks.reason', 'blocks.act'].map((key) => h('th', { scope: 'col', class: 'text' }, t(key))))),
        h('tbody', {}, blocks.map((each) => h('tr', {}, h('th', { scope: 'row' }, h('code', {}, each.network)), h('td', { class: 'text' }, each.until ? moment(each.until) : '–'),
          h('td', { class: 'text' }, each.by), h('td', { class: 'text' }, each.reason),
          h('td', {}, h('button', { type: 'button', class: 'quiet', 'aria-label': t('blocks.lift.named', { network: each.network }), onclick: () => lift(each.network) }, t('blocks.lift')))))))));
  }

  const lift = (which) => attempt(block.form, block.answer, async () => {
    showBlocks(await (await ask('DELETE', `blocks?network=${encodeURIComponent(which)}`)).json());
    readAudit();
    return t('blocks.lifted', { network: which });
  });

  async function readAudit() {
    try {
      const entries = await read('audit?limit=200');
      fill(audit, !entries.length ? h('p', { class: 'soft' }, t('audit.none')) : h('div', { class: 'scroll tall', tabindex: '0', role: 'region', 'aria-label': t('audit.title') },
        h('table', {}, h('caption', { class: 'hidden' }, t('audit.title')),
          h('thead', {}, h('tr', {}, ['when', 'who', 'what', 'from', 'to', 'why'].map((key) => h('th', { scope: 'col', class: 'text' }, t(`audit.${key}`))))),
          h('tbody', {}, entries.map((entry) => h('tr', {}, h('th', { scope: 'row' }, moment(entry.at)), h('td', { class: 'text' }, entry.by), h('td', { class: 'text' }, h('code', {}, entry.what)),
            h('td', { class: 'text' }, entry.from), h('td', { class: 'text' }, entry.to), h('td', { class: 'text' }, entry.reason)))))));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fill(audit, h('p', { class: 'answer bad' }, h('strong', {}, error.message), ' ', error.detail));
    }
  }

  const again = h('button', { type: 'button', class: 'quiet', onclick: () => readAudit() }, t('audit.again'));
  const page = h('main', { id: 'content', class: 'journal' }, h('h1', {}, t('app.journal')),
    h('div', { class: 'pair' }, release.card, block.card),
    h('section', { class: 'card' }, h('div', { class: 'head' }, h('h2', {}, t('audit.title')), again), audit));

  async function start() {
    const week = await read('week');
    fill(role, week.rows.map((row) => h('option', { value: row.role }, row.people)));
    showBlocks(await read('blocks'));
  }
  readAudit();
  start().catch((error) => { if (error instanceof Refusal) { say(block.answer, error.message); } else throw error; });
  return { page, close: () => {} };
}
