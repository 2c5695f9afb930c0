import { readData, type ConfigData } from './configData.js';
import { readFlag, readSeed, readSize, readWord } from './configValues.js';
import { cellOf, activationOf, ownSpellings, spellings } from './fields.js';
import {
  activations,
  cells,
  configFields,
  type Config,
  type ConfigField,
  type FieldName,
  type Fix,
  type LanguageId,
  type Problem,
  type SizeField,
} from './model.js';
import { problem } from './problem.js';
import { describeValue, entriesByKey, isGiven, type Entry, type ObjectValue, type Value } from './values.js';

export interface ConfigContext {
  readonly language: LanguageId;
  /** The file is one of ours by its name or its `$schema`. */
  readonly ownFile: boolean;
  /** The object is spread into another one, which may bring what is missing here. */
  readonly isPart: boolean;
}

export interface ConfigReading {
  readonly config: Config;
  readonly problems: readonly Problem[];
}

/**
 * Whether an object with these keys is a network config: `rnn_size` or `rnnSize` with at least one of batch, steps
 * and features; or another spelling of it with both steps and features, or with a cell.
 */
export function mayBeConfig(keys: readonly string[]): boolean {
  const has = (field: FieldName) => keys.some((key) => spellings[field].includes(key));
  if (!has('rnn_size')) return false;
  if (keys.some((key) => ownSpellings.includes(key))) return has('batch') || has('steps') || has('features');
  return (has('steps') && has('features')) || has('cell');
}

/** Reads a config; null where its values show that it is something else, as a JSON Schema's `properties`. */
export function readConfig(object: ObjectValue, context: ConfigContext): ConfigReading | null {
  const entries = fieldEntries(object);
  if (isSomethingElse(entries)) return null;
  const strict = context.ownFile || canonicalCount(entries) >= 3;
  const problems: Problem[] = [...duplicates(object)];
  const report = (found: Problem | null) => {
    if (found) problems.push(found);
  };
  const size = (field: SizeField) => {
    const reading = readSize(entries.get(field), field, strict);
    report(reading.problem);
    return reading.size;
  };
  const flag = (field: FieldName, otherwise: boolean) => readFlag(entries.get(field), field, otherwise, strict, report);

  const cell = readWord(entries.get('cell'), 'cell', cellOf, cells, context.ownFile, report);
  const activation = readWord(
    entries.get('activation'),
    'activation',
    activationOf,
    activations,
    context.ownFile,
    report,
  );
  const output = entries.get('output');
  const seed = readSeed(entries.get('seed'), strict, report);
  const written = {
    batch: size('batch'),
    steps: size('steps'),
    features: size('features'),
    units: size('rnn_size'),
    outputSize: size('output_size'),
    numLayers: size('num_layers'),
    stride: size('stride'),
  };
  const scalars: Scalars = {
    ...written,
    cell: isGiven(entries.get('cell')) ? cell : 'simple_rnn',
    activation: isGiven(entries.get('activation')) ? activation : 'tanh',
    outputIsState: output?.value.kind === 'string' && output.value.value === 'state',
    numLayers: isGiven(entries.get('num_layers')) ? written.numLayers : 1,
    bidirectional: flag('bidirectional', false),
    returnSequences: flag('return_sequences', true),
    seed: seed ?? 0,
    stride: typeof written.stride === 'number' ? written.stride : 1,
  };
  const data = readData(entries, scalars, strict);
  problems.push(...data.problems);
  const sizes = withSymbols({ ...scalars, ...data.sizes });
  const notKnown = [
    ...(isGiven(output) && output.value.kind !== 'string' ? ['output'] : []),
    ...(isGiven(entries.get('seed')) && seed === null ? ['seed'] : []),
    ...(isGiven(entries.get('stride')) && typeof written.stride !== 'number' ? ['stride'] : []),
    ...data.notKnown,
  ];
  const config: Config = { ...scalars, ...sizes, ...data.sources, notKnown, fields: fieldList(entries) };
  report(missingFields(object, entries, data, strict, context));
  return { config, problems };
}

/** A config's plain values; sizes that are not given are null. */
export type Scalars = Omit<Config, 'fields' | 'inputs' | 'series' | 'initialState' | 'weights' | 'notKnown'>;

export type FieldEntries = ReadonlyMap<FieldName, Entry>;

