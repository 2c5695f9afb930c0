import { fileReference, fits, readNumbers, type Report } from './configData.js';
import type { Scalars } from './config.js';
import type { ArrayValue, Problem, Span, WeightName, WeightsSource } from './model.js';
import { problem } from './problem.js';
import {
  describeValue,
  entriesByKey,
  isGiven,
  nowhere,
  quoteShort,
  type Element,
  type Entry,
  type Value,
} from './values.js';
import { cellWeights, outputWeights, type WeightSizes } from './weightShapes.js';

/** The weights of one direction of one layer, as written; `path` is where: `weights[1].forward`. */
export interface WeightSet {
  readonly layer: number;
  readonly path: string;
  readonly arrays: Readonly<Partial<Record<WeightName, ArrayValue>>>;
}

export interface WeightsReading {
  readonly source: WeightsSource;
  readonly sets: readonly WeightSet[];
  /** How many layers have an object of their own; null where there is one object alone, or a file. */
  readonly layers: number | null;
  /** `weights.i_w`: given and not known from the text. */
  readonly notKnown: readonly string[];
}

/** Reads the field `weights`: an object of nested arrays, a list of such objects (one a layer), or a file's path. */
export function readWeights(entry: Entry | undefined, strict: boolean, report: Report): WeightsReading | null {
  if (!entry) return null;
  const { value, span } = entry;
  const file = isFileReference(value) ? fileReference(entry) : null;
  if (file) return strict ? { source: { from: 'file', file }, sets: [], layers: null, notKnown: [] } : null;
  if (value.kind === 'object' || value.kind === 'array') {
    const { sets, notKnown } = readWeightSets(value, strict, report);
    const hasOutputKernel = sets.some(({ arrays }) => arrays.o_w) || notKnown.some((path) => path.endsWith('.o_w'));
    return {
      source: { from: 'source', arrays: singleSet(sets), hasOutputKernel },
      sets,
      layers: value.kind === 'array' ? new Set(sets.map(({ layer }) => layer)).size : null,
      notKnown,
    };
  }
  if (strict && (value.kind === 'number' || value.kind === 'boolean' || value.kind === 'string')) {
    const expected = 'an object of nested arrays, or the path of a file';
    report(problem('error', span, { code: 'wrong-type', field: 'weights', expected, found: describeValue(value) }));
  }
  return null;
}

/** The sets of weights of an object, or of a list of objects, as `weights` holds them here or in a file. */
export function readWeightSets(
  value: Value,
  strict: boolean,
  report: Report,
): { sets: readonly WeightSet[]; notKnown: readonly string[] } {
  const notKnown: string[] = [];
  const layers = value.kind === 'array' ? value.read() : null;
  const sets = layers
    ? layers.flatMap((item, layer) => readLayer(item, layer, `weights[${layer}]`, { strict, report, notKnown }))
    : readLayer({ value, span: nowhere }, 0, 'weights', { strict, report, notKnown });
  return { sets, notKnown };
}

/** Reports a list of layers of another length than `num_layers` says, and directions that the config does not have. */
export function checkLayerCount(
  weights: WeightsReading | null,
  entry: Entry | undefined,
  { numLayers, bidirectional }: Pick<Scalars, 'numLayers' | 'bidirectional'>,
): Problem[] {
  const { layers = null, notKnown = [], sets = [] } = weights ?? {};
  if (!entry || notKnown.length > 0) return [];
  if (bidirectional === false && sets.some(({ path }) => path.endsWith('.backward'))) {
    const expected = 'the weights of one direction, as `bidirectional` is false';
    const detail = { code: 'wrong-type', field: 'weights', expected, found: '`forward` and `backward`' } as const;
    return [problem('error', entry.span, detail)];
  }
  if (!layers || typeof numLayers !== 'number' || layers === numLayers) return [];
  const detail = { code: 'shape-mismatch', field: 'weights', expected: [numLayers], found: [layers] } as const;
  return [problem('error', entry.span, detail)];
}

/** The weights of the only layer of a network of one layer and one direction. */
export function singleSet(sets: readonly WeightSet[] | undefined): WeightSet['arrays'] {
  return sets?.length === 1 ? (sets[0]?.arrays ?? {}) : {};
}

/** Reports each array whose shape contradicts the sizes. */
export function checkWeights(sets: readonly WeightSet[], sizes: WeightSizes, at?: Span): Problem[] {
  return sets.flatMap(({ layer, path, arrays }) =>
    [...cellWeights(sizes, layer), ...outputWeights(sizes)].flatMap(({ name, shape: expected }) => {
      const array = arrays[name as WeightName];
      if (!array || fits(array.shape, expected)) return [];
      const detail = { code: 'shape-mismatch', field: `${path}.${name}`, expected, found: array.shape } as const;
      return [problem('error', at ?? array.span, detail)];
    }),
  );
}

/** What decides the weights' shapes, as far as the config and its data tell. */
export function weightSizes(
  sizes: Omit<WeightSizes, 'hasOutputWeights'> & Pick<Scalars, 'outputIsState'>,
): WeightSizes {
  return { ...sizes, outputSize: sizes.outputSize ?? sizes.units, hasOutputWeights: !sizes.outputIsState };
}

const weightNames: readonly WeightName[] = ['i_w', 'i_b', 'h_w', 'h_b', 'o_w', 'o_b'];

function isFileReference(value: Value): boolean {
  return value.kind === 'string' || (value.kind === 'object' && value.read().entries.some(({ key }) => key === 'file'));
}

interface LayerReading {
  readonly strict: boolean;
  readonly report: Report;
  readonly notKnown: string[];
}

function readLayer({ value, span }: Element, layer: number, path: string, reading: LayerReading): WeightSet[] {
  const { strict, report, notKnown } = reading;
  if (value.kind !== 'object') {
    if (isUnknown(value)) notKnown.push(path);
    else if (strict) report(wrongType(path, span, 'an object of nested arrays', value));
    return [];
  }
  const arrays: Partial<Record<WeightName, ArrayValue>> = {};
  const sets: WeightSet[] = [];
  for (const entry of entriesByKey(value.read()).values()) {
    const { key } = entry;
    if (key === 'forward' || key === 'backward') {
      sets.push(...readLayer(entry, layer, `${path}.${key}`, reading));
    } else if (isWeightName(key)) {
      const array = readWeight(entry, `${path}.${key}`, reading);
      if (array) arrays[key] = array;
    } else if (strict && entry.value.kind === 'array') {
      const detail = { code: 'unknown-value', field: path, allowed: weightNames, found: quoteShort(key) } as const;
      report(problem('warning', entry.keySpan, detail));
    }
  }
  return Object.keys(arrays).length > 0 || sets.length === 0 ? [{ layer, path, arrays }, ...sets] : sets;
}

function readWeight(entry: Entry, path: string, { strict, report, notKnown }: LayerReading): ArrayValue | null {
  if (!isGiven(entry)) return null;
  const { value, span } = entry;
  const array = value.kind === 'array' ? readNumbers(entry, path, strict, report) : null;
  if (!array) notKnown.push(path);
  if (strict && value.kind !== 'array' && !isUnknown(value)) {
    report(wrongType(path, span, 'a nested array of numbers', value));
  }
  return array;
}

function isUnknown({ kind }: Value): boolean {
  return kind === 'unknown' || kind === 'broken';
}

function wrongType(field: string, span: Span, expected: string, value: Value): Problem {
  return problem('error', span, { code: 'wrong-type', field, expected, found: describeValue(value) });
}

function isWeightName(key: string): key is WeightName {
  return weightNames.some((name) => name === key);
}
