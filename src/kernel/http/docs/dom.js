// Makes elements; text is always set as text, never as markup.
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== 'list') node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ''));
  return node;
}

const kToken = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)/g;

// JSON with its parts coloured.
export function highlighted(text) {
  const pre = el('pre', { tabIndex: 0 });
  let end = 0;
  for (const match of text.matchAll(kToken)) {
    pre.append(text.slice(end, match.index));
    const [all, string, colon, number] = match;
    const kind = string ? (colon ? 'key' : 'text') : number ? 'number' : 'word';
    pre.append(el('span', { className: kind }, string ?? all), colon ?? '');
    end = match.index + all.length;
  }
  pre.append(text.slice(end));
  return pre;
}

export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
