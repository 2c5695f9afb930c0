import type { ListValue } from '../domain/values.js';

const asked = new WeakSet<ListValue>();

/** The program asks how long a list is: what it does next may depend on it. */
export function rememberAsked(list: ListValue): void {
  asked.add(list);
}

export function wasAsked(list: ListValue): boolean {
  return asked.has(list);
}
