/** Paints one array of a run on a canvas. */
import type { Heatmap } from '../engine/traceViews.js';
import { colorAt, colorIndex, type Palette } from './palette.js';

export interface CanvasColors {
  /** Behind the cells, and in the gaps between them. */
  readonly background: string;
  /** Of the marker for NaN and the infinities. */
  readonly foreground: string;
}

/** From this many pixels on a cell stands alone, with a gap around it. */
export const separateCell = 7;

/** Paints the heatmap over the whole canvas, which is sized here to the screen's own pixels. */
export function paintHeatmap(
  canvas: HTMLCanvasElement,
  size: { readonly width: number; readonly height: number },
  heatmap: Heatmap,
  palette: Palette,
  colors: CanvasColors,
): void {
  const scale = fitToPixels(canvas, size);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return;
  const cellWidth = size.width / heatmap.columns;
  const cellHeight = size.height / heatmap.rows;
  if (Math.min(cellWidth, cellHeight) >= separateCell) {
    paintCells(context, heatmap, palette, colors, { width: cellWidth * scale, height: cellHeight * scale, gap: scale });
  } else {
    paintPixels(context, heatmap, palette, colors);
  }
}

/** Sizes a canvas to the screen's own pixels. @returns how many of them a CSS pixel has. */
export function fitToPixels(
  canvas: HTMLCanvasElement,
  size: { readonly width: number; readonly height: number },
): number {
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(size.width * scale);
  canvas.height = Math.round(size.height * scale);
  return scale;
}

/** Whether any value is NaN or infinite, which the legend then explains. */
export function hasNotFinite(heatmap: Heatmap): boolean {
  return heatmap.values.some((value) => !Number.isFinite(value));
}

function paintCells(
  context: CanvasRenderingContext2D,
  { rows, columns, values, extent }: Heatmap,
  palette: Palette,
  colors: CanvasColors,
  cell: { readonly width: number; readonly height: number; readonly gap: number },
): void {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const left = Math.round(column * cell.width);
      const top = Math.round(row * cell.height);
      const width = Math.round((column + 1) * cell.width) - left - cell.gap;
      const height = Math.round((row + 1) * cell.height) - top - cell.gap;
      const index = colorIndex(palette, values[row * columns + column] ?? NaN, extent);
      if (index === null) {
        paintMarker(context, left, top, width, height, colors);
      } else {
        context.fillStyle = `rgb(${colorAt(palette, index).join(' ')})`;
        context.fillRect(left, top, width, height);
      }
    }
  }
}

/** A cross: no colour of the palette, and plain to those who see no hue. */
function paintMarker(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  colors: CanvasColors,
): void {
  context.fillStyle = colors.background;
  context.fillRect(left, top, width, height);
  context.strokeStyle = colors.foreground;
  context.lineWidth = Math.max(1, Math.min(width, height) / 10);
  context.strokeRect(left + 1, top + 1, width - 2, height - 2);
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(left + width, top + height);
  context.moveTo(left + width, top);
  context.lineTo(left, top + height);
  context.stroke();
}

/** One pixel a value, stretched to the canvas without smoothing; NaN and the infinities in a checkered pattern. */
function paintPixels(
  context: CanvasRenderingContext2D,
  { rows, columns, values, extent }: Heatmap,
  palette: Palette,
  colors: CanvasColors,
): void {
  const marker = [colors.foreground, colors.background].map((color) => rgbOf(context, color));
  const image = new ImageData(columns, rows);
  for (let index = 0; index < values.length; index++) {
    const color = colorIndex(palette, values[index] ?? NaN, extent);
    const checker = (Math.floor(index / columns) + (index % columns)) % 2;
    const rgb = color === null ? (marker[checker] ?? [0, 0, 0]) : colorAt(palette, color);
    image.data.set([...rgb, 255], index * 4);
  }
  const source = new OffscreenCanvas(columns, rows);
  source.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(source, 0, 0, context.canvas.width, context.canvas.height);
}

/** A CSS colour as the canvas shows it. */
function rgbOf(context: CanvasRenderingContext2D, color: string): readonly [number, number, number] {
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
