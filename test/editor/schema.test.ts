import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { spellings } from '../../src/analysis/fields.js';
import { activations, cells, configFields } from '../../src/analysis/model.js';

interface Schema {
  readonly properties: Record<string, { $ref?: string; markdownDescription?: string; doNotSuggest?: boolean }>;
  readonly then: { properties: Record<string, object> };
  readonly definitions: Record<string, { markdownDescription?: string; anyOf?: { enum?: string[] }[] }>;
}

const schema = JSON.parse(readFileSync('media/rnn.schema.json', 'utf8')) as Schema;

/** What a definition that `$ref` names says. */
function documentation({ $ref, markdownDescription }: Schema['properties'][string]): string | undefined {
  return $ref ? schema.definitions[$ref.replace('#/definitions/', '')]?.markdownDescription : markdownDescription;
}

describe('the JSON schema', () => {
  for (const field of configFields) {
    it(`documents ${field} in every spelling, and offers the first one only`, () => {
      for (const [index, spelling] of spellings[field].entries()) {
        const property = schema.properties[spelling];
        assert.ok(property, spelling);
        assert.ok((documentation(property)?.length ?? 0) > 20, spelling);
        assert.equal(property.doNotSuggest ?? false, index > 0, spelling);
      }
    });
  }

  it('knows no field that the analysis does not', () => {
    const known = [...Object.values(spellings).flat(), '$schema', 'name'];
    assert.deepEqual(
      Object.keys(schema.properties).filter((name) => !known.includes(name)),
      [],
    );
    assert.deepEqual(
      Object.keys(schema.then.properties).filter((name) => !known.includes(name)),
      [],
    );
  });

  it('lists the words of cell and activation', () => {
    assert.deepEqual(schema.definitions['cellValue']?.anyOf?.[0]?.enum, cells);
    assert.deepEqual(schema.definitions['activationValue']?.anyOf?.[0]?.enum, activations);
  });
});
