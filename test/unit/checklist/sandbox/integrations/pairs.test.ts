import { expect } from 'chai';
import { isOrganizationRow, isOwned, pairsOf } from '../../../../../src/checklist/sandbox/integrations/pairs.ts';
import { held } from '../../../support/holdings.ts';

const NAMES = { before: 'uat', now: 'qa' };
const ORG = '00D000000000001AAA';
const PROFILE = '00e000000000001AAA';
const USER = '005000000000001AAA';

const told = (...[recorded, now]: Array<Array<ReturnType<typeof held>>>): string[] =>
  [...pairsOf(recorded, now, NAMES)].map(([one, other]) => `${one.name} = ${other.name}`);

describe('rows of settings before and after a refresh', () => {
  it('Given a profile called otherwise in another language, when rows are paired, then its ID tells, also against another of that name', () => {
    const recorded = [held('profile:Systemadministrator', {}, { owner: PROFILE })];
    const now = [
      held('profile:Systemadministrator', {}, { owner: '00e000000000009AAA' }),
      held('profile:System Administrator', {}, { owner: PROFILE.slice(0, 15) }),
    ];
    expect(told(recorded, now)).to.deep.equal(['profile:Systemadministrator = profile:System Administrator']);
  });

  it('Given a profile of another ID, when rows are paired, then its developer name tells, and no name that is another’s', () => {
    const recorded = [held('profile:Standardbenutzer', {}, { owner: PROFILE, ownerKey: 'Standard' })];
    const custom = held('profile:Standardbenutzer', {}, { owner: '00e000000000008AAA', ownerKey: 'Standardbenutzer' });
    const now = [custom, held('profile:Standard User', {}, { owner: '00e000000000009AAA', ownerKey: 'Standard' })];
    expect(told(recorded, now)).to.deep.equal(['profile:Standardbenutzer = profile:Standard User']);
    expect(told(recorded, [custom])).to.deep.equal([]);
  });

  it('Given IDs that nobody recorded or that are others now, when rows are paired, then names tell, without the name of the sandbox', () => {
    const recorded = [
      held('profile:Sales', {}),
      held('user:Ava@acme.example.uat', {}, { owner: USER }),
      held('organization', {}, { owner: ORG }),
      held('user:gone@acme.example.uat', {}, { owner: '005000000000003AAA' }),
    ];
    const now = [
      held('organization', {}, { owner: '00D000000000009AAA' }),
      held('user:ava@acme.example.qa', {}, { owner: '005000000000002AAA' }),
      held('profile:Sales', {}, { owner: PROFILE }),
    ];
    expect(told(recorded, now).sort()).to.deep.equal([
      'organization = organization',
      'profile:Sales = profile:Sales',
      'user:Ava@acme.example.uat = user:ava@acme.example.qa',
    ]);
  });

  it('Given rows of a list that are called like those of a hierarchy, when looked at with an owner or without, then only the owner tells', () => {
    expect(isOrganizationRow(held('anything', {}, { owner: ORG }))).to.equal(true);
    expect(isOrganizationRow(held('organization', {}, { owner: PROFILE }))).to.equal(false);
    expect(isOwned(held('anything', {}, { owner: PROFILE }))).to.equal(true);
    expect(isOrganizationRow(held('organization', {}, { owner: null }))).to.equal(false);
    expect(isOwned(held('profile:Sales', {}, { owner: null }))).to.equal(false);
    expect(isOwned(held('profile:Sales', {}))).to.equal(true);
    expect(isOwned(held('Sales', {}))).to.equal(false);
  });
});
