import type { FieldDef, ObjectDef } from '../model.ts';
import { area, bool, int, ref, REQUIRED, standard, SYSTEM, text } from './fields.ts';
import { auditFields, deletedField } from './systemFields.ts';

/** A file: queries answer the address of its content instead of the content. */
const content = (name: string, more: Partial<FieldDef> = {}): FieldDef => ({
  name,
  label: name,
  type: 'base64',
  filterable: false,
  sortable: false,
  groupable: false,
  ...more,
});

/** Where a file may hang; scenarios add objects of their own. */
const PARENTS = ['Account', 'Contact', 'Product2'];

const attachment = standard('Attachment', '00P', [
  deletedField,
  ref('ParentId', PARENTS, undefined, { ...REQUIRED, updateable: false }),
  text('Name', 255, { ...REQUIRED, nameField: true, label: 'File Name' }),
  bool('IsPrivate'),
  text('ContentType', 120),
  int('BodyLength', SYSTEM),
  content('Body', REQUIRED),
  ref('OwnerId', 'User'),
  ...auditFields,
  text('Description', 500),
]);

const contentVersion = standard('ContentVersion', '068', [
  deletedField,
  bool('IsLatest', { ...SYSTEM, defaultValue: true }),
  text('Title', 255, { nameField: true }),
  area('Description', 1000),
  text('PathOnClient', 500, { updateable: false }),
  text('FileType', 20, SYSTEM),
  int('ContentSize', SYSTEM),
  content('VersionData', REQUIRED),
  ref('FirstPublishLocationId', PARENTS, undefined, { updateable: false }),
  ref('OwnerId', 'User'),
  ...auditFields,
]);

/** Files, which records have but which are no fields. */
export const fileObjects: ObjectDef[] = [attachment, contentVersion];
