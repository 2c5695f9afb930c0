import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ruleMessage } from '../../../src/wording/rules.js';
import { shapesOf } from '../code/shapesOf.js';

const keras = 'from keras.models import Sequential\nfrom keras.layers import GRU, LSTM, Bidirectional, Dense\n';
const torch = 'import torch\nimport torch.nn as nn\n';

describe('misspelled keywords', () => {
  it('is an error where the layer is made, and not at the next layer', () => {
    const { codes, problems } = shapesOf(`${keras}model = Sequential()
model.add(LSTM(50, return_sequence=True, input_shape=(10, 3)))
model.add(LSTM(50))
`);
    assert.deepEqual(codes, ['invalid-argument@4']);
    const [problem] = problems;
    assert.ok(problem?.code === 'invalid-argument');
    assert.equal(
      ruleMessage(problem),
      "Unrecognized keyword arguments passed to LSTM: {'return_sequence': True}\n" +
        'LSTM has no argument `return_sequence`: write `return_sequences=True`.',
    );
    assert.equal(problem.fixes[0]?.edits[0]?.text, 'return_sequences');
  });

  for (const [written, raises] of [
    ['nn.LSTM(3, 4, batchfirst=True)', "RNNBase.__init__() got an unexpected keyword argument 'batchfirst'"],
    ['nn.GRU(3, 4, num_layer=2)', "RNNBase.__init__() got an unexpected keyword argument 'num_layer'"],
    ['nn.RNN(3, hiden_size=4)', "RNNBase.__init__() got an unexpected keyword argument 'hiden_size'"],
    ['nn.GRU(3, 4, bidirectoinal=True)', "RNNBase.__init__() got an unexpected keyword argument 'bidirectoinal'"],
  ] as const) {
    it(written, () => {
      const { codes, problems } = shapesOf(`${torch}rnn = ${written}\n`);
      assert.deepEqual(codes, ['invalid-argument@3']);
      assert.equal('raises' in problems[0]! && problems[0].raises, raises);
    });
  }

  it('claims nothing of what comes out', () => {
    const { codes } = shapesOf(`${torch}rnn = nn.LSTM(3, 4, batchfirst=True)
out, _ = rnn(torch.rand(2, 5, 3), (torch.zeros(1, 2, 4), torch.zeros(1, 2, 4)))
`);
    assert.deepEqual(codes, ['invalid-argument@3']);
  });

  for (const written of [
    'LSTM(output_dim=8, input_dim=3, input_length=5, init="uniform", inner_init="orthogonal", dropout_W=0.2)',
    'LSTM(8, forget_bias_init="one", W_regularizer=None, U_regularizer=None, consume_less="gpu")',
    'LSTM(8, kernel_regularizer=None, bias_constraint=None, zero_output_for_mask=True, use_cudnn=False)',
    'LSTM(8, truncate_gradient=-1, input_dtype="float32", cache_enabled=True)',
    'Dense(8, init="he_normal", W_constraint=None, b_constraint=None, bias=False, lora_rank=2)',
    'Bidirectional(GRU(8, reset_after=True, time_major=False), merge_mode="sum", backward_layer=None)',
  ]) {
    it(`lets be ${written}`, () => {
      assert.deepEqual(shapesOf(`${keras}layer = ${written}\n`).codes, []);
    });
  }

  it('lets be the names of PyTorch', () => {
    const written = 'nn.LSTM(3, 4, num_layers=2, proj_size=2, bias=False, device="cpu", dtype=torch.float64)';
    assert.deepEqual(shapesOf(`${torch}rnn = ${written}\n`).codes, []);
  });
});
