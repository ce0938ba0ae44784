// What does not depend on the filters: tables, curves, failures, facts.
function methodHead(name, index) {
  return el('th', { class: 'number' }, el('span', { class: `swatch ${colour(index)}`, 'aria-hidden': 'true' }), name);
}

function meanCell(mean) {
  if (!mean) return el('td', { class: 'number' }, '\u2013');
  const size = Math.max(Math.abs(mean.low), Math.abs(mean.high));
  return el('td', { class: 'number' }, shown(mean.mean, size), ' ',
    el('span', { class: 'range' }, `[${shown(mean.low, size)}, ${shown(mean.high, size)}]`));
}

const BETTER = { higher: ' (higher is better)', lower: ' (lower is better)', neither: '' };

function figureTable(data) {
  const of = (method, figure) => (data.summary[method].figures || {})[figure.name];
  const rows = data.figures.map(figure => {
    const means = data.methods.map(m => of(m, figure));
    const items = Math.max(0, ...means.filter(Boolean).map(m => m.items));
    return [el('th', { scope: 'row' }, figure.title, el('span', { class: 'muted' }, BETTER[figure.better])),
      el('td', { class: 'number' }, String(items)), ...means.map(meanCell), el('td', {}, intervalMarks(means))];
  });
  for (const [key, title] of [['flat', 'Flat maps'], ['nonfinite', 'Maps that are not finite']]) {
    rows.push([el('th', { scope: 'row' }, title), '', ...data.methods.map(m =>
      el('td', { class: 'number' }, `${data.summary[m][key]} of ${data.summary[m].clips}`)), '']);
  }
  return table(['', el('th', { class: 'number' }, 'items'), ...data.methods.map(methodHead), 'means and intervals'], rows, { id: 'figures' });
}

function comparisonTable(data) {
  const title = name => (data.figures.find(f => f.name === name) || { title: name === 'win' ? 'Win %' : name }).title;
  const number = text => el('td', { class: 'number' }, text);
  const head = text => el('th', { class: 'number' }, text);
  return table(['a', 'b', 'figure', head('items'), head('a \u2212 b'), head('a larger'), head('b larger'), head('equal'), head('p'), 'test'],
    data.comparisons.map(c => [c.a, c.b, title(c.figure), number(String(c.difference.items)), meanCell(c.difference),
      number(String(c.a_larger)), number(String(c.b_larger)), number(String(c.equal)), number(shownP(c.p)), c.test]), { id: 'comparisons' });
}

function showSummary(data) {
  const body = $('summary-body');
  const c = data.counts;
  body.append(el('p', {}, `${counted(c.items, 'item')}, ${c.done.toLocaleString('en')} ${data.kind === 'eval' ? 'measured' : 'explained'}` +
    (c.failed > 0 ? `, ${c.failed.toLocaleString('en')} failed` : '') +
    (c.judged > 0 ? `; the model's answer is correct for ${c.right.toLocaleString('en')} of ${c.judged.toLocaleString('en')} with a label` : '') + '.'));
  if (c.left_out > 0) {
    body.append(el('p', { class: 'note' }, `Tables and curves are of all items; the list, the spread and the examples below leave out the last ${c.left_out.toLocaleString('en')}.`));
  }
  if (!data.summary) {
    body.append(el('p', { class: 'muted' }, 'These are explanations; vidcam eval measures how faithful they are.'));
    return;
  }
  body.append(el('p', { class: 'muted' }, 'Mean over items [95 % bootstrap interval].'), figureTable(data));
  if (data.comparisons.length === 0) return;
  body.append(el('h3', {}, 'Pairs of methods'), comparisonTable(data),
    el('p', { class: 'muted' }, 'On the items that both methods have. p is two-sided and not corrected for the number of comparisons.'));
}

const CURVES = {
  'area-confidence': ['Area-confidence', 'share of the clip that is black, weakest first', 'confidence left, O / Y'],
  deletion: ['Deletion', 'share that became black, strongest first', 'confidence'],
  insertion: ['Insertion', 'share that came back, strongest first', 'confidence'],
};

function showCurves(data) {
  for (const [key, [title, xTitle, yTitle]] of Object.entries(CURVES)) {
    const lines = data.methods.flatMap((name, index) => {
      const curve = data.summary && (data.summary[name].curves || {})[key];
      return curve ? [{ name, index, x: curve.real, y: curve.value }] : [];
    });
    if (lines.length > 0) $('curves').append(lineChart({ title: `${title}, mean over items`, xTitle, yTitle, lines }));
  }
}

// The figures of an item: those of the evaluation, of each method; of every item the probability.
const CONFIDENCE = { name: 'confidence', title: 'Probability of the explained class', better: 'neither' };
const figuresOf = data => [...data.figures, CONFIDENCE];
function valueOf(data, item, figure, method) {
  if (figure === CONFIDENCE) return item.confidence;
  const values = item.values && item.values[method];
  return values ? values[data.figures.indexOf(figure)] : null;
}

