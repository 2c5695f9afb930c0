import { addSizes, divideExactly, multiplySizes, subtractSizes, type Size } from '../../domain/sizes.js';
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
  type TensorLibrary,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { reportParts } from '../arrangementReports.js';
import { moveAxis, repeatAxes, swapAxes, withSize } from '../axes/arrange.js';
import type { Bound, Call, Entry } from '../library.js';
import { alike, sameShape, withParameters } from '../tensorFunctions.js';
import {
  concatTensors,
  indexOf,
  permuteTensor,
  squeezeTensor,
  stackTensors,
  unsqueezeTensor,
} from '../tensorOperations.js';
import { derived, isScalar, sizeOfItem, sizesFromValue, tensorFrom, tensorsFrom } from '../tensorValues.js';
import { reshapeArray } from './reshape.js';
import { countOf } from './math.js';
import { checkWhole } from '../wrongTypes.js';

/** https://numpy.org/doc/stable/reference/routines.array-manipulation.html: the functions that are methods too. */
export function sharedArrangement(library: TensorLibrary): Record<string, Entry> {
  return {
    swapaxes: withParameters(['a', 'axis1', 'axis2'], (call, bound) => {
      const tensor = operand(bound, 'a', library);
      const [one, other] = ['axis1', 'axis2'].map((name) => indexOf(call, library, tensor, bound.get(name)?.value));
      const isKnown = tensor.axes && typeof one === 'number' && typeof other === 'number';
      return derived(call, library, isKnown ? swapAxes(tensor.axes ?? [], one, other) : null, [tensor], {
        dtype: tensor.dtype,
      });
    }),
    squeeze: withParameters(['a', 'axis'], (call, bound) =>
      squeezeTensor(call, library, operand(bound, 'a', library), bound.value('axis', none)),
    ),
    repeat: withParameters(['a', 'repeats', 'axis'], (call, bound) => {
      const tensor = operand(bound, 'a', library);
      const repeats = bound.get('repeats')?.value;
      const times = isScalar(repeats) || repeats?.kind === 'unknown' ? sizeOfItem(repeats, call.evaluation) : null;
      const along = bound.value('axis', none);
      if (along.kind === 'none') return derived(call, library, [multiplySizes(countOf(tensor), times)], [tensor]);
      const index = indexOf(call, library, tensor, along);
      if (index === null || !tensor.axes) return derived(call, library, null, [tensor]);
      const size = multiplySizes(tensor.axes[index]?.size ?? null, times);
      return derived(call, library, withSize(tensor.axes, index, size), [tensor], { dtype: tensor.dtype });
    }),
    ravel: withParameters(['a'], (call, bound) => {
      const tensor = operand(bound, 'a', library);
      return derived(call, library, [countOf(tensor)], [tensor], { dtype: tensor.dtype });
    }),
    trim_zeros: withParameters(['filt'], (call, bound) => {
      const tensor = operand(bound, 'filt', library);
      return derived(call, library, tensor.axes?.map(() => null) ?? [null], [tensor], { dtype: tensor.dtype });
    }),
    take: withParameters(['a', 'indices', 'axis'], (call, bound) => {
      const [tensor, indices] = [operand(bound, 'a', library), operand(bound, 'indices', library)];
      const along = bound.value('axis', none);
      if (along.kind === 'none') return derived(call, library, indices.axes, [indices]);
      const index = indexOf(call, library, tensor, along);
      if (index === null || !tensor.axes || !indices.axes) return derived(call, library, null);
      return derived(call, library, [...tensor.axes.slice(0, index), ...indices.axes, ...tensor.axes.slice(index + 1)]);
    }),
  };
}

