import assert from 'node:assert/strict';
import { expandBraces } from '../../src/editor/globs.js';

describe('expandBraces', () => {
  for (const [glob, expected] of [
    ['**/node_modules', ['**/node_modules']],
    ['a/{b,c}', ['a/b', 'a/c']],
    ['{a,b}/{c,d}', ['a/c', 'a/d', 'b/c', 'b/d']],
    ['{a,b{c,d}}', ['a', 'bc', 'a', 'bd']],
    ['a{', ['a{']],
  ] as const) {
    it(glob, () => assert.deepEqual(expandBraces(glob), expected));
  }
});
