import assert from 'node:assert/strict';
import { pythonProgram } from '../../../src/analysis/syntax/python.js';
import type { Expression, Parameter, Statement } from '../../../src/analysis/syntax/program.js';

/** An expression in few words, with brackets wherever it has parts. */
function say(expression: Expression | null): string {
  if (!expression) return '';
  const all = (items: readonly (Expression | null)[]) => items.map(say).join(', ');
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'number':
      return `${expression.value}${expression.isInteger ? '' : 'f'}`;
    case 'string':
    case 'boolean':
      return JSON.stringify(expression.value);
    case 'attribute':
      return `${say(expression.object)}.${expression.name}`;
    case 'subscript':
      return `${say(expression.object)}[${say(expression.index)}]`;
    case 'slice':
      return `${say(expression.lower)}:${say(expression.upper)}:${say(expression.step)}`;
    case 'call': {
      const args = expression.args.map(({ keyword, spread, value }) => {
        const star = spread === 'list' ? '*' : spread === 'dict' ? '**' : '';
        return `${keyword === null ? '' : `${keyword}=`}${star}${say(value)}`;
      });
      return `${say(expression.callee)}(${args.join(', ')})`;
    }
    case 'tuple':
      return `(${all(expression.items)},)`;
    case 'list':
      return `[${all(expression.items)}]`;
    case 'dict':
      return `{${expression.entries.map(({ key, value }) => `${key ? say(key) : '**'}: ${say(value)}`).join(', ')}}`;
    case 'starred':
      return `*${say(expression.value)}`;
    case 'binary':
    case 'compare':
    case 'logical':
      return `(${say(expression.left)} ${expression.operator} ${say(expression.right)})`;
    case 'unary':
      return `(${expression.operator} ${say(expression.operand)})`;
    case 'conditional':
      return `(${say(expression.test)} ? ${say(expression.then)} : ${say(expression.otherwise)})`;
    case 'lambda':
      return `lambda ${expression.parameters.map(sayParameter).join(', ')}: ${say(expression.body as Expression)}`;
    case 'comprehension': {
      const clauses = expression.clauses.map(({ target, iterable, conditions }) =>
        ['for', say(target), 'in', say(iterable), ...conditions.map((test) => `if ${say(test)}`)].join(' '),
      );
      return `${expression.form}<${expression.key ? `${say(expression.key)}: ` : ''}${say(expression.element)} ${clauses.join(' ')}>`;
    }
    case 'assignment':
      return `(${say(expression.target)} := ${say(expression.value)})`;
    case 'template':
      return `f<${all(expression.parts)}>`;
    case 'yield':
      return `yield${expression.isEach ? ' from' : ''}<${expression.value ? say(expression.value) : ''}>`;
    case 'unknown':
      return `?<${all(expression.parts)}>`;
    default:
      return expression.kind;
  }
}

function sayParameter({ target, default: standard, rest, isKeywordOnly }: Parameter): string {
  const star = rest === 'list' ? '*' : rest === 'dict' ? '**' : isKeywordOnly ? '!' : '';
  return `${star}${say(target)}${standard ? `=${say(standard)}` : ''}`;
}

function sayAll(statements: readonly Statement[]): string {
  return statements.map(sayStatement).join('; ');
}

