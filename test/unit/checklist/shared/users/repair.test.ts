import { expect } from 'chai';
import fc from 'fast-check';
import { repairs, userFaults } from '../../../../../src/checklist/shared/users/repair.ts';
import type { UserFacts } from '../../../../../src/checklist/shared/users/facts.ts';
import { userFacts } from '../../../support/users.ts';

const ava = (own: Partial<UserFacts> = {}): UserFacts =>
  userFacts('ava@acme.com.uat', { id: '0051', email: 'ava@acme.com', ...own });
const frozen = { id: '0Yw1', isFrozen: true, isPasswordLocked: false };

describe('userFaults', () => {
  it('Given a user who can log in and be reached, when judged, then nothing is off', () => {
    expect(userFaults(ava(), 'ava@acme.com')).to.deep.equal([]);
    expect(userFaults(ava(), 'AVA@acme.com')).to.deep.equal([]);
    expect(userFaults(ava(), null)).to.deep.equal([]);
  });

  it('Given everything off, when judged, then each thing is named with the field that mends it', () => {
    const faults = userFaults(ava({ isActive: false, login: frozen, email: 'ava@acme.com.invalid' }), 'ava@acme.com');
    expect(
      faults.map(({ kind, expected, actual, write }) => [
        kind,
        expected,
        actual,
        write.object,
        write.id,
        'field' in write && write.field,
      ])
    ).to.deep.equal([
      ['inactive', true, false, 'User', '0051', 'IsActive'],
      ['frozen', false, true, 'UserLogin', '0Yw1', 'IsFrozen'],
      ['email', 'ava@acme.com', 'ava@acme.com.invalid', 'User', '0051', 'Email'],
    ]);
  });

  it('Given no record of the email, when it ends in .invalid, then it is wanted without', () => {
    expect(userFaults(ava({ email: 'ava@acme.com.INVALID' }), null)[0]).to.include({ expected: 'ava@acme.com' });
  });

  it('Given another email than recorded, when judged, then the recorded one is wanted', () => {
    expect(userFaults(ava({ email: 'other@acme.com' }), 'ava@acme.com')[0]).to.include({ expected: 'ava@acme.com' });
  });

  it('Given no email at all, when judged, then nothing is invented', () => {
    expect(userFaults(ava({ email: null }), null)).to.deep.equal([]);
  });

  it('Given a login record that cannot be read, when judged, then nobody is called frozen', () => {
    expect(userFaults(ava({ login: null }), null)).to.deep.equal([]);
  });

  it('Given any emails, when judged, then no address is ever made undeliverable', () => {
    const email = fc.constantFrom('ava@acme.com', 'ava@acme.com.invalid', 'kim@acme.com', 'kim@acme.com.invalid', null);
    fc.assert(
      fc.property(email, email, (now, recorded) => {
        for (const { expected } of userFaults(ava({ email: now }), recorded)) {
          expect(String(expected)).not.to.match(/\.invalid$/);
        }
      })
    );
  });
});

describe('repairs', () => {
  it('Given faults, when they become changes, then each says from what to what and why', () => {
    const user = ava({ isActive: false });
    const [change, ...more] = repairs('logik-admin-users', user, userFaults(user, null));
    expect(more).to.deep.equal([]);
    expect(change).to.deep.include({
      item: 'logik-admin-users',
      target: 'ava@acme.com.uat › Active',
      severity: 'normal',
      before: false,
      after: true,
      reason: 'cannot log in while inactive',
    });
    expect(change.write).to.include({ object: 'User', id: '0051', field: 'IsActive' });
  });
});
