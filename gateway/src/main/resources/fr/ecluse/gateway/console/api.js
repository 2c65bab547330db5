// The admin API. The token lives in this tab alone and travels in a header: never in an address, never in a cookie.

import { language, t } from './words.js';

const KEY = 'ecluse.console.token';

export function token() {
  return sessionStorage.getItem(KEY);
}

export function keep(value) {
  sessionStorage.setItem(KEY, value);
}

export function forget() {
  sessionStorage.removeItem(KEY);
}

/** What the API answered instead; title and detail are in the reader's language. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.title || t('api.failed', { status }));
    this.status = status;
    this.detail = problem.detail || '';
    this.problem = problem;
  }
}

function headers(more) {
  return { Authorization: `Bearer ${token() || ''}`, 'Accept-Language': language(), ...more };
}

/** The answer itself; fails with a Refusal. */
export async function ask(method, path, { body, version, type, signal } = {}) {
  const more = {};
  if (body !== undefined) more['Content-Type'] = type || 'application/json';
  if (version !== undefined && version !== null) more['If-Match'] = `"${version}"`;
  let answer;
  try {
    answer = await fetch(`api/v1/${path}`, {
      method,
      headers: headers(more),
      body: body === undefined ? undefined : type ? body : JSON.stringify(body),
      cache: 'no-store',
      signal,
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refusal(0, { title: t('api.unreachable'), detail: t('api.unreachable.detail') });
  }
  if (!answer.ok) throw new Refusal(answer.status, await answer.json().catch(() => ({})));
  return answer;
}

export async function read(path, options) {
  return (await ask('GET', path, options)).json();
}

/** Reads the live stream until it ends; calls hear(name, data) for each event. */
export async function listen(hear, signal) {
  const answer = await ask('GET', 'live', { signal });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    const events = rest.split('\n\n');
    rest = events.pop();
    for (const event of events) {
      const lines = event.split('\n');
      const named = lines.find((line) => line.startsWith('event: '));
      const data = lines.find((line) => line.startsWith('data: '));
      if (named && data) hear(named.slice(7), JSON.parse(data.slice(6)));
    }
  }
}
