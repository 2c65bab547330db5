// Watches the place in the line. Everything it does can be done by the page's own button.
(() => {
  'use strict';
  const { poll, where } = document.body.dataset;
  const panel = document.querySelector('.panel');
  if (!poll || !panel || !window.fetch || !window.AbortController) return;

  const LONGEST = 60, NEAR = 120, PATIENCE = 15000, FRESH = 3000;
  const texts = panel.dataset, lang = document.documentElement.lang, title = document.title;
  const find = (name) => document.querySelector(name);
  const auto = find('.auto');
  let seconds = Number(poll), failures = 0, paused = false, asking = false, called = false, asked = 0, timer, due;

  // a live region speaks whenever it is written: write only what changed
  function put(line, text) {
    if (line && line.textContent !== text) line.textContent = text;
  }

  function show(place) {
    put(find('.big'), ahead(place.ahead));
    put(find('.estimate'), estimate(place));
    const now = new Date(), two = (n) => String(n).padStart(2, '0');
    const checked = find('.checked'), h = now.getHours();
    put(checked, texts.checked.replace('{h}', h).replace('{hh}', two(h)).replace('{mm}', two(now.getMinutes())));
    checked.hidden = false;
    notice(place.message);
    document.title = isNear(place) ? texts.near + ' – ' + title : title;
  }

  // the same plurals and the same digits as the gateway's
  function ahead(n) {
    const form = window.Intl && Intl.PluralRules ? new Intl.PluralRules(lang).select(n) : 'other';
    const text = n ? texts[form] || texts.other : texts.zero;
    return text.replace('{n}', n.toLocaleString(lang + '-u-nu-latn'));
  }

  // both ends moved outwards to round durations
  function estimate(place) {
    const [least, most] = span(place);
    if (least === null) return texts.unknown;
    const waits = texts.waits.split('|').map((each) => each.split(':')).map(([end, words]) => [Number(end), words]);
    const from = waits.filter(([end]) => end <= least).pop();
    const to = waits.find(([end]) => end > least && end >= most);
    let text = !to ? texts.over : from ? texts.between : to === waits[0] ? texts.moment : texts.under;
    const [start] = from || waits[0], begin = (from || waits[0])[1];
    const bare = to && to[0] < 3600 && begin.startsWith(start / 60) ? start / 60 : begin;
    text = text.replace('{from}', bare).replace('{to}', to && to[1]);
    return texts.estimated.replace('{range}', text) + (place.slowerText ? ' ' + place.slowerText : '');
  }

  function span(place) {
    const likely = place.estimatedWaitSeconds;
    return place.estimatedWaitRange || (typeof likely === 'number' ? [likely, likely] : [null, null]);
  }

  function isNear(place) {
    const most = span(place)[1];
    return !place.ahead || (most !== null && most < NEAR);
  }

  // what the operator says, in the reader's language if there is one, else in French
  function notice(message) {
    const region = find('[role=status]'), said = message || {};
    const code = [lang.split('-')[0], '', 'fr', ...Object.keys(said)].find((each) => said[each]);
    const old = region.firstElementChild;
    if (code === undefined) return old && old.remove();
    const line = old || document.createElement('p');
    line.className = 'notice';
    line.lang = code || 'fr';
    line.dir = 'auto';
    put(line, said[code]);
    if (!old) region.append(line);
  }

  // somebody who looks elsewhere finds the news in the title of the tab, and enters on coming back
  function enter() {
    called = true;
    put(find('.estimate'), texts.admitted);
    document.title = texts.admitted;
    if (!document.hidden) go();
  }

  function go() {
    // the part after # never reached the gateway: a reload keeps it
    if (location.hash && where === location.pathname + location.search) location.reload();
    else location.replace(where);
  }

  function login(address) {
    const url = new URL(address || where, location.href);
    if (url.pathname === '/.ecluse/login') url.searchParams.set('return', where);
    if (/^https?:$/.test(url.protocol)) location.replace(url.href);
  }

  function follow(place) {
    switch (place.state) {
      case 'waiting':
        if (place.nextPollSeconds === null) return go(); // nothing to watch any more: the page says why
        show(place);
        seconds = place.nextPollSeconds || seconds;
        return wait(seconds);
      case 'admitted':
        return enter();
      case 'login':
        return login(place.url);
      default: // refused or gone: the page that was asked for says why, or gives a place
        return go();
    }
  }

  async function check() {
    const patience = new AbortController();
    const limit = setTimeout(() => patience.abort(), PATIENCE);
    asking = true;
    asked = Date.now();
    try {
      const answer = await fetch('/.ecluse/place', {
        headers: { Accept: 'application/json' }, cache: 'no-store', credentials: 'same-origin', signal: patience.signal,
      });
      if (!answer.ok) return later(Number(answer.headers.get('Retry-After')) || 0);
      const place = await answer.json();
      failures = 0;
      follow(place);
    } catch (lost) {
      later(0);
    } finally {
      clearTimeout(limit);
      asking = false;
    }
  }

  // waits twice as long after each failure, and never less than it was asked to
  function later(least) {
    failures += 1;
    if (failures > 1) put(find('.estimate'), texts.trouble);
    const own = Math.min(LONGEST, seconds * 2 ** failures) * (0.8 + 0.4 * Math.random());
    wait(Math.max(least, own));
  }

  function wait(next) {
    due = Date.now() + next * 1000;
    asking = false;
    arm();
  }

  // a page that nobody looks at asks up to three times less often
  function arm() {
    clearTimeout(timer);
    if (paused || asking || called) return;
    const slack = document.hidden ? Math.min(2 * seconds, LONGEST) * 1000 : 0;
    timer = setTimeout(check, Math.max(due - Date.now(), 0) + slack);
  }

  // back to the page: at once, unless the answer is still fresh or the gateway is in trouble
  document.addEventListener('visibilitychange', () => {
    if (called) return document.hidden || go();
    if (!document.hidden && !failures && Date.now() - asked > FRESH) due = 0;
    arm();
  });

  const button = auto.querySelector('button'), pause = button.textContent;
  auto.hidden = false;
  button.addEventListener('click', () => {
    paused = !paused;
    button.textContent = paused ? button.dataset.resume : pause;
    auto.querySelector('span').hidden = paused;
    arm();
  });
  wait(seconds);
})();
