import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ruleCodes } from '../../src/analysis/domain/rules.js';
import { hintKinds } from '../../src/wording/codeHints.js';
import { ruleTitles } from '../../src/wording/ruleTitles.js';

interface Setting {
  readonly type: string;
  readonly order: number;
  readonly default: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: boolean | string;
      readonly description: string;
      readonly restrictedConfigurations: readonly string[];
    };
  };
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
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

  it('lets a person set how severe each rule for code is', () => {
    const rules = manifest.contributes.configuration.properties['rnnLens.rules']?.properties ?? {};
    assert.deepEqual(
      rules,
      Object.fromEntries(
        ruleCodes.map((code) => [
          code,
          {
            enum: ['error', 'warning', 'information', 'hint', 'off', 'default'],
            default: 'default',
            markdownDescription: ruleTitles[code],
          },
        ]),
      ),
    );
  });

  it('has a switch for each kind of hint in code, and each setting in a place of its own', () => {
    const { properties } = manifest.contributes.configuration;
    for (const kind of hintKinds) assert.equal(properties[`rnnLens.inlayHints.${kind}`]?.default, true, kind);
    const orders = Object.values(properties).map(({ order }) => order);
    assert.deepEqual(
      orders,
      orders.map((_, index) => index + 1),
    );
  });
});
