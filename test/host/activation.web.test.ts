import assert from 'node:assert/strict';
import { extensions, Uri, workspace } from 'vscode';

function packaged() {
  const extension = extensions.getExtension('rnn-lens.rnn-lens');
  assert.ok(extension, `not among ${extensions.all.length} extensions`);
  return extension;
}

async function textOf(name: string): Promise<string> {
  return new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(packaged().extensionUri, name)));
}

describe('the packaged extension', () => {
  it('is found and activates', async () => {
    const extension = packaged();
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('brings the licences of what is bundled', async () => {
    const text = await textOf('ThirdPartyNotices.txt');
    for (const name of ['@lezer/lr', '@lezer/json', '@lezer/javascript', 'd3-color', 'd3-dsv', 'preact']) {
      assert.match(text, new RegExp(`^${name} [\\d.]+ \\((MIT|ISC)\\)$`, 'm'));
    }
    assert.match(text, /^@vscode\/codicons [\d.]+ \(CC-BY-4\.0\)$/m);
    assert.match(text, /^Attribution 4\.0 International$/m);
    assert.match(text, /Copyright \(c\) 2015-present Jason Miller/i);
  });

  it('brings the pictures that its README shows and the texts that it leads to', async () => {
    const readme = await textOf('readme.md');
    const targets = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target ?? '');
    const own = targets.filter((target) => !target.startsWith('https:'));
    assert.ok(own.includes('media/screenshots/panel.png') && own.includes('ARCHITECTURE.md'), own.join());
    for (const target of own) assert.ok((await workspace.fs.stat(Uri.joinPath(packaged().extensionUri, target))).size);
  });
});
