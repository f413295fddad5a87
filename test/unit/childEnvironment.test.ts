import { expect } from 'chai';
import fc from 'fast-check';
import { childEnvironment } from '../../src/childEnvironment.ts';

describe('the environment of a process that is started', () => {
  it('Given secrets of all kinds, When a child is started, Then it gets none, and what a browser needs', () => {
    const needed = {
      PATH: '/bin',
      HOME: '/home/a',
      LANG: 'de_DE.UTF-8',
      LC_ALL: 'C',
      TMPDIR: '/tmp/x',
      DISPLAY: ':0',
      XDG_RUNTIME_DIR: '/run/user/1',
      LD_LIBRARY_PATH: '/opt/lib',
      FONTCONFIG_PATH: '/etc/fonts',
      NO_PROXY: 'localhost',
      SystemRoot: 'C:\\Windows',
      'ProgramFiles(x86)': 'C:\\Program Files (x86)',
    };
    const secrets = Object.fromEntries(
      [
        'LOGIK_ADMIN_API_KEY',
        'LOGIK_RUNTIME_TOKEN',
        'SF_ACCESS_TOKEN',
        'SFDX_ACCESS_TOKEN',
        'SFDX_AUTH_URL',
        'SF_CLIENT_SECRET',
        'GITHUB_TOKEN',
        'AWS_SECRET_ACCESS_KEY',
        'NPM_CONFIG__AUTH',
        'DB_PASSWORD',
        'PGPASS',
        'SOMETHING_UNHEARD_OF',
        'XDG_TOKEN',
        'LC_SECRET',
      ].map((name) => [name, 'hidden'])
    );
    expect(childEnvironment({ ...needed, ...secrets })).to.deep.equal(needed);
  });

  it('Given a proxy with a password, When a child is started, Then the proxy is named without', () => {
    expect(childEnvironment({ HTTPS_PROXY: 'http://ava:s3cret@proxy:3128', no_proxy: 'a@b' })).to.deep.equal({
      HTTPS_PROXY: 'http://proxy:3128',
      no_proxy: 'a@b',
    });
  });

  it('Given any names that say secret, When a child is started, Then it gets none of them', () => {
    const word = fc.constantFrom('TOKEN', 'KEY', 'SECRET', 'PASSWORD', 'AUTH_URL', 'CREDENTIALS');
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z_]{0,12}$/), word, (start, end) => {
        expect(childEnvironment({ [`${start}_${end}`]: 'hidden' })).to.deep.equal({});
      })
    );
  });
});
