// Charts as SVG: a frame with axes, and lines or bars in it.
const DASHES = ['', '7 3', '2 3', '10 3 2 3', '4 2', '1 2', '12 4', '6 2 2 2'];
const colour = index => `m${index % 8}`;

function niceStep(span, most) {
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map(k => k * power).find(step => step >= rough * 0.999);
}

function ticks(low, high, most, least = 0) {
  const step = Math.max(least, niceStep(high - low || 1, most));
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; ++k) found.push(k * step);
  return found;
}

const tickText = value => String(Number(value.toPrecision(6)));

// A frame for x in [x0, x1] and y in [y0, y1]; `at` maps values to places in it.
// leastY: the smallest step of the y axis, 1 for counts.
function chartFrame({ width, height, x, y, xTitle, yTitle, label, leastY = 0 }) {
  const left = 46, right = 12, top = 10, bottom = 40;
  const at = {
    x: v => left + (v - x[0]) / (x[1] - x[0] || 1) * (width - left - right),
    y: v => height - bottom - (v - y[0]) / (y[1] - y[0] || 1) * (height - top - bottom),
  };
  const root = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label });
  for (const v of ticks(...y, 5, leastY)) {
    root.append(svg('line', { class: 'grid', x1: left, x2: width - right, y1: at.y(v), y2: at.y(v) }),
      svg('text', { x: left - 6, y: at.y(v) + 4, 'text-anchor': 'end' }, tickText(v)));
  }
  for (const v of ticks(...x, Math.max(4, width / 80))) {
    root.append(svg('line', { class: 'axis', x1: at.x(v), x2: at.x(v), y1: height - bottom, y2: height - bottom + 4 }),
      svg('text', { x: at.x(v), y: height - bottom + 16, 'text-anchor': 'middle' }, tickText(v)));
  }
  root.append(
    svg('line', { class: 'axis', x1: left, x2: width - right, y1: height - bottom, y2: height - bottom }),
    svg('line', { class: 'axis', x1: left, x2: left, y1: top, y2: height - bottom }),
    svg('text', { x: (left + width - right) / 2, y: height - 6, 'text-anchor': 'middle' }, xTitle),
    svg('text', { x: 12, y: (top + height - bottom) / 2, 'text-anchor': 'middle',
                  transform: `rotate(-90 12 ${(top + height - bottom) / 2})` }, yTitle));
  return { root, at, left, right: width - right, top, bottom: height - bottom };
}

// names: [text, index of the colour, index of the dashes if it is another]
function legend(names, kind = 'line') {
  return el('ul', { class: 'legend' }, names.map(([name, index, dash = index]) => el('li', { class: colour(index) },
    kind === 'line'
      ? svg('svg', { viewBox: '0 0 30 10', 'aria-hidden': 'true' },
          svg('line', { class: 'line', x1: 0, x2: 30, y1: 5, y2: 5, 'stroke-dasharray': DASHES[dash % 8] }))
      : el('span', { class: 'swatch', 'aria-hidden': 'true' }),
    name)));
}

// line: {name, index, dash, x: [], y: []}; a null y interrupts a line.
function drawLine(frame, line) {
  let path = '', pen = 'M';
  line.x.forEach((x, k) => {
    if (!isNumber(line.y[k]) || !isNumber(x)) { pen = 'M'; return; }
    path += `${pen}${frame.at.x(x).toFixed(1)} ${frame.at.y(line.y[k]).toFixed(1)}`;
    pen = 'L';
  });
  frame.root.append(svg('path', { class: `line ${colour(line.index)}`, d: path || 'M0 0',
    'stroke-dasharray': DASHES[(line.dash ?? line.index) % 8] }));
}

function lineChart({ title, xTitle, yTitle, lines }) {
  const top = Math.max(1, ...lines.flatMap(line => line.y).filter(isNumber));
  const ends = lines.map(l => `${l.name} from ${shown(l.y[0])} to ${shown(l.y[l.y.length - 1])}`).join('; ');
  const frame = chartFrame({ width: 420, height: 270, x: [0, 1], y: [0, top], xTitle, yTitle, label: `${title}: ${ends}` });
  lines.forEach(line => drawLine(frame, line));
  return el('figure', {}, el('figcaption', {}, title), frame.root, legend(lines.map(l => [l.name, l.index])));
}

function binsOf(values, percent) {
  let low = Math.min(...values.map(v => v.reduce((a, b) => Math.min(a, b), Infinity)));
  let high = Math.max(...values.map(v => v.reduce((a, b) => Math.max(a, b), -Infinity)));
  if (percent && low >= 0 && high <= 100) [low, high] = [0, 100];
  else if (low >= 0 && high <= 1) [low, high] = [0, 1];
  const step = niceStep(high - low || 1, 20);
  low = Math.floor(low / step + 1e-9) * step;
  const count = Math.max(1, Math.ceil((high - low) / step - 1e-9));
  const counts = values.map(list => {
    const bins = new Array(count).fill(0);
    for (const v of list) ++bins[Math.min(count - 1, Math.floor((v - low) / step + 1e-9))];
    return bins;
  });
  return { low, step, count, counts };
}

// series: [{name, index, values}]; how many items have a value in each bin, the series side by side.
function histogram({ title, xTitle, percent, series, width: wide }) {
  const { low, step, count, counts } = binsOf(series.map(s => s.values), percent);
  const most = Math.max(1, ...counts.flat());
  const frame = chartFrame({ width: wide, height: 260, x: [low, low + count * step], y: [0, most], xTitle, yTitle: 'items', leastY: 1,
    label: `${title}: ${series.map((s, k) => `${s.name}, fullest bin ${Math.max(...counts[k])} of ${s.values.length} items`).join('; ')}` });
  const width = (frame.at.x(low + step) - frame.at.x(low)) * 0.86 / series.length;
  counts.forEach((bins, s) => bins.forEach((n, k) => {
    if (n === 0) return;
    const from = tickText(low + k * step), to = tickText(low + (k + 1) * step);
    frame.root.append(svg('rect', { class: `bar ${colour(series[s].index)}`, width, height: frame.bottom - frame.at.y(n),
      x: frame.at.x(low + k * step + step * 0.07) + s * width, y: frame.at.y(n) },
      svg('title', {}, `${series[s].name}: ${n} of ${series[s].values.length} items from ${from} to ${to}`)));
  }));
  return el('figure', {}, el('figcaption', {}, title), frame.root, legend(series.map(s => [`${s.name} (${s.values.length} items)`, s.index]), 'bar'));
}

// Means and their intervals of one figure, one below the other on a common scale.
function intervalMarks(means) {
  const all = means.filter(Boolean).flatMap(m => [m.low, m.high]);
  const low = Math.min(...all), span = Math.max(...all) - low || 1;
  const x = v => 6 + (v - low) / span * 138;
  const root = svg('svg', { class: 'intervals', viewBox: `0 0 150 ${means.length * 11 + 4}`, 'aria-hidden': 'true' });
  means.forEach((m, k) => {
    if (!m) return;
    const y = 8 + k * 11;
    root.append(svg('g', { class: colour(k) }, svg('line', { class: 'mean', x1: x(m.low), x2: x(m.high), y1: y, y2: y }),
      svg('circle', { class: 'dot', cx: x(m.mean), cy: y, r: 3.5 })));
  });
  return root;
}
