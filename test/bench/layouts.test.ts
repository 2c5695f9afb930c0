import assert from 'node:assert/strict';
import { firstAxesSwapped, gatesAsRows } from '../../scripts/bench/serve.mjs';

describe("the bench's layouts", () => {
  it('swap the first two axes', () => {
    const data = Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11); // [3, 2, 2]
    assert.deepEqual([...firstAxesSwapped(data, 3, 2)], [0, 1, 4, 5, 8, 9, 2, 3, 6, 7, 10, 11]);
  });

  it("make rows of the gates' columns, in the order asked for", () => {
    const data = Float32Array.of(0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121); // [2, 3 gates of 2 units]
    assert.deepEqual([...gatesAsRows(data, 2, [1, 2, 0])], [10, 110, 11, 111, 20, 120, 21, 121, 0, 100, 1, 101]);
  });
});
