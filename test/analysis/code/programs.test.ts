import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { Layer, Shape } from '../../../src/analysis/model.js';
import {
  analysisOf,
  bugTruthOf,
  documentsOf,
  folder,
  programPaths,
  textOf,
  type AnalysedDocument,
  type TrueLayer,
  type TrueShape,
} from './programFixtures.js';

/** What is said of a size: it is right, unknown although it is known when the program runs, or wrong. */
interface Finding {
  readonly place: string;
  readonly verdict: 'right' | 'missed' | 'wrong';
  readonly words: string;
}

type Comparison = Omit<Finding, 'place'>;

const right: Comparison = { verdict: 'right', words: '' };

/** Sizes that do not follow from the source, with the reason why; only what is missed may stand there. */
const unproven = JSON.parse(readFileSync(posix.join(folder, 'unproven.json'), 'utf8')) as Record<
  string,
  { line: number; what: string; why: string }[]
>;

describe('programs that are right, with the shapes of their real runs', () => {
  const paths = programPaths().filter((path) => !path.startsWith('bugs/'));
  const documents = paths.flatMap(documentsOf);
  const layers = documents.flatMap(layerFindings);
  const tensors = documents.flatMap(tensorFindings);

  it('are many', () => {
    assert.ok(paths.length >= 100, `${paths.length} programs`);
    assert.ok(layers.length >= 200, `${layers.length} recurrent layers`);
  });

  it('have no wrong number in any recurrent layer', () => {
    assert.deepEqual(wordsOf(layers, 'wrong'), []);
  });

  it('have no wrong number in any named tensor', () => {
    assert.deepEqual(wordsOf(tensors, 'wrong'), []);
  });

  it('have no problem', () => {
    assert.deepEqual(documents.flatMap(problemWords), []);
  });

  it('show units, input size and output shape of 95 % of the recurrent layers', () => {
    const share = shareRight(layers);
    assert.ok(share >= 0.95, `${(100 * share).toFixed(1)} %; missed:\n${wordsOf(layers, 'missed').join('\n')}`);
  });

  it('show the shapes of 90 % of the named tensors', () => {
    const share = shareRight(tensors);
    assert.ok(share >= 0.9, `${(100 * share).toFixed(1)} %; missed:\n${wordsOf(tensors, 'missed').join('\n')}`);
  });
});

describe('programs with a mistake, as people report them', () => {
  const paths = programPaths('bugs');
  const missed = paths.flatMap(missedBug);

  it('are many', () => {
    assert.ok(paths.length >= 80, `${paths.length} programs`);
  });

  it('are flagged on the right line, by the right rule, 80 % of them', () => {
    const share = 1 - missed.length / paths.length;
    assert.ok(share >= 0.8, `${(100 * share).toFixed(1)} %; missed:\n${missed.join('\n')}`);
  });
});

function layerFindings({ path, analysis, lineOf, truth, isImported }: AnalysedDocument): Finding[] {
  const ours = analysis.networks.flatMap(({ layers }) => layers);
  return truth.layers.map((layer) => {
    const place = `${path}:${layer.line} ${layer.kind}`;
    const same = ours.filter(({ kind, span }) => kind === layer.kind && lineOf(span.start) === layer.line);
    const found = same.length > 1 ? nearest(same, layer) : same[0];
    if (!found) return { place, ...(isImported ? right : { verdict: 'missed', words: 'the layer' }) };
    const parts = [
      compared('units', number(found.options['units']), layer.units),
      compared('inputSize', number(found.options['inputSize']), layer.inputSize),
      comparedShape('output', found.output, layer.output),
    ];
    const known = parts.filter(
      (part) => part.verdict === 'wrong' || !(isImported || isUnproven(part, path, layer.line)),
    );
    return { place, ...worst(known) };
  });

  /** Of two on one line, the one whose place in the order of the line is the same. */
  function nearest(same: readonly Layer[], layer: TrueLayer): Layer | undefined {
    const onLine = truth.layers.filter(({ kind, line }) => kind === layer.kind && line === layer.line);
    return same[onLine.indexOf(layer)];
  }
}

