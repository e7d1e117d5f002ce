// What is done with the rows of an intake and of the list of reports.  Buttons and forms
// name their deed in data-do; it is told the server with the event of that name.
const deeds = ['halt', 'unlock', 'identify', 'reread', 'discard', 'samples', 'tick'];
const told = (deed, data) => { if (deeds.includes(deed)) { trigger(deed, data); } };
let sorted = {column: 0, down: false};
let sought = '';
let typed = {}; // what stands in the boxes of forms, while rows are drawn anew

function shut() {
  element.querySelectorAll('tr.yj-formrow').forEach((row) => {
    const form = row.querySelector('form');
    form.hidden = true;
    row.previousElementSibling.querySelector('.yj-acts').append(form);
    row.remove();
  });
}
function open(row, kind) {
  const form = row.querySelector(`form[data-form="${kind}"]`);
  shut();
  if (!form) { return; } // it was open: now it is shut
  const below = document.createElement('tr');
  below.className = 'yj-formrow';
  below.insertCell().colSpan = row.cells.length;
  below.cells[0].append(form);
  form.hidden = false;
  row.after(below);
  (form.querySelector('input') || form.querySelector('button')).focus();
}
function sift() {
  const rows = [...element.querySelectorAll('tbody tr[data-id]')];
  const words = sought.trim().toLowerCase().split(/\s+/);
  let shown = 0;
  rows.forEach((row) => {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    shown += row.hidden ? 0 : 1;
  });
  const count = element.querySelector('.yj-shown');
  if (count) { count.textContent = sought.trim() ? `${shown}/${rows.length}` : ''; }
}
function sort() {
  const body = element.querySelector('tbody');
  if (!body || !sorted.column) { return; }
  const key = (row) => row.cells[sorted.column].dataset.sort || row.cells[sorted.column].textContent;
  const rows = [...body.querySelectorAll('tr[data-id]')];
  rows.sort((a, b) => key(a).localeCompare(key(b), 'zh', {numeric: true}) * (sorted.down ? -1 : 1));
  body.append(...rows);
  element.querySelectorAll('th[aria-sort]').forEach((head, index) => {
    const mine = index + 1 === sorted.column;
    head.setAttribute('aria-sort', mine ? (sorted.down ? 'descending' : 'ascending') : 'none');
  });
}
function ticked() {
  return [...element.querySelectorAll('[data-tick]:checked')].map((box) => box.dataset.tick);
}

element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button || button.form && button.type === 'submit') { return; }
  const {sort: column, open: kind, do: deed, id} = button.dataset;
  if (column) {
    sorted = {column: Number(column), down: sorted.column === Number(column) && !sorted.down};
    shut();
    sort();
  } else if (kind) { open(button.closest('tr'), kind);
  } else if ('close' in button.dataset) { shut();
  } else if (deed === 'untick') { told('tick', {ids: []});
  } else if (deed) { told(deed, {id}); }
});
element.addEventListener('pointerdown', (event) => { // the button may be drawn anew before the click
  if (event.target.closest('[data-do="halt"]')) { told('halt', {}); }
});
element.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  const {do: deed, id, row} = form.dataset;
  told(deed, {id, row: Number(row), fields: Object.fromEntries(new FormData(form))});
  form.querySelectorAll('[type=password]').forEach((box) => { box.value = ''; });
  if (form.dataset.form) { shut(); }
});
element.addEventListener('change', (event) => {
  if (event.target.dataset.tick) { told('tick', {ids: ticked()}); }
});
element.addEventListener('input', (event) => {
  const box = event.target;
  if (box.classList.contains('yj-filter')) { sought = box.value; shut(); sift(); }
  const form = box.closest('form[data-row]');
  if (form) { typed[`${form.dataset.row} ${box.name}`] = box.value; }
});
watch('value', () => {
  const filter = element.querySelector('.yj-filter');
  if (filter) { filter.value = sought; }
  sort();
  sift();
  element.querySelectorAll('form[data-row] input').forEach((box) => {
    const kept = typed[`${box.form.dataset.row} ${box.name}`];
    if (kept !== undefined && box.type !== 'password') { box.value = kept; }
  });
  if (!element.querySelector('form[data-row]')) { typed = {}; }
});
