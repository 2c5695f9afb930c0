import type { Machine } from './machine.js';

/** `self.__size` in a class is another attribute than that of a class derived from it: `_Net__size`. */
export function ownName({ language, frames }: Machine, name: string, owner = frames.at(-1)?.owner?.name): string {
  const isPrivate = owner !== undefined && language === 'python' && name.startsWith('__') && !name.endsWith('__');
  return isPrivate ? `_${owner.replace(/^_+/, '')}${name}` : name;
}

/** Under which name a class keeps what `@hidden.setter` makes. */
export function setterName(name: string): string {
  return `${name}.setter`;
}
