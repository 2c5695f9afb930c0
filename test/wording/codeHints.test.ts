import assert from 'node:assert/strict';
import { noAnalysis } from '../../src/analysis/model.js';
import type { Analysis, Layer, Network, Shape, ShapedPlace } from '../../src/analysis/model.js';
import { codeHints } from '../../src/wording/codeHints.js';

/** A place of the text: the first occurrence of a piece, or the one behind `after`. */
function place(text: string, piece: string, shape: Shape, after = ''): ShapedPlace {
  const start = text.indexOf(piece, text.indexOf(after));
  assert.ok(start >= 0, piece);
  return { span: { start, end: start + piece.length }, shape, roles: shape.map(() => null), isAssumed: false };
}

function hints(text: string, analysis: Partial<Analysis>): string[] {
  return codeHints(text, { ...noAnalysis, ...analysis }).map(
    ({ kind, offset, label }) => `${kind} ${text.slice(0, offset).split('\n').at(-1) ?? ''}⟨${label}⟩`,
  );
}

function variable(text: string, name: string, shape: Shape): string[] {
  return hints(text, { tensors: [{ ...place(text, name, shape), name }] });
}

describe('the hints in code', () => {
  it('stand behind each variable of an assignment', () => {
    const text = 'out, h = lstm(x)';
    const tensors = [
      { ...place(text, 'out', [32, 'T', 256]), name: 'out' },
      { ...place(text, 'h', [2, 32, 128]), name: 'h' },
    ];
    assert.deepEqual(hints(text, { tensors }), ['assignments out⟨(32, T, 256)⟩', 'assignments out, h⟨(2, 32, 128)⟩']);
  });

  it('stay away where the line itself tells the shape', () => {
    const obvious = [
      'x = torch.zeros(2, 3)',
      'x = torch.zeros((2, 3))',
      'x = np.zeros([2, 3])',
      'x = y.reshape(2, 3)',
      'x = torch.randn(2, 3, device=dev)',
      'x = tf.zeros([2, 3]);',
      'x = torch.zeros( 2,3 )  # two by three',
    ];
    for (const text of obvious) assert.deepEqual(variable(text, 'x', [2, 3]), [], text);
    assert.deepEqual(variable('x = torch.zeros(n, 3)', 'x', ['n', 3]), []);
  });

  it('stay where it does not', () => {
    const others = ['x = torch.zeros(3, 2).t()', 'x = y', 'x = f(2, 33)', 'x = zeros(n, 3)', 'x = y.reshape(2, -1)'];
    for (const text of others) assert.equal(variable(text, 'x', [2, 3]).length, 1, text);
    assert.equal(variable('x = zeros(2, 3, 4)[0]', 'x', [3, 4]).length, 1);
    assert.equal(variable('x = f(2, 3)', 'x', [2, null]).length, 1);
  });

  it('stand behind parameters, and not where a name is only read', () => {
    const text = 'def forward(self, x, y=x):\n    z = f(x)';
    const expressions = [
      place(text, 'x', [32, 10], 'self, '),
      place(text, 'y', [32, 10]),
      place(text, 'x', [32, 10], 'y='),
      place(text, 'x', [32, 10], 'f(x'),
    ];
    assert.deepEqual(hints(text, { expressions }), [
      'parameters def forward(self, x⟨(32, 10)⟩',
      'parameters def forward(self, x, y⟨(32, 10)⟩',
    ]);
    const chain = 'z = x.relu()';
    assert.deepEqual(hints(chain, { expressions: [place(chain, 'x', [32, 10])] }), []);
  });

  it('follow each call of a chain but the last, and not those that tell their shape', () => {
    const text = 'y = (x.view(-1, 8)\n  .permute(1, 0)\n  .reshape(4, 2).relu())';
    const expressions = [
      place(text, 'x.view(-1, 8)', [320, 8]),
      place(text, 'x.view(-1, 8)\n  .permute(1, 0)', [8, 320]),
      place(text, 'x.view(-1, 8)\n  .permute(1, 0)\n  .reshape(4, 2)', [4, 2]),
      place(text, 'x.view(-1, 8)\n  .permute(1, 0)\n  .reshape(4, 2).relu()', [4, 2]),
    ];
    assert.deepEqual(hints(text, { expressions }), [
      'chains y = (x.view(-1, 8)⟨(320, 8)⟩',
      'chains   .permute(1, 0)⟨(8, 320)⟩',
    ]);
  });

  it('show what a function returns, and no other argument', () => {
    const text = '    return self.fc(self.drop(x))';
    const expressions = [place(text, 'self.fc(self.drop(x))', [32, 10]), place(text, 'self.drop(x)', [32, 64], 'fc(')];
    assert.deepEqual(hints(text, { expressions }), ['returns     return self.fc(self.drop(x))⟨(32, 10)⟩']);
  });

  it('show what comes out of a layer where it is made, unless it is applied right there', () => {
    const text = 'fc = nn.Linear(64, 10)\ny = nn.Linear(64, 5)(x)';
    const span = (piece: string) => place(text, piece, []).span;
    const layer = (piece: string, call: string): Layer => ({
      name: 'fc',
      kind: 'Linear',
      span: span(piece),
      input: [32, 64],
      output: [32, 10],
      state: [],
      options: {},
      weights: [],
      parameters: null,
      calls: [{ span: span(call), input: [32, 64], output: [32, 10], state: [] }],
    });
    const network: Network = {
      name: 'model',
      framework: 'pytorch',
      span: { start: 0, end: text.length },
      nameSpan: { start: 0, end: 1 },
      layers: [layer('nn.Linear(64, 10)', 'y'), layer('nn.Linear(64, 5)', 'nn.Linear(64, 5)(x)')],
      config: null,
    };
    assert.deepEqual(hints(text, { networks: [network] }), ['layers fc = nn.Linear(64, 10)⟨→ (32, 10)⟩']);
  });
});
