import {
  isDigit,
  isWordPart,
  isWordStart,
  lineEnd,
  readNumber,
  readString,
  type Edit,
  type LineOptions,
} from './pythonTokens.js';

/** A logical line: one statement, or the header of one, over as many lines as its brackets hold together. */
export interface LogicalLine {
  /** Of its first character, behind the indentation. */
  readonly start: number;
  /** Behind its last character that is no comment and no space. */
  readonly contentEnd: number;
  /** Of the line break, or the end of the text. */
  readonly end: number;
  /** The first word; the one behind it where that is `async`. Empty where it begins otherwise. */
  readonly word: string;
  readonly endsWithColon: boolean;
  /** Whether a colon stands outside of brackets. */
  readonly hasColon: boolean;
  readonly edits: readonly Edit[];
  /** Brackets are left open, closed twice, or run into the next statement: only found in a `strict` reading. */
  readonly isBroken: boolean;
  /** A `"""` that nothing closes. */
  readonly openString: number | null;
}

/** Words that open a block, and stand first in their line. */
export const blockWords: ReadonlySet<string> = new Set(
  'def class if elif else for while with try except finally match case'.split(' '),
);

const closerOf: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Reads the logical line that begins at `start`. */
export function readLine(text: string, start: number, options: LineOptions): LogicalLine {
  const edits: Edit[] = [];
  const open: { bracket: string; isSubscript: boolean }[] = [];
  let at = start;
  let contentEnd = start;
  let hasColon = false;
  let isLambda = false;
  let isBroken = false;
  /** The line ends before its brackets do. */
  let isCut = false;
  let openString: number | null = null;
  /** The word that ends at `contentEnd`, else empty. */
  let lastWord = '';
  let word = '';
  let end = text.length;

  const close = (): void => {
    if (open.length === 0) return;
    const closers = open
      .map(({ bracket }) => closerOf[bracket] ?? '')
      .reverse()
      .join('');
    const isBeforeColon = blockWords.has(word) && text[contentEnd - 1] === ':';
    edits.push({ at: isBeforeColon ? contentEnd - 1 : contentEnd, length: 0, text: closers });
    if (isBeforeColon) hasColon = true;
  };

  while (at < text.length) {
    const character = text.charCodeAt(at);
    if (character === 32 || character === 9 || character === 12) {
      at++;
      continue;
    }
    if (character === 10 || character === 13) {
      if (open.length === 0) {
        end = at;
        break;
      }
      const next = nextLine(text, at);
      if (next) {
        const previous = text[contentEnd - 1] ?? '';
        const isNext =
          isSurelyStatement(text, next.start, previous, lastWord) ||
          (!options.strict && seemsStatement(text, next, options.indent, blockWords.has(word) && previous === ':'));
        if (isNext) {
          isBroken = true;
          isCut = true;
          end = at;
          close();
          break;
        }
      }
      at = next ? next.start : text.length;
      continue;
    }
    if (character === 35) {
      at = lineEnd(text, at);
      continue;
    }
    if (character === 92) {
      // A backslash joins the next line; elsewhere it is a slip.
      const joined = text.startsWith('\r\n', at + 1) ? 2 : /[\r\n]/.test(text[at + 1] ?? '') ? 1 : 0;
      if (joined === 0) edits.push({ at, length: 1, text: ' ' });
      at += 1 + joined;
      continue;
    }
    if (character === 34 || character === 39) {
      const string = readString(text, at, options);
      if (string.replacement) edits.push(string.replacement);
      if (string.isOpen) openString ??= at;
      at = string.end;
      contentEnd = at;
      lastWord = '';
      continue;
    }
    if (isDigit(character)) {
      const before = at > start ? text[at - 1] : '';
      at = readNumber(text, at, before === '.' ? null : edits);
      contentEnd = at;
      lastWord = '';
      continue;
    }
    if (isWordStart(character)) {
      const from = at;
      while (at < text.length && isWordPart(text.charCodeAt(at))) at++;
      const isFirst = from === start || (lastWord === 'async' && word === 'async');
      const found = text.slice(from, at);
      if (isFirst) word = found;
      if (found === 'lambda' && open.length === 0) isLambda = true;
      else if (found === 'print' && open.length === 0 && startsStatement(text, from, start, contentEnd)) {
        addPrint(text, from, at, edits);
      } else if (found === 'as' && word === 'with') addTarget(text, from, open, edits);
      contentEnd = at;
      lastWord = found;
      continue;
    }
    const sign = text[at] ?? '';
    if (sign === '(' || sign === '[' || sign === '{') {
      const previous = text[contentEnd - 1] ?? '';
      const isSubscript = sign === '[' && at > start && /[\w)\]"'}]/.test(previous) && !operatorWords.has(lastWord);
      open.push({ bracket: sign, isSubscript });
    } else if (sign === ')' || sign === ']' || sign === '}') {
      const depth = open.findLastIndex(({ bracket }) => closerOf[bracket] === sign);
      if (depth < 0) {
        if (open.length > 0) isBroken = true;
        edits.push({ at, length: 1, text: ' ' });
      } else {
        if (depth < open.length - 1) {
          isBroken = true;
          const closers = open.slice(depth + 1).map(({ bracket }) => closerOf[bracket] ?? '');
          edits.push({ at, length: 0, text: closers.reverse().join('') });
        }
        open.length = depth;
      }
    } else if (sign === '*' && text[at + 1] !== '*' && open[open.length - 1]?.isSubscript) {
      // Lezer knows no `x[*index]`; a sign in its place is read as a star again.
      if (/[[,]/.test(text[contentEnd - 1] ?? '')) edits.push({ at, length: 1, text: '+' });
    } else if (sign === ':' && open.length === 0) {
      if (isLambda) isLambda = false;
      else hasColon = true;
    } else if (sign === ';' && open.length === 0) isLambda = false;
    if (isBroken && options.strict) {
      isCut = true;
      end = at;
      break;
    }
    at++;
    contentEnd = at;
    lastWord = '';
  }
  if (open.length > 0 && !isCut) {
    isBroken = true;
    close();
  }
  edits.sort((left, right) => left.at - right.at);
  const endsWithColon = contentEnd > start && text[contentEnd - 1] === ':' && (hasColon || open.length > 0);
  return { start, contentEnd, end, word, endsWithColon, hasColon, edits, isBroken, openString };
}

