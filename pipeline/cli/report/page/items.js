// The list of items: filters, order and page stand in the address (#q=...&sort=...), so that a view can be shared.
const STATUSES = [['', 'any'], ['ok', 'done'], ['partial', 'partial'], ['failed', 'failed'], ['maps', 'flat or not finite maps'],
  ['warnings', 'with warnings'], ['video', 'with media']];
const ANSWERS = [['', 'any'], ['right', 'correct'], ['wrong', 'wrong'], ['unknown', 'no label']];
const DEFAULTS = { q: '', label: '', status: '', answer: '', figure: '', size: '50', sort: '', desc: '', page: '1', item: '' };

function hasStatus(item, status) {
  if (status === 'maps') return Boolean(item.flat) && [...item.flat, ...item.nonfinite].some(n => n > 0);
  if (status === 'warnings') return item.warnings.length > 0;
  if (status === 'video') return Boolean(item.media);
  return !status || item.status === status;
}

const answerOf = item => (item.right === null ? 'unknown' : item.right ? 'right' : 'wrong');
// A class may itself be called "right".
const answerText = item => ({ right: ' (correct)', wrong: ' (wrong)', unknown: '' })[answerOf(item)];

// A small picture of an item: only what is on the screen is loaded.
const loader = new IntersectionObserver(entries => {
  for (const entry of entries.filter(e => e.isIntersecting)) {
    entry.target.src = entry.target.dataset.src;
    loader.unobserve(entry.target);
  }
}, { rootMargin: '200px' });

function poster(item) {
  const media = item.media && (item.media.views[0] || item.media.source);
  if (!media) return el('span', { class: 'no-poster' }, 'no media');
  const element = media.kind === 'image'
    ? el('img', { class: 'poster', alt: `Picture of ${item.id}`, 'data-src': media.url })
    : el('video', { class: 'poster', muted: true, preload: 'metadata', tabindex: -1, 'aria-label': `First frame of ${item.id}`, 'data-src': `${media.url}#t=0.1` });
  loader.observe(element);
  return element;
}

class ItemList {
  constructor(data, open) {
    this.data = data;
    this.open = open;
    this.media = data.items.some(i => i.media);
    this.figures = figuresOf(data);
    this.state = { ...DEFAULTS };
    // Lower case once, not at every key.
    this.texts = new Map(data.items.map(i => [i, `${i.id}\n${i.path}`.toLowerCase()]));
    this.fillFilters();
    this.readAddress();
    addEventListener('hashchange', () => { this.readAddress(); this.show(); });
    $('filters').addEventListener('input', () => this.change(this.readFilters()));
    $('filters').addEventListener('submit', e => e.preventDefault());
    $('filters').addEventListener('reset', e => { e.preventDefault(); this.change({ ...DEFAULTS, item: this.state.item }); });
    this.show();
  }

  fillFilters() {
    const labels = [...new Set(this.data.items.flatMap(i => [i.label, i.predicted]).filter(Boolean))].sort();
    options($('filter-label'), [['', 'any'], ...labels.map(l => [l, l])]);
    options($('filter-status'), STATUSES);
    options($('filter-answer'), ANSWERS);
    options($('list-figure'), this.figures.map(f => [f.name, f.title]));
  }

  readFilters() {
    return { q: $('filter-q').value, label: $('filter-label').value, status: $('filter-status').value,
      answer: $('filter-answer').value, figure: $('list-figure').value, size: $('list-size').value };
  }

  readAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const key of Object.keys(DEFAULTS)) this.state[key] = given.get(key) ?? DEFAULTS[key];
    this.state.figure = this.figure().name;
    if (!['25', '50', '200'].includes(this.state.size)) this.state.size = DEFAULTS.size;
  }

  figure() { return this.figures.find(f => f.name === this.state.figure) || this.figures[0]; }

  change(some) {
    this.state = { ...this.state, page: '1', ...some };
    this.writeAddress();
    this.show();
  }

  writeAddress() {
    const given = new URLSearchParams();
    const usual = { ...DEFAULTS, figure: this.figures[0].name };
    for (const [key, value] of Object.entries(this.state)) if (value !== usual[key]) given.set(key, value);
    history.replaceState(null, '', `#${given}`);
  }

  setOpen(id) {
    this.state.item = id;
    this.writeAddress();
  }

  matches(item) {
    const s = this.state;
    return this.texts.get(item).includes(s.q.toLowerCase()) && hasStatus(item, s.status) &&
      (!s.label || item.label === s.label || item.predicted === s.label) && (!s.answer || answerOf(item) === s.answer);
  }

  // [key, title, value of an item, is a number]
  columns() {
    const figure = this.figure();
    const methods = figure === CONFIDENCE ? [] : this.data.methods;
    return [['id', 'id', i => i.id], ['label', 'label', i => i.label], ['predicted', 'predicted', i => i.predicted],
      ['confidence', 'probability', i => i.confidence, true],
      ...methods.map((name, m) => [`method:${name}`, `${figure.title}, ${name}`, i => valueOf(this.data, i, figure, m), true]),
      ['clips', 'clips', i => i.clips, true], ['status', 'status', i => i.status]];
  }

  sorted() {
    const found = this.data.items.filter(i => this.matches(i));
    const column = this.columns().find(c => c[0] === this.state.sort);
    if (!column) return found;
    const [, , value, number] = column;
    const order = this.state.desc ? -1 : 1;
    const none = v => (number ? !isNumber(v) : !v);
    const compare = number ? (a, b) => a - b : (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    const keyed = found.map(item => [value(item), item]);
    keyed.sort(([a], [b]) => (none(a) || none(b) ? none(a) - none(b) : order * compare(a, b)));
    return keyed.map(([, item]) => item);
  }

  show() {
    const s = this.state;
    for (const [id, key] of [['filter-q', 'q'], ['filter-label', 'label'], ['filter-status', 'status'],
      ['filter-answer', 'answer'], ['list-figure', 'figure'], ['list-size', 'size']]) {
      if ($(id).value !== s[key]) $(id).value = s[key];
    }
    const items = this.sorted();
    const size = Number(s.size);
    const pages = Math.max(1, Math.ceil(items.length / size));
    const page = Math.min(pages, Math.max(1, Math.trunc(Number(s.page)) || 1));
    $('list-count').textContent = `${items.length.toLocaleString('en')} of ${counted(this.data.items.length, 'item')}, page ${page} of ${pages}`;
    this.showHead();
    $('list-table').tBodies[0].replaceChildren(...items.slice((page - 1) * size, page * size).map(i => this.row(i)));
    this.showPages(page, pages);
  }

  sortBy(key) {
    const again = this.state.sort === key;
    this.change({ sort: again && this.state.desc ? '' : key, desc: again && !this.state.desc ? '1' : '' });
    $('list-table').querySelector(`[data-sort="${CSS.escape(key)}"]`)?.focus();
  }

  showHead() {
    const direction = this.state.desc ? 'descending' : 'ascending';
    $('list-table').tHead.replaceChildren(el('tr', {}, this.media ? el('th', {}, '') : null, this.columns().map(([key, title, , number]) =>
      el('th', { class: number ? 'number' : null, 'aria-sort': this.state.sort === key ? direction : 'none' },
        el('button', { type: 'button', 'data-sort': key, onclick: () => this.sortBy(key) }, title)))));
  }

  row(item) {
    const answer = answerOf(item);
    const maps = hasStatus(item, 'maps') ? ', flat or not finite maps' : '';
    const [, , , ...rest] = this.columns();
    return el('tr', { 'data-id': item.id }, this.media ? el('td', { class: 'poster-cell' }, poster(item)) : null,
      el('td', { class: 'id' }, el('button', { type: 'button', onclick: () => this.open(item) }, item.id)),
      el('td', {}, item.label || '\u2013'),
      el('td', { class: answer === 'unknown' ? null : answer }, item.predicted || '\u2013', answerText(item)),
      rest.slice(0, -1).map(([key, , value]) => el('td', { class: 'number' }, key === 'clips' ? String(value(item) ?? '\u2013') : shown(value(item)))),
      el('td', { class: item.status === 'failed' ? 'failed' : null }, item.status + maps));
  }

  showPages(page, pages) {
    const go = (text, to, label) => el('button', { type: 'button', 'aria-label': label, disabled: to < 1 || to > pages || to === page,
      onclick: () => { this.change({ page: String(to) }); $('list').scrollIntoView(); } }, text);
    $('pages').replaceChildren(go('\u00ab', 1, 'First page'), go('\u2039', page - 1, 'Page before'), el('span', {}, `${page} / ${pages}`),
      go('\u203a', page + 1, 'Next page'), go('\u00bb', pages, 'Last page'));
  }
}

class Examples {
  constructor(data, open) {
    this.data = data;
    this.open = open;
    this.media = data.items.some(i => i.media);
    this.figures = figuresOf(data);
    options($('example-figure'), this.figures.map((f, k) => [String(k), f.title]));
    options($('example-method'), data.methods.map((m, k) => [String(k), m]));
    $('example-seed').value = 1;
    for (const id of ['example-figure', 'example-method', 'example-seed']) $(id).addEventListener('input', () => this.show());
    this.show();
  }

  card(item, figure, method) {
    return el('button', { type: 'button', class: 'card', 'data-id': item.id, onclick: () => this.open(item) }, this.media ? poster(item) : null,
      el('strong', {}, item.id), el('span', {}, item.predicted ? `says ${item.predicted}` : '',
        item.right === false ? ` (wrong: ${item.label})` : answerText(item)),
      el('span', { class: 'muted' }, shown(valueOf(this.data, item, figure, method))));
  }

  group(title, items, figure, method) {
    return items.length === 0 ? null : el('div', { 'data-group': title }, el('h3', {}, title), el('div', { class: 'cards' }, items.map(i => this.card(i, figure, method))));
  }

  show() {
    const figure = this.figures[$('example-figure').value], method = Number($('example-method').value);
    $('example-method-box').hidden = figure === CONFIDENCE;
    const value = i => valueOf(this.data, i, figure, method);
    const order = figure.better === 'lower' ? 1 : -1;
    const ranked = this.data.items.filter(i => isNumber(value(i))).sort((a, b) => order * (value(a) - value(b)));
    const [best, worst] = figure.better === 'neither' ? ['Largest', 'Smallest'] : ['Best', 'Worst'];
    const half = Math.min(4, Math.ceil(ranked.length / 2));
    const random = randomFrom(Number($('example-seed').value));
    const left = this.data.items.filter(i => i.status !== 'failed');
    const drawn = [];
    while (drawn.length < 4 && left.length > 0) drawn.push(left.splice(Math.floor(random() * left.length), 1)[0]);
    $('examples-body').replaceChildren(...[this.group(best, ranked.slice(0, half), figure, method),
      this.group(worst, ranked.slice(Math.max(half, ranked.length - 4)).reverse(), figure, method),
      this.group('Random', drawn, figure, method)].filter(Boolean));
  }
}
