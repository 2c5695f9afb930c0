import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Analysis, Span } from '../../../src/analysis/model.js';
import { analysisOf, programPaths, textOf } from './programFixtures.js';

const seed = 20_260;
const editsOfEach = 6;

/** A change of a text: what stands at `start` for `removed` characters becomes `inserted`. */
interface Edit {
  readonly what: string;
  readonly start: number;
  readonly removed: number;
  readonly inserted: string;
}

describe('programs with random edits', () => {
  const paths = programPaths().filter((path) => !path.endsWith('.ipynb'));
  const random = randomNumbers(seed);
  const edited = paths.flatMap((path) => {
    const text = textOf(path);
    const before = analysisOf(path, text);
    return Array.from({ length: editsOfEach }, () => {
      const edit = randomEdit(text, random);
      const { after, error } = tried(path, applied(text, edit));
      return { name: `${path}, ${edit.what} at ${edit.start}`, path, text, edit, before, after, error };
    });
  });

  it('are many', () => {
    assert.ok(edited.length > 1_000, `${edited.length} edits`);
  });

  it('are analysed to the end, without an exception', () => {
    assert.deepEqual(
      edited
        .filter(({ error, after }) => error !== null || !after.complete)
        .map(({ name, error }) => `${name}: ${String(error)}`),
      [],
    );
  });

  it('give the same whether their parts are evaluated one by one, or remembered, or all at once', () => {
    const different = edited.flatMap(({ name, path, text, edit }) => {
      if (!path.endsWith('.py')) return [];
      const changed = applied(text, edit);
      const parts = analysisOf(path, `#lobals()\n${changed}`);
      // Who asks for all names makes one part of all.
      const whole = analysisOf(path, `globals()\n${changed}`);
      return isDeepStrictEqual(inSourceOrder(parts), inSourceOrder(whole)) ? [] : [name];
    });
    assert.deepEqual(different, []);
  });

  it('keep the layers of the definitions before and after the edited one, in 98 % of the edits', () => {
    const lost = edited.flatMap(({ name, text, edit, before, after }) => {
      const missing = lostLayers(text, edit, before, after);
      return missing.length > 0 ? [`${name}: ${missing.join(', ')}`] : [];
    });
    const share = 1 - lost.length / edited.length;
    assert.ok(share >= 0.98, `${(100 * share).toFixed(1)} %; lost:\n${lost.join('\n')}`);
  });
});

function inSourceOrder({ networks, tensors, expressions, sizes, problems }: Analysis): unknown {
  const sorted = <Placed extends { span: Span }>(all: readonly Placed[]) =>
    all.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const [shapes, places] = [sorted(tensors), sorted(expressions)];
  return {
    networks: sorted(networks),
    tensors: shapes,
    expressions: places,
    sizes: sorted(sizes),
    problems: sorted(problems),
  };
}

function tried(path: string, text: string): { after: Analysis; error: unknown } {
  const nothing: Analysis = {
    networks: [],
    tensors: [],
    expressions: [],
    sizes: [],
    problems: [],
    wanted: [],
    complete: true,
    isBroken: false,
  };
  try {
    return { after: analysisOf(path, text), error: null };
  } catch (error) {
    return { after: nothing, error };
  }
}

/** Kinds of the layers whose top-level block neither is edited nor may depend on the edit, and that are gone. */
function lostLayers(text: string, edit: Edit, before: Analysis, after: Analysis): string[] {
  const shift = edit.inserted.length - edit.removed;
  const places = new Set(layersOf(after).map(({ kind, span }) => `${kind} ${span.start}`));
  const blocks = topLevelBlocks(text);
  const hit = blocks.filter(({ start, end }) => edit.start <= end && edit.start + edit.removed >= start);
  // An edit outside of all definitions may take away an import, and with it every layer.
  if (hit.length !== 1 || !isDefinition(text, hit[0]!)) return [];
  const [block] = hit;
  return layersOf(before)
    .filter(({ span }) => span.end < block!.start || span.start >= block!.end)
    .filter(({ span }) => isInDefinition(text, blocks, span))
    .filter(({ kind, span }) => !places.has(`${kind} ${span.start < edit.start ? span.start : span.start + shift}`))
    .map(({ kind, span }) => `${kind} at ${span.start}`);
}

function layersOf({ networks }: Analysis) {
  return networks.flatMap(({ layers }) => layers).filter(({ options }) => 'units' in options);
}

/** Stretches that begin in the first column and go on indented, or down to a closing bracket. */
function topLevelBlocks(text: string): Span[] {
  const starts = [...text.matchAll(/^(?=[^\s#)\]}/*])/gm)].map(({ index }) => index);
  return starts.map((start, index) => ({ start, end: (starts[index + 1] ?? text.length) - 1 }));
}

function isDefinition(text: string, { start }: Span): boolean {
  return /^(export |async |default )*(class|def|function)\b/.test(text.slice(start, start + 60));
}

function isInDefinition(text: string, blocks: readonly Span[], span: Span): boolean {
  const block = blocks.find(({ start, end }) => start <= span.start && span.end <= end);
  return block !== undefined && isDefinition(text, block);
}

function applied(text: string, { start, removed, inserted }: Edit): string {
  return text.slice(0, start) + inserted + text.slice(start + removed);
}

function randomEdit(text: string, random: () => number): Edit {
  const below = (limit: number) => Math.floor(random() * limit);
  const start = below(text.length);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', start) + 1 || text.length;
  const line = text.slice(lineStart, lineEnd);
  const inserts = [
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    ':',
    ',',
    '.',
    '=',
    ' ',
    '\n',
    '\t',
    '0',
    'x',
    '#',
    '\\',
    'é',
  ];
  const edits: readonly Edit[] = [
    { what: 'delete a character', start, removed: 1, inserted: '' },
    { what: 'delete some characters', start, removed: 1 + below(12), inserted: '' },
    { what: 'insert a character', start, removed: 0, inserted: inserts[below(inserts.length)]! },
    { what: 'delete a line', start: lineStart, removed: line.length, inserted: '' },
    { what: 'repeat a line', start: lineStart, removed: 0, inserted: line },
    { what: 'cut a line short', start, removed: Math.max(0, lineEnd - 1 - start), inserted: '' },
    { what: 'indent a line', start: lineStart, removed: 0, inserted: '    ' },
    { what: 'begin a call', start: lineEnd, removed: 0, inserted: 'y = nn.LSTM(\n' },
    { what: 'cut the text short', start, removed: text.length - start, inserted: '' },
  ];
  return edits[below(edits.length)]!;
}

/** Numbers from 0 to 1, the same ones every time (mulberry32). */
function randomNumbers(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
