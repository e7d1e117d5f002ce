// New evidence starts at its top, or as far down as its figure needs to be seen; a wide
// table is scrolled to it.
watch('value', () => {
  const mark = element.querySelector('mark, .yj-quote');
  const panel = element.closest('#evidence') || element;
  panel.scrollTop = 0;
  const below = mark ? mark.getBoundingClientRect().bottom - panel.getBoundingClientRect().bottom : 0;
  panel.scrollTop = below > 0 ? below + panel.clientHeight / 3 : 0;
  const wide = element.querySelector('.yj-scroll');
  if (wide && mark) { wide.scrollLeft = mark.offsetLeft - wide.clientWidth / 2; }
});
