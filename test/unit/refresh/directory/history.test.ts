import { expect } from 'chai';
import { pastOf } from '../../../../src/refresh/directory/history.ts';
import type { JournalEntry } from '../../../../src/refresh/directory/journal.ts';

const HERE = '00DNEW00000000BAAA';

const entry = (own: Partial<Omit<JournalEntry, 'change'>>, change: Partial<JournalEntry['change']>): JournalEntry => ({
  schemaVersion: 1,
  run: 'one',
  at: '2027-01-16T08:00:00.000Z',
  orgId: HERE,
  event: 'attempt',
  ...own,
  change: {
    item: 'logik-tenant',
    target: 'x',
    severity: 'critical',
    before: 'https://p.example.net',
    after: 'https://a.example.net',
    reason: '',
    write: { kind: 'record', object: 'X__c', id: '1', field: 'Y__c' },
    ...change,
  },
});

describe('what this tool did to an org', () => {
  it('Given a run that was killed, when asked, then what it announced counts', () => {
    expect(pastOf([entry({}, {})], HERE)).to.deep.equal({ replaced: ['p.example.net'], written: ['a.example.net'] });
  });

  it('Given a rollback, or another org, when asked, then nothing of it counts: it puts back what the refresh brought', () => {
    const back = entry(
      { undoes: 'one', run: 'two' },
      { before: 'https://a.example.net', after: 'https://p.example.net' }
    );
    const first = entry({ run: 'one' }, {});
    expect(pastOf([first, back], HERE).written).to.deep.equal(['a.example.net']);
    expect(pastOf([entry({ orgId: '00DOTHER0000000AAA' }, {})], HERE)).to.deep.equal({ replaced: [], written: [] });
  });

  it('Given values of a new record, or no URLs, when asked, then hosts are found there, and nothing else is taken for one', () => {
    const write = {
      kind: 'record',
      object: 'CspTrustedSite',
      id: null,
      field: 'IsActive',
      defaults: { EndpointUrl: 'https://b.example.net', Context: 'All', MasterLabel: 'Logik_b' },
    } as const;
    const made = entry({}, { severity: 'normal', before: false, after: true, write });
    const token = entry({}, { before: "production's token", after: null });
    const plain = entry({}, { before: 'P.example.net', after: 'c.example.net/ui/configure' });
    expect(pastOf([made, token, plain], HERE)).to.deep.equal({
      replaced: ['p.example.net'],
      written: ['b.example.net', 'c.example.net'],
    });
  });
});
