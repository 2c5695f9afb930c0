import assert from 'node:assert/strict';
import { multiplySizes, sizeText } from '../../../src/analysis/domain/sizes.js';
import {
  axis,
  itemsOf,
  objectOf,
  sizeOf,
  sizeValue,
  stringOf,
  tensorOf,
  unknown,
} from '../../../src/analysis/domain/values.js';
import { evaluateProgram } from '../../../src/analysis/evaluate/evaluate.js';
import { bind, type Library, type LibraryFunction } from '../../../src/analysis/libraries/library.js';
import { javascriptProgram } from '../../../src/analysis/syntax/javascript.js';
import { pythonProgram } from '../../../src/analysis/syntax/python.js';

const forever = Number.POSITIVE_INFINITY;

/**
 * A library made for these tests: `toy.zeros(2, 3)` is a tensor, `toy.Layer(units)` a layer that changes the last axis,
 * and `toy.Module` calls `forward`.
 */
const toyLibrary: Library = {
  entries: new Map([
    [
      'toy.zeros',
      (call) =>
        tensorOf(
          'torch',
          call.args.map(({ value }) => sizeOf(value)),
          { origin: call.span },
        ),
    ],
    ['toy.of', (call) => tensorOf('torch', itemsOf(call.args[0]?.value)?.map((item) => sizeOf(item)) ?? null)],
    [
      'toy.double',
      (call) => {
        const [first] = call.args;
        return first?.value.kind === 'size' ? sizeValue(multiplySizes(first.value.size, 2)) : unknown;
      },
    ],
    [
      'toy.Layer',
      (call) => {
        const units = bind(call, ['units', 'bias']).value('units', unknown);
        const record = call.evaluation.recordLayer({
          framework: 'pytorch',
          kind: 'Layer',
          isRecurrent: true,
          span: call.span,
          options: { units },
          weights: [],
          parameters: null,
        });
        return objectOf('toy.Layer', { units }, record);
      },
    ],
    [
      'toy.Layer.__call__',
      (call) => {
        const layer = call.receiver;
        const input = call.args[0]?.value;
        if (layer?.kind !== 'object' || input?.kind !== 'tensor' || !input.axes) return tensorOf('torch', null);
        const output = tensorOf('torch', [...input.axes.slice(0, -1), axis(sizeOf(layer.fields.get('units')))]);
        layer.layer?.calls.push({ span: call.span, input, output, state: [] });
        return output;
      },
    ],
    [
      'toy.Tensor.size',
      (call) => {
        const [index] = call.args;
        return index && call.receiver
          ? call.evaluation.subscript(call.evaluation.attribute(call.receiver, 'shape'), index.value, call.span)
          : unknown;
      },
    ],
    [
      'builtins.len',
      (call) => {
        const value = call.args[0]?.value;
        if (value?.kind === 'list') return sizeValue(value.length);
        return value?.kind === 'tensor' ? sizeValue(value.axes?.[0]?.size ?? null) : unknown;
      },
    ],
    [
      'builtins.range',
      (call) => {
        const [a, b] = call.args.map(({ value }) => sizeOf(value));
        const length = b === undefined ? (a ?? null) : null;
        return typeof length === 'number' && length <= 64
          ? { kind: 'list', items: Array.from({ length }, (_, index) => sizeValue(index)), length, element: unknown }
          : { kind: 'list', items: null, length, element: sizeValue(call.evaluation.symbol('i')) };
      },
    ],
    [
      'builtins.list.append',
      (call) => {
        const [item] = call.args;
        if (call.receiver && item) call.evaluation.appendTo(call.receiver, item.value);
        return { kind: 'none' };
      },
    ],
    [
      'builtins.getattr',
      (call) => {
        const name = stringOf(call.args[1]?.value);
        return call.args[0] && name !== null ? call.evaluation.attribute(call.args[0].value, name) : unknown;
      },
    ],
    [
      'javascript.Array.push',
      (call) => {
        for (const { value } of call.args) if (call.receiver) call.evaluation.appendTo(call.receiver, value);
        return unknown;
      },
    ],
  ] satisfies [string, LibraryFunction][]),
  aliases: [['toybox', 'toy']],
  bases: new Map([['toy.Module', { callMethod: 'forward', framework: 'pytorch' }]]),
};

