// A question that was offered asks itself: the event is 'pick'.
element.addEventListener('click', (event) => {
  const chip = event.target.closest('[data-ask]');
  if (chip) { trigger('pick', {question: chip.dataset.ask}); }
});
