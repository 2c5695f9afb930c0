import { knownSize, multiplySizes, sameSize, sizeText, type Size } from '../../domain/sizes.js';
import { axis, sizeOf, unknown, type TensorValue, type Value } from '../../domain/values.js';
import { dtypeOf, rangeLength } from '../arguments.js';
import { bind, type Call, type Entry, type LibraryFunction } from '../library.js';
import { reportError } from '../shapeReports.js';
import { alike, creation, entriesUnder, sameShape, withParameters } from '../tensorFunctions.js';
import { derived, shapeOf, sizesFromValue, tensorFrom } from '../tensorValues.js';

/** https://js.tensorflow.org/api/latest/#Tensors-Creation */
export const creationEntries: readonly [path: string, entry: Entry][] = entriesUnder('tfjs', {
  tensor: (call) => fromValues(call, ['values', 'shape', 'dtype'], null),
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((rank) => [`tensor${rank}d`, ofRank(rank)])),
  scalar: withParameters(['value', 'dtype'], (call, bound) =>
    derived(call, 'tfjs', [], [], { dtype: dtypeOf(bound.get('dtype')?.value) ?? 'float' }),
  ),
  ...alike(
    'zeros ones randomNormal truncatedNormal randomUniform randomGamma randomStandardNormal rand',
    creation('tfjs'),
  ),
  fill: creation('tfjs'),
  randomUniformInt: creation('tfjs', 'shape', 'int'),
  ...alike('zerosLike onesLike', sameShape('tfjs')),
  eye: withParameters(['numRows', 'numColumns', 'batchShape'], (call, bound) => {
    const rows = sizeOf(bound.get('numRows')?.value);
    const columns = bound.get('numColumns')?.value;
    const batch = bound.get('batchShape')?.value;
    const front = batch && batch.kind !== 'none' ? sizesFromValue(batch, call.evaluation) : [];
    const last = columns && columns.kind !== 'none' ? sizeOf(columns) : rows;
    return derived(call, 'tfjs', front && [...front, rows, last], [], { dtype: 'float' });
  }),
  linspace: withParameters(['start', 'stop', 'num'], (call, bound) =>
    derived(call, 'tfjs', [sizeOf(bound.get('num')?.value)], [], { dtype: 'float' }),
  ),
  range: withParameters(['start', 'stop', 'step', 'dtype'], (call, bound) => {
    const stop = bound.get('stop')?.value;
    const length = stop ? rangeLength(bound.get('start')?.value, stop, bound.get('step')?.value) : null;
    return derived(call, 'tfjs', [length], [], { dtype: dtypeOf(bound.get('dtype')?.value) ?? 'float' });
  }),
  oneHot: withParameters(['indices', 'depth'], (call, bound) => {
    const indices = tensorFrom(bound.get('indices')?.value, 'tfjs');
    const depth = axis(sizeOf(bound.get('depth')?.value), 'classes');
    return derived(call, 'tfjs', indices.axes && [...indices.axes, depth], [indices], { dtype: 'float' });
  }),
  // A buffer has the shape of the tensor that it becomes.
  buffer: creation('tfjs'),
  variable: ({ args: [first] }) => first?.value ?? unknown,
});

function ofRank(rank: number): LibraryFunction {
  // A vector has no shape but its length.
  const parameters = rank === 1 ? ['values', 'dtype'] : ['values', 'shape', 'dtype'];
  return (call) => fromValues(call, parameters, rank);
}

