import assert from 'node:assert/strict';
import { analyzeTypeScript, flows } from '../support/analyses.js';

const net = '{ batch: N, steps: 5, features: 3, rnn_size: 7 }';

function batchIs(expected: string | number, text: string, fileName?: string): void {
  const found = flows(analyzeTypeScript(text, fileName)).map((flow) => /\((\S+), 5, 3\)/.exec(flow)?.[1]);
  assert.deepEqual(found, [String(expected)], text);
}

describe('scopes', () => {
  it('take the innermost declaration', () => {
    batchIs(2, `const N = 1; function f() { const N = 2; return ${net}; }`);
    batchIs(1, `const N = 1; function f() { const N = 2; } const a = ${net};`);
    batchIs(1, `const N = 1; if (x) { const N = 2; } const a = ${net};`);
    batchIs(2, `if (x) { var N = 2; } const a = ${net};`);
    batchIs('N', `function f() { var N = 2; } const a = ${net};`);
    batchIs(2, `const N = 1; switch (x) { case 1: const N = 2; use(${net}); }`);
    batchIs(9, `const a = ${net}; const N = 9;`);
    batchIs(3, `const N = 1; class A { static { const N = 3; use(${net}); } }`);
    batchIs(3, `namespace S { const N = 3; export const a = ${net}; }`);
  });

  it('know nothing of parameters, loops, caught errors and other names', () => {
    for (const text of [
      `const N = 1; function f(N) { return ${net}; }`,
      `const N = 1; function f(N = 2) { return ${net}; }`,
      `const N = 1; function f(...N) { return ${net}; }`,
      `const N = 1; function f({ N }) { return ${net}; }`,
      `const N = 1; function f({ a: [N = 2] }) { return ${net}; }`,
      `const N = 1; const f = N => (${net});`,
      `const N = 1; const f = (N: number) => (${net});`,
      `const N = 1; const f = async ({ N }) => (${net});`,
      `const N = 1; const f = function N() { return ${net}; };`,
      `const N = 1; const o = { f(N) { return ${net}; } };`,
      `const N = 1; class A { f(N) { return ${net}; } }`,
      `const N = 1; class A { constructor(private N: number) { use(${net}); } }`,
      `const N = 1; for (const N of list) use(${net});`,
      `const N = 1; for (const N in list) use(${net});`,
      `const N = 1; for (let N = 0; N < 3; N++) use(${net});`,
      `const N = 1; try {} catch (N) { use(${net}); }`,
      `const N = 1; try {} catch ({ N }) { use(${net}); }`,
      `function N() {} const a = ${net};`,
      `class N {} const a = ${net};`,
      `import { M as N } from 'm'; const a = ${net};`,
      `import type N from 'm'; const a = ${net};`,
    ])
      batchIs('N', text);
  });

  it('keep a class field from being a variable', () => {
    batchIs(1, `const N = 1; class A { N = 3; static a = ${net}; }`);
  });
});

describe('variables that change', () => {
  it('are not known', () => {
    for (const change of [
      'N = 2',
      'N += 2',
      'N ??= 2',
      'N++',
      '--N',
      '[N] = f()',
      '[, N] = f()',
      '({ N } = f())',
      '({ a: N } = f())',
      '({ a: { N } } = f())',
      '({ a: [N] } = f())',
      'function f() { N = 2; }',
      'function f() { [N] = g(); }',
      'for (N of list) {}',
      'for (N in list) {}',
      'for ([N] of list) {}',
      'for ({ N } of list) {}',
      'for (N = 0; N < 3; N++) {}',
    ])
      batchIs('N', `let N = 1; ${change}; const a = ${net};`);
  });

  it('are others where they are declared again', () => {
    batchIs(1, `let N = 1; function f() { let N = 2; N = 3; } const a = ${net};`);
    batchIs(1, `let N = 1; function f(N) { N = 3; } const a = ${net};`);
    batchIs(1, `let N = 1; N; N == 2; N === 2; use(N); const a = ${net};`);
  });
});

describe('fields that change', () => {
  const whole = '{ batch: 1, steps: 5, features: 3, rnn_size: 7 }';

  it('are not known', () => {
    for (const change of [
      'a.batch = 2',
      'a.batch += 2',
      'a.batch++',
      'delete a.batch',
      'a.batch.x = 2',
      '[a.batch] = f()',
    ])
      batchIs(change.startsWith('[') ? 1 : 'batch', `const a = ${whole}; ${change};`);
    batchIs('b.batch', `const b = { batch: 1 }; b.batch = 2; const a = ${net.replace('N', 'b.batch')};`);
    batchIs('batch', `const b = { batch: 1 }; b.batch = 2; const a = { ...b, steps: 5, features: 3, rnn_size: 7 };`);
    batchIs('batch', `const m = { a: ${whole} }; m.a.batch = 2;`);
    batchIs(
      'batch',
      `const m = [{ a: 1 }, ${whole}]; m[1].batch = 2; const n = { a: ${whole.replace('1', 'x()')} };`.replace(
        /.*n = /s,
        'const n = ',
      ),
    );
  });

  it('are all of them unknown where the field is', () => {
    for (const change of [
      'a[key] = 2',
      `a['batch'] = 2`,
      'Object.assign(a, more)',
      'Object.defineProperty(a, key, {})',
    ])
      assert.deepEqual(flows(analyzeTypeScript(`const a = ${whole}; ${change};`)), [
        'a (batch, steps, features) → (batch, steps, rnn_size)',
      ]);
  });

  it('leave the others, other objects, and objects of the same name elsewhere', () => {
    for (const change of [
      'a.name = 2',
      'm.a.batch = 2',
      'b.batch = 2',
      'function f(a) { a.batch = 2; }',
      'function f() { const a = g(); a.batch = 2; }',
      'Object.assign({}, a, { batch: 2 })',
      'Object.keys(a)',
      'a.batch == 2',
    ])
      batchIs(1, `const a = ${whole}; ${change};`);
    batchIs(1, `const m = { a: ${whole}, b: {} }; m.b.batch = 2;`);
  });

  it('of arrays make the array unknown', () => {
    const config = (change: string) =>
      `const xs = [1]; ${change}; const a = { batch: 1, steps: 5, features: 3, rnn_size: 7, series: xs };`;
    assert.equal(analyzeTypeScript(config('use(xs)')).problems.length, 1);
    for (const change of [
      'xs.push(2)',
      'xs[1] = 2',
      'xs.length = 0',
      'xs.splice(0)',
      'function f() { xs.unshift(1); }',
    ])
      assert.deepEqual(analyzeTypeScript(config(change)).problems, [], change);
  });
});
