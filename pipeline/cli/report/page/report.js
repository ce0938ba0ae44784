(() => {
  startTheme($('theme'));
  const data = readData();
  document.title = data.title;
  $('title').textContent = data.title;
  $('subtitle').textContent = data.subtitle;
  for (const link of document.querySelectorAll('[data-part]')) {
    link.addEventListener('click', event => {
      event.preventDefault();  // the address holds the list's filters
      $(link.dataset.part).focus({ preventScroll: true });
      $(link.dataset.part).scrollIntoView();
    });
  }
  let list = null;
  const player = new Player(data, () => list.setOpen(''));
  const open = item => { list.setOpen(item.id); player.open(item); };
  showSummary(data);
  showCurves(data);
  showHistogram(data);
  list = new ItemList(data, open);
  new Examples(data, open);
  showTroubles(data, status => { list.change({ ...DEFAULTS, status }); $('list').scrollIntoView(); });
  showFacts(data);
  const asked = data.items.find(i => list.state.item && i.id === list.state.item);
  if (asked) open(asked);
  document.documentElement.dataset.ready = '1';
})();
