import { isNearly } from './misspelled.js';

/** What a function of Python takes. */
export interface Signature {
  readonly parameters: readonly SignatureParameter[];
  /** `*args`, `**kwargs` */
  readonly takesMore: boolean;
  readonly takesAny: boolean;
}

export interface SignatureParameter {
  readonly name: string;
  readonly isRequired: boolean;
  readonly isKeywordOnly: boolean;
}

/** What is wrong with the arguments of a call. */
export interface ArgumentFault {
  readonly cause: 'missing' | 'extra' | 'unknown' | 'twice' | 'self' | 'none';
  readonly names: readonly string[];
  /** What Python says of it, behind the name of the function. */
  readonly words: string;
  /** The keyword that an unknown one nearly is. */
  readonly meant: string | null;
}

/**
 * What Python finds wrong first, in its order; null where all is well.
 *
 * @param count how many arguments are given without a name, `self` among them
 */
export function argumentFault(
  { parameters, takesMore, takesAny }: Signature,
  count: number,
  keywords: readonly string[],
): ArgumentFault | null {
  // Most calls give the first ones in their order.
  if (keywords.length === 0 && count <= parameters.length && parameters.every(isGivenBy(count))) return null;
  const plain = parameters.filter(({ isKeywordOnly }) => !isKeywordOnly);
  const positional = new Set(plain.slice(0, count).map(({ name }) => name));
  const given = new Set([...positional, ...keywords]);
  const isNamed = (name: string) => parameters.some((parameter) => parameter.name === name);
  const other = takesAny ? undefined : keywords.find((name) => !isNamed(name));
  if (other !== undefined) {
    const meant = parameters.find(({ name }) => isNearly(other, name) && !given.has(name))?.name ?? null;
    return { ...fault('unknown', [other], `got an unexpected keyword argument '${other}'`), meant };
  }
  const twice = keywords.find((name) => positional.has(name));
  if (twice !== undefined) return fault('twice', [twice], `got multiple values for argument '${twice}'`);
  if (count > plain.length && !takesMore) {
    const least = plain.filter(({ isRequired }) => isRequired).length;
    return fault('extra', [], takesWords(least, plain.length, count));
  }
  const missing = parameters.filter(({ name, isRequired }) => isRequired && !given.has(name));
  if (missing.length === 0) return null;
  const lacking = missing.filter(({ isKeywordOnly }) => !isKeywordOnly);
  const names = (lacking.length > 0 ? lacking : missing).map(({ name }) => name);
  const kind = lacking.length > 0 ? 'positional' : 'keyword-only';
  const many = names.length === 1 ? '' : 's';
  return fault('missing', names, `missing ${names.length} required ${kind} argument${many}: ${listed(names)}`);
}

function isGivenBy(count: number) {
  return ({ isRequired, isKeywordOnly }: SignatureParameter, index: number) =>
    index < count ? !isKeywordOnly : !isRequired;
}

/** A class without a constructor of its own is given something. */
export function faultOfNone(isModule: boolean, written: number, keywords: readonly string[]): ArgumentFault | null {
  const [keyword] = keywords;
  if (written === 0 && keyword === undefined) return null;
  if (!isModule) return fault('none', [], 'takes no arguments');
  if (keyword !== undefined) return fault('none', [], `got an unexpected keyword argument '${keyword}'`);
  return fault('none', [], takesWords(1, 1, written + 1));
}

function fault(cause: ArgumentFault['cause'], names: readonly string[], words: string): ArgumentFault {
  return { cause, names, words, meant: null };
}

function takesWords(least: number, most: number, count: number): string {
  const takes = least < most ? `from ${least} to ${most}` : String(most);
  const many = least === most && most === 1 ? '' : 's';
  return `takes ${takes} positional argument${many} but ${count} ${count === 1 ? 'was' : 'were'} given`;
}

/** `'a'`, `'a' and 'b'`, `'a', 'b', and 'c'` */
function listed(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  const last = quoted.pop() ?? '';
  if (quoted.length === 0) return last;
  return `${quoted.join(', ')}${quoted.length > 1 ? ',' : ''} and ${last}`;
}
