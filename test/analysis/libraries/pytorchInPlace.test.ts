import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';
import { checkRules, checkShapes } from './pytorchShapes.js';

describe('operations that change a tensor in place', () => {
  it('gives it the new shape, and all names of it with it', () => {
    checkShapes(`
      x = torch.zeros(3, 4, 6)
      same = x
      x.transpose_(0, 1)
      y = same  # (4, 3, 6)
      made = x.unsqueeze_(0)  # (1, 4, 3, 6)
      z = x  # (1, 4, 3, 6)
      x.squeeze_()
      w = x  # (4, 3, 6)
      m = torch.zeros(2, 5)
      m.t_()
      n = m  # (5, 2)
    `);
  });

  it('leaves alone what was made of it', () => {
    checkShapes(`
      x = torch.zeros(3, 4, 6)
      y = x.clone()
      z = F.relu(x)
      y.transpose_(0, 1)
      a = x  # (3, 4, 6)
      b = y  # (4, 3, 6)
      c = z  # (3, 4, 6)
    `);
  });

  it('changes nothing of what went into a layer before or came out of it', () => {
    const { layers } = shapesOf(`
      import torch
      lstm = torch.nn.LSTM(6, 5)
      x = torch.zeros(4, 3, 6)
      out, (h, c) = lstm(x)
      x.transpose_(0, 1)
      out.transpose_(0, 1)
      h.squeeze_(0)
    `);
    const [call] = layers[0]?.calls ?? [];
    assert.deepEqual(
      [call?.input, call?.output, call?.state[0]],
      [
        [4, 3, 6],
        [4, 3, 5],
        [1, 3, 5],
      ],
    );
  });

  it('is not known where only some turns or branches do it', () => {
    checkRules(`
      from torch.utils.data import DataLoader, TensorDataset
      lstm = nn.LSTM(6, 5)
      for (x,) in DataLoader(TensorDataset(torch.zeros(100, 4, 6)), batch_size=10):
          x.transpose_(0, 1)
          out, h = lstm(x, (torch.zeros(1, 10, 5), torch.zeros(1, 10, 5)))
      def run(x, isMajor):
          y = torch.zeros(3, 4, 6)
          if isMajor:
              y.transpose_(0, 1)
          return y + torch.zeros(4, 3, 6)
    `);
  });

  it('forgets the numbers of a tensor that is written into', () => {
    checkRules(`
      from torch.nn.utils.rnn import pack_padded_sequence
      x = torch.zeros(9, 3, 8)
      lengths = torch.tensor([0, 0, 0])
      for index, length in enumerate([5, 4, 3]):
          lengths[index] = length
      a = pack_padded_sequence(x, lengths)
      filled = torch.tensor([2, 5, 3])
      filled.fill_(5)
      b = pack_padded_sequence(x, filled)
    `);
  });
});
