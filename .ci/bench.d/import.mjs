// The import against sqlite3's own of the same rows: .ci/bench-import does it.
import { join } from 'node:path'
import { capture, root, short } from './base.mjs'

export async function measure(figure) {
  const size = short ? ['1000', '100'] : []
  const out = await capture(join(root, '.ci', 'bench-import'), size, {
    seconds: 1_200, env: { ...process.env, CARREL_BENCH_BUILD: 'no' }
  })
  const result = JSON.parse(out.trim().split('\n').at(-1))
  figure('import: rows/s against sqlite3 .import', 100 * result.ratio, '%', 40, 'at least')
  figure('import: rows/s', result.rows_per_second, '')
  figure('import: most memory', result.peak_rss_mib, 'MB')
  return result
}
