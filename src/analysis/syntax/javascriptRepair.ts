import type { Span } from '../model.js';

/** Text put into a broken text, by its place in the original one. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

export interface ClosedBrackets {
  readonly text: string;
  readonly insertions: readonly Insertion[];
  /** What stands in brackets of expressions that were never closed, in the original text. */
  readonly unfinished: readonly Span[];
}

/**
 * A broken text with its brackets closed: where a line starts with a word that can only start a statement, and stands no
 * deeper than the line on which a bracket was opened, that bracket was left open.
 */
export function closedBrackets(text: string): ClosedBrackets {
  // Lezer does not know these classes without a name.
  const insertions: Insertion[] = [...text.matchAll(namelessClass)].map((match) => ({
    at: match.index + match[0].length,
    text: ' _',
  }));
  const unfinished: Span[] = [];
  const open: Bracket[] = [];
  const leave = (brackets: readonly Bracket[], end: number): void => {
    const first = brackets.find(({ isBlock }) => !isBlock);
    if (first) unfinished.push({ start: first.at, end });
  };
  scan(text, {
    open: (bracket) => open.push(bracket),
    close(character, at) {
      // Parentheses do not reach out of a block; what closes nothing is let be.
      const from = character === '}' ? 0 : open.findLastIndex((bracket) => bracket.isBlock) + 1;
      const index = open.findLastIndex((bracket) => closers[bracket.character] === character);
      if (index < from) return;
      const left = open.splice(index).slice(1);
      leave(left, at);
      const words = closersOf(left);
      if (words !== '') insertions.push({ at, text: words });
    },
    line(line, codeEnd) {
      const isCut = statementStart.test(line.text) && text[codeEnd - 1] === '.' && text[codeEnd - 2] !== '.';
      const left = leftBefore(line, open);
      leave(left, codeEnd);
      const words = (isCut ? '_' : '') + closersOf(left);
      // Behind a string that was not closed, on a line of their own.
      if (words !== '') insertions.push({ at: codeEnd, text: text[codeEnd - 1] === '\n' ? `${words}\n` : words });
    },
  });
  leave(open, text.length);
  insertions.sort((a, b) => a.at - b.at);
  let repaired = '';
  let from = 0;
  for (const { at, text: added } of insertions) {
    repaired += text.slice(from, at) + added;
    from = at;
  }
  return { text: repaired + text.slice(from), insertions, unfinished };
}

const namelessClass = /\bexport\s+default\s+class(?=\s*\{|\s+extends\b)/g;

/** From places of the repaired text to those of the original one. */
export function originalOffsets(insertions: readonly Insertion[]): (offset: number) => number {
  if (insertions.length === 0) return (offset) => offset;
  let added = 0;
  const shifts = insertions.map(({ at, text }) => {
    const start = at + added;
    added += text.length;
    return { start, at, added };
  });
  return (offset) => {
    let low = 0;
    let high = shifts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (shifts[middle]!.start <= offset) low = middle + 1;
      else high = middle;
    }
    const shift = shifts[low - 1];
    return shift ? Math.max(shift.at, offset - shift.added) : offset;
  };
}

/** Where an unclosed template may have begun by mistake: without one of these backticks the text may be whole. */
export function strayBackticks(text: string): number[] {
  const templates: number[] = [];
  const open = scan(text, { template: (start, end) => text.slice(start, end).includes('\n') && templates.push(start) });
  return open === null ? [] : [...new Set([...templates.slice(0, 3), open])];
}

/** A text without the quotes that opened or closed a string by mistake: each leaves a line with a string unclosed. */
export function withoutStrayQuotes(text: string): string {
  const stray: number[] = [];
  scan(text, {
    unclosed(lineStart, lineEnd) {
      const line = text.slice(lineStart, lineEnd);
      const offset = line.length > maxLineStart || areStringsLikely(line) ? null : strayQuote(line);
      if (offset !== null) stray.push(lineStart + offset);
    },
  });
  return stray.reduce((result, offset) => withBlank(result, offset), text);
}

