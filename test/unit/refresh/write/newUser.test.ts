import { expect } from 'chai';
import { createUser, failuresIn } from '../../../../src/refresh/write/newUser.ts';
import { toOrgError } from '../../../../src/salesforce/errors.ts';
import type { OrgWriter, RecordFields } from '../../../../src/salesforce/types.ts';
import { caught } from '../../support/caught.ts';
import { orgStub } from '../../support/reader.ts';

const FIELDS: RecordFields = {
  LastName: 'One',
  Alias: 'one',
  Email: 'one@acme.example',
  ProfileId: '00e1',
  CommunityNickname: 'one',
  FederationIdentifier: 'fed-1',
  ManagerId: '0051',
  LocaleSidKey: 'xx_XX',
};

const refusal = (code: string, message: string, fields: string[] = []): Error =>
  toOrgError({ code, message, fields }, 'uat', 'https://uat.example', 'User');

/** An org that refuses what `says` tells; answers what was created and set in the end. */
const made = async (
  says: (fields: RecordFields, creating: boolean) => Error | undefined
): Promise<{ user: RecordFields; told: string[]; creations: number }> => {
  let user: RecordFields = {};
  let creations = 0;
  const writer = {
    create: (_: string, fields: RecordFields) => {
      creations += 1;
      const error = says(fields, true);
      if (error) return Promise.reject(error);
      user = { ...fields };
      return Promise.resolve('005N');
    },
    update: (_: string, id: string, fields: RecordFields) => {
      expect(id).to.equal('005N');
      const error = says(fields, false);
      if (error) return Promise.reject(error);
      Object.assign(user, fields);
      return Promise.resolve();
    },
  };
  const reader = orgStub({ queries: [[/FROM User WHERE Id =/, [{ Id: '005L', LocaleSidKey: 'en_US' }]]] });
  const failures = await createUser(writer as unknown as OrgWriter, reader, 'one@acme.example.uat', FIELDS);
  return { user, told: failures.map(({ id, code }) => `${id} ${code}`), creations };
};

const without = (...names: string[]): RecordFields => ({
  ...Object.fromEntries(Object.entries(FIELDS).filter(([name]) => !names.includes(name))),
  Username: 'one@acme.example.uat',
  IsActive: true,
});

