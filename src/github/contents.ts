import { fileTooLarge, maxFileBytes, notAFile, parseFilePath } from '../domain/file-path.ts';
import type { Files } from '../ports/files.ts';
import type { GitHubApi } from './api.ts';
import { unexpected } from './failure.ts';
import { splitRepository } from './repository.ts';

const route = 'GET /repos/{owner}/{repo}/contents/{path}';

/**
 * The files of one commit, read through GitHub's contents API, each once. The API's JSON form is asked for and not
 * the raw one: base64 keeps the bytes as they are, and a folder, a symlink and a submodule say what they are.
 *
 * `read` throws `FILE_PATH_INVALID`, `FILE_TOO_LARGE`, `FILE_NOT_REGULAR` besides the errors of {@link GitHubApi}.
 */
export function gitHubContents(api: GitHubApi, repository: string, commit: string): Required<Files> {
  const where = splitRepository(repository);
  const read = new Map<string, Promise<Uint8Array | undefined>>();

  async function fetch(path: string): Promise<Uint8Array | undefined> {
    const body = await api.get(route, { ...where, path, ref: commit });
    if (body === undefined) return undefined;
    const { Contents } = await import('./schema.ts');
    const contents = Contents.safeParse(body).data;
    if (contents === undefined) throw unexpected(route, `the answer for ${path} is not a file or a folder`);
    switch (contents.kind) {
      case 'file':
      case 'large':
        return bytesOf(path, contents);
      default:
        throw notAFile(path, contents.kind);
    }
  }

  return {
    commit,
    read(path) {
      const name = parseFilePath(path);
      const known = read.get(name) ?? fetch(name);
      read.set(name, known);
      return known;
    },
  };
}

function bytesOf(path: string, file: { readonly size: number; readonly base64?: string }): Uint8Array {
  if (file.base64 === undefined || file.size > maxFileBytes) throw fileTooLarge(path, file.size);
  const bytes = new Uint8Array(Buffer.from(file.base64, 'base64'));
  if (bytes.length === file.size) return bytes;
  throw unexpected(route, `${path} came with ${bytes.length} of ${file.size} bytes`);
}
