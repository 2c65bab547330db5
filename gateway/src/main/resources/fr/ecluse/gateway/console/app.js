// The frame: who looks, which page, which language. Pages are made when they are asked for and thrown away when they are left.

import { forget, keep, read, Refusal, token } from './api.js';
import { attempt } from './acts.js';
import { field, fill, h } from './dom.js';
import { journalPage } from './journal.js';
import { livePage } from './live.js';
import { policyPage } from './policy.js';
import { patterns } from './shapes.js';
import { language, speak, t } from './words.js';

const PAGES = { live: livePage, policy: policyPage, journal: journalPage };

const frame = h('div', { id: 'frame' });
document.body.append(patterns(), frame);
let shown = null;

const mark = () => h('img', { src: 'console/mark.svg', alt: '', width: 32, height: 32 });

function languageButton() {
  const other = language() === 'fr' ? 'en' : 'fr';
  return h('button', { type: 'button', class: 'quiet', lang: other, onclick: () => { speak(other); start(); } }, t('app.other'));
}

function put(...content) {
  shown?.close();
  shown = null;
  document.documentElement.lang = language();
  fill(frame, content);
}

function login(refusal) {
  const input = h('input', { type: 'password', name: 'token', autocomplete: 'current-password', required: true });
  const answer = h('p', { class: 'answer bad', role: 'alert' });
  if (refusal) fill(answer, h('strong', {}, refusal.message), ' ', refusal.detail);
  const form = h('form', {
    novalidate: true,
    onsubmit: (event) => {
      event.preventDefault();
      keep(input.value.trim());
      attempt(form, answer, async () => {
        try {
          await inside(await read('me'));
        } catch (error) {
          forget();
          throw error;
        }
      });
    },
  }, h('fieldset', {}, field(t('login.token'), input, t('login.hint')), h('button', { type: 'submit', class: 'go' }, t('login.go'))), answer);
  document.title = t('login.title');
  put(h('header', { class: 'bar-top' }, mark(), h('span', { class: 'brand' }, t('app.name')), h('span', { class: 'gap' }), languageButton()),
    h('main', { id: 'content', class: 'login' }, h('section', { class: 'card' }, h('h1', {}, t('login.title')), h('p', { class: 'soft' }, t('login.lead')), form)));
  input.focus();
}

function leave() {
  forget();
  login();
}

async function inside(me) {
  const where = PAGES[location.hash.slice(1)] ? location.hash.slice(1) : 'live';
  const made = PAGES[where](me, (refusal) => { forget(); login(refusal); });
  const links = Object.keys(PAGES).map((name) => h('a', { href: `#${name}`, 'aria-current': name === where ? 'page' : null }, t(`app.${name}`)));
  const ent = h('span', { class: 'brand' }, '…');
  document.title = `${t(`app.${where}`)} · Écluse`;
  put(h('a', { class: 'skip', href: '#content', onclick: (event) => { event.preventDefault(); made.page.setAttribute('tabindex', '-1'); made.page.focus(); } }, t('app.skip')),
    h('header', { class: 'bar-top' }, mark(), ent, h('nav', { 'aria-label': t('app.pages') }, links), h('span', { class: 'gap' }),
      h('span', { class: 'soft who' }, `${t('app.who', { name: me.name })} · ${t(`app.scope.${me.scope}`)}`),
      languageButton(), h('button', { type: 'button', class: 'quiet', onclick: leave }, t('app.leave'))),
    made.page);
  shown = made;
  const status = await read('status').catch(() => null);
  if (status) fill(ent, h('strong', {}, status.ent), ' ', h('small', { class: 'soft' }, t('app.node', { node: status.node })));
}

async function start() {
  if (!token()) {
    login();
    return;
  }
  try {
    await inside(await read('me'));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    login(error);
  }
}

addEventListener('hashchange', () => { if (PAGES[location.hash.slice(1)] && token()) start(); });
start();
