import assert from 'node:assert/strict';
import { codeAnalysis } from '../../src/analysis/code.js';
import { independentParts } from '../../src/analysis/parts.js';
import type { Statement } from '../../src/analysis/syntax/program.js';
import { pythonProgram } from '../../src/analysis/syntax/python.js';

/** The lines on which the statements of each part begin. */
function partsOf(text: string, isLibrary: (module: string) => boolean = () => true) {
  const program = pythonProgram(text, Infinity);
  assert.ok(program);
  const lineOf = ({ span }: Statement) => text.slice(0, program.at(span.start)).split('\n').length;
  return independentParts(program, isLibrary).map((part) => part.map(lineOf));
}

const two = [
  'import torch',
  'N = 3',
  'def f(x):',
  '    return torch.zeros(N, x)',
  'def g(y):',
  '    return torch.ones(y)',
  'a = f(2)',
  'b = g(2)',
];

const dict = ['sizes = {"n": 3}', 'c = sizes["n"], a', 'd = sizes["n"], b'];
const device = ['device = torch.device("cuda" if torch.cuda.is_available() else "cpu")'];

describe('the parts of a program', () => {
  it('share no name but that of an import or a constant', () => {
    assert.deepEqual(partsOf(two.join('\n')), [
      [1, 2, 3, 7],
      [1, 5, 8],
    ]);
  });

  for (const [why, lines, count] of [
    ['a name that both read', ['c = a + b'], 1],
    ['a constant that is changed', ['N = 4', 'print(b, N)'], 1],
    ['an import that is changed', ['torch = None'], 1],
    ['a global that a function gives', ['def h():', '    global a', '    a = b'], 1],
    ['an attribute that is given a value', ['a.shape = b'], 1],
    ['a name that a loop, a with, a handler or a del gives', ['for a in b:', '    pass'], 1],
    ['names that stand nowhere', ['from other import *'], 1],
    ['names that are sought by text', ['globals()["a"]'], 1],
    ['layers that are counted over the whole program', ['def k():', '    import keras'], 1],
    ['a dict that is changed', [...dict, 'sizes.update(n=4)'], 1],
    ['a dict that is handed on', [...dict, 'print(sizes)'], 1],
    ['a dict that is given an item', [...dict, 'sizes["n"] = 4'], 1],
    ['a dict of what can be changed', ['sizes = {"n": [3]}', 'c = sizes["n"], a', 'd = sizes["n"], b'], 1],
    ['what a function gives', ['n = h(3)', 'c = n + a', 'd = n + b'], 1],
    ['nothing: a dict that is only read', [...dict, 'e = sizes.get("n")', 'k = h(**sizes)'], 4],
    ['nothing: what follows from constants', ['M = 2 * N if N > 1 else -N', 'c = M + a', 'd = M + b'], 2],
    ['nothing: a device', [...device, 'c = a.to(device)', 'd = b.to(device)'], 2],
    ['nothing: a comprehension has its own names', ['c = [a for a in range(3)]'], 2],
    ['nothing: a parameter is no name of the module', ['h = lambda p: p', 'k = lambda p: p'], 4],
  ] as const) {
    it(`hang together by ${why}`, () => {
      assert.equal(partsOf([...two, ...lines].join('\n')).length, count);
    });
  }

  it('have what is settled and nobody reads for themselves', () => {
    assert.deepEqual(partsOf(['import torch', 'N = 3', 'M = 2 * N', 'a = torch.zeros(3)'].join('\n')), [
      [1, 4],
      [2, 3],
    ]);
  });

  it('hang together by what comes from another file', () => {
    assert.equal(partsOf(two.join('\n'), () => false).length, 1);
  });

  it('are the whole program in JavaScript', () => {
    const body: Statement[] = [];
    assert.deepEqual(
      independentParts(
        { language: 'javascript', body, unfinished: [], isBroken: false, at: (offset) => offset },
        () => true,
      ),
      [body],
    );
  });
});

describe('a program that is analysed again', () => {
  const options = { fileName: 'a.py' };
  const model = (name: string, units: string) => `
class ${name}(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(10, ${units})
        self.fc = nn.Linear(${units}, 3)

    def forward(self, x):
        out, _ = self.lstm(x)
        return self.fc(out)

y_${name} = ${name}()(torch.zeros(5, 2, 10))
`;
  const head = 'import torch\nimport torch.nn as nn\n';

  it('gives what it gives the first time, at the places where things are now', () => {
    const first = head + model('A', '20') + model('B', '30');
    codeAnalysis(first, 'python', options, Infinity);
    const moved = head + '\n# more\n' + model('A', '25') + model('B', '30');
    const { tensors, networks } = codeAnalysis(moved, 'python', options, Infinity);
    for (const { name, span } of tensors) assert.equal(moved.slice(span.start, span.end).replace('self.', ''), name);
    const layers = networks.flatMap(({ name, layers }) => layers.map((layer) => ({ name, layer })));
    assert.deepEqual(
      layers.map(({ name, layer }) => [name, layer.kind, layer.options['units'] ?? null]),
      [
        ['A', 'LSTM', 25],
        ['A', 'Linear', null],
        ['B', 'LSTM', 30],
        ['B', 'Linear', null],
      ],
    );
    for (const { layer } of layers) assert.match(moved.slice(layer.span.start, layer.span.end), /^nn\.\w+\(.*\)$/);
  });

  it('knows of a file that is there now', () => {
    const text = 'import torch\nfrom sizes import hidden\nx = torch.zeros(2, hidden)\nlstm = torch.nn.LSTM(3, 4)\n';
    const shapeOf = (source: string | null) => {
      const modules = (module: string) =>
        module === 'sizes' && source !== null ? { path: 'sizes.py', text: source } : null;
      const { tensors, wanted } = codeAnalysis(text, 'python', { ...options, modules }, Infinity);
      return [tensors.find(({ name }) => name === 'x')?.shape, wanted.map(({ module }) => module)];
    };
    assert.deepEqual(shapeOf(null), [
      [2, 'hidden'],
      ['sizes', 'sizes.hidden'],
    ]);
    assert.deepEqual(shapeOf('hidden = 5'), [[2, 5], []]);
    assert.deepEqual(shapeOf('hidden = 6'), [[2, 6], []]);
    assert.deepEqual(shapeOf(null), [
      [2, 'hidden'],
      ['sizes', 'sizes.hidden'],
    ]);
  });

  it('is no business of ours without any recurrence, unless another file has it', () => {
    const text = 'import torch\nfrom net import Net\ny = Net()(torch.zeros(5, 2, 3))\n';
    const net =
      'import torch.nn as nn\nclass Net(nn.Module):\n    def forward(self, x):\n        return nn.LSTM(3, 4)(x)[0]\n';
    const shapesWith = (source: string | null) => {
      const modules = (module: string) =>
        module === 'net' && source !== null ? { path: 'net.py', text: source } : null;
      return codeAnalysis(text, 'python', { ...options, modules }, Infinity).tensors.map(({ shape }) => shape);
    };
    assert.deepEqual(shapesWith(null), []);
    assert.deepEqual(shapesWith(net.replace('LSTM(3, 4)(x)[0]', 'Linear(3, 4)(x)')), []);
    assert.deepEqual(shapesWith(net), [[5, 2, 4]]);
  });
});
