import {
  addSizes,
  divideSizes,
  multiplySizes,
  sameSize,
  sizeText,
  subtractSizes,
  type Size,
} from '../../domain/sizes.js';
import {
  axis,
  listOf,
  none,
  sizeOf,
  sizeValue,
  tupleOf,
  uniformList,
  unknown,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { assumedConcat } from '../assumedConcat.js';
import { withoutAxis, withSize } from '../axes/arrange.js';
import { bind, type Call, type Entry } from '../library.js';
import { concatTensors, indexOf, stackTensors } from '../tensorOperations.js';
import { sizesFromValue, shapeOf, tensorsFrom } from '../tensorValues.js';
import { operation, operationEntries, type Operation } from './operation.js';
import { listText, reportRule } from './reports.js';
import { isTensor, result } from './tensors.js';

/** https://pytorch.org/docs/stable/torch.html#indexing-slicing-joining-mutating-ops */
export const joiningEntries: [string, Entry][] = [
  ...['cat', 'concat', 'concatenate'].map((name): [string, Entry] => [`torch.${name}`, concatenated]),
  ['torch.stack', (call) => stackTensors(call, 'torch', tensorList(call), along(call))],
  [
    'torch.hstack',
    (call) => concatTensors(call, 'torch', ofRank(call, 1), rankOf(call) === 0 || rankOf(call) === 1 ? 0 : 1),
  ],
  ['torch.vstack', (call) => concatTensors(call, 'torch', ofRank(call, 2), 0)],
  ...operationEntries({
    split: operation(['split_size', 'dim'], (given) =>
      splitInto(given, given.bound.get('split_size') ?? given.bound.get('split_size_or_sections')),
    ),
    split_with_sizes: operation(['split_sizes', 'dim'], (given) => splitInto(given, given.bound.get('split_sizes'))),
    chunk: operation(['chunks', 'dim'], chunked),
    tensor_split: operation(['indices_or_sections', 'dim'], ({ call, x }) =>
      uniformList(null, result(call, null, [x])),
    ),
    unbind: operation(['dim'], ({ call, x, value }) => {
      const index = axisOf(call, x, value('dim'));
      if (!x.axes || index === null) return uniformList(null, result(call, null, [x]));
      const part = result(call, withoutAxis(x.axes, index), [x]);
      return parts(x.axes[index]!.size, () => part);
    }),
  }),
];

function concatenated(call: Call): Value {
  const list = tensorList(call);
  if (isTurned(call) || isOfTuples(call, list)) return result(call, null);
  const index = along(call);
  const tensors = tensorsFrom(list, 'torch');
  const assumed = tensors && assumedConcat(tensors, index);
  if (assumed) return result(call, assumed, tensors);
  const ranks = tensors?.map(({ axes }) => axes?.length ?? null) ?? [];
  const other = ranks.findIndex((rank) => rank !== null && rank !== ranks[0]);
  const isCertain = tensors?.every(({ isAssumed, axes }) => !isAssumed && axes !== null) === true;
  if (!isCertain || other < 0) {
    return markBatches(index, markSequence(call, concatTensors(call, 'torch', list, index), tensors), tensors ?? []);
  }
  const [left, right] = [tensors[0]!, tensors[other]!];
  // A vector without numbers goes with everything, as it did in the first versions.
  if (tensors.some(({ axes }) => axes?.length === 1 && axes[0]!.size === 0)) return result(call, null, tensors);
  reportRule(
    call,
    {
      code: 'concat-shape',
      raises: `Tensors must have same number of dimensions: got ${ranks[0]!} and ${ranks[other]!}`,
      facts: {
        operation: 'cat',
        left: shapeOf(left.axes ?? []),
        right: shapeOf(right.axes ?? []),
        axis: sizeText(index),
      },
    },
    { tensors: [left, right] },
  );
  return result(call, null, tensors);
}

/** `cat(1, [a, b])`: the axis comes last. */
function isTurned(call: Call): boolean {
  const [first, second] = call.args;
  const isList = second?.value.kind === 'list' || second?.value.kind === 'tuple';
  if (first?.value.kind !== 'size' || !isList || call.evaluation.language !== 'python') return false;
  const found = `an int, and \`dim\` a ${second.value.kind}`;
  const raises = `cat() received an invalid combination of arguments - got (int, ${second.value.kind})`;
  reportRule(call, { code: 'invalid-argument', raises, facts: { layer: 'cat', parameter: 'tensors', found } });
  return true;
}

/** The pairs of an LSTM where its states were meant: only tensors are joined. */
function isOfTuples(call: Call, list: Value | undefined): boolean {
  const items = list?.kind === 'list' || list?.kind === 'tuple' ? list.items : null;
  const at = items?.findIndex((item) => item.kind === 'tuple' && item.items.some(isTensor)) ?? -1;
  if (at < 0) return false;
  const raises = `expected Tensor as element ${at} in argument 0, but got tuple`;
  reportRule(call, {
    code: 'invalid-argument',
    raises,
    facts: { layer: 'cat', parameter: 'tensors', found: 'tuples' },
  });
  return true;
}

/** Joined along the last axis, the outputs of a recurrent layer still have their steps where they were. */
function markSequence(call: Call, joined: TensorValue, tensors: readonly TensorValue[] | null): TensorValue {
  const isLast = along(call) === -1 || sameSize(along(call), (joined.axes?.length ?? 0) - 1) === true;
  const isSequence = isLast && tensors?.some((tensor) => tensor.isSequence === true) === true;
  return isSequence ? { ...joined, isSequence } : joined;
}

/** Joined along the first axis, whole batches stand one below the other. */
function markBatches(index: Size, joined: TensorValue, tensors: readonly TensorValue[]): TensorValue {
  const [each, ...others] = tensors.map(({ axes }) => axes?.[0]);
  if (index !== 0 || !joined.axes || each?.role !== 'batch' || others.length === 0) return joined;
  const areAlike = others.every((other) => other?.role === 'batch' && sameSize(other.size, each.size) === true);
  return areAlike ? { ...joined, batches: { count: tensors.length, each } } : joined;
}

function tensorList(call: Call): Value | undefined {
  const bound = bind(call, ['tensors', 'dim']);
  return bound.get('tensors')?.value;
}

function along(call: Call): Size {
  const bound = bind(call, ['tensors', 'dim']);
  const given = bound.get('dim')?.value ?? bound.get('axis')?.value;
  return given ? sizeOf(given) : call.isOpen ? null : 0;
}

/** The tensors with axes of 1 in front where they have fewer than so many: single numbers and vectors as rows. */
function ofRank(call: Call, rank: number): Value | undefined {
  const list = tensorList(call);
  const tensors = tensorsFrom(list, 'torch');
  if (!tensors) return list;
  return listOf(
    tensors.map((tensor) => {
      const missing = rank - (tensor.axes?.length ?? rank);
      return missing > 0
        ? { ...tensor, axes: [...Array.from({ length: missing }, () => axis(1)), ...tensor.axes!] }
        : tensor;
    }),
  );
}

function rankOf(call: Call): number | null {
  return tensorsFrom(tensorList(call), 'torch')?.[0]?.axes?.length ?? null;
}

function axisOf(call: Call, x: TensorValue, dim: Value): number | null {
  return indexOf(call, 'torch', x, dim === none || dim.kind === 'none' ? sizeValue(0) : dim);
}

/** Pieces of a size with a rest at the end, or of the sizes given. */
function splitInto({ call, x, value }: Operation, argument: { readonly value: Value } | undefined): Value {
  const index = axisOf(call, x, value('dim'));
  const given = argument?.value ?? unknown;
  if (!x.axes || index === null) return uniformList(null, pieceOfOne(call, x, sizeOf(given), value('dim')));
  const axes = x.axes;
  const part = (size: Size) => result(call, withSize(axes, index, size), [x]);
  const whole = axes[index]!.size;
  if (given.kind === 'list' || given.kind === 'tuple' || isTensor(given)) {
    const sizes = sizesFromValue(given, call.evaluation);
    if (!sizes) return uniformList(null, part(null));
    checkParts(call, x, index, sizes, whole);
    return tupleOf(sizes.map(part));
  }
  const each = sizeOf(given);
  if (typeof whole === 'number' && typeof each === 'number' && each > 0) {
    const count = Math.ceil(whole / each);
    return parts(count, (place) => part(place === count - 1 ? whole - each * (count - 1) : each));
  }
  const count = divideSizes(whole, each);
  const isEven = sameSize(multiplySizes(count, each), whole) === true;
  return isEven ? parts(count, () => part(each)) : uniformList(null, part(each === 1 ? 1 : null));
}

/** A piece of what has an unknown rank: of `split(1, dim=1)` that axis is known. */
function pieceOfOne(call: Call, x: TensorValue, each: Size, dim: Value): TensorValue {
  const index = dim.kind === 'none' ? 0 : sizeOf(dim);
  const piece = result(call, null, [x]);
  if (each !== 1 || typeof index !== 'number' || index < 0 || index > 2) return piece;
  const length = Math.max(index + 1, x.first?.length ?? 0);
  return {
    ...piece,
    first: Array.from({ length }, (_, at) => (at === index ? axis(1) : (x.first?.[at] ?? axis(null)))),
    ...(x.last && { last: x.last }),
  };
}

function checkParts(call: Call, x: TensorValue, index: number, sizes: readonly Size[], whole: Size): void {
  const sum = sizes.reduce<Size>((total, size) => addSizes(total, size), 0);
  if (sameSize(sum, whole) !== false || x.isAssumed) return;
  const texts = sizes.map(sizeText);
  reportRule(
    call,
    {
      code: 'reshape-size',
      raises: `split_with_sizes expects split_sizes to sum exactly to ${String(sizeText(whole))} (input tensor's size at dimension ${index}), but got split_sizes=${listText(texts)}`,
      facts: {
        operation: 'split',
        shape: shapeOf(x.axes ?? []),
        wanted: texts,
        found: sizeText(sum),
        elements: sizeText(whole),
      },
    },
    { tensors: [x] },
  );
}

/** As many pieces of one size as asked, or fewer, and what is left as the last one. */
function chunked({ call, x, value, size }: Operation): Value {
  const index = axisOf(call, x, value('dim'));
  const count = size('chunks');
  if (!x.axes || index === null) {
    const part = result(call, null, [x]);
    return typeof count === 'number' && count <= maxParts
      ? listOf(Array.from({ length: count }, () => part))
      : uniformList(count, part);
  }
  const axes: readonly Axis[] = x.axes;
  const whole = axes[index]!.size;
  const part = (length: Size) => result(call, withSize(axes, index, length), [x]);
  if (typeof whole === 'number' && typeof count === 'number' && count > 0) {
    const each = Math.ceil(whole / count);
    const number = each === 0 ? count : Math.ceil(whole / each);
    return parts(number, (place) => part(place === number - 1 ? whole - each * (number - 1) : each));
  }
  const each = divideSizes(whole, count);
  const isEven = sameSize(subtractSizes(multiplySizes(each, count), whole), 0) === true;
  return parts(count, () => part(isEven ? each : null));
}

const maxParts = 64;

function parts(count: Size, part: (place: number) => TensorValue): Value {
  if (typeof count !== 'number' || count > maxParts) return uniformList(count, part(0));
  return tupleOf(Array.from({ length: Math.max(count, 0) }, (_, place) => part(place)));
}
