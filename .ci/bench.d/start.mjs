// `carrel serve` on a ready database: how soon it answers, how much memory it takes.
import { join } from 'node:path'
import { median, memory, sleep } from './base.mjs'
import { sqliteLibrary } from './data.mjs'
import { serve } from './server.mjs'

export async function measure(figure) {
  const folder = await sqliteLibrary()
  const times = []
  let idle = 0
  for (let round = 0; round < 7; round++) {
    const server = await serve(folder, `sqlite:${join(folder, 'carrel.sqlite')}`)
    times.push(server.ready)
    if (round === 0) {
      await sleep(4_000)
      idle = await memory(server.pid, 'VmRSS')
    }
    await server.stop()
  }
  // The first start brings the program into memory; a service that starts again finds it there.
  figure('start: from exec to the first page', median(times), 'ms', 300, 'at most')
  figure('start: memory when idle', idle, 'MB', 60, 'at most')
  return { times_ms: times, idle_mb: idle }
}
