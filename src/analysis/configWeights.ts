import { fileReference, fits, readNumbers, type Report } from './configData.js';
import type { Scalars } from './config.js';
import type { ArrayValue, Problem, Span, WeightName, WeightSet, WeightsSource } from './model.js';
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
  if (file)
    return strict
      ? { source: { from: 'file', file, hasOutputKernel: false }, sets: [], layers: null, notKnown: [] }
      : null;
  if (value.kind === 'object' || value.kind === 'array') {
    const { sets, notKnown, layers } = readWeightSets(value, strict, report);
    const hasOutputKernel = sets.some(({ arrays }) => arrays.o_w) || notKnown.some((path) => path.endsWith('.o_w'));
    return {
      source: { from: 'source', sets, hasOutputKernel },
      sets,
      layers,
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
export function readWeightSets(value: Value, strict: boolean, report: Report): Omit<WeightsReading, 'source'> {
  const notKnown: string[] = [];
  const reading = { strict, report, notKnown };
  const layers = value.kind === 'array' ? value.read() : null;
  const sets = layers
    ? layers.flatMap((item, layer) => readLayer(item, { layer, direction: null, path: `weights[${layer}]` }, reading))
    : readLayer({ value, span: nowhere }, { layer: 0, direction: null, path: 'weights' }, reading);
  const count = layers && new Set(sets.map(({ layer }) => layer)).size;
  return { sets, notKnown, layers: count };
}

/** Reports a list of layers of another length than `num_layers` says, and directions that the config does not have. */
export function checkLayerCount(
  weights: Omit<WeightsReading, 'source'> | null,
  entry: Pick<Entry, 'span'> | undefined,
  { numLayers, bidirectional }: Pick<Scalars, 'numLayers' | 'bidirectional'>,
): Problem[] {
  const { layers = null, notKnown = [], sets = [] } = weights ?? {};
  if (!entry || notKnown.length > 0) return [];
  if (bidirectional === false && sets.some(({ direction }) => direction === 'backward')) {
    const expected = 'the weights of one direction, as `bidirectional` is false';
    const detail = { code: 'wrong-type', field: 'weights', expected, found: '`forward` and `backward`' } as const;
    return [problem('error', entry.span, detail)];
  }
  if (!layers || typeof numLayers !== 'number' || layers === numLayers) return [];
  const detail = { code: 'shape-mismatch', field: 'weights', expected: [numLayers], found: [layers] } as const;
  return [problem('error', entry.span, detail)];
}

/** The weights of one direction of a layer; none where nothing of it is given. */
export function setOf(
  sets: readonly WeightSet[],
  layer: number,
  direction: 'forward' | 'backward',
): WeightSet['arrays'] {
  const own = sets.filter((set) => set.layer === layer && (set.direction ?? 'forward') === direction);
  return Object.fromEntries(own.flatMap(({ arrays }) => Object.entries(arrays)));
}

/** The output projection, which stands once for the network, in whichever of its objects. */
export function outputSet(sets: readonly WeightSet[]): Pick<WeightSet['arrays'], 'o_w' | 'o_b'> {
  const last = (name: 'o_w' | 'o_b') => sets.findLast(({ arrays }) => arrays[name])?.arrays[name];
  const [o_w, o_b] = [last('o_w'), last('o_b')];
  return { ...(o_w && { o_w }), ...(o_b && { o_b }) };
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

function readLayer({ value, span }: Element, place: Omit<WeightSet, 'arrays'>, reading: LayerReading): WeightSet[] {
  const { path } = place;
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
    // Not inside each other: a file may nest them deeper than the stack is.
    if ((key === 'forward' || key === 'backward') && place.direction === null) {
      sets.push(...readLayer(entry, { ...place, direction: key, path: `${path}.${key}` }, reading));
    } else if (isWeightName(key)) {
      const array = readWeight(entry, `${path}.${key}`, reading);
      if (array) arrays[key] = array;
    } else if (strict && entry.value.kind === 'array') {
      const detail = { code: 'unknown-value', field: path, allowed: weightNames, found: quoteShort(key) } as const;
      report(problem('warning', entry.keySpan, detail));
    }
  }
  return Object.keys(arrays).length > 0 || sets.length === 0 ? [{ ...place, arrays }, ...sets] : sets;
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
