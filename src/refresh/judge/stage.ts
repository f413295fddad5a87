import { closeWorkspace, openWorkspace, type Workspace } from '../../catalog/workspace.ts';

/** A directory for large files of one run, made when the first line asks for it. */
export type Stage = {
  /** @throws SfError WorkspaceError */
  path(): Promise<string>;
  close(): Promise<void>;
};

/** Prepares a stage beside the files that become of it. */
export const openStage = (directory: string): Stage => {
  let opened: Promise<Workspace> | undefined;
  return {
    path: async () => (await (opened ??= openWorkspace(directory))).path,
    close: async () => {
      const workspace = await opened?.catch(() => undefined);
      if (workspace) await closeWorkspace(workspace);
    },
  };
};
