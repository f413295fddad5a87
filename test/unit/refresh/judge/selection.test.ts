import { expect } from 'chai';
import { checklist } from '../../../../src/checklist/index.ts';
import type { Baseline } from '../../../../src/refresh/directory/baseline.ts';
import { select, selectionOf, type Lines } from '../../../../src/refresh/judge/selection.ts';
import { caught } from '../../support/caught.ts';

const ids = (lines: Lines['selected']): string[] => lines.map(({ id }) => id);

describe('select', () => {
  it('Given nothing that is wanted or unwanted, When lines are selected, Then they are all that the command looks at', () => {
    const all = select('prepare');
    expect(ids(all.selected)).to.deep.equal(checklist.map(({ id }) => id));
    expect(all.read).to.deep.equal(all.selected);
    const verify = select('verify');
    expect(ids(verify.selected)).not.to.include('policy');
    expect(ids(verify.read)).to.deep.equal(ids(verify.selected));
    for (const { leftOut } of [all, verify, select('repoint')]) expect(leftOut).to.deep.equal([]);
  });

  it('Given lines in any order, twice, with blanks, When only they are wanted, Then they come in the order of the checklist, with the identity of the org', () => {
    const { selected, leftOut } = select('verify', { only: ['remote-site', ' trusted-url', 'remote-site'] });
    expect(ids(selected)).to.deep.equal(['org-identity', 'trusted-url', 'remote-site']);
    expect(leftOut).to.include('logik-tenant').and.not.include('policy').and.not.include('trusted-url');
  });

  it('Given lines that are unwanted, When the others are selected, Then only they are left out; those of another command are nothing to leave out', () => {
    const { selected, leftOut } = select('verify', { skip: ['trusted-url', 'policy'] });
    expect(leftOut).to.deep.equal(['trusted-url']);
    expect(selected).to.have.length(select('verify').selected.length - 1);
  });

  it('Given a line that is judged by facts of the Logik Tenant, When only it is wanted, Then those are read too, and not judged', () => {
    const { selected, read, leftOut } = select('verify', { only: ['production-leaks'] });
    expect(ids(selected)).to.deep.equal(['org-identity', 'production-leaks']);
    expect(ids(read)).to.deep.equal(['org-identity', 'logik-tenant', 'production-leaks']);
    expect(leftOut).to.include('logik-tenant');
  });

  it('Given prepare, When a line is left out that others are judged by later, Then it is not read: what is recorded of it stays', () => {
    expect(ids(select('prepare', { skip: ['logik-tenant'] }).read)).not.to.include('logik-tenant');
  });

  it('Given prepare, When a line reads the catalog that its line was left out of, Then that is recorded with it', () => {
    expect(ids(select('prepare', { only: ['id-map'] }).read)).to.deep.equal(['org-identity', 'catalog', 'id-map']);
  });

  it('Given something that a run reads in any case, When lines are selected, Then it is read', () => {
    expect(ids(select('repoint', { only: ['packages'] }, ['logik-tenant']).read)).to.include('logik-tenant');
  });

  it('Given IDs that cannot be, When lines are selected, Then it is a usage error that says which', async () => {
    const of = (wanted: Parameters<typeof select>[1]): Promise<unknown> => caught(() => select('verify', wanted));
    expect(await of({ only: ['nope'] })).to.include({ name: 'UnknownItemError', exitCode: 2 });
    expect(await of({ skip: [''] })).to.include({ name: 'UnknownItemError', exitCode: 2 });
    expect(await of({ only: ['policy'] })).to.include({ name: 'IdleItemError', exitCode: 2 });
    expect(await of({ skip: ['org-identity'] })).to.include({ name: 'AlwaysItemError', exitCode: 2 });
  });
});

describe('selectionOf', () => {
  it('Given readings of different ages, When lines are left out, Then each tells from when its record is', () => {
    const baseline = {
      preparedAt: '2027-01-02T00:00:00.000Z',
      items: {
        'trusted-url': { status: 'read', facts: {} },
        'remote-site': { status: 'read', facts: {}, at: '2027-01-01T00:00:00.000Z' },
        packages: { status: 'unreadable', reason: 'x' },
      },
    } as unknown as Baseline;
    const { complete, leftOut } = selectionOf(
      select('verify', { skip: ['trusted-url', 'remote-site', 'packages', 'catalog'] }),
      baseline
    );
    expect(complete).to.equal(false);
    expect(leftOut).to.deep.equal([
      { item: 'packages', recordedAt: null },
      { item: 'trusted-url', recordedAt: '2027-01-02T00:00:00.000Z' },
      { item: 'remote-site', recordedAt: '2027-01-01T00:00:00.000Z' },
      { item: 'catalog', recordedAt: null },
    ]);
    expect(selectionOf(select('verify'), baseline)).to.deep.include({ complete: true, leftOut: [] });
  });
});
