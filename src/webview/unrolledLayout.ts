/** Where things stand in the unrolled picture. */
import { leastSlots } from './foldSteps.js';

/** The heights in the picture. From top to bottom: Output_t, the cell, x_t. */
export interface Heights {
  readonly outputBaseline: number;
  readonly outputArrowTop: number;
  readonly cellTop: number;
  readonly cellHeight: number;
  readonly cellBottom: number;
  /** Where the cell state goes from cell to cell; null where there is none. */
  readonly cellStateLine: number | null;
  readonly stateLine: number;
  readonly inputArrowBottom: number;
  readonly inputBaseline: number;
  readonly picture: number;
}

export function heightsOf(hasCellState: boolean): Heights {
  const cellTop = 76;
  const cellHeight = hasCellState ? 122 : 68;
  const cellBottom = cellTop + cellHeight;
  const inputArrowBottom = cellBottom + 42;
  const inputBaseline = inputArrowBottom + 20;
  return {
    outputBaseline: 24,
    outputArrowTop: 34,
    cellTop,
    cellHeight,
    cellBottom,
    cellStateLine: hasCellState ? cellTop + 30 : null,
    stateLine: hasCellState ? cellTop + 90 : cellTop + 34,
    inputArrowBottom,
    inputBaseline,
    picture: inputBaseline + 16,
  };
}

export interface Layout {
  /** The room before the first cell that is read, for the initial state. */
  readonly start: number;
  /** A cell with the gap behind it. */
  readonly slot: number;
  readonly gap: number;
  readonly cell: number;
  readonly slots: number;
  /** `Output`, or what there is room for. */
  readonly outputName: string;
  /** Whether the names of the states fit over the arrows. */
  readonly namesArrows: boolean;
  /** Whether the names of the states are long for their cells. */
  readonly smallNames: boolean;
}

export function pictureLayout(width: number, steps: number): Layout {
  const narrow = width < 520;
  const digits = String(steps - 1).length;
  const start = narrow ? 36 : 60;
  const room = width - start - 20;
  const all = steps * narrowest <= room || steps <= leastSlots;
  const wanted = narrow ? narrowest : foldedWidth + digitWidth * Math.max(0, digits - 2);
  const slots = all ? steps : Math.max(leastSlots, Math.floor(room / wanted));
  const slot = Math.max(narrowest, Math.min(widest, Math.floor(room / slots)));
  const gap = Math.round(Math.max(24, Math.min(50, slot * 0.38)));
  return {
    start,
    slot,
    gap,
    cell: slot - gap,
    slots,
    outputName: 6 * letterWidth + digits * digitWidth <= slot ? 'Output' : 'Out',
    namesArrows: letterWidth + digits * digitWidth * 0.9 <= gap - 4,
    smallNames: 1.25 * (letterWidth + digits * digitWidth) > slot - gap - 8,
  };
}

/** The width of a picture of `count` cells. */
export function pictureWidth({ start, slot, gap }: Layout, count: number): number {
  return start + count * slot + gap * 0.6;
}

/** Where one cell and the wires on its sides stand. Time goes to the right; the backward direction reads leftward. */
export interface CellPlace {
  readonly left: number;
  readonly middle: number;
  /** The side on which the states leave, and the point that they reach. */
  readonly exit: number;
  readonly exitEnd: number;
  /** The middle of the wire behind the cell. */
  readonly wireMiddle: number;
}

export function cellPlace(layout: Layout, index: number, count: number, direction: number): CellPlace {
  const { start, slot, gap, cell } = layout;
  const width = pictureWidth(layout, count);
  const nth = direction === 0 ? index : count - 1 - index;
  const place = start + nth * slot;
  const mirror = (x: number) => (direction === 0 ? x : width - x);
  return {
    left: direction === 0 ? place : width - place - cell,
    middle: mirror(place + cell / 2),
    exit: mirror(place + cell),
    exitEnd: mirror(place + cell + gap),
    wireMiddle: mirror(place + cell + gap / 2 - 2),
  };
}

/** The narrowest and the widest place of a cell with its arrow, and what a long run's cells get. */
const narrowest = 64;
const foldedWidth = 84;
const widest = 132;

/** About how wide a letter and a digit of a subscript are. */
const letterWidth = 8;
const digitWidth = 6;
