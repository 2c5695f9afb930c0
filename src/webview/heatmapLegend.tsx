import { formatNumber } from './numberFormat.js';
import { armLength, colorAt, type Palette } from './palette.js';

interface Props {
  readonly extent: number;
  readonly palette: Palette;
  /** Whether some values are NaN or infinite. */
  readonly notFinite: boolean;
}

const stops = 16;

/** What the colours say, with the numbers at both ends. */
export function HeatmapLegend({ extent, palette, notFinite }: Props) {
  const colors = Array.from({ length: 2 * stops + 1 }, (_, stop) => {
    const color = colorAt(palette, Math.round((stop / stops) * armLength));
    return `rgb(${color.join(' ')})`;
  });
  return (
    <div class="legend" data-testid="legend">
      <div class="legend-scale">
        <div class="legend-bar" style={{ backgroundImage: `linear-gradient(to right, ${colors.join()})` }} />
        <span>{palette.kind === 'diverging' ? formatNumber(-extent) : '0'}</span>
        <span>{palette.kind === 'diverging' ? '0' : formatNumber(extent / 2)}</span>
        <span>{formatNumber(extent)}</span>
      </div>
      {notFinite && (
        <span class="legend-marker">
          <i aria-hidden="true" /> NaN or ±∞
        </span>
      )}
    </div>
  );
}
