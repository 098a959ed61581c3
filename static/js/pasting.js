// A pasted table keeps its cells, merged ones too: what the clipboard has of them goes along with the text
// while all that was pasted stands unbroken in the box. Without this file the text alone is read.
(function () {
  const box = document.querySelector('[data-cells]'), kept = box && document.getElementById(box.dataset.cells);
  if (!kept) return;
  const most = Number(kept.dataset.most);
  let pieces = kept.value ? [{ said: box.value, cells: kept.value }] : [];

  // the clipboard's lines and tables, bare of looks
  function bare(html) {
    // the policy of this page forbids styles, also in a page that is never shown
    const styled = html.replace(/<style[\s>][^]*?<\/style>/gi, '').replace(/<\w[^>]*>/g, tag => tag.replace(/\sstyle\s*=/gi, ' data-style='));
    const page = new DOMParser().parseFromString(styled, 'text/html');
    if (!page.querySelector('table')) return '';
    page.querySelectorAll('script, title, template, noscript').forEach(one => one.remove());
    page.querySelectorAll('[data-style]').forEach(one => { if (/display\s*:\s*none/i.test(one.dataset.style)) one.remove() });
    page.body.querySelectorAll('*').forEach(one => [...one.attributes].forEach(({ name }) => {
      if (name !== 'rowspan' && name !== 'colspan') one.removeAttribute(name);
    }));
    return page.body.innerHTML.replace(/<!--[^]*?-->/g, '');
  }

  function lines(text) {
    const one = document.createElement('p');
    return text.split('\n').filter(line => line.trim()).map(line => { one.textContent = line; return one.outerHTML }).join('');
  }

  // nothing where a piece was changed, or where cells stand beside the pieces
  function joined() {
    let rest = box.value, all = '';
    for (const piece of pieces) {
      const at = rest.indexOf(piece.said), before = rest.slice(0, at);
      if (at < 0 || before.includes('\t')) return '';
      all += lines(before) + piece.cells;
      rest = rest.slice(at + piece.said.length);
    }
    all += lines(rest);
    return rest.includes('\t') || box.value.length + all.length > most ? '' : all;
  }

  function show() {
    if (!box.value.trim()) pieces = [];
    kept.value = pieces.length ? joined() : '';
    const state = pieces.length && (kept.value ? 'whole' : 'changed');
    document.querySelectorAll('[data-pasted]').forEach(one => { one.hidden = one.dataset.pasted !== state });
  }

  box.addEventListener('paste', e => {
    const cells = bare(e.clipboardData.getData('text/html'));
    const from = box.selectionStart, before = box.value.slice(0, from);
    if (!cells) return;
    box.addEventListener('input', () => {
      const place = pieces.filter(piece => before.includes(piece.said)).length;
      pieces.splice(place, 0, { said: box.value.slice(from, box.selectionEnd), cells });
    }, { once: true, capture: true });
  });
  box.addEventListener('input', show);
  show();
})();
