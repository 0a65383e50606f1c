// Comfort only: every page works without this file.
'use strict';

// After a form with mistakes the summary takes the focus, so that it is read first.
const problems = document.getElementById('problems');
if (problems && !problems.closest('.guide')) problems.focus();

// A button that copies the citation. Its words come with the page.
const cite = document.querySelector('.cite[data-copy]');
if (cite && navigator.clipboard) {
  const button = document.createElement('button');
  const { copy, copied } = cite.dataset;
  button.type = 'button';
  button.className = 'button small';
  button.textContent = copy;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(cite.querySelector('blockquote').textContent.trim());
    button.textContent = copied;
    setTimeout(() => { button.textContent = copy; }, 2500);
  });
  button.setAttribute('aria-live', 'polite');
  cite.querySelector('p').append(button);
}

// A long form that was changed asks before it is left; a second click sends nothing twice.
for (const form of document.querySelectorAll('form.form')) {
  let changed = false, sent = false;
  form.addEventListener('input', () => { changed = true; });
  form.addEventListener('submit', (event) => {
    if (sent) event.preventDefault();
    sent = true;
    setTimeout(() => { sent = false; }, 4000);
  });
  addEventListener('beforeunload', (event) => { if (changed && !sent) event.preventDefault(); });
  addEventListener('pageshow', () => { sent = false; });
}
