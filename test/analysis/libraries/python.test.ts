import assert from 'node:assert/strict';
import { shapesOf as shapesOfNetwork } from '../code/shapesOf.js';

/** Files without a recurrent layer are not spoken of. */
const shapesOf = (source: string) => shapesOfNetwork(`${source}\nimport torch\nrnn = torch.nn.RNN(1, 1)\n`);

/** The shape of `x` in `x = torch.zeros(<size>)`, after some lines. */
function sizeAfter(lines: string, size: string): string | undefined {
  return shapesOf(`import torch\n${lines}\nx = torch.zeros(${size})\n`).shapes['x'];
}

const cases: readonly (readonly [lines: string, size: string, shape: string])[] = [
  ['', 'len([1, 2, 3])', '(3,)'],
  ['', 'len("abcd")', '(4,)'],
  ["d = {'a': 1, 'b': 2}", 'len(d)', '(2,)'],
  ['t = torch.zeros(7, 3)', 'len(t)', '(7,)'],
  ['n = len(list(range(3, 10, 2)))', 'n', '(4,)'],
  ['xs = [i * 2 for i in range(5)]', 'xs[3]', '(6,)'],
  ['p = [i + n for i, n in enumerate([4, 5], start=10)]', 'p[1]', '(16,)'],
  ['p = [a * b for a, b in zip([2, 3], [4, 5, 6])]', 'p[1], len(p)', '(15, 2)'],
  ['s = 0\nfor a, b in zip((1, 2), (3, 4)):\n    s += a * b', 's', '(11,)'],
  ['', 'int(7.9), int("12"), round(2.5), abs(-4)', '(7, 12, 2, 4)'],
  ['', 'min(4, 2, 8), max([3, 9]), sum([1, 2, 3])', '(2, 9, 6)'],
  ['a, b = divmod(17, 5)', 'a, b, pow(2, 5)', '(3, 2, 32)'],
  ['s = sorted([5, 1, 3])', 's[0], list(reversed(s))[0]', '(1, 5)'],
  ['m = list(map(lambda v: v + 1, [1, 2]))', 'm[0], m[1]', '(2, 3)'],
  ['xs = [4, 4, 4]\nit = iter(xs)\nfirst = next(it)', 'len(xs), len(list(it))', '(3, 2)'],
  [
    'it = enumerate(torch.zeros(40, 3))\n_, x = next(it)\nn = 0\nys = [y for i, y in it]',
    'len(ys), *x.shape',
    '(39, 3)',
  ],
  ['it = iter([1, 2, 3])\na = it.__next__()', 'len(list(it))', '(2,)'],
  ['chars = sorted(list(set("hello")))', 'len(chars)', '(4,)'],
  ['d = dict(a=3, b=4)\nd.update({"c": 5})', 'd["a"], d["c"], len(d)', '(3, 5, 3)'],
  ['d = {"a": 3}', 'd.get("a", 1), d.get("z", 9), d.pop("q", 2)', '(3, 9, 2)'],
  ['d = {"a": 3, "b": 4}\ns = 0\nfor k, v in d.items():\n    s += v', 's', '(7,)'],
  ['xs = []\nfor i in range(3):\n    xs.append(i)\nxs.extend([7, 8])\nlast = xs.pop()', 'len(xs), last', '(4, 8)'],
  ['xs = [1, 2]\nxs.insert(0, 9)', 'xs[0], len(xs)', '(9, 3)'],
  ['lines = "a\\nb\\n".splitlines()', 'len(lines), len("".splitlines()) + 1', '(2, 1)'],
  ['words = "64,32".split(",")', 'int(words[0]), int(words[1])', '(64, 32)'],
  ['kind = "LSTM".lower()\nn = 4 if kind == "lstm" else 3', 'n', '(4,)'],
  ['n = 5 if "{}-{}".format("a", 2) == "a-2" else 6', 'n', '(5,)'],
  ['n = 1 if isinstance([3], (list, tuple)) else 2', 'n', '(1,)'],
  ['n = 1 if isinstance(3, str) else 2', 'n', '(2,)'],
  ['n = 1 if type([3]) == list else 2', 'n', '(1,)'],
  ['n = 1 if type((3,)) != list else 2', 'n', '(1,)'],
  ['n = 1 if torch.nn.Linear(1, 1).training and 0 > 1 else 2', 'n', '(2,)'],
  ['n = 1 if torch.nn.Linear(1, 1).training or 1 > 0 else 2', 'n', '(1,)'],
  ['class A:\n    size = 6\nn = getattr(A(), "size")', 'n', '(6,)'],
  ['class A:\n    pass\na = A()\nsetattr(a, "n", 8)', 'a.n, getattr(a, "m", 3)', '(8, 3)'],
  ['n = 2 if all([True, 1]) and not any([0, False]) else 3', 'n', '(2,)'],
  ['import math', 'math.ceil(10 / 4), math.floor(2.5), int(math.sqrt(16)), math.prod([2, 3])', '(3, 2, 4, 6)'],
  ['import string', 'len(string.ascii_letters + " .,;\'")', '(57,)'],
  ['from collections import OrderedDict\nd = OrderedDict([("a", 3)])', 'd["a"]', '(3,)'],
  ['from collections import namedtuple\nP = namedtuple("P", "w h")\np = P(3, h=4)', 'p.w, p[1], p.h', '(3, 4, 4)'],
  ['from functools import partial\nf = partial(torch.zeros, 2)', '*f(5).shape', '(2, 5)'],
  ['import itertools\nn = len(list(itertools.product([1, 2], [3, 4, 5])))', 'n', '(6,)'],
  ['import itertools\nc = list(itertools.chain([1], [2, 3]))', 'len(c), c[2]', '(3, 3)'],
  ['import copy\na = [1]\nb = copy.deepcopy(a)\nb.append(2)', 'len(a), len(b)', '(1, 2)'],
  ['from types import SimpleNamespace\nc = SimpleNamespace(hidden=12)', 'c.hidden', '(12,)'],
  ['from easydict import EasyDict as edict\nc = edict({"m": {"n": 3}})', 'c.m.n', '(3,)'],
  [
    'from dataclasses import dataclass, field\n@dataclass\nclass C:\n    n: int = 5\n    l: list = field(default_factory=list)\nc = C()',
    'c.n, len(c.l)',
    '(5, 0)',
  ],
  [
    'from dataclasses import dataclass, replace, asdict\n@dataclass\nclass C:\n    n: int = 5\nc = replace(C(), n=9)',
    'c.n, asdict(c)["n"]',
    '(9, 9)',
  ],
  ['from typing import NamedTuple\nclass C(NamedTuple):\n    n: int\n    m: int = 4\nc = C(3)', 'c.n, c.m', '(3, 4)'],
  [
    'from tqdm import tqdm, trange\ns = 0\nfor i in tqdm(range(3)):\n    s += i\nfor i in trange(2):\n    s += 1',
    's',
    '(5,)',
  ],
  ['from tqdm.auto import tqdm\nxs = [i for i in tqdm([4, 5])]', 'xs[1]', '(5,)'],
  ["from rich.progress import track\nxs = [i for i in track([4, 5], 'epoch')]", 'xs[1]', '(5,)'],
  ['from alive_progress import alive_it\nxs = [i for i in alive_it([4, 5])]', 'xs[1]', '(5,)'],
  ["import os\nn = int(os.getenv('UNITS', '12'))", 'n', '(12,)'],
  ["import os\nn = os.environ.get('UNITS', default=12)", 'n', '(12,)'],
  ["import os\nn = 3 if os.getenv('MODE', 'fast') == 'fast' else 4", 'n', '(3 | 4,)'],
];

