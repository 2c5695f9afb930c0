import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

// Programs without a recurrent layer are not looked at.
const head = `import numpy as np
import pandas as pd
import tensorflow as tf
cell = tf.nn.rnn_cell.GRUCell(3)
a = np.zeros((4, 6, 3))
b = np.ones((6, 3))
t = np.arange(12)
m = np.zeros((3, 5))
`;

function program(lines: string): ReturnType<typeof shapesOf> {
  return shapesOf(head + lines);
}

/** What NumPy 1.24 gives. */
const expressions: readonly (readonly [expression: string, shape: string])[] = [
  ['np.array([[1, 2], [3, 4], [5, 6]])', '(3, 2)'],
  ['np.array([a, a])', '(2, 4, 6, 3)'],
  ['np.array([t[i:i+4] for i in range(len(t) - 4)])', '(8, 4)'],
  ['np.array([])', '(0,)'],
  ['np.full((2, 2), 7)', '(2, 2)'],
  ['np.zeros_like(a)', '(4, 6, 3)'],
  ['np.arange(0, 10, 3)', '(4,)'],
  ['np.linspace(0, 1)', '(50,)'],
  ['np.eye(10)[np.array([1, 2, 3])]', '(3, 10)'],
  ['np.random.rand(3, 2)', '(3, 2)'],
  ['np.random.normal(size=10)', '(10,)'],
  ['np.random.randint(10, size=(4,))', '(4,)'],
  ['np.random.default_rng(0).integers(0, 5, (3, 3))', '(3, 3)'],
  ['np.random.RandomState(0).randn(3, 4)', '(3, 4)'],
  ['np.trim_zeros(t)', '(?,)'],
  ['np.percentile(a, 50, axis=1, keepdims=True)', '(4, 1, 3)'],
  ['np.sort(b, axis=None)', '(18,)'],
  ['np.argsort(b)', '(6, 3)'],
  ['np.random.choice([1, 2, 3], 2)', '(2,)'],
  ['a.reshape(2, -1)', '(2, 36)'],
  ['np.reshape(a, (4, 18))', '(4, 18)'],
  ['a.T', '(3, 6, 4)'],
  ['np.transpose(a, (0, 2, 1))', '(4, 3, 6)'],
  ['a.swapaxes(1, 2)', '(4, 3, 6)'],
  ['np.moveaxis(a, 0, -1)', '(6, 3, 4)'],
  ['np.concatenate((a, a), axis=-1)', '(4, 6, 6)'],
  ['np.stack([b, b], axis=-1)', '(6, 3, 2)'],
  ['np.vstack([t, t])', '(2, 12)'],
  ['np.hstack([t, t])', '(24,)'],
  ['np.hstack([b, b])', '(6, 6)'],
  ['np.column_stack([t, t])', '(12, 2)'],
  ['np.dstack([t, t])', '(1, 12, 2)'],
  ['np.expand_dims(t, -1)', '(12, 1)'],
  ['np.zeros((1, 3, 1)).squeeze()', '(3,)'],
  ['np.split(t, [2, 5])[1]', '(3,)'],
  ['np.array_split(t, 5)[0]', '(3,)'],
  ['np.array_split(t, 5)[4]', '(2,)'],
  ['np.tile(t, (3, 1))', '(3, 12)'],
  ['np.repeat(b, 2, axis=0)', '(12, 3)'],
  ['np.repeat(b, 2)', '(36,)'],
  ['np.dot(a, m)', '(4, 6, 5)'],
  ['t.dot(t)', '()'],
  ['np.tensordot(a, b, 2)', '(4,)'],
  ['np.sum(a, axis=(0, 1))', '(3,)'],
  ['np.mean(a, axis=-1, keepdims=True)', '(4, 6, 1)'],
  ['a.std(0)', '(6, 3)'],
  ['np.cumsum(a)', '(72,)'],
  ['np.where(a > 0, a, 0)', '(4, 6, 3)'],
  ['np.maximum(a, b)', '(4, 6, 3)'],
  ['np.pad(b, ((1, 2), (0, 3)))', '(9, 6)'],
  ['np.diff(a, axis=1)', '(4, 5, 3)'],
  ['a[:, np.newaxis, ..., 0]', '(4, 1, 6)'],
  ["a.astype('float32').ravel()", '(72,)'],
  ['np.lib.stride_tricks.sliding_window_view(t, 4)', '(9, 4)'],
  ['np.lib.stride_tricks.sliding_window_view(b, 3, axis=0)', '(4, 3, 3)'],
  ['np.append(t, [1, 2])', '(14,)'],
  ['np.zeros(int(np.prod(a.shape[1:])))', '(18,)'],
];

