import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const recurrent =
  "import * as tf from '@tensorflow/tfjs';\nconst rnn = tf.layers.gru({units: 2, inputShape: [1, 1]});\n";

/** Statements that end with `xs`, and the shape of the tensor that is made of it. */
const programs: Readonly<Record<string, string>> = {
  'const xs = [[1, 2], [3, 4]].flat();': '(4,)',
  'const xs = new Array(7).fill(0).map(() => [1, 2]);': '(7, 2)',
  'const xs = Array.from({length: 100}, () => Array.from({length: 5}, Math.random));': '(100, 5)',
  'const xs = [1, 2].concat([3], 4);': '(4,)',
  'const xs = [1, 2, 3, 4].filter((x) => x > 2);': '(2,)',
  'const xs = [5, 6, 7, 8].slice(-3);': '(3,)',
  'const xs = []; [1, 2, 3].forEach((x) => { xs.push([x, x]); });': '(3, 2)',
  'const xs = []; for (let i = 0; i + 20 < 300; i++) xs.push([i]);': '(280, 1)',
  'const xs = [1, 2, 3]; xs.pop(); xs.unshift(1, 2);': '(4,)',
  "const xs = 'a,b,c'.split(',').map((word) => word.length);": '(3,)',
  'const n = [2, 3].reduce((a, b) => a * b, 1); const xs = new Float32Array(n);': '(6,)',
  'const xs = new Array(Math.floor(7 / 2)).fill(1);': '(3,)',
  'const o = Object.assign({n: 2}, {n: 3}); const xs = Array(o.n).fill(0);': '(3,)',
  'const xs = Object.keys({a: 1, b: 2}).map(() => 1);': '(2,)',
  // What nobody knows stays unknown.
  'const xs = []; load().forEach((x) => { xs.push([x, x]); });': '(?, 2)',
  'const xs = load().map((x) => [x, x]);': 'unknown',
  'const xs = []; xs.push(...load());': '(?,)',
};

describe('the table of JavaScript', () => {
  for (const [source, shape] of Object.entries(programs)) {
    it(source, () => {
      const { shapes, codes } = shapesOf(`${recurrent}${source}\nconst result = ${tensorOf(shape)};`, {
        language: 'typescript',
      });
      assert.equal(shapes['result'] ?? 'unknown', shape);
      assert.deepEqual(codes, []);
    });
  }

  it('leaves the fraction of a quotient out, and no other', () => {
    const { layers } = shapesOf(
      `import * as tf from '@tensorflow/tfjs';
      const make = (n) => {
        tf.layers.lstm({units: Math.floor(n / 2)});
        tf.layers.lstm({units: Math.trunc(n / 4)});
        tf.layers.lstm({units: parseInt(n / 8)});
        tf.layers.lstm({units: Math.ceil(n / 2)});
        tf.layers.lstm({units: Math.floor(n * 0.3)});
      };`,
      { language: 'typescript' },
    );
    assert.deepEqual(
      layers.map(({ options }) => options['units']),
      ['n // 2', 'n // 4', 'n // 8', null, null],
    );
  });

  it('counts the keys of what nobody knows, the same number each time', () => {
    const { shapes, codes } = shapesOf(
      `${recurrent}
      const make = (names) => {
        const both = tf.concat([tf.zeros([2, Object.keys(names).length]), tf.zeros([3, Object.keys(names).length])]);
      };`,
      { language: 'typescript' },
    );
    assert.equal(shapes['both'], '(5, Object.keys(names).length)');
    assert.deepEqual(codes, []);
  });

  it('call a length that nobody knows by its name', () => {
    const { shapes, codes } = shapesOf(
      `const cell = tf.layers.lstm({units: 4});
      const chars = [...new Set(text)].sort();
      const size = chars.length;
      const one = tf.zeros([2, size]).add(tf.zeros([2, chars.length]));
      chars.push('end');
      const more = tf.zeros([2, chars.length]);
      const kept = tf.zeros([chars.filter((c) => c !== '').length]);`,
      { language: 'typescript' },
    );
    assert.deepEqual([shapes['one'], shapes['more']], ['(2, chars.length)', '(2, chars.length + 1)']);
    assert.notEqual(shapes['kept'], '(chars.length,)');
    assert.deepEqual(codes, []);
  });
});

/** With its rank said, as is usual. */
function tensorOf(shape: string): string {
  const rank = shape.split(',').filter((part) => /[\d?]/.test(part)).length;
  return shape === 'unknown' ? 'tf.tensor(xs)' : `tf.tensor${rank}d(xs)`;
}
