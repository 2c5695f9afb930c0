import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

function codes(body: string, rest = ''): readonly string[] {
  const lines = body.split('\n').map((line) => `        ${line}\n`);
  return shapesOf(`import torch.nn as nn\nclass Net(nn.Module):\n    def __init__(self):\n${lines.join('')}${rest}`)
    .codes;
}

describe('a module that is not ready', () => {
  it('takes no layers', () => {
    assert.deepEqual(codes('self.size = 3\nself.rnn = nn.GRU(3, 8)\nself.out = nn.Linear(8, 1)'), [
      'missing-super-init@5',
    ]);
    assert.deepEqual(codes('self.rnn = nn.GRU(3, 8)\nsuper().__init__()'), ['missing-super-init@4']);
    const derived =
      '\nclass Other(Net):\n    def __init__(self):\n        self.out = nn.Linear(8, 1)\n        super().__init__()\n';
    assert.deepEqual(codes('super().__init__()\nself.rnn = nn.GRU(3, 8)', derived), ['missing-super-init@9']);
  });

  it('takes no lists or dicts of layers either', () => {
    for (const made of [
      'nn.ModuleList([nn.GRU(3, 8)])',
      "nn.ModuleDict({'rnn': nn.GRU(3, 8)})",
      'nn.Sequential(nn.GRU(3, 8))',
    ])
      assert.deepEqual(codes(`self.layers = ${made}\nsuper().__init__()`), ['missing-super-init@4']);
    assert.deepEqual(codes('self.layers = [nn.GRU(3, 8)]\nsuper().__init__()'), []);
  });

  it('is mended where its constructor begins', () => {
    const text =
      'import torch.nn as nn\nclass Net(nn.Module):\n    def __init__(self):\n        self.rnn = nn.GRU(3, 8)\n';
    const edit = shapesOf(text).problems[0]?.fixes[0]?.edits[0];
    assert.equal(edit?.text, 'super().__init__()\n        ');
    assert.equal(edit.span.start, text.indexOf('self.rnn'));
  });

  it('is not ready where the constructor of its bases is named and not run', () => {
    for (const written of ['super().__init__', 'super(Net, self).__init__', 'super(Net).__init__()']) {
      const { problems } = shapesOf(
        `import torch.nn as nn\nclass Net(nn.Module):\n    def __init__(self):\n        ${written}\n        self.rnn = nn.GRU(3, 8)\n`,
      );
      assert.deepEqual(
        problems.map(({ code, fixes }) => [code, fixes[0]?.edits[0]?.text]),
        [['missing-super-init', 'super().__init__()']],
      );
    }
  });

  it('is ready once a constructor of its bases has run, however that is written', () => {
    for (const written of ['super().__init__()', 'super(Net, self).__init__()', 'nn.Module.__init__(self)']) {
      assert.deepEqual(codes(`${written}\nself.rnn = nn.GRU(3, 8)`), []);
    }
  });

  it('may be made ready by a function that is given the module', () => {
    assert.deepEqual(codes('prepare(self, 3)\nself.rnn = nn.GRU(3, 8)'), []);
  });

  it('may be made ready by another method', () => {
    const other = '    def ready(self):\n        super().__init__()\n';
    assert.deepEqual(codes('self.ready()\nself.rnn = nn.GRU(3, 8)', other), []);
  });

  it('takes all but layers, and is no concern of other classes', () => {
    assert.deepEqual(codes('self.size = 3\nself.names = []\nsuper().__init__()\nself.rnn = nn.GRU(3, 8)'), []);
    const text = 'import torch.nn as nn\nclass Net:\n    def __init__(self):\n        self.rnn = nn.GRU(3, 8)\nNet()\n';
    assert.deepEqual(shapesOf(text).codes, []);
  });
});
