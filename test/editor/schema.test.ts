import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { spellings } from '../../src/analysis/fields.js';
import { activations, cells, configFields } from '../../src/analysis/model.js';

interface Property {
  readonly $ref?: string;
  readonly markdownDescription?: string;
  readonly doNotSuggest?: boolean;
}

interface Schema {
  readonly properties: Readonly<Record<string, Property>>;
  readonly definitions: Readonly<
    Record<string, { readonly markdownDescription?: string; readonly anyOf?: readonly { readonly enum?: string[] }[] }>
  >;
}

const schema = JSON.parse(readFileSync('media/rnn.schema.json', 'utf8')) as Schema;

/** What a definition that `$ref` names says. */
function documentation({ $ref, markdownDescription }: Property): string {
  return (
    ($ref ? schema.definitions[$ref.replace('#/definitions/', '')]?.markdownDescription : markdownDescription) ?? ''
  );
}

describe('the JSON schema', () => {
  for (const field of configFields) {
    it(`documents ${field} in every spelling, and offers the first one only`, () => {
      for (const [index, spelling] of spellings[field].entries()) {
        const property = schema.properties[spelling];
        assert.ok(property, spelling);
        assert.ok(documentation(property).length > 20, spelling);
        assert.equal(property.doNotSuggest ?? false, index > 0, spelling);
      }
    });
  }

  it('names the other spellings of a field', () => {
    for (const [field, [, ...others]] of Object.entries(spellings)) {
      const text = documentation(schema.properties[field] ?? {});
      for (const other of others) assert.ok(text.includes(`\`${other}\``), `${other} in: ${text}`);
    }
  });

  it('knows no field that the analysis does not', () => {
    const known = [...Object.values(spellings).flat(), '$schema', 'name'];
    assert.deepEqual(
      Object.keys(schema.properties).filter((name) => !known.includes(name)),
      [],
    );
  });

  it('offers the words of cell and activation, and takes every other value', () => {
    assert.deepEqual(schema.definitions['cell']?.anyOf, [
      { ...schema.definitions['cell']?.anyOf?.[0], enum: cells },
      {},
    ]);
    assert.deepEqual(schema.definitions['activation']?.anyOf?.[0]?.enum, activations);
    for (const { anyOf } of Object.values(schema.definitions)) if (anyOf) assert.deepEqual(anyOf.at(-1), {});
  });
});
