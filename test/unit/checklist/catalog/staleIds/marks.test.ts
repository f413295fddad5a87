import { expect } from 'chai';
import fc from 'fast-check';
import { marksIn } from '../../../../../src/checklist/catalog/staleIds/marks.ts';
import { idSuffix } from '../../../../../src/salesforce/spelling.ts';
import { caseSuffix } from '../../../../simulator/store/ids.ts';

const SHORT = '01t5e00000ABcDe';
const LONG = `${SHORT}AAL`;

const alphanumeric = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
const tail = fc.array(alphanumeric, { minLength: 12, maxLength: 12 }).map((characters) => characters.join(''));
const prefix = fc.constantFrom('00D', '005', '00e', '01t', '01s', '01u');

describe('IDs in texts', () => {
  it('Given any ID, when its checksum is computed, then it is the one that Salesforce puts behind it', () => {
    expect(idSuffix('001D000000JRkLy')).to.equal(caseSuffix('001D000000JRkLy'));
    fc.assert(fc.property(prefix, tail, (start, rest) => idSuffix(start + rest) === caseSuffix(start + rest)));
  });

  it('Given an ID of either length between any other characters, when the text is searched, then it is found', () => {
    const between = fc.constantFrom(
      ' ',
      '"',
      "'",
      '/',
      ',',
      ';',
      '=',
      '_',
      '-',
      '\n',
      '(',
      '!',
      '.',
      '%2F',
      '%3D',
      'ü'
    );
    fc.assert(
      fc.property(prefix, tail, fc.boolean(), between, between, (start, rest, isLong, before, after) => {
        const id = start + rest + (isLong ? caseSuffix(start + rest) : '');
        expect(marksIn(`x${before}${id}${after}y`).ids).to.deep.equal([id]);
      })
    );
  });

  it('Given words that only look like IDs, when the text is searched, then none is found', () => {
    const words = [
      `${SHORT}AAA`, // wrong checksum
      `${LONG}x`,
      `x${LONG}`,
      SHORT.slice(0, -1),
      'a015e00000ABcDe', // nothing that a refresh replaces
      '01tNotAnId, 01t, 005',
    ];
    for (const word of words) expect(marksIn(word).ids, word).to.deep.equal([]);
  });

  it('Given an ID that stands twice, when the text is searched, then it is found once', () => {
    expect(marksIn(`${LONG};${LONG};${SHORT}`).ids).to.deep.equal([LONG, SHORT]);
  });
});

describe('hosts in texts', () => {
  const HOSTS: Array<[text: string, hosts: string[]]> = [
    ['see https://Acme--UAT.sandbox.my.salesforce.com/apex/x, please', ['acme--uat.sandbox.my.salesforce.com']],
    ['https://acme-uat.test01.logik.io.', ['acme-uat.test01.logik.io']],
    ['acme-uat.test01.logik.io:443/ui/configure', ['acme-uat.test01.logik.io']],
    ['http://127.0.0.1:8080/x', ['127.0.0.1:8080']],
    ['https://user:p@ss@cpq.acme.example:8443/x', ['cpq.acme.example:8443']],
    ['?retURL=https%3A%2F%2Fcpq.acme.example%3A8443%2Fx', ['cpq.acme.example:8443']],
    ['?to=%2F%2Facme--uat.sandbox.lightning.force.com%2Fx', ['acme--uat.sandbox.lightning.force.com']],
    ['https://one.example,https://two.example', ['one.example', 'two.example']],
    ['xacme-uat.test01.logik.io', ['xacme-uat.test01.logik.io']],
    ['https://acme-uat.test01.logik.io.evil.example', ['acme-uat.test01.logik.io.evil.example']],
    ['*.logik.io', []],
    ['', []],
  ];
  for (const [text, hosts] of HOSTS) {
    it(`Given ${JSON.stringify(text)}, when it is searched, then the hosts are ${hosts.join(', ') || 'none'}`, () => {
      expect(marksIn(text).hosts).to.deep.equal(hosts);
    });
  }

  it('Given secrets, when they are searched, then nothing of them is kept', () => {
    const secrets = [
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
      'Bearer abc//def.ghi.jkl/mno==',
      'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
      'AQoEAQ.token.part',
    ];
    for (const secret of secrets) expect(marksIn(secret), secret).to.deep.equal({ ids: [], hosts: [] });
    expect(marksIn('https://bob:hunter2@cpq.acme.example/?rt=s3cret')).to.deep.equal({
      ids: [],
      hosts: ['cpq.acme.example'],
    });
  });

  it('Given a very long text without an end, when it is searched, then it takes no time to speak of', () => {
    const began = performance.now();
    for (const part of ['a.', 'a-', 'https://a', '%3A', '01t5e0', 'x@']) marksIn(part.repeat(130_000 / part.length));
    expect(performance.now() - began).to.be.below(2000);
  });
});
