import { addSizes, divideExactly, multiplySizes, type Size } from '../../domain/sizes.js';
import {
  axis,
  itemsOf,
  listOf,
  none,
  sizeOf,
  sizeValue,
  uniformList,
  unknown,
  type Axis,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { reportParts, reportUnstacked } from '../arrangementReports.js';
import { expandAxes, normalIndex, repeatAxes, withoutAxis, withSize } from '../axes/arrange.js';
import { bind, type Bound, type Call, type Entry } from '../library.js';
import { isOpenSize } from '../openSizes.js';
import { checkGathered, checkReshape } from '../pytorch/rules.js';
import { operationOf, reportError } from '../shapeReports.js';
import { alike, entriesUnder, withParameters } from '../tensorFunctions.js';
import {
  broadcastTensors,
  concatTensors,
  indexOf,
  permuteTensor,
  reshapeTensor,
  squeezeTensor,
  stackTensors,
  unsqueezeTensor,
} from '../tensorOperations.js';
import { derived, integersFrom, sizeOfItem, sizesFromValue, tensorFrom } from '../tensorValues.js';
import { shapeVector } from './creation.js';

/**
 * Functions that arrange, join, part and pick.
 * https://www.tensorflow.org/versions/r1.15/api_docs/python/tf
 */
const tf = 'tensorflow';

const stack = withParameters(['values', 'axis'], (call, bound) => {
  const values = bound.get('values')?.value;
  const items = itemsOf(values);
  // A vector of sizes that are not all numbers stays a list: it is going to be somebody's shape.
  if (items?.every(isSizeLike) === true) {
    return items.every((item) => typeof sizeOf(item) === 'number') ? tensorFrom(values, tf) : listOf([...items]);
  }
  return stackTensors(call, tf, values, sizeOf(bound.value('axis', sizeValue(0))));
});

const unstack = withParameters(['value', 'num', 'axis'], (call, bound) => {
  const tensor = tensorFrom(bound.get('value')?.value, tf);
  const index = indexOf(call, tf, tensor, bound.value('axis', sizeValue(0)));
  const number = sizeOfItem(bound.get('num')?.value);
  const known = index === null ? null : (tensor.axes?.[index]?.size ?? null);
  reportUnstacked(call, tensor, known, number);
  checkCountable(call, tensor, known, bound.value('num', none));
  const element = derived(call, tf, index === null ? null : withoutAxis(tensor.axes ?? [], index), [tensor]);
  return listOfTensors(known ?? number, element);
});

/** How many there will be must be known while the graph is made: of steps that a placeholder leaves open it is not. */
function checkCountable(call: Call, tensor: TensorValue, size: Size, given: Value): void {
  if (given.kind !== 'none' || tensor.isAssumed || !isOpenSize(size, call.evaluation)) return;
  const shape = (tensor.axes ?? []).map((item) => (typeof item.size === 'number' ? String(item.size) : '?'));
  const raises = `Cannot infer argument \`num\` from shape (${shape.join(', ')})`;
  const facts = { layer: operationOf(call), parameter: 'num', found: 'left out' };
  reportError(call, { code: 'invalid-argument', raises, facts }, [tensor]);
}

/** The order of the axes tells how many there are, of a tensor of which only the last is known. */
function permutedAxes({ last }: TensorValue, order: readonly number[] | null): Axis[] | null {
  const rank = order?.length ?? 0;
  const normal = order?.map((index) => normalIndex(index, rank)) ?? [];
  if (!last || normal.includes(null) || new Set(normal).size !== rank) return null;
  return normal.map((index) => (index === rank - 1 ? last : axis(null)));
}

export const arrangementEntries: readonly (readonly [string, Entry])[] = entriesUnder(tf, {
  reshape: withParameters(['tensor', 'shape'], (call, bound) => {
    const wanted = sizesFromValue(bound.get('shape')?.value, call.evaluation);
    if (wanted) checkReshape(call, operand(bound, 'tensor'), wanted);
    return reshapeTensor(call, tf, operand(bound, 'tensor'), wanted);
  }),
  transpose: withParameters(['a', 'perm'], (call, bound) => {
    const [tensor, order] = [operand(bound, 'a'), bound.value('perm', none)];
    const open = tensor.axes === null ? permutedAxes(tensor, integersFrom(order)) : null;
    return open ? derived(call, tf, open, [tensor], { dtype: tensor.dtype }) : permuteTensor(call, tf, tensor, order);
  }),
  squeeze: withParameters(['input', 'axis|squeeze_dims'], (call, bound) =>
    squeezeTensor(call, tf, operand(bound, 'input'), bound.value('axis', none)),
  ),
  expand_dims: withParameters(['input', 'axis|dim'], (call, bound) => {
    const along = bound.value('axis', unknown);
    // A list of one number counts as the number.
    const [only, ...more] = itemsOf(along) ?? [along];
    return unsqueezeTensor(call, tf, operand(bound, 'input'), more.length === 0 ? sizeOf(only) : null);
  }),
  ...alike('stack pack', stack),
  ...alike('unstack unpack', unstack),
  ...alike('concat concat_v2', concat),
  split,
  tile: withParameters(['input|name', 'multiples'], (call, bound) => {
    const tensor = operand(bound, 'input');
    const times = sizesFromValue(bound.get('multiples')?.value, call.evaluation);
    return derived(call, tf, tensor.axes && times ? repeatAxes(tensor.axes, times) : null, [tensor]);
  }),
  repeat: withParameters(['input', 'repeats', 'axis'], (call, bound) => {
    const tensor = operand(bound, 'input');
    const times = sizeOfItem(bound.get('repeats')?.value, call.evaluation);
    const index = indexOf(call, tf, tensor, bound.get('axis')?.value);
    if (index === null || !tensor.axes) return derived(call, tf, bound.get('axis') ? null : [null], [tensor]);
    return derived(call, tf, withSize(tensor.axes, index, multiplySizes(tensor.axes[index]?.size ?? null, times)), [
      tensor,
    ]);
  }),
  pad: withParameters(['tensor', 'paddings'], (call, bound) => {
    const tensor = operand(bound, 'tensor');
    const rows = itemsOf(bound.get('paddings')?.value);
    const axes = tensor.axes?.map((item, index) => {
      const added = itemsOf(rows?.[index])?.map((amount) => sizeOfItem(amount, call.evaluation));
      return axis(added?.reduce<Size>(addSizes, item.size) ?? null, item.role);
    });
    return derived(call, tf, axes ?? null, [tensor]);
  }),
  gather: withParameters(['params', 'indices', 'validate_indices', 'name', 'axis'], (call, bound) => {
    const [source, indices] = [operand(bound, 'params'), operand(bound, 'indices')];
    const index = indexOf(call, tf, source, bound.value('axis', sizeValue(0)));
    if (index === 0) checkGathered(source, sizeOf(bound.get('indices')?.value), call);
    const axes =
      source.axes && indices.axes && index !== null
        ? [...source.axes.slice(0, index), ...indices.axes, ...source.axes.slice(index + 1)]
        : null;
    return derived(call, tf, bound.get('batch_dims') ? null : axes, [source, indices]);
  }),
  boolean_mask: withParameters(['tensor', 'mask', 'name', 'axis'], (call, bound) => {
    const [tensor, mask] = [operand(bound, 'tensor'), operand(bound, 'mask')];
    const isPlain = tensor.axes && mask.axes && !bound.get('axis');
    return derived(call, tf, isPlain ? [null, ...(tensor.axes ?? []).slice(mask.axes?.length)] : null, [tensor]);
  }),
  gather_nd: withParameters(['params', 'indices'], (call, bound) => {
    const [source, indices] = [operand(bound, 'params'), operand(bound, 'indices')];
    const depth = indices.axes?.at(-1)?.size;
    const axes =
      source.axes && indices.axes && typeof depth === 'number'
        ? [...indices.axes.slice(0, -1), ...source.axes.slice(depth)]
        : null;
    return derived(call, tf, axes, [source, indices]);
  }),
  slice: withParameters(['input_|input', 'begin', 'size'], (call, bound) => {
    const tensor = operand(bound, 'input_');
    const sizes = sizesFromValue(bound.get('size')?.value, call.evaluation);
    const begin = sizesFromValue(bound.get('begin')?.value, call.evaluation);
    const axes = sizes?.map((size, index): Axis => {
      const own = tensor.axes?.[index];
      if (size !== -1) return axis(size, own?.role ?? null);
      return begin?.[index] === 0 && own ? own : axis(null, own?.role ?? null);
    });
    return derived(call, tf, axes ?? null, [tensor]);
  }),
  broadcast_to: withParameters(['input', 'shape'], (call, bound) => {
    const tensor = operand(bound, 'input');
    const wanted = sizesFromValue(bound.get('shape')?.value, call.evaluation);
    return derived(call, tf, (tensor.axes && wanted && expandAxes(tensor.axes, wanted)) ?? wanted, [tensor]);
  }),
  ...alike(
    'shape shape_n',
    withParameters(['input'], (_, bound) => shapeVector(operand(bound, 'input'))),
  ),
  rank: withParameters(['input'], (_, bound) => sizeValue(operand(bound, 'input').axes?.length ?? null)),
  size: withParameters(['input'], (_, bound) => {
    const { axes } = operand(bound, 'input');
    return sizeValue(axes?.reduce<Size>((product, { size }) => multiplySizes(product, size), 1) ?? null);
  }),
  ...alike('where where_v2', (call) => {
    const bound = bind(call, ['condition', 'x', 'y']);
    if (bound.get('x')) return broadcastTensors(call, tf, [operand(bound, 'x'), operand(bound, 'y')]);
    const { axes } = operand(bound, 'condition');
    return derived(call, tf, axes && [null, axes.length], [], { dtype: 'int' });
  }),
});

/** `split(value, parts, axis)`, and before 1.0 `split(axis, parts, value)`. */
function split(call: Call): Value {
  const [first] = call.args;
  const isOld = call.keywords.has('split_dim') || (first?.value.kind === 'size' && call.args[2] !== undefined);
  const bound = bind(
    call,
    isOld ? ['split_dim', 'num_split', 'value'] : ['value', 'num_or_size_splits', 'axis', 'num'],
  );
  const tensor = operand(bound, 'value');
  const parts = bound.get(isOld ? 'num_split' : 'num_or_size_splits')?.value;
  const index = indexOf(call, tf, tensor, bound.value(isOld ? 'split_dim' : 'axis', sizeValue(0)));
  const part = (size: Size): TensorValue =>
    derived(call, tf, index === null ? null : withSize(tensor.axes ?? [], index, size), [tensor], {
      dtype: tensor.dtype,
    });
  const sizes = parts?.kind === 'tuple' || parts?.kind === 'list' ? sizesFromValue(parts, call.evaluation) : null;
  const whole = index === null ? null : (tensor.axes?.[index]?.size ?? null);
  if (sizes) return listOf(sizes.map((size) => part(size === -1 ? null : size)));
  const count = sizeOfItem(parts);
  reportParts(call, tf, tensor, { parameter: isOld ? 'num_split' : 'num_or_size_splits', whole, count });
  return listOfTensors(count, part(divideExactly(whole, count)));
}

/** `concat(values, axis)`, and before 1.0 `concat(axis, values)`. */
function concat(call: Call): Value {
  const [first] = call.args;
  const isOld = call.keywords.has('concat_dim') || (first?.value.kind === 'size' && call.args.length > 1);
  const bound = bind(call, isOld ? ['concat_dim', 'values'] : ['values', 'axis']);
  const values = bound.get('values')?.value;
  const along = sizeOf(bound.get(isOld ? 'concat_dim' : 'axis')?.value);
  const lists = itemsOf(values)?.map((item) => itemsOf(item));
  // Shapes are joined as lists of sizes, so that none is forgotten.
  if (along === 0 && lists && lists.length > 0 && lists.every((items) => items?.every(isSizeLike) === true)) {
    return listOf(lists.flatMap((items) => items ?? []));
  }
  return concatTensors(call, tf, values, along);
}

function operand(bound: Bound, name: string): TensorValue {
  return tensorFrom(bound.get(name)?.value, tf);
}

/** As a list, each by itself where there are not too many. */
function listOfTensors(count: Size, element: TensorValue): Value {
  return typeof count === 'number' && count >= 0 && count <= maxItems
    ? listOf(Array.from({ length: count }, () => element))
    : uniformList(count, element);
}

const maxItems = 64;

function isSizeLike(value: Value): boolean {
  return value.kind === 'size' || (value.kind === 'unknown' && value.size !== null);
}
