import assert from 'node:assert/strict';
import { analyzeTypeScript, flows, marks } from '../support/analyses.js';

/** The sizes that a network `a` has after these lines; each of its own fields may be replaced. */
function sizesOf(
  before: string,
  fields: Partial<Record<'batch' | 'steps' | 'features' | 'units', string>> = {},
): string {
  const { batch = '6', steps = '5', features = '3', units = '7' } = fields;
  const text = `${before}\nconst a = { batch: ${batch}, steps: ${steps}, features: ${features}, rnn_size: ${units} };`;
  const analysis = analyzeTypeScript(text);
  assert.deepEqual(marks(text, analysis), [], text);
  return flows(analysis).at(-1) ?? '';
}

function stepsAre(expected: string | number, expression: string, before = ''): void {
  const found = sizesOf(before, { steps: expression });
  assert.equal(found, `a (6, ${expected}, 3) → (6, ${expected}, 7)`, `${before} ${expression}`);
}

describe('numbers in JavaScript and TypeScript', () => {
  it('are read in every notation', () => {
    for (const [literal, value] of [
      ['5', 5],
      ['5.0', 5],
      ['0x10', 16],
      ['0b101', 5],
      ['0o17', 15],
      ['1_000', 1000],
      ['1e3', 1000],
      ['+5', 5],
      ['- -5', 5],
      ['(5)', 5],
      ['(/* five */ 5)', 5],
      ['5 /* five */', 5],
    ] as const)
      stepsAre(value, literal);
    for (const literal of ['5n', '017', '`${5}`', '"5" + 0', 'new Number(5)', 'Number("5")'])
      stepsAre('steps', literal);
  });

  it('are computed', () => {
    for (const [expression, value] of [
      ['2 + 3', 5],
      ['2 * 3 - 1', 5],
      ['20 / 4', 5],
      ['2 ** 3', 8],
      ['17 % 6', 5],
      ['1 << 4', 16],
      ['64 >> 2', 16],
      ['2 * (1 + 4)', 10],
      ['Math.ceil(4.2)', 5],
      ['Math.max(3, 5, 4)', 5],
      ['Math.floor(N / 2) + 1', 4],
      ['[1, 2, 3].length', 3],
      ['[4, 5][1]', 5],
      ['{ t: 5 }.t', 5],
    ] as const)
      stepsAre(value, expression, 'const N = 7;');
    for (const expression of [
      'N > 5 ? 1 : 2',
      'N || 5',
      'N ?? 5',
      'f(5)',
      'Math.random()',
      'Math.max(...N)',
      '~5',
      'N & 3',
    ])
      stepsAre('steps', expression, 'const N = 7;');
    // ((1)) and 1 + 1 + 1 + … end somewhere, and quietly.
    stepsAre('steps', `${'('.repeat(300)}5${')'.repeat(300)}`);
    stepsAre('steps', `${'1 + '.repeat(400)}1`);
    stepsAre(101, `${'1 + '.repeat(100)}1`);
  });

  it('that are no sizes are reported on the expression', () => {
    const text = 'const H = 7; const a = { batch: 6, steps: 5 - 5, features: H / 2, rnn_size: -H };';
    assert.deepEqual(marks(text, analyzeTypeScript(text)), [
      'error invalid-size 5 - 5',
      'error invalid-size H / 2',
      'error invalid-size -H',
    ]);
  });

  it('are seen through casts', () => {
    for (const expression of ['5 as const', '5 as number', '5 satisfies number', '5!', '<number>5', '<const>5'])
      stepsAre(5, expression);
  });
});

describe('constants', () => {
  it('are followed', () => {
    stepsAre(5, 'T', 'const T = 5;');
    stepsAre(5, 'T', 'export const T: number = 5 as const;');
    stepsAre(5, 'T', 'let T = 5;');
    stepsAre(5, 'T', 'var T = 5;');
    stepsAre(6, 'U', 'const T = 5, U = T + 1;');
    stepsAre(5, 'c.t', 'const c = { t: 5 };');
    stepsAre(5, `c['t']`, 'const c = { t: 5 };');
    stepsAre(5, 'c.d.t', 'const c = Object.freeze({ d: { t: 5 } } as const);');
    stepsAre(5, 'c?.t', 'const c = { t: 5 };');
    stepsAre(3, 'list.length', 'const list = [1, 2, 3];');
    stepsAre(2, 'list[1]', 'const list = [1, 2, 3];');
    stepsAre(
      81,
      'c80',
      `const c0 = 1;${Array.from({ length: 80 }, (_, i) => `const c${i + 1} = c${i} + 1;`).join('')}`,
    );
    const shorthand = 'const batch = 6, steps = 5, features = 3; const a = { batch, steps, features, rnn_size: 7 };';
    assert.deepEqual(flows(analyzeTypeScript(shorthand)), ['a (6, 5, 3) → (6, 5, 7)']);
  });

  it('are followed through destructuring, without defaults', () => {
    stepsAre(5, 't', 'const { t } = { t: 5 };');
    stepsAre(5, 'u', 'const { t: u } = { t: 5 };');
    stepsAre(5, 't', 'const c = { d: { t: 5 } }; const { d: { t } } = c;');
    stepsAre('t', 't', 'const { t = 4 } = { t: 5 };');
    stepsAre('t', 't', 'const { ...t } = { t: 5 };');
    stepsAre('t', 't', 'const [t] = [5];');
    stepsAre('t', 't', 'const { [k]: t } = { t: 5 };');
  });

  it('are enums too', () => {
    stepsAre(5, 'E.T', 'enum E { S = 4, T = 5, U }');
    stepsAre(8, 'E.T', 'const enum E { T = 2 * 4 }');
    stepsAre('E.U', 'E.U', 'enum E { T = 5, U }');
    stepsAre('E.T', 'E.T', 'enum E { T = 5 } enum E { U = 6 }');
  });

  it('that mean themselves, or are not there, go by their names', () => {
    stepsAre('T', 'T', 'const T = T;');
    stepsAre('T', 'T', 'const T = T + T + T;');
    stepsAre('T', 'T', 'const T = U; const U = T;');
    stepsAre('T', 'T');
    stepsAre('T', 'T', `import { T } from './sizes';`);
    stepsAre('T', 'T', `import T from './sizes';`);
    stepsAre('sizes.T', 'sizes.T', `import * as sizes from './sizes';`);
    stepsAre('T', 'T', 'declare const T: number;');
    stepsAre('process.env.T', 'process.env.T');
    stepsAre('steps', 'this.t[0]');
    stepsAre('steps', 'a_name_that_is_much_longer_than_forty_characters_and_no_symbol');
    stepsAre('T', 'T', 'var T = 5; var T = 6;');
  });
});

