import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: boolean | string;
      readonly description: string;
      readonly restrictedConfigurations: readonly string[];
    };
  };
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly type: string }>> };
  };
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;

describe('the manifest', () => {
  it('lets no workspace set limits before it is trusted', () => {
    const { supported, description, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    const limits = Object.entries(manifest.contributes.configuration.properties).filter(([, { type }]) =>
      ['number', 'integer'].includes(type),
    );
    assert.deepEqual([...restrictedConfigurations].sort(), limits.map(([name]) => name).sort());
    // VS Code reads the list, and the description, only then.
    assert.equal(supported, 'limited');
    assert.notEqual(description, '');
  });
});
