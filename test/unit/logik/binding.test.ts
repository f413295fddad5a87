import { expect } from 'chai';
import fc from 'fast-check';
import { hostsNamed, isVendors, orgMayTell, passageTo, type Evidence } from '../../../src/logik/binding.ts';

const HOST = 'acme-uat.test01.logik.io';
const OTHER = 'evil.example';
const NOTHING: Evidence = { bound: [], named: null, typed: [], canAsk: false };

describe('where a credential may go', () => {
  const cases: Array<[string, Partial<Evidence>, string]> = [
    ['nothing is known', {}, 'stranger'],
    ['it is bound to that host', { bound: [HOST] }, 'go'],
    ['it is bound to another', { bound: [OTHER] }, 'bound'],
    ['that host was typed', { typed: [HOST] }, 'go'],
    ['that host was typed and it is bound elsewhere', { typed: [HOST], bound: [OTHER] }, 'go'],
    ['the variable names that host', { named: [HOST] }, 'go'],
    ['the variable names that host and it is bound elsewhere', { named: [HOST], bound: [OTHER] }, 'go'],
    ['the variable names another', { named: [OTHER], bound: [HOST], typed: [HOST], canAsk: true }, 'named'],
    ['somebody can be asked', { canAsk: true }, 'ask'],
    ['somebody can be asked and it is bound elsewhere', { canAsk: true, bound: [OTHER] }, 'ask'],
    ['what is kept cannot be read', { bound: null }, 'unreadable'],
    ['what is kept cannot be read and the host was typed', { bound: null, typed: [HOST] }, 'go'],
    ['another port was typed', { typed: [`${HOST}:8443`] }, 'stranger'],
  ];
  for (const [when, evidence, passage] of cases) {
    it(`Given ${when}, When asked, Then ${passage}`, () => {
      expect(passageTo(HOST, { ...NOTHING, ...evidence })).to.equal(passage);
    });
  }

  it('Given any evidence that does not name the host, When nobody can be asked, Then it never goes', () => {
    const hosts = fc.array(fc.constantFrom(OTHER, `${HOST}:1`, `x.${HOST}`, HOST.slice(1)));
    fc.assert(
      fc.property(hosts, hosts, fc.option(hosts), (bound, typed, named) => {
        expect(passageTo(HOST, { bound, typed, named, canAsk: false })).to.not.equal('go');
      })
    );
  });

  it('Given the word of an org, When the host is one that anybody can have, Then it does not count', () => {
    for (const [host, counts] of [
      [HOST, true],
      ['acme.logik.ai', true],
      ['127.0.0.1:4000', true],
      ['dev12345.service-now.com', false],
      ['logik.io', false],
      ['logik.io.evil.example', false],
      ['acme.logik.io.evil.example', false],
      ['evillogik.io', false],
      ['127.0.0.1.evil.example', false],
      ['localhost.evil.example', false],
      ['a@acme.logik.io', false],
    ] as const) {
      expect(isVendors(host), host).to.equal(counts);
      expect(orgMayTell(host, { names: [host], seen: [] }), host).to.equal(counts);
    }
    expect(orgMayTell(HOST, { names: [], seen: [HOST] })).to.equal(true);
    expect(orgMayTell(HOST, { names: [OTHER], seen: [OTHER] })).to.equal(false);
  });

  it('Given the variable, When it is read, Then hosts and URLs count, and an empty one names nothing', () => {
    expect(hostsNamed(undefined)).to.equal(null);
    expect(hostsNamed('  ')).to.equal(null);
    expect(hostsNamed('https://ACME.test01.logik.io/, b.logik.io:8443')).to.deep.equal([
      'acme.test01.logik.io',
      'b.logik.io:8443',
    ]);
  });
});
