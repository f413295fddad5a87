import { existsSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { BrowserContext } from 'playwright-core';
import { writeTrace } from '../../../../src/salesforce/setupPage/trace.ts';
import { caught } from '../../support/caught.ts';
import { directories } from '../../support/directory.ts';

const temporary = directories();
const COOKIE = 'cookie-2b9e4a10';

/** A browser that has a session, and writes it into its trace. */
const context = {
  tracing: { stop: ({ path }: { path: string }) => writeFile(path, zipSync({ 'a.trace': strToU8(`sid ${COOKIE}`) })) },
  cookies: () => Promise.resolve([{ value: COOKIE }]),
} as unknown as BrowserContext;

describe('writeTrace', () => {
  let directory: string;
  let own: string;
  beforeEach(async () => {
    directory = await temporary.make();
    own = await temporary.make();
  });
  afterEach(temporary.clear);

  it('Given a trace with a session, when it is written, then the session is not in it, also over an earlier one', async () => {
    const path = join(directory, 'trace.zip');
    await writeFile(path, 'earlier');
    await writeTrace(context, path, [], own);
    expect(existsSync(join(own, 'raw.zip'))).to.equal(false);
    const files = unzipSync(await readFile(path));
    expect(strFromU8(files['a.trace'])).to.equal('sid <redacted>');
  });

  it('Given a link in its place, when it is written, then what the link leads to stays', async () => {
    const mine = join(directory, 'mine');
    await writeFile(mine, 'mine');
    await symlink(mine, join(directory, 'trace.zip'));
    expect((await caught(() => writeTrace(context, join(directory, 'trace.zip'), [], own))).name).to.equal(
      'LinkInsideError'
    );
    expect(await readFile(mine, 'utf8')).to.equal('mine');
  });
});
