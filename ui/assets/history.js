// Past conversations, kept in this browser: a list to reopen and delete, and the one that was
// open in this tab comes back when the page is loaded anew.
const MOST = 30, OPEN = 'youju-open';
const list = element.querySelector('ul'), fold = element.querySelector('details');
let KEY = 'youju-talks';
const talks = () => {
  try { const kept = JSON.parse(localStorage.getItem(KEY)); return Array.isArray(kept) ? kept : []; }
  catch { return []; }
};
const keep = (all) => {
  all.sort((a, b) => b.at - a.at).splice(MOST);
  for (;;) {
    try { localStorage.setItem(KEY, JSON.stringify(all)); break; }
    catch { if (!all.length) { break; } all.pop(); }  // no room: the oldest goes
  }
  draw(all);
};
const here = () => sessionStorage.getItem(OPEN);
const reopen = (talk) => { sessionStorage.setItem(OPEN, talk.id); trigger('reopen', {turns: talk.turns}); draw(talks()); };
const button = (text, name, act) => {
  const made = document.createElement('button');
  made.type = 'button'; made.className = name; made.textContent = text;
  made.addEventListener('click', act);
  return made;
};
const draw = (all) => {
  list.replaceChildren(...all.map((talk) => {
    const item = document.createElement('li');
    const when = new Date(talk.at).toLocaleString(document.documentElement.lang || 'zh-CN', {dateStyle: 'short', timeStyle: 'short'});
    const open = button(talk.turns[0].question, 'yj-talk-open', () => { fold.open = false; reopen(talk); });
    const time = document.createElement('time');
    time.textContent = `${when} · ${talk.turns.length}`;
    open.append(time);
    if (talk.id === here()) { open.setAttribute('aria-current', 'true'); }
    const drop = button('×', 'yj-talk-drop', () => {
      keep(talks().filter((other) => other.id !== talk.id));
      if (talk.id === here()) { sessionStorage.removeItem(OPEN); trigger('reopen', {turns: []}); }
    });
    drop.title = list.dataset.delete;
    drop.setAttribute('aria-label', `${list.dataset.delete}：${talk.turns[0].question}`);
    item.append(open, drop);
    return item;
  }));
  if (!all.length) { const none = document.createElement('li'); none.textContent = list.dataset.none; list.append(none); }
};
document.addEventListener('youju-talk', ({detail: turns}) => {
  if (!turns.length) { sessionStorage.removeItem(OPEN); draw(talks()); return; }
  const id = here() || crypto.getRandomValues(new Uint32Array(3)).join('-');
  sessionStorage.setItem(OPEN, id);
  keep([{id, at: Date.now(), turns}, ...talks().filter((talk) => talk.id !== id)]);
});
document.addEventListener('click', (event) => { if (!fold.contains(event.target)) { fold.open = false; } });
element.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && fold.open) { fold.open = false; fold.querySelector('summary').focus(); }
});
window.addEventListener('storage', () => draw(talks()));
const begin = () => {
  draw(talks());
  const last = talks().find((talk) => talk.id === here());
  if (!last) { sessionStorage.removeItem(OPEN); return; }
  const wait = setInterval(() => {  // the page fills the conversation first
    if (document.querySelector('#talk .yj-welcome')) { clearInterval(wait); reopen(last); }
  }, 50);
};
// Each person who logs in has a list of their own.
fetch('gradio_api/user').then((reply) => reply.json()).catch(() => null).then((user) => {
  if (user) { KEY += `:${user}`; }
  begin();
});
