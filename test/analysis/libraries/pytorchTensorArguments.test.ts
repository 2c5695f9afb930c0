import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { shapesOf } from '../code/shapesOf.js';

const problems = (line: string) =>
  shapesOf(`import torch
import torch.nn as nn
out, h = nn.GRU(4, 8, batch_first=True)(torch.randn(32, 10, 4))
target = torch.randint(0, 8, (32,))
${line}
`).problems;

const said = (line: string) =>
  problems(line).map((problem) => ({
    code: problem.code,
    severity: problem.severity,
    raises: 'raises' in problem ? problem.raises : null,
  }));

describe('a module of PyTorch that is made of the tensor it should be called with', () => {
  it('fails where it asks for the truth of the tensor', () => {
    const raises = 'Boolean value of Tensor with more than one value is ambiguous';
    for (const line of [
      'nn.CrossEntropyLoss(out[:, -1], target)',
      'nn.MSELoss(out, out)',
      'nn.BCELoss(out, out)',
      'nn.Dropout(out)',
      'nn.Dropout(out, 0.5)',
    ]) {
      assert.deepEqual(said(line), [{ code: 'invalid-argument', severity: 'error', raises }], line);
    }
  });

  it('fails where it takes fewer arguments', () => {
    const words = (line: string) => said(line).map(({ raises }) => raises);
    assert.deepEqual(words('nn.Sigmoid(out)'), ['Sigmoid.__init__() takes 1 positional argument but 2 were given']);
    assert.deepEqual(words('nn.Softmax(out, -1)'), [
      'Softmax.__init__() takes from 1 to 2 positional arguments but 3 were given',
    ]);
    assert.deepEqual(words('nn.Softmax(out, dim=-1)'), ["Softmax.__init__() got multiple values for argument 'dim'"]);
  });

  it('is nothing but a module elsewhere', () => {
    for (const line of ['nn.Softmax(out)', 'nn.ReLU(out)', 'nn.Flatten(out)', 'nn.Linear(out, 3)']) {
      assert.deepEqual(said(line), [{ code: 'invalid-argument', severity: 'warning', raises: null }], line);
    }
  });

  it('may have tensors of its own', () => {
    for (const line of [
      'nn.CrossEntropyLoss(torch.ones(8))(out[:, -1], target)',
      'nn.CrossEntropyLoss(weight=torch.ones(8))(out[:, -1], target)',
      'nn.BCEWithLogitsLoss(pos_weight=torch.ones(8))(out, out)',
      'nn.Dropout(torch.tensor(0.5))(out)',
      'nn.Dropout(torch.rand(1))(out)',
      'nn.Identity(out)',
      'nn.Parameter(out)',
      'nn.Softmax(dim=-1)(out)',
      'nn.ReLU()(out)',
      'nn.Linear(out.shape[-1], 3)(out)',
      'nn.Embedding(target.max() + 1, 3)',
      'nn.Embedding(8, 3, _weight=torch.zeros(8, 3))',
    ]) {
      assert.deepEqual(said(line), [], line);
    }
  });
});
