// What a click on the conversation does: 'cite' opens evidence, 'pick' asks a
// question, 'samples' reads the samples, 'rate' says whether an answer was good.
const copied = async (text) => {
  try { await navigator.clipboard.writeText(text); }
  catch {  // a page without https has no clipboard
    const area = document.createElement('textarea');
    area.value = text; area.style.position = 'fixed'; area.style.opacity = 0;
    document.body.append(area); area.select(); document.execCommand('copy'); area.remove();
  }
};
const rate = (tools, turn, rating, reason) => {
  tools.querySelectorAll('[data-rate]').forEach((one) => one.setAttribute('aria-pressed', one.dataset.rate === rating));
  tools.querySelector('.yj-reason').hidden = true;
  const thanks = tools.querySelector('.yj-thanks');
  thanks.textContent = thanks.dataset.words;
  trigger('rate', {turn: Number(turn), rating, reason});
};
element.addEventListener('click', (event) => {
  const cite = event.target.closest('[data-cite]');
  if (cite) {
    element.querySelectorAll('.yj-on').forEach((other) => other.classList.remove('yj-on'));
    const same = `[data-turn="${cite.dataset.turn}"][data-cite="${cite.dataset.cite}"]`;
    element.querySelectorAll(same).forEach((one) => one.classList.add('yj-on'));
    trigger('cite', {turn: Number(cite.dataset.turn), n: Number(cite.dataset.cite)});
    document.dispatchEvent(new Event('youju-cite'));
    const panel = document.querySelector('#evidence');
    if (panel && window.innerWidth < 900) { panel.scrollIntoView({behavior: 'smooth'}); }
    return;
  }
  const pick = event.target.closest('[data-ask]');
  if (pick) { trigger('pick', {question: pick.dataset.ask}); return; }
  if (event.target.closest('[data-load]')) { trigger('samples', {}); return; }
  const copy = event.target.closest('[data-copy]');
  if (copy) {
    const words = copy.textContent;
    copied(copy.dataset.copy).then(() => {
      copy.textContent = copy.dataset.done;
      setTimeout(() => { copy.textContent = words; }, 1500);
    });
    return;
  }
  const thumb = event.target.closest('[data-rate]');
  if (thumb && thumb.dataset.rate === 'up') { rate(thumb.parentElement, thumb.dataset.turn, 'up', ''); return; }
  if (thumb) {
    const form = thumb.parentElement.querySelector('.yj-reason');
    form.hidden = !form.hidden;
    if (!form.hidden) { form.querySelector('input').focus(); form.scrollIntoView({block: 'nearest'}); }
    return;
  }
  const reason = event.target.closest('[data-reason]');
  if (reason) { const said = reason.parentElement.querySelector('input'); said.value = [said.value, reason.textContent].filter(Boolean).join('；'); said.focus(); }
});
element.addEventListener('submit', (event) => {
  const form = event.target.closest('.yj-reason');
  if (form) { event.preventDefault(); rate(form.parentElement, form.dataset.turn, 'down', form.querySelector('input').value); }
});
watch('value', () => {
  const last = [...element.querySelectorAll('.yj-question')].pop();
  const box = element.closest('#talk') || element;
  if (last) { box.scrollTop += last.getBoundingClientRect().top - box.getBoundingClientRect().top - 12; }
});
// An Enter that ends a word typed in Chinese sends nothing yet.
for (const kind of ['keydown', 'keypress']) {
  document.addEventListener(kind, (event) => {
    if (event.key === 'Enter' && event.isComposing && event.target.closest('#question')) { event.stopPropagation(); }
  }, true);
}
