// One item: its videos in step on one timeline, the probability of classes over time below them.
const screenTitle = view => [view.method, view.view].filter(Boolean).join(', ');

// Each value holds from its clip's first frame to that of the next clip, or to where its line stops.
function probabilityChart(item, firstColour, seek) {
  const time = item.time;
  const start = time.start, end = time.end, width = Math.max(320, Math.min(900, innerWidth - 60));
  const frame = chartFrame({ width, height: 190, x: [start, end], y: [0, 1], xTitle: 'seconds', yTitle: 'probability',
    label: `Probability over time of ${time.classes.map(c => c.name).join(', ')}` });
  const stops = new Map(time.stops);
  const next = k => k + 1 < time.t.length ? time.t[k + 1] : end;
  const lines = time.classes.map((c, index) => ({ name: c.name, index: firstColour + index, dash: index,
    x: time.t.flatMap((t, k) => stops.has(k) ? [t, stops.get(k), null] : [t, next(k)]),
    y: c.p.flatMap((p, k) => stops.has(k) ? [p, p, null] : [p, p]) }));
  lines.forEach(line => drawLine(frame, line));
  const cursor = svg('line', { class: 'cursor', x1: frame.left, x2: frame.left, y1: frame.top, y2: frame.bottom });
  frame.root.append(cursor);
  if (seek) {
    frame.root.classList.add('seekable');
    frame.root.addEventListener('click', event => {
      const box = frame.root.getBoundingClientRect();
      const x = (event.clientX - box.left) / box.width * width;
      seek(start + (x - frame.left) / (frame.right - frame.left) * (end - start));
    });
  }
  const move = seconds => {
    const x = frame.at.x(Math.max(start, Math.min(end, seconds)));
    cursor.setAttribute('x1', x);
    cursor.setAttribute('x2', x);
  };
  const gaps = time.classes.some(c => c.p.includes(null)) ? ' A line stops where the record of a clip does not say this class.' : '';
  const every = time.every > 1 ? `; every ${time.every}th clip is shown` : '';
  return { move, figure: el('figure', { id: 'probabilities' }, el('figcaption', {}, 'Probability of a class over time'), frame.root,
    legend(lines.map(l => [l.name, l.index, l.dash])), el('p', { class: 'muted' }, `One step a clip, from its first frame${every}.${gaps} ${time.note}`)) };
}

class Player {
  constructor(data, onClose) {
    this.data = data;
    this.dialog = $('player');
    $('player-close').addEventListener('click', () => this.dialog.close());
    this.dialog.addEventListener('close', () => { this.stop(); $('player-body').replaceChildren(); onClose(); });
    this.dialog.addEventListener('keydown', event => this.key(event));
  }

  stop() {
    if (this.inStep) this.inStep.stop();
    this.inStep = null;
  }

  open(item) {
    this.stop();
    this.item = item;
    $('player-title').textContent = item.id;
    const views = item.media ? item.media.views : [];
    const groups = [...new Set(views.map(v => v.group))];
    const body = [this.answer(item)];
    this.place = el('div', { id: 'player-media' });
    if (groups.length > 1) {
      const choice = el('select', { id: 'player-group', oninput: () => this.showGroup(choice.value) });
      options(choice, groups.map(g => [g, g]));
      body.push(el('div', { class: 'controls' }, el('label', {}, 'view ', choice)));
    }
    $('player-body').replaceChildren(...body, this.place, this.figureTable(item), this.notes(item));
    this.showGroup(groups[0]);
    if (!this.dialog.open) this.dialog.showModal();
  }

  answer(item) {
    if (item.status === 'failed') return el('p', { class: 'note' }, `Failed: ${item.error}`);
    return el('p', {}, `The model says ${item.predicted} (probability of what is explained: ${shown(item.confidence)})`,
      item.right === null ? '' : el('span', { class: answerOf(item) }, item.right ? ', which is correct' : `, the label is ${item.label}`), '. ',
      el('span', { class: 'muted' }, item.path));
  }

