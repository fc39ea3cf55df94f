// The import from Koha's database against the mariadb client's reading of the same tables: .ci/bench-koha does it.
import { join } from 'node:path'
import { capture, root, short } from './base.mjs'

export async function measure(figure) {
  const out = await capture(join(root, '.ci', 'bench-koha'), short ? ['1000'] : [], {
    seconds: 1_200, env: { ...process.env, CARREL_BENCH_BUILD: 'no' }
  })
  const result = JSON.parse(out.trim().split('\n').at(-1))
  figure('koha: rows/s against the mariadb client', 100 * result.ratio, '%', 40, 'at least')
  figure('koha: rows/s', result.rows_per_second, '')
  figure('koha: seconds when nothing changed', result.nothing_changed_seconds, 's')
  figure('koha: most memory', result.peak_rss_mib, 'MB')
  return result
}
