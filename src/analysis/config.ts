import { readData, type ConfigData } from './configData.js';
import { isOneSlipAway, readFlag, readSeed, readSize, readWord } from './configValues.js';
import {
  activationOf,
  cellOf,
  isOtherKind,
  kindSpellings,
  otherKindFields,
  ownSpellings,
  spellings,
} from './fields.js';
import {
  activations,
  cells,
  configFields,
  type Cell,
  type Config,
  type ConfigField,
  type FieldName,
  type Fix,
  type LanguageId,
  type Problem,
  type SizeField,
} from './model.js';
import { problem } from './problem.js';
import { describeValue, entriesByKey, isGiven, unknown, type Entry, type ObjectValue, type Value } from './values.js';

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

/** Whether an object that fills a file of ours is meant as a config, also where its hidden size is missing. */
export function mayBeOwnConfig(keys: readonly string[]): boolean {
  return (['batch', 'steps', 'features', 'rnn_size'] as const).some((field) =>
    keys.some((key) => spellings[field].includes(key)),
  );
}

/** Reads a config; null where its values show that it is something else, as a JSON Schema's `properties`. */
export function readConfig(object: ObjectValue, context: ConfigContext): ConfigReading | null {
  const entries = fieldEntries(object);
  const strict = context.ownFile || canonicalCount(entries) >= 3;
  const isOurs = strict || hasOwnSpelling(entries);
  if (!context.ownFile && (isGridOrTemplate(entries) || (!strict && isSomethingElse(object, entries)))) return null;
  const problems: Problem[] = [
    // Somebody is typing where the text is broken: what follows may belong elsewhere.
    ...(context.language === 'json' && object.open ? [] : duplicates(object)),
    ...(context.ownFile ? unknownFields(object) : []),
  ];
  const report = (found: Problem | null) => {
    if (found) problems.push(found);
  };
  const size = (field: SizeField) => {
    const reading = readSize(entries.get(field), field, { strict, isOurs });
    report(reading.problem);
    return reading.size;
  };
  const flag = (field: FieldName, otherwise: boolean) => readFlag(entries.get(field), field, otherwise, strict, report);

  const severity = context.ownFile ? 'error' : isOurs ? 'info' : null;
  const cell = readWord(entries.get('cell'), 'cell', cellOf, cells, severity, report);
  const activation = readWord(entries.get('activation'), 'activation', activationOf, activations, severity, report);
  const output = entries.get('output');
  const outputOf = (word: string) => (word === 'state' ? word : null);
  readWord(output, 'output', outputOf, ['state'], context.ownFile ? 'error' : null, report);
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
    cell: isGiven(entries.get('cell')) ? cell : otherwiseNamedCell(object),
    activation: isGiven(entries.get('activation')) ? activation : 'tanh',
    recurrentActivation: 'sigmoid',
    resetAfter: true,
    biases: 2,
    outputIsState: output?.value.kind === 'string' && output.value.value === 'state',
    numLayers: isGiven(entries.get('num_layers')) ? written.numLayers : 1,
    bidirectional: flag('bidirectional', false),
    returnSequences: flag('return_sequences', true),
    seed: seed ?? 0,
    stride: typeof written.stride === 'number' ? written.stride : 1,
  };
  const data = readData(entries, scalars, strict);
  problems.push(...data.problems);
  const sizes = withSymbols({ ...scalars, ...data.sizes }, data.sources.weights);
  const notKnown = [
    ...(isGiven(output) && output.value.kind !== 'string' ? ['output'] : []),
    ...(isGiven(entries.get('seed')) && seed === null ? ['seed'] : []),
    ...(isGiven(entries.get('stride')) && typeof written.stride !== 'number' ? ['stride'] : []),
    ...data.notKnown,
  ];
  const config: Config = { ...scalars, ...sizes, ...data.sources, isOurs, notKnown, fields: fieldList(entries) };
  report(missingFields(object, entries, data, strict, context));
  return { config, problems };
}

/** A config's plain values; sizes that are not given are null. */
export type Scalars = Omit<Config, 'fields' | 'isOurs' | 'inputs' | 'series' | 'initialState' | 'weights' | 'notKnown'>;

export type FieldEntries = ReadonlyMap<FieldName, Entry>;

function fieldEntries(object: ObjectValue): FieldEntries {
  const byKey = entriesByKey(object);
  const entries = new Map<FieldName, Entry>();
  for (const field of configFields) {
    const [entry, ...others] = spellings[field].flatMap((spelling) => byKey.get(spelling) ?? []);
    if (!entry) continue;
    const isSure =
      entry.key === field || ownSpellings.includes(entry.key) || others.every((other) => isSame(entry, other));
    // Of two spellings that disagree, nobody knows which one is the network's.
    entries.set(field, isSure ? entry : { ...entry, value: unknown, literal: false });
  }
  return entries;
}

