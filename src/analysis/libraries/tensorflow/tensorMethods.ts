import { knownSize, multiplySizes, type Size } from '../../domain/sizes.js';
import {
  itemsOf,
  none,
  sizeOf,
  sizeValue,
  tensorOf,
  unknown,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { bind, type Call, type Entry } from '../library.js';
import { alike, asMethod, entriesUnder, sameShape } from '../tensorFunctions.js';
import { sizesFromValue } from '../tensorValues.js';
import { shapeVector } from './creation.js';

/**
 * Methods of tensors and variables, and of the shapes that they give.
 * https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/Tensor and …/tf/TensorShape
 */
const same = asMethod(sameShape('tensorflow'));

export const tensorMethodEntries: readonly (readonly [string, Entry])[] = [
  ...entriesUnder('tensorflow.Tensor', {
    get_shape: ({ receiver }) => (receiver?.kind === 'tensor' ? shapeVector(receiver) : unknown),
    set_shape: setShape,
    'ndim:get': ({ receiver }) => sizeValue(receiver?.kind === 'tensor' ? (receiver.axes?.length ?? null) : null),
    numpy: ({ receiver }) => (receiver?.kind === 'tensor' ? asArray(receiver) : unknown),
    ...alike('read_value value initialized_value assign assign_add assign_sub', same),
    ...alike('initializer:get op:get name:get dtype:get', () => unknown),
  }),
  // What `get_shape()` gives is a tuple here, and a Dimension an integer.
  ...entriesUnder('builtins.tuple', {
    as_list: asList,
    ...alike('ndims:get rank:get', ({ receiver }) => sizeValue(itemsOf(receiver ?? none)?.length ?? null)),
    // An LSTMStateTuple (c, h) is a tuple too.
    'c:get': ({ receiver }) => pairOf(receiver)?.[0] ?? unknown,
    'h:get': ({ receiver }) => pairOf(receiver)?.[1] ?? unknown,
    num_elements: ({ receiver }) => sizeValue(elementsOf(receiver)),
    ...alike('with_rank merge_with', ({ receiver }) => receiver ?? unknown),
  }),
  ...entriesUnder('builtins.shape', {
    as_list: asList,
    'ndims:get': () => unknown,
  }),
  ...entriesUnder('builtins.int', { 'value:get': ({ receiver }) => receiver ?? unknown }),
];

/** The values of a tensor, as a session or eager execution gives them. */
export function asArray(tensor: TensorValue): TensorValue {
  return tensorOf('numpy', tensor.axes, tensor);
}

function asList({ receiver }: Call): Value {
  const items = itemsOf(receiver ?? none);
  if (items) return { kind: 'list', items: [...items], length: items.length, element: unknown };
  return receiver ?? unknown;
}

function elementsOf(receiver: Value | null): Size {
  return itemsOf(receiver ?? none)?.reduce<Size>((product, item) => multiplySizes(product, sizeOf(item)), 1) ?? null;
}

/** The state of one cell; a tuple of tuples is that of several, which has neither a `c` nor an `h`. */
function pairOf(receiver: Value | null): readonly Value[] | null {
  const items = itemsOf(receiver ?? none);
  return items?.length === 2 && items.some(({ kind }) => kind !== 'tuple') ? items : null;
}

/** What the source says of a tensor whose shape, or one of whose sizes, nobody knew. */
function setShape(call: Call): Value {
  const tensor = call.receiver;
  const sizes = sizesFromValue(bind(call, ['shape']).get('shape')?.value, call.evaluation);
  if (tensor?.kind !== 'tensor' || !sizes) return none;
  const axes = sizes.map((size, index) => {
    const own = tensor.axes?.[index];
    return { size: knownSize(own?.size ?? null) ?? size ?? own?.size ?? null, role: own?.role ?? null };
  });
  if (tensor.axes === null || tensor.axes.length === axes.length) tensor.axes = axes;
  return none;
}
