// Warns before a session ends for want of use, and lets its owner stay. A page of a shared computer leaves when it is
// over; what stood in a form is given to the server first, and comes back to the same person only.
const dialog = document.getElementById('idle')
if (dialog) {
  const { idle, warn, shared, out } = dialog.dataset
  const seconds = dialog.querySelector('.idle-seconds')
  let endsAt = Date.now() + idle * 1000
  let ticking = null

  const written = () => [...document.querySelectorAll('main form[method="post"]')].find(form =>
    [...form.elements].some(field => (field.value !== field.defaultValue && field.type !== 'hidden')
      || field.checked !== field.defaultChecked))

  const keep = async () => {
    const form = written()
    if (!form) return
    const body = new URLSearchParams(new FormData(form))
    body.set('kept-form-action', new URL(form.action).pathname)
    await fetch('/session/keep', { method: 'POST', body, keepalive: true })
  }

  const end = async () => {
    clearInterval(ticking)
    document.title = dialog.querySelector('.idle-over h2').textContent
    if (shared) return location.replace(out)
    dialog.querySelector('.idle-warning').hidden = true
    dialog.querySelector('.idle-over').hidden = false
    if (!dialog.open) dialog.showModal()
  }

  let kept = false
  const tick = async () => {
    const left = Math.ceil((endsAt - Date.now()) / 1000)
    seconds.textContent = Math.max(left, 0)
    if (left <= warn && !dialog.open) dialog.showModal()
    if (left <= 5 && !kept) {
      kept = true
      // Still signed in: the last moment at which the server takes it.
      await keep().catch(() => {})
    }
    if (left <= 0) end()
  }

  const stay = async () => {
    const answer = await fetch('/session/stay', { method: 'POST' }).catch(() => null)
    if (answer?.status === 401) return end()
    if (!answer?.ok) return
    endsAt = Date.now() + idle * 1000
    kept = false
    dialog.close()
  }

  dialog.querySelector('.idle-stay').addEventListener('click', stay)
  dialog.addEventListener('cancel', event => { event.preventDefault(); stay() })
  // The clock, not the number of ticks: a sleeping computer wakes up too late.
  ticking = setInterval(tick, 1000)
  addEventListener('pageshow', event => { if (event.persisted) location.reload() })
}
