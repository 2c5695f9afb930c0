import { cellOf, activationOf, ownSpellings, spellings } from './fields.js';
import {
  activations,
  cells,
  configFields,
  type Config,
  type ConfigField,
  type Dim,
  type FieldName,
  type LanguageId,
  type Problem,
  type SizeField,
} from './model.js';
import { readData } from './configData.js';
import { problem } from './problem.js';
import { describeValue, entriesByKey, type Entry, type ObjectValue } from './values.js';

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
    cell: entries.has('cell') ? cell : 'simple_rnn',
    activation: entries.has('activation') ? activation : 'tanh',
    outputIsState: output?.value.kind === 'string' && output.value.value === 'state',
    numLayers: entries.has('num_layers') ? written.numLayers : 1,
    bidirectional: flag('bidirectional', false),
    returnSequences: flag('return_sequences', true),
    seed: readSeed(entries.get('seed'), report),
    stride: typeof written.stride === 'number' ? written.stride : 1,
  };
  const data = readData(entries, scalars, strict);
  problems.push(...data.problems);
  const sizes = withSymbols({ ...scalars, ...data.sizes });
  const config: Config = { ...scalars, ...sizes, ...data.sources, fields: fieldList(entries) };
  report(missingFields(object, entries, { ...data.sizes, ...data.sources }, strict, context));
  return { config, problems };
}

/** A config's plain values; sizes that are not given are null. */
export type Scalars = Omit<Config, 'fields' | 'inputs' | 'series' | 'initialState' | 'weights'>;

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
 * Sizes that are objects are a schema or a search space; sizes that are lists are a grid of experiments; a cell that
 * is no recurrent one makes a network of another kind.
 */
function isSomethingElse(entries: FieldEntries): boolean {
  const sizes = (['batch', 'steps', 'features', 'rnn_size'] as const).flatMap((field) => entries.get(field) ?? []);
  if (sizes.some(({ value }) => value.kind === 'object')) return true;
  if (sizes.every(({ value }) => value.kind === 'array')) return true;
  const units = entries.get('rnn_size');
  const cell = entries.get('cell');
  const isOwn = units !== undefined && ownSpellings.includes(units.key);
  return cell !== undefined && !isOwn && (cell.value.kind !== 'string' || cellOf(cell.value.value) === null);
}

function canonicalCount(entries: FieldEntries): number {
  const own = (['batch', 'steps', 'features'] as const).filter((field) => entries.get(field)?.key === field);
  return entries.get('rnn_size')?.key === 'rnn_size' ? own.length + 1 : 0;
}

const maxSize = Number.MAX_SAFE_INTEGER;

/**
 * A size is a positive integer. In objects that only look like ours a suspicion stays a warning, and the habits of
 * other tools (`-1`, `null` and words for "any") are left alone.
 */
function readSize(entry: Entry | undefined, field: SizeField, strict: boolean): { size: Dim; problem: Problem | null } {
  if (!entry) return { size: null, problem: null };
  const { value, span } = entry;
  const quiet = { size: null, problem: null };
  const severity = strict ? 'error' : 'warning';
  const wrongType = (expected = 'a positive integer') =>
    problem(severity, span, {
      code: 'wrong-type',
      field: entry.key,
      expected,
      found: describeValue(value),
    });
  switch (value.kind) {
    case 'number': {
      if (Number.isInteger(value.value) && value.value > 0 && value.value <= maxSize) {
        return { size: value.value, problem: null };
      }
      const isAny = (field === 'batch' || field === 'steps') && !strict;
      if (isAny && value.value === -1) return quiet;
      const found = describeValue(value);
      const certain = !(isAny && value.value === 0);
      return {
        size: null,
        problem: problem(certain ? 'error' : 'warning', span, { code: 'invalid-size', field: entry.key, found }),
      };
    }
    case 'string': {
      const isSize = /^\s*[1-9]\d*\s*$/.test(value.value);
      if (!isSize) return strict ? { size: null, problem: wrongType() } : quiet;
      const text = value.value.trim();
      const fixes = entry.literal ? [{ action: { kind: 'replace', text }, edits: [{ span, text }] } as const] : [];
      return { size: Number(text), problem: { ...wrongType(), fixes } };
    }
    case 'null':
      return strict && entry.literal ? { size: null, problem: wrongType() } : quiet;
    case 'unknown':
      return { size: value.name, problem: null };
    case 'broken':
      return quiet;
    case 'array':
    case 'object':
      return strict ? { size: null, problem: wrongType() } : quiet;
    case 'boolean':
      return { size: null, problem: wrongType() };
  }
}

