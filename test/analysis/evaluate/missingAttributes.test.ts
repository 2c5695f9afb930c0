import assert from 'node:assert/strict';
import { isRuleProblem } from '../../../src/wording/rules.js';
import { shapesOf } from '../code/shapesOf.js';

const beginning = 'import torch\nimport torch.nn as nn\nrnn = nn.GRU(3, 8)\n';

function said(source: string): string[] {
  return shapesOf(beginning + source)
    .problems.filter(({ code }) => code === 'missing-attribute')
    .map((problem) => `${problem.severity}: ${isRuleProblem(problem) ? (problem.raises ?? '') : ''}`);
}

function module(body: string, use = 'Net()(torch.zeros(5, 2, 3))'): string {
  const lines = body.split('\n').map((line) => `    ${line}\n`);
  return `class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.layer = nn.GRU(3, 8)\n${lines.join('')}${use}\n`;
}

describe('an attribute that is not there', () => {
  it('is one that nothing sets', () => {
    const source = module('def forward(self, x):\n    return self.layerr(x)');
    assert.deepEqual(said(source), ["error: 'Net' object has no attribute 'layerr'"]);
    const [problem] = shapesOf(beginning + source).problems;
    assert.equal(problem?.fixes[0]?.edits[0]?.text, 'layer');
    assert.deepEqual(said('class Tool:\n    def __init__(self): self.a = 1\nTool().b'), [
      "error: 'Tool' object has no attribute 'b'",
    ]);
  });

  it('is one that only a method sets which nobody calls', () => {
    const reset = '\ndef reset(self):\n    self.hidden = torch.zeros(1, 2, 8)';
    const source = module(`def forward(self, x):\n    return self.layer(x, self.hidden)${reset}`);
    assert.deepEqual(said(source), ["error: 'Net' object has no attribute 'hidden'"]);
    assert.deepEqual(said(source.replace('Net()(', 'net = Net()\nnet.reset()\nnet(')), []);
  });

  it('is one that is read before the method that runs has set it', () => {
    const forward = 'def forward(self, x):\n    out, self.hidden = self.layer(x, self.hidden)\n    return out';
    assert.deepEqual(said(module(forward)), ["error: 'Net' object has no attribute 'hidden'"]);
    assert.deepEqual(said(module(forward.replace('x, self.hidden)', 'x)\n    self.hidden'))), []);
    assert.deepEqual(said(module(forward, 'net = Net()\n')), []);
  });

  it('is a suspicion where the program does not make the object', () => {
    assert.deepEqual(said(module('def forward(self, x):\n    return self.layerr(x)', '')), [
      "warning: 'Net' object has no attribute 'layerr'",
    ]);
  });

  it('is the forward of a module, or all that a class is called by', () => {
    const missing = 'error: Module [Net] is missing the required "forward" function';
    assert.deepEqual(said(module('def foward(self, x):\n    return self.layer(x)')), [missing]);
    assert.deepEqual(said('class Tool:\n    def step(self): pass\nTool()(3)'), [
      "error: 'Tool' object is not callable",
    ]);
  });

  const forward = 'def forward(self, x):\n    return self.layer(x, self.hidden)';
  const quiet: Readonly<Record<string, string>> = {
    'what the module has itself': module('def forward(self, x):\n    return self.training, self.state_dict()'),
    'what another file may set': module(forward, ''),
    'what is set from outside': module(forward, 'net = Net()\nnet.hidden = None\nnet(torch.zeros(5, 2, 3))'),
    'what is asked for first': module(
      `def forward(self, x):\n    if hasattr(self, 'hidden'):\n        return self.hidden`,
    ),
    'what may be set by any name': module(`${forward}\ndef fill(self, name):\n    setattr(self, name, None)`),
    'what a buffer is registered as': module(forward).replace(
      'self.layer =',
      "self.register_buffer('hidden', torch.zeros(1, 2, 8))\n        self.layer =",
    ),
    'what a base that nobody knows may have': module(forward)
      .replace('nn.Module', 'Base')
      .replace('class', 'from tools import Base\nclass'),
    'what a class that derives from it may have': `${module(forward, '')}class Other(Net):\n    pass\n`,
    'what __getattr__ gives': module(`${forward}\ndef __getattr__(self, name):\n    return None`),
    'what stands in a branch': module(
      'def forward(self, x):\n    if x.sum() > 0:\n        return self.hidden\n    return x',
    ),
    'what is awaited': module(
      'def forward(self, x):\n    try:\n        return self.hidden\n    except AttributeError:\n        return x',
    ),
    'what somebody else may set': `${module(forward, '')}from tools import prepare\nnet = Net()\nprepare(net)\nnet(torch.zeros(5, 2, 3))`,
    'what a wrapper adds': module(
      'def forward(self, x):\n    return self.layer(x)',
      'net = nn.DataParallel(Net())\nnet.module.layer',
    ),
    'what is given by a dict of all attributes':
      'class Sizes:\n    pass\nsizes = Sizes()\nvars(sizes).update(open("sizes.json"))\nsizes.hidden\n',
    'what is given by one item of that dict':
      'class Sizes:\n    pass\nsizes = Sizes()\nfor key in open("names"):\n    vars(sizes)[key] = 3\nsizes.hidden\n',
    'what is private to a class, by its whole name':
      'class Tool:\n    def __init__(self):\n        self.__size = 3\nTool()._Tool__size\n',
    'what a weight is made of': module(
      'def forward(self, x):\n    return self.layer(x)',
      "from torch.nn.utils import spectral_norm, weight_norm\na = weight_norm(Net(), 'w')\na.w_g, a.w_v\nb = Net()\nspectral_norm(b, name='w')\nb.w_orig, b.w_u",
    ),
    'what a script defines': module(
      'def forward(self, x):\n    return self.layer(x)',
      'net = torch.jit.script(Net())\nnet.define("def step(self): return 1")\nnet.step()',
    ),
    'what another method of a module asks for that nobody makes': module(
      'def step(self, x):\n    return self.vocabulary',
      '',
    ),
    'what the classes have that a mixin is for':
      'class Mixin:\n    def __init__(self):\n        self.a = 1\n    def step(self):\n        return self.size\n',
  };
  for (const [what, source] of Object.entries(quiet)) {
    it(`is not ${what}`, () => {
      assert.deepEqual(said(source), []);
    });
  }
});
