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
    $$('[data-hint=number]').forEach(p => {
      const control = document.getElementById(p.dataset.for), text = control.value.trim();
      const range = control.id === 'id_percent' ? /^(\d{1,2}|100)$/ : /^\d+(\.\d+)?$/;
      p.hidden = !text || range.test(text) || !!document.getElementById(`${control.id}_error`);
    });
    const derived = $('#derived');
    if (derived) derived.textContent = done === null || isNaN(done) ? '—' : `${done}%`;
  }

  // steps: as many rows as there is room for
  const rows = $('.rows tbody'), add = $('[data-add]');
  if (rows && add) {
    const most = Number($('.rows').dataset.most);
    const empty = row => row && [...row.querySelectorAll('input')].every(input => !input.value);
    while (rows.rows.length > 1 && empty(rows.rows[rows.rows.length - 2]) && empty(rows.rows[rows.rows.length - 1])) rows.deleteRow(-1);
    add.hidden = rows.rows.length >= most;
    add.addEventListener('click', () => {
      const place = rows.rows.length, row = rows.rows[place - 1].cloneNode(true);
      row.cells[0].textContent = place + 1;
      row.querySelectorAll('input').forEach(input => {
        input.value = '';
        input.removeAttribute('value');
        input.name = input.name.replace(/\d+/, place);
        input.setAttribute('aria-label', input.getAttribute('aria-label').replace(/\d+/, place + 1));
      });
      rows.append(row);
      add.hidden = rows.rows.length >= most;
      row.querySelector('input').focus();
    });
  }

  form.addEventListener('input', tell);
  form.addEventListener('change', tell);
  tell();
})();
