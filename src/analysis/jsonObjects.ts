import { parser } from '@lezer/json';
import type { SyntaxNode } from '@lezer/common';
import type { Span } from './model.js';
import { createPositions, pathText, type Positions } from './names.js';
import { parseUntil } from './parse.js';
import { removalSpan } from './removal.js';
import { broken, type Element, type Entry, type FoundObject, type ObjectValue, type Value } from './values.js';

/** Every object of a JSON or JSONC text, outermost and first ones first; null where the deadline passes. */
export function jsonObjects(text: string, deadline: number): FoundObject[] | null {
  const code = blankComments(text);
  const source = { text, code };
  const found: FoundObject[] = [];
  const positionIn = createPositions();
  const tree = parseUntil(parser, code, deadline);
  if (!tree) return null;
  tree.iterate({
    enter(reference) {
      if (reference.name !== 'Object') return;
      const node = reference.node;
      found.push({
        keys: objectKeys(node, source),
        read: () => readObject(node, source),
        name: () => pathName(node, source, positionIn),
        isPart: () => false,
      });
    },
  });
  return found;
}

interface Source {
  readonly text: string;
  /** The text with spaces for comments, as it is parsed. */
  readonly code: string;
}

function objectKeys(node: SyntaxNode, source: Source): string[] {
  const keys: string[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    const key = child.name === 'Property' ? child.getChild('PropertyName') : null;
    if (key) keys.push(unquote(source.code.slice(key.from, key.to)));
  }
  return keys;
}

function readObject(node: SyntaxNode, source: Source): ObjectValue {
  const entries: Entry[] = [];
  let open = false;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.type.isError) {
      // A trailing comma, as JSONC allows, is an error node of no length just before the brace.
      if (child.from !== child.to || child.nextSibling?.name !== '}') open = true;
      continue;
    }
    const key = child.name === 'Property' ? child.getChild('PropertyName') : null;
    if (!key || key.firstChild?.type.isError) continue;
    const last = child.lastChild;
    const value = last && last.name !== ':' && last !== key ? readValue(last, source) : broken;
    const span = last && last.from >= key.to ? { start: last.from, end: last.to } : { start: key.to, end: key.to };
    if (value.kind === 'broken') open = true;
    entries.push({
      key: unquote(source.code.slice(key.from, key.to)),
      keySpan: { start: key.from, end: key.to },
      removal: removalSpan(child, source.text),
      span,
      value,
      literal: true,
      spread: false,
    });
  }
  return { span: { start: node.from, end: node.to }, entries, open };
}

function readValue(node: SyntaxNode, source: Source): Value {
  switch (node.name) {
    case 'Number':
      return numberValue(source.code.slice(node.from, node.to));
    case 'String':
      return { kind: 'string', value: unquote(source.code.slice(node.from, node.to)) };
    case 'True':
    case 'False':
      return { kind: 'boolean', value: node.name === 'True' };
    case 'Null':
      return { kind: 'null' };
    case 'Object':
      return { kind: 'object', read: () => readObject(node, source) };
    case 'Array':
      return { kind: 'array', read: () => readItems(node, source) };
    default: {
      // JSON has no word for them, yet Python's json.dump writes them.
      const word = source.code.slice(node.from, node.to).trim();
      return ['NaN', 'Infinity', '-Infinity'].includes(word) ? numberValue(word) : broken;
    }
  }
}

function numberValue(text: string): Value {
  return { kind: 'number', value: Number(text), text };
}

function readItems(node: SyntaxNode, source: Source): Element[] {
  const items: Element[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === '[' || child.name === ']' || child.name === ',') continue;
    // A trailing comma, as JSONC allows, is an error node of no length just before the bracket.
    if (child.type.isError && child.from === child.to && child.nextSibling?.name === ']') continue;
    items.push({ value: readValue(child, source), span: { start: child.from, end: child.to } });
  }
  // Somebody is still typing the rest.
  if (node.lastChild?.name !== ']') items.push({ value: broken, span: { start: node.to, end: node.to } });
  return items;
}

/** `models.encoder[0]`, by the keys and positions above an object. */
function pathName(node: SyntaxNode, source: Source, positionIn: Positions): { text: string; span: Span } | null {
  const path: (string | number)[] = [];
  let span: Span | null = null;
  let above = node;
  for (let parent = above.parent, depth = 0; parent && depth < maxPathDepth; parent = parent.parent, depth++) {
    if (parent.name === 'Property') {
      const key = parent.getChild('PropertyName');
      if (!key) break;
      path.unshift(unquote(source.code.slice(key.from, key.to)));
      span ??= { start: key.from, end: key.to };
    } else if (parent.name === 'Array') {
      path.unshift(positionIn(parent, above));
    }
    above = parent;
  }
  const text = pathText(path);
  return text === null ? null : { text, span: span ?? { start: node.from, end: node.from + 1 } };
}

const maxPathDepth = 200;

function unquote(literal: string): string {
  if (!literal.includes('\\')) return literal.replace(/^"|"$/g, '');
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal.replace(/^"|"$/g, '');
  }
}

/** The same text with JSONC's comments as spaces, every offset kept. */
function blankComments(text: string): string {
  if (!text.includes('//') && !text.includes('/*')) return text;
  let result = '';
  let kept = 0;
  for (let at = 0; at < text.length;) {
    const char = text[at];
    if (char === '"') {
      at = endOfString(text, at);
    } else if (char === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) {
      const end = endOfComment(text, at);
      result += text.slice(kept, at) + text.slice(at, end).replace(/[^\r\n]/g, ' ');
      at = kept = end;
    } else {
      at++;
    }
  }
  return result + text.slice(kept);
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '"') return at + 1;
    else if (char === '\n') return at;
  }
  return text.length;
}

function endOfComment(text: string, start: number): number {
  if (text[start + 1] === '*') {
    const close = text.indexOf('*/', start + 2);
    return close < 0 ? text.length : close + 2;
  }
  const newline = text.indexOf('\n', start);
  return newline < 0 ? text.length : newline;
}
