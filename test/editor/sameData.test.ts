import assert from 'node:assert/strict';
import { isSameData } from '../../src/editor/sameData.js';

const request = () => ({
  batch: 1,
  inputs: { kind: 'array', array: { shape: [2], data: new Float32Array([1, NaN]) } },
});

describe('isSameData', () => {
  it('finds equal data equal, NaN included', () => assert.equal(isSameData(request(), request()), true));

  for (const [what, other] of [
    ['another number', { ...request(), batch: 2 }],
    ['a field more', { ...request(), seed: undefined }],
    ['a field less', { inputs: request().inputs }],
    [
      'another element of a typed array',
      { ...request(), inputs: { kind: 'array', array: { shape: [2], data: new Float32Array([1, 2]) } } },
    ],
    [
      'a plain array in place of a typed one',
      { ...request(), inputs: { kind: 'array', array: { shape: [2], data: [1, NaN] } } },
    ],
    ['null', null],
  ] as const) {
    it(`finds ${what} different`, () => {
      assert.equal(isSameData(request(), other), false);
      assert.equal(isSameData(other, request()), false);
    });
  }
});
