import { mostWork } from './evaluate/evaluate.js';
import type { ProgramOf } from './evaluate/imports.js';
import { hasPathsUnder } from './evaluate/paths.js';
import { floatsOfText, tensorsOfText } from './evaluate/words.js';
import { groupedBy } from './grouped.js';
import { javascriptLibraries, pythonLibraries } from './libraries/all.js';
import type { Library } from './libraries/library.js';
import {
  noAnalysis,
  type Analysis,
  type Layer,
  type NamedSize,
  type Network,
  type Problem,
  type Span,
  type WantedModule,
} from './model.js';
import { shortName } from './names.js';
import { analysisOfPart, type FoundLayer, type PartAnalysis } from './partAnalysis.js';
import { independentParts } from './parts.js';
import { placedLayer, placedProblem, placedShape, placedSize, placedSpan, placedTensor } from './placed.js';
import { javascriptProgram } from './syntax/javascript.js';
import { namesOf } from './syntax/statementNames.js';
import type { Program } from './syntax/program.js';
import { pythonProgram } from './syntax/python.js';

/** Gives the file that a module names, as the file `from` (null: the analysed text) imports it; null for none. */
export type Modules = (module: string, from: string | null) => ModuleSource | null;

export interface ModuleSource {
  /** Tells files apart, and is given back as `from`. */
  readonly path: string;
  readonly text: string;
}

export interface CodeOptions {
  readonly fileName: string;
  readonly modules?: Modules;
  readonly unfinished?: readonly Span[];
}

export type CodeLanguage = 'python' | 'typescript';

/** A cheap look at a text before it is parsed: whether it names a framework at all. */
export function mayHoldCode(text: string): boolean {
  return /\b(torch|(tf_)?keras|tensorflow|flax|haiku|equinox|tf\s*\.\s*(layers|sequential))\b/.test(text);
}

/** Whether a text has a word that is part of the name of a recurrent layer or cell, or speaks of one. */
function mayRecur(text: string): boolean {
  return /rnn|lstm|gru|recurrent|simplecell/i.test(text);
}

/** The networks of a program, the shapes of its tensors, and its problems. Null where the time is over. */
export function codeAnalysis(text: string, language: CodeLanguage, options: CodeOptions, deadline: number): Analysis {
  if (!mayHoldCode(text)) return noAnalysis;
  const program = programOf(text, language, { path: options.fileName, isModule: false }, deadline);
  if (!program) return { ...noAnalysis, complete: false };
  const library = language === 'python' ? pythonLibraries : javascriptLibraries;
  const { find, wanted } = moduleFinder(language, library, options, deadline);
  const isLibrary = (module: string) => !module.startsWith('.') && find(module, null) === null;
  // Programs without any recurrence are none of our business, unless what they import has it.
  const isOurs = mayRecur(text) || program.body.some((statement) => ![...namesOf(statement).modules].every(isLibrary));
  if (!isOurs) return { ...noAnalysis, wanted: wanted() };
  const tensors = tensorsOfText(text, program.language);
  const floats = floatsOfText(text);
  let maxWork = mostWork(text);
  const parts = independentParts(program, isLibrary).map((body) => {
    const part = analysisOfPart({ ...program, body }, { text, library, tensors, floats, programOf: find, maxWork });
    maxWork -= part.work;
    return part;
  });
  if (!parts.some(({ hasRecurrent }) => hasRecurrent) && !mayRecur(text)) {
    return { ...noAnalysis, wanted: wanted() };
  }
  const { at } = program;
  const unfinished = [...program.unfinished, ...(options.unfinished ?? [])];
  return {
    networks: networksOf(
      parts.flatMap(({ layers }) => layers),
      options.fileName,
      at,
    ),
    tensors: parts.flatMap((part) => part.tensors.map((tensor) => placedTensor(tensor, at))),
    expressions: parts.flatMap(({ expressions }) => expressions.map((place) => placedShape(place, at))),
    sizes: distinctSizes(parts).map((size) => placedSize(size, at)),
    problems: withoutUnfinished(
      parts.flatMap(({ problems }) => problems.map((problem) => placedProblem(problem, at))),
      unfinished,
    ),
    wanted: wanted(),
    complete: true,
    isBroken: program.isBroken || unfinished.length > 0,
  };
}

