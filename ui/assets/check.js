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
