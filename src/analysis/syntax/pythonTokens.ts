/** A change of the text for the parser: `length` characters at `at` become `text`. */
export interface Edit {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

export interface LineOptions {
  readonly indent: number;
  /** Trusts the brackets, but for what no valid program has; otherwise they end where the next statement seems to. */
  readonly strict: boolean;
  /** Whether some `"""` of the text is never closed, so that each must show that it is one. */
  readonly doubtsStrings: boolean;
}

export interface ReadString {
  readonly end: number;
  readonly isOpen: boolean;
  readonly replacement: Edit | null;
}

/** The string that begins at `at`, and what becomes of it where nothing ends it. */
export function readString(text: string, at: number, options: LineOptions): ReadString {
  const quote = text[at] ?? '"';
  const triple = quote.repeat(3);
  if (!text.startsWith(triple, at)) {
    const end = shortStringEnd(text, at);
    const isClosed = end > at + 1 && text[end - 1] === quote;
    if (isClosed) return { end, isOpen: false, replacement: null };
    // No string begins behind a value: the quote is a slip.
    if (isBehindBracket(text, at)) return { end: at + 1, isOpen: false, replacement: { at, length: 1, text: ' ' } };
    return { end, isOpen: false, replacement: { at: end, length: 0, text: quote } };
  }
  const close = tripleEnd(text, at + 3, triple);
  if (close !== null && !(options.doubtsStrings && isStray(text, at, close, options.indent))) {
    return { end: close + 3, isOpen: false, replacement: null };
  }
  if (!options.doubtsStrings) return { end: text.length, isOpen: true, replacement: null };
  // Nothing of its line is read, save that a string stands there.
  const end = lineEnd(text, at);
  return { end, isOpen: false, replacement: { at, length: end - at, text: `''${' '.repeat(end - at - 2)}` } };
}

function isBehindBracket(text: string, at: number): boolean {
  while (text[at - 1] === ' ') at--;
  return /[)\]}]/.test(text[at - 1] ?? '');
}

function shortStringEnd(text: string, at: number): number {
  const quote = text.charCodeAt(at);
  for (at++; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === quote) return at + 1;
    if (character === 10 || character === 13) return at;
    if (character === 92) at += text[at + 1] === '\r' && text[at + 2] === '\n' ? 2 : 1;
  }
  return text.length;
}

function tripleEnd(text: string, from: number, triple: string): number | null {
  for (let close = text.indexOf(triple, from); close >= 0; close = text.indexOf(triple, close + 1)) {
    let slashes = 0;
    while (text[close - 1 - slashes] === '\\' && close - 1 - slashes >= from) slashes++;
    if (slashes % 2 === 0) return close;
  }
  return null;
}

/** Whether what stands between two `"""` is code, and the second one begins a string rather than ends it. */
function isStray(text: string, open: number, close: number, indent: number): boolean {
  const content = text.slice(open + 3, close);
  if (!content.includes('\n')) return false;
  for (const [, space = ''] of content.matchAll(
    /\n([ \t]*)(?:def +\w+ *\(|class +\w+ *[(:]|import \w|from [\w.]+ import )/g,
  )) {
    if (space.replaceAll('\t', '        ').length <= indent) return true;
  }
  return /:\s*$/.test(content) && /^\s*[A-Za-z]/.test(text.slice(close + 3, lineEnd(text, close)));
}

/** Lezer knows neither `1.` nor Python 2's `10L`: a digit stands for their last character. */
export function readNumber(text: string, at: number, edits: Edit[] | null): number {
  while (at < text.length && (isDigit(text.charCodeAt(at)) || text[at] === '_')) at++;
  const character = text[at] ?? '';
  if (character === '.') {
    if (isDigit(text.charCodeAt(at + 1))) {
      at++;
      while (at < text.length && (isDigit(text.charCodeAt(at)) || text[at] === '_')) at++;
    } else if (text[at + 1] !== '.') {
      edits?.push({ at, length: 1, text: '0' });
      at++;
    }
  } else if ((character === 'L' || character === 'l') && !isWordPart(text.charCodeAt(at + 1))) {
    edits?.push({ at, length: 1, text: '0' });
  }
  // Exponents, hexadecimal digits and suffixes.
  while (at < text.length && isWordPart(text.charCodeAt(at))) {
    const isExponent = /e/i.test(text[at] ?? '') && /[-+]/.test(text[at + 1] ?? '');
    at += isExponent && isDigit(text.charCodeAt(at + 2)) ? 2 : 1;
  }
  return at;
}

export function lineEnd(text: string, at: number): number {
  while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++;
  return at;
}

export function isDigit(character: number): boolean {
  return character >= 48 && character <= 57;
}

export function isWordStart(character: number): boolean {
  return (
    (character >= 97 && character <= 122) || (character >= 65 && character <= 90) || character === 95 || character > 160
  );
}

export function isWordPart(character: number): boolean {
  return isWordStart(character) || isDigit(character);
}
