import { anyNumber } from '../../domain/anyNumber.js';
import { multiplySizes, sizeText, subtractSizes, type Size } from '../../domain/sizes.js';
import {
  booleanOf,
  booleanValue,
  itemsOf,
  none,
  sizeOf,
  sizeValue,
  stringOf,
  tupleOf,
  unknown,
  type TensorLibrary,
  type TensorValue,
  type Value,
} from '../../domain/values.js';
import { einsumAxes, matmulAxes, tensordotAxes, type Product } from '../axes/products.js';
import { withSize } from '../axes/arrange.js';
import { tensordotAlong } from '../arguments.js';
import type { Call, Entry, LibraryFunction } from '../library.js';
import { reportMatmul } from '../shapeReports.js';
import { alike, elementwise, reduction, sameShape, withParameters } from '../tensorFunctions.js';
import { broadcastTensors, indexOf, matrixProduct, reduceTensor } from '../tensorOperations.js';
import { derived, isScalar, shapeOf, tensorFrom } from '../tensorValues.js';

/** https://numpy.org/doc/stable/reference/routines.math.html: the functions that are methods too. */
export function sharedMath(library: TensorLibrary): Record<string, Entry> {
  const reduced = (...parameters: string[]) => overSizes(reduction(library, ['a', 'axis', ...parameters, 'keepdims']));
  return {
    sum: reduced('dtype', 'out'),
    prod: reduced('dtype', 'out'),
    mean: reduced('dtype', 'out'),
    std: reduced('dtype', 'out', 'ddof'),
    var: reduced('dtype', 'out', 'ddof'),
    ...alike('max min ptp', reduced('out')),
    ...alike('any all', reduction(library, ['a', 'axis', 'out', 'keepdims'], { dtype: 'bool' })),
    ...alike('argmax argmin', reduction(library, ['a', 'axis', 'out', 'keepdims'], { dtype: 'int' })),
    ...alike('clip round around', sameShape(library, 'a')),
    ...alike('cumsum cumprod', (call) => cumulated(call, library)),
    dot: (call) => dot(call, library),
  };
}

export function mathFunctions(library: TensorLibrary): Record<string, Entry> {
  const reduced = (...parameters: string[]) => overSizes(reduction(library, ['a', 'axis', ...parameters, 'keepdims']));
  const quantile = withParameters(['a', 'q', 'axis', 'out', 'overwrite_input', 'method', 'keepdims'], (call, bound) => {
    if (!isScalar(bound.get('q')?.value)) return derived(call, library, null);
    const keep = booleanOf(bound.value('keepdims', booleanValue(false)));
    return reduceTensor(call, library, tensorFrom(bound.get('a')?.value, library), bound.value('axis', none), keep);
  });
  return {
    ...sharedMath(library),
    ...alike('amax amin nanmax nanmin', reduced('out')),
    ...alike('nansum nanmean', reduced('dtype', 'out')),
    ...alike('nanstd nanvar', reduced('dtype', 'out', 'ddof')),
    ...alike('median nanmedian', reduced('out', 'overwrite_input')),
    ...alike('percentile quantile nanpercentile', quantile),
    average: reduction(library, ['a', 'axis', 'weights', 'returned', 'keepdims']),
    ...alike(
      'abs absolute fabs sin cos tan arcsin arccos arctan sinh cosh tanh exp exp2 expm1 log log2 log10 log1p sqrt ' +
        'cbrt square sign negative reciprocal deg2rad rad2deg radians degrees sinc nan_to_num conj real imag',
      elementwise(library, ['x']),
    ),
    ...alike('floor ceil rint trunc fix', elementwise(library, ['x'], { dtype: 'float' })),
    ...alike('isnan isinf isfinite logical_not', elementwise(library, ['x'], { dtype: 'bool' })),
    ...alike(
      'add subtract multiply divide true_divide floor_divide power mod remainder fmod maximum minimum fmax fmin ' +
        'arctan2 hypot',
      elementwise(library, ['x1', 'x2']),
    ),
    ...alike(
      'equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor isclose',
      elementwise(library, ['x1|a', 'x2|b'], { dtype: 'bool' }),
    ),
    matmul: withParameters(['x1', 'x2'], (call, bound) =>
      matrixProduct(
        call,
        library,
        tensorFrom(bound.get('x1')?.value, library),
        tensorFrom(bound.get('x2')?.value, library),
      ),
    ),
    tensordot: withParameters(['a', 'b', 'axes'], (call, bound) => {
      const [left, right] = ['a', 'b'].map((name) => tensorFrom(bound.get(name)?.value, library));
      const along = tensordotAlong(bound.value('axes', sizeValue(2)));
      if (!left?.axes || !right?.axes || along === null) return derived(call, library, null);
      return productOf(call, library, [left, right], tensordotAxes(left.axes, right.axes, along));
    }),
    einsum: (call) => {
      const equation = stringOf(call.args[0]?.value);
      const tensors = call.args.slice(1).map(({ value }) => tensorFrom(value, library));
      const shapes = tensors.map(({ axes }) => axes);
      return equation === null || call.isOpen
        ? derived(call, library, null)
        : productOf(call, library, tensors, einsumAxes(equation, shapes));
    },
    outer: withParameters(['a', 'b'], (call, bound) => {
      const sizes = ['a', 'b'].map((name) => countOf(tensorFrom(bound.get(name)?.value, library)));
      return derived(call, library, sizes);
    }),
    diff: withParameters(['a', 'n', 'axis'], (call, bound) => {
      const tensor = tensorFrom(bound.get('a')?.value, library);
      const times = sizeOf(bound.value('n', sizeValue(1)));
      const index = indexOf(call, library, tensor, bound.value('axis', sizeValue(-1)));
      if (index === null || !tensor.axes || bound.get('prepend') || bound.get('append'))
        return derived(call, library, null);
      return derived(
        call,
        library,
        withSize(tensor.axes, index, subtractSizes(tensor.axes[index]?.size ?? null, times)),
      );
    }),
    'linalg.norm': reduction(library, ['x', 'ord', 'axis', 'keepdims']),
    ...alike('fft.fft fft.ifft fft.fftshift', sameShape(library, 'a')),
    where: (call) => {
      if (call.isOpen) return unknown;
      const [condition, ...choices] = call.args.map(({ value }) => tensorFrom(value, library));
      if (choices.length === 2 && condition) return broadcastTensors(call, library, [condition, ...choices]);
      // Without choices it gives a vector of places for each axis.
      const found = derived(call, library, [null], [], { dtype: 'int' });
      return condition?.axes ? tupleOf(condition.axes.map(() => found)) : derived(call, library, null);
    },
  };
}

