import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countingSeries, seriesLength, slidingWindows } from '../../src/engine/windows.js';

describe('slidingWindows', () => {
  it('cuts the counting series as the lecture does: (6, 5, 3) from 1…15 to 6…20', () => {
    const sizes = { batch: 6, steps: 5, features: 3, stride: 1 };
    assert.equal(seriesLength(sizes), 20);
    const { shape, data } = slidingWindows(countingSeries(20), sizes);
    assert.deepEqual(shape, [6, 5, 3]);
    assert.deepEqual([...data.subarray(0, 15)], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    assert.deepEqual([...data.subarray(75)], [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
  });

  it('starts line k at series[k * stride], in any sizes', () => {
    const size = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(fc.record({ batch: size, steps: size, features: size, stride: size }), (sizes) => {
        const series = Float32Array.from({ length: seriesLength(sizes) }, (_, i) => i * i);
        const { data } = slidingWindows(series, sizes);
        data.forEach((value, i) => {
          const window = sizes.steps * sizes.features;
          const place = Math.floor(i / window) * sizes.stride + (i % window);
          assert.equal(value, place * place);
        });
      }),
    );
  });

  it('says how many numbers are missing where the series is too short', () => {
    assert.throws(
      () => slidingWindows(countingSeries(19), { batch: 6, steps: 5, features: 3, stride: 1 }),
      new RangeError('series: expected at least 20 numbers, found 19.'),
    );
  });
});
