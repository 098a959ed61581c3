// The report form tells its rules as one types; the server checks them again, and without this file all works.
(function () {
  const form = document.getElementById('report-form');
  if (!form) return;
  const $ = s => form.querySelector(s), $$ = s => [...form.querySelectorAll(s)];
  const number = text => text.trim() === '' ? null : Number(text);

  // a percent typed, or what the values of the targets mean: each at most 100, the mean rounded down
  function percent() {
    const typed = $('#id_percent');
    if (typed) return number(typed.value);
    const shares = $$('[data-target]').map(f => [number(f.value), Number(f.dataset.target)]);
    const known = shares.filter(([value]) => value !== null && !isNaN(value));
    if (!known.length) return null;
    return Math.floor(known.reduce((sum, [value, high]) => sum + Math.min(Math.floor(value * 100 / high), 100), 0) / shares.length);
  }

  function tell() {
    const status = ($('[name=status]:checked') || {}).value, done = percent();
    const troubled = status === 'at_risk' || status === 'behind';
    const show = (hint, when) => { const p = $(`[data-hint=${hint}]`); if (p) p.hidden = !when || !!p.parentElement.querySelector('.err[id]') };
    show('full', done === 100 && status && status !== 'done');
    show('done', status === 'done' && done !== null && done !== 100);
    show('next', troubled && !$('#id_next_steps').value.trim());
    const day = $('#id_expected_on');
    show('day', troubled && !day.value);
    $('[data-trouble]').hidden = !troubled && !day.value && !$('#id_expected_on_error');
    const derived = $('#derived');
    if (derived) derived.textContent = done === null || isNaN(done) ? '—' : `${done}%`;
  }

  form.addEventListener('input', tell);
  form.addEventListener('change', tell);
  tell();
})();