describe('NumPy', () => {
  for (const [expression, shape] of expressions) {
    it(`gives the shape of ${expression}`, () => {
      const { shapes, codes } = program(`y = ${expression}\n`);
      assert.equal(shapes['y'], shape);
      assert.deepEqual(codes, []);
    });
  }

  for (const expression of [
    "np.array([(1, 2), (3, 4)], dtype=np.dtype([('x', int), ('y', int)]))",
    'np.logspace([0, 1], [2, 3], num=4)',
    'np.linspace(0, 1, retstep=True)',
    'np.random.default_rng(0).choice(b, 2)',
  ]) {
    it(`claims nothing of ${expression}`, () => {
      assert.equal(program(`y = ${expression}\n`).shapes['y'], undefined);
    });
  }

  it('makes arrays of lists that loops fill with windows', () => {
    const { shapes } = program(
      'data = np.zeros((1000, 3))\n' +
        'X, y = [], []\n' +
        'for i in range(len(data) - 20):\n' +
        '    X.append(data[i:i + 20])\n' +
        '    y.append(data[i + 20, 0])\n' +
        'X = np.array(X)\n' +
        'y = np.array(y)\n',
    );
    assert.deepEqual([shapes['X'], shapes['y']], ['(980, 20, 3)', '(980,)']);
  });

  it('claims nothing of lists whose items it does not know', () => {
    const { shapes, codes } = program(
      'rows = [read(name) for name in names]\ny = np.array(rows)\nz = y.reshape(-1, 3)\n',
    );
    assert.equal(shapes['y'], undefined);
    assert.equal(shapes['z'], '(?, 3)');
    assert.deepEqual(codes, []);
  });
});

describe('the rules for NumPy', () => {
  for (const [name, code, wrong, right, raises] of [
    [
      'a reshape to another number of elements',
      'reshape-size',
      'np.zeros(100).reshape(3, 5)',
      'np.zeros(100).reshape(-1, 5)',
      'cannot reshape array of size 100 into shape (3,5)',
    ],
    [
      'a concatenation of other sizes',
      'concat-shape',
      'np.concatenate([np.zeros((2, 3)), np.zeros((2, 4))])',
      'np.concatenate([np.zeros((2, 3)), np.zeros((2, 4))], axis=1)',
      'all the input array dimensions except for the concatenation axis must match exactly, but along dimension 1, the array at index 0 has size 3 and the array at index 1 has size 4',
    ],
    [
      'a product of other inner sizes',
      'matmul-shape',
      'np.dot(b, np.zeros((4, 5)))',
      'np.dot(b, m)',
      'shapes (6,3) and (4,5) not aligned: 3 (dim 1) != 4 (dim 0)',
    ],
    [
      'a window longer than the series',
      'window-longer-than-series',
      'np.lib.stride_tricks.sliding_window_view(t, 13)',
      'np.lib.stride_tricks.sliding_window_view(t, 12)',
      'window shape cannot be larger than input array shape',
    ],
    [
      'an axis that is not there',
      'axis-out-of-range',
      'b.mean(axis=2)',
      'b.mean(axis=-2)',
      'axis 2 is out of bounds for array of dimension 2',
    ],
    [
      'an order of other axes than there are',
      'axis-out-of-range',
      'np.transpose(b, (0, 2, 1))',
      'np.transpose(b, (1, 0))',
      "axes don't match array",
    ],
    [
      'shapes that do not broadcast',
      'broadcast-shape',
      'np.add(b, np.zeros(4))',
      'np.add(b, np.zeros(3))',
      'operands could not be broadcast together with shapes (6,3) (4,)',
    ],
  ] as const) {
    it(`tell of ${name}`, () => {
      const { codes, problems } = program(`y = ${wrong}\n`);
      assert.deepEqual(codes, [`${code}@9`]);
      assert.deepEqual(
        problems.map((problem) => ('raises' in problem ? problem.raises : '')),
        [raises],
      );
      assert.deepEqual(program(`y = ${right}\n`).codes, []);
    });
  }
});

