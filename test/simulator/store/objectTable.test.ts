import { expect } from 'chai';
import type { SfRecord } from '../model.ts';
import { ObjectTable } from './objectTable.ts';

const row = (n: number, name = `n${n}`): SfRecord => ({ Id: `01t00000000000${n}AAA`, Name: name });

describe('Given a table with generated rows', () => {
  const make = (): ObjectTable => {
    const rows = [row(1), row(2), row(3)];
    const table = new ObjectTable();
    table.attach({ size: 3, rows: () => rows, get: (id) => rows.find((each) => each.Id.startsWith(id.slice(0, 15))) });
    return table;
  };
  const names = (table: ObjectTable): string[] => [...table.rows()].map((each) => String(each['Name'])).sort();

  it('When a generated row is written, Then it is hidden by the written one and counted once', () => {
    const table = make();
    table.put(row(2, 'changed'));
    table.put(row(4));
    expect(names(table)).to.deep.equal(['changed', 'n1', 'n3', 'n4']);
    expect(table.size).to.equal(4);
    expect(table.get('01t000000000002')?.['Name']).to.equal('changed');
  });

  it('When rows are removed, Then they are gone from everywhere but the bin', () => {
    const table = make();
    table.put(row(2, 'changed'));
    for (const id of [1, 2]) table.remove(row(id).Id, true, '2026-01-01T00:00:00.000+0000');
    expect(names(table)).to.deep.equal(['n3']);
    expect(table.size).to.equal(1);
    expect(table.get(row(1).Id)).to.equal(undefined);
    expect(table.wasDeleted(row(2).Id)).to.equal(true);
    expect([...table.withDeleted().rows()].filter((each) => each['IsDeleted'] === true)).to.have.length(2);
  });

  it('When rows are read from a position, Then changed ones are in their place and new ones at the end', () => {
    const rows = [row(1), row(2), row(3)];
    const get = (id: string): SfRecord | undefined => rows.find((each) => each.Id.startsWith(id.slice(0, 15)));
    const table = new ObjectTable();
    table.attach({ size: 3, rows: () => rows, rowsFrom: (position) => rows.slice(position), get });
    const from = (position: number): string[] => [...table.rowsFrom(position)].map((each) => String(each['Name']));
    table.put(row(4));
    table.put(row(2, 'changed'));
    expect([0, 1, 2, 3, 4].map(from)).to.deep.equal([
      ['n1', 'changed', 'n3', 'n4'],
      ['changed', 'n3', 'n4'],
      ['n3', 'n4'],
      ['n4'],
      [],
    ]);
    table.remove(row(1).Id, true, '');
    expect(from(1)).to.deep.equal(['n3', 'n4']);
    table.remove(row(2).Id, true, '');
    table.put(row(1, 'back'));
    expect(from(0)).to.deep.equal(['back', 'n3', 'n4']);
    expect([...(table.withDeleted().rowsFrom?.(3) ?? [])].map(({ Id }) => Id)).to.deep.equal([row(2).Id]);
    expect(table.size).to.equal(3);
  });

  it('When a change is undone, Then rows and size are as before', () => {
    const table = make();
    const undo = [1, 2].map((n) => table.remember(row(n).Id));
    table.remove(row(1).Id, true, '');
    table.put(row(2, 'changed'));
    for (const step of undo.reverse()) step();
    expect(names(table)).to.deep.equal(['n1', 'n2', 'n3']);
    expect(table.size).to.equal(3);
  });

  it('When rows are looked up by a value, Then what was written, removed and undone since is seen', () => {
    const table = make();
    const found = (value: string): string[] => [...table.withValue('Name', value)].map(({ Id }) => Id.slice(14, 15));
    table.put(row(4, 'Four'));
    expect([found('n2'), found('FOUR')]).to.deep.equal([['2'], ['4']]);
    table.put(row(2, 'four'));
    expect([found('n2'), found('four')]).to.deep.equal([[], ['2', '4']]);
    const undo = table.remember(row(4).Id);
    table.put(row(4, 'other'));
    expect([found('four'), found('other')]).to.deep.equal([['2'], ['4']]);
    undo();
    expect([found('four'), found('other')]).to.deep.equal([['2', '4'], []]);
    for (const id of [2, 4]) table.remove(row(id).Id, true, '');
    expect(found('four')).to.deep.equal([]);
    table.clear();
    expect(found('n1')).to.deep.equal([]);
  });
});
