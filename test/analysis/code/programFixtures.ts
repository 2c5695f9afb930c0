/** The programs in test/fixtures/programs and what was seen when they ran; scripts/programs/trace.py wrote it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { languageOf } from '../../../src/analysis/analyze.js';
import { codeAnalysis, type CodeLanguage, type Modules } from '../../../src/analysis/code.js';
import type { Analysis } from '../../../src/analysis/model.js';
import { modulePaths } from '../../../src/analysis/modulePaths.js';

/** A size as run: null differs between calls, "None" is one that only the data gives. */
export type TrueSize = number | string | null;
export type TrueShape = readonly TrueSize[];

export interface TruePlace {
  /** Another file of the program's folder. */
  readonly file?: string;
  /** Of a notebook, 0-based over all cells. */
  readonly cell?: number;
  readonly line: number;
  readonly column: number;
}

export interface TrueLayer extends TruePlace {
  readonly kind: string;
  readonly units: number | null;
  readonly inputSize: number | null;
  /** Of its first call. */
  readonly output: TrueShape | null;
  readonly state: readonly (TrueShape | null)[];
  readonly called: boolean;
}

export interface TrueTensor extends TruePlace {
  readonly name: string;
  readonly shape: TrueShape;
}

export interface Truth {
  readonly truth: 'run' | 'by hand';
  readonly layers: readonly TrueLayer[];
  readonly tensors: readonly TrueTensor[];
}

/** A mistake as it is reported: where and by which rules it may be flagged, and what the framework says. */
export interface BugTruth {
  readonly lines: readonly number[];
  readonly codes: readonly string[];
  /** "silent" where it runs. */
  readonly raises: string;
}

/** A document of a program, analysed. */
export interface AnalysedDocument {
  /** Relative to the folder of all programs. */
  readonly path: string;
  readonly text: string;
  readonly analysis: Analysis;
  readonly lineOf: (offset: number) => number;
  readonly truth: Truth;
  /** Its calls may stand in another file, from which sizes do not follow here. */
  readonly isImported: boolean;
}

export const folder = 'test/fixtures/programs';

/** All programs that have a truth, by their paths, folders of several files by their main one. */
export function programPaths(under = ''): string[] {
  return readdirSync(posix.join(folder, under), { withFileTypes: true })
    .flatMap((entry) => {
      const path = posix.join(under, entry.name);
      if (entry.isDirectory()) return programPaths(path);
      return languageOf(entry.name) !== 'json' && existsSync(truthPath(path)) ? [path] : [];
    })
    .sort();
}

export function bugTruthOf(path: string): BugTruth {
  return JSON.parse(readFileSync(truthPath(path), 'utf8')) as BugTruth;
}

export function textOf(path: string): string {
  return readFileSync(posix.join(folder, path), 'utf8');
}

/** A program's documents, its other files and its cells too, each with its part of the truth. */
export function documentsOf(path: string): AnalysedDocument[] {
  const truth = JSON.parse(readFileSync(truthPath(path), 'utf8')) as Truth;
  if (path.endsWith('.ipynb')) return notebookDocuments(path, truth);
  const files = new Set([...truth.layers, ...truth.tensors].map(({ file }) => file));
  return [...files.add(undefined)].map((file) => {
    const own = file === undefined ? path : posix.join(posix.dirname(path), file);
    return analysed(own, textOf(own), truth, (place) => place.file === file, file !== undefined);
  });
}

/** Analysed like its file in an editor, with time enough for a busy machine. */
export function analysisOf(path: string, text: string): Analysis {
  const language: CodeLanguage = path.endsWith('.py') || path.endsWith('.ipynb') ? 'python' : 'typescript';
  return codeAnalysis(text, language, { fileName: path, modules: siblings(path) }, Number.POSITIVE_INFINITY);
}

function analysed(
  path: string,
  text: string,
  truth: Truth,
  isHere: (place: TruePlace) => boolean,
  isImported = false,
): AnalysedDocument {
  return {
    path,
    text,
    analysis: analysisOf(path, text),
    lineOf: (offset) => text.slice(0, offset).split('\n').length,
    truth: { ...truth, layers: truth.layers.filter(isHere), tensors: truth.tensors.filter(isHere) },
    isImported,
  };
}

/** The cells as one text, as a notebook runs from its beginning to its end; places are of that text. */
function notebookDocuments(path: string, truth: Truth): AnalysedDocument[] {
  const { cells } = JSON.parse(textOf(path)) as { cells: { cell_type: string; source: string[] }[] };
  const firstLines: number[] = [];
  const lines: string[] = [];
  for (const { cell_type, source } of cells) {
    firstLines.push(lines.length);
    if (cell_type === 'code')
      lines.push(
        ...source
          .join('')
          .replaceAll(/^\s*[%!].*$/gm, '')
          .split('\n'),
      );
  }
  const moved = <T extends TruePlace>(place: T): T => ({ ...place, line: place.line + firstLines[place.cell ?? 0]! });
  const whole = { ...truth, layers: truth.layers.map(moved), tensors: truth.tensors.map(moved) };
  return [analysed(path, lines.join('\n'), whole, () => true)];
}

/** The other files of a program's folder. */
function siblings(path: string): Modules {
  const isPackage = ['train.py', 'main.py', 'main.ts', 'main.js'].some((main) =>
    existsSync(posix.join(folder, posix.dirname(path), main)),
  );
  return (module, from) => {
    if (!isPackage) return null;
    const importer = posix.dirname(from ?? path);
    const { paths } = modulePaths(module, languageOf(path) ?? 'python');
    const found = paths
      .map((relative) => posix.join(importer, relative))
      .find((file) => existsSync(posix.join(folder, file)) && statSync(posix.join(folder, file)).isFile());
    return found === undefined ? null : { path: found, text: textOf(found) };
  };
}

function truthPath(path: string): string {
  return posix.join(folder, path.replace(/\.\w+$/, '.json'));
}
