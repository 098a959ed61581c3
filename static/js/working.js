// Long work is sent without leaving the page: it shows how far it is and can be cancelled. Without this file the form waits.
(function () {
  const dialog = document.getElementById('working'), trouble = document.querySelector('[data-trouble]');
  if (!dialog || !trouble) return;
  const bar = dialog.querySelector('progress'), shown = dialog.querySelector('[data-step]'), live = dialog.querySelector('[data-live]');
  const lines = 'application/x-ndjson';
  const words = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name]);
  const number = n => n.toLocaleString(document.documentElement.lang);
  let running = null, told = '';

  // each step shows; a screen reader hears the phases and each quarter of one
  function show(phase, done, total) {
    const part = total ? Math.floor(100 * done / total) : 0;
    const text = dialog.dataset[total ? phase : `${phase}Begins`] || dialog.dataset[phase] || '';
    shown.textContent = words(text, { done: number(done), total: number(total), percent: part });
    if (total) bar.value = part;
    else bar.removeAttribute('value');
    const stage = `${phase} ${Math.floor(part / 25)}`;
    if (stage !== told) live.textContent = shown.textContent;
    told = stage;
  }

  function stop() {
    running = null;
    dialog.close();
  }

  // what went wrong stands above the form and takes the focus; whatever was typed stays where it is
  function tell(name, said) {
    stop();
    trouble.hidden = false;
    trouble.setAttribute('role', 'alert');
    trouble.className = name === 'cancelled' ? 'msg warn' : 'sum';
    trouble.querySelectorAll('[data-when]').forEach(one => { one.hidden = one.dataset.when !== name });
    if (said) trouble.querySelector('[data-said]').textContent = said.join(' ');
    trouble.focus();
  }

  // the answer was no step: is the session over, or has it a new token?
  async function ask(again) {
    let now = {};
    try {
      const answer = await fetch(`${dialog.dataset.state}?writer=${encodeURIComponent(dialog.dataset.writer)}`, { cache: 'no-store' });
      if (answer.ok) now = await answer.json();
    } catch (lost) { tell('lost'); return }
    if (!now.signed_in) tell('out');
    else if (!now.same) tell('other');
    else {
      document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(one => { one.value = now.token });
      if (again) again();
      else tell('refused');
    }
  }

  function send(form, button, again) {
    const request = new XMLHttpRequest(), body = new FormData(form);
    if (button.name) body.append(button.name, button.value);
    let read = 0, last = {};
    running = request;
    request.open('POST', button.getAttribute('formaction') || form.getAttribute('action') || location.href);
    request.setRequestHeader('Accept', lines);
    request.upload.addEventListener('progress', e => { if (e.lengthComputable && e.loaded < e.total) show('sending', e.loaded, e.total) });
    request.upload.addEventListener('load', () => show('opening', 0, 0));
    request.addEventListener('progress', () => {
      if (!(request.getResponseHeader('Content-Type') || '').startsWith(lines)) return;
      const text = request.responseText, end = text.lastIndexOf('\n');
      if (end < read) return;
      text.slice(read, end).split('\n').filter(Boolean).forEach(line => {
        last = JSON.parse(line);
        if (last.phase) show(last.phase, last.done, last.total);
      });
      read = end + 1;
    });
    request.addEventListener('loadend', () => {
      if (running !== request) return;
      if (last.to) location.assign(last.to);
      else if (last.error) tell('said', last.error);
      else if (!request.status || (request.getResponseHeader('Content-Type') || '').startsWith(lines)) tell('lost');
      else ask(again);
    });
    request.send(body);
  }

  document.addEventListener('submit', e => {
    const form = e.target, button = e.submitter;
    if (!button || !button.dataset.work) return;
    e.preventDefault();
    if (running) return;
    document.querySelectorAll('dialog[open]').forEach(one => one.close());
    trouble.hidden = true;
    dialog.querySelector('h2').textContent = button.dataset.work;
    told = '';
    show('sending', 0, 0);
    dialog.showModal();
    send(form, button, () => send(form, button, null));
  });

  function cancel() {
    const request = running;
    if (!request) return;
    running = null;
    request.abort();
    tell('cancelled');
  }
  dialog.querySelector('[data-cancel]').addEventListener('click', cancel);
  dialog.addEventListener('cancel', e => { e.preventDefault(); cancel() });
  addEventListener('pageshow', e => { if (e.persisted && dialog.open) stop() });

  // a file that is dropped is the one that is chosen
  const drop = document.querySelector('[data-drop]'), chooser = drop && drop.querySelector('input[type=file]');
  if (!chooser) return;
  ['dragenter', 'dragover'].forEach(kind => drop.addEventListener(kind, e => { e.preventDefault(); drop.classList.add('over') }));
  ['dragleave', 'drop'].forEach(kind => drop.addEventListener(kind, () => drop.classList.remove('over')));
  drop.addEventListener('drop', e => {
    e.preventDefault();
    if (e.dataTransfer.files.length) chooser.files = e.dataTransfer.files;
    chooser.focus();
  });
})();
