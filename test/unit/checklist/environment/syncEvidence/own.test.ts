import { expect } from 'chai';
import { isOwnLogin } from '../../../../../src/checklist/environment/syncEvidence/own.ts';
import type { ReadContext } from '../../../../../src/checklist/item.ts';
import { refreshed } from '../../../support/situation.ts';

describe('sync-evidence: whose login it is', () => {
  const context = (identity: unknown): ReadContext => ({ facts: () => Promise.resolve(identity) }) as never;

  it('Given the identity of the login, When a user is held against it, Then it is the same in any case of letters', async () => {
    const { username } = refreshed();
    expect(await isOwnLogin(context(refreshed()), { username: username.toUpperCase() })).to.equal(true);
    expect(await isOwnLogin(context(refreshed()), { username: `x${username}` })).to.equal(false);
  });

  it('Given an identity that could not be read, When a user is held against it, Then nobody says that it is another', async () => {
    const answer = await isOwnLogin(context(undefined), { username: 'a@b.example' }).catch(({ name }: Error) => name);
    expect(answer).to.equal('OrgUnknownError');
  });
});
