import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

describe('helpers that take a state, or several', () => {
  const helpers = {
    'isinstance of Tensor': `
          if isinstance(h, torch.Tensor):
              return h.detach()
          else:
              return tuple(renew(v) for v in h)`,
    'isinstance of Variable': `
          if isinstance(h, Variable):
              return Variable(h.data)
          return tuple([renew(v) for v in h])`,
    'type ==': `
          if type(h) == Variable:
              return Variable(h.data)
          else:
              return tuple(renew(v) for v in h)`,
    'type in': `
          if type(h) in (tuple, list):
              return [renew(v) for v in h]
          return h.data`,
    is_tensor: `
          return h.detach() if torch.is_tensor(h) else tuple(map(renew, h))`,
  };
  for (const [name, body] of Object.entries(helpers)) {
    it(`tells a tensor from a tuple: ${name}`, () => {
      const { shapes, codes } = shapesOf(`
      import torch
      from torch.autograd import Variable
      def renew(h):${body}
      lstm = torch.nn.LSTM(3, 4)
      h, c = renew((torch.zeros(1, 2, 4), torch.zeros(1, 2, 4)))
      s = renew(torch.zeros(1, 2, 4))
      out, _ = lstm(torch.zeros(7, 2, 3), (h, c))
      `);
      assert.deepEqual([shapes['h'], shapes['c'], shapes['s']], ['(1, 2, 4)', '(1, 2, 4)', '(1, 2, 4)']);
      assert.deepEqual(codes, []);
    });
  }

  it('leaves open whether a tensor is a parameter', () => {
    const { shapes } = shapesOf(`
      import torch
      lstm = torch.nn.LSTM(3, 4)
      w = torch.nn.Parameter(torch.zeros(2, 3))
      x = torch.zeros(5, 2, 3) if type(w) == torch.nn.Parameter else torch.zeros(6, 2, 3)
      out, _ = lstm(x)
    `);
    assert.equal(shapes['x'], '(5 | 6, 2, 3)');
  });
});
