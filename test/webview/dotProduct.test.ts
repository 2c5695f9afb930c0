import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foldTerms, termsOf } from '../../src/webview/dotProduct.js';

describe('termsOf', () => {
  it('multiplies value by weight, in order', () => {
    const terms = termsOf(Float32Array.of(7, -8), Float32Array.of(0.5, 0.25));
    assert.deepEqual(terms, [
      { index: 0, value: 7, weight: 0.5, product: 3.5 },
      { index: 1, value: -8, weight: 0.25, product: -2 },
    ]);
  });
});

describe('foldTerms', () => {
  const ones = (count: number) => new Float32Array(count).fill(1);

  it('shows a short list whole and in order', () => {
    const terms = termsOf(Float32Array.of(1, 5, 3, 4), ones(4));
    assert.deepEqual(foldTerms(terms, 2), { shown: terms, restCount: 0, restSum: 0 });
  });

  it('shows the largest by magnitude, and what the others add up to', () => {
    const terms = termsOf(Float32Array.of(1, -9, 2, 8, -4), ones(5));
    const { shown, restCount, restSum } = foldTerms(terms, 2);
    assert.deepEqual(
      shown.map(({ index }) => index),
      [1, 3],
    );
    assert.equal(restCount, 3);
    assert.equal(restSum, -1);
  });

  it('never hides a NaN or an infinity among the others', () => {
    const terms = termsOf(Float32Array.of(1, 2, 3, 4, NaN, 5, -Infinity, 6), ones(8));
    const { shown } = foldTerms(terms, 2);
    assert.deepEqual(
      shown.map(({ index }) => index),
      [4, 6],
    );
  });

  it('loses nothing: the shown and the rest are the whole sum', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(values, (numbers) => {
        const { shown, restCount, restSum } = foldTerms(termsOf(Float32Array.from(numbers), ones(numbers.length)), 8);
        assert.equal(shown.length + restCount, numbers.length);
        const sum = shown.reduce((total, { product }) => total + product, restSum);
        assert.equal(
          sum,
          numbers.reduce((total, number) => total + number, 0),
        );
      }),
    );
  });
});
