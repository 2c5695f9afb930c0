import assert from 'node:assert/strict';
import { readArray } from '../../src/analysis/arrays.js';
import { plainValue } from '../../src/analysis/plainValues.js';
import { nowhere, unknown, type Value } from '../../src/analysis/values.js';

function read(value: Value) {
  return readArray(value, nowhere, 'inputs');
}

/** An array of values, null standing for one that is not known. */
function withUnknown(data: unknown): Value {
  if (data === null) return unknown;
  if (!Array.isArray(data)) return plainValue(data);
  return { kind: 'array', read: () => data.map((item: unknown) => ({ value: withUnknown(item), span: nowhere })) };
}

describe('nested arrays', () => {
  it('have a shape and float32 numbers, row-major', () => {
    const reading = read(
      plainValue([
        [
          [1, 2],
          [0.1, -4],
        ],
      ]),
    );
    assert.ok(reading.kind === 'array');
    assert.deepEqual(reading.array.shape, [1, 2, 2]);
    assert.deepEqual(reading.array.data, Float32Array.of(1, 2, 0.1, -4));
    for (const [data, shape] of [
      [[], [0]],
      [
        [[], []],
        [2, 0],
      ],
      [[5], [1]],
    ] as const) {
      const empty = read(plainValue(data));
      assert.ok(empty.kind === 'array');
      assert.deepEqual(empty.array.shape, shape);
    }
  });

  it('have no data, and still a shape, where a number beside others is not known', () => {
    const reading = read(
      withUnknown([
        [1, null],
        [3, 4],
      ]),
    );
    assert.ok(reading.kind === 'array');
    assert.deepEqual([reading.array.shape, reading.array.data], [[2, 2], null]);
  });

  it('are not known where no number tells how deep they are', () => {
    for (const data of [null, [null], [[null, null]], [null, [1, 2]], [[1, 2], null], [[[1]], [null]]])
      assert.equal(read(withUnknown(data)).kind, 'unknown', JSON.stringify(data));
  });

  it('are bounded in depth', () => {
    const deep = (depth: number): unknown => (depth === 0 ? 1 : [deep(depth - 1)]);
    assert.equal(read(plainValue(deep(8))).kind, 'array');
    assert.equal(read(plainValue(deep(9))).kind, 'problem');
    assert.equal(read(plainValue(deep(5000))).kind, 'problem');
  });
});
