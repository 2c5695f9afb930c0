import assert from 'node:assert/strict';
import { extensions } from 'vscode';

describe('the packaged extension', () => {
  it('is found and activates', async () => {
    const extension = extensions.getExtension('rnn-lens.rnn-lens');
    assert.ok(extension, `not among ${extensions.all.length} extensions`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
