// Watches the place in the line. Everything it does can be done by the page's own button.
(() => {
  'use strict';
  const { poll, where } = document.body.dataset;
  if (!poll || !window.fetch || !window.AbortController) return;

  const LONGEST = 60, PATIENCE = 15000;
  const panels = [...document.querySelectorAll('.panel')];
  const autos = [...document.querySelectorAll('.auto')];
  let seconds = Number(poll), failures = 0, paused = false, asking = false, timer, due;

  const langOf = (panel) => panel.closest('[lang]').lang;
  const put = (panel, name, text) => {
    const line = panel.querySelector(name);
    // a live region speaks whenever it is written: write only what changed
    if (line && line.textContent !== text) line.textContent = text;
  };
  const say = (name) => panels.forEach((panel) => put(panel, '.estimate', panel.dataset[name]));

  function show(place) {
    panels.forEach((panel) => {
      const texts = panel.dataset, lang = langOf(panel), n = place.ahead;
      put(panel, '.ahead', (n === 0 ? texts.zero : n === 1 ? texts.one : texts.many).replace('{n}', n.toLocaleString(lang)));
      put(panel, '.estimate', estimate(texts, place.estimatedWaitSeconds));
      const now = new Date(), minute = String(now.getMinutes()).padStart(2, '0');
      put(panel, '.checked', texts.checked.replace('{h}', now.getHours()).replace('{m}', minute));
      panel.querySelector('.checked').hidden = false;
    });
  }

  function estimate(texts, wait) {
    if (wait === null || wait === undefined) return texts.unknown;
    const range = texts.ranges.split('|').map((text) => text.split(':')).find(([end]) => !end || wait < Number(end));
    return texts.estimated.replace('{range}', range[1]);
  }

  function enter() {
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
        show(place);
        seconds = place.nextPollSeconds || seconds;
        return wait(seconds);
      case 'admitted':
        say('admitted');
        return enter();
      case 'login':
        return login(place.url);
      default: // refused or gone: the page that was asked for says why, or gives a place
        return enter();
    }
  }

  async function check() {
    const patience = new AbortController();
    const limit = setTimeout(() => patience.abort(), PATIENCE);
    asking = true;
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
  function later(asked) {
    failures += 1;
    if (failures > 1) say('trouble');
    const own = Math.min(LONGEST, seconds * 2 ** failures) * (0.8 + 0.4 * Math.random());
    wait(Math.max(asked, own));
  }

  function wait(next) {
    due = Date.now() + next * 1000;
    asking = false;
    arm();
  }

  // a page that nobody looks at asks three times less often
  function arm() {
    clearTimeout(timer);
    if (paused || asking) return;
    const slack = document.hidden ? Math.min(2 * seconds, LONGEST) * 1000 : 0;
    timer = setTimeout(check, Math.max(due - Date.now(), 0) + slack);
  }

  autos.forEach((auto) => {
    auto.hidden = false;
    auto.querySelector('button').addEventListener('click', () => {
      paused = !paused;
      autos.forEach((each) => {
        const button = each.querySelector('button');
        button.textContent = paused ? button.dataset.resume : button.dataset.pause;
        each.querySelector('span').hidden = paused;
      });
      arm();
    });
  });
  document.addEventListener('visibilitychange', arm);
  wait(seconds);
})();
