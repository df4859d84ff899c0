// Cuts GitHub's OpenAPI description to what the fake GitHub needs, into test/fakes/github/openapi.json.
// `--check` only says whether that file is what the package gives. The package is fetched, not installed: it unpacks to
// hundreds of megabytes, of which the tests need a fraction of one.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cutOpenApi, openApiText, type OpenApi } from './openapi-cut.ts';

const version = '23.0.2';
const description = 'package/generated/api.github.com.json';
const place = join(import.meta.dirname, '../test/fakes/github/openapi.json');

const folder = mkdtempSync(join(tmpdir(), 'hoist-openapi-'));
try {
  const name = `@octokit/openapi@${version}`;
  execFileSync('npm', ['pack', name, '--silent', '--pack-destination', folder], { stdio: 'ignore' });
  const [tarball = ''] = readdirSync(folder);
  execFileSync('tar', ['-xzf', tarball, description], { cwd: folder });
  const whole = JSON.parse(readFileSync(join(folder, description), 'utf8')) as OpenApi;
  const text = openApiText(cutOpenApi(whole, version));
  if (process.argv.includes('--check')) {
    if (readFileSync(place, 'utf8') !== text) throw new Error(`${place} is not what ${name} gives`);
  } else {
    writeFileSync(place, text);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
