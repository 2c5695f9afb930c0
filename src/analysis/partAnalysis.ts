import type { CallRecord, LayerRecord, TensorRecord } from './domain/records.js';
import type { RuleReport } from './domain/rules.js';
import type { ElementType, TensorLibrary } from './domain/values.js';
import { evaluateProgram } from './evaluate/evaluate.js';
import type { ProgramOf } from './evaluate/imports.js';
import { groupedBy, spanKey } from './grouped.js';
import { joinedCalls, joinedLayer, joinedPlaces } from './joinedRecords.js';
import type { Library } from './libraries/library.js';
import type { Framework, Layer, NamedSize, NamedTensor, Problem, ShapedPlace, Span } from './model.js';
import type { Program, Statement } from './syntax/program.js';

/** What is found in statements that share no name with others; the places are those of the program. */
export interface PartAnalysis {
  readonly layers: readonly FoundLayer[];
  readonly tensors: readonly NamedTensor[];
  readonly expressions: readonly ShapedPlace[];
  readonly sizes: readonly NamedSize[];
  readonly problems: readonly Problem[];
  /** Whether a recurrent layer was met at all, here or in an imported file. */
  readonly hasRecurrent: boolean;
  /** How many expressions and statements were looked at. */
  readonly work: number;
}

export interface FoundLayer {
  readonly layer: Layer;
  readonly framework: Framework;
  readonly isRecurrent: boolean;
  readonly container: Container | null;
}

/** What a person would call a network: a class or a function; where a layer stands in none, it is the whole file. */
export interface Container {
  readonly name: string;
  readonly span: Span;
  readonly nameSpan: Span;
}

export interface PartOptions {
  readonly text: string;
  readonly library: Library;
  /** Whose tensors the whole document works with. */
  readonly tensors: TensorLibrary | null;
  /** What PyTorch's floats are in the whole document. */
  readonly floats: ElementType | null;
  readonly programOf: ProgramOf;
  readonly maxWork: number;
}

/** The analysis of a part. It is remembered as long as its statements are, where it needs no other file. */
export function analysisOfPart(program: Program, options: PartOptions): PartAnalysis {
  const last = program.body.at(-1);
  const known = last && remembered.get(last);
  if (known && isSame(known, program.body, options)) return known.analysis;
  const sought: Sought[] = [];
  let isAlone = true as boolean;
  const programOf: ProgramOf = (module, from) => {
    const found = options.programOf(module, from);
    if (found) isAlone = false;
    else sought.push({ module, from });
    return found;
  };
  const { records, sizes, isWhole, work } = evaluateProgram(program, { ...options, programOf });
  const analysis: PartAnalysis = {
    layers: layersOf(records.layers, containersOf(program.body)),
    tensors: joinedPlaces(records.tensors.filter(isNamed)).map(namedTensor),
    expressions: joinedPlaces(records.tensors.filter((record) => !isNamed(record))).map(shapedPlace),
    sizes,
    problems: problemsOf(records.problems),
    hasRecurrent: records.hasRecurrent,
    work,
  };
  if (last && isAlone && isWhole) {
    remembered.set(last, { body: program.body, tensors: options.tensors, floats: options.floats, sought, analysis });
  }
  return analysis;
}

interface Sought {
  readonly module: string;
  readonly from: string | null;
}

interface Remembered {
  readonly body: readonly Statement[];
  readonly tensors: TensorLibrary | null;
  readonly floats: ElementType | null;
  /** The modules for which there was no file. */
  readonly sought: readonly Sought[];
  readonly analysis: PartAnalysis;
}

/** By a part's last statement, which is another part's too only where both share a constant that stands below them. */
const remembered = new WeakMap<Statement, Remembered>();

function isSame(known: Remembered, body: readonly Statement[], { tensors, floats, programOf }: PartOptions): boolean {
  return (
    known.tensors === tensors &&
    known.floats === floats &&
    known.body.length === body.length &&
    known.body.every((statement, index) => statement === body[index]) &&
    known.sought.every(({ module, from }) => programOf(module, from) === null)
  );
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

/** One layer for each constructor call in the source. */
function layersOf(records: readonly LayerRecord[], containers: readonly Container[]): FoundLayer[] {
  const byPlace = groupedBy(records, ({ span, kind, framework }) => `${spanKey(span)} ${kind} ${framework}`);
  return [...byPlace.values()].map((same) => {
    const [{ span, framework, isRecurrent }] = same;
    const calls = joinedCalls(same.flatMap(({ calls }): readonly CallRecord[] => calls));
    const container = containers.find(({ span: outer }) => outer.start <= span.start && span.end <= outer.end) ?? null;
    return { layer: joinedLayer(same, calls), framework, isRecurrent, container };
  });
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

/** Each problem once, however often its line runs; the worst of those that say the same. */
function problemsOf(reports: readonly RuleReport[]): Problem[] {
  const worst = new Map<string, RuleReport>();
  for (const report of reports) {
    const key = `${report.code} ${spanKey(report.span)}`;
    const known = worst.get(key);
    if (!known || (known.severity !== 'error' && report.severity === 'error')) worst.set(key, report);
  }
  return [...worst.values()];
}
