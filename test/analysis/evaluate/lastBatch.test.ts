import { checkRules } from '../libraries/pytorchShapes.js';

/** 100 samples in batches of 32, and states for 32 samples, as long as nothing else is said. */
const program = (options: string, turn: readonly string[], states = 32) => `
      from torch.utils.data import DataLoader, TensorDataset
      lstm = nn.LSTM(8, 16, batch_first=True)
      loader = DataLoader(TensorDataset(torch.randn(100, 10, 8), torch.zeros(100)), ${options})
      h = (torch.zeros(1, ${states}, 16), torch.zeros(1, ${states}, 16))
      for i, (x, y) in enumerate(loader):
          ${turn.join('\n          ')}
`;
const raises = 'Expected hidden[0] size (1, 4, 16), got [1, 32, 16]';
const failing = `out, h = lstm(x, h)  # initial-state-shape: ${raises}`;
const plain = 'out, h = lstm(x, h)';

describe('the last batch of a data loader, where it is smaller', () => {
  it('fails with states of as many samples as a whole batch has', () => {
    checkRules(program('batch_size=32', [failing]));
    checkRules(program('32, True', ['h = tuple(s.detach() for s in h)', failing]));
    checkRules(program('32', ['if torch.cuda.is_available():', '    x, y = x.cuda(), y.cuda()', failing]));
    checkRules(program('32', ['if i % 10 == 0:', '    print(i)', failing]));
  });

  it('is left out where the source leaves it out', () => {
    checkRules(program('32, drop_last=True', [plain]));
    checkRules(program('32', ['if x.size(0) != 32:', '    continue', plain]));
    checkRules(program('32', ['if len(x) < 32:', '    break', plain]));
    checkRules(program('32', ['if i == len(loader) - 1:', '    break', plain]));
    checkRules(program('32', ['if x.shape[0] == 32:', `    ${plain}`]));
  });

  it('may have states of its own', () => {
    checkRules(program('32', ['h = (torch.zeros(1, x.size(0), 16), torch.zeros(1, x.size(0), 16))', plain]));
    checkRules(program('32', ['out, h = lstm(x, tuple(s[:, : len(x)] for s in h))']));
    checkRules(program('32', ['out, h = lstm(x, h if len(x) == 32 else None)']));
  });

  it('is not spoken of where nobody knows it, or whether it gets there', () => {
    checkRules(program('25', [plain], 25));
    checkRules(program('32, sampler=sampler', [plain]));
    checkRules(program('32, collate_fn=collate', [plain]));
    checkRules(program('32', ['if i == most:', '    break', plain]));
    checkRules(program('32', ['if i % 3 == 0:', '    out, _ = lstm(x, h)']));
    checkRules(program('32', ['try:', `    ${plain}`, 'except RuntimeError:', '    continue']));
  });
});

describe('the first batch of a data loader', () => {
  it('is a whole one: what fails with it is told', () => {
    checkRules(
      program('32', [
        "y = x.reshape(-1, 10, 7)  # reshape-size: shape '[-1, 10, 7]' is invalid for input of size 2560",
      ]),
    );
    checkRules(
      program('32', [
        "z = x.view(-1, 10, 100)  # reshape-size: shape '[-1, 10, 100]' is invalid for input of size 2560",
      ]),
    );
  });

  it('is left alone where nobody knows whether it gets there', () => {
    checkRules(program('32', ['if i % 3 == 0:', '    z = x.view(-1, 10, 7)']));
    checkRules(program('32', ['if len(x) < 32:', '    z = x.view(4, 80)']));
    checkRules(program('32', ['z = x.view(-1, 10, 4)']));
    checkRules(program('32', ['try:', '    z = x.view(-1, 10, 7)', 'except RuntimeError:', '    continue']));
  });
});