function readFlag(
  entry: Entry | undefined,
  field: FieldName,
  otherwise: boolean,
  strict: boolean,
  report: (found: Problem) => void,
): boolean | null {
  if (!entry) return otherwise;
  if (entry.value.kind === 'boolean') return entry.value.value;
  if (entry.value.kind !== 'unknown' && entry.value.kind !== 'broken' && strict) {
    const found = describeValue(entry.value);
    report(problem('error', entry.span, { code: 'wrong-type', field, expected: 'true or false', found }));
  }
  return null;
}

function readSeed(entry: Entry | undefined, report: (found: Problem) => void): number {
  if (entry?.value.kind === 'number' && Number.isSafeInteger(entry.value.value) && entry.value.value >= 0) {
    return entry.value.value;
  }
  if (entry?.value.kind === 'number') {
    const found = describeValue(entry.value);
    report(
      problem('warning', entry.span, { code: 'wrong-type', field: 'seed', expected: 'a non-negative integer', found }),
    );
  }
  return 0;
}

/** A word of a fixed list; other words are a mistake in our own files and "not yet" in those of others. */
function readWord<Word extends string>(
  entry: Entry | undefined,
  field: FieldName,
  parse: (word: string) => Word | null,
  allowed: readonly Word[],
  ownFile: boolean,
  report: (found: Problem) => void,
): Word | null {
  if (!entry || entry.value.kind === 'unknown' || entry.value.kind === 'broken') return null;
  const found = describeValue(entry.value);
  if (entry.value.kind !== 'string') {
    if (ownFile) {
      report(problem('error', entry.span, { code: 'wrong-type', field, expected: allowed.join(', '), found }));
    }
    return null;
  }
  const word = parse(entry.value.value);
  if (word !== null) return word;
  const typed = entry.value.value.toLowerCase();
  const near = allowed.filter((candidate) => isOneSlipAway(typed, candidate));
  const text = near.length === 1 && entry.literal ? JSON.stringify(near[0]) : null;
  report({
    ...problem(ownFile ? 'error' : 'info', entry.span, { code: 'unknown-value', field, allowed, found }),
    fixes: text === null ? [] : [{ action: { kind: 'replace', text }, edits: [{ span: entry.span, text }] }],
  });
  return null;
}

/** One letter more, less or other, or two neighbours swapped. */
function isOneSlipAway(typed: string, word: string): boolean {
  let start = 0;
  while (start < word.length && typed[start] === word[start]) start++;
  let end = 0;
  while (end < Math.min(word.length, typed.length) - start && typed.at(-1 - end) === word.at(-1 - end)) end++;
  const left = typed.slice(start, typed.length - end);
  const right = word.slice(start, word.length - end);
  const isSwap = left.length === 2 && left[0] === right[1] && left[1] === right[0];
  return typed !== word && (isSwap || (left.length <= 1 && right.length <= 1));
}

function duplicates(object: ObjectValue): Problem[] {
  const written = object.entries.filter((entry) => !entry.spread);
  const isField = (key: string) => configFields.some((field) => spellings[field].includes(key));
  return written.flatMap((entry, index) => {
    const last = written.findLast((other) => other.key === entry.key);
    if (!isField(entry.key) || !last || last === entry) return [];
    const next = object.entries.find((other) => other.entrySpan.start > entry.entrySpan.start) ?? last;
    const span = { start: entry.entrySpan.start, end: (written[index + 1] ?? next).entrySpan.start };
    const detail = { code: 'duplicate-key', key: entry.key, other: describeValue(last.value) } as const;
    const fix = { action: { kind: 'remove-duplicate', key: entry.key }, edits: [{ span, text: '' }] } as const;
    return [{ ...problem('warning', entry.keySpan, detail), fixes: [fix] }];
  });
}

function missingFields(
  object: ObjectValue,
  entries: FieldEntries,
  derived: Partial<Config>,
  strict: boolean,
  context: ConfigContext,
): Problem | null {
  if (object.open || context.isPart) return null;
  const own = ownSpellings.includes(entries.get('rnn_size')?.key ?? '');
  if (!strict && !own) return null;
  // A file that holds the data tells their sizes when it is read.
  const fromFile = (field: 'batch' | 'steps' | 'features') =>
    derived.inputs?.from === 'file' || (field === 'batch' && derived.series?.from === 'file');
  const fields = (['batch', 'steps', 'features'] as const).filter(
    (field) => !entries.has(field) && (derived[field] ?? null) === null && !fromFile(field),
  );
  if (fields.length === 0) return null;
  const severity = strict && context.language === 'json' ? 'error' : 'info';
  const { start } = object.span;
  return problem(severity, { start, end: start + 1 }, { code: 'missing-field', fields });
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
