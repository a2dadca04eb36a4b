// The link's secret stands behind the #: the browser has sent it nowhere.
const token = new URLSearchParams(location.hash.slice(1)).get('token');
const field = (id) => document.getElementById(id);
const names = ['email', 'password', 'again'];

function show(id) {
  for (const section of document.querySelectorAll('section')) section.hidden = section.id !== id;
  field(id).querySelector('h1[tabindex]')?.focus();
}

function close(why) {
  field('why').textContent = why;
  show('closed');
}

function mark(name, detail) {
  field(`${name}-problem`).textContent = detail;
  if (detail) field(name).setAttribute('aria-invalid', 'true');
  else field(name).removeAttribute('aria-invalid');
}

function say(text) {
  field('problem').textContent = text;
  field('problem').hidden = !text;
}

// Sentences of the API begin in lower case: "must be an e-mail address".
const sentence = (detail) => `${detail[0].toUpperCase()}${detail.slice(1)}.`.replace(/\.\.$/, '.');

function missing() {
  if (!field('email').value.trim()) mark('email', 'Please fill this in.');
  if (!field('password').value) mark('password', 'Please fill this in.');
  else if (field('again').value !== field('password').value) mark('again', 'This is not the same password.');
  return names.some((name) => field(name).hasAttribute('aria-invalid'));
}

function focus_first_wrong() {
  const wrong = names.find((name) => field(name).hasAttribute('aria-invalid'));
  (wrong ? field(wrong) : field('problem')).focus();
}

function tell(problem) {
  if (problem.code === 'token_invalid') return close('It was used, is more than an hour old, or the server was started again.');
  if (problem.code === 'already_set_up') return close('This shop has an administrator already.');
  if (problem.code === 'email_taken') mark('email', `${problem.detail} Take another, or run: kontor admin promote --email …`);
  for (const { pointer, detail } of problem.errors ?? []) {
    const name = pointer.slice(1);
    if (names.includes(name)) mark(name, sentence(detail));
    else say(sentence(detail));
  }
  if (!names.some((name) => field(name).hasAttribute('aria-invalid'))) say(problem.detail);
  focus_first_wrong();
}

async function send() {
  const response = await fetch('/api/v1/identity/setup', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token, email: field('email').value.trim(), password: field('password').value }),
  });
  const answer = await response.json();
  if (!response.ok) return tell(answer);
  field('who').textContent = answer.user.email;
  history.replaceState(null, '', location.pathname);
  field('form').reset();
  document.title = 'Kontor is set up';
  show('done');
}

field('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  say('');
  names.forEach((name) => mark(name, ''));
  if (missing()) return focus_first_wrong();
  field('send').disabled = true;
  try {
    await send();
  } catch {
    say('The server did not answer. Please try again.');
    focus_first_wrong();
  } finally {
    field('send').disabled = false;
  }
});

field('show').addEventListener('change', ({ target }) => {
  for (const id of ['password', 'again']) field(id).type = target.checked ? 'text' : 'password';
});

if (token) show('ask');
else close('It lacks its secret: open the whole link that the server printed, up to its last character.');
