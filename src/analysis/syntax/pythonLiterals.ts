import type { SyntaxNode } from '@lezer/common';
import { childrenOf, spanOf, textBetween, textOf, unknownAt, type Reading } from './pythonTree.js';
import type { Expression } from './program.js';

/** `3`, `1_000`, `0x10`, `2.`, `1e-3`, and Python 2's `10L` and `0777`. Complex numbers are unknown. */
export function numberExpression(node: SyntaxNode, reading: Reading): Expression {
  const span = spanOf(node, reading);
  const written = textOf(node, reading).replaceAll('_', '').toLowerCase();
  if (written.endsWith('j')) return unknownAt(span);
  const digits = written.endsWith('l') ? written.slice(0, -1) : written;
  const isPrefixed = /^0[xob]/.test(digits);
  const value = /^0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
  if (Number.isNaN(value)) return unknownAt(span);
  return { kind: 'number', value, isInteger: isPrefixed || !/[.e]/.test(digits), span };
}

/** A string, an f-string, or several of them side by side. `expression` reads what stands in braces. */
export function stringExpression(
  node: SyntaxNode,
  reading: Reading,
  expression: (node: SyntaxNode, reading: Reading) => Expression,
): Expression {
  const span = spanOf(node, reading);
  if (node.name === 'String') return { kind: 'string', value: plainString(node, reading), span };
  const parts = (node.name === 'FormatString' ? [node] : childrenOf(node)).flatMap((part) =>
    part.name === 'FormatString'
      ? formatParts(part, reading, expression)
      : [{ kind: 'string' as const, value: plainString(part, reading), span: spanOf(part, reading) }],
  );
  const words: string[] = [];
  for (const part of parts) {
    if (part.kind !== 'string') return { kind: 'template', parts, span };
    words.push(part.value);
  }
  return { kind: 'string', value: words.join(''), span };
}

function plainString(node: SyntaxNode, reading: Reading): string {
  const written = textOf(node, reading);
  const { isRaw, open, close } = delimiters(written);
  const content = written.slice(open, close);
  return isRaw ? content : unescaped(content);
}

/** Where the content of a literal begins and ends. One that is cut off has no end of its own. */
function delimiters(written: string): { isRaw: boolean; open: number; close: number } {
  let start = 0;
  while (start < written.length && written[start] !== '"' && written[start] !== "'") start++;
  const quote = written[start] ?? '"';
  const width = written.startsWith(quote.repeat(3), start) ? 3 : 1;
  const open = start + width;
  const isClosed = written.length >= open + width && written.endsWith(quote.repeat(width));
  return {
    isRaw: /r/i.test(written.slice(0, start)),
    open,
    close: isClosed ? written.length - width : written.length,
  };
}

function formatParts(
  node: SyntaxNode,
  reading: Reading,
  expression: (node: SyntaxNode, reading: Reading) => Expression,
): Expression[] {
  const written = textOf(node, reading);
  const { isRaw, open, close } = delimiters(written);
  const from = reading.at(node.from);
  const parts: Expression[] = [];
  const addText = (start: number, end: number): void => {
    if (end <= start) return;
    const content = textBetween(start, end, reading).replaceAll('{{', '{').replaceAll('}}', '}');
    parts.push({ kind: 'string', value: isRaw ? content : unescaped(content), span: { start, end } });
  };
  let at = from + open;
  for (const child of childrenOf(node)) {
    if (child.name !== 'FormatReplacement') continue;
    const span = spanOf(child, reading);
    addText(at, span.start);
    at = span.end;
    const inner = childrenOf(child).filter(({ name }) => name !== '{' && name !== '}');
    const [only] = inner;
    const values = inner.filter(({ name }) => !/^Format(Spec|Conversion|SelfDoc)$/.test(name));
    // How a value is written is not followed: `{x:.2f}`.
    parts.push(
      only && inner.length === 1
        ? expression(only, reading)
        : unknownAt(
            span,
            values.map((part) => expression(part, reading)),
          ),
    );
  }
  addText(at, from + close);
  return parts;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function unescaped(content: string): string {
  if (!content.includes('\\')) return content;
  return content.replaceAll(
    /\\(?:\r\n|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([^]))/g,
    (all: string, two?: string, four?: string, eight?: string, octal?: string, character?: string) => {
      const hex = two ?? four ?? eight;
      const code = hex !== undefined ? parseInt(hex, 16) : octal !== undefined ? parseInt(octal, 8) : null;
      if (code !== null) return code <= 0x10ffff ? String.fromCodePoint(code) : all;
      return character === undefined ? '' : (simpleEscapes[character] ?? all);
    },
  );
}
