import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { leaksIn } from '../support/canary.ts';

const SECRET = '00D000000000001!AQE_very/secret+value="&"';
const CORE = SECRET.slice(16);
const secrets = { token: SECRET };

describe('the search for secrets', () => {
  const utf16 = Buffer.from(`x${CORE}`, 'utf16le');
  const written: Record<string, Buffer> = {
    'as it is': Buffer.from(`sid=${CORE};`),
    'in a URL': Buffer.from(`otp=${encodeURIComponent(CORE)}&x`),
    ...Object.fromEntries(
      ['', 'a', 'ab'].map((before) => [
        `in base64, behind ${before.length} bytes`,
        Buffer.from(Buffer.from(`${before}${CORE}more`).toString('base64')),
      ])
    ),
    'in a URL that some other tool made': Buffer.from(
      encodeURIComponent(CORE).replace(/%../g, (code) => code.toLowerCase())
    ),
    'in JSON with escapes': Buffer.from(
      CORE.replace(/[^A-Za-z0-9]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
    ),
    'in a JSON document in gzip': gzipSync(JSON.stringify({ CORE })),
    'in base64url': Buffer.from(Buffer.from(`a${CORE}z`).toString('base64url')),
    'in hex': Buffer.from(Buffer.from(CORE).toString('hex')),
    'in UTF-16': utf16,
    'in UTF-16, the other way round': Buffer.from(utf16).swap16(),
    'in JSON within JSON': Buffer.from(JSON.stringify(JSON.stringify({ CORE }))),
    'in gzip': gzipSync(CORE),
    'in gzip within a ZIP': Buffer.from(zipSync({ 'a/b.gz': new Uint8Array(gzipSync(CORE)) })),
    'in a ZIP': Buffer.from(zipSync({ 'a.txt': strToU8(CORE) })),
    deflated: deflateSync(CORE),
    'deflated without a header': deflateRawSync(CORE),
    'in brotli': brotliCompressSync(CORE),
  };
  for (const [how, bytes] of Object.entries(written)) {
    it(`Given a secret ${how}, When it is looked for, Then it is found, and the word does not hold it`, () => {
      const leaks = leaksIn(secrets, 'a file', bytes);
      expect(leaks).to.not.be.empty;
      expect(leaks.join()).to.contain('token').and.not.contain(CORE);
    });
  }

  it('Given everything else, When it is looked for, Then nothing is found', () => {
    for (const text of ['', '00D000000000001!<redacted>', 'AQE_very', CORE.slice(0, -3)])
      expect(leaksIn(secrets, 'a file', Buffer.from(text))).to.deep.equal([]);
  });
});