describe('what NumPy does without a word', () => {
  it('warns of a reshape that ought to be a transposition', () => {
    assert.deepEqual(program('x = np.zeros((200, 8, 50)).reshape(200, 50, 8)\n').codes, ['reshape-mixes-axes@9']);
    assert.deepEqual(program('x = np.zeros((200, 8, 50)).transpose(0, 2, 1)\n').codes, []);
    assert.deepEqual(program('x = np.zeros((200, 1, 50)).reshape(200, 50, 1)\n').codes, []);
  });

  it('warns of windows longer than the series that a loop takes them of', () => {
    const loop = (window: number) =>
      program(`w = []\nfor i in range(len(t) - ${window}):\n    w.append(t[i:i + ${window}])\n`);
    assert.deepEqual(loop(20).codes, ['window-longer-than-series@10']);
    assert.deepEqual(loop(5).codes, []);
  });
});

describe('splitting and scaling', () => {
  const imports =
    'from sklearn.model_selection import train_test_split\nfrom sklearn.preprocessing import MinMaxScaler\n';

  for (const [size, train, test] of [
    ['test_size=0.3', '(69, 3)', '(30, 3)'],
    ['test_size=20', '(79, 3)', '(20, 3)'],
    ['train_size=0.5', '(49, 3)', '(50, 3)'],
    ['random_state=1', '(74, 3)', '(25, 3)'],
  ] as const) {
    it(`splits 99 lines with ${size}`, () => {
      const { shapes } = program(
        `${imports}tr, te, ytr, yte = train_test_split(np.zeros((99, 3)), np.zeros(99), ${size})\n`,
      );
      assert.deepEqual([shapes['tr'], shapes['te']], [train, test]);
    });
  }

  it('keeps the shape of what is scaled', () => {
    const { shapes } = program(
      `${imports}scaler = MinMaxScaler()\nx = scaler.fit_transform(b)\ny = scaler.inverse_transform(x)\n`,
    );
    assert.deepEqual([shapes['x'], shapes['y']], ['(6, 3)', '(6, 3)']);
  });

  it('makes a table of whatever is scaled', () => {
    const { shapes, codes } = program(
      `${imports}x = MinMaxScaler().fit_transform(load())\n` +
        'xs = np.array([x[i - 60:i, 0] for i in range(60, len(x))])\nw = xs.reshape(xs.shape[0], xs.shape[1], 1)\n',
    );
    assert.deepEqual([shapes['x'], shapes['w']], ['(?, ?)', '(xs.shape[0], 60, 1)']);
    assert.deepEqual(codes, []);
  });
});

