import { sameSize } from '../../domain/sizes.js';
import {
  axis,
  booleanOf,
  booleanValue,
  dictOf,
  none,
  sizeValue,
  stringOf,
  type Axis,
  type TensorValue,
} from '../../domain/values.js';
import { swapAxes } from '../axes/arrange.js';
import { einsumAxes, matmulAxes } from '../axes/products.js';
import { dtypeOf } from '../arguments.js';
import { broadcastWords } from '../errorWords.js';
import type { Call, LibraryFunction } from '../library.js';
import { reportMatmul } from '../shapeReports.js';
import { alike, elementwise, reduction, sameShape, withParameters } from '../tensorFunctions.js';
import { broadcastTensors, reduceTensor } from '../tensorOperations.js';
import { derived, shapeOf, tensorFrom, tensorsFrom } from '../tensorValues.js';

const js = 'tfjs';
const unary = elementwise(js, ['x']);
const binary = elementwise(js, ['a', 'b']);
const comparison = elementwise(js, ['a', 'b'], { dtype: 'bool' });
const moments = ['x', 'axis', 'keepDims'];

/** https://js.tensorflow.org/api/latest/#matMul */
const matMul: LibraryFunction = withParameters(['a', 'b', 'transposeA', 'transposeB'], (call, bound) => {
  const turns = ['transposeA', 'transposeB'].map((name) => booleanOf(bound.value(name, booleanValue(false))));
  const [left, right] = ['a', 'b'].map((name, index) => {
    const tensor = tensorFrom(bound.get(name)?.value, js);
    return { ...tensor, axes: turns[index] === null ? null : turned(tensor.axes, turns[index] === true) };
  }) as [TensorValue, TensorValue];
  return product(call, left, right, (a, b) => {
    const inner = [a.at(-1), b.at(-2)].map((one) => shapeText(one ? [one] : []));
    const shapes = [a, b].map((axes, index) => shapeText(turned(axes, turns[index] === true) ?? []));
    return `Error in matMul: inner shapes (${inner.join(') and (')}) of Tensors with shapes ${shapes.join(' and ')} and transposeA=${turns[0]} and transposeB=${turns[1]} must match.`;
  });
});

/** https://js.tensorflow.org/api/latest/#Operations: what is both a function and a method of tensors. */
export const arithmetic: Readonly<Record<string, LibraryFunction>> = {
  ...table(
    'abs acos acosh asin asinh atan atanh ceil cos cosh elu erf exp expm1 floor leakyRelu log log1p logSigmoid ' +
      'logicalNot neg reciprocal relu relu6 round rsqrt selu sigmoid sign sin sinh softplus sqrt square step tan tanh ' +
      'isNaN isInf isFinite',
    unary,
  ),
  ...table('softmax logSoftmax cumsum cumprod reverse clone clipByValue dropout keep', sameShape(js)),
  ...table('add sub mul div divNoNan floorDiv mod pow maximum minimum squaredDifference atan2 prelu', binary),
  ...table('equal notEqual greater greaterEqual less lessEqual logicalAnd logicalOr logicalXor', comparison),
  ...table('sum mean max min prod logSumExp', reduction(js, moments)),
  ...table('any all', reduction(js, moments, { dtype: 'bool' })),
  ...table(
    'argMax argMin',
    withParameters(['x', 'axis'], (call, bound) => {
      const tensor = { ...tensorFrom(bound.get('x')?.value, js), dtype: 'int' } as const;
      return reduceTensor(call, js, tensor, bound.value('axis', sizeValue(0)), false);
    }),
  ),
  ...table(
    'norm euclideanNorm',
    withParameters(['x', 'ord', 'axis', 'keepDims'], (call, bound) =>
      reduceTensor(
        call,
        js,
        tensorFrom(bound.get('x')?.value, js),
        bound.value('axis', none),
        booleanOf(bound.value('keepDims', booleanValue(false))),
      ),
    ),
  ),
  cast: withParameters(['x', 'dtype'], (call, bound) => {
    const tensor = tensorFrom(bound.get('x')?.value, js);
    return derived(call, js, tensor.axes, [tensor], { dtype: dtypeOf(bound.get('dtype')?.value) });
  }),
  matMul,
  dot: withParameters(['t1', 't2'], (call, bound) => {
    const [left, right] = ['t1', 't2'].map((name) => tensorFrom(bound.get(name)?.value, js)) as [
      TensorValue,
      TensorValue,
    ];
    const isKnown = [left, right].every(({ axes }) => axes?.length === 1 || axes?.length === 2);
    return isKnown ? product(call, left, right, dotWords) : derived(call, js, null, [left, right]);
  }),
};

