import type { Expression, Statement } from '../syntax/program.js';
import { whenAsked } from './whenAsked.js';

/** What a program gives its objects, as far as that can be seen without running it. */
export interface GivenAttributes {
  /** By the names of attributes: the bodies of the functions in which they are given; null for the module's own. */
  readonly places: ReadonlyMap<string, readonly (object | null)[]>;
  /** Texts that are names: `setattr(self, 'hidden', h)`, `hasattr(self, 'hidden')`. */
  readonly strings: ReadonlySet<string>;
  /** Attributes may be given whose names do not stand in the program: `setattr(self, name, value)`. */
  readonly isOpen: boolean;
}

/** Looks through a program when it is asked for the first time. */
export function givenAttributes(body: readonly Statement[]): () => GivenAttributes {
  return whenAsked(() => search(body));
}

interface Found {
  readonly places: Map<string, (object | null)[]>;
  readonly strings: Set<string>;
  isOpen: boolean;
}

function search(body: readonly Statement[]): GivenAttributes {
  const found: Found = { places: new Map(), strings: new Set(), isOpen: false };
  visit(body, null, found);
  return found;
}

/** Names by which a program reaches what it does not name. */
const opening =
  /^(setattr|define|__setattr__|__dict__|__getattr__|__getattribute__|__slots__|_modules|_parameters|_buffers|exec|eval)$/;

/** With a text as their first argument these give what it says, and else nobody knows what. */
const registering = /^(register_\w+|add_module)$/;

function visit(node: unknown, within: object | null, found: Found): void {
  if (Array.isArray(node)) {
    for (const item of node) visit(item, within, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const part = node as Readonly<Record<string, unknown>>;
  switch (part['kind']) {
    case 'name':
      if (opening.test(String(part['name']))) found.isOpen = true;
      return;
    case 'string':
      if (/^\w+$/.test(String(part['value']))) found.strings.add(String(part['value']));
      return;
    case 'attribute':
      if (opening.test(String(part['name']))) found.isOpen = true;
      break;
    case 'function':
      if (opening.test(String(part['name']))) found.isOpen = true;
      visitParts(part, part['body'] as object, found);
      return;
    case 'call':
      visitCall(part as unknown as Expression & { kind: 'call' }, found);
      break;
    case 'assign':
    case 'for':
    case 'assignment':
      give(part['targets'] ?? part['target'], within, found);
      break;
    case 'with':
      for (const { target } of part['items'] as readonly { target: unknown }[]) give(target, within, found);
      break;
    default:
      break;
  }
  visitParts(part, within, found);
}

function visitParts(part: Readonly<Record<string, unknown>>, within: object | null, found: Found): void {
  for (const key in part) {
    const value = part[key];
    if (typeof value === 'object' && !key.endsWith('pan')) visit(value, within, found);
  }
}

function visitCall({ callee, args }: Expression & { kind: 'call' }, found: Found): void {
  // Of `vars(args)` only items are read, as everybody does.
  const [first] = args;
  if (callee.kind === 'name' && callee.name === 'vars' && first?.value.kind === 'name' && first.value.name === 'self')
    found.isOpen = true;
  if (callee.kind === 'attribute' && callee.name === 'update' && isVars(callee.object)) found.isOpen = true;
  if (callee.kind !== 'attribute' || !registering.test(callee.name)) return;
  const name = args.find(({ keyword }) => keyword === null || keyword === 'name')?.value;
  if (/hook/.test(callee.name) || name?.kind === 'string') return;
  found.isOpen = true;
}

/** `vars(config)` */
function isVars(node: unknown): boolean {
  const { kind, callee } = node as { readonly kind?: string; readonly callee?: Expression };
  return kind === 'call' && callee?.kind === 'name' && callee.name === 'vars';
}

function give(target: unknown, within: object | null, found: Found): void {
  if (Array.isArray(target)) {
    for (const item of target) give(item, within, found);
    return;
  }
  if (typeof target !== 'object' || target === null) return;
  const { kind, name, items, value } = target as Readonly<Record<string, unknown>>;
  if (kind === 'attribute') {
    const places = found.places.get(String(name));
    if (places) places.push(within);
    else found.places.set(String(name), [within]);
  } else if (kind === 'subscript' && isVars((target as Expression & { kind: 'subscript' }).object)) found.isOpen = true;
  else if (kind === 'tuple' || kind === 'list') give(items, within, found);
  else if (kind === 'starred') give(value, within, found);
}
