import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

/** The fixes of PyTorch's rules, applied: what the line says then. */
describe('fixes for PyTorch', () => {
  const imports = 'import torch\nfrom torch import nn\n';

  it('write the right size over a number', () => {
    fixes('y = nn.GRU(10, 8)(torch.randn(5, 3, 20))', 'y = nn.GRU(20, 8)(torch.randn(5, 3, 20))');
    fixes(
      'y = nn.GRU(input_size=10, hidden_size=8)(torch.randn(5, 3, 20))',
      'y = nn.GRU(input_size=20, hidden_size=8)(torch.randn(5, 3, 20))',
    );
  });

  it('double a name after two directions', () => {
    fixes(
      'n = 20\nout, h = nn.GRU(10, n, bidirectional=True)(torch.randn(5, 3, 10))\ny = nn.Linear(n, 5)(out)',
      'n = 20\nout, h = nn.GRU(10, n, bidirectional=True)(torch.randn(5, 3, 10))\ny = nn.Linear(2 * n, 5)(out)',
    );
  });

  it('change no name that may be meant for something else', () => {
    fixes('n = 10\ny = nn.GRU(n, 8)(torch.randn(5, 3, 20))', null);
  });

  it('take the last step of each sample', () => {
    const before = 'out, h = nn.GRU(10, 8, batch_first=True)(torch.randn(5, 3, 10))\n';
    fixes(`${before}y = out[-1]`, `${before}y = out[:, -1]`);
    fixes(`${before}y = out[-1, :, :]`, `${before}y = out[:, -1]`);
  });

  it('name an argument that landed elsewhere', () => {
    fixes('dropout = 0.2\ny = nn.GRU(10, 8, 2, dropout)', 'dropout = 0.2\ny = nn.GRU(10, 8, 2, dropout=dropout)');
    fixes('dropout = 0.2\ny = nn.GRU(10, 8, 2, dropout, True)', null);
  });

  it('set batch_first', () => {
    const data = 'batch_size, seq_len = 4, 9\nx = torch.randn(batch_size, seq_len, 10)\n';
    fixes(`${data}y, h = nn.GRU(10, 8)(x)`, `${data}y, h = nn.GRU(10, 8, batch_first=True)(x)`);
    fixes(`${data}y, h = nn.GRU(10, 8, batch_first=False)(x)`, `${data}y, h = nn.GRU(10, 8, batch_first=True)(x)`);
  });

  it('make a cell for each layer', () => {
    fixes(
      'n = 3\ny = nn.ModuleList([nn.GRUCell(4, 4)] * n)',
      'n = 3\ny = nn.ModuleList([nn.GRUCell(4, 4) for _ in range(n)])',
    );
  });

  /** The only problem's only fix; null for one without. */
  function fixes(source: string, expected: string | null): void {
    const { problems } = shapesOf(imports + source);
    assert.equal(problems.length, 1, problems.map(({ code }) => code).join());
    const [fix] = problems[0]!.fixes;
    const edit = fix?.edits[0];
    const text = imports + source;
    const fixed = edit ? text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end) : null;
    assert.equal(fixed?.slice(imports.length) ?? null, expected);
  }
});
