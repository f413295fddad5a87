import { expect } from 'chai';
import fc from 'fast-check';
import { mayBeProduction, NO_PAST, ownershipOf, type Evidence } from '../../../../src/checklist/shared/production.ts';
import { answers } from '../../support/situation.ts';

const [OLD, A, B, P] = ['acme-uat.test01.logik.io', 'a.test01.logik.io', 'b.test01.logik.io', 'acme.eu1.example'];

/** A sandbox that was refreshed, whose production nobody asked. */
const evidence = (own: Partial<Evidence> = {}): Evidence => ({
  recorded: [OLD],
  answers: answers(),
  past: NO_PAST,
  came: [P],
  copiesProduction: true,
  ...own,
});
const whose = (host: string, own: Partial<Evidence> = {}, came?: boolean): string => {
  const { production, how } = ownershipOf(evidence(own)).of(host, came);
  return `${production ? "production's" : 'not'}, ${how}`;
};
const said = (newHost: string): Evidence['answers'] => answers({ logik: { newHost } });

describe('whose a host is', () => {
  it('Given production told, When asked, Then that stays whatever anybody says, wrote or recorded, and no other host is', () => {
    const told = { told: [P], toldAll: true };
    for (const own of [{ answers: said(P) }, { past: { replaced: [], written: [P] } }, { recorded: [P] }, {}])
      expect(whose(P, { ...told, ...own })).to.equal("production's, told");
    expect(whose(A, { ...told, came: [A] }, true)).to.equal('not, told');
    expect(whose(OLD, told)).to.equal('not, told');
  });

  it('Given only a part of production told, When asked, Then other hosts are judged by what the refresh brought', () => {
    expect(whose(A, { told: [P], came: [A] })).to.equal("production's, inferred");
  });

  it('Given nobody asked production, When the refreshed org names another host than before, Then it is taken for its', () => {
    expect(whose(P)).to.equal("production's, inferred");
    expect(whose('launch.example', {}, true)).to.equal("production's, inferred");
    expect(whose(OLD)).to.equal('not, unknown');
    expect(whose(A)).to.equal('not, unknown');
  });

  it('Given what people said or this tool wrote, When the org names it, Then it never is, in any place', () => {
    for (const own of [{ answers: said(A) }, { past: { replaced: [], written: [A] } }]) {
      expect(whose(A, { ...own, came: [A] }, true)).to.equal('not, told');
    }
  });

  it('Given repoint to A, then to B, then taken back, When asked, Then only what was replaced first is production’s', () => {
    const past = { replaced: [P], written: [A, B] };
    for (const came of [[A], [B], [P], []]) {
      expect([P, A, B, OLD].map((host) => whose(host, { past, came }))).to.deep.equal([
        "production's, inferred",
        'not, told',
        'not, told',
        'not, unknown',
      ]);
    }
  });

  it('Given a journal in which a wrong verdict stands, When asked, Then what this tool wrote still is the sandbox’s', () => {
    expect(ownershipOf(evidence({ past: { replaced: [P, A], written: [A] } })).replaced).to.deep.equal([P]);
  });

  it('Given a clone of another sandbox, When it names what it did not name, Then nobody knows whose that is', () => {
    expect(whose(P, { copiesProduction: false }, true)).to.equal('not, unknown');
    expect(whose(P, { copiesProduction: false, told: [P], toldAll: true })).to.equal("production's, told");
  });

  it('Given another port or other letters of a host, When asked, Then it is the same; on this machine ports differ', () => {
    expect(whose('ACME.eu1.example:8443')).to.equal("production's, inferred");
    expect(whose('127.0.0.1:2', { came: ['127.0.0.1:1'] })).to.equal('not, unknown');
  });

  it('Given any evidence, When a key is to be handed out, Then never to what is told, and never to an unknown production sector', () => {
    const hosts = fc.subarray([OLD, A, B, P, 'x.prod.logik.io']);
    fc.assert(
      fc.property(hosts, hosts, hosts, hosts, (told, recorded, written, came) => {
        const all = ownershipOf(evidence({ told, recorded, came, past: { replaced: [], written } }));
        for (const host of told) expect(mayBeProduction(all, host)).to.equal(true);
        for (const host of written) if (!told.includes(host)) expect(mayBeProduction(all, host)).to.equal(false);
        const sector = 'x.prod.logik.io';
        if (!written.includes(sector)) expect(mayBeProduction(all, sector)).to.equal(true);
      })
    );
  });
});
