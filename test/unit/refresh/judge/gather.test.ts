import { expect } from 'chai';
import { z } from 'zod';
import type { ChecklistItem, ReadContext } from '../../../../src/checklist/item.ts';
import { gather } from '../../../../src/refresh/judge/gather.ts';
import { parseRecord } from '../../../../src/refresh/directory/record.ts';
import { caught } from '../../support/caught.ts';

const line = (work: () => unknown): ChecklistItem<unknown> =>
  ({
    id: 'packages',
    facts: z.strictObject({ name: z.string() }),
    gather: () => Promise.resolve().then(work),
  }) as unknown as ChecklistItem<unknown>;

const CONTEXT = {} as Omit<ReadContext, 'facts'>;

describe('gather', () => {
  it('Given facts as the record holds them, when a line is read, then they are the very same object', async () => {
    const facts = { name: 'Logik' };
    const { readings } = await gather([line(() => facts)], CONTEXT);
    expect(readings.packages.status === 'read' && readings.packages.facts).to.equal(facts);
  });

  it('Given an answer with a value of another type, when a line is read, then it says so, and no record is made of it', async () => {
    const { readings, errors } = await gather([line(() => ({ name: 5 }))], CONTEXT);
    expect(readings.packages).to.have.property('status', 'unreadable');
    expect(errors.get('packages')?.name).to.equal('OddAnswerError');
    expect(errors.get('packages')?.message).to.contain('packages').and.contain('name');
  });

  it('Given an answer that the line stumbles over, when it is read, then only that line suffers', async () => {
    const stumble = (): unknown => (JSON.parse('{"rows":null}') as { rows: string[] }).rows.length;
    const { readings, errors } = await gather([line(stumble)], CONTEXT);
    expect(readings.packages).to.have.property('status', 'unreadable');
    const { message = '', actions = [] } = errors.get('packages') ?? {};
    expect(message).not.to.match(/undefined|TypeError|Cannot read/);
    expect(actions).to.not.be.empty;
  });

  it('Given an error that is about no value, when a line is read, then nothing hides it', async () => {
    const error = new Error('The worker died.');
    const refuse = (): never => {
      throw error;
    };
    expect(await caught(() => gather([line(refuse)], CONTEXT))).to.equal(error);
  });
});

describe('what is missing in a file', () => {
  it('Given a key that is not there, when the file is read, then the error says that it is missing', async () => {
    const schema = z.strictObject({ kind: z.string(), schemaVersion: z.number(), rows: z.array(z.string()) });
    const read = (): unknown => parseRecord('{"kind":"k","schemaVersion":1}', { path: 'x.json', kind: 'k', schema });
    const { message } = await caught(read);
    expect(message).to.contain('rows').and.contain('missing').and.not.contain('undefined');
  });
});
