import assert from 'node:assert/strict';
import {
  divideSizes,
  multiplySizes,
  sizeText,
  subtractSizes,
  symbolSize,
  type Size,
} from '../../../src/analysis/domain/sizes.js';
import { axis, type Axis, type Role } from '../../../src/analysis/domain/values.js';
import {
  concatAxes,
  expandAxes,
  moveAxis,
  normalIndex,
  permuteAxes,
  reduceAxes,
  repeatAxes,
  squeezeAxes,
  stackAxes,
  swapAxes,
  unsqueezeAxes,
  withoutAxis,
} from '../../../src/analysis/libraries/axes/arrange.js';
import { broadcastAxes } from '../../../src/analysis/libraries/axes/broadcast.js';
import { convolvedLength, transposedLength } from '../../../src/analysis/libraries/axes/convolution.js';
import { einsumAxes, matmulAxes, tensordotAxes } from '../../../src/analysis/libraries/axes/products.js';
import { elementCount, flattenAxes, reshapeAxes } from '../../../src/analysis/libraries/axes/reshape.js';

const n = symbolSize('n', 'N');
const t = symbolSize('t', 'T');
const h = symbolSize('h', 'H');

describe('axes', () => {
  describe('broadcast', () => {
    it('joins shapes from the right', () => {
      assert.deepEqual(sizes(broadcastAxes(of(8, 1, 6, 1), of(7, 1, 5))), [8, 7, 6, 5]);
      assert.deepEqual(sizes(broadcastAxes(of(5, 1), of(5))), [5, 5]);
      assert.deepEqual(sizes(broadcastAxes([], of(2, 3))), [2, 3]);
      assert.deepEqual(sizes(broadcastAxes(of(0), of(1))), [0]);
    });

    it('refuses numbers that differ, and only those', () => {
      assert.equal(broadcastAxes(of(3), of(4)), null);
      assert.equal(broadcastAxes(of(2, 1), of(8, 4, 3)), null);
      assert.deepEqual(sizes(broadcastAxes(of(n), of(subtractSizes(n, 1)))), [null]);
    });

    it('takes a number for what may be 1, and nothing where both may be', () => {
      assert.deepEqual(sizes(broadcastAxes(of(n, 3), of(1, null))), ['N', 3]);
      assert.deepEqual(sizes(broadcastAxes(of(n), of(4))), [4]);
      assert.deepEqual(sizes(broadcastAxes(of(n), of(t))), [null]);
      assert.deepEqual(sizes(broadcastAxes(of(n), of(n))), ['N']);
    });

    it('keeps the role of the axis that decides the size', () => {
      const data = roled([n, 'batch'], [t, 'time'], [3, 'features']);
      assert.deepEqual(roles(broadcastAxes(data, of(3))), ['batch', 'time', 'features']);
      assert.deepEqual(roles(broadcastAxes(roled([1, 'units']), of(5))), [null]);
      assert.deepEqual(roles(broadcastAxes(roled([5, 'units']), roled([5, 'classes']))), [null]);
    });
  });

  describe('products', () => {
    it('multiplies matrices as NumPy does', () => {
      const cases: [Size[], Size[], unknown][] = [
        [[3], [3], []],
        [[2, 3], [3], [2]],
        [[3], [3, 4], [4]],
        [
          [5, 2, 3],
          [3, 4],
          [5, 2, 4],
        ],
        [
          [7, 1, 2, 3],
          [5, 3, 4],
          [7, 5, 2, 4],
        ],
        [[5, 2, 3], [3], [5, 2]],
        [[3], [5, 3, 4], [5, 4]],
        [
          [n, t, h],
          [h, 4],
          ['N', 'T', 4],
        ],
      ];
      for (const [a, b, expected] of cases) assert.deepEqual(product(matmulAxes(of(...a), of(...b))), expected);
    });

    it('tells the two sizes that differ, and where', () => {
      assert.deepEqual(matmulAxes(of(2, 3), of(4, 5)), { mismatch: [3, 4], part: 'inner' });
      assert.deepEqual(matmulAxes(of(6, 2, 3), of(7, 3, 5)), { mismatch: [6, 7], part: 'batch' });
      assert.deepEqual(product(matmulAxes(of(2, n), of(4, 5))), [2, 5]);
      assert.deepEqual(product(matmulAxes([], of(4, 5))), null);
    });

    it('sums over the axes that tensordot names', () => {
      assert.deepEqual(product(tensordotAxes(of(3, 4, 5), of(4, 5, 6), 2)), [3, 6]);
      assert.deepEqual(
        product(
          tensordotAxes(of(3, 4, 5), of(5, 3, 2), [
            [0, 2],
            [1, 0],
          ]),
        ),
        [4, 2],
      );
      assert.deepEqual(product(tensordotAxes(of(3, 4), of(5), [[-1], [0]])), undefined);
      assert.deepEqual(product(tensordotAxes(of(3, 4), of(5), [[2], [0]])), null);
      assert.deepEqual(product(tensordotAxes(of(2), of(3), 0)), [2, 3]);
    });

    it('reads the equation of einsum', () => {
      assert.deepEqual(product(einsumAxes('bij,bjk->bik', [of(2, 3, 4), of(2, 4, 5)])), [2, 3, 5]);
      assert.deepEqual(product(einsumAxes('ij,jk', [of(3, 4), of(4, 5)])), [3, 5]);
      assert.deepEqual(product(einsumAxes('ba', [of(3, 4)])), [4, 3]);
      assert.deepEqual(product(einsumAxes('ii', [of(3, 3)])), []);
      assert.deepEqual(product(einsumAxes('...ij, ...jk -> ...ik', [of(7, 2, 3), of(3, 5)])), [7, 2, 5]);
      assert.deepEqual(product(einsumAxes('ij,jk->ik', [null, of(4, 5)])), [null, 5]);
      assert.deepEqual(einsumAxes('ij,jk->ik', [of(3, 4), of(6, 5)]), { mismatch: [4, 6], part: 'inner' });
      assert.deepEqual(product(einsumAxes('ij->i', [of(3, 4, 5)])), null);
      assert.deepEqual(product(einsumAxes('ij->i', [])), null);
    });
  });

  describe('reshape', () => {
    it('fills in what -1 stands for', () => {
      assert.deepEqual(reshaped(of(6, 5, 3), [-1, 3]), [[30, 3], true]);
      assert.deepEqual(reshaped(of(n, t, h), [-1, h]), [['N*T', 'H'], true]);
      assert.deepEqual(reshaped(of(n, t, h), [n, -1]), [['N', 'H*T'], true]);
      assert.deepEqual(reshaped(of(n, 12), [n, 3, -1]), [['N', 3, 4], true]);
      assert.deepEqual(reshaped(of(null, 12), [null, 12, -1]), [[null, 12, null], null]);
      assert.deepEqual(reshaped(null, [-1, 4]), [[null, 4], null]);
    });

    it('knows what does not fit', () => {
      assert.deepEqual(reshaped(of(6, 5), [4, 8]), [[4, 8], false]);
      assert.deepEqual(reshaped(of(6, 5), [-1, 4]), [[null, 4], false]);
      assert.deepEqual(reshaped(of(n, 6), [n, 2, 4]), [['N', 2, 4], false]);
      assert.deepEqual(reshaped(of(n, 6), [n, -1, 4]), [['N', null, 4], false]);
      assert.deepEqual(reshaped(of(n, 6), [2, 4]), [[2, 4], null]);
      assert.deepEqual(reshaped(of(n, 6), [-1, 4]), [[null, 4], null]);
      assert.deepEqual(reshaped(of(n, 6), [t, 6]), [['T', 6], null]);
      assert.deepEqual(reshaped(of(2, 3), [-1, -1]), [[null, null], null]);
    });

    it('keeps the roles of the axes that it keeps', () => {
      const data = roled([32, 'batch'], [10, 'time'], [8, 'features']);
      assert.deepEqual(roles(reshapeAxes(data, [32, -1]).axes), ['batch', null]);
      assert.deepEqual(roles(reshapeAxes(data, [-1, 8]).axes), [null, 'features']);
      assert.deepEqual(roles(reshapeAxes(data, [32, 10, 2, 4]).axes), ['batch', 'time', null, null]);
      assert.deepEqual(roles(reshapeAxes(data, [10, 32, 8]).axes), [null, null, 'features']);
      assert.deepEqual(roles(reshapeAxes(data, [32, 10, 1, 8]).axes), ['batch', 'time', null, 'features']);
      const open = roled([n, 'batch'], [null, 'time'], [8, 'features']);
      assert.deepEqual(roles(reshapeAxes(open, [n, -1, 8]).axes), ['batch', null, 'features']);
    });

    it('flattens and counts', () => {
      assert.deepEqual(sizes(flattenAxes(of(2, 3, 4, 5), 1, -1)), [2, 60]);
      assert.deepEqual(sizes(flattenAxes(of(2, n, 4), 0, 1)), ['2*N', 4]);
      assert.deepEqual(sizes(flattenAxes([], 0, -1)), [1]);
      assert.equal(flattenAxes(of(2, 3), 2, -1), null);
      assert.equal(sizeText(elementCount(of(2, n, 4))), '8*N');
      assert.equal(elementCount([]), 1);
    });
  });

  describe('arrangement', () => {
    it('counts indices from both ends', () => {
      assert.deepEqual(
        [normalIndex(-1, 3), normalIndex(2, 3), normalIndex(3, 3), normalIndex(-4, 3)],
        [2, 2, null, null],
      );
    });

    it('puts axes in another order, with their roles', () => {
      const data = roled([n, 'batch'], [t, 'time'], [8, 'features']);
      assert.deepEqual(roles(permuteAxes(data, [1, 0, -1])), ['time', 'batch', 'features']);
      assert.equal(permuteAxes(data, [0, 0, 1]), null);
      assert.equal(permuteAxes(data, [0, 1]), null);
      assert.deepEqual(sizes(swapAxes(data, 0, -1)), [8, 'T', 'N']);
      assert.equal(swapAxes(data, 0, 3), null);
      assert.deepEqual(sizes(moveAxis(of(2, 3, 4), 0, -1)), [3, 4, 2]);
    });

    it('adds and removes axes of one', () => {
      assert.deepEqual(sizes(squeezeAxes(of(1, n, 1, 3), null)), ['N', 3]);
      assert.equal(squeezeAxes(of(1, null, 3), null), null);
      assert.deepEqual(sizes(squeezeAxes(of(1, null, 3), 0)), [null, 3]);
      assert.deepEqual(sizes(squeezeAxes(of(2, 3), 0)), [2, 3]);
      assert.equal(squeezeAxes(of(n, 3), 0), null);
      assert.equal(squeezeAxes(of(2, 3), 2), null);
      assert.deepEqual(sizes(withoutAxis(of(n, 3), 0)), [3]);
      assert.deepEqual(sizes(unsqueezeAxes(of(2, 3), -1)), [2, 3, 1]);
      assert.deepEqual(sizes(unsqueezeAxes(of(2, 3), 0)), [1, 2, 3]);
      assert.equal(unsqueezeAxes(of(2, 3), 3), null);
    });

    it('joins along an axis', () => {
      assert.deepEqual(concatenated([of(n, 3), of(t, 3)], 0), ['N + T', 3]);
      assert.deepEqual(concatenated([of(n, 3), of(n, 5)], -1), ['N', 8]);
      assert.deepEqual(concatenated([of(2, null), of(null, 3)], 0), [null, 3]);
      assert.deepEqual(concatAxes([of(2, 3), of(2, 4)], 0), { mismatch: { index: 1, left: 3, right: 4 } });
      assert.deepEqual(concatAxes([of(2, 3), of(2)], 0), { axes: null });
      const joined = concatAxes([roled([n, 'batch'], [3, 'units']), roled([n, 'batch'], [4, 'units'])], 1);
      assert.deepEqual('axes' in joined && roles(joined.axes), ['batch', 'units']);
    });

    it('stacks on a new axis', () => {
      assert.deepEqual(sizes((stackAxes([of(2, 3), of(2, 3)], 1) as { axes: Axis[] }).axes), [2, 2, 3]);
      assert.deepEqual(sizes((stackAxes([of(n), of(n), of(n)], -1) as { axes: Axis[] }).axes), ['N', 3]);
      assert.deepEqual(stackAxes([of(2, 3), of(2, 4)], 0), { mismatch: { index: 1, left: 3, right: 4 } });
    });

    it('repeats, expands and reduces', () => {
      assert.deepEqual(sizes(repeatAxes(of(2, 3), [4, 1, n])), [4, 2, '3*N']);
      assert.deepEqual(sizes(repeatAxes(of(2, 3), [2])), [2, 6]);
      assert.deepEqual(sizes(expandAxes(of(1, 3), [n, -1])), ['N', 3]);
      assert.deepEqual(sizes(expandAxes(of(3), [2, 4, 3])), [2, 4, 3]);
      assert.equal(expandAxes(of(2, 3), [4, 3]), null);
      assert.equal(expandAxes(of(2, 3), [3]), null);
      assert.deepEqual(sizes(reduceAxes(of(2, 3, 4), [1], false)), [2, 4]);
      assert.deepEqual(sizes(reduceAxes(of(2, 3, 4), [0, -1], true)), [1, 3, 1]);
      assert.deepEqual(sizes(reduceAxes(of(2, 3, 4), null, false)), []);
      assert.equal(reduceAxes(of(2, 3), [2], false), null);
    });
  });

  describe('convolution', () => {
    it('counts windows as PyTorch does', () => {
      assert.equal(convolvedLength(10, { kernel: 3 }), 8);
      assert.equal(convolvedLength(10, { kernel: 3, padding: 1, stride: 2 }), 5);
      assert.equal(convolvedLength(10, { kernel: 3, dilation: 2 }), 6);
      assert.equal(convolvedLength(2, { kernel: 3 }), null);
      assert.equal(sizeText(convolvedLength(t, { kernel: 3 })), 'T - 2');
      assert.equal(sizeText(convolvedLength(t, { kernel: 3, padding: 1 })), 'T');
      assert.equal(sizeText(convolvedLength(multiplySizes(2, t), { kernel: 2, stride: 2 })), 'T');
      assert.equal(sizeText(divideSizes(t, 2)), 'T // 2');
      assert.equal(sizeText(convolvedLength(t, { kernel: 2, stride: 2 })), '(T - 2) // 2 + 1');
    });

    it('rounds up where asked', () => {
      assert.equal(convolvedLength(10, { kernel: 3, stride: 2, ceil: true }), 5);
      assert.equal(convolvedLength(5, { kernel: 2, stride: 3, padding: 1, ceil: true }), 2);
      assert.equal(convolvedLength(4, { kernel: 1, stride: 2, ceil: true }), 2);
      assert.equal(convolvedLength(5, { kernel: 1, stride: 3, ceil: true }), 2);
    });

    it("knows Keras' paddings", () => {
      assert.equal(convolvedLength(10, { kernel: 3, padding: 'same', stride: 4 }), 3);
      assert.equal(convolvedLength(10, { kernel: 3, padding: 'valid' }), 8);
      assert.equal(sizeText(convolvedLength(t, { kernel: 5, padding: 'causal' })), 'T');
    });

    it('turns them round', () => {
      assert.equal(transposedLength(5, { kernel: 3, stride: 2, padding: 1, outputPadding: 1 }), 10);
      assert.equal(transposedLength(5, { kernel: 3 }), 7);
      assert.equal(transposedLength(5, { kernel: 3, stride: 2, padding: 'valid' }), 11);
      assert.equal(transposedLength(5, { kernel: 3, stride: 2, padding: 'same' }), 10);
    });
  });
});

function of(...list: Size[]): Axis[] {
  return list.map((size) => axis(size));
}

function roled(...list: [Size, Role][]): Axis[] {
  return list.map(([size, role]) => axis(size, role));
}

function sizes(axes: readonly Axis[] | null): unknown {
  return axes?.map(({ size }) => sizeText(size)) ?? null;
}

function roles(axes: readonly Axis[] | null): unknown {
  return axes?.map(({ role }) => role) ?? null;
}

/** The sizes; undefined for a mismatch. */
function product(result: ReturnType<typeof matmulAxes>): unknown {
  return 'axes' in result ? sizes(result.axes) : undefined;
}

function reshaped(axes: Axis[] | null, wanted: Size[]): unknown {
  const result = reshapeAxes(axes, wanted);
  return [sizes(result.axes), result.fits];
}

function concatenated(list: Axis[][], index: number): unknown {
  const result = concatAxes(list, index);
  return 'axes' in result ? sizes(result.axes) : undefined;
}