function showHistogram(data) {
  const box = $('histogram');
  const choice = el('select', { id: 'histogram-figure' });
  const drawing = el('div');
  const all = figuresOf(data);
  const draw = () => {
    const figure = all[choice.value];
    const methods = figure === CONFIDENCE ? ['all methods'] : data.methods;
    const series = methods.map((name, index) => ({ name, index,
      values: data.items.map(item => valueOf(data, item, figure, index)).filter(isNumber) })).filter(s => s.values.length > 0);
    drawing.replaceChildren(series.length === 0 ? el('p', { class: 'muted' }, 'No item has this figure.') :
      histogram({ title: `${figure.title}: how it is spread over the items`, xTitle: figure.title,
        percent: /%/.test(figure.title) || figure.name === 'drop', series, width: Math.max(320, Math.min(720, box.clientWidth)) }));
  };
  options(choice, all.map((f, k) => [String(k), f.title]), String(Math.max(0, all.findIndex(f => f.name === 'drop'))));
  choice.addEventListener('change', draw);
  box.append(el('div', { class: 'controls' }, el('label', {}, 'spread of ', choice)), drawing);
  draw();
}

// One reason for many items: their names and numbers are what differs.
function reasonOf(item) {
  let text = item.error;
  for (const name of [item.path, item.id].filter(Boolean)) text = text.split(name).join('\u2026');
  return text.replace(/\d+/g, 'N');
}

function failureTable(failed) {
  const reasons = new Map();
  for (const item of failed) {
    const key = reasonOf(item);
    if (!reasons.has(key)) reasons.set(key, []);
    reasons.get(key).push(item);
  }
  const most = [...reasons.values()].sort((a, b) => b.length - a.length);
  return table(['items', 'reason (that of the first)', 'which'], most.map(items => [
    el('td', { class: 'number' }, String(items.length)), items[0].error,
    items.slice(0, 3).map(i => i.id).join(', ') + (items.length > 3 ? ` and ${counted(items.length - 3, 'other')}` : '')]), { id: 'failures' });
}

function mapTable(data) {
  const sum = (key, m) => data.items.reduce((total, item) => total + (item[key] ? item[key][m] : 0), 0);
  return table(['method', el('th', { class: 'number' }, 'flat maps'), el('th', { class: 'number' }, 'not finite'), el('th', { class: 'number' }, 'items with such maps')],
    data.methods.map((name, m) => [el('th', { scope: 'row' }, name), ...['flat', 'nonfinite'].map(k => el('td', { class: 'number' }, String(sum(k, m)))),
      el('td', { class: 'number' }, String(data.items.filter(i => i.flat && i.flat[m] + i.nonfinite[m] > 0).length))]), { id: 'maps' });
}

function showTroubles(data, showOnly) {
  const body = $('troubles-body');
  const failed = data.items.filter(i => i.status === 'failed');
  const link = (text, status) => el('p', {}, el('button', { type: 'button', onclick: () => showOnly(status) }, text));
  body.append(el('h3', {}, 'Failures by reason'), failed.length === 0 ? el('p', {}, 'None failed.') : failureTable(failed));
  if (failed.length > 0) body.append(link('Show them in the list', 'failed'));
  if (data.faults.length > 0)
    body.append(el('h3', {}, 'Rows of the manifest that cannot be used'), el('ul', {}, data.faults.slice(0, 100).map(f => el('li', {}, f))),
      data.faults.length > 100 ? el('p', {}, `and ${counted(data.faults.length - 100, 'other')}`) : '');
  body.append(el('h3', {}, 'Flat maps and maps that are not finite'),
    el('p', { class: 'muted' }, 'They are no evidence. In an evaluation they stay in the means, their explanation being black.'), mapTable(data));
  if (data.items.some(i => hasStatus(i, 'maps'))) body.append(link('Show these items in the list', 'maps'));
}

function flatten(value, name, rows) {
  const plain = value === null || typeof value !== 'object';
  if (plain || (Array.isArray(value) && value.every(v => v === null || typeof v !== 'object')))
    rows.push([el('th', { scope: 'row' }, name), plain ? String(value) : value.join(', ')]);
  else for (const [key, inner] of Object.entries(value)) flatten(inner, name ? `${name} \u203a ${key}` : key, rows);
  return rows;
}

function showFacts(data) {
  for (const [title, value] of data.facts) {
    const rows = flatten(value, '', []);
    $('facts-body').append(el('h3', {}, title), table(null, rows, { class: 'facts' }));
  }
  if (data.warnings.length > 0)
    $('facts-body').append(el('h3', {}, 'Warnings'), el('ul', {}, data.warnings.map(w => el('li', {}, w))));
}
