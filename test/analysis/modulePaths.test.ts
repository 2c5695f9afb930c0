import assert from 'node:assert/strict';
import { modulePaths } from '../../src/analysis/modulePaths.js';

describe('the files that a module may be', () => {
  it('are a file or a package in Python, sought in every folder unless the name is relative', () => {
    assert.deepEqual(modulePaths('models.lstm', 'python'), {
      paths: ['models/lstm.py', 'models/lstm/__init__.py'],
      anywhere: true,
    });
    assert.deepEqual(modulePaths('.config', 'python'), { paths: ['config.py', 'config/__init__.py'], anywhere: false });
    assert.deepEqual(modulePaths('...a.b', 'python'), {
      paths: ['../../a/b.py', '../../a/b/__init__.py'],
      anywhere: false,
    });
    assert.deepEqual(modulePaths('..', 'python'), { paths: ['../__init__.py'], anywhere: false });
  });

  it('are relative in JavaScript, with any ending, or with that of the source of what is named', () => {
    const { paths, anywhere } = modulePaths('./model', 'typescript');
    assert.equal(anywhere, false);
    assert.deepEqual(paths.slice(0, 2), ['./model.ts', './model.tsx']);
    assert.ok(paths.includes('./model/index.js'));
    assert.deepEqual(modulePaths('../model.js', 'typescript').paths, ['../model.js', '../model.ts']);
  });

  it('are none for packages, for JSON and for what is no name', () => {
    for (const module of ['@tensorflow/tfjs', 'lodash', '/etc/passwd', '']) {
      assert.deepEqual(modulePaths(module, 'typescript').paths, [], module);
    }
    for (const module of ['a/b', '', '../x', 'a b']) assert.deepEqual(modulePaths(module, 'python').paths, [], module);
    assert.deepEqual(modulePaths('.a', 'json').paths, []);
  });
});
