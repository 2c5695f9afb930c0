import type { CallRecord, LayerRecord, TensorRecord } from './domain/records.js';
import type { RuleReport } from './domain/rules.js';
import { evaluateProgram } from './evaluate/evaluate.js';
import { hasPathsUnder } from './evaluate/paths.js';
import { joinedCalls, joinedLayer, joinedPlaces } from './joinedRecords.js';
import { javascriptLibraries, pythonLibraries } from './libraries/all.js';
import {
  noAnalysis,
  type Analysis,
  type Layer,
  type NamedTensor,
  type Network,
  type Problem,
  type ShapedPlace,
  type Span,
  type WantedModule,
} from './model.js';
import { shortName } from './names.js';
import { javascriptProgram } from './syntax/javascript.js';
import type { Program, Statement } from './syntax/program.js';
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
}

export type CodeLanguage = 'python' | 'typescript';

/** A cheap look at a text before it is parsed: whether it names a framework at all. */
export function mayHoldCode(text: string): boolean {
  return /\b(torch|(tf_)?keras|tensorflow|flax|haiku|equinox|tf\s*\.\s*(layers|sequential))\b/.test(text);
}

/** The networks of a program, the shapes of its tensors, and its problems. Null where the time is over. */
export function codeAnalysis(text: string, language: CodeLanguage, options: CodeOptions, deadline: number): Analysis {
  if (!mayHoldCode(text)) return noAnalysis;
  const program = programOf(text, language, { path: options.fileName, isModule: false }, deadline);
  if (!program) return { ...noAnalysis, complete: false };
  const library = language === 'python' ? pythonLibraries : javascriptLibraries;
  const wanted: WantedModule[] = [];
  const { records, sizes } = evaluateProgram(program, {
    text,
    library,
    programOf(module, from) {
      const root = module.split(/[./]/, 1)[0] ?? '';
      if (root !== '' && (hasPathsUnder(library, root) || isPackage(module, language))) return null;
      const source = options.modules?.(module, from);
      if (!source) wanted.push({ module, from });
      const other = source && programOf(source.text, language, { path: source.path, isModule: true }, deadline);
      return other ? { path: source.path, program: other } : null;
    },
  });
  // Programs without any recurrence are none of our business.
  if (!records.hasRecurrent && !/rnn|lstm|gru\b|recurrent/i.test(text)) return { ...noAnalysis, wanted };
  return {
    networks: networksOf(program, records.layers, options.fileName),
    tensors: joinedPlaces(records.tensors.filter(isNamed)).map(namedTensor),
    expressions: joinedPlaces(records.tensors.filter((record) => !isNamed(record))).map(shapedPlace),
    sizes,
    problems: problemsOf(records.problems),
    wanted,
    complete: true,
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

function isNamed(record: TensorRecord): record is TensorRecord & { name: string } {
  return record.name !== null;
}

function namedTensor({ name, ...place }: ShapedPlace & { name: string | null }): NamedTensor {
  return { ...place, name: name ?? '' };
}

function shapedPlace({ span, shape, roles, isAssumed }: ShapedPlace): ShapedPlace {
  return { span, shape, roles, isAssumed };
}

/** What a person would call a network: a class, a function, or the whole file. */
interface Container {
  readonly name: string;
  readonly span: Span;
  readonly nameSpan: Span;
}

function networksOf(program: Program, records: readonly LayerRecord[], fileName: string): Network[] {
  const containers = containersOf(program.body).map((container) => placedContainer(container, program.at));
  const groups = new Map<string, { container: Container | null; records: LayerRecord[] }>();
  for (const record of records) {
    const container = containers.find(({ span }) => span.start <= record.span.start && record.span.end <= span.end);
    const key = `${container?.span.start ?? 'file'} ${record.framework}`;
    const group = groups.get(key);
    if (group) group.records.push(record);
    else groups.set(key, { container: container ?? null, records: [record] });
  }
  return [...groups.values()].flatMap(({ container, records: own }) => {
    const [first] = own.filter(({ isRecurrent }) => isRecurrent);
    if (!first) return [];
    const layers = layersOf(own);
    const [start, end] = [
      Math.min(...layers.map(({ span }) => span.start)),
      Math.max(...layers.map(({ span }) => span.end)),
    ];
    return {
      name: container?.name ?? fileBaseName(fileName),
      framework: first.framework,
      span: container?.span ?? { start, end },
      nameSpan: container?.nameSpan ?? first.span,
      layers,
      config: null,
    };
  });
}

/** One layer for each constructor call in the source, in source order. */
function layersOf(records: readonly LayerRecord[]): Layer[] {
  const byPlace = new Map<string, LayerRecord[]>();
  for (const record of records) {
    const key = `${record.span.start} ${record.span.end} ${record.kind}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), record]);
  }
  return [...byPlace.values()]
    .map((same) => joinedLayer(same, joinedCalls(same.flatMap(({ calls }): readonly CallRecord[] => calls))))
    .sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

function placedContainer({ name, span, nameSpan }: Container, at: Program['at']): Container {
  const placed = ({ start, end }: Span): Span => ({ start: at(start), end: at(end) });
  return { name, span: placed(span), nameSpan: placed(nameSpan) };
}

function containersOf(body: readonly Statement[]): Container[] {
  return body.flatMap((statement): Container[] => {
    switch (statement.kind) {
      case 'class':
      case 'function':
        return [statement];
      case 'if':
        return containersOf([...statement.body, ...statement.otherwise]);
      case 'with':
      case 'block':
      case 'try':
        return containersOf(statement.body);
      default:
        return [];
    }
  });
}

function fileBaseName(fileName: string): string {
  const last = fileName.split(/[\\/]/).at(-1) ?? fileName;
  return shortName(last.replace(/\.\w+$/, '') || last) || 'program';
}

/** Each problem once, however often its line runs; the worst of those that say the same. */
function problemsOf(reports: readonly RuleReport[]): Problem[] {
  const worst = new Map<string, RuleReport>();
  for (const report of reports) {
    const key = `${report.code} ${report.span.start} ${report.span.end}`;
    const known = worst.get(key);
    if (!known || (known.severity !== 'error' && report.severity === 'error')) worst.set(key, report);
  }
  return [...worst.values()];
}
