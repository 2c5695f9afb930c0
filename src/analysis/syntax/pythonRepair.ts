import type { Span } from '../model.js';
import { blockWords, nextLine, readLine, type LogicalLine } from './pythonLines.js';
import { afterEdits, applied, type Repaired } from './pythonEdits.js';
import type { Edit } from './pythonTokens.js';
import {
  behindKnownBlock,
  rememberBlock,
  type KnownBlocks,
  type Block,
  type PlacedLine,
  type Standing,
} from './pythonWholeBlocks.js';

/**
 * Gives broken code, as it stands while somebody types, the form of a program: brackets close where the next statement
 * begins, a stray `"""` ends with its line, blocks have a header, a body and an even indentation. A valid program is
 * not changed, save for what Lezer's grammar lacks, which is spelled otherwise in the same number of characters. What is
 * in `known` is not looked at again.
 */
export function repaired(text: string, known: KnownBlocks | null = null): Repaired {
  const { edits, starts, unfinished } = editsOf(text, known);
  return { ...applied(text, edits, starts), unfinished };
}

/**
 * The same for a piece of a program that others follow, a cell of a notebook: what is open at its end is closed. What is
 * only spelled otherwise for Lezer is left as it is, so that the result may stand for the text as written; `unfinished`
 * has its places in the result.
 */
export function completed(text: string): Repaired {
  const { edits, starts, unfinished } = editsOf(text, null);
  const needed = edits.filter((edit) => edit.text.length !== edit.length || /^['\s]*$/.test(edit.text));
  return {
    ...applied(text, needed, starts),
    unfinished: unfinished.map(({ start, end }) => ({
      start: afterEdits(needed, start),
      end: afterEdits(needed, end),
    })),
  };
}

interface Lines {
  readonly edits: readonly Edit[];
  /** Where statements of the top level begin. */
  readonly starts: readonly number[];
  readonly unfinished: readonly Span[];
  readonly openString: number | null;
}

function editsOf(text: string, known: KnownBlocks | null): Lines {
  const lines = repairLines(text, false, known);
  return lines.openString === null ? lines : repairLines(text, true, null);
}

function repairLines(text: string, doubtsStrings: boolean, known: KnownBlocks | null): Lines {
  const edits: Edit[] = [];
  const starts: number[] = [];
  const unfinished: Span[] = [];
  const blocks: Block[] = [{ indent: 0, word: '' }];
  let previous: PlacedLine | null = null;
  let openString: number | null = null;
  // Reading brackets to the end of the text to find them broken must not be done at each of its lines.
  let patience = 4 * text.length + 100_000;
  /** The statement of the top level that is being read, and how many edits there were before it. */
  let statement = null as { start: number; edits: number } | null;
  for (let next = nextLine(text, 0); next; next = nextLine(text, previous.end)) {
    const { start, indent } = withoutClosers(text, next);
    const before: Standing | null =
      indent === 0 && previous && statement?.edits === edits.length
        ? { previous, blocks: blocks.map((block) => ({ ...block })) }
        : null;
    if (previous && isOutOfPlace(previous, indent)) {
      // One line too far to the left, and the block goes on behind it.
      blocks.push(...previous.ended);
      const level = (blocks[blocks.length - 1] as Block).indent;
      edits.push(indentation(text, previous.start, level));
      if (starts[starts.length - 1] === lineStart(text, previous.start)) starts.pop();
    }
    const ended: Block[] = [];
    const level = levelOf(indent, previous, blocks, ended, edits);
    if (level !== indent || start !== next.start) edits.push(indentation(text, start, level));
    const made = edits.length;
    const block = blocks[blocks.length - 1] as Block;
    const isDecorated = block.word === '@';
    const isPlain = level === 0 && indent === 0 && !isDecorated && start === next.start;
    const behind = isPlain && known ? behindKnownBlock(known, text, start) : null;
    if (behind) {
      starts.push(start);
      blocks.splice(0, blocks.length, ...behind.blocks);
      previous = behind.previous;
      statement = null;
      continue;
    }
    const strict = patience > 0;
    let line = readLine(text, start, { indent, strict, doubtsStrings });
    if (line.isBroken && strict) {
      patience -= line.end - line.start;
      line = readLine(text, start, { indent, strict: false, doubtsStrings });
    }
    openString ??= line.openString;
    edits.push(...line.edits);
    const closed = line.edits.findLast(({ length, text: added }) => length === 0 && /^[)\]}]/.test(added));
    if (closed) unfinished.push({ start, end: closed.at });
    const opens = line.endsWithColon && (nextLine(text, line.end)?.indent ?? 0) > indent;
    const word = headerWord(text, line, block.word, opens, edits);
    if (level === 0 && !isDecorated && !continuations.has(word)) {
      if (known && before && isPlain && statement?.edits === made) rememberBlock(known, text, statement.start, before);
      starts.push(lineStart(text, start));
      statement = isPlain ? { start, edits: made } : null;
    }
    block.word = text[start] === '@' ? '@' : word;
    previous = { ...line, word, ended };
  }
  if (previous?.endsWithColon && blockWords.has(previous.word)) {
    edits.push({ at: previous.contentEnd, length: 0, text: ' pass' });
  }
  edits.sort((left, right) => left.at - right.at);
  return { edits, starts, unfinished, openString };
}

