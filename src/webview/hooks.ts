/** What components read from the window: their width, the theme, and whether motion is welcome. */
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { PaletteName } from './palette.js';

/** The width of an element in CSS pixels, 0 until it is laid out. */
export function useWidth(element: RefObject<Element | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const measure = () => setWidth(Math.floor(current.getBoundingClientRect().width));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

export interface Theme {
  readonly palette: PaletteName;
  /** Changes with every change of theme, so that a canvas knows when to paint anew. */
  readonly version: number;
}

/** The theme that VS Code names in the classes of the body. */
export function useTheme(): Theme {
  const [theme, setTheme] = useState<Theme>(() => ({ palette: paletteOfBody(), version: 0 }));
  useEffect(() => {
    const observer = new MutationObserver(() =>
      setTheme(({ version }) => ({ palette: paletteOfBody(), version: version + 1 })),
    );
    observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
    return () => observer.disconnect();
  }, []);
  return theme;
}

function paletteOfBody(): PaletteName {
  const { classList } = document.body;
  if (classList.contains('vscode-high-contrast-light')) return 'light';
  return classList.contains('vscode-dark') || classList.contains('vscode-high-contrast') ? 'dark' : 'light';
}