/** The shapes of the named tensors, the last assignment's for each name. */
function shapes(source: string, language: 'python' | 'javascript' = 'python', modules: Record<string, string> = {}) {
  const programOf = (text: string) =>
    language === 'python' ? pythonProgram(text, forever) : javascriptProgram(text, 'a.ts', forever);
  const program = programOf(source);
  assert.ok(program);
  const { records, sizes } = evaluateProgram(program, {
    text: source,
    library: toyLibrary,
    tensors: null,
    programOf(module) {
      const text = modules[module];
      const other = text === undefined ? null : programOf(text);
      return other && { path: module, program: other };
    },
  });
  const named = records.tensors.filter(({ name }) => name !== null);
  return {
    records,
    sizes,
    at: program.at,
    shapes: Object.fromEntries<string>(
      named.map(({ name, axes }) => [
        name ?? '',
        axes?.map(({ size }) => sizeText(size) ?? '?').join(', ') ?? 'unknown',
      ]),
    ),
  };
}

function lines(...all: string[]): string {
  return all.join('\n') + '\n';
}

describe('evaluateProgram', () => {
  it('takes the last assignment before the use', () => {
    const { shapes: found } = shapes(
      lines('import toy', 'n = 3', 'a = toy.zeros(n)', 'n = n * 2 + 1', 'b = toy.zeros(n)'),
    );
    assert.deepEqual(found, { a: '3', b: '7' });
  });

  it("runs what stands under the main guard, and functions with their callers' values", () => {
    const { shapes: found } = shapes(
      lines(
        'import toy',
        'def make(units, steps=5):',
        '    return toy.zeros(steps, units)',
        'if __name__ == "__main__":',
        '    a = make(4)',
        '    b = make(units=8, steps=2)',
      ),
    );
    assert.deepEqual(found, { a: '5, 4', b: '2, 8' });
  });

  it('joins branches that nobody can decide, and follows those that it can', () => {
    const { shapes: found } = shapes(
      lines(
        'import toy, other',
        'n = 3',
        'if other.flag:',
        '    n = 4',
        'a = toy.zeros(n, 2)',
        'm = 1',
        'if n is None:',
        '    m = 9',
        'b = toy.zeros(m)',
        'c = toy.zeros(5 if other.x else 5)',
      ),
    );
    assert.deepEqual(found, { a: '4 | 3, 2', b: '1', c: '5' });
  });

  it('goes on in the one branch where the other one leaves', () => {
    const { shapes: found } = shapes(
      lines(
        'import toy, other',
        'def f(n):',
        '    if other.flag:',
        '        raise ValueError()',
        '    else:',
        '        n = 7',
        '    return toy.zeros(n)',
        'a = f(1)',
      ),
    );
    assert.equal(found['a'], '7');
  });

  it('binds constructor parameters through self, for each instance by itself', () => {
    const { shapes: found, records } = shapes(
      lines(
        'import toy',
        'class Net(toy.Module):',
        '    width = 2',
        '    def __init__(self, hidden):',
        '        super().__init__()',
        '        self.hidden = hidden * self.width',
        '        self.layer = toy.Layer(self.hidden)',
        '    def forward(self, x):',
        '        return self.layer(x)',
        'y = Net(4)(toy.zeros(2, 3))',
        'z = Net(5)(toy.zeros(2, 3))',
      ),
    );
    assert.deepEqual(found, { y: '2, 8', z: '2, 10' });
    assert.deepEqual(
      records.layers.map(({ name }) => name),
      ['layer', 'layer'],
    );
  });

  it('names what nobody gives, once for all its uses', () => {
    const { shapes: found } = shapes(
      lines(
        'import toy',
        'def f(hidden, T):',
        '    a = toy.zeros(2 * hidden, T - 1)',
        '    b = toy.zeros(hidden + hidden, T)',
      ),
    );
    assert.deepEqual(found, { a: '2*hidden, T - 1', b: '2*hidden, T' });
  });

  it('unrolls short loops and finds what long ones leave as it is', () => {
    const { shapes: found } = shapes(
      lines(
        'import toy, other',
        'n = 1',
        'for i in range(3):',
        '    n = n * 2',
        'a = toy.zeros(n)',
        'x = toy.zeros(2, 3)',
        'layer = toy.Layer(3)',
        'm = 0',
        'for i in range(1000):',
        '    x = layer(x)',
        '    m = m + 1',
        'b = x',
        'c = toy.zeros(m)',
        'for batch in other.batches:',
        '    d = layer(x)',
      ),
    );
    assert.equal(found['a'], '8');
    assert.equal(found['b'], '2, 3');
    assert.notEqual(found['c'], '1');
    assert.equal(found['d'], '2, 3');
  });

  it('counts what a loop appends', () => {
    const { shapes: found } = shapes(
      lines(
        'import toy',
        'data = toy.zeros(1000, 3)',
        'window = 30',
        'xs = []',
        'for i in range(len(data) - window):',
        '    xs.append(toy.zeros(window, 3))',
        'a = toy.zeros(len(xs))',
        'b = xs[0]',
        'ys = []',
        'for i in range(3):',
        '    if i > 0:',
        '        ys.append(i)',
        'c = toy.zeros(len(ys))',
        'zs = []',
        'for i in range(100):',
        '    for j in range(50):',
        '        zs.append(j)',
        'd = toy.zeros(len(zs))',
      ),
    );
    assert.deepEqual([found['a'], found['b'], found['c'], found['d']], ['970', '30, 3', '2', '5000']);
  });

  it('does not count what only some turns append', () => {
    const { shapes: found } = shapes(
      lines(
        'import toy, other',
        'xs = []',
        'for i in range(100):',
        '    if other.maybe():',
        '        xs.append(i)',
        'a = toy.zeros(len(xs), 1)',
      ),
    );
    assert.equal(found['a'], '?, 1');
  });

  it('evaluates comprehensions item by item, or one for all', () => {
    const { shapes: found } = shapes(
      lines(
        'import toy',
        'sizes = [2 * n for n in (1, 2, 3) if n != 2]',
        'a = toy.of(sizes)',
        'many = [toy.zeros(4) for _ in range(500)]',
        'b = toy.zeros(len(many))',
        'c = many[7]',
        'table = {k: v for k, v in (("x", 5), ("y", 6))}',
        'd = toy.zeros(table["y"])',
      ),
    );
    assert.deepEqual([found['a'], found['b'], found['c'], found['d']], ['2, 6', '500', '4', '6']);
  });

  it('follows aliases, getattr, dicts of constructors and shadowed names', () => {
    const { shapes: found, records } = shapes(
      lines(
        'import toybox as T',
        'from toybox import Layer as L',
        'kind = "Layer"',
        'x = T.zeros(2, 3)',
        'a = L(4)(x)',
        'b = getattr(T, kind)(5)(x)',
        'c = {"one": T.Layer, "two": T.zeros}["one"](6)(x)',
        'class Layer:',
        '    def __init__(self, n): pass',
        '    def __call__(self, x): return x',
        'd = Layer(9)(x)',
      ),
    );
    assert.deepEqual([found['a'], found['b'], found['c'], found['d']], ['2, 4', '2, 5', '2, 6', '2, 3']);
    assert.equal(records.layers.length, 3);
  });

  it('reads other files of the workspace, and writes nothing of them down', () => {
    const { shapes: found, records } = shapes(
      lines(
        'import toy',
        'from config import HIDDEN, cfg',
        'from models import Net',
        'import config',
        'a = toy.zeros(HIDDEN, config.HIDDEN)',
        'b = Net(cfg["n"])(toy.zeros(1, 2))',
      ),
      'python',
      {
        config: lines('HIDDEN = 12', 'cfg = {"n": 3}'),
        models: lines(
          'import toy',
          'class Net(toy.Module):',
          '    def __init__(self, n):',
          '        self.layer = toy.Layer(n)',
          '    def forward(self, x):',
          '        return self.layer(x)',
        ),
      },
    );
    assert.deepEqual(found, { a: '12, 12', b: '1, 3' });
    assert.equal(records.layers.length, 0);
    assert.equal(records.hasRecurrent, true);
  });

  it('reports a tuple of another length than its names', () => {
    const { records } = shapes(lines('a, b = (1, 2, 3)', 'c, d = (1, 2)', '*e, f = (1, 2, 3)'));
    assert.deepEqual(
      records.problems.map(({ code }) => code),
      ['unpack-count'],
    );
  });

  it('reports nothing where the failure is caught, expected or in one of several possibilities', () => {
    const { records } = shapes(
      lines(
        'import other, pytest',
        'try:',
        '    a, b = (1, 2, 3)',
        'except ValueError:',
        '    pass',
        'with pytest.raises(ValueError):',
        '    a, b = (1, 2, 3)',
      ),
    );
    assert.deepEqual(records.problems, []);
  });

  it('gives the axes of an unknown shape the names that it is unpacked into', () => {
    const { shapes: found } = shapes(
      lines(
        'import toy',
        'class Net(toy.Module):',
        '    def forward(self, x):',
        '        batch, steps, _ = x.shape',
        '        a = toy.zeros(steps, batch)',
        '        b = x',
      ),
    );
    assert.equal(found['a'], 'steps, batch');
  });

  it('says where a size came from', () => {
    const source = lines('import toy', 'hidden = 128', 'a = toy.zeros(hidden)');
    const { sizes, at } = shapes(source);
    const [size] = sizes;
    assert.equal(sizes.length, 1);
    assert.equal(size?.size, 128);
    assert.equal(source.slice(at(size.from?.start ?? 0), at(size.from?.end ?? 0)), 'hidden');
  });

  it('ends on recursion and on endless loops', () => {
    const { shapes: found } = shapes(
      lines(
        'import toy',
        'def f(n):',
        '    return f(n + 1)',
        'f(1)',
        'while True:',
        '    x = toy.zeros(2)',
        'class A(A): pass',
        'A().b',
      ),
    );
    assert.equal(found['x'], '2');
  });

  it('ends where the work allowed is used up', () => {
    const nested = [
      'import toy',
      ...Array.from({ length: 12 }, (_, depth) => `${'  '.repeat(depth)}for i${depth} in range(20):`),
      `${'  '.repeat(12)}x = toy.zeros(2)`,
    ];
    const program = pythonProgram(lines(...nested), forever);
    assert.ok(program);
    const { isWhole } = evaluateProgram(program, {
      text: '',
      library: toyLibrary,
      tensors: null,
      programOf: () => null,
      maxWork: 20,
    });
    assert.equal(isWhole, false);
  });

  it('reads JavaScript by the same rules', () => {
    const { shapes: found } = shapes(
      lines(
        "import * as toy from 'toy';",
        'const { steps, units = 7 } = { steps: 5 };',
        'const make = (n, m = 2) => toy.zeros(n, m);',
        'const a = make(steps, units);',
        'class Net { layer = new toy.Layer(4); constructor(n) { this.n = n; } run(x) { return this.layer(x); } }',
        'const b = new Net(3).run(make(1));',
        'const list = [];',
        'for (let i = 0; i < 100; i++) { list.push(i); }',
        'const c = toy.zeros(list.length);',
        'function later() { return toy.zeros(9); }',
        'const d = later();',
      ),
      'javascript',
    );
    assert.deepEqual(found, { a: '5, 7', b: '1, 4', c: '100', d: '9' });
  });
});
