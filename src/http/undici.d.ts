// The parts of undici that are loaded, by file: the whole package costs another 40 ms at start-up (transport.md §3.9).
declare module 'undici/lib/dispatcher/pool.js' {
  import type { Pool } from 'undici';
  const pool: typeof Pool;
  export default pool;
}
