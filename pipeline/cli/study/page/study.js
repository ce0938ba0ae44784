// A judge's way through the items, in an order of the judge's own; the answers become a file.
class Study {
  constructor(data) {
    this.data = data;
    this.answers = new Map();  // item -> {choice, seconds}
    this.place = 0;
    $('question').textContent = data.question;
    $('question-again').textContent = data.question;
    $('start-count').textContent = counted(data.items.length, data.items.some(i => i.left.kind === 'video') ? 'video' : 'picture');
    $('start-form').addEventListener('submit', event => { event.preventDefault(); this.begin($('judge').value.trim()); });
    for (const button of document.querySelectorAll('[data-choice]'))
      button.addEventListener('click', () => this.choose(button.dataset.choice));
    $('back').addEventListener('click', () => this.show(this.place - 1));
    $('stop').addEventListener('click', () => this.end());
    $('go-on').addEventListener('click', () => this.show(this.firstOpen()));
    $('save').addEventListener('click', () => this.save());
    document.addEventListener('keydown', event => this.key(event));
  }

  begin(judge) {
    if (!judge) return;
    this.judge = judge;
    this.order = this.data.items.map((_, k) => k);
    let seed = 0;
    for (const c of this.data.study + judge) seed = (Math.imul(seed, 31) + c.codePointAt(0)) >>> 0;
    const random = randomFrom(seed);
    for (let k = this.order.length - 1; k > 0; --k) {
      const other = Math.floor(random() * (k + 1));
      [this.order[k], this.order[other]] = [this.order[other], this.order[k]];
    }
    this.restore();
    $('start').hidden = true;
    this.show(this.firstOpen());
  }

  // A page that was closed by mistake loses nothing, where the browser lets pages remember.
  get store() { return `vidcam-study-${this.data.study}-${this.judge}`; }
  restore() {
    try {
      for (const a of JSON.parse(localStorage.getItem(this.store) || '[]')) this.answers.set(a.item, a);
    } catch { this.answers.clear(); }
  }
  remember() {
    try { localStorage.setItem(this.store, JSON.stringify([...this.answers.values()])); } catch { /* the file at the end is what counts */ }
  }

  firstOpen() {
    const place = this.order.findIndex(k => !this.answers.has(this.data.items[k].item));
    return place < 0 ? this.order.length : place;
  }

  get item() { return this.data.items[this.order[this.place]]; }

  show(place) {
    this.halt();
    if (place >= this.order.length) return this.end();
    this.place = Math.max(0, place);
    const item = this.item;
    $('end').hidden = true;
    $('item').hidden = false;
    $('item-title').textContent = `${this.place + 1} of ${this.order.length}`;
    $('says').replaceChildren('The model says: ', el('strong', {}, item.says),
      isNumber(item.probability) ? ` (${(100 * item.probability).toFixed(0)} %)` : '');
    const screens = [['left', 'left'], ['source', 'what the model saw'], ['right', 'right']].filter(([key]) => item[key])
      .map(([key, title]) => screen(item[key], title, { id: `item ${this.place + 1}` }));
    $('screens').replaceChildren(...screens);
    $('screens').classList.toggle('three', screens.length === 3);
    this.transport(screens.map(f => f.querySelector('video')).filter(Boolean));
    this.mark();
    this.since = performance.now();
    $('item-title').focus({ preventScroll: true });
  }

  transport(videos) {
    $('transport').replaceChildren();
    if (videos.length === 0) return;
    const button = el('button', { type: 'button', id: 'play', onclick: () => this.toggle() }, 'Play');
    const slider = el('input', { type: 'range', id: 'timeline', min: 0, max: 1, step: 0.001, value: 0, 'aria-label': 'Time',
      oninput: () => this.inStep.seek(Number(slider.value)) });
    this.inStep = new InStep(videos, () => {
      button.textContent = this.inStep.playing ? 'Stop' : 'Play';
      slider.min = this.inStep.from;
      slider.max = this.inStep.duration;
      slider.value = this.inStep.time;
    });
    $('transport').append(button, slider);
  }

  toggle() { return this.inStep.playing ? this.inStep.pause() : this.inStep.play(); }

  halt() {
    if (this.inStep) this.inStep.stop();
    this.inStep = null;
  }

  mark() {
    const answer = this.answers.get(this.item.item);
    for (const button of document.querySelectorAll('[data-choice]'))
      button.setAttribute('aria-pressed', String(Boolean(answer) && answer.choice === button.dataset.choice));
    $('back').disabled = this.place === 0;
    $('progress').max = this.order.length;
    $('progress').value = this.answers.size;
    $('progress-text').textContent = `${this.answers.size} answered`;
  }

  choose(choice) {
    const seconds = Math.round((performance.now() - this.since) / 100) / 10;
    this.answers.set(this.item.item, { item: this.item.item, choice, seconds });
    this.remember();
    this.mark();
    this.show(this.place + 1);
  }

  key(event) {
    if ($('item').hidden || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.tagName === 'INPUT') return;
    const choice = { ArrowLeft: 'left', ArrowRight: 'right', ArrowDown: 'same' }[event.key];
    if (choice) this.choose(choice);
    else if (event.key === ' ' && this.inStep && event.target.tagName !== 'BUTTON') this.toggle();
    else return;
    event.preventDefault();
  }

  end() {
    this.halt();
    $('item').hidden = true;
    $('end').hidden = false;
    const left = this.order.length - this.answers.size;
    $('end-title').textContent = left === 0 ? 'That was the last one. Thank you!' : `${this.answers.size} of ${this.order.length} answered`;
    $('go-on').hidden = left === 0;
    $('end-title').focus({ preventScroll: true });
  }

  save() {
    const answers = [...this.answers.values()].sort((a, b) => a.item - b.item);
    const text = JSON.stringify({ study: this.data.study, judge: this.judge, answers }, null, 1);
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const name = `answers-${this.judge.replace(/[^A-Za-z0-9-]+/g, '_')}.json`;
    const link = el('a', { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    $('saved').textContent = `Saved as ${name}, where your browser puts downloads.`;
  }
}

startTheme($('theme'));
new Study(readData());
document.documentElement.dataset.ready = '1';
