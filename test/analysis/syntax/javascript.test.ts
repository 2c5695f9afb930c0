import assert from 'node:assert/strict';
import { javascriptProgram } from '../../../src/analysis/syntax/javascript.js';
import type { Program } from '../../../src/analysis/syntax/program.js';
import { programText } from './programText.js';

/** From source to the short form of `programText`. */
const constructs: Readonly<Record<string, string>> = {
  'const a = 1, b = 2.5; let c; var d = 1e3': 'let a = 1; let b = 2.5; let c; let d = 1000',
  'x = 1_000 + 0x10 + 017': 'x = ((1000 + 16) + ?())',
  'const a: number = -3;': 'let a = -3',
  'const [a, , [b, c] = d, ...e] = f;': 'let [a, none, ([b, c] = d), ...e] = f',
  "const {a, b: {c}, 'd': e = 2, [f]: g, ...h} = o": 'let {"a": a, "b": {"c": c}, "d": (e = 2), f: g, ...h} = o',
  '({a, b: c = 1} = o)': '{"a": a, "b": (c = 1)} = o',
  'a = b = c; a += 2; a ||= 3; i++; --j': 'a = b = c; a += 2; a = (a or 3); i += 1; j -= 1',
  'y = i++ + ++j': 'y = (((i = (i + 1)) - 1) + (j = (j + 1)))',
  '[this.a, b] = f(x);': '[this.a, b] = f(x)',
  '[a[i], a[j]] = [a[j], a[i]];\nz()': '[a[i], a[j]] = [a[j], a[i]]; z()',
  'function f(a, b = 2, {c, d = 3} = {}, ...e) { return a }':
    'def f(a, b = 2, {"c": c, "d": (d = 3)} = {}, ...e) {return a}',
  'async function f() { const x = await g(); for await (const b of x) h(b); }':
    'def f() {let x = g(); for b of x {h(b)}}',
  'function* g() { yield a }': 'def *g() {?(a)}',
  'const f = (a, {b}) => ({c: a}), g = async x => await x, h = function (y) { return y }':
    'let f = (a, {"b": b}) => {"c": a}; let g = (x) => x; let h = (y) => {return y}',
  'module.exports = class A { f() {} }': 'class A() {def f() {}}; module.exports = A',
  'o = { a: class { f() {} }, b: class extends B {} }':
    'class class 0() {def f() {}}; class class 1(B) {}; o = {"a": class 0, "b": class 1}',
  'const f = (a) => class extends a { f() {} }': 'let f = (a) => {class class 0(a) {def f() {}}; return class 0}',
  'function f() { return class { f() {} } }': 'def f() {class class 0() {def f() {}}; return class 0}',
  'xs.map(([a, b]) => { a; return b })': 'xs.map(([a, b]) => {a; return b})',
  'function f() { if (a) { var x = 1 } var y = 2; for (var i = 0; i < 3; i++) {} }':
    'def f() {let x; let i; if a {x = 1}; let y = 2; {i = 0; while (i < 3) {} then {i += 1}}}',
  'for (let i = 0, n = 3; i < n; i++, j--) f(i)': '{let i = 0; let n = 3; while (i < n) {f(i)} then {i += 1; j -= 1}}',
  'for (;;) break': '{while true {break}}',
  'for (const [k, v] of Object.entries(o)) {} for (k in o) {}': 'for [k, v] of Object.entries(o) {}; for k of ?(o) {}',
  'while (a) { continue } do { b() } while (c); l: while (d) break l':
    'while a {continue}; while true {b(); if c {} else {break}}; while d {break}',
  'if (a) b(); else if (c) d(); else { e() }': 'if a {b()} else {if c {d()} else {e()}}',
  'try { a() } catch (e) { b() } finally { c() } try { d() } catch { } throw new Error("x")':
    'try {a()} catch e {b()} finally {c()}; try {d()} catch  {}; raise new Error("x")',
  'switch (k) { case 1: case 2: a(); break; case 3: b(); default: c() }':
    'if ((k == 1) or (k == 2)) {a()} else {if (k == 3) {b(); c()} else {c()}}',
  'switch (k) { case 1: if (a) break; b() }': 'for ?() of [none] {if (k == 1) {if a {break}; b()}}',
  'switch (k) { default: a(); break; case 1: { return b } }': 'if (k == 1) {return b} else {a()}',
  'o = {a, b: 1, [c]: 2, "d": 3, 4: 5, ...e, f(x) { return x }, get g() { return 1 }, set g(v) {}}':
    'o = {"a": a, "b": 1, c: 2, "d": 3, "4": 5, ...e, "f": (x) => {return x}, "g": ?()}',
  'a?.b?.[c]?.(d, ...e); new F; new a.G(1); x!.y; (z as T[]).w; v satisfies V':
    'a.b[c](d, ...e); new F(); new a.G(1); x.y; z.w; v',
  'f<number>(3); tf.zeros<tf.Rank.R2>([2])': 'f(3); tf.zeros([2])',
  'a ?? b || c && !d; e === f; g !== h; "i" in j; k instanceof L; ~m; typeof n; a >>> 1':
    '((a ?? b) or (c and (not d))); (e == f); (g != h); ("i" in j); ?(k, L); (~ m); ?(n); ?(a, 1)',
  'a / b % c ** d; a ? b : c; (a, b); void 0; undefined; null; true; /re(g/.x':
    '((a / b) % (c ** d)); (a ? b : c); a; b; ?(0); none; none; true; ?().x',
  '`a${b}\\n${c.d}` + `e`; tag`x${y}`': '(template("a", b, "\\n", c.d) + "e"); ?(tag, template("x", y))',
  "import tf, {a as b, default as c} from 'x'; import * as q from './q'; import 'z'; import type {T} from 't'":
    'import x (default as tf, a as b, default as c); import ./q (whole as q); import z (); import t (T as T)',
  "import * as a from 'https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.11.0/dist/tf.esm.js'; import b from 'npm:@tensorflow/tfjs'":
    'import @tensorflow/tfjs (whole as a); import @tensorflow/tfjs (default as b)',
  "import * as a from 'https://esm.sh/@tensorflow/tfjs'; import b from 'https://example.org/tf.js'":
    'import @tensorflow/tfjs (whole as a); import https://example.org/tf.js (default as b)',
  "const tf = require('@tensorflow/tfjs'), {a, b: c} = require('x'), d = require('y').e; require('side')":
    'import @tensorflow/tfjs (whole as tf); import x (a as a, b as c); import y (e as d); require("side")',
  "const tf = await import('x'); const y = import(z)": 'import x (whole as tf); let y = ?(z)',
  'export const a = 1; export function f() {} export default f; export { a as b, f as default }':
    'let a = 1; def f() {}; let default = f; let default = f',
  'export default function () { return 1 }': 'def default() {return 1}',
  'export default async function g() {} export * from "k"; export {a as b} from "m"; export * as n from "o"':
    'def g() {}; let default = g; import k (* as *); import m (a as b); import o (whole as n)',
  'export default class extends A {}': 'class _(A) {}; let default = _',
  'const M = class extends B.C {}': 'class M(B.C) {}',
  'class A extends tf.layers.Layer<T> { constructor(u) { super({}); this.u = u } static get className() { return "A" } call(x) { return x } static of() {} }':
    'class A(tf.layers.Layer) {def constructor(u) {super({}); this.u = u}; className = ?(); def call(x) {return x}; @staticmethod def of() {}}',
  'class A { n = 3; #p = [this.n]; static s = 4; x: number; constructor(private readonly u: number, v) { a() } }':
    'class A() {s = 4; def constructor(u, v) {this.n = 3; this.#p = [this.n]; this.u = u; a()}}',
  'class A extends B { n = 3; m = () => this.n }':
    'class A(B) {def constructor(...args) {super(...args); this.n = 3; this.m = () => this.n}}',
  '@dec(1) class A { @b() m() {} abstract q(): void; }': '@dec(1) class A() {@b() def m() {}}',
  'enum E { A, B = 5, C, D = "d" } interface I { a: number } type T = string; declare const x: T; namespace N { const y = 1 }':
    'let E = {"A": 0, "B": 5, "C": 6, "D": "d"}',
  'function over(a: number): void; function over(a) { return 1 }': 'def over(a) {return 1}',
  'const e = <div a={b}>{c}<p>{f(d)}</p></div>': 'let e = ?(b, c, f(d))',
  '(function () { a() })(); (async () => { await b() })()': '() => {a()}(); () => {b()}()',
  'const a = ;\nlet b = 5': 'let a = ?(); let b = 5',
  'x.\nconst y = 5': 'x._; let y = 5',
  'model.add(tf.layers.lstm({units: 8,\nconst y = 5;\nz()': 'model.add(tf.layers.lstm({"units": 8})); let y = 5; z()',
  'function f() {\n  if (a) {\n    b();\n\nfunction g() {}\nconst y = 2;':
    'def f() {if a {b()}}; def g() {}; let y = 2',
  'class A {\n  f() {\n    g(\n\n  h() {\n    return 1;\n  }\n}\nconst y = 2;':
    'class A() {def f() {g()}; def h() {return 1}}; let y = 2',
  'const s = "abc\nconst y = 2;': 'let s = "abc"; let y = 2',
  'const s = `abc;\nconst y = 2;\nconst t = `d`;': 'let s = abc; let y = 2; let t = "d"',
};