export function arrangementFunctions(library: TensorLibrary): Record<string, Entry> {
  return {
    ...sharedArrangement(library),
    reshape: withParameters(['a', 'newshape|shape'], (call, bound) => {
      const wanted = bound.get('newshape')?.value;
      if (library === 'numpy') checkWhole(call, wanted);
      return reshapeArray(call, library, operand(bound, 'a', library), sizesFromValue(wanted, call.evaluation));
    }),
    transpose: withParameters(['a', 'axes'], (call, bound) =>
      permuteTensor(call, library, operand(bound, 'a', library), bound.value('axes', none)),
    ),
    ...alike(
      'moveaxis',
      withParameters(['a', 'source', 'destination'], (call, bound) => {
        const tensor = operand(bound, 'a', library);
        const [from, to] = ['source', 'destination'].map((name) =>
          indexOf(call, library, tensor, bound.get(name)?.value),
        );
        const isKnown = tensor.axes && typeof from === 'number' && typeof to === 'number';
        return derived(call, library, isKnown ? moveAxis(tensor.axes ?? [], from, to) : null, [tensor]);
      }),
    ),
    expand_dims: withParameters(['a', 'axis'], (call, bound) =>
      unsqueezeTensor(call, library, operand(bound, 'a', library), sizeOf(bound.value('axis', unknown))),
    ),
    concatenate: withParameters(['arrays|a', 'axis'], (call, bound) =>
      concatTensors(call, library, bound.get('arrays')?.value, sizeOf(bound.value('axis', sizeValue(0)))),
    ),
    append: withParameters(['arr', 'values', 'axis'], (call, bound) => {
      const list = [operand(bound, 'arr', library), operand(bound, 'values', library)];
      const along = bound.value('axis', none);
      if (along.kind !== 'none') return concatTensors(call, library, listOf(list), sizeOf(along));
      return derived(call, library, [list.map(countOf).reduce(addSizes)]);
    }),
    stack: withParameters(['arrays', 'axis'], (call, bound) =>
      stackTensors(call, library, bound.get('arrays')?.value, sizeOf(bound.value('axis', sizeValue(0)))),
    ),
    ...alike('vstack row_stack', (call) => joined(call, library, 0)),
    hstack: (call) => joined(call, library, 1),
    column_stack: (call) => joined(call, library, 'columns'),
    dstack: (call) => joined(call, library, 'depth'),
    split: withParameters(['ary', 'indices_or_sections', 'axis'], (call, bound) => split(call, library, bound, 'even')),
    array_split: withParameters(['ary', 'indices_or_sections', 'axis'], (call, bound) =>
      split(call, library, bound, 'nearly even'),
    ),
    tile: withParameters(['A', 'reps'], (call, bound) => {
      const tensor = operand(bound, 'A', library);
      const times = sizesFromValue(bound.get('reps')?.value, call.evaluation);
      return derived(call, library, tensor.axes && times ? repeatAxes(tensor.axes, times) : null, [tensor]);
    }),
    pad: withParameters(['array', 'pad_width'], (call, bound) => {
      const tensor = operand(bound, 'array', library);
      const width = bound.get('pad_width')?.value;
      const axes = tensor.axes?.map(({ size, role }, index): Axis =>
        axis(addSizes(size, paddingOf(width, index)), role),
      );
      return derived(call, library, axes ?? null, [tensor], { dtype: tensor.dtype });
    }),
    ...alike('roll flip flipud fliplr copy', sameShape(library, 'a|m')),
    ...alike(
      'sort argsort',
      withParameters(['a', 'axis'], (call, bound) => {
        const tensor = operand(bound, 'a', library);
        const isFlat = bound.get('axis')?.value.kind === 'none';
        return derived(call, library, isFlat ? [countOf(tensor)] : tensor.axes, [tensor], { dtype: tensor.dtype });
      }),
    ),
    atleast_2d: withParameters(['a'], (call, bound) => {
      const tensor = operand(bound, 'a', library);
      return derived(call, library, tensor.axes && atLeast2(tensor.axes), [tensor]);
    }),
    shape: withParameters(['a'], (call, bound) => call.evaluation.attribute(operand(bound, 'a', library), 'shape')),
    ndim: withParameters(['a'], (_, bound) => sizeValue(operand(bound, 'a', library).axes?.length ?? null)),
  };
}

