import { expect } from 'chai';
import fc from 'fast-check';
import { hide, redact } from '../../../src/salesforce/redact.ts';

const SECRET = '00D5e000005AHE7!AQ4AQFz.kT_9-abcDEF0123456789';

describe('redact', () => {
  const cases: Array<[string, string]> = [
    ['a session ID', `bad session ${SECRET} given`],
    ['a session ID of a 15-character org ID', `x ${SECRET}`],
    ['a bearer header', `Authorization: Bearer eyJhbGciOi.J9.abc-AQ4AQFz`],
    ['a lower-case bearer header', `authorization: bearer ${SECRET}`],
    [
      'a frontdoor URL',
      `https://acme.my.salesforce.com/secur/frontdoor.jsp?sid=${encodeURIComponent(SECRET)}&retURL=x`,
    ],
    ['a refresh token', 'grant 5Aep861x-AQ4AQFz-0123456789.abcDEF_ghi refused'],
    ['a one-time password', 'https://acme.my.salesforce.com/secur/frontdoor.jsp?otp=AQ4AQFz&x=1'],
    ['an OAuth answer in a URL', 'https://localhost/?access_token=AQ4AQFz&refresh_token=AQ4AQFzz'],
    ['a runtime token in a page URL', 'https://acme/page?rt=AQ4AQFz'],
    ['a user and a password', 'https://ava:AQ4AQFz@acme.example/path'],
    ['a password with an @', 'https://ava:x@AQ4AQFz@acme.example'],
    ['a token in a fragment', 'https://acme.example/#access_token=AQ4AQFz'],
    ['a key in HTML', '<a href="https://acme.example/?x=1&amp;apikey=AQ4AQFz">'],
    ...[
      'apikey',
      'api_key',
      'key',
      'sig',
      'signature',
      'code',
      'password',
      'client_secret',
      'APIKey',
      'Client_Secret',
    ].map((name): [string, string] => [`the parameter ${name}`, `see https://acme.example/a?x=1&${name}=AQ4AQFz&y=2`]),
  ];
  for (const [name, text] of cases) {
    it(`Given ${name}, when the text is redacted, then nothing of the secret is left`, () => {
      expect(redact(text)).not.to.contain('AQ4AQFz');
      expect(redact(text)).to.contain('<redacted>');
    });
  }

  it('Given a session ID in any text, when it is redacted, then it is gone and the rest is there', () => {
    const around = fc.string({ unit: fc.constantFrom('a', ' ', '"', ',', '\n', '日') });
    fc.assert(
      fc.property(around, around, (before, after) => {
        expect(redact(`${before} ${SECRET} ${after}`)).to.equal(`${before} <redacted> ${after}`);
      })
    );
  });

  it('Given a credential that no form gives away, when this process holds it, then no text tells it, also as a URL spells it', () => {
    const key = 'lgk&plain/2b9e4a10';
    expect(redact(`said ${key}`)).to.contain(key);
    hide(key);
    hide(null);
    hide('short');
    expect(redact(`said ${key} and ${encodeURIComponent(key)} in short`)).to.equal(
      'said <redacted> and <redacted> in short'
    );
  });

  it('Given org IDs, usernames and URLs, when they are redacted, then they stay readable', () => {
    const text =
      'org 00D5e000005AHE7EAM of ava@acme.example!, https://acme.my.salesforce.com/?retURL=%2Fhome, https://a.example/?monkey=1&keyboard=2&mail=ava@b.example';
    expect(redact(text)).to.equal(text);
  });
});
