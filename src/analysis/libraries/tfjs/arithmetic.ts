import { sameSize, sizeText, type Size } from '../../domain/sizes.js';
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
import { operationOf, reportError, reportMatmul } from '../shapeReports.js';
import { alike, elementwise, reduction, sameShape, withParameters } from '../tensorFunctions.js';
import { reduceTensor } from '../tensorOperations.js';
import { derived, shapeOf, tensorFrom, tensorsFrom } from '../tensorValues.js';

const js = 'tfjs';
const unary = elementwise(js, ['x']);
const binary = elementwise(js, ['a', 'b']);
const comparison = elementwise(js, ['a', 'b'], { dtype: 'bool' });
const moments = ['x', 'axis', 'keepDims'];

/** https://js.tensorflow.org/api/latest/#matMul */
const matMul: LibraryFunction = withParameters(['a', 'b', 'transposeA', 'transposeB'], (call, bound) => {
  const turns = ['transposeA', 'transposeB'].map((name) => booleanOf(bound.value(name, booleanValue(false))));
  const operands = ['a', 'b'].map((name) => tensorFrom(bound.get(name)?.value, js));
  const flat = operands.find(({ axes, isAssumed }) => axes && axes.length < 2 && !isAssumed);
  if (flat) return refusedRank(call, flat, 2, null);
  const [left, right] = operands.map((tensor, index) => {
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
    const isOther = ({ axes }: TensorValue) => axes !== null && axes.length !== 1 && axes.length !== 2;
    const other = [left, right].find((tensor) => isOther(tensor) && !tensor.isAssumed);
    if (other && left.axes && right.axes) {
      const words = `Error in dot: inputs must all be rank 1 or 2, but got ranks ${left.axes.length} and ${right.axes.length}.`;
      return refusedRank(call, other, '1 or 2', words);
    }
    const isKnown = left.axes && right.axes && ![left, right].some(isOther);
    return isKnown ? product(call, left, right, dotWords) : derived(call, js, null, [left, right]);
  }),
};

/** Functions only. */
export const arithmeticFunctions: Readonly<Record<string, LibraryFunction>> = {
  addN: (call) => {
    const tensors = tensorsFrom(call.args[0]?.value, js);
    const [first] = tensors ?? [];
    const other = tensors?.find((tensor) => first && areOther(first, tensor));
    if (!first || !other) return derived(call, js, first?.axes ?? null, tensors ?? []);
    const facts = { operation: 'addN', left: shapeOf(first.axes ?? []), right: shapeOf(other.axes ?? []) };
    const raises = 'All tensors passed to tf.addN() must have the same shape';
    reportError(call, { code: 'broadcast-shape', raises, facts }, [first, other]);
    return derived(call, js, null, [first]);
  },
  outerProduct: withParameters(['v1', 'v2'], (call, bound) => {
    const tensors = ['v1', 'v2'].map((name) => tensorFrom(bound.get(name)?.value, js));
    const other = tensors.find(({ axes, isAssumed }) => axes && axes.length !== 1 && !isAssumed);
    const ranks = tensors.map(({ axes }) => axes?.length ?? null);
    const words = `Error in outerProduct: inputs must be rank 1, but got ranks ${ranks.join(' and ')}.`;
    if (other) return refusedRank(call, other, 1, ranks.includes(null) ? null : words);
    const sizes = tensors.map(({ axes }) => axes?.[0] ?? axis(null));
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
    const fits = equation === null || checkLetters(call, equation, tensors);
    return derived(call, js, fits && result && 'axes' in result ? result.axes : null, tensors);
  },
};

/** Of one letter, all operands have one size; tf.js does not stretch a 1. */
function checkLetters(call: Call, equation: string, tensors: readonly TensorValue[]): boolean {
  const inputs = equation.replace(/\s|->.*/g, '').split(',');
  const known = new Map<string, { readonly size: Size; readonly tensor: TensorValue }>();
  for (const [index, tensor] of tensors.entries()) {
    const letters = Array.from(inputs[index] ?? '');
    if (!tensor.axes || tensor.isAssumed || letters.includes('.')) continue;
    if (tensor.axes.length !== letters.length) {
      refusedRank(call, tensor, letters.length, null);
      return false;
    }
    for (const [at, letter] of letters.entries()) {
      const { size } = tensor.axes[at]!;
      const before = known.get(letter);
      if (!before) known.set(letter, { size, tensor });
      else if (sameSize(before.size, size) === false) {
        const [expected, found] = [before.size, size].map((one) => String(sizeText(one)));
        const raises = `Expected dimension ${expected} at axis ${at} of input shaped [${shapeText(tensor.axes)}], but got dimension ${found}`;
        reportMatmul(call, js, before.tensor, tensor, [before.size, size], raises);
        return false;
      }
    }
  }
  return true;
}

function areOther(one: TensorValue, other: TensorValue): boolean {
  if (!one.axes || !other.axes || one.isAssumed || other.isAssumed) return false;
  const isLonger = one.axes.length !== other.axes.length;
  return isLonger || one.axes.some(({ size }, index) => sameSize(size, other.axes![index]!.size) === false);
}

/** A tensor with more or fewer axes than an operation takes. */
function refusedRank(call: Call, tensor: TensorValue, expected: number | string, raises: string | null): TensorValue {
  const shape = shapeOf(tensor.axes ?? []);
  const facts = { layer: operationOf(call), expected, found: shape.length, shape };
  reportError(call, { code: 'layer-input-rank', raises, facts }, [tensor]);
  return derived(call, js, null, [tensor]);
}

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
