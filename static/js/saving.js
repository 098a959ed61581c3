// The report form saves by itself, also through a lost connection and an ended session; without this file one saves oneself.
(function () {
  const form = document.getElementById('report-form');
  if (!form) return;
  const field = name => form.elements.namedItem(name);
  const envelope = ['csrfmiddlewaretoken', 'unit', 'period', 'version', 'key', 'sitting', 'saves', 'writer', 'next', 'stage', 'move'];
  const QUIET = 2000, FIRST_WAIT = 2000, LONGEST_WAIT = 60000, ANSWER = 20000, ASK_AGAIN = 3000, CLICKS = 200;
  const said = form.querySelector('[data-saved]');

  // where a way began by itself: loading the page again comes back to this report, also when it is a draft by then
  const place = document.querySelector('[data-place]');
  const here = place && new URL(place.dataset.place, location.href);
  if (here && here.pathname === location.pathname && !new URLSearchParams(location.search).has('measure')) history.replaceState(null, '', here);

  // what is typed, as one text; files go their own way
  function body() {
    const all = new URLSearchParams();
    new FormData(form).forEach((value, name) => { if (typeof value === 'string') all.append(name, value) });
    return all;
  }
  function typed() {
    const all = body();
    envelope.forEach(name => all.delete(name));
    return all.toString();
  }

  let saved = form.hasAttribute('data-unsaved') ? null : typed();
  let tried = saved, timer = 0, wait = FIRST_WAIT, sending = null, leaving = false, pending = null;
  let pressed = false, lifted = 0, told = null;
  let state = form.dataset.autosave ? 'ready' : 'stopped';

  const unsaved = () => typed() !== saved;

  // one message at a time; none when all is well. It moves what stands below it, so it waits until nothing
  // is pressed: a button that moves away between press and release is never clicked
  function tell(name, words) {
    if (pressed) { told = [name, words]; return }
    form.querySelectorAll('[data-saving]').forEach(message => {
      const shows = message.dataset.saving === name;
      if (shows && words !== undefined) message.querySelector('[data-words]').textContent = words;
      message.hidden = !shows;
    });
  }

  addEventListener('pointerdown', () => { pressed = true; clearTimeout(lifted) });
  ['pointerup', 'pointercancel'].forEach(kind => addEventListener(kind, () => {
    clearTimeout(lifted);
    lifted = setTimeout(() => {
      pressed = false;
      if (told) { const last = told; told = null; tell(...last) }
    }, CLICKS);
  }));

  function later(after) {
    clearTimeout(timer);
    timer = setTimeout(save, after);
  }

  async function save() {
    clearTimeout(timer);
    if (sending || leaving || state === 'stopped' || state === 'out' || !unsaved() || typed() === tried) return;
    const now = typed(), sent = body(), stop = new AbortController();
    sending = stop;
    // whatever this page sends after it is a later one, also if its answer gets lost
    field('saves').value = Number(field('saves').value) + 1;
    const patience = setTimeout(() => stop.abort(), ANSWER);
    let answer = null, words = {};
    try {
      answer = await fetch(form.dataset.autosave, { method: 'POST', body: sent, signal: stop.signal, redirect: 'error' });
      words = (answer.headers.get('Content-Type') || '').includes('json') ? await answer.json() : {};
    } catch (lost) { answer = null }
    clearTimeout(patience);
    sending = null;
    if (leaving) return;
    heard(answer ? answer.status : 0, words, now);
  }

  function heard(status, words, now) {
    if (status === 200 || (status === 422 && words.version)) {
      field('version').value = words.version;
      tried = now;
      if (status === 200) saved = now;
      state = 'ready';
      wait = FIRST_WAIT;
      said.textContent = words.words;
      said.classList.toggle('part', status === 422);
      tell('');
      goOn();
      if (typed() !== tried) later(QUIET);
    } else if (status === 401) signedOut();
    else if (status === 403 && !words.words) signedOut();  // the token is an old one: who is signed in now?
    else if (status === 409) { state = 'stopped'; pending = null; tell('overtaken', words.words) }
    else if (status && status < 500) { state = 'stopped'; pending = null; tell('refused', words.words || '') }
    else {
      state = 'lost';
      tell('offline');
      later(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }

  // a button that was pressed while there was no connection is pressed again once there is one
  function goOn() {
    if (!pending) return;
    const button = pending;
    pending = null;
    form.requestSubmit(button);
  }

  // the session has ended: asks until the same person is signed in again, in whichever window
  function signedOut() {
    state = 'out';
    tell('out');
    clearTimeout(timer);
    timer = setTimeout(ask, ASK_AGAIN);
  }

  async function ask() {
    clearTimeout(timer);
    if (state !== 'out') return;
    let now = {};
    try {
      const answer = await fetch(`${form.dataset.state}?writer=${encodeURIComponent(field('writer').value)}`, { cache: 'no-store' });
      if (answer.ok) now = await answer.json();
    } catch (lost) { now = {} }
    if (now.same) {
      document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(one => { one.value = now.token });
      state = 'ready';
      tell('');
      save();
      return;
    }
    tell(now.signed_in ? 'other' : 'out');
    timer = setTimeout(ask, ASK_AGAIN);
  }

  const changed = () => { leaving = false; if (state === 'ready') later(QUIET) };
  form.addEventListener('input', changed);
  form.addEventListener('change', changed);
  form.addEventListener('focusout', () => { if (state === 'ready') save() });
  addEventListener('online', () => { if (state === 'lost') save() });
  addEventListener('focus', ask);
  document.addEventListener('visibilitychange', () => { if (document.hidden) { if (state === 'ready') save() } else ask() });

  form.addEventListener('submit', event => {
    if (state === 'lost' || !navigator.onLine) {
      event.preventDefault();
      pending = event.submitter;
      state = 'lost';
      tell('offline');
      if (unsaved()) { tried = null; save() } else later(wait);
      return;
    }
    // what is sent now holds all that a save on its way holds
    leaving = true;
    clearTimeout(timer);
    if (sending) sending.abort();
  });
  addEventListener('beforeunload', event => {
    if (leaving || !unsaved()) return;
    event.preventDefault();
    event.returnValue = '';
  });
  addEventListener('pageshow', event => { if (event.persisted) leaving = false });

  // a link to what is folded unfolds it
  form.addEventListener('click', event => {
    const link = event.target.closest('[data-unfold]');
    if (!link) return;
    event.preventDefault();
    const folded = document.querySelector(link.getAttribute('href'));
    folded.open = true;
    folded.querySelector('textarea').focus();
  });

  // Ctrl+Enter is the main button
  form.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector('[data-main]'));
  });
})();