function sayStatement(statement: Statement): string {
  const block = (name: string, body: readonly Statement[]) => (body.length > 0 ? ` ${name} {${sayAll(body)}}` : '');
  switch (statement.kind) {
    case 'expression':
      return say(statement.expression);
    case 'assign': {
      const type = statement.annotation ? `: ${say(statement.annotation)}` : '';
      return `${statement.targets.map(say).join(' = ')}${type} = ${say(statement.value)}`;
    }
    case 'augmented':
      return `${say(statement.target)} ${statement.operator}= ${say(statement.value)}`;
    case 'function': {
      const decorators = statement.decorators.map((decorator) => `@${say(decorator)} `).join('');
      const star = statement.isGenerator ? '*' : '';
      const parameters = statement.parameters.map(sayParameter).join(', ');
      return `${decorators}def ${statement.name}${star}(${parameters}) {${sayAll(statement.body)}}`;
    }
    case 'class': {
      const decorators = statement.decorators.map((decorator) => `@${say(decorator)} `).join('');
      return `${decorators}class ${statement.name}(${statement.bases.map(say).join(', ')}) {${sayAll(statement.body)}}`;
    }
    case 'return':
    case 'raise':
      return `${statement.kind} ${say(statement.value)}`;
    case 'if':
      return `if ${say(statement.test)} {${sayAll(statement.body)}}${block('else', statement.otherwise)}`;
    case 'for':
      return `for ${say(statement.target)} in ${say(statement.iterable)} {${sayAll(statement.body)}}${block('else', statement.otherwise)}`;
    case 'while':
      return `while ${say(statement.test)} {${sayAll(statement.body)}}${block('else', statement.otherwise)}`;
    case 'with': {
      const items = statement.items.map(({ value, target }) => `${say(value)}${target ? ` as ${say(target)}` : ''}`);
      return `with ${items.join(', ')} {${sayAll(statement.body)}}`;
    }
    case 'try': {
      const handlers = statement.handlers.map(
        ({ type, name, body }) => ` except ${say(type)} as ${name ?? ''} {${sayAll(body)}}`,
      );
      return `try {${sayAll(statement.body)}}${handlers.join('')}${block('else', statement.otherwise)}${block('finally', statement.final)}`;
    }
    case 'import': {
      const names = statement.names.map(
        ({ name, local, isRoot }) => `${name ?? 'module'} as ${local}${isRoot ? '!' : ''}`,
      );
      return `import ${statement.module} (${names.join(', ')})`;
    }
    case 'block':
      return `{${sayAll(statement.body)}}`;
    case 'global':
      return `global ${statement.names.join(', ')}`;
    case 'delete':
      return `del ${statement.targets.map(say).join(', ')}`;
    case 'assert':
      return `assert ${say(statement.test)}`;
    default:
      return statement.kind;
  }
}

const constructs: readonly (readonly [source: string, expected: string])[] = [
  ['a < b <= c', '((a < b) and (b <= c))'],
  ['not a and b or c', '(((not a) and b) or c)'],
  ['a and not (b or c)', '(a and (not (b or c)))'],
  ['not a == b', '(not (a == b))'],
  ['a not in b; a is not b; a <> b', '(a not-in b); (a is-not b); (a != b)'],
  ['-a ** b; a @ b // c; ~a', '(- (a ** b)); ((a @ b) // c); (~ a)'],
  ['a if b else c', '(b ? a : c)'],
  ['(n := 3)', '(n := 3)'],
  ['(a); (a,); (); a, b', 'a; (a,); (,); (a, b,)'],
  ['[1, *a]; {1, 2}; {}', '[1, *a]; [1, 2]; {}'],
  ['{"a": 1, **b}', '{"a": 1, **: b}'],
  [
    'x[1]; x[1:2]; x[::2]; x[..., None, a:]; x[:, -1]',
    'x[1]; x[1:2:]; x[::2]; x[(ellipsis, none, a::,)]; x[(::, (- 1),)]',
  ],
  ['x[*a, 1]', 'x[(*a, 1,)]'],
  ['f(a, *b, c=1, **d)', 'f(a, *b, c=1, **d)'],
  ['f(x for a, b in y if c if d for e in f)', 'f(generator<x for (a, b,) in y if c if d for e in f>)'],
  [
    '[x for x in y]; {x for x in y}; (x async for x in y)',
    'list<x for x in y>; set<x for x in y>; generator<x for x in y>',
  ],
  ['{k: v for k, v in x}', 'dict<k: v for (k, v,) in x>'],
  ['lambda x, *a, b=1, **k: x', 'lambda x, *a, !b=1, **k: x'],
  ['lambda: 0', 'lambda : 0'],
  ['1_000; 0x1F; 1e3; 0.5; 0.; 1.e-3; .5; 10L; 2j', '1000; 31; 1000f; 0.5f; 0f; 0.001f; 0.5f; 10; ?<>'],
  ['"a" \'b\'; """c"""; r"\\n"; "\\n\\x41\\u00e9"; b"x"', '"ab"; "c"; "\\\\n"; "\\nA\u00e9"; "x"'],
  ['f"a{x}b{{c}}"; f"{y:.2f}"; f"x"', 'f<"a", x, "b{c}">; f<?<y>>; "x"'],
  ['True; None; ...', 'true; none; ellipsis'],
  ['x = y = 1; a, *b = c; a.b[c] = d', 'x = y = 1; (a, *b,) = c; a.b[c] = d'],
  ['x: int = 3; y: List[int]', 'x: int = 3; y: List[int] = '],
  ['x += 1; x //= 2; x @= y', 'x += 1; x //= 2; x @= y'],
  ['def f(a, /, b: int = 1, *, c=2, **k) -> T: return a', 'def f(a, b=1, !c=2, **k) {return a}'],
  ['def f(*args, k): pass', 'def f(*args, !k) {}'],
  [
    'async def f():\n  await g()\n  async for x in y: z\n  async with a as b: c',
    'def f() {g(); for x in y {z}; with a as b {c}}',
  ],
  ['@a.b(1)\n@c\ndef f(): pass', '@a.b(1) @c def f() {}'],
  [
    '@dataclass\nclass A(B, metaclass=C):\n  x = 1\n  def f(self): pass',
    '@dataclass class A(B) {x = 1; def f(self) {}}',
  ],
  ['def f():\n  x = yield\n  yield\n  g()', 'def f*() {x = yield<>; yield<>; g()}'],
  ['def f():\n  def g(): yield 1\n  return g', 'def f() {def g*() {yield<1>}; return g}'],
  ['def f():\n  yield from g()', 'def f*() {yield from<g()>}'],
  ['if a: b\nelif c: d\nelse: e', 'if a {b} else {if c {d} else {e}}'],
  ['for i, x in y: a\nelse: b', 'for (i, x,) in y {a} else {b}'],
  ['while a:\n  break\nelse: continue', 'while a {break} else {continue}'],
  ['with a as b, c: d', 'with a as b, c {d}'],
  ['with a as (b, c), d as self.e: f', 'with a as (b, c,), d as self.e {f}'],
  ['with (a as b, c as d): e', 'with a as b, c as d {e}'],
  [
    'try: a\nexcept (A, B) as e: b\nexcept: c\nelse: d\nfinally: e',
    'try {a} except (A, B,) as e {b} except  as  {c} else {d} finally {e}',
  ],
  ['try: a\nexcept E, e: b', 'try {a} except E as e {b}'],
  [
    'match x:\n  case "a" | "b": p\n  case 1: q\n  case A(y=z): r\n  case _: s',
    'x; if ((x == "a") or (x == "b")) {p} else {if (x == 1) {q} else {if ?<> {z = ?<>; r} else {s}}}',
  ],
  [
    'import a; import a.b; import a.b as c; import a, d.e',
    'import a (module as a); import a.b (module as a!); import a.b (module as c); {import a (module as a); import d.e (module as d!)}',
  ],
  [
    'from a.b import c as d, e; from . import f; from ..g import (h,\n i); from j import *',
    'import a.b (c as d, e as e); import . (f as f); import ..g (h as h, i as i); import j (* as *)',
  ],
  [
    'global a, b; nonlocal c; del x, y[0]; assert a, b; raise E from f; raise; return',
    'global a, b; global c; del x, y[0]; assert a; raise E; raise ; return ',
  ],
  [
    'print x, y\nprint "%d" % x\nprint >>f, x\nprint\nprint(z)\nw = 1',
    '?<(x, y,)>; ?<("%d" % x)>; ?<(f, x,)>; print; print(z); w = 1',
  ],
  ['type X = int\nx = 1 # comment\n', 'x = 1'],
];

