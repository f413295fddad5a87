import type { ObjectDef } from '../model.ts';
import {
  area,
  bool,
  datetime,
  inTooling,
  int,
  may,
  pick,
  READ_ONLY,
  ref,
  REQUIRED,
  standard,
  SYSTEM,
  text,
} from './fields.ts';
import { auditFields } from './systemFields.ts';

const JOB_STATES = ['Queued', 'Preparing', 'Processing', 'Completed', 'Aborted', 'Failed'];

const asyncApexJob = standard(
  'AsyncApexJob',
  '707',
  [
    datetime('CreatedDate', SYSTEM),
    ref('CreatedById', 'User', undefined, SYSTEM),
    pick('JobType', ['BatchApex', 'Future', 'Queueable', 'ScheduledApex'], may('FSG')),
    ref('ApexClassId', 'ApexClass', undefined, SYSTEM),
    pick('Status', JOB_STATES, may('FSG')),
    int('JobItemsProcessed', may('FSG')),
    int('TotalJobItems', SYSTEM),
    int('NumberOfErrors', SYSTEM),
    datetime('CompletedDate', SYSTEM),
    text('MethodName', 255, SYSTEM),
    text('ExtendedStatus', 255, SYSTEM),
    ref('CronTriggerId', 'CronTrigger', undefined, SYSTEM),
  ],
  { ...READ_ONLY, api: 'both' }
);

const cronJobDetail = standard(
  'CronJobDetail',
  '08a',
  [text('Name', 255, { ...may('FSG'), nameField: true }), pick('JobType', [], SYSTEM)],
  READ_ONLY
);

const cronTrigger = standard(
  'CronTrigger',
  '08e',
  [
    ref('CronJobDetailId', 'CronJobDetail', undefined, SYSTEM),
    datetime('NextFireTime', SYSTEM),
    datetime('PreviousFireTime', SYSTEM),
    text('State', 16, SYSTEM),
    datetime('StartTime', SYSTEM),
    datetime('EndTime', SYSTEM),
    text('CronExpression', 255, SYSTEM),
    pick('TimeZoneSidKey', [], SYSTEM),
    ref('OwnerId', 'User', undefined, SYSTEM),
    int('TimesTriggered', SYSTEM),
    datetime('CreatedDate', SYSTEM),
    ref('CreatedById', 'User', undefined, SYSTEM),
  ],
  READ_ONLY
);

const REQUIRED_NUMBER = { ...may('CUFSG'), defaultValue: 0 };
const apexClass = standard(
  'ApexClass',
  '01p',
  [
    text('NamespacePrefix', 15, SYSTEM),
    text('Name', 255, { ...REQUIRED, nameField: true }),
    { ...int('ApiVersion', REQUIRED), type: 'double', precision: 18, scale: 1 },
    pick('Status', ['Active', 'Inactive', 'Deleted'], { nillable: false, defaultValue: 'Active' }),
    bool('IsValid'),
    int('LengthWithoutComments', REQUIRED_NUMBER),
    area('Body', 1000000),
    ...auditFields,
  ],
  { api: 'both' }
);

const staticResource = standard(
  'StaticResource',
  '081',
  [
    text('NamespacePrefix', 15, SYSTEM),
    text('Name', 255, { ...REQUIRED, nameField: true, ...inTooling('CU') }),
    text('ContentType', 120, { ...REQUIRED, ...inTooling('CU') }),
    int('BodyLength', may('FSG')),
    area('Description', 255),
    pick('CacheControl', ['Private', 'Public'], {
      ...REQUIRED,
      defaultValue: 'Private',
      ...inTooling('CU', { type: 'string' }),
    }),
    ...auditFields,
  ],
  { api: 'both' }
);

const recordType = standard(
  'RecordType',
  '012',
  [
    text('Name', 80, { ...REQUIRED, nameField: true }),
    text('DeveloperName', 80, REQUIRED),
    text('NamespacePrefix', 15, SYSTEM),
    text('Description', 255),
    pick('SobjectType', [], may('CFSG')),
    bool('IsActive', { ...may('UFSG'), defaultValue: true }),
    ...auditFields,
  ],
  { api: 'both' }
);

/** Code, jobs and their schedules. */
export const automationObjects: ObjectDef[] = [
  asyncApexJob,
  cronJobDetail,
  cronTrigger,
  apexClass,
  staticResource,
  recordType,
];
