import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';
import { checkRules, checkShapes } from './pytorchShapes.js';

describe('data sets for PyTorch', () => {
  it('knows the images of torchvision after their transforms', () => {
    checkShapes(`
      from torch.utils.data import DataLoader
      from torchvision import datasets, transforms
      digits = datasets.MNIST('data', train=True, download=True, transform=transforms.ToTensor())
      steps = transforms.Compose([transforms.Resize(interpolation=2, size=(16, 20)), transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])
      small = datasets.MNIST('data', train=False, transform=steps)
      grey = transforms.Compose([transforms.Grayscale(), transforms.Resize(24), transforms.ToTensor()])
      photos = datasets.CIFAR10('data', transform=grey)
      for images, labels in DataLoader(digits, batch_size=100):
          image, label = images.squeeze(1), labels  # (100, 28, 28) (100,)
          flat = images.reshape(-1, 28, 28)  # (100, 28, 28)
      for a, b in DataLoader(small, batch_size=64):
          first, label2 = a, b  # (batch, 1, 16, 20) (batch,)
      for c, d in DataLoader(photos, batch_size=50):
          photo = c  # (50, 1, 24, 24)
      raw = digits.data  # (60000, 28, 28)
      one = digits[0][0]  # (1, 28, 28)
      batches = torch.zeros(len(DataLoader(small, batch_size=64)))  # (157,)
    `);
  });

  it('does not know them after a transform that it does not know, or without one', () => {
    const { shapes, codes } = shapesOf(`
      import torch
      from torch.utils.data import DataLoader
      from torchvision import datasets, transforms
      torch.nn.LSTM(1, 1)
      mine = transforms.Compose([transforms.ToTensor(), transforms.Lambda(lambda x: x.view(-1, 1))])
      for x, y in DataLoader(datasets.MNIST('data', transform=mine), batch_size=100):
          a = x
          b = y
      for x, y in DataLoader(datasets.MNIST('data'), batch_size=100):
          c = x
      tall = transforms.Compose([transforms.Resize((16, 20)), transforms.Resize(8), transforms.ToTensor()])
      for x, y in DataLoader(datasets.MNIST('data', transform=tall), batch_size=100):
          d = x
    `);
    assert.deepEqual(
      [shapes['a'], shapes['b'], shapes['c'], shapes['d']],
      [undefined, '(100,)', undefined, '(100, 1, ?, ?)'],
    );
    assert.deepEqual(codes, []);
  });

  it('knows what transforms make of an image that nobody knows', () => {
    checkShapes(`
      from torchvision import transforms
      def read(path, image):
          scale = transforms.Compose([transforms.Resize((32, 256)), transforms.ToTensor(), transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))])
          line = scale(image).unsqueeze(0)  # (1, 3, 32, 256)
          grey = transforms.Compose([transforms.Grayscale(), transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor()])
          small = grey(image)  # (1, 224, 224)
          plain = transforms.ToTensor()(image)  # (?, ?, ?)
    `);
  });

  it('says nothing of them where they may be a batch of tensors or come with targets', () => {
    const { shapes, codes } = shapesOf(`
      import torch
      from torchvision.transforms import v2
      torch.nn.LSTM(1, 1)
      def read(image, target):
          a = v2.Compose([v2.ToImage(), v2.Resize((32, 32))])(image)
          b = v2.Compose([v2.Resize((32, 32)), v2.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))])(image)
          c = v2.Compose([v2.ToTensor()])(image, target)
    `);
    assert.deepEqual([shapes['a'], shapes['b'], shapes['c']], [undefined, undefined, undefined]);
    assert.deepEqual(codes, []);
  });

  it('finds a forgotten batch_first by them', () => {
    checkRules(`
      from torchvision import datasets, transforms
      train = datasets.MNIST('data', transform=transforms.ToTensor())
      for images, labels in torch.utils.data.DataLoader(train, batch_size=100):
          rows = images.squeeze(1)
          out, h = nn.GRU(28, 64)(rows)  # batch-first silently
          out, h = nn.GRU(28, 64, batch_first=True)(rows)
    `);
  });

  it('stacks the samples of a list', () => {
    checkShapes(`
      from torch.utils.data import DataLoader, random_split
      series = [float(i) for i in range(500)]
      windows = []
      for i in range(len(series) - 20):
          windows.append((torch.tensor(series[i:i + 20]).unsqueeze(-1), torch.tensor(series[i + 20])))
      for x, y in DataLoader(windows, batch_size=50, shuffle=True):
          a, b = x, y  # (batch, 20, 1) (batch,)
      train, test = random_split(windows, [400, 80])
      for x, y in DataLoader(train, batch_size=40):
          c, d = x, y  # (40, 20, 1) (40,)
      for row in DataLoader([{'x': torch.zeros(7, 3)}] * 8, batch_size=4):
          e = row['x']  # (4, 7, 3)
    `);
    const { shapes } = shapesOf(`
      import torch
      torch.nn.LSTM(1, 1)
      for x in torch.utils.data.DataLoader([torch.zeros(2, 3), torch.zeros(4, 3)], collate_fn=lambda b: b):
          a = x
    `);
    assert.equal(shapes['a'], undefined);
  });

  it('runs the forward of a class that derives from a list of modules', () => {
    const { shapes, codes } = shapesOf(`
      import torch
      import torch.nn as nn
      class Model(nn.ModuleList):
          def __init__(self):
              super().__init__()
              self.lstm = nn.LSTM(8, 16, batch_first=True)
              self.fc = nn.Linear(16, 1)
          def forward(self, x):
              out, _ = self.lstm(x)
              return self.fc(torch.relu_(out[:, -1]))
      y = Model()(torch.zeros(4, 10, 8))
      loss = nn.BCELoss()(y, torch.zeros(4))
    `);
    assert.equal(shapes['y'], '(4, 1)');
    assert.deepEqual(codes, ['target-shape@12']);
  });

  it('reports in a branch that leaves out the last batch only', () => {
    checkRules(`
      batch_size = 32
      def train(loader):
          for x in loader:
              if x.shape[0] == batch_size:
                  nn.CrossEntropyLoss()(torch.zeros(32, 10, 5), torch.zeros(32, 10, dtype=torch.long))  # target-shape: Expected target size [32, 5], got [32, 10]
              if batch_size == len(x):
                  nn.CrossEntropyLoss()(torch.zeros(32, 10, 5), torch.zeros(32, 10, dtype=torch.long))  # target-shape: Expected target size [32, 5], got [32, 10]
    `);
    checkRules(`
      def check(x, channels):
          if x.shape[0] == channels:
              y = nn.Linear(4, 2)(torch.zeros(3, 5))
          if x.shape[1] == channels:
              z = nn.Linear(4, 2)(torch.zeros(3, 5))
    `);
  });

  it('keep the window of rows that nobody counted', () => {
    const { layers, codes } = shapesOf(`
      import numpy as np, torch
      from torch.utils.data import DataLoader, TensorDataset
      def bar(loader):
          for item in loader:
              yield item
      series = open_store('series').read()
      windows = np.array([series[i:i + 12] for i in range(len(series) - 12)])
      loader = DataLoader(TensorDataset(torch.from_numpy(windows), torch.zeros(len(windows))), batch_size=16)
      lstm = torch.nn.LSTM(windows.shape[2], 8, batch_first=True)
      for x, y in bar(loader):
          out, _ = lstm(x)
    `);
    assert.deepEqual(layers[0]?.output, ['batch', 12, 8]);
    assert.deepEqual(codes, []);
  });

  it('are joined by a function of the source', () => {
    const { layers, codes } = shapesOf(`
      import torch
      from torch.nn.utils.rnn import pad_sequence
      from torch.utils.data import DataLoader, Dataset
      class Series(Dataset):
          def __init__(self, count):
              self.rows = [torch.randn(k + 3, 5) for k in range(count)]
          def __len__(self):
              return len(self.rows)
          def __getitem__(self, i):
              return self.rows[i], torch.tensor(i % 2)
      def pad(batch):
          batch.sort(key=lambda pair: len(pair[0]), reverse=True)
          rows, labels = zip(*batch)
          return pad_sequence(rows, batch_first=True), torch.stack(labels)
      def fill(batch):
          longest = max(row.size(0) for row, _ in batch)
          x = torch.zeros(len(batch), longest, 5)
          for k, (row, _) in enumerate(batch):
              x[k, :row.size(0)] = row
          return {'x': x, 'y': torch.tensor([label for _, label in batch])}
      a = torch.nn.LSTM(5, 8, batch_first=True)
      b = torch.nn.LSTM(5, 9, batch_first=True)
      c = torch.nn.LSTM(5, 7, batch_first=True)
      for x, y in DataLoader(Series(40), batch_size=8, collate_fn=pad):
          out, (h, _) = a(x)
          loss = torch.nn.functional.cross_entropy(torch.nn.Linear(8, 2)(h[-1]), y)
      for rows in DataLoader(Series(40), batch_size=8, collate_fn=fill, drop_last=True):
          out, _ = b(rows['x'])
      for x, y in DataLoader(Series(40), 8, collate_fn=lambda rows: (torch.zeros(len(rows), 4, 5), None)):
          out, _ = c(x)
    `);
    assert.deepEqual(
      layers.filter(({ kind }) => kind === 'LSTM').map(({ output }) => output),
      [
        ['batch', 'steps', 8],
        [8, 'longest', 9],
        ['batch', 4, 7],
      ],
    );
    assert.deepEqual(codes, []);
  });

  it('report nothing of what a function of the source does with one sample for all of them', () => {
    const { codes } = shapesOf(`
      import torch
      from torch.utils.data import DataLoader
      def join(batch):
          return torch.stack([row.reshape(7, 2) for row in batch])
      for x in DataLoader([torch.zeros(14), torch.zeros(15)][:1], batch_size=1, collate_fn=join):
          pass
      for x in DataLoader([torch.zeros(15), torch.zeros(15)], batch_size=2, collate_fn=join):
          pass
    `);
    assert.deepEqual(codes, []);
  });
});