describe('a user who is created though the org refuses a value', () => {
  it('Given a nickname that somebody has, when created, then it is without, and told', async () => {
    const { user, told, creations } = await made(({ CommunityNickname }) =>
      CommunityNickname ? refusal('DUPLICATE_COMM_NICKNAME', 'Duplicate Nickname.') : undefined
    );
    expect(user).to.deep.equal(without('CommunityNickname'));
    expect(told).to.deep.equal(['CommunityNickname DUPLICATE_COMM_NICKNAME']);
    expect(creations).to.equal(2);
  });

  it('Given two values that are refused one after the other, one named in words only, when created, then it is without both', async () => {
    const { user, told } = await made(({ CommunityNickname, FederationIdentifier }) => {
      if (FederationIdentifier)
        return refusal('DUPLICATE_VALUE', 'duplicate value found: FederationIdentifier duplicates value on record 005');
      return CommunityNickname ? refusal('DUPLICATE_COMM_NICKNAME', 'Duplicate.', ['CommunityNickname']) : undefined;
    });
    expect(user).to.deep.equal(without('CommunityNickname', 'FederationIdentifier'));
    expect(told).to.deep.equal(['FederationIdentifier DUPLICATE_VALUE', 'CommunityNickname DUPLICATE_COMM_NICKNAME']);
  });

  it('Given a setting that the org does not know, when created, then it is with the login’s own, and told', async () => {
    const { user, told } = await made(({ LocaleSidKey }) =>
      LocaleSidKey === 'xx_XX'
        ? refusal('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'Locale: bad value', ['LocaleSidKey'])
        : undefined
    );
    expect(user).to.deep.equal({ ...without(), LocaleSidKey: 'en_US' });
    expect(told).to.deep.equal(['LocaleSidKey INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST']);
  });

  it('Given a refusal that names no field, when created, then it gets each value by itself, and only the refused one is missing', async () => {
    const { user, told } = await made(({ ManagerId }) =>
      ManagerId ? refusal('FIELD_INTEGRITY_EXCEPTION', 'somebody is not right') : undefined
    );
    expect(user).to.deep.equal(without('ManagerId'));
    expect(told).to.deep.equal(['ManagerId FIELD_INTEGRITY_EXCEPTION']);
  });

  for (const [what, error] of [
    ['a username that is taken', refusal('DUPLICATE_USERNAME', 'Duplicate Username.', ['Username'])],
    ['a licence that is used up', refusal('LICENSE_LIMIT_EXCEEDED', 'License Limit Exceeded')],
    ['an answer that got lost', refusal('ECONNRESET', 'socket hang up')],
  ] as const) {
    it(`Given ${what}, when created, then that is the error, and nobody is made`, async () => {
      expect(await caught(() => made(() => error))).to.equal(error);
    });
  }

  const lost = (): Error => refusal('ETIMEDOUT', 'no answer');
  const names = (error: unknown): string[] => failuresIn(error).map(({ id, code }) => `${id} ${code}`);

  it('Given a nickname that is refused and an answer that then gets lost, when created, then the error tells the nickname', async () => {
    const error = await caught(() =>
      made(({ CommunityNickname }) =>
        CommunityNickname ? refusal('DUPLICATE_COMM_NICKNAME', 'Duplicate Nickname.') : lost()
      )
    );
    expect(error.name).to.equal('OrgTimeoutError');
    expect(names(error)).to.deep.equal(['CommunityNickname DUPLICATE_COMM_NICKNAME']);
  });

  it('Given an answer that gets lost when it is created with nothing but what it needs, then the error tells all it would go without', async () => {
    const error = await caught(() =>
      made(({ ManagerId }) => (ManagerId ? refusal('FIELD_INTEGRITY_EXCEPTION', 'somebody is not right') : lost()))
    );
    expect(error.name).to.equal('OrgTimeoutError');
    expect(names(error)).to.deep.equal([
      'CommunityNickname FIELD_INTEGRITY_EXCEPTION',
      'FederationIdentifier FIELD_INTEGRITY_EXCEPTION',
      'ManagerId FIELD_INTEGRITY_EXCEPTION',
    ]);
  });

  for (const code of ['ETIMEDOUT', 'ECONNRESET', 'ECONNREFUSED', 'ERROR_HTTP_503']) {
    it(`Given ${code} for one value of a user who is there, when it gets them one by one, then that one is told and the others are set`, async () => {
      const { user, told } = await made((fields, creating) => {
        if (creating) return fields.ManagerId ? refusal('UNKNOWN_EXCEPTION', 'something is not right') : undefined;
        return fields.CommunityNickname ? refusal(code, 'no answer') : undefined;
      });
      expect(user).to.deep.equal(without('CommunityNickname'));
      expect(told).to.deep.equal([`CommunityNickname ${code}`]);
    });
  }

  for (const [what, error, code] of [
    ['a login that ended', refusal('INVALID_SESSION_ID', 'expired'), 'INVALID_SESSION_ID'],
    ['an error that nobody foresaw', new RangeError('a mistake in the program'), ''],
  ] as const) {
    it(`Given ${what} meanwhile, when it gets its values one by one, then that ends it, and all that are missing are told`, async () => {
      const ended = await caught(() =>
        made((fields, creating) => {
          if (creating) return fields.ManagerId ? refusal('UNKNOWN_EXCEPTION', 'something is not right') : undefined;
          return fields.CommunityNickname ? undefined : error;
        })
      );
      expect(ended).to.equal(error);
      expect(names(ended)).to.deep.equal([`FederationIdentifier ${code}`, `ManagerId ${code}`]);
    });
  }
});
