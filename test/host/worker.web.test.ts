import { extensions } from 'vscode';

describe('the packaged extension in a web worker', () => {
  it('activates', async () => {
    const extension = extensions.getExtension('rnn-lens.rnn-lens');
    if (!extension) throw new Error(`not among ${extensions.all.length} extensions`);
    await extension.activate();
    if (!extension.isActive) throw new Error('not active');
    console.log('WHERE', typeof process, typeof importScripts);
  });
});
