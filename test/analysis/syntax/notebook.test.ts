import assert from 'node:assert/strict';
import { joinedCells, notebookCells, withoutMagics } from '../../../src/analysis/syntax/notebook.js';
import { pythonProgram } from '../../../src/analysis/syntax/python.js';

function namesOf(text: string): (string | undefined)[] {
  const { body = [], at = () => 0 } = pythonProgram(text, Infinity) ?? {};
  return body.map((statement) =>
    statement.kind === 'assign'
      ? text.slice(at(statement.span.start), at(statement.span.end))
      : 'name' in statement
        ? statement.name
        : undefined,
  );
}

describe('notebooks', () => {
  it('are read in the form of nbformat 4, whose source is a text or a list of lines', () => {
    const text = JSON.stringify({
      nbformat: 4,
      metadata: { kernelspec: { language: 'python', name: 'python3' } },
      cells: [
        { cell_type: 'markdown', source: ['# Title\n', 'text'] },
        { cell_type: 'code', source: ['x = 1\n', 'y = 2'] },
        { cell_type: 'code', source: 'z = 3\n', metadata: { vscode: { languageId: 'R' } } },
        { cell_type: 'raw', source: 'raw' },
      ],
    });
    assert.deepEqual(notebookCells(text), [
      { index: 0, kind: 'markdown', language: 'python', text: '# Title\ntext' },
      { index: 1, kind: 'code', language: 'python', text: 'x = 1\ny = 2' },
      { index: 2, kind: 'code', language: 'r', text: 'z = 3\n' },
      { index: 3, kind: 'raw', language: 'python', text: 'raw' },
    ]);
  });

  it('are read in the form of nbformat 3, and by the language that they are in', () => {
    const old = {
      nbformat: 3,
      worksheets: [
        {
          cells: [
            { cell_type: 'heading', source: 'A' },
            { cell_type: 'code', input: ['x = 1'] },
          ],
        },
      ],
    };
    assert.deepEqual(
      notebookCells(JSON.stringify(old))?.map(({ kind, language, text }) => [kind, language, text]),
      [
        ['markdown', 'python', 'A'],
        ['code', 'python', 'x = 1'],
      ],
    );
    const julia = { metadata: { language_info: { name: 'Julia' } }, cells: [{ cell_type: 'code', source: 'x' }] };
    assert.equal(notebookCells(JSON.stringify(julia))?.[0]?.language, 'julia');
  });

  it('are no other texts', () => {
    for (const text of ['', '{', '[]', '3', 'null', '{"cells": 3}', '{"worksheets": [1]}x']) {
      assert.equal(notebookCells(text), null, text);
    }
    assert.deepEqual(
      notebookCells('{"cells": [null, 3, {"source": [1, "x"]}]}')?.map(({ text }) => text),
      ['', '', 'x'],
    );
  });

  it('have blanks in place of magics and of shell commands', () => {
    const cases = [
      ['%matplotlib inline\nx = 1', '                  \nx = 1'],
      ['!pip install \\\n  torch\nx = 1', '              \n       \nx = 1'],
      ['x = (a\n     % b)', 'x = (a\n     % b)'],
      ['s = """\n%time\n"""', 's = """\n%time\n"""'],
      ['%%time\nx = 1', '      \nx = 1'],
      ['%%bash\nls "x', '      \n     '],
      ['files = !ls\nx = 1', 'files =    \nx = 1'],
      ['model?\n?model\nx = 1', '      \n      \nx = 1'],
      ['if x:\n    %time y = 1\n    z = 2', 'if x:\n               \n    z = 2'],
      ['x = 3 % 2', 'x = 3 % 2'],
    ] as const;
    for (const [cell, expected] of cases) assert.equal(withoutMagics(cell), expected);
  });

  it('are one program, whose places are places in the cells', () => {
    const cells = ['!pip install torch\na = 1', 'b = 1.', '', 'c = a\n'];
    const { text, at } = joinedCells(cells);
    assert.deepEqual(namesOf(text), ['a = 1', 'b = 1.', 'c = a']);
    assert.deepEqual(at(text.indexOf('a = 1')), { cell: 0, offset: 19 });
    assert.deepEqual(at(text.indexOf('1.')), { cell: 1, offset: 4 });
    assert.deepEqual(at(text.indexOf('c = a') + 4), { cell: 3, offset: 4 });
  });

  for (const broken of [
    'x = foo(1,',
    'x = foo(1, [2',
    'x = """text',
    "x = f('a",
    'def f(:',
    'def f(x):',
    'x = )',
    'if x',
    '@a',
    'x = 1 +',
  ]) {
    it(`lose only the cell that is broken: ${broken}`, () => {
      const cells = ['a = 1', broken, 'b = 2\nc = 3', 'def g(x):\n    return x'];
      const { text, at } = joinedCells(cells);
      const names = namesOf(text);
      for (const name of ['a = 1', 'b = 2', 'c = 3', 'g'])
        assert.ok(names.includes(name), `${name} of ${String(names)}`);
      assert.deepEqual(at(text.indexOf('c = 3')), { cell: 2, offset: 6 });
      assert.equal(at(text.length).cell, 3);
    });
  }
});
