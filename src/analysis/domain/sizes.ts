/**
 * Sizes of axes: integers, integers known by name only with arithmetic on them (`2*hidden`, `T - window`), and unknown
 * ones. A symbolic size is a polynomial with integer coefficients over atoms; an atom is a symbol of the source or an
 * operation that polynomials cannot hold (`T // 2`).
 */
export type Size = number | SymbolicSize | null;

export interface SymbolicSize {
  /** From the product of atoms (their keys, sorted, joined by `*`; '' for the constant) to its coefficient. */
  readonly terms: ReadonlyMap<string, Term>;
}

interface Term {
  readonly coefficient: number;
  readonly atoms: readonly Atom[];
}

export interface Atom {
  /** Two atoms are the same number if, and only if known to be so, their keys are equal. */
  readonly key: string;
  /** As people read it: `T`, `T // 2`, `64 | 128`. */
  readonly name: string;
  /** A counter of a loop lies between these, both included. */
  readonly bounds?: Bounds;
}

export interface Bounds {
  readonly low: Size;
  readonly high: Size;
}

/** A size that is known by its name only. Sizes of one key are equal. */
export function symbolSize(key: string, name: string, bounds?: Bounds): SymbolicSize {
  return ofAtom({ key, name, ...(bounds && { bounds }) });
}

/** Whether it is the counter of a loop, or arithmetic on one. */
export function isCounter(size: Size): boolean {
  if (size === null || typeof size === 'number') return false;
  return [...size.terms.values()].some(({ atoms }) => atoms.some(({ bounds }) => bounds));
}

/** Whether a size is arithmetic on another one, as a loop makes it that counts on. */
export function isMadeOf(size: Size, part: SymbolicSize): boolean {
  if (size === null || typeof size === 'number' || sameSize(size, part) === true) return false;
  const keys = new Set([...part.terms.values()].flatMap(({ atoms }) => atoms.map(({ key }) => key)));
  return [...size.terms.values()].some(({ atoms }) => atoms.some(({ key }) => keys.has(key)));
}

/** Whether it is no more than a name of the source. */
export function isName(size: Size): boolean {
  if (size === null || typeof size === 'number' || size.terms.size !== 1) return false;
  const [{ coefficient, atoms }] = [...size.terms.values()] as [Term];
  return coefficient === 1 && atoms.length === 1;
}

/** The same number by another name. */
export function renamed(size: SymbolicSize, name: string): SymbolicSize {
  const [atom] = isName(size) ? [...size.terms.values()].flatMap(({ atoms }) => atoms) : [];
  return atom ? ofAtom({ ...atom, name }) : size;
}

/** The most that a size can be, where the counters in it are bounded; other symbols stay as they are. */
export function largestSize(size: Size): Size {
  return atBounds(size, 1);
}

/** Past this many terms a size is unknown: nobody reads it, and arithmetic on it costs. */
const maxTerms = 12;
const maxAtoms = 8;

export function addSizes(a: Size, b: Size): Size {
  if (typeof a === 'number' && typeof b === 'number') return safe(a + b);
  return combine(a, b, 1);
}

export function subtractSizes(a: Size, b: Size): Size {
  if (typeof a === 'number' && typeof b === 'number') return safe(a - b);
  return combine(a, b, -1);
}

export function multiplySizes(a: Size, b: Size): Size {
  if (a === 0 || b === 0) return 0;
  if (a === null || b === null) return null;
  if (typeof a === 'number' && typeof b === 'number') return safe(a * b);
  const terms = new Map<string, Term>();
  for (const left of termsOf(a)) {
    for (const right of termsOf(b)) {
      const atoms = [...left.atoms, ...right.atoms].sort(byKey);
      if (atoms.length > maxAtoms) return null;
      addTerm(terms, atoms, left.coefficient * right.coefficient);
    }
  }
  return fromTerms(terms);
}

/** `a // b`, rounded down as Python does. Exact where every coefficient divides; else an atom of its own. */
export function divideSizes(a: Size, b: Size): Size {
  if (a === null || b === null || b === 0) return null;
  if (b === 1) return a;
  if (typeof a === 'number' && typeof b === 'number') return safe(Math.floor(a / b));
  return divideExactly(a, b) ?? ofAtom(operation(a, '//', b));
}

/** `a % b` with the sign of `b`, as Python has it. */
export function moduloSizes(a: Size, b: Size): Size {
  if (a === null || b === null || b === 0) return null;
  if (typeof a === 'number' && typeof b === 'number') return safe(a - b * Math.floor(a / b));
  if (divideExactly(a, b) !== null) return 0;
  return ofAtom(operation(a, '%', b));
}

/** `a / b` where it is known to leave no rest, for shapes: the number of elements over the other axes. Else null. */
export function divideExactly(a: Size, b: Size): Size {
  if (a === null || b === null || b === 0) return null;
  if (a === 0) return 0;
  if (typeof a === 'number' && typeof b === 'number') return a % b === 0 ? a / b : null;
  const divisors = termsOf(b);
  const [divisor] = divisors;
  if (!divisor) return null;
  if (divisors.length > 1) return proportion(a, b);
  const terms = new Map<string, Term>();
  for (const { coefficient, atoms } of termsOf(a)) {
    const rest = withoutAtoms(atoms, divisor.atoms);
    if (rest === null || coefficient % divisor.coefficient !== 0) return null;
    addTerm(terms, rest, coefficient / divisor.coefficient);
  }
  return fromTerms(terms);
}

export function negateSize(a: Size): Size {
  return subtractSizes(0, a);
}

