import { readArray } from './arrays.js';
import type { FieldEntries, Scalars } from './config.js';
import type { ArrayValue, Config, DataSource, Dim, FieldName, FileReference, Fix, Problem, Shape } from './model.js';
import { problem } from './problem.js';
import { checkLayerCount, checkWeights, readWeights, weightSizes } from './configWeights.js';
import { directions, times } from './weightShapes.js';
import { entriesByKey, describeValue, isGiven, type Element, type Entry } from './values.js';

export interface ConfigData {
  readonly sources: Pick<Config, 'inputs' | 'series' | 'initialState' | 'weights'>;
  /** Sizes that the config does not give and its data do. */
  readonly sizes: Partial<Pick<Scalars, 'batch' | 'steps' | 'features' | 'outputSize'>>;
  /** Fields, and single weights, that are given and not known from the text. */
  readonly notKnown: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Reads `inputs`, `series`, `initial_state` and `weights`, and checks their shapes against the config's sizes. Where
 * the object only looks like ours (`strict` is false), what is not numbers is somebody else's and left alone.
 */
export function readData(entries: FieldEntries, scalars: Scalars, strict: boolean): ConfigData {
  const problems: Problem[] = [];
  const report = (found: Problem) => problems.push(found);
  const inputs = readSource(entries.get('inputs'), strict, report);
  const series = readSource(entries.get('series'), strict, report);
  const initialState = readSource(entries.get('initial_state'), strict, report);
  const weights = readWeights(entries.get('weights'), strict, report);
  const inputKernel = weights?.sets.find(({ layer, arrays }) => layer === 0 && arrays.i_w)?.arrays.i_w;
  const outputKernel = weights?.sets.findLast(({ arrays }) => arrays.o_w)?.arrays.o_w;

  const given = inputs?.from === 'source' ? inputs.array.shape : null;
  const known = (field: FieldName, size: Dim, found: number | undefined) =>
    entries.has(field) || !found ? size : (size ?? found);
  const sizes = {
    batch: known('batch', scalars.batch, given?.length === 3 ? given[0] : undefined),
    steps: known('steps', scalars.steps, given?.length === 3 ? given[1] : undefined),
    features: known('features', scalars.features, given?.length === 3 ? given[2] : inputKernel?.shape[0]),
    outputSize: known('output_size', scalars.outputSize, outputKernel?.shape[1]),
  };
  if (series?.from === 'source' && !isGiven(entries.get('inputs'))) {
    const segments = checkSeries(series.array, { ...scalars, ...sizes }, entries);
    problems.push(...segments.problems);
    sizes.batch = known('batch', sizes.batch, segments.lines ?? undefined);
  }
  const all = { ...scalars, ...sizes };
  if (inputs?.from === 'source') problems.push(...checkInputs(inputs.array, all, entries));
  if (initialState?.from === 'source') problems.push(...checkInitialState(initialState.array, all, entries));
  problems.push(
    ...checkLayerCount(weights, entries.get('weights'), scalars),
    ...checkWeights(weights?.sets ?? [], weightSizes(all)),
  );
  const sources = { inputs, series, initialState, weights: weights?.source ?? null };
  const notKnown = [
    ...dataFields.filter(([field, source]) => isGiven(entries.get(field)) && !sources[source]).map(([field]) => field),
    ...(weights?.notKnown ?? []),
  ];
  return { sources, sizes, notKnown, problems };
}

const dataFields = [
  ['inputs', 'inputs'],
  ['series', 'series'],
  ['initial_state', 'initialState'],
  ['weights', 'weights'],
] as const;

/** `inputs` is (batch, steps, features). */
export function checkInputs(
  array: ArrayValue,
  sizes: Pick<Scalars, 'batch' | 'steps' | 'features'>,
  entries: FieldEntries | null,
): Problem[] {
  const axes: Axis[] = [
    ['batch', sizes.batch],
    ['steps', sizes.steps],
    ['features', sizes.features],
  ];
  return checkShape('inputs', array, axes, entries);
}

/**
 * `initial_state` is (batch, rnn_size); with several layers or directions that is the one of each of them, or there is
 * one for each: (layers * directions, batch, rnn_size), as PyTorch has it.
 */
export function checkInitialState(
  array: ArrayValue,
  sizes: Pick<Scalars, 'batch' | 'units' | 'numLayers' | 'bidirectional'>,
  entries: FieldEntries | null,
): Problem[] {
  const axes: Axis[] = [
    ['batch', sizes.batch],
    ['rnn_size', sizes.units],
  ];
  const copies = times(directions(sizes), sizes.numLayers);
  if (array.shape.length === 3 && copies !== 1) axes.unshift([null, copies]);
  return checkShape('initial_state', array, axes, entries);
}

/** `series` is segmented into lines of `steps * features` numbers, each `stride` numbers after the one before. */
export function checkSeries(
  array: ArrayValue,
  sizes: Pick<Scalars, 'batch' | 'steps' | 'features' | 'stride'>,
  entries: FieldEntries | null,
): { problems: Problem[]; lines: number | null } {
  const [length] = array.shape;
  if (array.shape.length !== 1 || length === undefined) {
    return { problems: checkShape('series', array, [[null, null]], entries), lines: null };
  }
  const { batch, steps, features, stride } = sizes;
  if (typeof steps !== 'number' || typeof features !== 'number') return { problems: [], lines: null };
  const window = steps * features;
  if (window > length) {
    const detail = { code: 'window-too-long', window, length } as const;
    return { problems: [problem('error', array.span, detail)], lines: null };
  }
  const lines = Math.floor((length - window) / stride) + 1;
  if (typeof batch !== 'number' || batch <= lines) return { problems: [], lines };
  const needed = window + (batch - 1) * stride;
  const detail = { code: 'series-too-short', length, lines, batch, needed } as const;
  return {
    problems: [{ ...problem('error', array.span, detail), fixes: setSize(entries, 'batch', lines) }],
    lines,
  };
}

type Axis = readonly [field: FieldName | null, size: Dim];

function checkShape(field: FieldName, array: ArrayValue, axes: Axis[], entries: FieldEntries | null): Problem[] {
  const expected = axes.map(([name, size]) => size ?? name);
  const found = array.shape;
  if (fits(found, expected)) return [];
  const wrong = axes.flatMap(([name, size], axis) =>
    typeof size === 'number' && size !== found[axis] ? [{ name, size: found[axis] }] : [],
  );
  const [first] = wrong;
  const isOneAxis = found.length === expected.length && wrong.length === 1 && !entries?.has('weights');
  const fixes = isOneAxis && first?.name && first.size ? setSize(entries, first.name, first.size) : [];
  return [{ ...problem('error', array.span, { code: 'shape-mismatch', field, expected, found }), fixes }];
}

/** Sizes known by name only, or not at all, fit every length. */
export function fits(found: readonly number[], expected: Shape): boolean {
  return (
    found.length === expected.length && expected.every((dim, axis) => typeof dim !== 'number' || dim === found[axis])
  );
}

/** Setting a size that is written as a plain number in the config itself. */
function setSize(entries: FieldEntries | null, field: FieldName, size: number): Fix[] {
  const entry = entries?.get(field);
  if (!entry?.literal || entry.value.kind !== 'number') return [];
  const text = String(size);
  return [{ action: { kind: 'set-size', key: entry.key, text }, edits: [{ span: entry.span, text }] }];
}

export type Report = (found: Problem) => void;

function readSource(entry: Entry | undefined, strict: boolean, report: Report): DataSource | null {
  if (!entry) return null;
  const { value, span, key } = entry;
  if (value.kind === 'array') {
    const array = readNumbers(entry, key, strict, report);
    return array ? { from: 'source', array } : null;
  }
  // The paths of other tools' configs mean their own files, from a folder of their own.
  const file = strict ? fileReference(entry) : null;
  if (file) return { from: 'file', file };
  if (strict && !['unknown', 'broken', 'null'].includes(value.kind)) {
    const expected = 'a nested array of numbers, or the path of a file';
    report(problem('error', span, { code: 'wrong-type', field: key, expected, found: describeValue(value) }));
  }
  return null;
}

/** Reads an array of numbers and reports what is wrong inside it. */
export function readNumbers(item: Element, field: string, strict: boolean, report: Report): ArrayValue | null {
  if (!strict && !startsWithNumber(item)) return null;
  const reading = readArray(item.value, item.span, field);
  if (reading.kind === 'array') return reading.array;
  if (reading.kind === 'problem') report(problem('error', reading.span, reading.problem));
  return null;
}

function startsWithNumber(item: Element): boolean {
  let current: Element | undefined = item;
  for (let depth = 0; current?.value.kind === 'array' && depth < 8; depth++) current = current.value.read()[0];
  return current?.value.kind === 'number';
}

/** `"data.csv"`, or `{ "file": "data.csv", "column": "close" }`. */
export function fileReference({ value, span }: Element): FileReference | null {
  if (value.kind === 'string') return value.value === '' ? null : { path: value.value, column: null, span };
  if (value.kind !== 'object') return null;
  const entries = entriesByKey(value.read());
  const path = entries.get('file') ?? entries.get('path') ?? entries.get('csv');
  if (path?.value.kind !== 'string' || path.value.value === '') return null;
  const column = entries.get('column')?.value;
  return {
    path: path.value.value,
    column: column?.kind === 'string' || column?.kind === 'number' ? column.value : null,
    span: path.span,
  };
}
