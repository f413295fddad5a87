import { ApiError } from '../model.ts';
import type { Json, ObjectDef, SfRecord } from '../model.ts';
import { badCrossReference, duplicateValue } from './apiErrors.ts';
import { checkAssignedLicense, checkLicense } from './licenses.ts';
import { sameId } from './orgStore.ts';
import { checkPerson, derivePerson } from './personAccounts.ts';
import type { OrgStore } from './orgStore.ts';

/** What Salesforce checks or derives for particular objects when they are written. */

/** Fields that follow from others, set before a row is stored. */
export function derive(org: OrgStore, def: ObjectDef, row: SfRecord): void {
  if (def.name === 'User' || def.name === 'Contact') {
    row['Name'] = [row['FirstName'], row['LastName']]
      .filter((part) => typeof part === 'string' && part !== '')
      .join(' ');
  }
  if (def.name === 'User' && !row['CommunityNickname']) row['CommunityNickname'] = freeNickname(org, row);
  if (def.name === 'PricebookEntry') {
    const product = org.table('Product2').get(String(row['Product2Id']));
    row['Name'] = product?.['Name'] ?? null;
    row['ProductCode'] = product?.['ProductCode'] ?? null;
  }
  derivePerson(def, row);
  const file = FILES[def.name];
  if (file) row[file.size] = Buffer.byteLength(String(row[file.content] ?? ''), 'base64');
  // As Salesforce does with a text Name that nobody gave.
  if ((def.custom || def.customSetting) && row['Name'] === null) row['Name'] = row.Id;
}

/** Fields that hold a file, and how large it is. */
const FILES: { [object: string]: { content: string; size: string } } = {
  Attachment: { content: 'Body', size: 'BodyLength' },
  ContentVersion: { content: 'VersionData', size: 'ContentSize' },
};

/** Throws when a row must not be stored beside those that are there. */
export function check(org: OrgStore, def: ObjectDef, row: SfRecord, changed: Set<string>, isNew: boolean): void {
  if (changed.has('recordtypeid')) checkRecordType(org, def, row);
  checkReferences(org, def, row, changed);
  checkPerson(def, row, changed);
  if (changed.has('ownerid')) checkOwner(org, def, row);
  if (def.name === 'User') checkLicense(org, row);
  checkPicklists(def, row, changed);
  if (def.name === 'User' && changed.has('username')) checkUsername(org, row);
  if (def.name === 'User' && changed.has('communitynickname')) checkNickname(org, row);
  for (const field of def.fields) {
    if (field.unique && field.name !== 'Username' && changed.has(field.name.toLowerCase())) {
      const twin = findTwin(org, def, row, [field.name]);
      if (twin) throw duplicateValue(field.name, twin.Id);
    }
  }
  if (!isNew) return;
  if (def.customSetting) {
    const twin = findTwin(org, def, row, [def.listSetting ? 'Name' : 'SetupOwnerId']);
    if (twin) throw duplicateValue(def.listSetting ? 'Name' : 'SetupOwnerId', twin.Id);
  }
  if (def.name === 'PermissionSetAssignment') {
    const twin = findTwin(org, def, row, ['AssigneeId', 'PermissionSetId', 'PermissionSetGroupId']);
    if (twin) throw duplicateValue('<unknown>', twin.Id);
  }
  if (def.name === 'PermissionSetLicenseAssign') {
    const twin = findTwin(org, def, row, ['AssigneeId', 'PermissionSetLicenseId']);
    if (twin) throw duplicateValue('<unknown>', twin.Id);
    checkAssignedLicense(org, row);
  }
  if (def.name === 'PricebookEntry') checkPrice(org, def, row);
}

/** What else appears with a new record. */
export function afterCreate(
  org: OrgStore,
  def: ObjectDef,
  row: SfRecord
): Array<{ object: string; values: Record<string, Json> }> {
  return def.name === 'User' && org.object('UserLogin') ? [{ object: 'UserLogin', values: { UserId: row.Id } }] : [];
}

/** Records that go when their parent goes. */
export function cascade(org: OrgStore, def: ObjectDef, id: string): Array<{ object: string; id: string }> {
  const field = { Product2: 'Product2Id', Pricebook2: 'Pricebook2Id' }[def.name];
  if (!field) return [];
  return [...org.table('PricebookEntry').rows()]
    .filter((row) => sameId(row[field], id))
    .map((row) => ({ object: 'PricebookEntry', id: row.Id }));
}

function checkReferences(org: OrgStore, def: ObjectDef, row: SfRecord, changed: Set<string>): void {
  for (const field of def.fields) {
    const value = row[field.name];
    if (field.type !== 'reference' || typeof value !== 'string' || !changed.has(field.name.toLowerCase())) continue;
    const targets = (field.referenceTo ?? []).map((name) => org.object(name)).filter((target) => target !== undefined);
    if (targets.length === 0) continue;
    const target = targets.find((candidate) => candidate.keyPrefix === value.slice(0, 3));
    if (!target) {
      throw new ApiError(400, {
        message: `${field.label}: id value of incorrect type: ${value}`,
        errorCode: 'MALFORMED_ID',
        fields: [field.name],
      });
    }
    if (!org.table(target.name).get(value)) throw badCrossReference();
  }
}

/** A record type must be an active one of the object. */
function checkRecordType(org: OrgStore, def: ObjectDef, row: SfRecord): void {
  const id = row['RecordTypeId'];
  if (typeof id !== 'string') return;
  const type = org.table('RecordType').get(id);
  if (type?.['IsActive'] === true && type['SobjectType'] === def.name) return;
  throw new ApiError(400, {
    message: `Record Type ID: this ID value isn't valid for the user: ${id}`,
    errorCode: 'INVALID_CROSS_REFERENCE_KEY',
    fields: ['RecordTypeId'],
  });
}

