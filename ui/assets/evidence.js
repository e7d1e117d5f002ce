// New evidence starts at its top; the page's picture is moved to the boxed figure, or, where
// there is no picture, the panel and a wide table to the marked one.
const middle = (pane, box) => {
  const outer = pane.getBoundingClientRect(), inner = box.getBoundingClientRect();
  pane.scrollTop += inner.top - outer.top - (pane.clientHeight - inner.height) / 2;
  pane.scrollLeft += inner.left - outer.left - (pane.clientWidth - inner.width) / 2;
};
const show = () => {
  const panel = element.closest('#evidence, .yj-panel') || element;
  const mark = element.querySelector('mark, .yj-quote');
  const pane = element.querySelector('.yj-pane');
  const box = element.querySelector('.yj-box-figure') || element.querySelector('.yj-box');
  panel.scrollTop = 0;
  if (pane && box) { middle(pane, box); }
  const wide = element.querySelector('.yj-scroll');
  if (wide && mark) { wide.scrollLeft = mark.offsetLeft - wide.clientWidth / 2; }
  if (!pane && mark) {
    const below = mark.getBoundingClientRect().bottom - panel.getBoundingClientRect().bottom;
    if (below > 0) { panel.scrollTop = below + panel.clientHeight / 3; }
  }
};
watch('value', show);
document.addEventListener('youju-cite', show);  // the one that is shown may have been scrolled away
element.addEventListener('click', (event) => {
  const zoom = event.target.closest('.yj-zoom');
  if (!zoom) { return; }
  const whole = element.querySelector('.yj-pane').classList.toggle('yj-whole');
  zoom.textContent = whole ? zoom.dataset.close : zoom.dataset.whole;
  if (!whole) { show(); }
});
// A picture that does not come leaves the text beneath it.
element.addEventListener('error', (event) => {
  if (event.target.closest('.yj-pane')) {
    element.querySelectorAll('.yj-pane, .yj-zoom').forEach((one) => one.remove());
  }
}, true);
