import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exactNumber, formatFraction, formatIndex, formatNumber } from '../../src/webview/numberFormat.js';

describe('formatNumber', () => {
  const cases: readonly [number, string][] = [
    [0.76159416, '0.7616'],
    [-0.76159416, '−0.7616'],
    [12.345678, '12.3457'],
    [7, '7'],
    [-3, '−3'],
    [0, '0'],
    [-0, '0'],
    [0.0001, '0.0001'],
    [0.0000123456, '1.235e−5'],
    [-123456.78, '−1.235e5'],
    [9999.99999, '10000.0000'],
    [3e38, '3.000e38'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ];
  for (const [value, text] of cases) it(`writes ${value} as ${text}`, () => assert.equal(formatNumber(value), text));
});

describe('exactNumber', () => {
  it('is the shortest decimal of the float32', () => {
    assert.equal(exactNumber(Math.fround(0.1)), '0.1');
    assert.equal(exactNumber(Math.fround(1 / 3)), '0.33333334');
    assert.equal(exactNumber(-16777216), '−16777216');
  });

  it('reads back as the same float32', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
        assert.equal(Math.fround(Number(exactNumber(value).replace('−', '-'))), value === 0 ? 0 : value);
      }),
    );
  });
});

describe('formatIndex and formatFraction', () => {
  it('write what stands in a subscript, and parts of a whole', () => {
    assert.equal(formatIndex(-1), '−1');
    assert.equal(formatIndex(9999), '9999');
    assert.equal(formatFraction(0.424), '42 %');
    assert.equal(formatFraction(1.2), '100 %');
  });
});
