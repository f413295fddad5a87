import type { Change, RecordWrite } from '../../../src/checklist/item.ts';

/** A change of one field of one record. */
export const recordChange = (write: Partial<RecordWrite> = {}, own: Partial<Change> = {}): Change => ({
  item: 'logik-tenant',
  target: `${write.id === null ? 'new' : (write.id ?? 'a01')} ${write.field ?? 'A__c'}`,
  severity: 'normal',
  before: 'old',
  after: 'new',
  reason: 'differs',
  ...own,
  write: { kind: 'record', object: 'S__c', id: 'a01', field: 'A__c', ...write },
});

/** Where a change is written, for changes that are known to be of records. */
export const writtenTo = ({ write }: Change): RecordWrite => {
  if (write.kind !== 'record') throw new Error(`Expected a change of a record, got one of a ${write.kind}.`);
  return write;
};
