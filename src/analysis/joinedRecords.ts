import type { CallRecord, LayerRecord, TensorRecord } from './domain/records.js';
import { sizeText } from './domain/sizes.js';
import type { TensorValue, Value } from './domain/values.js';
import { groupedBy, spanKey } from './grouped.js';
import type { Call, Dim, Layer, Shape, ShapedPlace, WeightShape } from './model.js';

/**
 * Code that runs several times leaves several records of one place. Here they become one: what they agree on, both
 * sizes (`64 | 128`) where there are two or three, null where there are more.
 */
export function joinedLayer(records: readonly LayerRecord[], calls: readonly Call[]): Layer {
  const [first] = records as readonly [LayerRecord, ...LayerRecord[]];
  const [call] = calls;
  const built = builtOf(records);
  return {
    name: records.find(({ name }) => name !== null)?.name ?? first.kind,
    kind: first.kind,
    span: first.span,
    input: call?.input ?? null,
    output: call?.output ?? null,
    state: call?.state ?? [],
    options: { ...joinedOptions(records), ...('inputSize' in first.options && joinedOptions(built, ['inputSize'])) },
    weights: joinedWeights(built),
    parameters: asNumber(built.map(({ parameters }) => sizeText(parameters)).reduce(joinedDim)),
    calls,
  };
}

/** Those that have met an input, or were told of its size: of what is never called nothing follows. All where none has. */
function builtOf(records: readonly LayerRecord[]): readonly LayerRecord[] {
  const built = records.filter(({ calls, options }) => calls.length > 0 || plainOption(options['inputSize']) !== null);
  return built.length > 0 ? built : records;
}

/** One call for each place, in the order in which they ran first. */
export function joinedCalls(records: readonly CallRecord[]): Call[] {
  return [...groupedBy(records, ({ span }) => spanKey(span)).values()].map((same) => {
    const [first] = same;
    return {
      span: first.span,
      input: joinedTensors(same.map(({ input }) => input)),
      output: joinedTensors(same.map(({ output }) => output)),
      state: first.state.flatMap((_, index) => {
        const shape = joinedTensors(same.map(({ state }) => state[index] ?? null));
        return shape ? [shape] : [];
      }),
    };
  });
}

/** One shape for each place; places whose tensors have different ranks, or an unknown one, are left out. */
export function joinedPlaces(records: readonly TensorRecord[]): (ShapedPlace & { name: string | null })[] {
  return [...groupedBy(records, ({ span }) => spanKey(span)).values()].flatMap((same) => {
    const [first] = same;
    const shape = joinedTensors(same);
    if (!shape) return [];
    const roles = (first.axes ?? []).map(({ role }, index) =>
      same.every(({ axes }) => axes?.[index]?.role === role) ? role : null,
    );
    return { name: first.name, span: first.span, shape, roles, isAssumed: same.some(({ isAssumed }) => isAssumed) };
  });
}

function joinedTensors(tensors: readonly (Pick<TensorValue, 'axes'> | null)[]): Shape | null {
  const shapes = tensors.map((tensor) => tensor?.axes?.map(({ size }) => sizeText(size)) ?? null);
  return shapes.reduce((joined, shape) =>
    joined && shape?.length === joined.length ? joined.map((dim, index) => joinedDim(dim, shape[index] ?? null)) : null,
  );
}

function joinedOptions(
  records: readonly LayerRecord[],
  names = Object.keys(records[0]?.options ?? {}),
): Layer['options'] {
  return Object.fromEntries(
    names.map((name) => [name, records.map(({ options }) => plainOption(options[name])).reduce(joinedOption)]),
  );
}

function joinedOption(a: PlainOption, b: PlainOption): PlainOption {
  if (a === b) return a;
  if (a === null || b === null || typeof a === 'boolean' || typeof b === 'boolean') return null;
  return joinedDim(a, b);
}

function joinedWeights(records: readonly LayerRecord[]): WeightShape[] {
  const [first] = records as readonly [LayerRecord, ...LayerRecord[]];
  const isAlike = records.every(({ weights }) => weights.length === first.weights.length);
  if (!isAlike) return [];
  return first.weights.map(({ name, shape }, index) => ({
    name,
    shape: shape.map((_, axis) =>
      records.map(({ weights }) => sizeText(weights[index]?.shape[axis] ?? null)).reduce(joinedDim),
    ),
  }));
}

/** `64 | 128` of two sizes; null of one that nobody knows, or of too many. */
function joinedDim(a: Dim, b: Dim): Dim {
  if (a === b) return a;
  if (a === null || b === null) return null;
  const words = [...new Set([...String(a).split(' | '), ...String(b).split(' | ')])];
  return words.length > maxWords ? null : words.join(' | ');
}

const maxWords = 3;

type PlainOption = number | string | boolean | null;

function plainOption(value: Value | undefined): PlainOption {
  switch (value?.kind) {
    case 'size':
    case 'unknown':
      return sizeText(value.size);
    case 'float':
    case 'string':
    case 'boolean':
      return value.value;
    case 'tuple':
      return `(${value.items.map((item) => plainOption(item) ?? '?').join(', ')})`;
    default:
      return null;
  }
}

function asNumber(dim: Dim): number | null {
  return typeof dim === 'number' ? dim : null;
}
