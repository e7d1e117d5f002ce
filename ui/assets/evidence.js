// New evidence starts at its top; a wide table is scrolled to its figure, and on a
// narrow screen the page to the panel.
watch('value', () => {
  const mark = element.querySelector('mark, .yj-quote');
  const panel = element.closest('#evidence') || element;
  const below = mark ? mark.getBoundingClientRect().bottom - panel.getBoundingClientRect().bottom : 0;
  panel.scrollTop = below > 0 ? below + panel.clientHeight / 3 : 0;
  const wide = element.querySelector('.yj-scroll');
  if (wide && mark) { wide.scrollLeft = mark.offsetLeft - wide.clientWidth / 2; }
  if (mark && window.innerWidth < 900) { panel.scrollIntoView({behavior: 'smooth'}); }
});
