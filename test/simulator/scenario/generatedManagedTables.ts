import type { ManagedTablePart } from './types.ts';

/** So many managed tables of so many rows each, `generated_0001` …; rows are computed while they are read. */
export function generatedTables(tables: number, rows: number): ManagedTablePart[] {
  return Array.from({ length: tables }, (_, index) => ({
    name: `generated_${String(index + 1).padStart(4, '0')}`,
    description: 'Generated.',
    modified: '2024-03-01T08:00:00Z',
    columns: [
      { name: 'region', type: 'text' },
      { name: 'grade', type: 'text' },
      { name: 'price', type: 'number' },
      { name: 'weight', type: 'number' },
    ],
    rows,
  }));
}