describe('Python as a program', () => {
  for (const [source, expected] of constructs) {
    it(JSON.stringify(source), () => {
      assert.equal(sayAll(pythonProgram(source, Infinity)?.body ?? []), expected);
    });
  }

  it('has the places of the text as it was written', () => {
    const text = 'x = foo(1, units=[2\ny = self.a.b(c="d")\n';
    const program = pythonProgram(text, Infinity);
    const [, assign] = program?.body ?? [];
    assert.ok(assign?.kind === 'assign' && assign.value?.kind === 'call');
    const at = ({ start, end }: { start: number; end: number }) => text.slice(program?.at(start), program?.at(end));
    const [argument] = assign.value.args;
    assert.equal(at(assign.span), 'y = self.a.b(c="d")');
    assert.equal(at(assign.value.span), 'self.a.b(c="d")');
    assert.ok(argument?.keywordSpan && assign.value.callee.kind === 'attribute');
    assert.equal(at(argument.span), 'c="d"');
    assert.equal(at(argument.keywordSpan), 'c');
    assert.equal(at(argument.value.span), '"d"');
    assert.equal(at(assign.value.callee.nameSpan), 'b');
  });

  it('gives up past the deadline', () => {
    assert.equal(pythonProgram('gives_up = 1\n'.repeat(100), Date.now() - 1), null);
  });

  it('ends where brackets, operators or blocks are nested without end', () => {
    const blocks = Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}if x:\n`).join('');
    for (const text of [
      '('.repeat(3000),
      `x = ${'['.repeat(2000)}${']'.repeat(2000)}`,
      `x${' + x'.repeat(3000)}`,
      `x${'.y()'.repeat(2000)}`,
      `${'not '.repeat(2000)}x`,
      blocks,
    ]) {
      assert.ok(pythonProgram(text, Infinity));
    }
  });
});
