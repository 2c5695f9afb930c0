import assert from 'node:assert/strict';
import { addSizes, sizeText, subtractSizes, symbolSize, type Size } from '../../../src/analysis/domain/sizes.js';
import {
  axis,
  ellipsis,
  listOf,
  none,
  sizeValue,
  tensorOf,
  tupleOf,
  unknown,
  type TensorLibrary,
  type Value,
} from '../../../src/analysis/domain/values.js';
import { subscriptAxes } from '../../../src/analysis/libraries/axes/subscript.js';

const t = symbolSize('t', 'T');
const i = symbolSize('i', 'i');
const w = symbolSize('w', 'window');

describe('subscripts of shapes', () => {
  it('takes integers and slices', () => {
    assert.deepEqual(at([6, 5, 3], 0), [5, 3]);
    assert.deepEqual(at([6, 5, 3], -1, slice(), 2), [5]);
    assert.deepEqual(at([6, 5, 3], slice(), -1), [6, 3]);
    assert.deepEqual(at([10], slice(2, 8, 3)), [2]);
    assert.deepEqual(at([10], slice(-3)), [3]);
    assert.deepEqual(at([10], slice(null, null, -1)), [10]);
    assert.deepEqual(at([10], slice(8, 2, -2)), [3]);
    assert.deepEqual(at([10], slice(8, 20)), [2]);
    assert.deepEqual(at([10], slice(8, 2)), [0]);
  });

  it('takes None and Ellipsis', () => {
    assert.deepEqual(at([6, 5], none, ellipsis, none), [1, 6, 5, 1]);
    assert.deepEqual(at([6, 5, 3], ellipsis, 0), [6, 5]);
    assert.deepEqual(at([6, 5, 3], 0, ellipsis, 0), [5]);
    assert.deepEqual(at([6], ellipsis, 0), []);
  });

  it('counts with names where that is certain', () => {
    assert.deepEqual(at([t, 3], slice(1)), ['T - 1', 3]);
    assert.deepEqual(at([t, 3], slice(null, -1)), ['T - 1', 3]);
    assert.deepEqual(at([t, 3], slice(2, -1)), ['T - 3', 3]);
    assert.deepEqual(at([t, 3], slice(-1)), [1, 3]);
    assert.deepEqual(at([t, 3], slice(null, t)), ['T', 3]);
    assert.deepEqual(at([t, 3], slice(i, addSizes(i, w))), ['window', 3]);
    assert.deepEqual(at([t, 3], slice(null, null, 2)), ['(T + 1) // 2', 3]);
    assert.deepEqual(at([t, 3], slice(null, 5)), [null, 3]);
    assert.deepEqual(at([t, 3], slice(-5)), [null, 3]);
    assert.deepEqual(at([10, 3], slice(null, t)), [null, 3]);
    assert.deepEqual(at([t, 3], slice(null, w)), ['min(window, T)', 3]);
    assert.deepEqual(at([t, 3], slice(null, subtractSizes(t, 2))), ['T - 2', 3]);
    assert.deepEqual(at([null, 3], slice(1)), [null, 3]);
  });

  it('tells what is out of range', () => {
    assert.deepEqual(subscriptAxes([axis(3)], sizeValue(3)), { outOfRange: { index: 3, axis: 0, size: 3 } });
    assert.deepEqual(subscriptAxes([axis(3)], sizeValue(-4)), { outOfRange: { index: -4, axis: 0, size: 3 } });
    assert.deepEqual(subscriptAxes([axis(3)], tupleOf([sizeValue(0), sizeValue(0)])), {
      tooMany: { indices: 2, rank: 1 },
    });
    assert.deepEqual(at([t], 7), []);
  });

  it('takes lists, masks and tensors of integers', () => {
    assert.deepEqual(at([6, 5, 3], listOf([sizeValue(0), sizeValue(2)])), [2, 5, 3]);
    assert.deepEqual(at([6, 5, 3], slice(), listOf([sizeValue(0), sizeValue(2)])), [6, 2, 3]);
    assert.deepEqual(at([6, 5, 3], tensorOf('numpy', [4, 2], { dtype: 'int' })), [4, 2, 5, 3]);
    assert.deepEqual(at([6, 5, 3], tensorOf('numpy', [6, 5], { dtype: 'bool' })), [null, 3]);
    const index = tensorOf('numpy', [4], { dtype: 'int' });
    assert.deepEqual(at([6, 5, 3], index, index), [4, 3]);
    assert.deepEqual(at([6, 5, 3], index, slice(), index), [4, 5]);
    assert.deepEqual(at([6, 5, 3], slice(), 0, index), [6, 4]);
  });

  it('puts the axis of a list where the library does', () => {
    const index = tensorOf('torch', [7], { dtype: 'int' });
    assert.deepEqual(at([2, 3, 4], 0, slice(), index), [7, 3]);
    assert.deepEqual(inTorch([2, 3, 4], 0, slice(), index), [3, 7]);
    assert.deepEqual(inTorch([2, 3, 4, 5], index, 0, slice(), index), [7, 4]);
    assert.deepEqual(inTorch([2, 3, 4], index, 0, index), [7]);
  });

  it('claims nothing of what it does not know', () => {
    assert.equal(at([6, 5], unknown), null);
    assert.equal(at([6, 5], tensorOf('torch', [4])), null);
    assert.equal(at([6, 5], listOf([unknown])), null);
    assert.equal(at([6, 5], ellipsis, ellipsis), null);
    assert.deepEqual(at([6, 5], slice(unknown)), [null, 5]);
  });
});

function at(sizes: readonly Size[], ...index: readonly (number | Value)[]): unknown {
  return subscripted(sizes, index, 'numpy');
}

function inTorch(sizes: readonly Size[], ...index: readonly (number | Value)[]): unknown {
  return subscripted(sizes, index, 'torch');
}

function subscripted(sizes: readonly Size[], index: readonly (number | Value)[], library: TensorLibrary): unknown {
  const values = index.map((item) => (typeof item === 'number' ? sizeValue(item) : item));
  const axes = sizes.map((size) => axis(size));
  const result = subscriptAxes(axes, values.length === 1 ? values[0]! : tupleOf(values), library);
  return result && 'axes' in result ? result.axes.map(({ size }) => sizeText(size)) : result;
}

function slice(lower: Size | Value = null, upper: Size | Value = null, step: Size | Value = null): Value {
  return { kind: 'slice', lower: bound(lower), upper: bound(upper), step: bound(step) };
}

function bound(item: Size | Value): Value {
  if (item === null) return none;
  return typeof item === 'object' && 'kind' in item ? item : sizeValue(item);
}