describe('spreads', () => {
  const base = 'const base = { batch: 6, steps: 5, features: 3 };';

  it('bring in what is known, and what stands later holds', () => {
    for (const [object, flow] of [
      ['{ ...base, rnn_size: 7 }', '(6, 5, 3) → (6, 5, 7)'],
      ['{ ...base, rnn_size: 7, steps: 9 }', '(6, 9, 3) → (6, 9, 7)'],
      ['{ steps: 9, rnn_size: 7, ...base }', '(6, 5, 3) → (6, 5, 7)'],
      ['{ ...base, ...{ batch: 2 }, rnn_size: 7 }', '(2, 5, 3) → (2, 5, 7)'],
      ['{ ...(base as object), rnn_size: 7 }', '(6, 5, 3) → (6, 5, 7)'],
    ] as const) {
      const text = `${base} const a = ${object};`;
      assert.deepEqual(flows(analyzeTypeScript(text)).at(-1), `a ${flow}`, object);
      assert.deepEqual(marks(text, analyzeTypeScript(text)), []);
    }
  });

  it('are followed in chains and end in cycles', () => {
    const chain = `${base} const b = { ...base, rnn_size: 7 }; const c = { ...b, batch: 2 }; const d = { ...c, steps: 4 };`;
    assert.deepEqual(flows(analyzeTypeScript(chain)), [
      'b (6, 5, 3) → (6, 5, 7)',
      'c (2, 5, 3) → (2, 5, 7)',
      'd (2, 4, 3) → (2, 4, 7)',
    ]);
    const cycle = 'const a = { ...b, batch: 1 }; const b = { ...a, steps: 2 }; const c = { ...c, ...a, rnn_size: 7 };';
    assert.equal(analyzeTypeScript(cycle).networks.length, 1);
    assert.deepEqual(analyzeTypeScript(cycle).problems, []);
  });

  it('make what stands before them unknown where they are not known', () => {
    for (const spread of ['...other', '...load()', '...(flag && { batch: 2 })', '...(flag ? base : {})', '...rest.of'])
      assert.deepEqual(
        flows(analyzeTypeScript(`${base} const a = { batch: 6, ${spread}, steps: 5, features: 3, rnn_size: 7 };`)),
        ['a (batch, 5, 3) → (batch, 5, 7)'],
        spread,
      );
    const through = `const b = { ...other(), steps: 5 }; const a = { batch: 6, features: 3, rnn_size: 7, ...b };`;
    assert.deepEqual(flows(analyzeTypeScript(through)), ['a (batch, 5, features) → (batch, 5, rnn_size)']);
  });

  it('of arrays are counted where they are known, and leave the array unknown where not', () => {
    const config = (series: string) =>
      `const xs = [1, 2, 3]; const a = { batch: 1, steps: 2, features: 2, rnn_size: 1, series: ${series} };`;
    for (const [series, expected] of [
      ['[...xs]', ['error window-too-long [...xs]']],
      ['[...xs, 4]', []],
      ['[...ys]', []],
      ['[0, ...ys()]', []],
      ['[...xs, ...ys]', []],
      ['[1,,2]', []],
      ['ys', []],
      ['[p, q]', []],
      ['[1, x]', ['error window-too-long [1, x]']],
    ] as const)
      assert.deepEqual(marks(config(series), analyzeTypeScript(config(series))), expected, series);
    const self = 'const xs = [...xs, 1]; const a = { batch: 1, steps: 2, features: 2, rnn_size: 1, series: xs };';
    assert.deepEqual(analyzeTypeScript(self).problems, []);
  });
});

describe('arrays of arrays', () => {
  it('may have unknown lines', () => {
    for (const inputs of [
      '[line1, line2]',
      '[line1, [[1, 2, 3]]]',
      '[[[1, 2, 3]], line2]',
      '[[step], [[1, 2, 3]]]',
      'x',
    ]) {
      const text = `const a = { batch: 2, steps: 1, features: 3, rnn_size: 2, inputs: ${inputs} };`;
      assert.deepEqual(marks(text, analyzeTypeScript(text)), [], inputs);
    }
    const known =
      'const line = [[1, 2, 3]]; const a = { batch: 2, steps: 1, features: 3, rnn_size: 2, inputs: [line, line] };';
    assert.deepEqual(marks(known, analyzeTypeScript(known)), []);
    assert.deepEqual(marks(known.replace('3]]', ']]'), analyzeTypeScript(known.replace('3]]', ']]'))), [
      'error shape-mismatch [line, line]',
    ]);
  });
});
