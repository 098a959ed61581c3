// What was typed goes straight back into its form; without this file a button does it.
(function () {
  const form = document.querySelector('[data-carried]');
  if (form) form.requestSubmit(form.querySelector('button'));
})();