const parser = `
import argparse
parser = argparse.ArgumentParser(description='x')
parser.add_argument('--hidden-size', type=int, default=128)
parser.add_argument('-b', '--batch', type=int, default='16', help='h')
group = parser.add_argument_group('model')
group.add_argument('--layers', default=2, type=int, dest='num_layers')
group.add_argument('--bidirectional', action='store_true')
parser.add_argument('--steps', type=int)
`;

describe('the standard library of Python', () => {
  for (const [lines, size, shape] of cases) {
    it(`${lines.split('\n').join('; ')} → ${size}`, () => {
      assert.equal(sizeAfter(lines, size), shape);
    });
  }

  it('reads options of the command line by their defaults', () => {
    const args = `${parser}args = parser.parse_args()`;
    assert.equal(
      sizeAfter(args, 'args.hidden_size, args.batch, args.num_layers, 2 if args.bidirectional else 1, args.steps'),
      '(128, 16, 2, 1, steps)',
    );
    assert.equal(sizeAfter(`${parser}args, rest = parser.parse_known_args()`, 'args.batch'), '(16,)');
    assert.equal(sizeAfter(`${parser}args = vars(parser.parse_args())`, "args['batch']"), '(16,)');
    assert.equal(sizeAfter(`${parser}args = parser.parse_args(['--batch', '3'])`, 'args.num_layers'), '(2,)');
    assert.notEqual(sizeAfter(`${parser}args = parser.parse_args(['--batch', '3'])`, 'args.batch'), '(16,)');
  });

  for (const flags of [
    'from absl import flags',
    'import tensorflow as tf\nflags = tf.app.flags',
    'import tensorflow as tf\nflags = tf.compat.v1.flags',
  ]) {
    it(`reads flags: ${flags.split('\n').join('; ')}`, () => {
      const lines = `${flags}
flags.DEFINE_integer('hidden', 20, 'help')
flags.DEFINE_boolean('deep', default=True, help='help')
FLAGS = flags.FLAGS
def main(_):
    return torch.zeros(FLAGS.hidden, 3 if FLAGS.deep else 2)
y = main(None)`;
      assert.equal(shapesOf(`import torch\n${lines}\n`).shapes['y'], '(20, 3)');
    });
  }

  it('keeps the flags of one program out of the next', () => {
    const define = "from absl import flags\nflags.DEFINE_integer('kept', 20, 'help')";
    assert.equal(sizeAfter(define, 'flags.FLAGS.kept'), '(20,)');
    assert.notEqual(sizeAfter('from absl import flags', 'flags.FLAGS.kept'), '(20,)');
  });

  it('goes through windows of a series of any length', () => {
    const lines = `import numpy as np
xs = []
for i in range(100 - 10):
    xs.append(np.zeros((10, 1)))
y = np.array(xs)`;
    assert.equal(shapesOf(`import torch\n${lines}\n`).shapes['y'], '(90, 10, 1)');
  });

  it('leaves the fraction of a quotient out, and no other', () => {
    const { layers } = shapesOfNetwork(`
      import math, torch.nn as nn
      def make(n):
          return nn.LSTM(8, math.floor(n / 2)), nn.LSTM(8, math.trunc(n / 4)), nn.LSTM(8, math.ceil(n / 2))
    `);
    assert.deepEqual(
      layers.map(({ options }) => options['units']),
      ['n // 2', 'n // 4', 'math.ceil(n / 2)'],
    );
  });

  it('names what is left of a length by its own words', () => {
    const { layers } = shapesOfNetwork(`
      import math, torch.nn as nn
      def make(words):
          return nn.LSTM(math.floor(len(words) * 0.7), 8), nn.LSTM(int(len(words) * 0.5), 8), nn.LSTM(len(words), 8)
    `);
    assert.deepEqual(
      layers.map(({ options }) => options['inputSize']),
      ['math.floor(len(words) * 0.7)', 'int(len(words) * 0.5)', 'len(words)'],
    );
  });

  it('says nothing of what it does not know', () => {
    assert.deepEqual(
      shapesOf('import random, os, json\nn = random.randint(1, 9)\nm = json.load(open("x"))["n"]\n').codes,
      [],
    );
    assert.equal(sizeAfter('import random\nn = random.randint(1, 9)', 'n'), sizeAfter('n = unknown_function()', 'n'));
  });
});
