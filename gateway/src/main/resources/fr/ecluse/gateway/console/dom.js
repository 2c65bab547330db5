// Elements without a template: text is always text, so nothing that anybody wrote becomes markup.

const SVG = 'http://www.w3.org/2000/svg';

/** h('p', {class: 'soft', onclick: f}, 'text', child…); null and false children are left out. */
export function h(name, properties = {}, ...children) {
  return made(document.createElement(name), properties, children);
}

/** The same for pictures. */
export function s(name, properties = {}, ...children) {
  return made(document.createElementNS(SVG, name), properties, children);
}

function made(element, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'value') element.value = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

/** Puts something else into an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
  return element;
}

/** Changes a text only if it is another one: nothing is read out twice, no selection is lost. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A width that a style sheet can't know; set by script, which a strict policy allows. */
export function wide(element, share) {
  element.style.width = `${Math.max(0, Math.min(100, share * 100)).toFixed(2)}%`;
  return element;
}

let numbers = 0;

/** A name for an element that another one points to. */
export function name(prefix) {
  numbers += 1;
  return `${prefix}-${numbers}`;
}

/** A labelled control: label above, hint below. */
export function field(label, control, hint) {
  control.id ||= name('field');
  const told = hint ? h('small', { id: `${control.id}-hint` }, hint) : null;
  if (told) control.setAttribute('aria-describedby', told.id);
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control, told);
}