/** The first line from the break at `at` on that holds more than a comment. */
export function nextLine(text: string, at: number): { start: number; indent: number } | null {
  let indent = 0;
  while (at < text.length) {
    const character = text.charCodeAt(at);
    if (character === 10 || character === 13 || character === 12) indent = 0;
    else if (character === 32) indent++;
    else if (character === 9) indent += 8 - (indent % 8);
    else if (character === 35) {
      at = lineEnd(text, at);
      continue;
    } else return { start: at, indent };
    at++;
  }
  return null;
}

/** Statements that cannot stand inside brackets, in no valid program. */
function isSurelyStatement(text: string, start: number, previous: string, lastWord: string): boolean {
  if (!isWordStart(text.charCodeAt(start))) return false;
  const line = text.slice(start, Math.min(start + 200, lineEnd(text, start)));
  if (
    /^(?:def|class|return|while|with|try|import|raise|pass|break|continue|del|global|nonlocal|assert|elif|except|finally)\b/.test(
      line,
    )
  ) {
    return true;
  }
  if (/^\w+(?:\.\w+|\[[^\]=]*\])+\s*(?:[-+*/]|\/\/)?=(?!=)/.test(line)) return true;
  // `name =` is a keyword argument behind a bracket or a comma.
  return /^\w+\s*=(?!=)/.test(line) && !/[(,*]/.test(previous) && lastWord !== 'lambda';
}

/** Whether a line inside brackets that are known to be broken is the next statement. */
function seemsStatement(
  text: string,
  next: { start: number; indent: number },
  indent: number,
  isBehindHeader: boolean,
): boolean {
  if (isBehindHeader) return true;
  if (next.indent > indent) return false;
  const first = text.charCodeAt(next.start);
  if (first === 64) return true;
  if (!isWordStart(first)) return false;
  const line = text.slice(next.start, lineEnd(text, next.start));
  const word = /^\w*/.exec(line)?.[0] ?? '';
  if (word === 'from') return /^from\s+[\w.]+\s+import\b/.test(line);
  if (word === 'if' || word === 'for' || word === 'async' || word === 'else') return /:\s*(?:#.*)?$/.test(line);
  return !operatorWords.has(word);
}

/** Words after which, or with which, an expression goes on. */
const operatorWords: ReadonlySet<string> = new Set(
  'and or in is not if else lambda await yield return print assert del for from None True False'.split(' '),
);

function startsStatement(text: string, from: number, start: number, contentEnd: number): boolean {
  return from === start || /[;:]/.test(text[contentEnd - 1] ?? '');
}

/** Python 2's `print x, y`, which Lezer half knows, is read as a `yield` of the same length. */
function addPrint(text: string, from: number, at: number, edits: Edit[]): void {
  let next = at;
  while (text[next] === ' ' || text[next] === '\t') next++;
  if (text.startsWith('>>', next))
    edits.push({ at: from, length: 5, text: 'yield' }, { at: next, length: 2, text: '  ' });
  else if (
    next > at &&
    /["'`\w[{~]/.test(text[next] ?? '') &&
    !/^(?:if|in|is|and|or|else|for)\b/.test(text.slice(next, next + 5))
  ) {
    edits.push({ at: from, length: 5, text: 'yield' });
  } else if (next === at && /["']/.test(text[next] ?? '')) edits.push({ at: from, length: 5, text: 'yield' });
}

/** `with a as (b, c)` and `with (a as b)`: Lezer only knows names there, and no parentheses. */
function addTarget(text: string, from: number, open: readonly { bracket: string }[], edits: Edit[]): void {
  if (open.length > 1) return;
  const isName = /^as\s+\w+\s*(?:[,:\n\r]|$)/.test(text.slice(from, from + 100));
  if (open.length === 1 || !isName) edits.push({ at: from, length: 2, text: ', ' });
}
