import assert from 'node:assert/strict';
import {
  commands,
  ConfigurationTarget,
  DiagnosticSeverity,
  NotebookCellData,
  NotebookCellKind,
  NotebookData,
  NotebookEdit,
  NotebookRange,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
  type TextDocument,
} from 'vscode';
import {
  api,
  cleanUp,
  eventually,
  fileUri,
  hoverText,
  lensTitles,
  openFile,
  openUntitled,
  ourDiagnostics,
  problems,
  quickFixes,
  shapeHints,
  type,
  withSetting,
  writeFile,
  writeUntil,
} from './support/editor.js';

const model = `import torch
import torch.nn as nn

hidden = 128

class Net(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.lstm = nn.LSTM(features, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 10)

    def forward(self, x):
        out, (h, c) = self.lstm(x)
        last = out[:, -1].relu().sigmoid()
        return self.fc(last)
`;
const source = `${model}
net = Net(64)
data = torch.randn(32, 20, 64)
scores = net(data)
`;

async function openPython(text = source): Promise<TextDocument> {
  return await openFile('model.py', text);
}

describe('shapes in Python', () => {
  afterEach(cleanUp);

  it('stand behind variables, parameters, calls of chains, results and layers, and not where the line tells them', async () => {
    const document = await openPython();
    await eventually(async () =>
      assert.deepEqual(await shapeHints(document), [
        '        self.lstm = nn.LSTM(features, hidden, batch_first=True)⟨→ (32, 20, 128)⟩',
        '        self.fc = nn.Linear(hidden, 10)⟨→ (32, 10)⟩',
        '    def forward(self, x⟨(32, 20, 64)⟩',
        '        out⟨(32, 20, 128)⟩',
        '        out, (h⟨(1, 32, 128)⟩',
        '        out, (h, c⟨(1, 32, 128)⟩',
        '        last⟨(32, 128)⟩',
        '        last = out[:, -1].relu()⟨(32, 128)⟩',
        '        return self.fc(last)⟨(32, 10)⟩',
        'scores⟨(32, 10)⟩',
      ]),
    );
  });

  for (const [kind, piece] of [
    ['assignments', 'scores'],
    ['parameters', 'self, x'],
    ['chains', '.relu()'],
    ['returns', 'self.fc(last)'],
    ['layers', '(hidden, 10)'],
  ] as const) {
    it(`can be switched off one by one: rnnLens.inlayHints.${kind}`, async () => {
      const document = await openPython();
      const isShown = async () => (await shapeHints(document)).some((hint) => hint.includes(`${piece}⟨`));
      await eventually(async () => assert.ok(await isShown()));
      await withSetting(`inlayHints.${kind}`, false, async () => {
        await eventually(async () => assert.ok(!(await isShown())));
        assert.ok((await shapeHints(document)).length > 0, 'the others stay');
      });
    });
  }

  it('follow each edit', async () => {
    const document = await openPython();
    await type(document, 'hidden = 128', 'hidden = 50');
    await eventually(async () => assert.ok((await shapeHints(document)).includes('        out⟨(32, 20, 50)⟩')));
  });

  it('say in hovers what a variable, a layer, a call and the name of a size are', async () => {
    const document = await openPython();
    const variable = await eventually(async () => {
      const text = await hoverText(document, 'out');
      assert.match(text, /^\*\*out\*\* `\(32, 20, 128\)`/);
      return text;
    });
    assert.match(variable, /\| 1 \| `20` \| time: the steps \|/);
    const layer = await hoverText(document, 'nn.LSTM');
    assert.match(layer, /\*\*lstm\*\* · `LSTM` · PyTorch · 99,328 parameters/);
    assert.match(layer, /`\(32, 20, 64\) → \(32, 20, 128\)` · state `\(1, 32, 128\)`/);
    assert.match(layer, /\| weight\\_ih\\_l0 \| `\(512, 64\)` \|/);
    assert.match(layer, /`hidden = 128` · \[line 4\]\(.*model\.py#L4\)/);
    assert.match(await hoverText(document, 'self.lstm(x)'), /\*\*lstm\*\* · `LSTM` · \[line 9\]/);
    assert.match(await hoverText(document, 'hidden, b'), /`hidden = 128`/);
    assert.match(await hoverText(document, 'Net'), /\*\*Net\*\* · PyTorch/);
  });

  it('put a CodeLens over each recurrent layer and over no other', async () => {
    const document = await openPython();
    await eventually(async () =>
      assert.deepEqual(await lensTitles(document), ['Unroll LSTM (32, 20, 64) → (32, 20, 128)']),
    );
  });

  it('stay away from Python without a recurrent network', async () => {
    const document = await openPython('import torch\nx = torch.randn(2, 3)\ny = x.t()\n');
    assert.deepEqual(await shapeHints(document), []);
    assert.equal(await hoverText(document, 'y ='), '');
  });

  it('are listed in the Networks view and given to other extensions', async () => {
    await writeFile('listed.py', source);
    const { networks } = await api();
    await eventually(async () => {
      await commands.executeCommand('rnnLens.networks.refresh');
      const found = (await networks()).find(({ uri }) => uri.toString() === fileUri('listed.py').toString());
      assert.deepEqual([found?.name, found?.input, found?.output], ['Net', [32, 20, 64], [32, 10]]);
    });
  });

  it('are shown as a text to copy from', async () => {
    const document = await openPython();
    await commands.executeCommand('rnnLens.showShapes', document.uri, 'Net');
    await eventually(() => {
      const shapes = workspace.textDocuments.find(({ uri }) => uri.scheme === 'rnn-lens-shapes');
      assert.match(
        shapes?.getText() ?? '',
        /^Net {2}PyTorch {2}model\.py:6\n\nlstm +\(32, 20, 64\) → \(32, 20, 128\) +LSTM\n/,
      );
    });
  });
});

describe('problems in Python', () => {
  afterEach(cleanUp);

  const wrong = source.replace('nn.Linear(hidden, 10)', 'nn.Linear(64, 10)');

  async function theDiagnostic(document: TextDocument) {
    return await eventually(() => {
      const found = ourDiagnostics(document);
      assert.equal(found.length, 1, JSON.stringify(problems(document)));
      return found[0]!;
    });
  }

  it('are told in the framework’s words first, then what to do, with the places that explain them', async () => {
    const document = await openPython(wrong);
    const { message, severity, code, range, relatedInformation } = await theDiagnostic(document);
    assert.match(message, /^mat1 and mat2 shapes cannot be multiplied \(32x128 and 64x10\)\n.*`in_features=/);
    assert.equal(severity, DiagnosticSeverity.Error);
    assert.equal(document.getText(range), 'self.fc(last)');
    assert.ok(typeof code === 'object' && code.value === 'input-size');
    assert.equal(code.target.scheme, 'command');
    const places = (relatedInformation ?? []).map(
      ({ location, message: note }) => `${document.getText(location.range)}: ${note}`,
    );
    assert.ok(places.includes('nn.Linear(64, 10): The layer was made here'), places.join('\n'));
  });

  it('lead to the page of their rule', async () => {
    const document = await openPython(wrong);
    const { code } = await theDiagnostic(document);
    assert.ok(typeof code === 'object');
    const { path: command, query } = code.target;
    await commands.executeCommand(command, ...(JSON.parse(query) as unknown[]));
    await eventually(() => {
      const page = workspace.textDocuments.find(({ uri }) => uri.path === '/rules/input-size.md');
      assert.match(page?.getText() ?? '', /^## input-size\n[^]*Wrong:[^]*Right:/);
    });
  });

  it('are mended by a quick fix', async () => {
    const document = await openPython(wrong);
    const [fix] = await quickFixes(document, 'input-size');
    assert.match(fix?.title ?? '', /^Write `in_features=/);
    assert.ok(fix?.isPreferred);
    assert.ok(fix.edit && (await workspace.applyEdit(fix.edit)));
    await eventually(() => assert.deepEqual(problems(document), []));
  });

  it('are as severe as rnnLens.rules has it, or off', async () => {
    const document = await openPython(wrong);
    await theDiagnostic(document);
    for (const [severity, expected] of [
      ['hint', DiagnosticSeverity.Hint],
      ['information', DiagnosticSeverity.Information],
      ['warning', DiagnosticSeverity.Warning],
      ['default', DiagnosticSeverity.Error],
      ['nonsense', DiagnosticSeverity.Error],
    ] as const) {
      await withSetting('rules', { 'input-size': severity }, async () =>
        eventually(() => assert.equal(ourDiagnostics(document)[0]?.severity, expected, severity)),
      );
    }
    await withSetting('rules', { 'input-size': 'off' }, async () => {
      await eventually(() => assert.deepEqual(problems(document), []));
    });
    await theDiagnostic(document);
  });

  it('have their rule turned off for the workspace', async () => {
    const document = await openPython(wrong);
    const { range } = await theDiagnostic(document);
    const actions = await commands.executeCommand<
      { title: string; command?: { command: string; arguments?: unknown[] } }[]
    >('vscode.executeCodeActionProvider', document.uri, range);
    const action = actions.find(({ title }) => title === 'Turn off the rule input-size');
    assert.ok(action?.command);
    try {
      await commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
      await eventually(() => assert.deepEqual(problems(document), []));
      assert.deepEqual(workspace.getConfiguration('rnnLens').inspect('rules')?.workspaceValue, { 'input-size': 'off' });
    } finally {
      await workspace.getConfiguration('rnnLens').update('rules', undefined, ConfigurationTarget.Workspace);
    }
  });
});

describe('a layer of Python in the unrolled view', () => {
  afterEach(cleanUp);

  async function finished() {
    const { unrolledView } = await api();
    return await eventually(() => {
      const view = unrolledView();
      assert.ok(view?.status.kind === 'finished', JSON.stringify(view));
      return { name: view.name, summary: view.status.summary };
    });
  }

  it('is run with its own sizes, and follows the source', async () => {
    const document = await openPython();
    await commands.executeCommand('rnnLens.openUnrolledView', document.uri, 'lstm');
    const { name, summary } = await finished();
    assert.equal(name, 'lstm');
    assert.deepEqual([summary.batch, summary.steps, summary.features], [32, 20, 64]);
    assert.deepEqual(
      summary.layers.map(({ cell, units, directions }) => [cell, units, directions]),
      [['lstm', 128, 1]],
    );
    await type(document, 'hidden = 128', 'hidden = 9');
    await eventually(async () => assert.equal((await finished()).summary.layers[0]?.units, 9));
  });

  it('asks once for the sizes that the source leaves open', async () => {
    const document = await openPython(model);
    const opened = commands.executeCommand('rnnLens.openUnrolledView', document.uri, 'lstm');
    let isOpen = false;
    void Promise.resolve(opened).then(() => (isOpen = true));
    await eventually(async () => {
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.ok(isOpen, 'a size is asked for still');
    });
    const { summary } = await finished();
    assert.deepEqual([summary.batch, summary.steps, summary.layers[0]?.units], [4, 10, 128]);
    await commands.executeCommand('rnnLens.openUnrolledView', document.uri, 'lstm');
  });
});

describe('modules of the workspace', () => {
  afterEach(cleanUp);

  it('are read when a document imports them, and again when they change', async () => {
    await writeFile('parts/net.py', model);
    const document = await openFile(
      'main.py',
      'import torch\nfrom parts.net import Net\n\nscores = Net(64)(torch.randn(32, 20, 64))\n',
    );
    await eventually(async () => assert.deepEqual(await shapeHints(document), ['scores⟨(32, 10)⟩']));
    await writeUntil('parts/net.py', model.replace('Linear(hidden, 10)', 'Linear(hidden, 3)'), async () =>
      assert.deepEqual(await shapeHints(document), ['scores⟨(32, 3)⟩']),
    );
    assert.equal(window.activeTextEditor?.document, document);
  });
});

describe('notebooks', () => {
  afterEach(cleanUp);

  const cells = [
    ['%matplotlib inline\nimport torch\nimport torch.nn as nn', 'python'],
    ['# Sizes', 'markdown'],
    ['hidden = 16\nlstm = nn.LSTM(8, hidden, batch_first=True)', 'python'],
    ['out, _ = lstm(torch.randn(4, 10, 8))\nfc = nn.Linear(hidden + 1, 2)\ny = fc(out)', 'python'],
  ] as const;

  async function openNotebook() {
    const data = new NotebookData(
      cells.map(
        ([text, language]) =>
          new NotebookCellData(language === 'python' ? NotebookCellKind.Code : NotebookCellKind.Markup, text, language),
      ),
    );
    const notebook = await workspace.openNotebookDocument('jupyter-notebook', data);
    await window.showNotebookDocument(notebook);
    return notebook;
  }

  it('are one program, and each cell has what stands in it', async () => {
    const notebook = await openNotebook();
    const [, , layers, calls] = notebook.getCells().map(({ document }) => document);
    await eventually(async () => {
      assert.deepEqual(await shapeHints(calls!), [
        'out⟨(4, 10, 16)⟩',
        'fc = nn.Linear(hidden + 1, 2)⟨→ (4, 10, 2)⟩',
        'y⟨(4, 10, 2)⟩',
      ]);
      assert.deepEqual(await shapeHints(layers!), ['lstm = nn.LSTM(8, hidden, batch_first=True)⟨→ (4, 10, 16)⟩']);
    });
    assert.deepEqual(await lensTitles(layers!), ['Unroll LSTM (4, 10, 8) → (4, 10, 16)']);
    assert.deepEqual(await lensTitles(calls!), []);
    assert.match(await hoverText(calls!, 'out'), /`\(4, 10, 16\)`/);
    assert.match(await hoverText(calls!, 'hidden'), /`hidden = 16` · line 1 of another cell/);
    const [problem] = await eventually(() => {
      const found = ourDiagnostics(calls!);
      assert.equal(found.length, 1);
      return found;
    });
    assert.equal(calls!.getText(problem!.range), 'fc(out)');
    assert.deepEqual(problems(layers!), []);
  });

  it('follow edits of another cell, and cells that come and go', async () => {
    const notebook = await openNotebook();
    const [, , layers, calls] = notebook.getCells().map(({ document }) => document);
    const edit = new WorkspaceEdit();
    const start = layers!.getText().indexOf('16');
    edit.replace(layers!.uri, layers!.lineAt(0).range.with({ start: layers!.positionAt(start) }), '20');
    assert.ok(await workspace.applyEdit(edit));
    await eventually(async () => assert.equal((await shapeHints(calls!))[0], 'out⟨(4, 10, 20)⟩'));
    const removal = new WorkspaceEdit();
    removal.set(notebook.uri, [NotebookEdit.deleteCells(new NotebookRange(2, 3))]);
    assert.ok(await workspace.applyEdit(removal));
    await eventually(async () => assert.deepEqual(await shapeHints(calls!), []));
  });

  it('are unrolled from a cell', async () => {
    const notebook = await openNotebook();
    const { uri } = notebook.cellAt(2).document;
    await eventually(async () => assert.equal((await lensTitles(notebook.cellAt(2).document)).length, 1));
    await commands.executeCommand('rnnLens.openUnrolledView', uri, 'lstm');
    const { unrolledView } = await api();
    await eventually(() => assert.equal(unrolledView()?.status.kind, 'finished'));
    assert.equal(unrolledView()?.name, 'lstm');
  });

  it('are found in the workspace while they are closed', async () => {
    const text = JSON.stringify({
      cells: cells.map(([content, language]) => ({
        cell_type: language === 'python' ? 'code' : 'markdown',
        source: content.split(/(?<=\n)/),
        metadata: {},
        ...(language === 'python' && { outputs: [], execution_count: null }),
      })),
      metadata: { kernelspec: { name: 'python3', language: 'python', display_name: 'Python 3' } },
      nbformat: 4,
      nbformat_minor: 5,
    });
    await writeFile('closed.ipynb', text);
    const { networks } = await api();
    await eventually(async () => {
      await commands.executeCommand('rnnLens.networks.refresh');
      const found = (await networks()).find(({ uri }) => uri.toString() === fileUri('closed.ipynb').toString());
      assert.deepEqual(found?.input, [4, 10, 8]);
    });
  });
});

describe('code in an untitled document', () => {
  afterEach(cleanUp);

  it('has all of it too', async () => {
    const document = await openUntitled('python', source);
    await eventually(async () => assert.equal((await lensTitles(document)).length, 1));
    assert.equal(document.uri.scheme, Uri.parse('untitled:x').scheme);
  });

  it('is told nothing new while a bracket is open', async () => {
    const lines = [
      'import torch',
      'from torch import nn',
      'lost = nn.Linear(9, 1)(torch.zeros(2, 8))',
      'rnn = nn.GRU(3, 4, bidirectional=True)',
      'out, h = rnn(torch.zeros(7, 2, 3))',
      'both = torch.cat((h[-2], h[-1]), dim=1)',
    ];
    const codes = () => problems(document).map(({ code }) => code);
    const document = await openUntitled('python', lines.join('\n'));
    await eventually(() => assert.deepEqual(codes(), ['input-size']));
    await type(document, lines.slice(2, 4).join('\n'), 'lost = nn.Linear(8, 1)(torch.zeros(2, 8))\nrnn = nn.GRU(3, 4,');
    await eventually(() => assert.deepEqual(codes(), []));
    await type(document, 'nn.GRU(3, 4,', 'nn.GRU(3, 4)');
    await eventually(() => assert.deepEqual(codes(), ['index-out-of-range']));
  });
});
