import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

/** A module of Lightning whose constructor has these lines, and reads its sizes from `self.hparams`. */
const lightning = (parameters: string, saved: string, base = 'pl.LightningModule', after = '') =>
  shapesOf(`import torch
import torch.nn as nn
import pytorch_lightning as pl

class Net(${base}):
    def __init__(self, ${parameters}):
        super().__init__()
        ${saved}
        self.rnn = nn.GRU(self.hparams.features, self.hparams['units'], batch_first=True)

    def forward(self, x):
        out, _ = self.rnn(x)
        return out
${after}`);

describe('the hyperparameters of a Lightning module', () => {
  it('are the arguments of its constructor', () => {
    const { layers, shapes } = lightning('features=8, units=16, **kwargs', 'self.save_hyperparameters()');
    assert.deepEqual([layers[0]?.options['inputSize'], layers[0]?.options['units']], [8, 16]);
    assert.equal(shapes['out'], '(batch, steps, 16)');
  });

  it('are those that the program gives', () => {
    const { layers } = lightning(
      'features=8, units=16',
      'self.save_hyperparameters("features", "units")',
      'pl.core.lightning.LightningModule',
      'net = Net(units=32)',
    );
    assert.deepEqual([layers[0]?.options['inputSize'], layers[0]?.options['units']], [8, 32]);
  });

  it('are what is saved by itself', () => {
    const { layers } = lightning(
      'config',
      'self.save_hyperparameters(config)',
      'pl.LightningModule',
      "net = Net({'features': 3, 'units': 5})",
    );
    assert.deepEqual([layers[0]?.options['inputSize'], layers[0]?.options['units']], [3, 5]);
  });

  it('go by their names where they are not seen', () => {
    const { shapes, codes } = lightning('**kwargs', 'self.save_hyperparameters()');
    assert.equal(shapes['out'], '(batch, steps, units)');
    assert.deepEqual(codes, []);
  });

  it('of a derived class are all that both were given', () => {
    const { layers } = shapesOf(`import torch.nn as nn
import pytorch_lightning as pl

class Base(pl.LightningModule):
    def __init__(self, features=4):
        super().__init__()
        self.save_hyperparameters()

class Net(Base):
    def __init__(self, units=6):
        super().__init__(features=9)
        self.rnn = nn.GRU(self.hparams.features, self.hparams.units)

net = Net()
`);
    assert.deepEqual([layers[0]?.options['inputSize'], layers[0]?.options['units']], [9, 6]);
  });
});
