import fs from 'node:fs';
import sinon from 'sinon';

/** From here on every write to a file ends as on a full disk; `restore` gives the disk its room back. */
export const fullDisk = (): { restore(): void } => {
  const sandbox = sinon.createSandbox();
  const full = (...args: unknown[]): void => {
    const done = args.at(-1) as (error: Error) => void;
    setImmediate(() => done(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })));
  };
  sandbox.stub(fs, 'write').callsFake(full);
  sandbox.stub(fs, 'writev').callsFake(full);
  return { restore: () => sandbox.restore() };
};
