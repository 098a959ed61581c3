// Evidence is sent file by file as it is chosen or dropped, with its progress; without this file the form sends it.
// Before a report is submitted, what is worth a look in it is asked for once more.
(function () {
  const form = document.getElementById('report-form'), list = document.getElementById('evidence');
  if (!form || !list) return;
  const chooser = document.getElementById('id_files'), drop = chooser.closest('.drop');
  const told = form.querySelector('[data-progress]');
  const words = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name]);
  const once = () => [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');
  const queue = [];
  let sending = false;

  form.querySelectorAll('[data-plain]').forEach(button => { button.hidden = true });

  // what is typed goes along, since a report that nobody has saved yet is saved with its first file
  function body(file) {
    const all = new FormData(form);
    all.delete('files');
    all.set('key', once());
    if (file) all.append('files', file);
    return all;
  }

  function show(answer) {
    if (answer.getResponseHeader('X-Part') !== 'evidence') return false;
    list.innerHTML = answer.responseText;
    // what the form has saved by itself meanwhile is a later version
    const version = Number(answer.getResponseHeader('X-Version')), known = form.elements.namedItem('version');
    if (version > Number(known.value)) known.value = version;
    return true;
  }

  function say(text) {
    list.querySelectorAll('.err').forEach(one => one.remove());
    const error = document.createElement('p');
    error.className = 'err';
    error.setAttribute('role', 'alert');
    error.textContent = text;
    list.prepend(error);
  }

  // several troubles in a row are all told, the older ones below
  function send(address, file, done) {
    const request = new XMLHttpRequest(), earlier = [...list.querySelectorAll('.err')];
    request.open('POST', address);
    request.setRequestHeader('X-Part', 'evidence');
    if (file) request.upload.addEventListener('progress', e => {
      if (e.lengthComputable) told.textContent = words(list.dataset.busy, { name: file.name, percent: Math.floor(100 * e.loaded / e.total) });
    });
    request.addEventListener('loadend', () => {
      told.textContent = '';
      if (!show(request)) say(words(list.dataset.lost, { name: file ? file.name : '' }));
      if (file) earlier.forEach(one => list.append(one));
      done();
    });
    request.send(body(file));
  }

  function next() {
    const file = queue.shift();
    sending = !!file;
    if (!file) return;
    send(list.dataset.attach, file, next);
  }

  function take(files) {
    list.querySelectorAll('.err').forEach(one => one.remove());
    for (const file of files) {
      if (file.size > Number(list.dataset.most)) say(words(list.dataset.large, { name: file.name }));
      else queue.push(file);
    }
    if (!sending) next();
  }

  chooser.addEventListener('change', e => {
    e.stopPropagation();
    const files = [...chooser.files];
    chooser.value = '';
    take(files);
  });
  ['dragenter', 'dragover'].forEach(kind => drop.addEventListener(kind, e => { e.preventDefault(); drop.classList.add('over') }));
  ['dragleave', 'drop'].forEach(kind => drop.addEventListener(kind, () => drop.classList.remove('over')));
  drop.addEventListener('drop', e => { e.preventDefault(); take([...e.dataTransfer.files]) });

  list.addEventListener('click', e => {
    const button = e.target.closest('[data-remove]');
    if (!button) return;
    e.preventDefault();
    send(button.formAction, null, () => chooser.focus());
  });

  // what is worth a look in the form as it stands now, into the dialog before submitting; false where that isn't known
  async function ask() {
    const place = document.querySelector('[data-looks]'), now = new URLSearchParams();
    new FormData(form).forEach((value, name) => { if (typeof value === 'string') now.append(name, value) });
    try {
      const answer = await fetch(list.dataset.look, { method: 'POST', body: now, headers: { 'X-Part': 'looks' }, signal: AbortSignal.timeout(4000) });
      if (!answer.ok || answer.headers.get('X-Part') !== 'looks') return false;
      place.innerHTML = await answer.text();
    } catch (lost) { return false }  // what was told before stays
    return !!place.firstElementChild;
  }
  document.addEventListener('click', e => { if (e.target.closest('[data-open=ask-submit]')) ask() });

  // on a way through many reports the dialog opens only where there is something to ask
  let asking = false;
  form.addEventListener('click', async e => {
    const button = e.target.closest('[data-asks]');
    if (!button) return;
    e.preventDefault();
    if (asking) return;
    asking = true;
    const found = await ask();
    asking = false;
    if (found) document.getElementById(button.dataset.asks).showModal();
    else form.requestSubmit(button);
  });
})();
