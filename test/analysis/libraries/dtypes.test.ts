import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

const start = `import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
`;

const found = (lines: string) =>
  shapesOf(start + lines)
    .problems.filter(({ code }) => code === 'wrong-dtype')
    .map((problem) => ({
      severity: problem.severity,
      raises: 'raises' in problem ? problem.raises : null,
      line: (start + lines).slice(0, problem.span.start).split('\n').length - start.split('\n').length + 1,
    }));

const words = (lines: string) => found(lines).map(({ raises }) => raises);
const isQuiet = (lines: string) => {
  assert.deepEqual(found(lines), [], lines);
};

const lstm = 'lstm = nn.LSTM(8, 16, batch_first=True)\n';
const rnnWords = (type: string) =>
  `RNN input dtype (torch.${type}) does not match weight dtype (torch.float32). Convert input: input.to(torch.float32), or convert model: model.to(torch.${type})`;

describe('numbers of a type that a layer of PyTorch refuses', () => {
  it('float64 that comes of NumPy', () => {
    for (const made of [
      'torch.from_numpy(np.random.rand(4, 5, 8))',
      'torch.tensor(np.zeros((4, 5, 8)))',
      'torch.as_tensor(np.linspace(0, 1, 160).reshape(4, 5, 8))',
      'torch.from_numpy(np.stack([np.random.randn(5, 8), np.ones((5, 8))]))',
      'torch.from_numpy(np.sin(np.arange(160)).reshape(4, 5, 8))[:, -3:]',
      'torch.randn(4, 5, 8, dtype=torch.double)',
      'torch.randn(4, 5, 8).to("cpu", torch.float64)',
      'torch.cat([torch.randn(4, 5, 4), torch.zeros(4, 5, 4).double()], dim=2)',
      '(torch.from_numpy(np.random.rand(4, 5, 8)) - 0.5) / 2',
    ]) {
      assert.deepEqual(words(`${lstm}out, _ = lstm(${made})`), [rnnWords('float64')], made);
    }
  });

  it('and whole numbers, whatever floats the layer has', () => {
    const ids = 'ids = F.one_hot(torch.randint(0, 8, (4, 5)), 8)\n';
    assert.deepEqual(words(`${lstm}${ids}out, _ = lstm(ids)`), [rnnWords('int64')]);
    assert.equal(found(`torch.set_default_dtype(torch.float64)\n${lstm}${ids}out, _ = lstm(ids)`).length, 1);
    const own = 'class Net(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.rnn = nn.GRU(8, 4)\n';
    assert.equal(found(`${own}  def forward(self, x):\n    return self.rnn(x.long())`).length, 1);
    isQuiet(`${own}  def forward(self, x):\n    return self.rnn(x.double())`);
  });

  it('in the words of each layer', () => {
    const x = 'x = torch.zeros(4, 8).double()\n';
    const same = 'mat1 and mat2 must have the same dtype, but got Double and Float';
    assert.deepEqual(words(`${x}y = nn.Linear(8, 2)(x)\nnn.LSTM(8, 4)`), [same]);
    assert.deepEqual(words(`${x}y = nn.GRUCell(8, 2)(x)`), [same]);
    assert.deepEqual(words(`${x}y = nn.Linear(8, 2, bias=False)(x)\nnn.LSTM(8, 4)`), [
      'expected m1 and m2 to have the same dtype, but got: double != float',
    ]);
    assert.deepEqual(words(`${x}y = nn.Conv1d(4, 2, 3)(x.unsqueeze(0))\nnn.LSTM(8, 4)`), [
      'Input type (double) and bias type (float) should be the same',
    ]);
  });

  it('in a first state', () => {
    const state = 'h = torch.from_numpy(np.zeros((1, 4, 16)))\n';
    assert.deepEqual(words(`${lstm}${state}out, _ = lstm(torch.randn(4, 5, 8), (h, h))`), [
      'Input and hidden tensors are not the same dtype, found input tensor with Float and hidden tensor with Double',
    ]);
    isQuiet(`${lstm}${state}out, _ = lstm(torch.randn(4, 5, 8), (h.float(), h.float()))`);
  });

  it('not of numbers of a type of their own', () => {
    isQuiet(`${lstm}nn.Linear(2, 1)(torch.tensor([np.float32(1), np.float32(2)]))\n`);
    assert.equal(found(`${lstm}nn.Linear(2, 1)(torch.tensor([np.int64(1), np.int64(2)]))\n`).length, 1);
  });

  it('through a loader, in the method that reads it', () => {
    const program = `class Net(nn.Module):
  def __init__(self):
    super().__init__()
    self.lstm = nn.LSTM(8, 16, batch_first=True)
    self.head = nn.Linear(16, 3)
  def forward(self, x):
    out, _ = self.lstm(x)
    return self.head(out[:, -1])
x = np.random.rand(100, 10, 8)
y = np.random.randint(0, 3, 100)
loader = DataLoader(TensorDataset(torch.from_numpy(x), torch.from_numpy(y).float()), batch_size=10)
model = Net()
criterion = nn.CrossEntropyLoss()
for a, b in loader:
  loss = criterion(model(a), b)
`;
    assert.deepEqual(
      found(program).map(({ line, severity }) => [line, severity]),
      [
        [7, 'error'],
        [15, 'error'],
      ],
    );
    isQuiet(program.replace('torch.from_numpy(x)', 'torch.Tensor(x)').replace('(y).float()', '(y)'));
  });

  it('is quiet where the module was converted, or may have been', () => {
    const x = 'x = torch.from_numpy(np.random.rand(4, 5, 8))\n';
    for (const lines of [
      `${lstm}lstm.double()\nout, _ = lstm(x)`,
      `${lstm}lstm = lstm.to(torch.float64)\nout, _ = lstm(x)`,
      `${lstm}lstm.to("cuda", dtype=dtype)\nout, _ = lstm(x)`,
      `net = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 2)).double()\nout = net(x)\n${lstm}`,
      `lstm = nn.LSTM(8, 16, dtype=torch.float64)\nout, _ = lstm(x)`,
      `lstm = nn.LSTM(8, 16, **options)\nout, _ = lstm(x)`,
      `torch.set_default_dtype(torch.float64)\n${lstm}out, _ = lstm(x)`,
      `${lstm}with torch.autocast("cuda"):\n  out, _ = lstm(x.half())`,
      `emb = nn.Embedding.from_pretrained(torch.from_numpy(np.random.rand(9, 8))).float()\n${lstm}out, _ = lstm(emb(torch.tensor([[1, 2]])))`,
    ]) {
      isQuiet(x + lines);
    }
    assert.equal(found(`${x}${lstm}lstm = lstm.to("cuda")\nout, _ = lstm(x)`).length, 1);
    assert.equal(found(`${x}${lstm}lstm.double()\nlstm.float()\nout, _ = lstm(x)`).length, 1);
  });

  it('knows an embedding made of float64, and weights that were given', () => {
    const x = 'x = torch.tensor([[1, 2]])\n';
    const vectors = 'vectors = torch.from_numpy(np.random.rand(9, 8))\n';
    assert.equal(found(`${x}${vectors}${lstm}out, _ = lstm(nn.Embedding.from_pretrained(vectors)(x))`).length, 1);
    assert.equal(
      found(`${x}${vectors}${lstm}emb = nn.Embedding(9, 8)\nemb.weight = nn.Parameter(vectors)\nout, _ = lstm(emb(x))`)
        .length,
      1,
    );
    isQuiet(`${x}${vectors}${lstm}emb = nn.Embedding(9, 8)\nemb.weight.data.copy_(vectors)\nout, _ = lstm(emb(x))`);
  });

  it('that pandas has read from a text, which never is float32', () => {
    const table = 'import pandas as pd\ndf = pd.read_csv("prices.csv")\nhead = nn.Linear(2, 4)\n';
    for (const made of [
      'torch.tensor(df[["a", "b"]].values)',
      'torch.from_numpy(df.dropna().iloc[:, :2].to_numpy())',
      'torch.from_numpy(df.astype(float).values)',
      'torch.tensor(df.values / 255)[:, :2]',
    ]) {
      assert.equal(found(`${lstm}${table}head(${made})`).length, 1, made);
    }
    const scaled = 'from sklearn.preprocessing import MinMaxScaler\nx = MinMaxScaler().fit_transform(df)\n';
    assert.equal(found(`${lstm}${table}${scaled}head(torch.from_numpy(x[:, :2]))`).length, 1);
    isQuiet(`${lstm}${table}${scaled}head(torch.Tensor(x[:, :2]))`);
    for (const lines of [
      'head(torch.tensor(df[["a", "b"]].values, dtype=torch.float32))',
      'head(torch.tensor(df[["a", "b"]].values.astype("float32")))',
      'head(torch.tensor(df[["a", "b"]].astype(np.float32).values))',
      'df["a"] = convert(df["b"])\nhead(torch.tensor(df.values))',
      'head.double()\nhead(torch.tensor(df[["a", "b"]].values))',
      'df = pd.read_csv("prices.csv", dtype=np.float32)\nhead(torch.tensor(df.values))',
      'df = pd.read_parquet("prices")\nhead(torch.tensor(df.values))',
      'nn.Embedding(10, 8)(torch.tensor(df["a"].values))',
      'F.cross_entropy(head(torch.randn(9, 2)), torch.tensor(df["a"].values))',
    ]) {
      isQuiet(`${lstm}${table}${lines}`);
    }
  });

  it('says nothing of what it does not know', () => {
    for (const made of [
      'torch.from_numpy(np.load("x.npy"))',
      'torch.tensor(rows)',
      'torch.from_numpy(np.random.rand(4, 5, 8).astype(np.float32))',
      'torch.from_numpy(np.random.rand(4, 5, 8)).type(torch.FloatTensor)',
      'torch.FloatTensor(np.random.rand(4, 5, 8))',
      'torch.from_numpy(np.random.rand(4, 5, 8)).to(device, dtype)',
      'convert(torch.from_numpy(np.random.rand(4, 5, 8)))',
      'torch.zeros(4, 5, 8, **kinds)',
      'torch.ones(4, 5, 8, dtype=torch.long) * 0.5',
      'torch.ones(4, 5, 8, dtype=torch.long) / 2',
      'torch.ones(4, 5, 8, dtype=torch.long) * torch.rand(8)',
      'torch.tensor([[[1, 2, 3, 4, 5, 6, 7, 8.0]]])',
    ]) {
      isQuiet(`${lstm}out, _ = lstm(${made})`);
    }
  });

  it('joins branches, and takes in what a loop makes of it', () => {
    const x = 'x = torch.randn(4, 5, 8)\n';
    isQuiet(`${lstm}${x}if flag:\n  x = x.double()\nelse:\n  x = x * 2\nout, _ = lstm(x)`);
    assert.equal(
      found(`${lstm}${x}if flag:\n  x = x.double()\nelse:\n  x = x.double() * 2\nout, _ = lstm(x)`).length,
      1,
    );
    isQuiet(`${lstm}x = torch.randn(4, 5, 8).double()\nfor step in range(n):\n  x = load(step)\nout, _ = lstm(x)`);
    isQuiet(`${lstm}h = torch.zeros(4, 8)\nfor step in range(9):\n  h = h + torch.randn(4, 8)\nout, _ = lstm(h)`);
    isQuiet(`${lstm}x = torch.zeros(4, 5, 8)\nx += torch.ones(4, 5, 8).double()\nout, _ = lstm(x)`);
    isQuiet(`${lstm}x = torch.zeros(4, 5, 8)\nx.add_(torch.ones(8).double())\nout, _ = lstm(x)`);
  });
});