/** Nothing new may belong to a user who is not active. */
function checkOwner(org: OrgStore, def: ObjectDef, row: SfRecord): void {
  const owner = org.table('User').get(String(row['OwnerId']));
  if (!owner || owner['IsActive'] === true) return;
  throw new ApiError(400, {
    message: `operation performed with inactive user [${owner.Id.slice(0, 15)}] as owner of ${def.label.toLowerCase()}`,
    errorCode: 'INACTIVE_OWNER_OR_USER',
    fields: [],
  });
}

/** A record's currency must be one of the org's, and a restricted picklist takes only values of its own. */
function checkPicklists(def: ObjectDef, row: SfRecord, changed: Set<string>): void {
  for (const field of def.fields) {
    if (!changed.has(field.name.toLowerCase())) continue;
    if (field.restricted !== true && field.name !== 'CurrencyIsoCode') continue;
    const value = row[field.name] ?? null;
    if (value === null && field.restricted === true) continue;
    const values = field.type === 'multipicklist' ? String(value).split(';') : [value];
    const bad = values.find((each) => !field.picklistValues?.some((entry) => entry.value === each));
    if (bad === undefined) continue;
    throw new ApiError(400, {
      message: `${field.label}: bad value for restricted picklist field: ${String(bad)}`,
      errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      fields: [field.name],
    });
  }
}

function findTwin(org: OrgStore, def: ObjectDef, row: SfRecord, fields: string[]): SfRecord | undefined {
  const key = (candidate: SfRecord): string =>
    fields.map((name) => String(candidate[name] ?? '').toLowerCase()).join('\n');
  const wanted = key(row);
  if (wanted.replaceAll('\n', '') === '') return undefined;
  const [first = ''] = fields;
  for (const other of org.table(def.name).withValue(first, String(row[first] ?? '')))
    if (key(other) === wanted && !sameId(other.Id, row.Id)) return other;
  return undefined;
}

function checkUsername(org: OrgStore, row: SfRecord): void {
  const username = String(row['Username']);
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(username)) {
    throw new ApiError(400, {
      message: `Username: invalid email address: ${username}`,
      errorCode: 'INVALID_EMAIL_ADDRESS',
      fields: ['Username'],
    });
  }
  if (org.takenElsewhere(username.toLowerCase())) throw duplicateUsername();
  for (const peer of org.peers()) {
    for (const user of peer.table('User').rows()) {
      const taken = String(user['Username']).toLowerCase() === username.toLowerCase();
      if (taken && !(peer === org && sameId(user.Id, row.Id))) throw duplicateUsername();
    }
  }
}

/** Nicknames are unique in an org, whatever their case. */
function nicknameTaken(org: OrgStore, row: SfRecord, nickname: string): boolean {
  const same = [...org.table('User').withValue('CommunityNickname', nickname)];
  return same.some((user) => !sameId(user.Id, row.Id));
}

function freeNickname(org: OrgStore, row: SfRecord): string {
  const wanted = (String(row['Username']).split('@')[0] ?? '').slice(0, 34);
  for (let number = 0; ; number += 1) {
    const nickname = number === 0 ? wanted : `${wanted}${number}`;
    if (!nicknameTaken(org, row, nickname)) return nickname;
  }
}

function checkNickname(org: OrgStore, row: SfRecord): void {
  if (!nicknameTaken(org, row, String(row['CommunityNickname']))) return;
  throw new ApiError(400, {
    message: 'Duplicate Nickname.<br>Another user has already selected this nickname.<br>Please select another.',
    errorCode: 'DUPLICATE_COMM_NICKNAME',
    fields: ['CommunityNickname'],
  });
}

function duplicateUsername(): ApiError {
  return new ApiError(400, {
    message:
      "Duplicate Username.<br>The username already exists in this or another Salesforce organization. Usernames must be unique across all Salesforce organizations. To resolve, use a different username (it doesn't need to match the user's email address).",
    errorCode: 'DUPLICATE_USERNAME',
    fields: ['Username'],
  });
}

/** What tells prices of one product in one book apart, in orgs that have these fields. */
const PRICE_VARIANTS = ['CurrencyIsoCode', 'ProductSellingModelId'];
const PRICE_KEY = ['Pricebook2Id', 'Product2Id', ...PRICE_VARIANTS];

function checkPrice(org: OrgStore, def: ObjectDef, row: SfRecord): void {
  if (findTwin(org, def, row, PRICE_KEY)) {
    throw new ApiError(400, {
      message: 'This price definition already exists in this price book',
      errorCode: 'DUPLICATE_VALUE',
      fields: [],
    });
  }
  const standardBook = [...org.table('Pricebook2').rows()].find((book) => book['IsStandard'] === true);
  if (!standardBook || sameId(standardBook.Id, row['Pricebook2Id'])) return;
  for (const entry of org.table('PricebookEntry').rows()) {
    const same = sameId(entry['Product2Id'], row['Product2Id']) && sameId(entry['Pricebook2Id'], standardBook.Id);
    if (same && PRICE_VARIANTS.every((name) => (entry[name] ?? null) === (row[name] ?? null))) return;
  }
  throw new ApiError(400, {
    message: 'Before creating a custom price, create a standard price.',
    errorCode: 'STANDARD_PRICE_NOT_DEFINED',
    fields: [],
  });
}
