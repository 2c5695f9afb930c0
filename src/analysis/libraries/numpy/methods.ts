import {
  axis,
  itemsOf,
  none,
  sizeValue,
  tupleOf,
  unknown,
  type TensorLibrary,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { dtypeOf } from '../arguments.js';
import type { Call, Entry } from '../library.js';
import { alike, asMethod, entriesUnder, sameShape, withParameters } from '../tensorFunctions.js';
import { permuteTensor } from '../tensorOperations.js';
import { derived, nestedList, sizesFromValue, tensorFrom } from '../tensorValues.js';
import { sharedArrangement } from './arrangement.js';
import { reshapeArray } from './reshape.js';
import { countOf, sharedMath } from './math.js';
import { checkWhole } from '../wrongTypes.js';

/** https://numpy.org/doc/stable/reference/arrays.ndarray.html */
export function methodEntries(library: TensorLibrary): [string, Entry][] {
  const functions = { ...sharedMath(library), ...sharedArrangement(library) };
  const asMethods = Object.entries(functions).map(
    ([name, entry]) => [name, typeof entry === 'function' ? asMethod(entry) : entry] as const,
  );
  return entriesUnder(`${library}.Tensor`, {
    ...Object.fromEntries(asMethods),
    reshape(call) {
      const wanted = spread(call);
      if (library === 'numpy') checkWhole(call, wanted);
      return reshapeArray(call, library, receiverOf(call, library), sizesFromValue(wanted, call.evaluation));
    },
    transpose: (call) =>
      permuteTensor(
        call,
        library,
        receiverOf(call, library),
        call.args.length > 0 || call.isOpen ? spread(call) : none,
      ),
    // It changes the array in its place, https://numpy.org/doc/stable/reference/generated/numpy.ndarray.resize.html
    resize: (call) => {
      const sizes = sizesFromValue(spread(call), call.evaluation);
      call.evaluation.setAxes(receiverOf(call, library), sizes?.map((size) => axis(size)) ?? null);
      return none;
    },
    'T:get': (call) => permuteTensor(call, library, receiverOf(call, library), none),
    flatten: (call) => {
      const tensor = receiverOf(call, library);
      return derived(call, library, [countOf(tensor)], [tensor], { dtype: tensor.dtype });
    },
    astype: withParameters(['dtype'], (call, bound) => {
      const tensor = receiverOf(call, library);
      return derived(call, library, tensor.axes, [tensor], { dtype: dtypeOf(bound.get('dtype')?.value) });
    }),
    ...alike('copy conj numpy block_until_ready', asMethod(sameShape(library))),
    // With a dtype it reads the same bytes as more numbers, or fewer.
    view: (call) => {
      const isSame = call.args.length === 0 && call.keywords.size === 0;
      return isSame ? asMethod(sameShape(library))(call) : derived(call, library, null);
    },
    'size:get': (call) => sizeValue(countOf(receiverOf(call, library))),
    'ndim:get': (call) => sizeValue(receiverOf(call, library).axes?.length ?? null),
    tolist: (call) => nestedList(receiverOf(call, library)),
    ...alike('fill sort', () => none),
  });
}

/** `x.reshape(2, 3)` and `x.reshape((2, 3))` are the same. */
function spread(call: Call): Value {
  const [first] = call.args;
  if (call.isOpen) return unknown;
  if (!first) return call.keywords.get('shape')?.value ?? call.keywords.get('newshape')?.value ?? unknown;
  const isWhole = itemsOf(first.value) !== null || !['size', 'unknown'].includes(first.value.kind);
  if (call.args.length === 1 && isWhole) return first.value;
  // One name alone may stand for a shape or for a size.
  if (call.args.length === 1 && first.value.kind === 'unknown') return unknown;
  return tupleOf(call.args.map(({ value }) => value));
}

function receiverOf(call: Call, library: TensorLibrary): TensorValue {
  return tensorFrom(call.receiver ?? unknown, library);
}