describe('javascriptProgram', () => {
  for (const [source, expected] of Object.entries(constructs)) {
    it(source.slice(0, 100).replaceAll('\n', '⏎'), () => {
      assert.equal(programText(programOf(source).body), expected);
    });
  }

  it('reads <T>x as a cast in a .ts file', () => {
    assert.equal(programText(programOf('const a = <number>b;', 'a.ts').body), 'let a = b');
  });

  it('gives the places of everything', () => {
    const source = 'const layer = tf.layers.lstm({units: 8, ...rest}); f(...xs);';
    const [declaration, statement] = programOf(source).body;
    assert.ok(declaration?.kind === 'assign' && declaration.value?.kind === 'call');
    const at = ({ start, end }: { start: number; end: number }) => source.slice(start, end);
    assert.equal(at(declaration.span), 'layer = tf.layers.lstm({units: 8, ...rest})');
    assert.equal(at(declaration.targets[0]!.span), 'layer');
    const { callee, args } = declaration.value;
    assert.ok(callee.kind === 'attribute');
    assert.equal(at(callee.nameSpan), 'lstm');
    assert.equal(at(callee.span), 'tf.layers.lstm');
    assert.ok(args[0]?.value.kind === 'dict');
    assert.deepEqual(
      args[0].value.entries.map(({ span }) => at(span)),
      ['units: 8', '...rest'],
    );
    assert.ok(statement?.kind === 'expression' && statement.expression.kind === 'call');
    assert.equal(at(statement.expression.args[0]!.span), '...xs');
  });

  it('keeps places exact where it closes brackets', () => {
    const source = 'function f() {\n  g([1, 2\n\nconst shape = tf.zeros([2, 3]);\nh({a: [\nlet last = 5;\n';
    const { body } = programOf(source);
    const names = body.flatMap((statement) =>
      statement.kind === 'assign' ? statement.targets.map(({ span }) => source.slice(span.start, span.end)) : [],
    );
    assert.deepEqual(names, ['shape', 'last']);
    const [f] = body;
    assert.ok(f?.kind === 'function');
    assert.equal(f.span.end, source.indexOf('\n\nconst'));
  });

  it('gives up past the deadline', () => {
    assert.equal(javascriptProgram('a;'.repeat(100_000), 'a.js', Date.now() - 1), null);
  });

  it('survives what is nested deep', () => {
    for (const source of ['('.repeat(1000), '['.repeat(1000), '{'.repeat(1000), `a${'.b()'.repeat(1000)}`]) {
      assert.ok(programOf(`${source}\nlet y = 2`).body.length > 0);
    }
    assert.ok(programText(programOf(`x = ${'1 + '.repeat(1000)}1; y = 2`).body).endsWith('y = 2'));
  });
});

function programOf(source: string, fileName = 'a.js'): Program {
  const program = javascriptProgram(source, fileName, Infinity);
  assert.ok(program);
  return program;
}
