import { loadText } from '../text.ts';

const text = loadText('catalog-run');

/** How far one part of a run is. */
export type Part = { stage: 'read' | 'load' | 'compare'; object: string; rows: number; total: number };

const count = (rows: number): string => rows.toLocaleString('en-US');

/**
 * One line that says what is being done, how far it is, how fast and what is left.
 *
 * @param parts what runs side by side
 * @param seconds since the first of them began
 */
export const progressLine = (parts: readonly Part[], seconds: number): string => {
  const running = parts.filter(({ rows, total }) => rows < total);
  const shown = running.length > 0 ? running : parts.slice(-1);
  const done = parts.reduce((sum, { rows }) => sum + rows, 0);
  const left = parts.reduce((sum, { rows, total }) => sum + Math.max(0, total - rows), 0);
  const what = shown.map(
    ({ stage, object, rows, total }) =>
      `${text.get(`progress.${stage}`, { object })}: ${text.get('progress.rows', { done: count(rows), total: count(total) })}`
  );
  return [
    ...what,
    ...(seconds >= 1 ? [text.get('progress.rate', { rate: count(Math.round(done / seconds)) })] : []),
    ...(left > 0 ? [text.get('progress.left', { left: count(left) })] : []),
  ].join(' · ');
};
