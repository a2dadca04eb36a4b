import { el } from './dom.js';

const kMaxDepth = 6;
const kWidestInt32 = 2 ** 31; // bounds of the type itself are not worth telling

function resolve(schema, api) {
  let found = schema;
  while (found?.$ref) {
    found = found.$ref.split('/').slice(1).reduce((at, part) => at?.[part], api);
  }
  return found ?? {};
}

// The schema behind what only says "or null".
function nonNull(schema, api) {
  const choices = schema.anyOf ?? schema.oneOf;
  const other = choices?.filter((one) => one.type !== 'null');
  return resolve(other?.length === 1 ? other[0] : schema, api);
}

export function typeName(schema, api) {
  if (schema.$ref) return schema.$ref.split('/').pop();
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((one) => typeName(one, api)).join(' or ');
  const types = [schema.type ?? 'any'].flat();
  const named = types.map((type) => (type === 'array' ? `list of ${typeName(schema.items ?? {}, api)}` : type));
  return named.join(' or ') + (schema.format ? ` (${schema.format})` : '');
}

export function limits(schema) {
  const told = [];
  if (schema.minimum > -kWidestInt32) told.push(`from ${schema.minimum}`);
  if (schema.maximum < kWidestInt32 - 1) told.push(`to ${schema.maximum}`);
  if (schema.minLength) told.push(`at least ${schema.minLength} character${schema.minLength === 1 ? '' : 's'}`);
  if (schema.maxLength !== undefined) told.push(`at most ${schema.maxLength} characters`);
  if (schema.enum) told.push(schema.enum.map((value) => JSON.stringify(value)).join(', '));
  if (![undefined, null, ''].includes(schema.default) && !Array.isArray(schema.default)) told.push(`default ${JSON.stringify(schema.default)}`);
  return told.join(' · ');
}

// A nested list of members: name, type, limits, description; required ones are marked where that is of interest.
export function schemaTree(schema, api, marksRequired, depth = 0) {
  const inner = nonNull(resolve(schema, api), api);
  if (inner.type === 'array' || inner.items) return schemaTree(inner.items ?? {}, api, marksRequired, depth);
  const members = Object.entries(inner.properties ?? {});
  if (members.length === 0 || depth > kMaxDepth) return null;
  const required = new Set(marksRequired ? inner.required : []);
  return el('ul', { className: 'schema' }, members.map(([name, member]) => {
    const known = resolve(member, api);
    const words = [limits(member), member.description ?? known.description].filter(Boolean).join(' — ');
    return el('li', {}, el('code', { className: required.has(name) ? 'required' : '' }, name), ' ',
      el('i', {}, typeName(member, api)), words ? el('span', {}, ' · ' + words) : null,
      schemaTree(member, api, marksRequired, depth + 1));
  }));
}
