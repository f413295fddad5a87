import { expect } from 'chai';
import type { JournalEntry, JournalEvent } from '../../../src/refresh/directory/journal.ts';
import { invert } from '../../../src/refresh/rollback/index.ts';
import { resolve, toUndo } from '../../../src/refresh/rollback/undo.ts';
import { recordChange } from '../support/changes.ts';
import { NEW_ORG_ID, OLD_ORG_ID } from '../support/situation.ts';

const entry = (run: string, event: JournalEvent, field = 'A__c', own: Partial<JournalEntry> = {}): JournalEntry => ({
  schemaVersion: 1,
  run,
  at: '2027-01-15T10:00:00.000Z',
  orgId: NEW_ORG_ID,
  event,
  change: recordChange({ field }),
  ...own,
});
const undo = (field: string, run = 'two'): JournalEntry => entry('undo', 'confirmed', field, { undoes: run });
const value = (run: string, before: string, after: string, event: JournalEvent = 'confirmed'): JournalEntry =>
  entry(run, event, 'A__c', { change: recordChange({ field: 'A__c' }, { before, after }) });

/** The runs, then each place with the runs that wrote it. */
const chosen = (entries: JournalEntry[], options = {}): unknown => {
  const found = toUndo(entries, NEW_ORG_ID, options);
  return (
    found && [
      found.runs.map(({ run }) => run).join(),
      ...found.places.map(({ links }) => `${links[0].change.target} ${links.map(({ run }) => run).join()}`),
    ]
  );
};

describe('toUndo', () => {
  for (const event of ['attempt', 'answered', 'unconfirmed', 'confirmed'] as const) {
    it(`Given a newest run that ended at ${event}, when the runs are looked for, then all are found, the newest first`, () => {
      const entries = [entry('one', 'confirmed', 'B__c'), entry('two', event)];
      expect(chosen(entries)).to.deep.equal(['two,one', 'a01 B__c one', 'a01 A__c two']);
      expect(chosen(entries, { lastOnly: true })).to.deep.equal(['two', 'a01 A__c two']);
    });
  }

  it('Given two runs that wrote one place, when they are looked for, then it is one place of both', () => {
    expect(chosen([entry('one', 'confirmed'), entry('two', 'confirmed')])).to.deep.equal([
      'two,one',
      'a01 A__c two,one',
    ]);
  });

  it('Given a newest run that was taken back, when only the last is wanted, then nothing older is; otherwise the older is', () => {
    const entries = [entry('one', 'confirmed', 'B__c'), entry('two', 'confirmed'), undo('A__c')];
    expect(chosen(entries, { lastOnly: true })).to.equal(undefined);
    expect(chosen(entries)).to.deep.equal(['one', 'a01 B__c one']);
  });

  it('Given a rollback of several runs, when it is tried again, then what it took back is not looked for in any of them', () => {
    const all = entry('undo', 'confirmed', 'A__c', { undoes: 'two', undoesAll: ['two', 'one'] });
    const entries = [entry('one', 'confirmed'), entry('two', 'confirmed'), entry('two', 'confirmed', 'B__c'), all];
    expect(chosen(entries)).to.deep.equal(['two', 'a01 B__c two']);
    expect(chosen([...entries, undo('B__c')])).to.equal(undefined);
  });

  it('Given a rollback that got half-way, when it is tried again, then the rest is left to undo', () => {
    const two = [entry('two', 'confirmed'), entry('two', 'confirmed', 'B__c')];
    expect(chosen([...two, undo('A__c')])).to.deep.equal(['two', 'a01 B__c two']);
  });

  it('Given a newest run that only touched products, when only the last is wanted, then nothing older is', () => {
    const touched = entry('two', 'confirmed', 'A__c', {
      change: {
        ...recordChange(),
        write: { kind: 'touch', object: 'Product2', field: 'Name', ids: [], since: '2027-01-15T10:00:00.000Z' },
      },
    });
    const entries = [entry('one', 'confirmed'), touched];
    expect(chosen(entries, { lastOnly: true })).to.equal(undefined);
    expect(chosen(entries)).to.deep.equal(['one', 'a01 A__c one']);
  });

  it('Given runs in another org, when this one is asked, then they are not its', () => {
    expect(chosen([entry('one', 'confirmed', 'A__c', { orgId: OLD_ORG_ID })])).to.equal(undefined);
  });
});

describe('resolve', () => {
  const back = (entries: JournalEntry[], now?: string): unknown => {
    const [place] = toUndo(entries, NEW_ORG_ID)?.places ?? [];
    const { change, run, intact } = resolve(place, now === undefined ? undefined : { value: now });
    return [`${change.after} → ${change.before}`, run, intact];
  };

  it('Given two runs, each upon the other, when both are taken back, then the value from before the first comes back', () => {
    expect(back([value('one', 'A', 'B'), value('two', 'B', 'C')], 'C')).to.deep.equal(['C → A', 'one', true]);
  });

  it('Given somebody who wrote between them, when both are taken back, then theirs comes back, and that is told', () => {
    expect(back([value('one', 'A', 'B'), value('two', 'X', 'C')], 'C')).to.deep.equal(['C → X', 'two', false]);
  });

  for (const event of ['attempt', 'answered'] as const) {
    it(`Given a newest run that got no further than ${event} and left what it found, when both are taken back, then the older is`, () => {
      expect(back([value('one', 'A', 'B'), value('two', 'B', 'C', event)], 'B')).to.deep.equal(['B → A', 'one', true]);
    });
  }

  it('Given a value of nobody, when the place is looked at, then it is compared with what the newest run wrote', () => {
    expect(back([value('one', 'A', 'B'), value('two', 'B', 'C')], 'Z')).to.deep.equal(['C → A', 'one', true]);
  });

  it('Given a table of Logik that the first run left half done, when both runs are taken back, then what stood before the first comes back', () => {
    const table = (run: string, before: string, left?: string): JournalEntry =>
      entry(run, 'confirmed', 'A__c', {
        change: {
          ...recordChange({}, { target: 'table', before, after: 'Z' }),
          write: {
            kind: 'logik',
            environment: 'https://x.example',
            part: 'table',
            name: 't',
            path: 'p',
            sha256: 's',
            ...(left === undefined ? {} : { left }),
          },
        },
      });
    expect(back([table('one', 'A', 'P'), table('two', 'P')], 'Z')).to.deep.equal(['Z → A', 'one', true]);
    expect(back([table('one', 'A', 'P'), table('two', 'P')], 'P')).to.deep.equal(['P → A', 'one', true]);
  });

  it('Given a record that only the first run knows by its ID, when both are taken back, then it is that record', () => {
    const made = recordChange(
      { id: null, field: 'A__c', defaults: { X: 1 } },
      { target: 't', before: null, after: 'B' }
    );
    const entries = [
      entry('one', 'confirmed', 'A__c', {
        change: { ...made, write: { ...made.write, id: 'a07' } as typeof made.write },
      }),
      entry('two', 'attempt', 'A__c', { change: { ...made, before: 'B', after: 'C' } }),
    ];
    const [place] = toUndo(entries, NEW_ORG_ID)?.places ?? [];
    expect(resolve(place, undefined).change.write).to.include({ id: 'a07' });
  });
});

describe('invert', () => {
  it('Given a change away from production, when it is inverted, then the reason says where it leads', () => {
    expect(invert(recordChange({}, { severity: 'critical' })).reason).to.match(/^PRODUCTION: /);
    expect(invert(recordChange()).reason).not.to.contain('PRODUCTION');
  });
});
