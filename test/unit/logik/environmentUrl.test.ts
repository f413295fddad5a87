import { expect } from 'chai';
import fc from 'fast-check';
import { environmentUrlProblem, hasKnownHost, hostOf } from '../../../src/logik/environmentUrl.ts';

describe('environmentUrlProblem', () => {
  for (const good of [
    'https://acme.us01.logik.io',
    'https://acme-uat.test01.logik.io',
    'https://acme.example:8443',
    'http://localhost:1234',
    'http://127.0.0.1:1234',
    'http://[::1]:1234',
  ]) {
    it(`Given ${good}, when it is judged, then nothing is wrong with it`, () => {
      expect(environmentUrlProblem(good)).to.equal(undefined);
    });
  }

  const bad: Array<[string, string, string?]> = [
    ['', 'not-a-url'],
    ['acme.us01.logik.io', 'not-a-url'],
    ['http://acme.us01.logik.io', 'not-https'],
    ['ftp://acme.us01.logik.io', 'not-https'],
    ['javascript:alert(1)', 'not-a-url'],
    ['https:acme.us01.logik.io', 'not-a-url'],
    ['https:\\\\acme.us01.logik.io', 'not-a-url'],
    ['https://user:secret@acme.us01.logik.io', 'credentials'],
    ['https://user@acme.us01.logik.io/', 'credentials'],
    ['https://acme.us01.logik.io/ui/configure', 'path', 'https://acme.us01.logik.io'],
    ['https://acme.us01.logik.io?x=1', 'path', 'https://acme.us01.logik.io'],
    ['https://acme.us01.logik.io#top', 'path', 'https://acme.us01.logik.io'],
    ['https://acme.us01.logik.io/?', 'path', 'https://acme.us01.logik.io'],
    ['https://acme.us01.logik.io/', 'trailing-slash', 'https://acme.us01.logik.io'],
  ];
  for (const [text, kind, canonical] of bad) {
    it(`Given ${JSON.stringify(text)}, when it is judged, then it is ${kind}`, () => {
      expect(environmentUrlProblem(text)).to.deep.equal(canonical === undefined ? { kind } : { kind, canonical });
    });
  }

  it('Given blanks or line breaks in it, which URL would drop, when it is judged, then it is refused as it stands', () => {
    for (const text of [
      ' https://acme.us01.logik.io',
      'https://acme.us01.logik.io\n',
      'https://acme\t.us01.logik.io',
    ]) {
      expect(environmentUrlProblem(text), JSON.stringify(text)).to.deep.equal({ kind: 'not-a-url' });
    }
  });
});

describe('hasKnownHost', () => {
  for (const [url, known] of [
    ['https://acme.us01.logik.io', true],
    ['https://acme.us01.logik.ai', true],
    ['https://acme.service-now.com', true],
    ['http://localhost:80', true],
    ['https://acme.example', false],
    ['https://evillogik.io', false],
    ['https://acme.logik.io.evil.example', false],
  ] as const) {
    it(`Given ${url}, when its host is looked at, then it is ${known ? 'known' : 'not known'}`, () => {
      expect(hasKnownHost(url)).to.equal(known);
    });
  }
});

describe('hostOf', () => {
  for (const spelled of [
    'https://acme.us01.logik.io',
    'https://acme.us01.logik.io/',
    'http://acme.us01.logik.io',
    'HTTPS://ACME.us01.logik.io/ui/configure?x=1',
    'acme.us01.logik.io',
    ' acme.us01.logik.io/ ',
  ]) {
    it(`Given ${JSON.stringify(spelled)}, when its host is asked, then it is the same as in every other spelling`, () => {
      expect(hostOf(spelled)).to.equal('acme.us01.logik.io');
    });
  }

  it('Given nothing, when its host is asked, then there is none', () => {
    for (const nothing of [null, undefined, '', '  ', 'https://', '://']) expect(hostOf(nothing)).to.equal(null);
  });

  it('Given any text, when its host is asked, then it answers a host or null and never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => hostOf(text) === null || hostOf(text) !== ''));
  });
});