describe('data frames', () => {
  it('give arrays as long as they are', () => {
    const { shapes } = program(
      'df = pd.DataFrame(np.zeros((100, 3)))\n' +
        'x = df.values\n' +
        "y = df['a'].values\n" +
        "z = df[['a', 'b']].to_numpy()\n" +
        'w = df.iloc[10:, 1:].values\n' +
        "v = np.array(df.drop('a', axis=1))\n",
    );
    assert.deepEqual(
      ['x', 'y', 'z', 'w', 'v'].map((name) => shapes[name]),
      ['(100, 3)', '(100,)', '(100, 2)', '(90, 2)', '(100, 2)'],
    );
  });

  it('give the windows of a column that a loop takes', () => {
    const { shapes } = program(
      "data = pd.read_csv('x.csv')\n" +
        'X, y = [], []\n' +
        'for i in range(100):\n' +
        "    X.append(data['a'][i:i + 12])\n" +
        'X = np.array(X)\n',
    );
    assert.equal(shapes['X'], '(100, 12)');
  });

  it('give a frame for a list of names that nobody knows', () => {
    const { shapes } = program(
      "df = pd.read_csv('x.csv')\nnames = [name for name in list(df) if 'feature' in name]\nx = df[names].values\n" +
        'y = df[[name for name in df.columns if name != "y"]].to_numpy()\n',
    );
    assert.deepEqual([shapes['x'], shapes['y']], ['(rows, ?)', '(rows, ?)']);
  });

  it('have as many rows as their file', () => {
    const { shapes } = program(
      "df = pd.read_csv('x.csv', usecols=[1])\nx = df.values.astype('float32')\ny = df['a'].values.reshape(-1, 1)\n",
    );
    assert.deepEqual([shapes['x'], shapes['y']], ['(rows, 1)', '(rows, 1)']);
  });

  it('are as long as what a data base gives, where it gives all at once', () => {
    const { shapes } = program(
      "df = pd.read_sql(query, engine).dropna()\nx = df[['a', 'b']].values.astype('float32')\n" +
        "y = pd.read_sql(query, engine, chunksize=100)['a'].values\n",
    );
    assert.deepEqual([shapes['x'], shapes['y']], ['(rows, 2)', undefined]);
  });

  it('have as many rows as those that were put under one another', () => {
    const { shapes } = program(
      'a = pd.DataFrame(np.zeros((200, 3)))\n' +
        'b = pd.DataFrame(np.zeros((30, 3)))\n' +
        'prices = pd.concat((a["x"], b["x"]), axis=0)\n' +
        'last = prices[len(prices) - len(b) - 60:].values\n' +
        'rows = pd.concat([a, b]).values\n' +
        'beside = pd.concat([a, b], axis=1).values\n',
    );
    assert.deepEqual([shapes.last, shapes.rows, shapes.beside], ['(90,)', '(230, ?)', '(?, 6)']);
  });

  it('have as many columns as they say, by names or by numbers', () => {
    const { shapes } = program(
      'df = pd.DataFrame(np.zeros((100, 3)))\n' +
        'x = np.zeros((len(df.index), len(df.columns)))\n' +
        'y = df[[n for n in range(0, 2)]].to_numpy()\n' +
        'z = df[[other for other in names]].to_numpy()\n' +
        'w = df.drop(df.columns[[0, 2]], axis=1).values\n' +
        'v = df.drop(columns=df.columns[1:]).values\n' +
        'u = df.drop(names, axis=1).values\n',
    );
    const found = ['x', 'y', 'z', 'w', 'v', 'u'].map((name) => shapes[name]);
    assert.deepEqual(found, ['(100, 3)', '(100, 2)', '(rows, ?)', '(100, 1)', '(100, 1)', '(100, ?)']);
  });

  it('forget how many columns they have when one is added or rows are dropped', () => {
    const { shapes } = program(
      "df = pd.DataFrame(np.zeros((100, 3)))\ndf['new'] = 1\nx = df.values\ndf.dropna(inplace=True)\ny = df.values\n",
    );
    assert.deepEqual([shapes['x'], shapes['y']], ['(100, ?)', '(rows, ?)']);
  });
});

describe('what is assigned to a part of an array', () => {
  const codesOf = (line: string) => program(`${line}\n`).codes;

  it('must go over it', () => {
    assert.deepEqual(codesOf('for i in range(4): a[i] = np.zeros((2, 3))'), ['broadcast-shape@9']);
    assert.deepEqual(codesOf('a[0, 1] = b'), ['broadcast-shape@9']);
    assert.deepEqual(codesOf('a[:, :, 0] = np.zeros((4, 6, 1))'), ['broadcast-shape@9']);
    const [problem] = program('m[0] = t\n').problems;
    assert.ok(problem && 'raises' in problem);
    assert.equal(problem.raises, 'could not broadcast input array from shape (12,) into shape (5,)');
  });

  it('may be broadcast to it, and have axes of 1 before', () => {
    for (const line of ['a[0] = b', 'a[0] = b[0]', 'a[:] = b', 'a[0, 0] = np.zeros((1, 1, 3))', 'a[0, 0, 0] = 1']) {
      assert.deepEqual(codesOf(line), [], line);
    }
    assert.deepEqual(codesOf('for i in range(4): a[i, :len(names)] = names'), []);
    assert.deepEqual(codesOf('a[a > 0] = np.zeros(other)'), []);
  });
});

describe('a data frame', () => {
  it('keeps its columns where rows are taken by their labels, and none that are known where it is joined', () => {
    const { shapes } = program(
      "df = pd.read_csv('x.csv')\n" +
        "three = df[['a', 'b', 'c']]\n" +
        'x = three.loc[0 : 99].values\n' +
        'two = three.loc[10:][[0, 1]].values\n' +
        'y = three.join(df).values\n' +
        "z = df.merge(three, on='a')[['a']].values\n",
    );
    assert.deepEqual(
      [shapes['x'], shapes['two'], shapes['y'], shapes['z']],
      ['(rows, 3)', '(rows, 2)', '(rows, ?)', '(rows, 1)'],
    );
  });
});