  showGroup(group) {
    this.stop();
    const media = this.item.media;
    const views = media ? media.views.filter(v => v.group === group) : [];
    const screens = [];
    if (media && media.source) screens.push(screen(media.source, 'source', this.item));
    screens.push(...views.map(v => screen(v, screenTitle(v), this.item)));
    const videos = screens.map(f => f.querySelector('video')).filter(Boolean);
    const parts = [];
    if (screens.length > 0) parts.push(el('div', { class: 'screens' }, screens));
    else parts.push(el('p', { class: 'muted' }, 'No media of this item beside the page. vidcam explain makes them, vidcam report --media FOLDER brings them here.'));
    if (videos.length > 0) parts.push(this.transport(videos));
    if (this.item.time && this.item.time.t.length > 1) {
      this.chart = probabilityChart(this.item, this.data.methods.length, videos.length > 0 ? t => this.inStep.seek(t) : null);
      parts.push(this.chart.figure);
    } else this.chart = null;
    this.place.replaceChildren(...parts);
  }

  transport(videos) {
    this.button = el('button', { type: 'button', id: 'play', onclick: () => this.toggle() }, 'Play');
    this.slider = el('input', { type: 'range', id: 'timeline', min: 0, max: 1, step: 0.001, value: 0, 'aria-label': 'Time',
      oninput: () => this.inStep.seek(Number(this.slider.value)) });
    this.clock = el('output', { id: 'clock' }, '');
    const rate = el('select', { id: 'rate', oninput: () => this.inStep.setRate(Number(rate.value)) });
    options(rate, [['0.25', '\u00bc'], ['0.5', '\u00bd'], ['1', '1'], ['2', '2']], '1');
    this.inStep = new InStep(videos, () => this.onTime());
    const sound = el('input', { type: 'checkbox', oninput: () => { videos[0].muted = !sound.checked; } });
    return el('div', { class: 'transport' }, this.button, this.slider, this.clock, el('label', {}, 'speed ', rate), el('label', {}, sound, ' sound'));
  }

  onTime() {
    const s = this.inStep;
    if (!s) return;
    this.button.textContent = s.playing ? 'Pause' : 'Play';
    this.slider.min = s.from;
    this.slider.max = s.duration;
    this.slider.value = s.time;
    this.slider.setAttribute('aria-valuetext', `${s.time.toFixed(1)} seconds`);
    this.clock.textContent = `${s.time.toFixed(2)} / ${s.duration.toFixed(2)} s`;
    if (this.chart) this.chart.move(s.time);
  }

  toggle() { return this.inStep.playing ? this.inStep.pause() : this.inStep.play(); }

  key(event) {
    if (!this.inStep || event.ctrlKey || event.altKey || event.metaKey) return;
    const elsewhere = ['BUTTON', 'SELECT', 'INPUT'].includes(event.target.tagName);
    if (event.key === 'k' || (event.key === ' ' && !elsewhere)) this.toggle();
    else if (event.key === ',' || event.key === '.') this.inStep.seek(this.inStep.time + (event.key === '.' ? 0.1 : -0.1));
    else return;
    event.preventDefault();
  }

  figureTable(item) {
    if (!item.values) return el('p', { class: 'muted' }, this.inStep ? 'Space or k plays, comma and full stop step.' : '');
    const rows = this.data.figures.map((f, k) => [el('th', { scope: 'row' }, f.title, el('span', { class: 'muted' }, BETTER[f.better])),
      ...item.values.map(of => el('td', { class: 'number' }, shown(of[k])))]);
    return table(['figure', ...this.data.methods.map(methodHead)], rows, { id: 'item-figures' });
  }

  notes(item) {
    const lines = [...item.warnings];
    this.data.methods.forEach((name, m) => {
      for (const [key, what] of [['flat', 'flat'], ['nonfinite', 'not finite']])
        if (item[key] && item[key][m] > 0) lines.push(`${name}: ${item[key][m]} of ${counted(item.clips, 'map')} are ${what}, which is no evidence.`);
    });
    return el('ul', {}, lines.map(l => el('li', {}, l)));
  }
}
