// The box reports are dropped into: refuses what is too large, uploads the rest, one
// after the other, then tells the server with 'taken' what there is to read.
const box = () => element.querySelector('.yj-drop');
const say = (text) => { element.querySelector('.yj-uploading').textContent = text; };
async function take(files) {
  const {most, refused, uploading, failed} = box().dataset;
  const large = files.filter((file) => file.size > Number(most));
  const fitting = files.filter((file) => file.size <= Number(most));
  element.querySelector('.yj-refused').replaceChildren(...large.map((file) => {
    const item = document.createElement('li');
    item.textContent = `${file.name}：${refused}`;
    return item;
  }));
  const taken = [];
  for (const [index, file] of fitting.entries()) {
    say(`${uploading} ${file.name}（${index + 1}/${fitting.length}）`);
    try {
      const {path} = await upload(file);
      taken.push({path, name: file.name});
    } catch (error) {
      const item = document.createElement('li');
      item.textContent = `${file.name}：${failed}`;
      element.querySelector('.yj-refused').append(item);
    }
  }
  say('');
  if (taken.length) { trigger('taken', {files: taken}); }
}
element.addEventListener('change', (event) => {
  const files = [...event.target.files];
  event.target.value = '';
  take(files);
});
element.addEventListener('dragover', (event) => { event.preventDefault(); box().classList.add('yj-over'); });
element.addEventListener('dragleave', () => box().classList.remove('yj-over'));
element.addEventListener('drop', (event) => {
  event.preventDefault();
  box().classList.remove('yj-over');
  take([...event.dataTransfer.files]);
});
