import assert from 'node:assert/strict';
import { isRuleProblem } from '../../../src/wording/rules.js';
import { shapesOf } from '../code/shapesOf.js';

const net = `
import torch
import torch.nn as nn
class Net(nn.Module):
    def __init__(self, size, hidden=8, *, layers=1):
        super().__init__()
        self.rnn = nn.GRU(size, hidden, layers)
    def forward(self, x, state):
        return self.rnn(x, state)
x = torch.randn(5, 2, 3)
state = torch.zeros(1, 2, 8)
`;

function raised(source: string): (string | null)[] {
  return shapesOf(net + source)
    .problems.filter(({ code, severity }) => code === 'wrong-arguments' && severity === 'error')
    .map((problem) => (isRuleProblem(problem) ? problem.raises : null));
}

describe('the arguments of a call', () => {
  it('may be too few', () => {
    assert.deepEqual(raised('out, h = Net(3)(x)'), ["Net.forward() missing 1 required positional argument: 'state'"]);
    assert.deepEqual(raised('Net()'), ["Net.__init__() missing 1 required positional argument: 'size'"]);
    assert.deepEqual(raised('def step(a, b, c): return a\nstep()'), [
      "step() missing 3 required positional arguments: 'a', 'b', and 'c'",
    ]);
    assert.deepEqual(raised('def step(a, *, b): return a\nstep(1)'), [
      "step() missing 1 required keyword-only argument: 'b'",
    ]);
  });

  it('are told of alone, and not what a body would say of those in wrong places', () => {
    assert.deepEqual(shapesOf(`${net}y = Net(3)(torch.zeros(1, 62), x, state)\n`).codes, ['wrong-arguments@11']);
    assert.deepEqual(shapesOf(`${net}Net(3, 8, 2, 4)(x.view(-1), state)\n`).codes.length, 2);
  });

  it('may be too many', () => {
    assert.deepEqual(raised('Net(3)(x, state, state)'), [
      'Net.forward() takes 3 positional arguments but 4 were given',
    ]);
    assert.deepEqual(raised('Net(3, 8, 2)'), [
      'Net.__init__() takes from 2 to 3 positional arguments but 4 were given',
    ]);
    assert.deepEqual(raised('def step(): return 1\nstep(2)'), ['step() takes 0 positional arguments but 1 was given']);
  });

  it('may have names that nobody knows, or that were given already', () => {
    const { problems } = shapesOf(`${net}model = Net(3, hiden=8)`);
    const [problem] = problems;
    assert.ok(problem && isRuleProblem(problem));
    assert.equal(problem.raises, "Net.__init__() got an unexpected keyword argument 'hiden'");
    assert.equal(problem.fixes[0]?.edits[0]?.text, 'hidden');
    assert.deepEqual(raised('Net(3, size=4)'), ["Net.__init__() got multiple values for argument 'size'"]);
  });

  it('may lack the object itself among the parameters', () => {
    const source = 'class Tool:\n    def step(x): return x\nTool().step(3)';
    assert.deepEqual(raised(source), ['Tool.step() takes 1 positional argument but 2 were given']);
    assert.equal(shapesOf(net + source).problems[0]?.code, 'wrong-arguments');
  });

  it('may be given to a class without a constructor', () => {
    assert.deepEqual(raised('class Tool(nn.Module):\n    def _init_(self, a): self.a = a\nTool(3)'), [
      'Module.__init__() takes 1 positional argument but 2 were given',
    ]);
    assert.deepEqual(raised('class Tool:\n    pass\nTool(3)'), ['Tool() takes no arguments']);
  });

  const quiet: Readonly<Record<string, string>> = {
    'that fit': 'out, h = Net(3, hidden=8, layers=1)(x, state=state)\nout, h = Net(size=3)(state=state, x=x)',
    'that are spread': 'sizes = [3]\nNet(*sizes)\nNet(**{"size": 3})',
    'of what takes any': 'def step(a, *rest, **others): return a\nstep(1, 2, 3, b=4)',
    'of what a decorator may have changed': 'import tools\n@tools.bind\ndef step(a, b): return a\nstep(1)',
    'of a class that another one makes':
      'class Meta(type):\n    def __call__(cls, *given): return super().__call__()\nclass Tool(metaclass=Meta):\n    def __init__(self): self.a = 1\nTool(1, 2)',
    'of static and class methods':
      'class Tool:\n    @staticmethod\n    def one(a): return a\n    @classmethod\n    def two(cls, a): return a\nTool.one(1)\nTool().one(1)\nTool.two(1)\nTool().two(1)',
    'of a function that was put in the place of a method':
      'def forward(x): return x\nmodel = Net(3)\nmodel.forward = forward\nmodel(x)',
    'where a test may ask which one it is':
      'def run(model, kind):\n    if kind == 1:\n        return model(x)\n    return model(x, state)\nimport sys\nrun(Net(3), len(sys.argv))',
    'that are expected to be wrong': 'try:\n    Net()\nexcept TypeError:\n    pass',
    'of a class that one derived from it may replace':
      'class Base:\n    @classmethod\n    def make(cls):\n        return cls(3)\nclass Tool(Base):\n    def __init__(self, a): self.a = a\nTool.make()',
    'of a dataclass': 'from dataclasses import dataclass\n@dataclass\nclass Sizes:\n    a: int\nSizes(3)',
    'of a class with a base that nobody knows': 'from tools import Base\nclass Tool(Base):\n    pass\nTool(3)',
    'of a method that a derived class has another of':
      'class Base(nn.Module):\n    def forward(self, x):\n        return self.step(x, 1)\n    def step(self, x): return x\nclass Other(Base):\n    def step(self, x, y): return x\n',
    'of a method that only stands for others':
      'class Base:\n    def run(self): return self.step(1)\n    def step(self): raise NotImplementedError\n',
    'of a base further up':
      'class A:\n    def __init__(self): self.a = 1\nclass B(A):\n    def __init__(self, size): self.b = size\nclass C(B):\n    def __init__(self): super(B, self).__init__()\nC()',
    'where two bases have a common one':
      'class A:\n    def step(self, x): return x\nclass B(A):\n    pass\nclass C(A):\n    def step(self, x, y): return x\nclass D(B, C):\n    pass\nD().step(1, 2)',
    'of one of several': 'import sys\nmake = Net if sys.argv else (lambda: None)\nmake()',
    'of Python 2, which takes tuples apart': 'def step(x, (h, c)):\n    return x\nstep(1, (2, 3))',
  };
  for (const [what, source] of Object.entries(quiet)) {
    it(`say nothing ${what}`, () => {
      assert.deepEqual(raised(source), []);
    });
  }
});
