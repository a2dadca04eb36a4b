import { el, highlighted } from './dom.js';
import { schemaTree } from './schema.js';
import { tryIt } from './tryit.js';

const kMethods = ['get', 'post', 'put', 'patch', 'delete'];
const byId = (id) => document.getElementById(id);

function operationsOf(api) {
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    kMethods.filter((method) => methods[method]).map((method) => ({ path, method, ...methods[method] })));
}

function groupedByTag(operations) {
  const groups = new Map();
  for (const operation of operations) {
    const tag = operation.tags?.[0] ?? 'other';
    groups.set(tag, [...(groups.get(tag) ?? []), operation]);
  }
  // What belongs to running the server comes last.
  return [...groups].sort(([a], [b]) => (a === 'operations') - (b === 'operations') || a.localeCompare(b));
}

const methodBadge = (method) => el('span', { className: `method ${method}` }, method === 'delete' ? 'del' : method);

function exampleOf(media) {
  if (media.example !== undefined) return [[null, media.example]];
  return Object.entries(media.examples ?? {}).map(([name, one]) => [name, one.value]);
}

function answerCard([status, answer], api, open) {
  const [type, media] = Object.entries(answer.content ?? {})[0] ?? [];
  const tree = media ? schemaTree(media.schema ?? {}, api, false) : null;
  const examples = media ? exampleOf(media) : [];
  return el('details', { className: 'answer', open },
    el('summary', {}, el('b', {}, status), el('span', {}, answer.description)),
    el('div', {}, type ? el('p', { className: 'mono' }, type) : null, tree,
      examples.map(([name, value]) => [el('h3', {}, name ? `Example: ${name}` : 'Example'),
        highlighted(JSON.stringify(value, null, 2))])));
}

function accessLine(operation) {
  if (!operation.security?.length) return null;
  const takesKey = operation.security.some((scheme) => 'api_key' in scheme);
  return el('p', { className: 'lock' }, takesKey ? 'Needs a token or an API key.' : 'Needs a token.');
}

function reference(operation, api) {
  const json = operation.requestBody?.content?.['application/json'];
  const answers = Object.entries(operation.responses);
  return el('div', {},
    operation.description ? el('p', {}, operation.description) : null, accessLine(operation),
    json ? [el('h3', {}, 'Body'), schemaTree(json.schema, api, true)] : null,
    el('h3', {}, 'Answers'), answers.map((entry, index) => answerCard(entry, api, index === 0)));
}

// The inside is made when the card is opened for the first time: a long document stays quick.
function operationCard(operation, api) {
  const card = el('details', { className: 'operation', id: operation.operationId },
    el('summary', {}, methodBadge(operation.method), el('span', { className: 'path' }, operation.path),
      el('span', { className: 'summary' }, operation.summary)));
  card.addEventListener('toggle', () => {
    if (!card.open || card.querySelector('.inside')) return;
    card.append(el('div', { className: 'inside' }, tryIt(operation, api), reference(operation, api)));
  });
  return card;
}

function indexLink(operation) {
  return el('a', { href: `#${operation.operationId}`, title: operation.summary },
    methodBadge(operation.method), el('span', {}, operation.path.replace('/api/v1', '')));
}

function filterBy(words) {
  const wanted = words.trim().toLowerCase();
  for (const section of document.querySelectorAll('[data-tag]')) {
    let shown = 0;
    for (const item of section.querySelectorAll('[data-words]')) {
      item.hidden = !item.dataset.words.includes(wanted);
      shown += item.hidden ? 0 : 1;
    }
    section.hidden = shown === 0;
  }
}

function searchable(node, operation) {
  node.dataset.words = `${operation.method} ${operation.path} ${operation.summary} ${operation.tags?.join(' ')}`.toLowerCase();
  return node;
}

function openTarget() {
  const card = byId(decodeURIComponent(location.hash.slice(1)));
  if (card?.tagName === 'DETAILS') {
    card.open = true;
    card.scrollIntoView();
  }
  for (const link of document.querySelectorAll('nav a')) link.ariaCurrent = String(link.hash === location.hash);
}

function show(api) {
  document.title = `${api.info.title} ${api.info.version}`;
  byId('title').textContent = api.info.title;
  byId('version').textContent = api.info.version;
  byId('description').textContent = api.info.description ?? '';
  for (const [tag, operations] of groupedByTag(operationsOf(api))) {
    const links = operations.map((one) => searchable(indexLink(one), one));
    const cards = operations.map((one) => searchable(operationCard(one, api), one));
    const nav = el('section', {}, el('h2', {}, tag), links);
    const section = el('section', {}, el('h2', {}, tag), cards);
    nav.dataset.tag = section.dataset.tag = tag;
    byId('index').append(nav);
    byId('operations').append(section);
  }
}

function listen() {
  byId('filter').addEventListener('input', (event) => filterBy(event.target.value));
  byId('token').value = sessionStorage.getItem('kontor.docs.token') ?? '';
  byId('token').addEventListener('change', (event) => sessionStorage.setItem('kontor.docs.token', event.target.value));
  byId('theme').addEventListener('click', () => {
    const root = document.documentElement;
    const dark = getComputedStyle(root).colorScheme.includes('dark');
    root.dataset.theme = dark ? 'light' : 'dark';
    localStorage.setItem('kontor.docs.theme', root.dataset.theme);
  });
  window.addEventListener('hashchange', openTarget);
  window.addEventListener('keydown', (event) => {
    if (event.key !== '/' || /INPUT|TEXTAREA|SELECT/.test(document.activeElement.tagName)) return;
    event.preventDefault();
    byId('filter').focus();
  });
}

listen();
try {
  const answer = await fetch('/openapi.json');
  if (!answer.ok) throw new Error(`/openapi.json answered ${answer.status}`);
  show(await answer.json());
  openTarget();
} catch (error) {
  byId('operations').append(el('p', { className: 'notice' }, `The API's description could not be read: ${error.message}`));
}
