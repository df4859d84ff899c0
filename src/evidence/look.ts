import type { EvidencePlace, Search } from '../domain/evidence.ts';
import { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository } from '../image/reference.ts';
import { explain } from './answer.ts';

/** One look at one place while it lasts: what becomes a {@link Search}. */
export class Look {
  readonly place: EvidencePlace;
  readonly subject: Digest | undefined;
  readonly repository: Repository | undefined;
  found = 0;
  #unreachable: string | undefined;
  #cut: string | undefined;
  #off: string | undefined;
  #note: string | undefined;

  constructor(
    place: EvidencePlace,
    about: { readonly subject?: Digest | undefined; readonly repository?: Repository | undefined } = {},
  ) {
    this.place = place;
    this.subject = about.subject;
    this.repository = about.repository;
  }

  /** Not "nothing there" (I4). The first reason stays. Rethrows what is no answer of the place. */
  fail(error: unknown): void {
    if (!(error instanceof HoistError)) throw error;
    this.#unreachable ??= explain(error);
  }

  /** More is there than is read. */
  cut(why: string): void {
    this.#cut ??= why;
  }

  off(why: string): void {
    this.#off = why;
  }

  /** Something that explains a clean "nothing". */
  note(text: string): void {
    this.#note ??= text;
  }

  search(): Search {
    const { place, subject, repository, found } = this;
    const message = this.#off ?? this.#unreachable ?? this.#cut ?? this.#note;
    return {
      place,
      found,
      state: this.#state(),
      ...(subject !== undefined && { subject }),
      ...(repository !== undefined && { repository }),
      ...(message !== undefined && { message }),
    };
  }

  #state(): Search['state'] {
    if (this.#off !== undefined) return 'off';
    if (this.#unreachable !== undefined) return 'unreachable';
    if (this.#cut !== undefined) return 'cut';
    return this.found > 0 ? 'found' : 'none';
  }
}