function isSame({ value: a }: Entry, { value: b }: Entry): boolean {
  return a.kind === 'number' && b.kind === 'number' ? a.value === b.value : a.kind === b.kind && a.kind !== 'number';
}

function fieldList(entries: FieldEntries): ConfigField[] {
  return [...entries]
    .map(([name, entry]) => ({ name, spelling: entry.key, keySpan: entry.keySpan, valueSpan: entry.span }))
    .sort((a, b) => a.keySpan.start - b.keySpan.start);
}

/**
 * Where none of the sizes can be a number they are a schema, labels or a template; several that are lists are a grid of
 * experiments.
 */
function isGridOrTemplate(entries: FieldEntries): boolean {
  const sizes = sizesOf(entries);
  const lists = sizes.filter(({ value }) => value.kind === 'array').length;
  return lists > 1 || !sizes.some(({ value }) => mayBeNumber(value));
}

/**
 * Sizes that are objects are a search space. In the words of other tools there are more signs that an object means
 * something else: `units: 'px'`, or a network of another kind.
 */
function isSomethingElse(object: ObjectValue, entries: FieldEntries): boolean {
  const sizes = sizesOf(entries);
  if (sizes.some(({ value }) => value.kind === 'object')) return true;
  const byKey = entriesByKey(object);
  if (otherKindFields.some((key) => byKey.has(key))) return true;
  if (kindWords(byKey).some(isOtherKind)) return true;
  if (hasOwnSpelling(entries)) return false;
  const cell = entries.get('cell');
  if (cell?.value.kind === 'string' && cellOf(cell.value.value) === null) return true;
  // A cell that is not known, as a table's, is no sign of a network by itself.
  if (cell && cell.value.kind !== 'string' && !(entries.has('steps') && entries.has('features'))) return true;
  const units = entries.get('rnn_size')?.value;
  const isFraction = units?.kind === 'number' && !Number.isInteger(units.value);
  const isWord = units?.kind === 'string' && !mayBeNumber(units);
  return sizes.some(({ value }) => value.kind === 'array') || isFraction || isWord || !(cell ?? sizes.some(saysSize));
}

/** A number, or the name of one. */
function saysSize({ value }: Entry): boolean {
  return value.kind === 'number' || value.kind === 'string' || (value.kind === 'unknown' && value.name !== null);
}

function sizesOf(entries: FieldEntries): Entry[] {
  return (['batch', 'steps', 'features', 'rnn_size'] as const).flatMap((field) => entries.get(field) ?? []);
}

/** The cell that other tools' words for the kind of a network name; a simple RNN where there are none. */
function otherwiseNamedCell(object: ObjectValue): Cell | null {
  const words = kindWords(entriesByKey(object));
  const named = words.flatMap((word) => cellOf(word) ?? []);
  return named[0] ?? (words.some((word) => /rnn|lstm|gru|recurrent/i.test(word)) ? null : 'simple_rnn');
}

function kindWords(byKey: ReadonlyMap<string, Entry>): string[] {
  return kindSpellings.flatMap((key) => {
    const value = byKey.get(key)?.value;
    return value?.kind === 'string' ? [value.value] : [];
  });
}

function hasOwnSpelling(entries: FieldEntries): boolean {
  return ownSpellings.includes(entries.get('rnn_size')?.key ?? '');
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

/** Words that are one slip away from a field's: the run would go on without them. */
function unknownFields(object: ObjectValue): Problem[] {
  const known = configFields.flatMap((field) => spellings[field]);
  return object.entries.flatMap(({ key, keySpan }) => {
    if (known.includes(key) || key.length < 5) return [];
    const near = known.find((word) => isOneSlipAway(key, word));
    if (near === undefined) return [];
    const text = JSON.stringify(near);
    const fix: Fix = { action: { kind: 'replace', text }, edits: [{ span: keySpan, text }] };
    return [{ ...problem('warning', keySpan, { code: 'unknown-field', key, near }), fixes: [fix] }];
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
  if (!strict && !hasOwnSpelling(entries)) return null;
  const fields: FieldName[] = (['batch', 'steps', 'features'] as const).filter(
    (field) => !entries.has(field) && (data.sizes[field] ?? null) === null && !mayFollow(field, data),
  );
  if (!entries.has('rnn_size')) fields.push('rnn_size');
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
function withSymbols(
  sizes: Scalars,
  weights: Config['weights'],
): Pick<Config, 'batch' | 'steps' | 'features' | 'units' | 'outputSize'> {
  const units = sizes.units ?? 'rnn_size';
  return {
    batch: sizes.batch ?? 'batch',
    steps: sizes.steps ?? 'steps',
    features: sizes.features ?? 'features',
    units,
    // A file of weights may bring an o_w of any width.
    outputSize: sizes.outputSize ?? (weights?.from === 'file' ? 'output_size' : units),
  };
}
