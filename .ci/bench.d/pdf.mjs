// The PDF of a loan history against tagged pdfkit for the same rows.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { capture, example, note, root, short, temporary, tools } from './base.mjs'

// Rows, how often to measure, at most this part of pdfkit's time, at most so many MB above idle.
const sizes = [[100, 7, 1 / 5, 60], [1_000, 4, 1 / 4, 120], [10_000, 2, 1 / 4, 150]].slice(0, short ? 2 : 3)

export async function measure(figure) {
  const folder = await temporary('pdf')
  const peer = join(root, 'server/report/benches/pdfkit.mjs')
  const results = []
  for (const [rows, rounds, part, most] of sizes) {
    const texts = join(folder, `${rows}.json`)
    await writeFile(texts, await capture(example('bench_pdf'), ['--texts', String(rows)]))
    const ours = []
    const theirs = []
    // In turns; the faster of each counts: what is slower than that is somebody else on the machine.
    for (let round = 0; round < rounds; round++) {
      ours.push(JSON.parse(await capture(example('bench_pdf'), [String(rows), join(folder, 'ours.pdf')])))
      theirs.push(JSON.parse(await capture('node', [peer, texts, join(folder, 'theirs.pdf')], { cwd: tools })))
    }
    const best = runs => Math.min(...runs.map(run => run.seconds))
    const above = Math.max(...ours.map(run => run.above_idle_mb))
    note(`${rows} rows: carrel ${best(ours).toFixed(3)} s, pdfkit ${best(theirs).toFixed(3)} s`)
    const name = `PDF of ${rows.toLocaleString('en')} rows`
    figure(`${name}: time against tagged pdfkit`, 100 * best(ours) / best(theirs), '%', 100 * part, 'at most')
    figure(`${name}: memory above idle`, above, 'MB', most, 'at most')
    results.push({ rows, ours, theirs })
  }
  return results
}