const continuations: ReadonlySet<string> = new Set(['elif', 'else', 'except', 'finally']);

/** A line cannot begin with `)`, and where the rest of it stands is what counts. */
function withoutClosers(
  text: string,
  { start, indent }: { start: number; indent: number },
): { start: number; indent: number } {
  let at = start;
  while (/[)\]}]/.test(text[at] ?? '')) at++;
  const next = at > start ? nextLine(text, at) : null;
  if (!next || /[\r\n]/.test(text.slice(at, next.start))) return { start, indent };
  return { start: next.start, indent: indent + next.start - start };
}

/** Whether the line before this one ended blocks, and this one stands in the innermost of them. */
function isOutOfPlace(previous: PlacedLine, indent: number): boolean {
  return !blockWords.has(previous.word) && previous.ended[previous.ended.length - 1]?.indent === indent;
}

/** The column at which a line counts, given the one before it; `ended` gets the blocks that end here. */
function levelOf(indent: number, previous: LogicalLine | null, blocks: Block[], ended: Block[], edits: Edit[]): number {
  const current = blocks[blocks.length - 1] as Block;
  const isHeader = previous !== null && blockWords.has(previous.word) && (previous.endsWithColon || !previous.hasColon);
  if (indent > current.indent) {
    if (!isHeader) return current.indent;
    if (!previous.endsWithColon) edits.push({ at: previous.contentEnd, length: 0, text: ':' });
    blocks.push({ indent, word: '' });
    return indent;
  }
  if (isHeader && previous.endsWithColon) edits.push({ at: previous.contentEnd, length: 0, text: ' pass' });
  let top = current;
  while (top.indent > indent) {
    ended.unshift(top);
    blocks.pop();
    top = blocks[blocks.length - 1] as Block;
  }
  const [inner] = ended;
  if (top.indent === indent || !inner) return top.indent;
  // Between two levels: the nearer one.
  if (inner.indent - indent > indent - top.indent) return top.indent;
  blocks.push(inner);
  ended.shift();
  return inner.indent;
}

/** The first word of a line, and what the line becomes where it opens a block with a word that cannot. */
function headerWord(text: string, line: LogicalLine, before: string, opens: boolean, edits: Edit[]): string {
  const { word, start, contentEnd } = line;
  const isOrphan = continuations.has(word) && !(mayFollow[word] ?? '').split(' ').includes(before);
  if (!isOrphan && (blockWords.has(word) || !opens)) return word;
  if (line.edits.length > 0 && !isOrphan) return word;
  const content = text.slice(start, contentEnd);
  const meant = isOrphan ? null : meantHeader(content);
  if (meant) {
    edits.push({ at: start, length: meant.length, text: `${meant.word} ` });
    return meant.word;
  }
  if (!line.endsWithColon) {
    const colon = content.indexOf(':');
    if (colon < 0) return word;
    edits.push({ at: start, length: colon, text: 'if _' });
    return 'if';
  }
  edits.push({ at: start, length: contentEnd - 1 - start, text: 'if _' });
  return 'if';
}

/** `clas Model(nn.Module):`, `deff forward(self, x):`, `defforward(self):`: which word stands for how many characters. */
function meantHeader(content: string): { word: 'class' | 'def'; length: number } | null {
  const header = /^(?:(\w+) +)?([A-Za-z_]\w*) *\((.*)\) *(?:->[^:]*)?:$/s.exec(content);
  if (!header) return null;
  const [, written = '', name = '', inner = ''] = header;
  const length = content.indexOf(name, written.length);
  if (written !== '') {
    if (/^[def]{1,4}$/.test(written)) return { word: 'def', length };
    return /^[clas]{2,6}$/.test(written) ? { word: 'class', length } : null;
  }
  const glued = /^(def|class)(?=\w)/.exec(name)?.[1];
  if (glued) return { word: glued === 'def' ? 'def' : 'class', length: glued.length };
  if (/^\s*self\b/.test(inner)) return { word: 'def', length: 0 };
  return /^[A-Z]/.test(name) ? { word: 'class', length: 0 } : null;
}

const mayFollow: Readonly<Record<string, string>> = {
  elif: 'if elif',
  else: 'if elif for while try except',
  except: 'try except',
  finally: 'try except else',
};

function lineStart(text: string, start: number): number {
  while (text[start - 1] === ' ' || text[start - 1] === '\t' || /[)\]}]/.test(text[start - 1] ?? '')) start--;
  return start;
}

function indentation(text: string, start: number, level: number): Edit {
  const at = lineStart(text, start);
  return { at, length: start - at, text: ' '.repeat(level) };
}
