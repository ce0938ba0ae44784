// A video or picture under its title, and several videos on one clock.
function screen(view, title, item) {
  const common = { src: view.url, 'data-title': title };
  const element = view.kind === 'image'
    ? el('img', { ...common, alt: `${title} of ${item.id}` })
    : el('video', { ...common, muted: true, playsinline: true, preload: 'auto', 'aria-label': `${title} of ${item.id}` });
  const figure = el('figure', {}, el('figcaption', {}, title), element);
  element.addEventListener('error', () => figure.append(el('p', { class: 'note' },
    `${decodeURIComponent(view.url)}: this browser cannot show it, or it is gone.`)));
  return figure;
}

// Several videos that keep to the first one's clock.
class InStep {
  constructor(videos, onTime) {
    this.videos = videos;
    this.onTime = onTime;
    this.rate = 1;
    this.from = 0;  // a video of later windows begins later
    this.moved = false;
    for (const video of videos) {
      video.muted = true;
      video.addEventListener('loadedmetadata', () => onTime());
      video.addEventListener('loadeddata', () => this.loaded());
    }
    videos[0].addEventListener('ended', () => this.pause());
    videos[0].addEventListener('seeked', () => onTime());
    this.frame = requestAnimationFrame(() => this.tick());
  }

  loaded() {
    if (!this.moved && this.videos.every(v => v.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA)) {
      this.from = Math.max(...this.videos.map(v => v.currentTime));
      if (this.from > 0) this.seek(this.from);
    }
    this.onTime();
  }

  get time() { return this.videos[0].currentTime; }
  get playing() { return !this.videos[0].paused; }
  get duration() {
    const known = this.videos.map(v => v.duration).filter(isNumber);
    return known.length > 0 ? Math.min(...known) : 0;
  }
  // The largest distance between two of them, in seconds.
  get drift() {
    const times = this.videos.map(v => v.currentTime);
    return Math.max(...times) - Math.min(...times);
  }

  seek(seconds) {
    const to = Math.min(Math.max(this.from, seconds), this.duration);
    this.moved = true;
    for (const video of this.videos) video.currentTime = to;
    this.onTime();
  }

  async play() {
    if (this.time >= this.duration - 0.05) this.seek(this.from);
    for (const video of this.videos) video.playbackRate = this.rate;
    await Promise.all(this.videos.map(v => v.play().catch(() => {})));
    this.onTime();
  }

  pause() {
    for (const video of this.videos) video.pause();
    for (const video of this.videos.slice(1)) video.currentTime = this.time;
    this.onTime();
  }

  setRate(rate) {
    this.rate = rate;
    for (const video of this.videos) video.playbackRate = rate;
  }

  // A small distance is caught up by playing faster or slower, a large one by a jump.
  follow(video) {
    const ahead = video.currentTime - this.time;
    if (video.seeking || video.ended) return;
    if (Math.abs(ahead) > 0.25) video.currentTime = this.time;
    else video.playbackRate = this.rate * (1 - Math.max(-0.5, Math.min(0.5, 2 * ahead)));
  }

  tick() {
    if (this.playing) {
      for (const video of this.videos.slice(1)) this.follow(video);
      if (this.time >= this.duration) this.pause();  // the shortest has ended
      this.onTime();
    }
    this.frame = requestAnimationFrame(() => this.tick());
  }

  stop() {
    cancelAnimationFrame(this.frame);
    for (const video of this.videos) {
      video.pause();
      video.removeAttribute('src');
      video.load();
    }
  }
}
