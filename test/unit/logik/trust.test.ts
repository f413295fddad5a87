import { expect } from 'chai';
import { covers, nameFor } from '../../../src/logik/trust.ts';

const ENVIRONMENT = 'https://acme-uat.test01.logik.io';

describe('covers', () => {
  const yes = [
    ENVIRONMENT,
    `${ENVIRONMENT}/`,
    'https://ACME-UAT.test01.logik.io',
    'acme-uat.test01.logik.io',
    'https://acme-uat.test01.logik.io:443',
    'https://*.logik.io',
    '*.test01.logik.io',
  ];
  for (const trusted of yes) {
    it(`Given ${trusted}, when the environment is asked about, then it is covered`, () => {
      expect(covers(trusted, ENVIRONMENT)).to.equal(true);
    });
  }

  const no = [
    'https://acme.us01.logik.io',
    'https://test01.logik.io',
    'https://*logik.io',
    'https://*.io.logik',
    'https://*.acme-uat.test01.logik.io',
    'http://acme-uat.test01.logik.io',
    'https://acme-uat.test01.logik.io:8443',
    'https://acme-uat.test01.logik.io/ui',
    'https://acme-uat.test01.logik.io.evil.example',
    '',
  ];
  for (const trusted of no) {
    it(`Given ${trusted === '' ? 'nothing' : trusted}, when the environment is asked about, then it is not covered`, () => {
      expect(covers(trusted, ENVIRONMENT)).to.equal(false);
    });
  }

  it('Given this machine and a port, when it is asked about, then scheme and port count like any other', () => {
    expect(covers('http://127.0.0.1:4711', 'http://127.0.0.1:4711')).to.equal(true);
    expect(covers('http://127.0.0.1:4712', 'http://127.0.0.1:4711')).to.equal(false);
    expect(covers('http://[::1]:4711', 'http://[::1]:4711')).to.equal(true);
  });
});

describe('nameFor', () => {
  it('Given a host, when it is named, then it is an API name: letters first, single underscores, none at the end', () => {
    expect(nameFor(ENVIRONMENT, [])).to.equal('Logik_acme_uat_test01_logik_io');
    for (const url of [ENVIRONMENT, 'http://[::1]:80', `https://${'a'.repeat(63)}.${'b'.repeat(63)}.logik.io`]) {
      expect(nameFor(url, []))
        .to.match(/^[A-Za-z](_?[A-Za-z0-9])*$/)
        .and.have.lengthOf.at.most(80);
    }
  });

  it('Given names that are taken, in any case, when it is named, then it is none of them', () => {
    const taken = ['LOGIK_ACME_UAT_TEST01_LOGIK_IO', 'Logik_acme_uat_test01_logik_io_2'];
    expect(nameFor(ENVIRONMENT, taken)).to.equal('Logik_acme_uat_test01_logik_io_3');
  });
});
