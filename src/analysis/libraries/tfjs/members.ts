import { nothingOf } from '../../domain/nothing.js';
import { floatValue, listOf, none, sizeValue, uniformList, type TensorValue, type Value } from '../../domain/values.js';
import type { Size } from '../../domain/sizes.js';
import { elementCount } from '../axes/reshape.js';
import type { Call, LibraryFunction } from '../library.js';
import { alike } from '../tensorFunctions.js';
import { reshapeTensor } from '../tensorOperations.js';
import { derived, sizeOfItem, tensorFrom } from '../tensorValues.js';

const js = 'tfjs';

/** https://js.tensorflow.org/api/latest/#class:Tensor: what only tensors have. */
export const tensorMembers: Readonly<Record<string, LibraryFunction>> = {
  'rank:get': (call) => sizeValue(own(call).axes?.length ?? null),
  'size:get': (call) => {
    const { axes } = own(call);
    return sizeValue(axes && elementCount(axes));
  },
  ...methods('data dataSync', (call) => {
    const { axes } = own(call);
    return uniformList(axes && elementCount(axes), floatValue(null));
  }),
  ...methods('array arraySync', (call) => {
    const { axes } = own(call);
    const number: Value = floatValue(null);
    return axes?.reduceRight<Value>((inner, { size }) => nested(size, inner), number) ?? uniformList(null, number);
  }),
  ...methods('flatten as1D', (call) => reshapeTensor(call, js, own(call), [-1])),
  ...methods('as2D as3D as4D as5D', (call) =>
    reshapeTensor(
      call,
      js,
      own(call),
      call.args.map(({ value }) => sizeOfItem(value, call.evaluation)),
    ),
  ),
  asScalar: (call) => reshapeTensor(call, js, own(call), []),
  reshapeAs: (call) => {
    const { axes } = tensorFrom(call.args[0]?.value, js);
    return reshapeTensor(call, js, own(call), axes?.map(({ size }) => size) ?? null);
  },
  toFloat: (call) => typed(call, 'float'),
  toInt: (call) => typed(call, 'int'),
  toBool: (call) => typed(call, 'bool'),
  ...methods('asType', (call) => typed(call, null)),
  // A variable is its own value, a buffer its own tensor.
  ...methods('read toTensor buffer bufferSync', (call) => call.receiver ?? none),
  ...methods('print', () => nothingOf('print', true)),
  ...methods('dispose assign write set', () => none),
};

function own(call: Call): TensorValue {
  return tensorFrom(call.receiver ?? undefined, js);
}

function typed(call: Call, dtype: TensorValue['dtype']): TensorValue {
  const tensor = own(call);
  return derived(call, js, tensor.axes, [tensor], { dtype });
}

/** Lists inside of short lists are kept one by one, so that they can be taken apart. */
function nested(size: Size, inner: Value): Value {
  if (typeof size !== 'number' || size > maxItems) return uniformList(size, inner);
  return listOf(Array.from({ length: size }, () => inner));
}

const maxItems = 8;

function methods(names: string, entry: LibraryFunction): Record<string, LibraryFunction> {
  return alike<LibraryFunction>(names, entry);
}
