import { execFile, execFileSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { readIgnoreFile } from './ignore-file.ts';
import { execForm, type Instruction, parseDockerfile, type Stage } from './parse-dockerfile.ts';

export interface BuildOptions {
  readonly dockerfile: string;
  /** The folder that COPY reads from, with its `.dockerignore`. */
  readonly context: string;
  readonly args: Readonly<Record<string, string>>;
  /** Takes one folder a stage; an unprivileged user writes there. */
  readonly scratch: string;
  /** Who runs the lines; undefined: the user of this process. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** What the lines see besides their own ENV: PATH, HOME, npm's cache. */
  readonly env: Readonly<Record<string, string>>;
}

/** What an image would hold and start, in a folder. */
export interface BuiltImage {
  /** The image's `/`. */
  readonly root: string;
  readonly workingFolder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly healthCheck: readonly string[];
  readonly user: string;
}

interface StageState {
  readonly root: string;
  workingFolder: string;
  env: Record<string, string>;
  args: Record<string, string>;
  entrypoint: string[];
  healthCheck: string[];
  user: string;
}

/**
 * Runs a Dockerfile's own lines in folders, without Docker: COPY copies what `.dockerignore` shows, RUN
 * runs below the stage's folder, so it may name relative paths alone. What the base image brings is this
 * machine's. Throws with the output of the line that fails.
 */
export async function buildImage(options: BuildOptions): Promise<BuiltImage> {
  const stages = parseDockerfile(options.dockerfile);
  const built = new Map<string, StageState>();
  for (const stage of stages) built.set(stage.name, await buildStage(stage, built, options));
  const last = built.get(stages.at(-1)?.name ?? '');
  if (last === undefined) throw new Error(`${options.dockerfile} has no stage`);
  return last;
}

async function buildStage(
  stage: Stage,
  built: ReadonlyMap<string, StageState>,
  options: BuildOptions,
): Promise<StageState> {
  const base = built.get(stage.from);
  const state: StageState = {
    root: path.join(options.scratch, stage.name),
    workingFolder: base?.workingFolder ?? '/',
    env: { ...base?.env },
    args: {},
    entrypoint: [],
    healthCheck: [],
    user: '',
  };
  makeFolder(state.root, options);
  if (base !== undefined) linkTree(base.root, state.root, options);
  makeFolder(inside(state, state.workingFolder), options);
  for (const instruction of stage.instructions) await apply(instruction, state, built, options);
  return state;
}

async function apply(
  { name, text }: Instruction,
  state: StageState,
  built: ReadonlyMap<string, StageState>,
  options: BuildOptions,
): Promise<void> {
  const filled = expand(text, { ...state.env, ...state.args });
  switch (name) {
    case 'ARG': {
      const [key = '', fallback] = filled.split('=');
      state.args[key] = options.args[key] ?? fallback ?? '';
      return;
    }
    case 'ENV': {
      const [key = '', value = ''] = filled.split('=');
      state.env[key] = value;
      return;
    }
    case 'WORKDIR':
      state.workingFolder = path.posix.resolve(state.workingFolder, filled);
      return makeFolder(inside(state, state.workingFolder), options);
    case 'COPY':
      return copy(filled.split(/\s+/), state, built, options);
    case 'RUN':
      return run(text.replaceAll(/--mount=\S+\s+/g, ''), state, options);
    case 'USER':
      state.user = filled;
      return;
    case 'HEALTHCHECK':
      state.healthCheck = execForm(filled.replace(/^.*CMD\s+/, ''));
      return;
    case 'ENTRYPOINT':
      state.entrypoint = execForm(filled);
      return;
    default:
      throw new Error(`${name} is not understood`);
  }
}

const inside = (state: StageState, absolute: string): string => path.join(state.root, absolute);

const expand = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (_, key: string) => values[key] ?? '');

function copy(
  words: readonly string[],
  state: StageState,
  built: ReadonlyMap<string, StageState>,
  options: BuildOptions,
): void {
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const paths = words.filter((word) => !word.startsWith('--'));
  const target = path.resolve(inside(state, state.workingFolder), paths.at(-1) ?? '.');
  for (const source of paths.slice(0, -1)) {
    const isFolderTarget = paths.at(-1)?.endsWith('/') ?? false;
    if (from === undefined) copyFromContext(source, target, isFolderTarget, options);
    else copyFromStage(path.join(built.get(from)?.root ?? '', source), target, options);
  }
}

function copyFromContext(
  source: string,
  target: string,
  isFolderTarget: boolean,
  options: BuildOptions,
): void {
  const isHidden = readIgnoreFile(path.join(options.context, '.dockerignore'));
  const from = path.join(options.context, source);
  // As a builder says: what is hidden does not exist.
  if (isHidden(source) || !existsSync(from)) throw new Error(`COPY ${source}: not found`);
  const isFile = statSync(from).isFile();
  const to = isFile && isFolderTarget ? path.join(target, path.basename(source)) : target;
  makeFolder(isFile ? path.dirname(to) : to, options);
  cpSync(from, to, {
    recursive: true,
    filter: (file) => file === from || !isHidden(path.relative(options.context, file)),
  });
  own(to, options);
}

function copyFromStage(source: string, target: string, options: BuildOptions): void {
  makeFolder(target, options);
  linkTree(source, target, options);
}

/** Hard links, as a layer's files are shared too; nothing writes into them afterwards. */
function linkTree(source: string, target: string, options: BuildOptions): void {
  if (readdirSync(source).length > 0) execFileSync('cp', ['-al', `${source}/.`, target]);
  own(target, options);
}

function makeFolder(folder: string, options: BuildOptions): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder), options);
  mkdirSync(folder);
  if (options.user !== undefined) chownSync(folder, options.user.uid, options.user.gid);
}

function own(target: string, { user }: BuildOptions): void {
  if (user !== undefined) execFileSync('chown', ['-hR', `${user.uid}:${user.gid}`, target]);
}

async function run(command: string, state: StageState, options: BuildOptions): Promise<void> {
  if (/(^|[\s"'=])\/(?!dev\/)/.test(command)) {
    throw new Error(`RUN names an absolute path, which would leave the scratch folder: ${command}`);
  }
  await promisify(execFile)('/bin/sh', ['-ec', command], {
    cwd: inside(state, state.workingFolder),
    env: { ...options.env, ...state.env, ...state.args },
    ...options.user,
  });
}
