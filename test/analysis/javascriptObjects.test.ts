import assert from 'node:assert/strict';
import { analyzeTypeScript, flows, marks } from '../support/analyses.js';

const net = '{ batch: 6, steps: 5, features: 3, rnn_size: 7 }';

function namesOf(text: string, fileName?: string): string[] {
  return analyzeTypeScript(text, fileName).networks.map(({ name }) => name);
}

describe('objects in JavaScript and TypeScript', () => {
  it('are found wherever an expression stands', () => {
    for (const text of [
      `const a = ${net};`,
      `let a = ${net} as const;`,
      `export const a = ${net} satisfies Config;`,
      `export default ${net};`,
      `module.exports = ${net};`,
      `export default defineConfig({ rnn: ${net} });`,
      `class A { config = ${net}; }`,
      `class A { static #config: Config = ${net}; }`,
      `function f(a = ${net}) {}`,
      `const f = () => (${net});`,
      `async function* f() { yield await ${net}; }`,
      `new Network(${net});`,
      `if (x) use(${net});`,
      'const s = `${use(' + net + ')}`;',
      `x = y ? ${net} : null;`,
      `@Component(${net}) class A {}`,
      `const a = Object.freeze(${net});`,
      `// a comment\n/* another */ use(/* here */ ${net});`,
      `\uFEFFconst a = ${net};`,
      `const a = ${net.replaceAll(', ', ',\r\n')};`,
    ])
      assert.equal(flows(analyzeTypeScript(text))[0]?.replace(/^\S+ /, ''), '(6, 5, 3) → (6, 5, 7)', text);
  });

  it('are no blocks, patterns, types or texts', () => {
    for (const text of [
      `const { batch, steps, features, rnn_size } = config;`,
      `function f({ batch = 6, steps = 5, features = 3, rnn_size = 7 }) {}`,
      `type A = { batch: 6; steps: 5; features: 3; rnn_size: 7 };`,
      `interface A { batch: 6; steps: 5; features: 3; rnn_size: 7 }`,
      `// const a = ${net};`,
      `const s = '${net}';`,
      'const s = `' + net + '`;',
      `const r = /${net.replaceAll(' ', '')}/;`,
      `import { batch, steps, features, rnn_size } from 'm';`,
      `export { batch, steps, features, rnn_size };`,
    ])
      assert.deepEqual(flows(analyzeTypeScript(text)), [], text);
  });

  it('are read in the dialect of their file', () => {
    const cast = `const a = <const>${net};`;
    for (const name of ['a.ts', 'a.mts', 'a.cts', 'A.TS']) assert.deepEqual(namesOf(cast, name), ['a']);
    const jsx = `const view = <Unrolled config={${net}} other={<b>text</b>} />; const a = ${net};`;
    for (const name of ['a.tsx', 'a.jsx', 'a.js', 'a.mjs', 'a.cjs']) assert.equal(namesOf(jsx, name).length, 2, name);
    const generic = `const f = <T,>(x: T) => x; const a = ${net};`;
    for (const name of ['a.ts', 'a.tsx']) assert.deepEqual(namesOf(generic, name), ['a']);
  });

  it('have keys in quotes, in brackets and with escapes', () => {
    for (const keys of [
      `{ 'batch': 6, "steps": 5, ['features']: 3, rnn_size: 7 }`,
      String.raw`{ 'b\u0061tch': 6, "\x73teps": 5, 'f\u{65}atures': 3, 'rnn_s\ize': 7 }`,
    ])
      assert.deepEqual(flows(analyzeTypeScript(`const a = ${keys};`)), ['a (6, 5, 3) → (6, 5, 7)'], keys);
    for (const keys of [
      '__proto__: null',
      'constructor: 1',
      'toString() {}',
      `'': 1`,
      `'\\u{110000}': 1`,
      '1: 2',
      '#x: 1',
    ])
      assert.equal(analyzeTypeScript(`const a = { ${keys}, ${net.slice(2)};`).networks.length, 1, keys);
  });
});

describe('names of networks in JavaScript and TypeScript', () => {
  it('are the path by which people call them', () => {
    for (const [text, name] of [
      [`const encoder = ${net};`, 'encoder'],
      [`export let encoder: Config = ${net} as const;`, 'encoder'],
      [`const models = { encoder: ${net} };`, 'models.encoder'],
      [`const models = { 'my encoder': { inner: ${net} } };`, 'models.my encoder.inner'],
      [`const models = [${net}];`, 'models[0]'],
      [`const models = { list: [1, , { net: ${net} }] };`, 'models.list[2].net'],
      [`class Model { encoder = ${net}; }`, 'encoder'],
      [`class Model { #encoder = ${net}; }`, '…'],
      [`module.exports = ${net};`, 'module.exports'],
      [`exports.encoder = { a: ${net} };`, 'exports.encoder.a'],
      [`const make = () => (${net});`, 'make'],
      [`const a = 1, b = ${net};`, 'b'],
      [`export default ${net};`, 'model'],
      [`use(${net});`, 'model'],
      [`function f() { return ${net}; }`, 'model'],
      [`const models = ${net.replace('{', '{ name: "speech",')};`, 'speech'],
      [`const models = ${net.replace('{', '{ name: title,')};`, 'models'],
      [`const models = ${net.replace('{', '{ name: "  ",')};`, 'models'],
    ] as const)
      assert.deepEqual(namesOf(text), [name], text);
  });

  it('are told apart', () => {
    assert.deepEqual(
      namesOf(`use(${net}); use(${net}); const x = { name: 'model (2)', ${net.slice(2)}; use(${net});`),
      ['model', 'model (3)', 'model (2)', 'model (4)'],
    );
    const spread = `const a = { name: 'first', ${net.slice(2)}; const b = { ...a, steps: 2 };`;
    assert.deepEqual(namesOf(spread), ['first', 'b']);
  });

  it('stand at the key, the variable or the brace', () => {
    for (const [text, at] of [
      [`const encoder = ${net};`, 'encoder'],
      [`const models = { 'the encoder': ${net} };`, `'the encoder'`],
      [`use(${net});`, '{'],
      [`[${net}]`, '{'],
      [`const a = { name: 'b', ${net.slice(2)};`, `'b'`],
    ] as const) {
      const { nameSpan } = analyzeTypeScript(text).networks[0]!;
      assert.equal(text.slice(nameSpan.start, nameSpan.end), at);
    }
  });
});

describe('several configs in one file', () => {
  it('are all found, in source order and at any depth', () => {
    const text = `const a = ${net};\nconst b = { deep: { deeper: [[{ net: ${net} }]], inner: ${net} }, ${net.slice(2)};`;
    assert.deepEqual(flows(analyzeTypeScript(text)), [
      'a (6, 5, 3) → (6, 5, 7)',
      'b (6, 5, 3) → (6, 5, 7)',
      'b.deep.deeper[0][0].net (6, 5, 3) → (6, 5, 7)',
      'b.deep.inner (6, 5, 3) → (6, 5, 7)',
    ]);
    assert.deepEqual(marks(text, analyzeTypeScript(text)), []);
  });
});
