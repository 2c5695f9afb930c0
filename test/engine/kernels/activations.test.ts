import assert from 'node:assert/strict';
import type { ActivationPlan } from '../../../src/engine/kernels/kernels.js';
import { makes } from './kernelsUnderTest.js';
import { plain } from './runOnKernels.js';

const functions: readonly {
  name: string;
  plan: ActivationPlan;
  of: (x: number) => number;
  limits: [number, number];
}[] = [
  { name: 'linear', plan: plain('linear'), of: (x) => x, limits: [-Infinity, Infinity] },
  { name: 'tanh', plan: plain('tanh'), of: Math.tanh, limits: [-1, 1] },
  { name: 'sigmoid', plan: plain('sigmoid'), of: (x) => 1 / (1 + Math.exp(-x)), limits: [0, 1] },
  { name: 'relu', plan: plain('relu'), of: (x) => Math.max(0, x), limits: [0, Infinity] },
  {
    name: 'hard_sigmoid',
    plan: plain('hard_sigmoid', Math.fround(0.2), 0.5),
    of: (x) => Math.max(0, Math.min(1, Math.fround(0.2) * x + 0.5)),
    limits: [0, 1],
  },
  { name: 'softsign', plan: plain('softsign'), of: (x) => x / (1 + Math.abs(x)), limits: [-1, 1] },
  { name: 'elu', plan: plain('elu', 1.5), of: (x) => (x < 0 ? 1.5 * Math.expm1(x) : x), limits: [-1.5, Infinity] },
  {
    name: 'leaky_relu',
    plan: plain('leaky_relu', 0.25),
    of: (x) => (x < 0 ? 0.25 * x : x),
    limits: [-Infinity, Infinity],
  },
];

for (const { name, make } of makes)
  describe(`activations: ${name}`, function () {
    const kernels = make();
    before(function () {
      if (!kernels) this.skip();
    });

    /** What becomes of these numbers, rounded to float32 before. */
    const activated = (plan: ActivationPlan, values: ArrayLike<number>): Float32Array => {
      const { heap } = kernels!;
      const at = heap.allocate(values.length);
      heap.numbers.set(values, at);
      kernels!.activate(plan, at, values.length);
      const result = Float32Array.from(heap.numbers.subarray(at, at + values.length));
      heap.free(at);
      return result;
    };

    for (const { name: functionName, plan, of, limits } of functions) {
      it(`${functionName} is within 5e-7 of the exact value, all over the line`, () => {
        const grid = Float32Array.from({ length: 400_001 }, (_, index) => (index - 200_000) / 10_000);
        const found = activated(plan, grid);
        for (const [index, x] of grid.entries()) {
          const exact = of(x);
          const error = Math.abs(found[index]! - exact) / Math.max(1, Math.abs(exact));
          if (!(error <= 5e-7)) assert.fail(`${functionName}(${x}) is ${found[index]}, not ${exact}`);
        }
      });

      it(`${functionName} keeps close to the smallest and largest numbers`, () => {
        const sizes = [1e-38, 1e-30, 1e-20, 1e-10, 1e-7, 1e-5, 1e-3, 30, 80, 87, 88, 89, 100, 1e4, 1e10, 1e30, 3e38];
        const values = Float32Array.from(sizes.flatMap((size) => [size, -size]));
        for (const [index, value] of activated(plan, values).entries()) {
          const exact = of(values[index]!);
          const error = Math.abs(value - exact) / Math.max(1, Math.abs(exact));
          assert.ok(error <= 5e-7, `${functionName}(${values[index]}) is ${value}, not ${exact}`);
        }
      });

      it(`${functionName} keeps NaN, and has its limits at infinity`, () => {
        const found = Array.from(activated(plan, [NaN, -Infinity, Infinity, 0, NaN, 0, 0, 0, NaN]));
        assert.deepEqual(found.slice(0, 3), [NaN, ...limits]);
        assert.equal(found[3], of(0));
        assert.deepEqual(found.slice(4), [NaN, of(0), of(0), of(0), NaN]);
      });
    }

    it('tanh of small numbers is exact to seven digits, and never beyond 1', () => {
      const values = Float32Array.from({ length: 2000 }, (_, index) => 10 ** (index / 100 - 18));
      for (const [index, value] of activated(plain('tanh'), values).entries()) {
        assert.ok(Math.abs(value) <= 1);
        assert.ok(Math.abs(value / Math.tanh(values[index]!) - 1) < 4e-7, `tanh(${values[index]}) is ${value}`);
      }
    });

    it('touches nothing beside the range, whatever its length', () => {
      const { heap } = kernels!;
      for (let count = 0; count <= 35; count++) {
        const at = heap.allocate(64);
        heap.numbers.fill(2, at, at + 64);
        kernels!.activate(plain('tanh'), at + 9, count);
        const found = Array.from(heap.numbers.subarray(at, at + 64), (value) => value !== 2);
        assert.deepEqual(
          found,
          found.map((_, index) => index >= 9 && index < 9 + count),
        );
        heap.free(at);
      }
    });
  });
