'use strict';
// Making elements. Whatever comes from files (names, labels, messages) becomes a text node or an attribute's value, never markup.
const $ = id => document.getElementById(id);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined));
  return element;
}

const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

const isNumber = value => typeof value === 'number' && Number.isFinite(value);

// Two digits behind the point for percents, three for shares, as in summary.md.
const digits = size => (Math.abs(size) >= 5 ? 2 : 3);
const shown = (value, size = value) => (isNumber(value) ? value.toFixed(digits(size)) : '\u2013');
const shownP = p => (p < 0.001 ? p.toExponential(1) : p.toFixed(3));
const counted = (n, one, many = one + 's') => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

function table(head, rows, attributes) {
  const cell = (tag, c) => c instanceof Node && (c.tagName === 'TD' || c.tagName === 'TH') ? c : el(tag, {}, c);
  return el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Table' },
    el('table', attributes,
      head ? el('thead', {}, el('tr', {}, head.map(c => cell('th', c)))) : null,
      el('tbody', {}, rows.map(row => el('tr', {}, row.map(c => cell('td', c)))))));
}

function options(select, pairs, chosen) {
  select.replaceChildren(...pairs.map(([value, text]) => el('option', { value }, text)));
  if (chosen !== undefined && pairs.some(([value]) => value === chosen)) select.value = chosen;
}

// Mulberry32: the same seed shows the same examples in every browser.
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function startTheme(button) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  let chosen = null;
  const apply = () => {
    const theme = chosen || (dark.matches ? 'dark' : 'light');
    document.documentElement.dataset.theme = theme;
    button.textContent = theme === 'dark' ? 'Light' : 'Dark';
    button.setAttribute('aria-label', theme === 'dark' ? 'Use light colours' : 'Use dark colours');
  };
  button.addEventListener('click', () => {
    chosen = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    apply();
  });
  dark.addEventListener('change', apply);
  apply();
}

// What the page was given, in a block of JSON that is never run.
const readData = () => JSON.parse($('data').textContent);
