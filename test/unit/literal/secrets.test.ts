import { expect } from 'chai';
import { holdsSecret, redact, tellsSecret } from '../../../src/literal/secrets.ts';

const JWT = `eyJhbGciOiJIUzI1NiJ9.${'eyJzdWIiOiIxMjMifQ'}.c2lnbmF0dXJl-_x`;
const SESSION = '00D7Q000000AbCd!AQ4AQFzx.Yz_1234';

describe('secrets in what people write', () => {
  const shapes: Array<[string, string]> = [
    ['a session ID', `done with ${SESSION}`],
    ['a session ID as an address has it', `done with ${SESSION.replace('!', '%21')}`],
    ['a JSON Web Token', `the header was ${JWT}`],
    ['a token without a signature', `the header was ${JWT.split('.').slice(0, 2).join('.')}`],
    ['a bearer token', 'curl -H "Authorization: Bearer 2b9e4a10-5d21-4c0f-9e3a"'],
    ['a frontdoor URL', 'https://x.my.salesforce.com/secur/frontdoor.jsp?sid=abcdefgh1234'],
    ['a sid alone', 'opened with sid=abcdefgh1234 in the browser'],
    ['a refresh token', `5Aep861${'k'.repeat(40)}`],
    ['an sfdx auth URL', 'force://PlatformCLI:s3cret:5Aep8@x.my.salesforce.com'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----'],
    ['a key of GitHub', `ghp_${'a1B2'.repeat(9)}`],
    ['a key of AWS', 'AKIAIOSFODNN7EXAMPLE'],
  ];
  for (const [name, text] of shapes) {
    it(`Given ${name}, then it is seen in an answer and in a note`, () => {
      expect([holdsSecret(text), tellsSecret(text)]).to.deep.equal([true, true]);
    });
  }

  const named: Array<[string, string]> = [
    ['a runtime token that is called so', 'runtime client made, token uat-runtime-client-2b9e4a10'],
    ['a key that is called so', 'API key: 2b9e4a10-5d21-4c0f-9e3a-7c1f0d52aa11'],
    ['a password', 'reset in Setup, password is Winter2027!!'],
    ['what a generator made', 'made anew: Zx81kQp0vB7nM3rT9wL2yD5hJ8fG4sA6'],
  ];
  for (const [name, text] of named) {
    it(`Given ${name}, then it is seen in a note`, () => {
      expect(tellsSecret(text)).to.equal(true);
    });
  }

  it('Given the key that this run was given, then it is seen wherever it stands', () => {
    process.env.LOGIK_RUNTIME_TOKEN = 'plain-looking-words-1';
    try {
      expect(holdsSecret('I put plain-looking-words-1 there')).to.equal(true);
    } finally {
      delete process.env.LOGIK_RUNTIME_TOKEN;
    }
  });

  for (const text of [
    'token of the refresh-token user was reset by Dana on 2027-01-15',
    'Bearer token was renewed in Logik Admin',
    'reset in Logik, ticket CHG0012345, session of Monday',
    'key 01t7Q000000AbCdQAK is the product that was opened',
    'refresh token user is dana.doe@acme.example.uat2',
    'https://acme-uat.test01.logik.io/a/Admin?tab=2 opened and saved',
    'commit 9fceb02d0ae598e95dc970b74767f19372d4c1f4 deployed',
    'password policy JIRA-4711. agreed',
    'the org 00D7Q000000AbCdEAK answers',
    'production',
  ]) {
    it(`Given "${text}", then it is none`, () => {
      expect([holdsSecret(text), tellsSecret(text)]).to.deep.equal([false, false]);
    });
  }

  it('Given what others wrote, when it is redacted, then what only looks like a secret by its name stays readable', () => {
    expect(redact(`a ${JWT} b ${SESSION} c`)).to.equal('a <redacted> b <redacted> c');
    expect(redact(`x ${SESSION.replace('!', '%21')}`)).to.equal('x <redacted>');
    expect(redact('commit 9fceb02d0ae598e95dc970b74767f19372d4c1f4')).to.contain('9fceb02');
  });
});
