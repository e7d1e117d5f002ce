// A click on a judged figure or on a place of a finding: 'show' opens its evidence.
element.addEventListener('click', (event) => {
  const one = event.target.closest('[data-item]');
  if (!one) { return; }
  element.querySelectorAll('.yj-on').forEach((other) => other.classList.remove('yj-on'));
  one.classList.add('yj-on');
  trigger('show', {item: Number(one.dataset.item), place: Number(one.dataset.place || 0)});
  const panel = document.getElementById(one.closest('[data-panel]').dataset.panel);
  if (window.innerWidth < 900) { panel.scrollIntoView({behavior: 'smooth'}); }
});
// New evidence stands at its top, or as far down as its figure needs to be seen.
watch('value', () => {
  if (!element.querySelector('.yj-evidence')) { return; }
  const panel = element.closest('#check-evidence, #audit-evidence') || element;
  panel.scrollTop = 0;
  const mark = element.querySelector('.yj-evidence mark, .yj-evidence .yj-quote');
  const below = mark ? mark.getBoundingClientRect().bottom - panel.getBoundingClientRect().bottom : 0;
  panel.scrollTop = below > 0 ? below + panel.clientHeight / 3 : 0;
  const wide = element.querySelector('.yj-scroll');
  if (wide && mark) { wide.scrollLeft = mark.offsetLeft - wide.clientWidth / 2; }
});
