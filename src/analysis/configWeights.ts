import { fileReference, fits, readNumbers, type Report } from './configData.js';
import type { Scalars } from './config.js';
import type { ArrayValue, Problem, Span, WeightName, WeightsSource } from './model.js';
import { problem } from './problem.js';
import { describeValue, entriesByKey, type Entry, type Value } from './values.js';
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
}

/** Reads the field `weights`: an object of nested arrays, a list of such objects (one a layer), or a file's path. */
export function readWeights(entry: Entry | undefined, strict: boolean, report: Report): WeightsReading | null {
  if (!entry) return null;
  const { value, span } = entry;
  const file = isFileReference(value) ? fileReference(entry) : null;
  if (file) return strict || /\.json$/i.test(file.path) ? { source: { from: 'file', file }, sets: [] } : null;
  if (value.kind === 'object' || value.kind === 'array') {
    const sets = readWeightSets(value, strict, report);
    return { source: { from: 'source', arrays: singleSet(sets) }, sets };
  }
  if (strict && (value.kind === 'number' || value.kind === 'boolean' || value.kind === 'string')) {
    const expected = 'an object of nested arrays, or the path of a file';
    report(problem('error', span, { code: 'wrong-type', field: 'weights', expected, found: describeValue(value) }));
  }
  return null;
}

/** The sets of weights of an object, or of a list of objects, as `weights` holds them here or in a file. */
export function readWeightSets(value: Value, strict: boolean, report: Report): WeightSet[] {
  if (value.kind === 'array') {
    return value.read().flatMap((item, layer) => readLayer(item.value, layer, `weights[${layer}]`, strict, report));
  }
  return readLayer(value, 0, 'weights', strict, report);
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

function readLayer(value: Value, layer: number, path: string, strict: boolean, report: Report): WeightSet[] {
  if (value.kind !== 'object') return [];
  const arrays: Partial<Record<WeightName, ArrayValue>> = {};
  const sets: WeightSet[] = [];
  for (const entry of entriesByKey(value.read()).values()) {
    const { key } = entry;
    if (key === 'forward' || key === 'backward') {
      sets.push(...readLayer(entry.value, layer, `${path}.${key}`, strict, report));
    } else if (isWeightName(key)) {
      const array = entry.value.kind === 'array' ? readNumbers(entry, `${path}.${key}`, strict, report) : null;
      if (array) arrays[key] = array;
    } else if (strict && entry.value.kind === 'array') {
      const detail = { code: 'unknown-value', field: path, allowed: weightNames, found: JSON.stringify(key) } as const;
      report(problem('warning', entry.keySpan, detail));
    }
  }
  return Object.keys(arrays).length > 0 || sets.length === 0 ? [{ layer, path, arrays }, ...sets] : sets;
}

function isWeightName(key: string): key is WeightName {
  return weightNames.some((name) => name === key);
}