/** The stacks are concatenations of arrays that get missing axes first. */
function joined(call: Call, library: TensorLibrary, along: 0 | 1 | 'columns' | 'depth'): Value {
  const list = call.args[0]?.value;
  const tensors = tensorsFrom(list, library);
  const known = tensors?.filter(({ axes }) => axes !== null) ?? [];
  if (!tensors) {
    const rank = tensorFrom(list, library).axes?.length;
    if (rank === undefined) return derived(call, library, null);
    if (rank === 2 && along !== 'depth') {
      return along === 1
        ? concatTensors(call, library, list, 0)
        : stackTensors(call, library, list, along === 0 ? 0 : 1);
    }
    return along === 'depth' ? derived(call, library, null) : concatTensors(call, library, list, along === 0 ? 0 : 1);
  }
  if (known.length < tensors.length) return derived(call, library, null);
  const isFlat = along === 1 && (known[0]?.axes?.length ?? 0) < 2;
  const raised = tensors.map((tensor) => ({ ...tensor, axes: raisedAxes(tensor.axes ?? [], along, isFlat) }));
  return concatTensors(call, library, listOf(raised), isFlat || along === 0 ? 0 : along === 'depth' ? 2 : 1);
}

function raisedAxes(axes: readonly Axis[], along: 0 | 1 | 'columns' | 'depth', isFlat: boolean): readonly Axis[] {
  if (isFlat) return axes.length === 0 ? [axis(1)] : axes;
  if (along === 'columns' && axes.length === 1) return [...axes, axis(1)];
  if (along === 0) return atLeast2(axes);
  if (along !== 'depth' || axes.length > 2) return axes;
  const matrix = atLeast2(axes);
  return [...matrix, axis(1)];
}

function atLeast2(axes: readonly Axis[]): readonly Axis[] {
  return axes.length >= 2 ? axes : axes.length === 1 ? [axis(1), ...axes] : [axis(1), axis(1)];
}

/** Equal parts, or parts that end at the given places. */
function split(call: Call, library: TensorLibrary, bound: Bound, evenness: 'even' | 'nearly even'): Value {
  const tensor = operand(bound, 'ary', library);
  const index = indexOf(call, library, tensor, bound.value('axis', sizeValue(0)));
  const whole = index === null ? null : (tensor.axes?.[index]?.size ?? null);
  const part = (size: Size): TensorValue =>
    derived(call, library, index === null ? null : withSize(tensor.axes ?? [], index, size), [tensor], {
      dtype: tensor.dtype,
    });
  const sections = bound.get('indices_or_sections')?.value;
  const places = itemsOf(sections)?.map((item) => sizeOf(item));
  if (places) {
    // Places counted from the back, or past the end, would need more than differences.
    const isPlain = places.every(
      (place) => typeof place === 'number' && place >= 0 && typeof whole === 'number' && place <= whole,
    );
    return listOf(
      [...places, whole].map((end, at) =>
        part(isPlain ? subtractSizes(end, at === 0 ? 0 : (places[at - 1] ?? null)) : null),
      ),
    );
  }
  const count = sizeOfItem(sections);
  if (evenness === 'even') reportParts(call, library, tensor, { parameter: 'indices_or_sections', whole, count });
  if (typeof count !== 'number' || count < 1 || count > 64)
    return uniformList(count, part(divideExactly(whole, count)));
  if (evenness === 'even' || typeof whole !== 'number') {
    return listOf(Array.from({ length: count }, () => part(divideExactly(whole, count))));
  }
  return listOf(
    Array.from({ length: count }, (_, at) => part(Math.floor(whole / count) + (at < whole % count ? 1 : 0))),
  );
}

/** `pad_width`: a number, a pair for all axes, or a pair for each. */
function paddingOf(width: Value | undefined, index: number): Size {
  if (isScalar(width)) return multiplySizes(2, sizeOf(width));
  const rows = itemsOf(width);
  if (!rows) return null;
  const isPair = rows.length === 2 && rows.every(isScalar);
  const pair = isPair ? rows : itemsOf(rows.length === 1 ? rows[0] : rows[index]);
  return pair?.length === 2 ? addSizes(sizeOf(pair[0]), sizeOf(pair[1])) : null;
}

function operand(bound: Bound, name: string, library: TensorLibrary): TensorValue {
  return tensorFrom(bound.get(name)?.value, library);
}