function fieldEntries(object: ObjectValue): FieldEntries {
  const byKey = entriesByKey(object);
  const entries = new Map<FieldName, Entry>();
  for (const field of configFields) {
    const key = spellings[field].find((spelling) => byKey.has(spelling));
    const entry = key === undefined ? undefined : byKey.get(key);
    if (entry) entries.set(field, entry);
  }
  return entries;
}

function fieldList(entries: FieldEntries): ConfigField[] {
  return [...entries]
    .map(([name, entry]) => ({ name, spelling: entry.key, keySpan: entry.keySpan, valueSpan: entry.span }))
    .sort((a, b) => a.keySpan.start - b.keySpan.start);
}

/**
 * Sizes that are objects are a schema or a search space; where none of them can be a number, they are a grid of
 * experiments, labels or a template; a cell that is no recurrent one makes a network of another kind, and
 * `units: 'px'` are units of length.
 */
function isSomethingElse(entries: FieldEntries): boolean {
  const sizes = (['batch', 'steps', 'features', 'rnn_size'] as const).flatMap((field) => entries.get(field) ?? []);
  if (sizes.some(({ value }) => value.kind === 'object')) return true;
  if (!sizes.some(({ value }) => mayBeNumber(value))) return true;
  const units = entries.get('rnn_size');
  if (!units || ownSpellings.includes(units.key)) return false;
  const cell = entries.get('cell');
  if (cell && (cell.value.kind !== 'string' || cellOf(cell.value.value) === null)) return true;
  return units.value.kind === 'string' && !mayBeNumber(units.value);
}

function mayBeNumber(value: Value): boolean {
  if (value.kind === 'string') return value.value.trim() !== '' && Number.isFinite(Number(value.value));
  return !['array', 'object', 'boolean'].includes(value.kind);
}

function canonicalCount(entries: FieldEntries): number {
  const own = (['batch', 'steps', 'features'] as const).filter((field) => entries.get(field)?.key === field);
  return entries.get('rnn_size')?.key === 'rnn_size' ? own.length + 1 : 0;
}

function duplicates(object: ObjectValue): Problem[] {
  const written = object.entries.filter((entry) => !entry.spread);
  const last = new Map(written.map((entry) => [entry.key, entry]));
  const isField = (key: string) => configFields.some((field) => spellings[field].includes(key));
  return written.flatMap(({ key, keySpan, removal }, index) => {
    const other = last.get(key);
    if (!isField(key) || !other || other === written[index]) return [];
    const detail = { code: 'duplicate-key', key, other: describeValue(other.value) } as const;
    const fix: Fix | null = removal && {
      action: { kind: 'remove-duplicate', key },
      edits: [{ span: removal, text: '' }],
    };
    return [{ ...problem('warning', keySpan, detail), fixes: fix ? [fix] : [] }];
  });
}

function missingFields(
  object: ObjectValue,
  entries: FieldEntries,
  data: ConfigData,
  strict: boolean,
  context: ConfigContext,
): Problem | null {
  if (object.open || context.isPart) return null;
  const own = ownSpellings.includes(entries.get('rnn_size')?.key ?? '');
  if (!strict && !own) return null;
  const fields = (['batch', 'steps', 'features'] as const).filter(
    (field) => !entries.has(field) && (data.sizes[field] ?? null) === null && !mayFollow(field, data),
  );
  if (fields.length === 0) return null;
  const severity = strict && context.language === 'json' ? 'error' : 'info';
  const { start } = object.span;
  return problem(severity, { start, end: start + 1 }, { code: 'missing-field', fields });
}

/** Data of unknown shape, and files that are yet to be read, may tell a size that is not written. */
function mayFollow(field: 'batch' | 'steps' | 'features', { sources, notKnown }: ConfigData): boolean {
  const isOpen = (name: 'inputs' | 'series' | 'weights') => sources[name]?.from === 'file' || notKnown.includes(name);
  return isOpen('inputs') || (field === 'batch' && isOpen('series')) || (field === 'features' && isOpen('weights'));
}

/** Sizes that are not known go by their field's name. */
function withSymbols(sizes: Scalars): Pick<Config, 'batch' | 'steps' | 'features' | 'units' | 'outputSize'> {
  const units = sizes.units ?? 'rnn_size';
  return {
    batch: sizes.batch ?? 'batch',
    steps: sizes.steps ?? 'steps',
    features: sizes.features ?? 'features',
    units,
    outputSize: sizes.outputSize ?? units,
  };
}
