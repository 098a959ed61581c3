// The review queue by single keys, phrases that go into the reason, and how many are ticked; without it all works by buttons.
(function () {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const STORE = 'single-keys', ARROWS = { ArrowRight: 'j', ArrowLeft: 'k' };
  const wanted = () => localStorage.getItem(STORE) !== 'off';
  const typing = e => e.matches('textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])');

  // each key presses the button that carries it; a reason is opened, and can be written at once
  function press(key) {
    const target = $(`[data-key="${key}"]`);
    if (!target || target.disabled) return false;
    if (target.tagName !== 'SUMMARY') { target.click(); return true }
    target.parentElement.open = true;
    const field = $('textarea', target.parentElement);
    field.focus();
    field.scrollIntoView({ block: 'nearest' });
    return true;
  }

  addEventListener('keydown', e => {
    const at = e.target instanceof Element ? e.target : document.body;
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && at.matches('.ask textarea')) { e.preventDefault(); at.form.requestSubmit(); return }
    if (e.key === 'Escape' && at.matches('.ask textarea')) { $('summary', at.closest('details')).focus(); return }
    if (e.defaultPrevented || e.repeat || e.isComposing || e.ctrlKey || e.metaKey || e.altKey || typing(at) || $('dialog[open]') || !wanted()) return;
    if (e.key === '?') { e.preventDefault(); $('#keys').showModal(); return }
    if (press(ARROWS[e.key] || e.key.toLowerCase())) e.preventDefault();
  });

  // a phrase that is ticked stands in the reason, where it can be changed; unticked it goes
  $$('.phrases input').forEach(box => {
    const text = box.parentElement.textContent.trim(), reason = $('textarea', box.form);
    const lines = () => reason.value.split('\n').filter(line => line.trim());
    const tell = () => {
      const others = lines().filter(line => line !== text);
      reason.value = (box.checked ? [...others, text] : others).join('\n');
    };
    if (box.checked) tell();
    box.removeAttribute('name');
    box.addEventListener('change', tell);
    reason.addEventListener('input', () => { box.checked = lines().includes(text) });
  });

  // the list: how many are ticked stands on the button
  const boxes = () => $$('input[form=several]');
  function count() {
    const button = $('[data-several]');
    if (!button) return;
    const ticked = boxes().filter(box => box.checked).length, all = $('[data-tick]');
    button.dataset.plain = button.dataset.plain || button.textContent;
    button.textContent = ticked ? button.dataset.several.replace('{n}', ticked) : button.dataset.plain;
    all.hidden = ticked === boxes().length;
  }
  addEventListener('change', e => { if (e.target.matches('input[form=several]')) count() });
  addEventListener('click', e => {
    if (!e.target.closest('[data-tick]')) return;
    boxes().forEach(box => { box.checked = true });
    count();
    $('[data-several]').focus();
  });

  // what only this file can do shows only now
  function show() { $$('[data-keys]').forEach(button => { button.hidden = false }); document.documentElement.classList.toggle('single-keys', wanted()); count() }
  document.addEventListener('htmx:afterSwap', show);
  const choice = $('[data-keys-on]');
  choice.checked = wanted();
  choice.addEventListener('change', () => { localStorage.setItem(STORE, choice.checked ? 'on' : 'off'); show() });
  show();
})();