/** True where they are certainly the same, false where they certainly differ, null where nobody can tell. */
export function sameSize(a: Size, b: Size): boolean | null {
  if (a === null || b === null) return null;
  if (typeof a === 'number' && typeof b === 'number') return a === b;
  const difference = subtractSizes(a, b);
  if (difference === null) return null;
  return typeof difference === 'number' ? difference === 0 : null;
}

/** The number, where it is one. */
export function knownSize(size: Size): number | null {
  return typeof size === 'number' ? size : null;
}

/** As people read it, and as the command line prints it: a number, a text such as `2*hidden`, or null. */
export function sizeText(size: Size): number | string | null {
  if (size === null || typeof size === 'number') return size;
  const parts = [...size.terms.values()].map(({ coefficient, atoms }, index) => {
    const amount = Math.abs(coefficient);
    const names = atoms.map(({ name }) => (atoms.length > 1 || amount !== 1 ? bracketed(name) : name));
    const words = [...(amount !== 1 || names.length === 0 ? [String(amount)] : []), ...names].join('*');
    if (index === 0) return coefficient < 0 ? `-${words}` : words;
    return coefficient < 0 ? ` - ${words}` : ` + ${words}`;
  });
  return parts.join('');
}

/** A text that is the same for sizes that are certainly equal; null for unknown ones. */
export function sizeKey(size: Size): string | null {
  if (size === null) return null;
  if (typeof size === 'number') return String(size);
  if (size.terms.size === 1) for (const [key, { coefficient }] of size.terms) return `${coefficient}*${key}`;
  return [...size.terms]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { coefficient }]) => `${coefficient}*${key}`)
    .join('+');
}

function atBounds(size: Size, direction: 1 | -1): Size {
  if (size === null || typeof size === 'number') return size;
  let sum: Size = 0;
  for (const { coefficient, atoms } of size.terms.values()) {
    const bounds = atoms.find((atom) => atom.bounds)?.bounds;
    if (bounds && atoms.length > 1) return null;
    const factor: Size = bounds
      ? coefficient * direction > 0
        ? bounds.high
        : bounds.low
      : atoms.reduce<Size>((product, atom) => multiplySizes(product, ofAtom(atom)), 1);
    sum = addSizes(sum, multiplySizes(coefficient, factor));
  }
  return sum;
}

function termsOf(size: number | SymbolicSize): readonly Term[] {
  if (typeof size === 'number') return size === 0 ? [] : [{ coefficient: size, atoms: [] }];
  return [...size.terms.values()];
}

function combine(a: Size, b: Size, sign: 1 | -1): Size {
  if (a === null || b === null) return null;
  const terms = new Map<string, Term>();
  // Symbols come before the constant, whichever side they stand on: `T - 1`, `T + 1`.
  const all = [
    ...termsOf(a),
    ...termsOf(b).map(({ coefficient, atoms }) => ({ coefficient: sign * coefficient, atoms })),
  ];
  for (const { coefficient, atoms } of all) addTerm(terms, atoms, coefficient);
  return fromTerms(terms);
}

function addTerm(terms: Map<string, Term>, atoms: readonly Atom[], coefficient: number): void {
  const key = atoms.length === 1 ? (atoms[0] as Atom).key : atoms.map((atom) => atom.key).join('*');
  terms.set(key, { coefficient: (terms.get(key)?.coefficient ?? 0) + coefficient, atoms });
}

function fromTerms(terms: Map<string, Term>): Size {
  for (const [key, { coefficient }] of terms) {
    if (coefficient === 0) terms.delete(key);
    else if (!Number.isSafeInteger(coefficient)) return null;
  }
  if (terms.size === 0) return 0;
  if (terms.size > maxTerms) return null;
  const constant = terms.get('');
  if (constant && terms.size === 1) return constant.coefficient;
  if (constant) {
    terms.delete('');
    terms.set('', constant);
  }
  return { terms };
}

function ofAtom(atom: Atom): SymbolicSize {
  return { terms: new Map([[atom.key, { coefficient: 1, atoms: [atom] }]]) };
}

function operation(a: number | SymbolicSize, operator: string, b: number | SymbolicSize): Atom {
  return {
    key: `(${sizeKey(a) ?? ''})${operator}(${sizeKey(b) ?? ''})`,
    name: `${bracketed(String(sizeText(a)))} ${operator} ${bracketed(String(sizeText(b)))}`,
  };
}

/** What `b` must be multiplied by to give `a`, where that is an integer. */
function proportion(a: number | SymbolicSize, b: number | SymbolicSize): number | null {
  const [first] = termsOf(b);
  if (!first || typeof a === 'number') return null;
  const key = first.atoms.map((atom) => atom.key).join('*');
  const factor = (a.terms.get(key)?.coefficient ?? 0) / first.coefficient;
  return Number.isInteger(factor) && factor !== 0 && sameSize(a, multiplySizes(b, factor)) === true ? factor : null;
}

function withoutAtoms(atoms: readonly Atom[], taken: readonly Atom[]): Atom[] | null {
  const rest = [...atoms];
  for (const { key } of taken) {
    const index = rest.findIndex((atom) => atom.key === key);
    if (index < 0) return null;
    rest.splice(index, 1);
  }
  return rest;
}

function bracketed(text: string): string {
  // `sizes[-1]` and `round(n * 0.8)` are one word.
  return /[ +\-|*/%]/.test(text.replace(/\[[^[\]]*\]|\w\([^()]*\)/g, '')) ? `(${text})` : text;
}

function byKey(a: Atom, b: Atom): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function safe(value: number): Size {
  return Number.isSafeInteger(value) ? value : null;
}
