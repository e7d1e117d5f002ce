// A figure of the ranking opens its place in the report: the event is 'show'.
element.addEventListener('click', (event) => {
  const figure = event.target.closest('[data-n]');
  if (!figure) { return; }
  element.querySelectorAll('.yj-on').forEach((other) => other.classList.remove('yj-on'));
  figure.classList.add('yj-on');
  trigger('show', {n: Number(figure.dataset.n)});
  const panel = document.querySelector('#compared-evidence');
  if (panel && window.innerWidth < 900) { panel.scrollIntoView({behavior: 'smooth'}); }
});
