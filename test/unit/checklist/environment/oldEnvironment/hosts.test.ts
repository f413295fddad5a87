import { expect } from 'chai';
import fc from 'fast-check';
import type { ReadContext } from '../../../../../src/checklist/item.ts';
import { finder, givenUp, proposal } from '../../../../../src/checklist/environment/oldEnvironment/hosts.ts';
import { orgStub } from '../../../support/reader.ts';
import { ELSEWHERE } from '../../../support/readContext.ts';
import { answers } from '../../../support/situation.ts';
import { NEW_URL, orgDefault, SANDBOX_URL, THIRD_URL } from '../../../support/tenant.ts';

const OLD = 'acme-uat.test01.logik.io';
const find = finder([OLD]);

describe('finder', () => {
  const named = [
    ['bare', OLD, OLD],
    ['in upper case', `HTTPS://ACME-UAT.TEST01.LOGIK.IO/ui`, 'HTTPS://ACME-UAT.TEST01.LOGIK.IO/ui'],
    ['in quotation marks', `String u = '${SANDBOX_URL}';`, SANDBOX_URL],
    ['encoded in a query', `https://x.example?to=https%3A%2F%2F${OLD}%2Fui`, OLD],
    ['with escaped slashes', `"https:\\/\\/${OLD}\\/ui"`, OLD],
    ['with the standard port', `${SANDBOX_URL}:443/ui`, `${SANDBOX_URL}:443/ui`],
    ['absolutely, with a dot behind', `${OLD}./ui`, OLD],
    ['at the end of a sentence', `Open ${SANDBOX_URL}/ui.`, `${SANDBOX_URL}/ui`],
  ] as const;
  for (const [how, text, expected] of named) {
    it(`Given the host ${how}, When it is looked for, Then it is found as it is spelled`, () => {
      expect(find(text)?.texts).to.deep.equal([expected]);
    });
  }

  const others = [
    ['another tenant whose name ends alike', `https://my-${OLD}/ui`],
    ['a subdomain', `https://cdn.${OLD}/ui`],
    ['a longer domain', `https://${OLD}.example`],
    ['a longer name', `https://${OLD}x/ui`],
    ['another port', `https://${OLD}:8443/ui`],
    ['the words of it, as a search takes them', 'acme uat test01 logik io, acme/uat.test01-logik.io'],
    ['any character in the place of a dot', 'acme-uatXtest01Xlogik.io'],
  ] as const;
  for (const [what, text] of others) {
    it(`Given ${what}, When the host is looked for, Then it is not taken for it`, () => {
      expect(find(text)).to.equal(undefined);
    });
  }

  it('Given a login, a token or a key beside it, When it is found, Then nothing of them is kept', () => {
    const texts = find(`https://bob:s3cret@${OLD}/ui/configure?rt=tok3n#k3y and https://${OLD}/api?key=k3y`)?.texts;
    expect(texts).to.deep.equal([`${SANDBOX_URL}/ui/configure`, `${SANDBOX_URL}/api`]);
  });

  it('Given several lines, When it is found, Then the first one is told, and each spelling once', () => {
    expect(find(`a\nb ${SANDBOX_URL}\nc ${SANDBOX_URL} ${OLD}`)).to.deep.equal({
      line: 2,
      texts: [SANDBOX_URL, OLD],
      isUrl: false,
    });
  });

  it('Given a text that is nothing but a URL of it, When it is found, Then that is told', () => {
    expect(find(`${SANDBOX_URL}/ui`)?.isUrl).to.equal(true);
    expect(find(`see ${SANDBOX_URL}`)?.isUrl).to.equal(false);
    expect(find(`https://x.example/${OLD}`)?.isUrl).to.equal(false);
  });

  it('Given a host with a port, When another port begins alike, Then it is not taken for it', () => {
    const local = finder(['127.0.0.1:4711']);
    expect(local('http://127.0.0.1:4711/ui')?.texts).to.deep.equal(['http://127.0.0.1:4711/ui']);
    expect(local('http://127.0.0.1:47110/ui')).to.equal(undefined);
  });

  it('Given a megabyte without any host, When it is looked through, Then it does not take long', () => {
    const started = Date.now();
    for (const piece of ['a', '+', 'https://', '@', 'acme-uat.']) find(piece.repeat(1_000_000 / piece.length));
    expect(Date.now() - started).to.be.below(5000);
  });

  it('Given any surroundings without letters, digits, dots and dashes, When the host stands in them, Then it is found', () => {
    const surroundings = fc.stringMatching(/^[ \t\n"'<>(){},;=|/]*$/);
    fc.assert(fc.property(surroundings, surroundings, (before, after) => find(before + OLD + after) !== undefined));
  });
});

describe('proposal', () => {
  const hosts = [{ old: OLD, now: 'acme-new.test02.logik.io' }];
  it('Given a URL, When a new one is proposed, Then scheme and path stay and http becomes https', () => {
    expect(proposal(`http://${OLD}/ui`, hosts)).to.equal('https://acme-new.test02.logik.io/ui');
    expect(proposal(OLD.toUpperCase(), hosts)).to.equal('acme-new.test02.logik.io');
    expect(proposal(`https://${OLD}:443/ui`, hosts)).to.equal('https://acme-new.test02.logik.io/ui');
  });
  it('Given no successor, When one is asked for, Then there is no proposal', () => {
    expect(proposal(SANDBOX_URL, [{ old: OLD, now: null }])).to.equal(null);
  });
});

describe('givenUp', () => {
  type Said = Parameters<typeof answers>[0];
  const after = (said: Said, before: unknown = orgDefault(SANDBOX_URL)): ReturnType<typeof givenUp> =>
    givenUp({
      ...ELSEWHERE,
      org: orgStub({}),
      answers: answers(said),
      recorded: () => before,
    } as unknown as ReadContext);

  it('Given a repoint to the same environment, When asked what is given up, Then nothing is', async () => {
    expect(await after({})).to.deep.equal([]);
  });
  it('Given a new host, When asked what is given up, Then it is the old one, with its successor', async () => {
    expect(await after({ logik: { newHost: 'acme-uat2.test01.logik.io' } })).to.deep.equal([
      { old: OLD, now: 'acme-uat2.test01.logik.io' },
    ]);
  });
  it('Given a decommission without a new host, When asked what is given up, Then nobody knows its successor', async () => {
    expect(await after({ refresh: { dataStrategy: 'decommission' } })).to.deep.equal([{ old: OLD, now: null }]);
  });
  it('Given two URLs of which one moves, When asked what is given up, Then only its host is', async () => {
    const before = orgDefault(SANDBOX_URL, { runtime: THIRD_URL });
    expect(await after({ logik: { runtimeUrl: NEW_URL } }, before)).to.deep.equal([
      { old: 'acme-dev.test02.logik.io', now: 'acme-uat2.test01.logik.io' },
    ]);
    expect(await after({ logik: { runtimeUrl: SANDBOX_URL, administrationUrl: THIRD_URL } }, before)).to.deep.equal([]);
  });
  it('Given no record of the Logik Tenant, When asked what is given up, Then nobody knows', async () => {
    const unrecorded = { ...ELSEWHERE, org: orgStub({}), answers: answers(), recorded: () => undefined };
    expect(await givenUp(unrecorded as unknown as ReadContext)).to.equal(null);
  });
});