/** Functions only. */
export const arithmeticFunctions: Readonly<Record<string, LibraryFunction>> = {
  addN: (call) => {
    const tensors = tensorsFrom(call.args[0]?.value, js);
    return tensors ? broadcastTensors(call, js, tensors) : derived(call, js, null);
  },
  outerProduct: withParameters(['v1', 'v2'], (call, bound) => {
    const vectors = ['v1', 'v2'].map((name) => tensorFrom(bound.get(name)?.value, js).axes);
    const sizes = vectors.map((axes) => (axes?.length === 1 ? axes[0]! : axis(null)));
    return derived(call, js, sizes);
  }),
  moments: withParameters(moments, (call, bound) => {
    const tensor = tensorFrom(bound.get('x')?.value, js);
    const keep = booleanOf(bound.value('keepDims', booleanValue(false)));
    const reduced = reduceTensor(call, js, tensor, bound.value('axis', none), keep);
    return dictOf([
      ['mean', reduced],
      ['variance', reduced],
    ]);
  }),
  where: elementwise(js, ['condition', 'a', 'b']),
  einsum: (call) => {
    const equation = stringOf(call.args[0]?.value);
    const tensors = call.args.slice(1).map(({ value }) => tensorFrom(value, js));
    const result =
      equation === null
        ? null
        : einsumAxes(
            equation,
            tensors.map(({ axes }) => axes),
          );
    return derived(call, js, result && 'axes' in result ? result.axes : null, tensors);
  },
};

/** Null for what is no matrix. */
function turned(axes: readonly Axis[] | null, isTurned: boolean): readonly Axis[] | null {
  if (!axes || axes.length < 2) return null;
  return isTurned ? swapAxes(axes, -1, -2) : axes;
}

function shapeText(axes: readonly Axis[]): string {
  return shapeOf(axes)
    .map((size) => size ?? 'null')
    .join(',');
}

function product(
  call: Call,
  left: TensorValue,
  right: TensorValue,
  words: (left: readonly Axis[], right: readonly Axis[]) => string,
): TensorValue {
  if (!left.axes || !right.axes) return derived(call, js, null, [left, right]);
  const result = matmulAxes(left.axes, right.axes);
  if ('axes' in result) return derived(call, js, result.axes, [left, right], { dtype: 'float' });
  if (!left.isAssumed && !right.isAssumed) {
    const [a, b] = [left.axes, right.axes];
    const isInner = sameSize(a.at(-1)?.size ?? null, (b.at(-2) ?? b.at(-1))?.size ?? null) === false;
    const raises = isInner ? words(a, b) : broadcastWords(js, a.slice(0, -2), b.slice(0, -2));
    reportMatmul(call, js, left, right, result.mismatch, raises);
  }
  return derived(call, js, null, [left, right]);
}

function dotWords(left: readonly Axis[], right: readonly Axis[]): string {
  const inner = [left.at(-1), right.at(-2) ?? right.at(-1)].map((one) => shapeText(one ? [one] : []));
  return `Error in dot: inner dimensions of inputs must match, but got ${inner.join(' and ')}.`;
}

function table(names: string, entry: LibraryFunction): Record<string, LibraryFunction> {
  return alike<LibraryFunction>(names, entry);
}
