// What the page remembers of this conversation goes to the list of conversations.
watch('value', () => {
  const text = element.textContent.trim();
  if (text) { document.dispatchEvent(new CustomEvent('youju-talk', {detail: JSON.parse(text)})); }
});
