import { el, highlighted, pretty } from './dom.js';
import { limits, typeName } from './schema.js';

function parameterField(parameter, api) {
  const schema = parameter.schema ?? {};
  const choices = schema.enum ?? schema.items?.enum;
  const input = choices && schema.type !== 'array'
    ? el('select', {}, el('option', { value: '' }, ''), choices.map((value) => el('option', {}, String(value))))
    : el('input', { type: 'text', autocomplete: 'off', spellcheck: false });
  input.name = parameter.name;
  input.dataset.in = parameter.in;
  if (parameter.in === 'path') input.value = schema.examples?.[0] ?? '';
  else if (input.tagName === 'INPUT') input.placeholder = schema.examples?.[0] ?? schema.default ?? '';
  input.required = parameter.required;
  const hint = [typeName(schema, api), limits(schema), parameter.description].filter(Boolean).join(' · ');
  return el('label', { className: 'field' },
    el('span', { className: parameter.required ? 'name required' : 'name' }, parameter.name), input,
    el('span', { className: 'hint' }, hint));
}

function parseHeaders(text) {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean);
  return lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
  });
}

// What the form says, as a request.
function requestOf(operation, form) {
  let path = operation.path;
  const query = new URLSearchParams();
  for (const input of form.querySelectorAll('[data-in]')) {
    if (input.dataset.in === 'path') path = path.replace(`{${input.name}}`, encodeURIComponent(input.value));
    else if (input.value !== '') query.append(input.name, input.value);
  }
  const headers = parseHeaders(form.elements.headers.value);
  const token = document.getElementById('token').value.trim();
  if (token) headers.push(['Authorization', `Bearer ${token}`]);
  const body = form.elements.body?.value;
  if (body) headers.push(['Content-Type', 'application/json']);
  const search = query.toString();
  return { url: path + (search ? `?${search}` : ''), method: operation.method.toUpperCase(), headers, body };
}

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

function curlOf(request) {
  const parts = ['curl', '-i'];
  if (request.method !== 'GET') parts.push('-X', request.method);
  parts.push(quoted(location.origin + request.url));
  for (const [name, value] of request.headers) parts.push('-H', quoted(`${name}: ${name === 'Authorization' ? 'Bearer $TOKEN' : value}`));
  if (request.body) parts.push('--data', quoted(request.body));
  return parts.join(' ');
}

async function showAnswer(answer, sent, place) {
  const text = await answer.text();
  const took = Math.round(performance.now() - sent);
  const headers = [...answer.headers].map(([name, value]) => el('tr', {}, el('td', {}, name), el('td', {}, value)));
  place.replaceChildren(
    el('h3', {}, 'What came back'),
    el('div', { className: 'status' },
      el('b', { className: answer.ok ? 'good' : 'bad' }, `${answer.status} ${answer.statusText}`),
      el('span', {}, `${took} ms`), el('span', {}, `${new Blob([text]).size} bytes`)),
    el('details', { className: 'headers' }, el('summary', {}, `${headers.length} headers`), el('table', {}, el('tbody', {}, headers))),
    text ? highlighted(pretty(text)) : el('p', { className: 'hint' }, 'No body.'));
}

async function send(operation, form, place) {
  const button = form.querySelector('button[type=submit]');
  const request = requestOf(operation, form);
  button.disabled = true;
  try {
    const sent = performance.now();
    const { url, method, headers, body } = request;
    await showAnswer(await fetch(url, { method, headers, body: body || undefined, cache: 'no-store' }), sent, place);
  } catch (error) {
    place.replaceChildren(el('p', { className: 'notice' }, `The request could not be sent: ${error.message}`));
  } finally {
    button.disabled = false;
  }
}

async function copyCurl(operation, form, button) {
  await navigator.clipboard.writeText(curlOf(requestOf(operation, form)));
  button.textContent = 'Copied';
  setTimeout(() => { button.textContent = 'Copy as curl'; }, 1500);
}

export function tryIt(operation, api) {
  const parameters = operation.parameters ?? [];
  const json = operation.requestBody?.content?.['application/json'];
  const place = el('div', { className: 'came-back', ariaLive: 'polite' });
  const form = el('form', {
    onsubmit: (event) => { event.preventDefault(); send(operation, form, place); },
    onkeydown: (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit(); },
  },
  parameters.length ? [el('h3', {}, 'Parameters'), parameters.map((one) => parameterField(one, api))] : null,
  json ? [el('h3', {}, 'Body'), el('textarea', {
    name: 'body', rows: 10, spellcheck: false, ariaLabel: 'JSON body', value: JSON.stringify(json.example ?? {}, null, 2),
  })] : null,
  el('h3', {}, 'More headers'),
  el('textarea', { name: 'headers', rows: 2, spellcheck: false, ariaLabel: 'More headers', placeholder: 'If-None-Match: "…"' }),
  el('div', { className: 'send' }, el('button', { type: 'submit' }, 'Send'),
    el('button', { type: 'button', className: 'quiet', onclick: (event) => copyCurl(operation, form, event.target) }, 'Copy as curl'),
    el('small', {}, 'Ctrl + Enter')));
  return el('div', {}, form, place);
}