/** `np.prod(x.shape[1:])` and the like give an integer, as sizes are one. */
function overSizes(entry: LibraryFunction): LibraryFunction {
  return (call) => {
    const value = call.args[0]?.value;
    const sizes = itemsOf(value)?.map((item) => (item.kind === 'size' ? item.size : null));
    if (!sizes || call.args.length > 1 || call.keywords.size > 0) return entry(call);
    if (itemsOf(value)?.every(isScalar) !== true) return entry(call);
    if (sizes.length === 0 || sizes.includes(null)) return anyNumber;
    const numbers = sizes.filter((size) => typeof size === 'number');
    const isNumbers = numbers.length === sizes.length;
    if (call.path.endsWith('.prod')) return sizeValue(sizes.reduce<Size>(multiplySizes, 1));
    if (call.path.endsWith('.sum') && isNumbers) return sizeValue(numbers.reduce((sum, size) => sum + size, 0));
    if (call.path.endsWith('max') && isNumbers) return sizeValue(Math.max(...numbers));
    if (call.path.endsWith('min') && isNumbers) return sizeValue(Math.min(...numbers));
    return anyNumber;
  };
}

function cumulated(call: Call, library: TensorLibrary): Value {
  return withParameters(['a', 'axis'], (_, bound) => {
    const tensor = tensorFrom(bound.get('a')?.value, library);
    if (bound.value('axis', none).kind !== 'none') return derived(call, library, tensor.axes, [tensor]);
    return derived(call, library, [countOf(tensor)], [tensor], { dtype: tensor.dtype });
  })(call);
}

/** As `matmul`, save that arrays of more axes are not paired: every row meets every column. */
function dot(call: Call, library: TensorLibrary): Value {
  return withParameters(['a', 'b'], (_, bound) => {
    const [left, right] = ['a', 'b'].map((name) => tensorFrom(bound.get(name)?.value, library));
    if (!left?.axes || !right?.axes) return derived(call, library, null);
    if (left.axes.length === 0 || right.axes.length === 0) return broadcastTensors(call, library, [left, right]);
    if (left.axes.length <= 2 && right.axes.length <= 2) {
      return productOf(call, library, [left, right], matmulAxes(left.axes, right.axes));
    }
    const inner = right.axes.length === 1 ? 0 : right.axes.length - 2;
    return productOf(call, library, [left, right], tensordotAxes(left.axes, right.axes, [[-1], [inner]]));
  })(call);
}

function productOf(call: Call, library: TensorLibrary, tensors: readonly TensorValue[], product: Product): TensorValue {
  if ('axes' in product) return derived(call, library, product.axes, tensors);
  const [left, right] = tensors;
  if (left?.axes && right?.axes && !tensors.some(({ isAssumed }) => isAssumed)) {
    const [a, b] = product.mismatch.map(sizeText);
    const inner = right.axes.length === 1 ? 0 : right.axes.length - 2;
    const [one, other] = [left, right].map(
      ({ axes }) => `(${shapeOf(axes ?? []).join(',')}${axes?.length === 1 ? ',' : ''})`,
    );
    const raises = call.path.endsWith('.dot')
      ? `shapes ${one} and ${other} not aligned: ${a} (dim ${left.axes.length - 1}) != ${b} (dim ${inner})`
      : null;
    if (raises === null) reportMatmul(call, library, left, right, product.mismatch);
    else reportMatmul(call, library, left, right, product.mismatch, raises);
  }
  return derived(call, library, null, tensors);
}

export function countOf({ axes }: TensorValue): Size {
  return axes?.reduce<Size>((product, { size }) => multiplySizes(product, size), 1) ?? null;
}
