// For those who write the rules: a file to try, its errors where they are, its week as a picture, and who would gain or lose.

import { ask, read, Refusal } from './api.js';
import { field, fill, h, name, say } from './dom.js';
import { weekTable } from './shapes.js';
import { moment, t, zoneIs } from './words.js';

const PAUSE = 350;

export function policyPage() {
  const kept = { text: '' };
  let timer = 0;
  let asked = new AbortController();
  let week = null;

  const running = h('p', { class: 'soft' });
  const refused = h('p', { class: 'notice bad', role: 'status', hidden: true });
  const verdict = h('p', { class: 'verdict', role: 'status' });
  const issues = h('ol', { class: 'issues' });
  const remarks = h('section', { class: 'card', hidden: true }, h('h2', {}, t('policy.issues')), issues);
  const lines = h('div', { class: 'lines', 'aria-hidden': 'true' });
  const marks = h('pre', { class: 'marks', 'aria-hidden': 'true' });
  verdict.id = name('verdict');
  const text = h('textarea', { id: name('yaml'), class: 'yaml', spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', wrap: 'off',
    rows: 24 });
  text.setAttribute('aria-describedby', `${verdict.id} ${text.id}-keys`);
  const editor = h('div', { class: 'editor' }, lines, h('div', { class: 'sheet' }, marks, text));
  const from = h('input', { type: 'date' });
  const service = h('select');
  const serviceRow = field(t('policy.service'), service);
  serviceRow.hidden = true;
  const picture = h('div');
  const difference = h('div');
  const copied = h('span', { class: 'soft', role: 'status' });

  const page = h('main', { id: 'content', class: 'policy' }, h('h1', {}, t('policy.title')), h('p', { class: 'lead' }, t('policy.lead')),
    running, refused,
    h('div', { class: 'halves' },
      h('section', { class: 'card' }, h('h2', {}, h('label', { for: text.id }, t('policy.file'))), verdict, editor,
        h('p', { class: 'soft small', id: `${text.id}-keys` }, t('policy.keys')),
        h('div', { class: 'buttons' },
          h('button', { type: 'button', class: 'go', onclick: copy }, t('policy.copy')),
          h('button', { type: 'button', class: 'quiet', onclick: download }, t('policy.download')),
          h('button', { type: 'button', class: 'quiet', onclick: reset }, t('policy.reset')), copied)),
      h('div', { class: 'beside' }, remarks,
        h('section', { class: 'card' }, h('h2', {}, t('policy.difference')), difference))),
    h('section', { class: 'card' }, h('div', { class: 'head' }, h('h2', {}, t('policy.week')),
      h('div', { class: 'pick' },
        h('button', { type: 'button', class: 'quiet', 'aria-label': t('policy.before'), onclick: () => move(-7) }, '‹'),
        field(t('policy.from'), from),
        h('button', { type: 'button', class: 'quiet', 'aria-label': t('policy.after'), onclick: () => move(7) }, '›'),
        serviceRow)), picture));

  text.addEventListener('input', () => { mark([]); later(); });
  text.addEventListener('scroll', () => {
    marks.scrollTop = lines.scrollTop = text.scrollTop;
    marks.scrollLeft = text.scrollLeft;
  });
  text.addEventListener('keydown', (event) => {
    // two spaces, as YAML wants them; Escape first, and Tab moves on as everywhere
    if (event.key === 'Escape') text.dataset.leave = 'yes';
    else if (event.key === 'Tab' && !event.shiftKey && !text.dataset.leave) {
      event.preventDefault();
      text.setRangeText('  ', text.selectionStart, text.selectionEnd, 'end');
      text.dispatchEvent(new Event('input'));
    } else if (event.key !== 'Tab') delete text.dataset.leave;
  });
  from.addEventListener('change', check);
  service.addEventListener('change', check);

  function later() {
    clearTimeout(timer);
    say(verdict, t('policy.checking'));
    verdict.className = 'verdict';
    timer = setTimeout(check, PAUSE);
  }

  async function check() {
    asked.abort();
    asked = new AbortController();
    const query = new URLSearchParams({ from: from.value, service: service.value });
    try {
      const answer = await ask('POST', `policy/week?${query}`, { body: text.value, type: 'application/yaml', signal: asked.signal });
      show(await answer.json());
    } catch (error) {
      if (error.name === 'AbortError') return;
      if (!(error instanceof Refusal)) throw error;
      fill(verdict, h('strong', {}, error.message), ' ', error.detail);
      verdict.className = 'verdict bad';
    }
  }

  function show(answer) {
    const errors = answer.issues.filter((issue) => issue.severity === 'error');
    say(verdict, !answer.valid ? t('policy.errors', { count: errors.length })
      : answer.issues.length ? t('policy.ok.warnings', { count: answer.issues.length }) : t('policy.ok'));
    verdict.className = `verdict ${!answer.valid ? 'bad' : answer.issues.length ? 'warm' : 'well'}`;
    mark(answer.issues);
    remarks.hidden = !answer.issues.length;
    fill(issues, answer.issues.map((issue) => h('li', { class: issue.severity },
      h('button', { type: 'button', class: 'jump', onclick: () => jump(issue) },
        h('b', {}, t(`policy.${issue.severity}`)), ` · ${t('policy.at', { line: String(issue.line), column: String(issue.column) })}`),
      h('span', {}, issue.message))));
    if (answer.week) {
      week = answer.week;
      showWeek();
    } else {
      fill(difference, h('p', { class: 'soft' }, week ? t('policy.stale') : t('policy.broken')));
      if (week) difference.append(...told(week.difference));
    }
  }

  function showWeek() {
    fill(picture, weekTable(week));
    fill(difference, told(week.difference));
    from.value = week.days[0].date;
    const options = ['', ...week.services];
    serviceRow.hidden = !week.services.length;
    if ([...service.options].map((each) => each.value).join() !== options.join()) {
      fill(service, options.map((each) => h('option', { value: each, selected: each === (week.service || '') }, each || t('policy.service.all'))));
    }
  }

  function told(change) {
    if (change.nothing) return [h('p', { class: 'well' }, t('policy.same'))];
    return [
      change.changes.length ? h('ul', { class: 'changes' }, change.changes.map((each) => h('li', { class: each.sense },
        h('span', { class: 'sign', 'aria-hidden': 'true' }, { gain: '+', loss: '−', neither: '~' }[each.sense]),
        h('div', {}, h('strong', {}, each.who), ` – ${each.what}`, h('br'), each.when)))) : null,
      change.remarks.map((remark) => h('p', {}, remark)),
      change.figures.length ? h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('policy.figures') }, h('table', {}, h('caption', {}, t('policy.figures')),
        h('thead', {}, h('tr', {}, ['figure', 'old', 'new'].map((key) => h('th', { scope: 'col', class: 'text' }, t(`policy.${key}`))))),
        h('tbody', {}, change.figures.map((each) => h('tr', {}, h('th', { scope: 'row' }, each.name), h('td', { class: 'text' }, each.before), h('td', { class: 'text strong' }, each.after)))))) : null,
    ].flat().filter(Boolean);
  }

  /** Line numbers, and a wavy line from the place of each issue to the end of its word. */
  function mark(found) {
    const written = text.value.split('\n');
    const by = new Map();
    for (const issue of found) {
      const here = by.get(issue.line);
      if (!here || (here.severity === 'warning' && issue.severity === 'error')) by.set(issue.line, issue);
    }
    fill(lines, written.map((_, i) => h('span', { class: by.get(i + 1)?.severity || '' }, String(i + 1))));
    fill(marks, written.map((line, i) => {
      const issue = by.get(i + 1);
      if (!issue) return `${line}\n`;
      const start = Math.min(issue.column - 1, Math.max(0, line.length - 1));
      const word = line.slice(start).match(/^(?:"[^"]*"|[^\s,\]}:]+|.)/)?.[0] || ' ';
      return [line.slice(0, start), h('mark', { class: issue.severity }, word), `${line.slice(start + word.length)}\n`];
    }));
    marks.scrollTop = lines.scrollTop = text.scrollTop;
    marks.scrollLeft = text.scrollLeft;
  }

  function jump(issue) {
    const before = text.value.split('\n').slice(0, issue.line - 1).reduce((n, line) => n + line.length + 1, 0);
    text.focus();
    text.setSelectionRange(before + issue.column - 1, before + issue.column - 1);
    text.scrollTop = Math.max(0, (issue.line - 6) * parseFloat(getComputedStyle(text).lineHeight));
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      text.select(); // an address without TLS has no clipboard; this old way works everywhere
      document.execCommand('copy');
    }
    say(copied, t('policy.copied'));
    setTimeout(() => say(copied, ''), 4000);
  }

  function download() {
    const address = URL.createObjectURL(new Blob([text.value], { type: 'application/yaml' }));
    const link = h('a', { href: address, download: 'policy.yaml' });
    link.click();
    URL.revokeObjectURL(address);
  }

  function reset() {
    text.value = kept.text;
    mark([]);
    check();
  }

  function move(days) {
    const day = new Date(`${from.value}T00:00:00Z`);
    day.setUTCDate(day.getUTCDate() + days);
    from.value = day.toISOString().slice(0, 10);
    check();
  }

  async function start() {
    const policy = await read('policy');
    zoneIs(policy.timeZone);
    say(running, t('policy.running', { file: policy.source, time: moment(policy.loadedAt) }));
    refused.hidden = !policy.lastRefused;
    if (policy.lastRefused) say(refused, t('policy.refusedReload', { time: moment(policy.lastRefused.at) }));
    kept.text = await (await ask('GET', 'policy/text')).text();
    const draft = sessionStorage.getItem('ecluse.console.draft');
    text.value = draft ?? kept.text;
    mark([]);
    await check();
  }
  text.addEventListener('input', () => sessionStorage.setItem('ecluse.console.draft', text.value));
  start().catch((error) => { if (error instanceof Refusal) fill(verdict, h('strong', {}, error.message), ' ', error.detail); else throw error; });
  return { page, close: () => { clearTimeout(timer); asked.abort(); } };
}