/** With a space in place of a character. */
export function withBlank(text: string, offset: number): string {
  return `${text.slice(0, offset)} ${text.slice(offset + 1)}`;
}

function strayQuote(line: string): number | null {
  const quotes = [...line.matchAll(/["']/g)].map(({ index }) => index);
  return quotes.find((quote) => areStringsLikely(withBlank(line, quote))) ?? null;
}

/** Strings stand where an operand is expected, and no word stands right behind. */
function areStringsLikely(line: string): boolean {
  for (let index = 0; index < line.length; index++) {
    const character = line[index]!;
    if (character !== '"' && character !== "'") continue;
    const before = line.slice(0, index).trimEnd();
    if (!isOperandExpected(before, before.length) && !/\b(import|from|as)$/.test(before)) return false;
    index = stringEnd(line, index, character);
    if (/[\w$'"]/.test(line[index] ?? '')) return false;
    index--;
  }
  return true;
}

interface Bracket {
  readonly character: '(' | '[' | '{';
  readonly at: number;
  /** Braces of statements and of class bodies, not of objects. */
  readonly isBlock: boolean;
  readonly isClass: boolean;
  /** Of the line on which it stands. */
  readonly indentation: number;
  /** Of the first line right inside; null before there is one. */
  inner: number | null;
}

interface Line {
  readonly text: string;
  readonly indentation: number;
}

interface Visitor {
  readonly open?: (bracket: Bracket) => void;
  readonly close?: (character: string, at: number) => void;
  /** A line of code, before its brackets; `codeEnd` is where the code before it ends. */
  readonly line?: (line: Line, codeEnd: number) => void;
  /** A line with a string that it does not close. */
  readonly unclosed?: (lineStart: number, lineEnd: number) => void;
  /** A whole template. */
  readonly template?: (start: number, end: number) => void;
}

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

const statementStart =
  /^(?:(?:import|export|const|let|var|function|class|return|throw|abstract class|async function|interface|enum)\s+[\w$*{["'`]|(?:if|for|while|switch)\s*\(|(?:try|do)\s*\{|type\s+\w+\s*=)/;

/** A method's first line, which can only stand in a class. */
const methodStart =
  /^(?:(?:static|async|get|set)\s+)*(?!(?:if|for|while|switch|catch|function|with)\b)[\w$#]+\s*\([^;]*\{\s*$/;

/** What must be closed before a line starts, the outermost first. */
function leftBefore(line: Line, open: Bracket[]): Bracket[] {
  const left: Bracket[] = [];
  const isStatement = statementStart.test(line.text);
  const isMethod = methodStart.test(line.text);
  while ((isStatement || isMethod) && open.length > 0) {
    const last = open.at(-1)!;
    // Brackets of an expression end with the statement that they stand in.
    const first = last.isBlock ? open.length - 1 : open.findLastIndex((bracket) => bracket.isBlock) + 1;
    const outer = open[first]!;
    const isInside = last.isBlock && outer.inner !== null && outer.inner <= outer.indentation;
    const block = open.findLastIndex((bracket) => bracket.isBlock);
    const isMeant = isStatement || (!open[block]?.isClass && open[block - 1]?.isClass === true);
    if (line.indentation > outer.indentation || isInside || !isMeant) break;
    left.unshift(...open.splice(first));
  }
  const last = open.at(-1);
  if (last && !line.text.startsWith('{')) last.inner ??= line.indentation;
  return left;
}

function closersOf(brackets: readonly Bracket[]): string {
  return brackets
    .map(({ character }) => closers[character])
    .reverse()
    .join('');
}

/** Goes over a text's brackets, skipping strings, comments and regular expressions; gives the template left open. */
function scan(text: string, visitor: Visitor): number | null {
  /** Templates that the scan stands in, by the number of braces open in each one's `${…}`. */
  const templates: { readonly start: number; braces: number }[] = [];
  let codeEnd = 0;
  let indentation = 0;
  let lineStart = 0;
  let isNewLine = true;
  let index = 0;
  while (index < text.length) {
    const character = text[index]!;
    if (character === '\n') {
      isNewLine = true;
      lineStart = ++index;
      continue;
    }
    if (/\s/.test(character)) {
      index++;
      continue;
    }
    const comment = text.startsWith('//', index) ? '\n' : text.startsWith('/*', index) ? '*/' : null;
    if (comment) {
      const end = text.indexOf(comment, index + 2);
      index = end < 0 ? text.length : comment === '\n' ? end : end + 2;
      continue;
    }
    if (isNewLine) {
      isNewLine = false;
      indentation = index - lineStart;
      const end = text.indexOf('\n', index);
      const line = text.slice(index, Math.min(end < 0 ? text.length : end, index + maxLineStart));
      visitor.line?.({ text: line, indentation }, codeEnd);
    }
    const template = templates.at(-1);
    if (character === '`' || (character === '}' && template?.braces === 0)) {
      const start = character === '`' ? index : template!.start;
      if (character === '}') templates.pop();
      const end = templateEnd(text, index + 1);
      if (end === null) return start;
      index = end;
      if (text[end - 1] === '{') templates.push({ start, braces: 0 });
      else visitor.template?.(start, end);
    } else if (character === '"' || character === "'") {
      index = stringEnd(text, index, character);
      // One that was not closed ends with its line.
      isNewLine = text[index - 1] === '\n';
      if (isNewLine) {
        visitor.unclosed?.(lineStart, index);
        lineStart = index;
      }
    } else if (character === '/' && isOperandExpected(text, codeEnd)) {
      index = regexEnd(text, index);
    } else {
      if (character === '(' || character === '[' || character === '{') {
        if (character === '{' && template) template.braces++;
        visitor.open?.({ character, at: index, indentation, inner: null, ...kindOf(text, index, codeEnd, character) });
      } else if (character === ')' || character === ']' || character === '}') {
        if (character === '}' && template) template.braces--;
        visitor.close?.(character, index);
      }
      index++;
    }
    codeEnd = index;
  }
  return templates[0]?.start ?? null;
}

/** Enough of a line to see what it starts with. */
const maxLineStart = 200;

/** Past the closing backtick, or past the `${` of an interpolation; null where neither comes. */
function templateEnd(text: string, from: number): number | null {
  for (let index = from; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '`') return index + 1;
    else if (text[index] === '$' && text[index + 1] === '{') return index + 2;
  }
  return null;
}

/** Past the closing quote, or past the line. */
function stringEnd(text: string, from: number, quote: string): number {
  for (let index = from + 1; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === quote) return index + 1;
    else if (text[index] === '\n') return index + 1;
  }
  return text.length;
}

function regexEnd(text: string, from: number): number {
  let isClass = false;
  for (let index = from + 1; index < text.length && text[index] !== '\n'; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '[') isClass = true;
    else if (text[index] === ']') isClass = false;
    else if (text[index] === '/' && !isClass) return index + 1;
  }
  // No regular expression after all.
  return from + 1;
}

function isOperandExpected(text: string, codeEnd: number): boolean {
  const before = text.slice(Math.max(0, codeEnd - 10), codeEnd);
  return /(^|[=([{,;:!&|?+\-*%<>~^}]|\b(return|typeof|case|in|of))$/.test(before);
}

/** Objects stand where an operand is expected, blocks and class bodies where one ends. */
function kindOf(
  text: string,
  index: number,
  codeEnd: number,
  character: string,
): { readonly isBlock: boolean; readonly isClass: boolean } {
  if (character !== '{') return { isBlock: false, isClass: false };
  const before = text.slice(Math.max(0, codeEnd - 100), index).trimEnd();
  const isClass = /\bclass\b[^{}();=]*(\([^{}()]*\)[^{}();=]*)?$/.test(before);
  return {
    isClass,
    isBlock: isClass || (/(^|=>|[);{}>\w$])$/.test(before) && !/\b(return|default|of|in)$/.test(before)),
  };
}
