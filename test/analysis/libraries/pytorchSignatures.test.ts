import assert from 'node:assert/strict';
import { isRuleProblem } from '../../../src/wording/rules.js';
import { shapesOf } from '../code/shapesOf.js';

const beginning = 'import torch\nimport torch.nn as nn\nx = torch.zeros(5, 2, 3)\nh = torch.zeros(1, 2, 8)\n';

function said(source: string): string[] {
  return shapesOf(beginning + source).problems.map((problem) =>
    isRuleProblem(problem) ? `${problem.code}: ${problem.raises ?? ''}` : problem.code,
  );
}

/** The words are those of PyTorch 1.13 and 2 alike. */
describe('the arguments of PyTorch’s modules', () => {
  const wrong: Readonly<Record<string, string>> = {
    'nn.LSTM(3)': "RNNBase.__init__() missing 1 required positional argument: 'hidden_size'",
    'nn.GRU(3, 8, return_sequences=True)': "RNNBase.__init__() got an unexpected keyword argument 'return_sequences'",
    'nn.LSTM(3, 8, input_size=3)': "RNNBase.__init__() got multiple values for argument 'input_size'",
    'nn.GRU(3, 8, 1, True, True, 0.0, False, 0, None, None, 1)':
      'RNNBase.__init__() takes from 4 to 12 positional arguments but 13 were given',
    'nn.LSTMCell(3, 8, num_layers=2)': "LSTMCell.__init__() got an unexpected keyword argument 'num_layers'",
    'nn.GRU(3, 8)\nnn.Linear(8)': "Linear.__init__() missing 1 required positional argument: 'out_features'",
    'nn.GRU(3, 8)\nnn.Conv2d(8, 4)': "Conv2d.__init__() missing 1 required positional argument: 'kernel_size'",
    'nn.GRU(3, 8)\nnn.MaxPool1d()': "_MaxPoolNd.__init__() missing 1 required positional argument: 'kernel_size'",
    'nn.GRU(3, 8)\nnn.utils.rnn.pack_padded_sequence(x, batch_first=True)':
      "pack_padded_sequence() missing 1 required positional argument: 'lengths'",
    'nn.GRU(3, 8)\nx.transpose(1)': 'transpose() received an invalid combination of arguments - got (int)',
    'nn.GRU(3, 8)\ntorch.cat(1, [x, x])': 'cat() received an invalid combination of arguments - got (int, list)',
    'nn.GRU(3, 8)(x, h, h)': 'GRU.forward() takes from 2 to 3 positional arguments but 4 were given',
    'nn.GRU(3, 8)()': "GRU.forward() missing 1 required positional argument: 'input'",
    'out, s = nn.GRU(3, 8)(x)\na, b = nn.Identity()(out, s)':
      'Identity.forward() takes 2 positional arguments but 3 were given',
  };
  for (const [source, raises] of Object.entries(wrong)) {
    it(`${source.replaceAll('\n', '; ')}: ${raises}`, () => {
      assert.deepEqual(said(source), [`invalid-argument: ${raises}`]);
    });
  }

  it('are a pair where an LSTM gets its states one by one', () => {
    assert.deepEqual(said('nn.LSTM(3, 8)(x, h, h)'), [
      'initial-state-pair: LSTM.forward() takes from 2 to 3 positional arguments but 4 were given',
    ]);
  });

  it('are let be where they fit in some version, or more may be given than is known', () => {
    for (const source of [
      "nn.RNN(3, 8, 1, 'relu', True)",
      "nn.RNN(3, 8, 1, True, True, nonlinearity='relu')",
      'nn.LSTM(3, hidden_size=8, proj_size=4, device=None, dtype=None)',
      'nn.GRU(*sizes)',
      'nn.GRU(3, 8)\nnn.LayerNorm(8, bias=False, newer=1)',
      'nn.GRU(3, 8)\nnn.MaxPool1d(2, 1, 0)',
      'nn.GRU(3, 8)\nnn.utils.rnn.pad_sequence([x, x], padding_side="left")',
      'nn.GRU(3, 8)\nx.transpose(dim0=0, dim1=1)',
      'nn.GRU(3, 8)\nx.transpose(*order)',
      'nn.GRU(**options)',
      'nn.GRU(3, 8)(input=x, hx=h)',
      'nn.Identity(3, 4, size=5)(nn.GRU(3, 8)(x)[0])',
    ]) {
      assert.deepEqual(said(source), [], source);
    }
  });

  it('leave out what would only follow from them', () => {
    const follow = 'out, s = nn.GRU(3, 8)(x, torch.zeros(1, 7, 8))\nout + torch.zeros(5, 4, 8)';
    assert.deepEqual(
      said(follow).map((text) => text.split(':', 1)[0]),
      ['initial-state-shape'],
    );
    assert.deepEqual(
      said(`${follow}\nnn.Linear(9, 1)(out)`).map((text) => text.split(':', 1)[0]),
      ['initial-state-shape', 'input-size'],
    );
  });
});
