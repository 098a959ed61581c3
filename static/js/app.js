// What plain HTML can't do alone: menus that close, dialogs, printing, toasts, and htmx's manners.
(function () {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];

  // menus: close on an outside click, on Escape and when focus leaves
  const shut = e => $$('details.menu[open]').forEach(d => { if (!e || !d.contains(e.target)) d.open = false });
  addEventListener('click', shut);
  addEventListener('focusin', shut);
  addEventListener('keydown', e => {
    if (e.key !== 'Escape') return;
    const d = $('details.menu[open]');
    if (d) { d.open = false; $('summary', d).focus() }
  });

  // dialogs and printing
  addEventListener('click', e => {
    const opener = e.target.closest('[data-open]');
    if (opener) { e.preventDefault(); document.getElementById(opener.dataset.open).showModal(); return }
    if (e.target.closest('[data-close]')) e.target.closest('dialog').close();
    if (e.target.closest('[data-print]')) print();
    const closer = e.target.closest('.toast button');
    if (closer) closer.closest('.toast').remove();
  });

  // a link to '#print' leads to what is to be printed, and prints it once
  if (location.hash === '#print') {
    history.replaceState(null, '', location.pathname + location.search);
    addEventListener('load', () => print());
  }

  // toasts come with the page, go after 8 s, stay while pointed at
  $$('.toast').forEach(t => {
    const go = () => t.matches(':hover, :focus-within') ? setTimeout(go, 2000) : t.remove();
    setTimeout(go, 8000);
  });

  // a form's buttons rest while it is on its way, so that a double click sends once
  addEventListener('submit', e => {
    if (e.defaultPrevented || e.target.method === 'dialog') return;
    setTimeout(() => $$('button[type=submit], button:not([type])', e.target).forEach(b => { b.disabled = true }));
  });
  addEventListener('pageshow', e => { if (e.persisted) $$('button[disabled]').forEach(b => { b.disabled = false }) });

  // select boxes of filters send their form where htmx isn't there to do it
  addEventListener('change', e => {
    if (e.target.matches('[data-submit]') && !window.htmx) e.target.form.requestSubmit();
  });

  // a search box has told its text while one typed; leaving it must not ask, and push an address, again
  addEventListener('change', e => { if (e.target.type === 'search') e.stopPropagation() }, true);

  // too long a text isn't cut off but counted, so that nothing of what is pasted gets lost
  const room = () => $$('[data-room]').forEach(p => {
    const control = document.getElementById(p.dataset.for), most = Number(p.dataset.most), left = most - [...control.value].length;
    p.hidden = left > most / 10 || control.getAttribute('aria-invalid') === 'true';
    p.classList.toggle('err', left < 0);
    if (!p.hidden) p.textContent = left < 0 ? p.dataset.over.replace('{n}', -left) : p.dataset.room.replace('{n}', left);
  });
  addEventListener('input', e => { if (e.target.matches('textarea')) room() });
  room();

  // what stopped a form, an error or another person's change, takes the focus
  const sum = $('[role=alert][tabindex]');
  if (sum) sum.focus();

  // htmx: the region that is swapped says so; focus stays on the control, after paging it goes to the heading
  document.addEventListener('htmx:beforeRequest', e => { const t = e.detail.target; if (t) t.setAttribute('aria-busy', 'true') });
  document.addEventListener('htmx:afterSwap', e => {
    const from = e.detail.requestConfig && e.detail.requestConfig.elt;
    if (from && from.closest('.pager')) { const h = $('#results [data-heading]'); if (h) h.focus() }
  });
  document.addEventListener('htmx:responseError', () => location.reload());

  // what leads out of a list follows the filters, wherever on the page it stands
  document.addEventListener('htmx:pushedIntoHistory', () => {
    $$('a[data-export]').forEach(a => {
      const here = new URL(location.href);
      here.searchParams.delete('page');
      here.searchParams.set('export', a.dataset.export);
      a.href = here.search;
    });
    $$('input[data-here]').forEach(input => { input.value = location.pathname + location.search });
  });
})();
