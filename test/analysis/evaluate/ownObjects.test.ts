import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

const beginning = 'import torch\nimport torch.nn as nn\nx = torch.randn(5, 2, 3)\n';

describe('objects of the source that say themselves what they give', () => {
  it('give what `__enter__` gives where `with` opens them', () => {
    const opened = `
class Opened:
    def __init__(self, inner): self.inner = inner
    def __enter__(self): return self.inner
    def __exit__(self, *args): pass
class Deeper(Opened):
    def __init__(self, inner): super().__init__(inner)
with Deeper(x) as y:
    out, _ = nn.GRU(3, 4)(y)
with Deeper(open('words.txt')) as words:
    words.readlines()
`;
    const { shapes, codes } = shapesOf(beginning + opened);
    assert.equal(shapes.y, '(5, 2, 3)');
    assert.deepEqual(codes, []);
    assert.deepEqual(shapesOf(`${beginning}${opened}Deeper(x).readlines()\n`).codes, ['missing-attribute@15']);
  });

  it('give what a generator yields where it is a context', () => {
    const { shapes } = shapesOf(`${beginning}from contextlib import contextmanager
@contextmanager
def lent(layer):
    yield layer
with lent(nn.GRU(3, 4)) as rnn:
    out, _ = rnn(x)
`);
    assert.equal(shapes.out, '(5, 2, 4)');
  });

  it('are what `__new__` makes of them, which nobody knows', () => {
    const made = 'class Made:\n    def __new__(cls, size):\n        return torch.zeros(size)\n';
    assert.deepEqual(shapesOf(`${beginning}# nn.LSTM\n${made}Made(3).shape\n`).codes, []);
    const plain = made.replace('__new__', 'make').replace('cls', 'self');
    assert.deepEqual(shapesOf(`${beginning}# nn.LSTM\n${plain}Made().shape\n`).codes, ['missing-attribute@8']);
  });

  it('run the `forward` that was put into them', () => {
    const { shapes, codes } = shapesOf(`${beginning}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(3, 4)
        self.forward = self.both
    def forward(self, x):
        return self.rnn(x)[0]
    def both(self, x):
        return self.rnn(x)
out, state = Net()(x)
`);
    assert.equal(shapes.state, '(1, 2, 4)');
    assert.deepEqual(codes, []);
  });

  it('keep what their class says where only one branch sets it', () => {
    const { shapes, codes } = shapesOf(`${beginning}import sys
class Net(nn.Module):
    width = 4
    def __init__(self, is_fast):
        super().__init__()
        if is_fast:
            self.width = 6
            self.forward = self.both
        self.rnn = nn.GRU(3, self.width)
    def forward(self, x):
        return self.rnn(x)[0]
    def both(self, x):
        return self.rnn(x)
net = Net(len(sys.argv) > 1)
y = net(x)
out, state = net.rnn(x)
`);
    assert.equal(shapes.y, undefined);
    assert.equal(shapes.out, '(5, 2, 6 | 4)');
    assert.deepEqual(codes, []);
  });

  it('set what a setter keeps, and read what the property gives', () => {
    const { shapes } = shapesOf(`${beginning}
class Bank:
    def __init__(self): self.h = x
    @property
    def state(self): return self.h
    @state.setter
    def state(self, value): self.h = value.transpose(0, 1)
    @state.deleter
    def state(self): self.h = None
bank = Bank()
first = bank.state
bank.state = x
second = bank.state
out, _ = nn.GRU(3, 4)(second)
`);
    assert.deepEqual([shapes.first, shapes.second], ['(5, 2, 3)', '(2, 5, 3)']);
  });

  it('have private attributes of each class by itself', () => {
    const { shapes, codes } = shapesOf(`${beginning}
class Base:
    def __init__(self): self.__size = 3
    def size(self): return self.__size
class Net(Base):
    def __init__(self):
        super().__init__()
        self.__size = 5
        self.rnn = nn.GRU(self.size(), self.__size)
    def __run(self, x): return self.rnn(x)
    def run(self, x): return self.__run(x)
out, _ = Net().run(x)
`);
    assert.deepEqual([shapes.out, codes], ['(5, 2, 5)', []]);
  });

  it('do not keep what a descriptor takes', () => {
    const { codes } = shapesOf(`${beginning}
class Width:
    def __get__(self, obj, owner=None): return 3
    def __set__(self, obj, value): pass
class Sizes:
    width = Width()
    def __init__(self): self.width = 9
out, _ = nn.GRU(Sizes().width, 4)(x)
`);
    assert.deepEqual(codes, []);
  });

  it('have static methods of their bases, which `super()` does not bind', () => {
    const source = `
class Base:
    @staticmethod
    def make(cls, n): return n
    @classmethod
    def sized(cls, n): return n
    @property
    def width(self): return 4
class Tool(Base):
    @classmethod
    def make(cls, n): return super().make(cls, n)
    @classmethod
    def sized(cls, n): return super().sized(n)
    @property
    def width(self): return super().width + 1
out, state = nn.GRU(Tool.make(3), Tool().width)(x)
other, _ = nn.GRU(Tool.sized(3), 7)(x)
`;
    const { shapes, codes } = shapesOf(beginning + source);
    assert.deepEqual([shapes.out, shapes.other, codes], ['(5, 2, 5)', '(5, 2, 7)', []]);
    const bound = source.replace('super().sized(n)', 'super().sized(cls, n)');
    assert.deepEqual(shapesOf(beginning + bound).codes, ['wrong-arguments@16']);
  });

  it('are made by the constructor of the library’s class where that comes first', () => {
    const mixed = (bases: string, made: string) =>
      `${beginning}rnn = nn.GRU(3, 4)
class Sized:
    def __init__(self, n): self.n = n
class Tool(${bases}):
    def __init__(self, given):
        super().__init__(${made})
Tool(3)
`;
    assert.deepEqual(shapesOf(mixed('property, Sized', '')).codes, []);
    assert.deepEqual(shapesOf(mixed('nn.Module, Sized', '')).codes, []);
    assert.deepEqual(shapesOf(mixed('Sized, nn.Module', '')).codes, ['wrong-arguments@9']);
    assert.deepEqual(shapesOf(`import tools\n${mixed('tools.Other, Sized', '')}`).codes, []);
  });
});
