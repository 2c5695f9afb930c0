import { useEffect, useState } from 'preact/hooks';
import { grouped } from '../wording/shapes.js';
import { IconButton } from './iconButton.js';

export interface Page {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly count: number;
  readonly turn: (pages: number) => void;
}

/** The most numbers that stand side by side. */
export const largestPage = 16;

/** A page of `count` things that turns to wherever `focus` goes; all of them where one largest page holds them. */
export function usePage(count: number, focus: number, size: number): Page {
  const pageSize = count <= largestPage ? largestPage : size;
  const [page, setPage] = useState(() => Math.floor(focus / pageSize));
  useEffect(() => setPage(Math.floor(focus / pageSize)), [focus, pageSize]);
  const last = Math.max(0, Math.ceil(count / pageSize) - 1);
  const current = Math.min(page, last);
  return {
    from: current * pageSize,
    to: Math.min(count, (current + 1) * pageSize),
    count,
    turn: (pages) => setPage(Math.max(0, Math.min(last, current + pages))),
  };
}

/** The buttons that turn a page; nothing where one page holds all. */
export function Pager({ page, things }: { page: Page; things: string }) {
  if (page.count <= largestPage) return null;
  return (
    <div class="pager" role="group" aria-label={`Pages of ${things}`}>
      <IconButton
        icon="chevron-left"
        label={`Previous ${things}`}
        disabled={page.from === 0}
        onClick={() => page.turn(-1)}
      />
      <span>
        {things} {grouped(page.from)}–{grouped(page.to - 1)} <span class="dim">of {grouped(page.count)}</span>
      </span>
      <IconButton
        icon="chevron-right"
        label={`Next ${things}`}
        disabled={page.to === page.count}
        onClick={() => page.turn(1)}
      />
    </div>
  );
}