/** Nested lists, or flat data and a shape. `rank` null: whatever the values have. */
function fromValues(call: Call, parameters: readonly string[], rank: number | null): Value {
  const bound = bind(call, parameters);
  const values = bound.get('values')?.value ?? unknown;
  const shape = bound.get('shape')?.value;
  const found = tensorFrom(values, 'tfjs');
  const dtype = dtypeOf(bound.get('dtype')?.value) ?? 'float';
  if (!shape || shape.kind === 'none') {
    const isRight = found.axes !== null && (rank === null || found.axes.length === rank);
    if (!isRight && rank !== null) checkNesting(call, values, found, rank);
    const axes = isRight
      ? found.axes
      : rank === null
        ? null
        : (lengthsOf(values, rank)?.map((size) => axis(size)) ?? Array.from({ length: rank }, () => axis(null)));
    return { ...derived(call, 'tfjs', axes, [], { dtype }), ...(found.numbers && { numbers: found.numbers }) };
  }
  const sizes = sizesFromValue(shape, call.evaluation);
  const depth = found.axes?.length ?? 0;
  if (rank !== null && depth > 1 && depth !== rank) checkNesting(call, values, found, rank);
  else if (sizes) checkCount(call, found, values, sizes);
  const isWhole = sizes !== null && (rank === null || sizes.length === rank);
  return derived(call, 'tfjs', isWhole ? sizes : null, [], { dtype });
}

/** `tensor3d([[1, 2], [3, 4]])`: as many brackets as the tensor has axes, or flat numbers and their shape. */
function checkNesting(call: Call, values: Value, { axes, isAssumed }: TensorValue, rank: number): void {
  if (values.kind !== 'list' || !axes || isAssumed) return;
  const name = `tensor${rank}d`;
  const raises =
    axes.length === 1
      ? `${name}() requires shape to be provided when \`values\` are a flat array`
      : `${name}() requires values to be number${'[]'.repeat(rank)} or flat/TypedArray`;
  const found =
    axes.length === 1 ? 'a flat array without its shape' : `arrays nested ${axes.length} deep, for ${rank} axes`;
  reportError(call, { code: 'invalid-argument', raises, facts: { layer: name, parameter: 'values', found } });
}

/**
 * The lengths of lists in lists, as many as the tensor has axes: those of lists that may be unequal are not known. Null
 * where some certainly are, for a bracket is missing there.
 */
function lengthsOf(values: Value, rank: number): Size[] | null {
  if (rank === 0) return [];
  const list = values.kind === 'list' || values.kind === 'tuple' ? values : null;
  const length = list?.kind === 'list' ? list.length : (list?.items.length ?? null);
  const items = list?.items ?? (list?.kind === 'list' ? [list.element] : [unknown]);
  const all = [...new Set(items)].map((item) => lengthsOf(item, rank - 1));
  if (!all.every((one) => one !== null)) return null;
  const [first = [], ...rest] = all;
  const [front = null] = first;
  if (rest.some(([size = null]) => sameSize(size, front) === false)) return null;
  const inner = Array.from({ length: rank - 1 }, (_, index): Size => {
    const size = first[index] ?? null;
    return rest.every((one) => sameSize(one[index] ?? null, size) === true) ? size : null;
  });
  return [length, ...inner];
}

function checkCount(call: Call, found: TensorValue, values: Value, sizes: readonly Size[]): void {
  const { axes } = found;
  if (!axes || found.isAssumed || values.kind === 'tensor') return;
  const wanted = product(sizes);
  const elements = product(axes.map(({ size }) => size));
  const isFlat = axes.length <= 1;
  const isDifferent = isFlat
    ? sameSize(wanted, elements) === false
    : axes.length === sizes.length && axes.some(({ size }, index) => sameSize(size, sizes[index] ?? null) === false);
  if (!isDifferent) return;
  const shape = sizes.map((size) => String(sizeText(size) ?? 'null')).join(',');
  const raises = isFlat
    ? `Based on the provided shape, [${shape}], the tensor should have ${knownSize(wanted) ?? '?'} values but has ${knownSize(elements) ?? '?'}`
    : `Error creating a new Tensor. Inferred shape (${shapeOf(axes).join(',')}) does not match the provided shape (${shape}). `;
  reportError(call, {
    code: 'reshape-size',
    raises,
    facts: {
      operation: call.path.replace('tfjs.', ''),
      shape: shapeOf(axes),
      wanted: sizes.map(sizeText),
      found: shapeOf(axes),
      elements: sizeText(elements),
    },
  });
}

function product(sizes: readonly Size[]): Size {
  return sizes.reduce<Size>((all, size) => multiplySizes(all, size), 1);
}
