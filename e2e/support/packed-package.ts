/** The package as a site installs it: packed, then installed without a network into folders of their own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test as base } from '@playwright/test';

const PACKAGE = 'dist/package';
const BUNDLE = 'public/bundles/movies';

/** A project of somebody else's, with the package in it. */
export class Project {
  readonly folder: string;
  private readonly servers: ChildProcess[] = [];

  constructor(folder: string) {
    this.folder = folder;
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** The package `npm install`ed from its tarball, and these of the repository's own in node_modules. */
  install(tarball: string, packages: readonly string[]): void {
    this.write({ 'package.json': JSON.stringify({ name: 'site', private: true, type: 'module' }) });
    npm(['install', '--offline', '--no-save', '--no-audit', '--no-fund', '--legacy-peer-deps', tarball], this.folder);
    for (const name of packages) {
      const here = this.path('node_modules', name);
      mkdirSync(dirname(here), { recursive: true });
      symlinkSync(resolve('node_modules', name), here, 'junction');
    }
  }

  write(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(this.path(path)), { recursive: true });
      writeFileSync(this.path(path), text);
    }
  }

  /** The movies. */
  addBundle(folder = 'public/bundles/movies'): void {
    cpSync(BUNDLE, this.path(folder), { recursive: true });
  }

  /** Runs a script of node_modules to its end. @throws with what it said */
  run(script: string, ...args: string[]): string {
    return execFileSync(process.execPath, [this.path('node_modules', script), ...args], { cwd: this.folder, env: plainEnvironment(), encoding: 'utf8', stdio: 'pipe' });
  }

  /** Starts `vite dev` or `vite preview`. @returns its address */
  async serve(command: 'dev' | 'preview'): Promise<string> {
    const port = await freePort();
    const args = [this.path('node_modules/vite/bin/vite.js'), command, '--host', '127.0.0.1', '--port', String(port), '--strictPort'];
    const server = spawn(process.execPath, args, { cwd: this.folder, env: plainEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    this.servers.push(server);
    let said = '';
    await new Promise<void>((ready, failed) => {
      for (const stream of [server.stdout, server.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          if (said.includes(String(port))) ready();
        });
      }
      server.once('exit', () => failed(new Error(`vite ${command} ended: ${said}`)));
    });
    return `http://127.0.0.1:${port}/`;
  }

  async close(): Promise<void> {
    for (const server of this.servers) {
      if (server.exitCode !== null) continue;
      server.kill();
      await once(server, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Playwright's `test` with `packed`: makes projects with the package, and what lies in the folder `from`, which end with the test. */
export const test = base.extend<{ packed: (packages?: readonly string[], from?: string) => Project }, { tarball: string }>({
  tarball: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'tastekit-packed-'));
      npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], resolve(PACKAGE));
      await use(join(folder, readdirSync(folder)[0]));
      rmSync(folder, { recursive: true });
    },
    { scope: 'worker' },
  ],
  packed: async ({ tarball }, use) => {
    const projects: Project[] = [];
    await use((packages = [], from) => {
      const project = new Project(mkdtempSync(join(tmpdir(), 'tastekit-site-')));
      projects.push(project);
      project.install(tarball, packages);
      if (from) cpSync(from, project.folder, { recursive: true, filter: (path) => !/[/\\](node_modules|dist)$/.test(path) });
      return project;
    });
    for (const project of projects) await project.close();
  },
});

function npm(args: string[], cwd: string): void {
  const windows = process.platform === 'win32';
  execFileSync(windows ? 'npm.cmd' : 'npm', args, { cwd, env: plainEnvironment(), stdio: 'pipe', shell: windows });
}

/** As a shell has it: what the test's own tool set is not the site's. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_ENV: _mode, NODE_OPTIONS: _options, FORCE_COLOR: _color, ...rest } = process.env;
  return { ...rest, NO_COLOR: '1' };
}

/** One that nobody listens on. */
function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