function tensorFindings({ path, analysis, lineOf, truth, isImported }: AnalysedDocument): Finding[] {
  return truth.tensors.map(({ name, line, shape }) => {
    const ours = analysis.tensors.find((tensor) => tensor.name === name && lineOf(tensor.span.start) === line);
    const compare = comparedShape(name, ours && !ours.isAssumed ? ours.shape : null, shape);
    const isForgiven = isUnproven(compare, path, line) || (isImported && compare.verdict === 'missed');
    return { place: `${path}:${line}`, ...(isForgiven ? right : compare) };
  });
}

function compared(what: string, ours: number | null, truth: number | null): Comparison {
  if (truth === null || ours === truth) return right;
  return { verdict: ours === null ? 'missed' : 'wrong', words: `${what} ${ours ?? '?'}, is ${truth}` };
}

/** A symbol is no number; a size that only the data gives may be a symbol, and not a number. */
function comparedShape(what: string, ours: Shape | null, truth: TrueShape | null): Comparison {
  if (truth === null) return right;
  const words = `${what} ${ours ? `(${ours.map((dim) => dim ?? '?').join(', ')})` : '?'}, is (${truth.join(', ')})`;
  if (!ours) return { verdict: 'missed', words };
  const isWrong =
    ours.length !== truth.length ||
    ours.some((dim, axis) => typeof dim === 'number' && truth[axis] !== null && dim !== truth[axis]);
  if (isWrong) return { verdict: 'wrong', words };
  const isMissed = truth.some((size, axis) => typeof size === 'number' && ours[axis] !== size);
  return isMissed ? { verdict: 'missed', words } : right;
}

function worst(parts: readonly Comparison[]): Comparison {
  const bad = parts.filter(({ verdict }) => verdict !== 'right');
  const verdict = bad.some((part) => part.verdict === 'wrong') ? 'wrong' : bad.length > 0 ? 'missed' : 'right';
  return { verdict, words: bad.map(({ words }) => words).join('; ') };
}

function isUnproven({ verdict, words }: Comparison, path: string, line: number): boolean {
  const marks = unproven[path] ?? [];
  return verdict === 'missed' && marks.some((mark) => mark.line === line && words.startsWith(`${mark.what} `));
}

function problemWords({ path, analysis, lineOf }: AnalysedDocument): string[] {
  return analysis.problems.map(
    (problem) => `${path}:${lineOf(problem.span.start)} ${problem.severity} ${problem.code}: ${factsOf(problem)}`,
  );
}

function factsOf(problem: object): string {
  const { facts, raises } = problem as { facts?: unknown; raises?: unknown };
  return `${JSON.stringify(facts)} ${typeof raises === 'string' ? raises : ''}`;
}

/** Empty for a mistake that was flagged. */
function missedBug(path: string): string[] {
  const { lines, codes, raises } = bugTruthOf(path);
  const text = textOf(path);
  const { problems } = analysisOf(path, text);
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
  const isFlagged = problems.some(
    ({ code, span }) =>
      codes.includes(code) && lines.some((line) => isOnLine(line, lineOf(span.start), lineOf(span.end))),
  );
  const found = problems.map(({ code, span }) => `${code}@${lineOf(span.start)}`).join(' ') || 'nothing';
  return isFlagged
    ? []
    : [`${path}: ${codes.join(' or ')} on line ${lines.join(' or ')}; found ${found}; runs: ${raises.split('\n')[0]!}`];
}

function isOnLine(line: number, start: number, end: number): boolean {
  return start <= line && line <= end;
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function shareRight(findings: readonly Finding[]): number {
  return findings.filter(({ verdict }) => verdict === 'right').length / findings.length;
}

function wordsOf(findings: readonly Finding[], verdict: Finding['verdict']): string[] {
  return findings.filter((finding) => finding.verdict === verdict).map(({ place, words }) => `${place}: ${words}`);
}