describe('numbers of a type that an operation of PyTorch refuses', () => {
  const kept = `${lstm}scores = nn.Linear(16, 3)(lstm(torch.randn(4, 5, 8))[0][:, -1])\n`;

  it('indices are whole numbers', () => {
    const embedding = `${lstm}emb = nn.Embedding(10, 8)\n`;
    assert.deepEqual(words(`${embedding}emb(torch.zeros(4, 5))`), [
      "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.FloatTensor instead (while checking arguments for embedding)",
    ]);
    assert.equal(found(`${embedding}emb(torch.Tensor([[1, 2]]))`).length, 1);
    isQuiet(`${embedding}emb(torch.tensor([[1, 2]]))\nemb(torch.zeros(4, 5).long())\nemb(torch.zeros(4, 5).int())`);
    assert.equal(found(`${kept}F.one_hot(torch.zeros(4), 3)`).length, 1);
    assert.equal(found(`${kept}scores[torch.tensor([0.0, 1.0])]`).length, 1);
    assert.equal(found(`${kept}scores.gather(1, torch.zeros(4, 1))`).length, 1);
    isQuiet(`${kept}scores.gather(1, torch.zeros(4, 1).long())`);
    isQuiet(`${kept}scores[torch.tensor([0, 1])]\nscores[scores > 0]`);
  });

  it('classes are int64, and probabilities floats', () => {
    for (const type of ['float', 'int', 'double']) {
      assert.equal(found(`${kept}F.cross_entropy(scores, torch.zeros(4).${type}())`).length, 1, type);
    }
    isQuiet(`${kept}F.cross_entropy(scores, torch.zeros(4).long())\nF.cross_entropy(scores, torch.rand(4, 3))`);
    isQuiet(`${kept}F.cross_entropy(scores, torch.tensor([0, 1, 2, 0]))`);
    assert.equal(found(`${kept}F.cross_entropy(scores.argmax(1), torch.zeros(4).long())`).length, 1);
  });

  it('a binary target is a float', () => {
    const target = 'target = torch.randint(0, 2, (4, 3))\n';
    assert.deepEqual(words(`${kept}${target}nn.BCEWithLogitsLoss()(scores, target)`), [
      "result type Float can't be cast to the desired output type Long",
    ]);
    assert.deepEqual(words(`${kept}${target}nn.BCELoss()(torch.sigmoid(scores), target)`), [
      'Found dtype Long but expected Float',
    ]);
    isQuiet(
      `${kept}${target}nn.BCEWithLogitsLoss()(scores, target.float())\nnn.BCELoss()(scores.sigmoid(), target.float())`,
    );
  });

  it('a distance to another type fails on the way back in older versions', () => {
    assert.deepEqual(
      found(`${kept}nn.MSELoss()(scores, torch.from_numpy(np.random.rand(4, 3)))`).map(({ severity }) => severity),
      ['info'],
    );
    assert.equal(found(`${kept}nn.HuberLoss()(scores, torch.randint(0, 9, (4, 3)))`)[0]?.severity, 'warning');
    isQuiet(`${kept}nn.MSELoss()(scores, torch.from_numpy(np.random.rand(4, 3)).float())`);
  });

  it('means, softmaxes and gradients are of floats', () => {
    const right = '(scores.argmax(1) == torch.tensor([0, 1, 2, 0]))';
    assert.match(String(words(`${kept}accuracy = ${right}.mean()`)), /^mean\(\).*Bool$/);
    isQuiet(`${kept}accuracy = ${right}.float().mean()\n${right}.sum()\nscores.mean()`);
    assert.equal(found(`${kept}F.softmax(torch.tensor([[1, 2]]), dim=1)`).length, 1);
    assert.equal(found(`${kept}w = torch.tensor([1, 2], requires_grad=True)`).length, 1);
    isQuiet(`${kept}w = torch.tensor([1.0, 2], requires_grad=True)\nF.softmax(torch.tensor([[1, 2.0]]), dim=1)`);
    assert.equal(found(`${kept}nn.Parameter(torch.arange(3))`).length, 1);
    isQuiet(`${kept}nn.Parameter(torch.arange(3), requires_grad=False)\ntorch.arange(3).float().requires_grad_()`);
  });

  it('factors are alike, and a tensor keeps its type in its place', () => {
    assert.equal(found(`${kept}scores @ torch.ones(3, 2).double()`).length, 1);
    assert.equal(found(`${kept}torch.matmul(scores, torch.ones(3, 2, dtype=torch.long))`).length, 1);
    isQuiet(`${kept}scores @ torch.ones(3, 2)\nscores * torch.ones(3).double()`);
    assert.equal(found(`${kept}counts = torch.zeros(3, dtype=torch.long)\ncounts /= 2`).length, 1);
    assert.equal(found(`${kept}counts = np.zeros(3, dtype=int)\ncounts += 0.5`).length, 1);
    isQuiet(`${kept}counts = torch.zeros(3, dtype=torch.long)\ncounts += 1\ncounts = counts / 2\ncounts += 0.5`);
  });
});
