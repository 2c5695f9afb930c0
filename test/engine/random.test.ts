import assert from 'node:assert/strict';
import { below, randomStream, uniform, unitVector, xoshiro128StarStar } from '../../src/engine/random.js';

const draws = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);

describe('xoshiro128StarStar', () => {
  it('gives the published first numbers for the state 1, 2, 3, 4', () => {
    // The test vector of the crate rand_xoshiro, made with the authors' C code.
    assert.deepEqual(
      draws(10, xoshiro128StarStar([1, 2, 3, 4])),
      [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804],
    );
  });
});

describe('randomStream', () => {
  it('is the same for the same seed and name, and another for any other', () => {
    const first = (seed: number, name: string): string => draws(4, randomStream(seed, name)).join();
    assert.equal(first(7, 'i_w'), first(7, 'i_w'));
    assert.equal(first(-0, 'i_w'), first(0, 'i_w'));
    const seeds = [0, 1, 2, -1, 0.5, 2 ** 32, 2 ** 53, 1e300, Infinity];
    const all = seeds.flatMap((seed) => ['i_w', 'i_b', 'h_w', 'w_i', ''].map((name) => first(seed, name)));
    assert.equal(new Set(all).size, all.length);
  });
});

describe('uniform', () => {
  it('fills [0, 1) evenly', () => {
    const random = randomStream(0, 'uniform');
    const counts = new Array<number>(10).fill(0);
    for (const value of draws(100_000, () => uniform(random))) counts[Math.floor(value * 10)]! += 1;
    // Each tenth holds 10,000 ± 95 (one standard deviation).
    for (const count of counts) assert.ok(Math.abs(count - 10_000) < 500, counts.join());
  });
});

describe('below', () => {
  it('gives every integer under the count', () => {
    const random = randomStream(0, 'below');
    assert.deepEqual(new Set(draws(200, () => below(random, 5))), new Set([0, 1, 2, 3, 4]));
  });
});

describe('unitVector', () => {
  it('lies on the circle, in all directions alike', () => {
    const random = randomStream(0, 'unitVector');
    const octants = new Array<number>(8).fill(0);
    for (const [x, y] of draws(80_000, () => unitVector(random))) {
      assert.ok(Math.abs(x * x + y * y - 1) < 1e-15);
      octants[Math.floor((Math.atan2(y, x) / Math.PI + 1) * 4) % 8]! += 1;
    }
    for (const count of octants) assert.ok(Math.abs(count - 10_000) < 500, octants.join());
  });
});
