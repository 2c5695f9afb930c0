import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const beginning = 'import torch\nimport torch.nn as nn\nrnn = nn.GRU(3, 8)\nx = torch.zeros(5, 2, 3)\n';

function codes(source: string): readonly string[] {
  return shapesOf(beginning + source).codes;
}

describe('the result of a function without a return', () => {
  const make = 'def run():\n    out, h = rnn(x)\n    print(out)\ny = run()\n';

  it('is not taken apart, asked, called, or given to a layer', () => {
    for (const use of ['a, b = y', 'y.size(0)', 'y[0]', 'y(x)', 'nn.Linear(8, 1)(y)', 'nn.MSELoss()(y, x)']) {
      assert.deepEqual(codes(make + use), ['missing-return@9'], use);
    }
  });

  it('may be compared, handed on, and let be', () => {
    assert.deepEqual(codes(`${make}if y is not None:\n    y.size(0)\nprint(y)\nrun()\n`), []);
  });

  it('is that of append, too', () => {
    const loop = 'outs = []\nfor step in range(3):\n    outs = outs.append(rnn(x)[0])\n';
    assert.deepEqual(codes(loop), ['missing-return@7']);
    assert.deepEqual(codes(loop.replace('outs = outs', 'outs')), []);
    assert.deepEqual(codes('layers = nn.ModuleList().append(rnn)\nlayers[0](x)'), []);
  });

  const quiet: Readonly<Record<string, string>> = {
    'some of its ways end in a return':
      'def run(a):\n    if a:\n        return x, x\n    print(a)\na, b = run(input())',
    'it is a sketch': 'def run():\n    """Later."""\na, b = run()',
    'it yields': 'def run():\n    yield x\n    yield x\na, b = run()',
    'it always raises': 'def run():\n    raise NotImplementedError\na, b = run()',
    'a decorator may give something else': 'import tools\n@tools.keep\ndef run():\n    print(x)\na, b = run()',
    'it gives None by name': 'def run():\n    return None\nh = run()\nout, h = rnn(x, h)',
  };
  for (const [why, source] of Object.entries(quiet)) {
    it(`is let be where ${why}`, () => {
      assert.deepEqual(codes(source), []);
    });
  }
});
