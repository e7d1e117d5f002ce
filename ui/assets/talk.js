// What a click on the conversation does: 'cite' opens evidence, 'pick' asks a
// question, 'samples' reads the samples.
element.addEventListener('click', (event) => {
  const cite = event.target.closest('[data-cite]');
  if (cite) {
    element.querySelectorAll('.yj-on').forEach((other) => other.classList.remove('yj-on'));
    const same = `[data-turn="${cite.dataset.turn}"][data-cite="${cite.dataset.cite}"]`;
    element.querySelectorAll(same).forEach((one) => one.classList.add('yj-on'));
    trigger('cite', {turn: Number(cite.dataset.turn), n: Number(cite.dataset.cite)});
    const panel = document.querySelector('#evidence');
    if (panel && window.innerWidth < 900) { panel.scrollIntoView({behavior: 'smooth'}); }
    return;
  }
  const pick = event.target.closest('[data-ask]');
  if (pick) { trigger('pick', {question: pick.dataset.ask}); return; }
  if (event.target.closest('[data-load]')) { trigger('samples', {}); }
});
watch('value', () => {
  const last = [...element.querySelectorAll('.yj-question')].pop();
  const box = element.closest('#talk') || element;
  if (last) { box.scrollTop = last.offsetTop - box.offsetTop - 12; }
});