/** What somebody is still writing is not wrong yet, and neither is what follows from it. */
function withoutUnfinished(problems: Problem[], unfinished: readonly Span[]): Problem[] {
  if (unfinished.length === 0) return problems;
  const isOpen = (span: Span) => unfinished.some(({ start, end }) => span.start <= end && span.end > start);
  return problems.filter(({ span, related }) => !isOpen(span) && !related?.some((place) => isOpen(place.span)));
}

/** What several parts have for themselves is said once. */
function distinctSizes(parts: readonly PartAnalysis[]): NamedSize[] {
  const [only, ...others] = parts;
  if (only && others.length === 0) return [...only.sizes];
  return [...new Map(parts.flatMap(({ sizes }) => sizes.map((size) => [size.span.start, size] as const))).values()];
}

/** Finds the files of the workspace that a program imports, and keeps what it asked for in vain. */
function moduleFinder(
  language: CodeLanguage,
  library: Library,
  options: CodeOptions,
  deadline: number,
): { find: ProgramOf; wanted: () => WantedModule[] } {
  const wanted = new Map<string, WantedModule>();
  const found = new Map<string, ReturnType<ProgramOf>>();
  const search: ProgramOf = (module, from) => {
    const root = module.split(/[./]/, 1)[0] ?? '';
    if (root !== '' && (hasPathsUnder(library, root) || isPackage(module, language))) return null;
    const source = options.modules?.(module, from);
    if (!source) wanted.set(`${module}\0${from}`, { module, from });
    const program = source && programOf(source.text, language, { path: source.path, isModule: true }, deadline);
    return program ? { path: source.path, program } : null;
  };
  return {
    find(module, from) {
      const key = `${module}\0${from}`;
      const known = found.get(key);
      if (known !== undefined) return known;
      const one = search(module, from);
      found.set(key, one);
      return one;
    },
    wanted: () => [...wanted.values()],
  };
}

function programOf(
  text: string,
  language: CodeLanguage,
  { path, isModule }: { path: string; isModule: boolean },
  deadline: number,
): Program | null {
  return language === 'python'
    ? pythonProgram(text, deadline, isModule ? path : '')
    : javascriptProgram(text, path, deadline);
}

/** In JavaScript, what is not relative is a package of npm's. */
function isPackage(module: string, language: CodeLanguage): boolean {
  return language === 'typescript' && !/^[./]/.test(module);
}

/** Layers that stand in no class and no function are the file's own, those of each framework together. */
function networksOf(found: readonly FoundLayer[], fileName: string, at: Program['at']): Network[] {
  const groups = groupedBy(found, ({ container, framework }) => `${container?.span.start ?? 'file'} ${framework}`);
  return [...groups.values()].flatMap((group) => {
    const first = group.find(({ isRecurrent }) => isRecurrent);
    if (!first) return [];
    const layers = group.map(({ layer }) => placedLayer(layer, at)).sort(inSourceOrder);
    const { container, framework } = first;
    const [start, end] = [
      Math.min(...layers.map(({ span }) => span.start)),
      Math.max(...layers.map(({ span }) => span.end)),
    ];
    return {
      name: container?.name ?? fileBaseName(fileName),
      framework,
      span: container ? placedSpan(container.span, at) : { start, end },
      nameSpan: placedSpan(container?.nameSpan ?? first.layer.span, at),
      layers,
      config: null,
    };
  });
}

function inSourceOrder(a: Layer, b: Layer): number {
  return a.span.start - b.span.start || b.span.end - a.span.end;
}

function fileBaseName(fileName: string): string {
  const last = fileName.split(/[\\/]/).at(-1) ?? fileName;
  return shortName(last.replace(/\.\w+$/, '') || last) || 'program';
}
